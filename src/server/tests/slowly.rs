//! Who sends slowly keeps nobody else waiting, and is asked again who they are when all of it is there.
#![allow(clippy::unwrap_used)]

mod cluster;
mod people;
mod places;

use std::convert::Infallible;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request as HttpRequest;
use cluster::Cluster;
use futures_util::stream;
use people::{Line, Person, Reply, hex, pull, row, sent, token_of};
use places::{Folder, Hands, both, options, setup_code};
use server::{Options, Server};
use sync::door::{Ask, Told};
use sync::{Answer, Request, Said, Stopped};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const HERE: [u8; 16] = [0xa1; 16];
/// How long it may take until a request is being answered.
const PATIENCE: Duration = Duration::from_secs(20);
const ELSEWHERE: [u8; 16] = [0xa2; 16];

/// A request of which the second half comes when it is told to.
fn slow(
    path: &str,
    token: Option<&[u8; 32]>,
    body: Vec<u8>,
) -> (HttpRequest<Body>, oneshot::Sender<()>) {
    let (goes_on, waits) = oneshot::channel();
    let middle = body.len() / 2;
    let halves = [body[..middle].to_vec(), body[middle..].to_vec()];
    let state = (halves.into_iter(), Some(waits), false);
    let pieces = stream::unfold(state, |(mut halves, mut waits, begun)| async move {
        if begun && let Some(waits) = waits.take() {
            drop(waits.await);
        }
        let half = halves.next()?;
        Some((Ok::<_, Infallible>(half), (halves, waits, true)))
    });
    let mut request = HttpRequest::post(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {}", hex(token)));
    }
    let request = request.body(Body::from_stream(pieces)).unwrap();
    (request, goes_on)
}

/// Waits until so many bodies are being received of those who have a session.
async fn are_received(server: &Server, number: usize) {
    let metrics = server.metrics_router();
    let gauge = format!("chartroom_receiving {number}\n");
    let known = async {
        loop {
            let request = HttpRequest::get("/metrics").body(Body::empty()).unwrap();
            let text = String::from_utf8(sent(&metrics, request).await.body).unwrap();
            if text.contains(&gauge) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, known).await.unwrap();
}

/// Somebody else of the founder's facility, who is in.
async fn clerk_of(line: &Line, token: &[u8; 32], founder: &Person) -> (Person, [u8; 32]) {
    let mut clerk = Person::new(founder.facility, 3);
    clerk.store = founder.store;
    let add = Ask::AddAccount(clerk.account(false));
    assert_eq!(line.ask(Some(token), &add).await, Told::Done);
    let clerks = token_of(&line.log_in(&clerk).await);
    (clerk, clerks)
}

/// What lets a request that was begun go on, and what it is answered then.
type Waits = (oneshot::Sender<()>, JoinHandle<Reply>);

/// So many pushes at once of which the second half does not come yet.
fn send_slowly(line: &Line, token: &[u8; 32], many: usize) -> Vec<Waits> {
    let body = Request::Push(vec![row(b"slow", b"slow")]).to_bytes();
    let mut waiting = Vec::new();
    for _ in 0..many {
        let (request, goes_on) = slow("/api/exchange", Some(token), body.clone());
        let router = line.router.clone();
        let answered = tokio::spawn(async move { sent(&router, request).await });
        waiting.push((goes_on, answered));
    }
    waiting
}

#[tokio::test]
async fn who_sends_slowly_keeps_nobody_else_waiting() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let options = Options {
            at_once: 16,
            ..options(&Hands::new())
        };
        let server = at.open(options).await;
        let line = Line::new(server.router());
        let founder = Person::new(HERE, 1);
        let token = token_of(&line.found(&founder, &setup_code(&server).await).await);
        let other = Person::new(ELSEWHERE, 2);
        let others = token_of(&line.found(&other, &setup_code(&server).await).await);
        let (clerk, clerks) = clerk_of(&line, &token, &founder).await;

        let waiting = send_slowly(&line, &clerks, 16);
        // As many as one member may have; the others are sent away. Neither colleagues nor others have to wait for them.
        are_received(&server, 2).await;
        while waiting
            .iter()
            .filter(|(_, answered)| answered.is_finished())
            .count()
            < 14
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for token in [&token, &others] {
            let answer = line.exchange(Some(token), &pull()).await;
            assert!(matches!(answer.said, Said::Pulled { .. }), "{answer:?}");
        }
        // Ended meanwhile, what they sent is not kept.
        let end = Ask::EndMember {
            member: clerk.member,
            wipe: false,
        };
        assert_eq!(line.ask(Some(&token), &end).await, Told::Done);
        let mut received = 0;
        for (goes_on, answered) in waiting {
            // Some were not taken in at all.
            let _ = goes_on.send(());
            let reply = answered.await.unwrap();
            if reply.status.as_u16() == 503 {
                assert!(reply.headers.contains_key("retry-after"));
                continue;
            }
            received += 1;
            let answer = Answer::read(&reply.body).unwrap();
            assert_eq!(answer.said, Said::Stopped(Stopped::Revoked { wipe: false }));
        }
        assert_eq!(received, 2);
        let answer = line.exchange(Some(&token), &pull()).await;
        assert_eq!(answer.head, 0);
        server.close().await;
    }
}

/// However many strangers there are who never end what they say, those who have a session are answered.
#[tokio::test]
async fn strangers_who_send_slowly_close_the_server_to_strangers_only() {
    let folder = Folder::new();
    let options = Options {
        at_once: 2,
        ..options(&Hands::new())
    };
    let path = folder.file("chartroom.sqlite");
    let server = Server::open_sqlite(&path, options).await.unwrap();
    let line = Line::new(server.router());
    let founder = Person::new(HERE, 1);
    let token = token_of(&line.found(&founder, &setup_code(&server).await).await);
    let mut waiting = Vec::new();
    let body = Ask::House.to_bytes();
    for number in 0..40_u8 {
        // Some show a session that is none.
        let path = ["/api/door", "/api/exchange"][usize::from(number % 2)];
        let shown = (number % 3 == 0).then_some(&[7; 32]);
        let (mut request, goes_on) = slow(path, shown, body.clone());
        let peer = std::net::SocketAddr::from(([10, 1, number / 4, 1], 40_000));
        request.extensions_mut().insert(ConnectInfo(peer));
        let router = line.router.clone();
        let answered = tokio::spawn(async move { sent(&router, request).await });
        waiting.push((goes_on, answered));
    }
    // Strangers are not taken any more, and told when to come again.
    let stranger = async {
        loop {
            let prelogin = Ask::Prelogin {
                facility: HERE,
                name: founder.name,
            };
            let asked = prelogin.to_bytes();
            let reply = people::post(&line.router, [10, 2, 0, 1], "/api/door", None, asked).await;
            if reply.status.as_u16() == 503 {
                return reply;
            }
            tokio::task::yield_now().await;
        }
    };
    let reply = tokio::time::timeout(PATIENCE, stranger).await.unwrap();
    assert!(reply.headers.contains_key("retry-after"));
    assert!(matches!(
        line.ask(Some(&token), &Ask::House).await,
        Told::House(_)
    ));
    let answer = line.exchange(Some(&token), &pull()).await;
    assert!(matches!(answer.said, Said::Pulled { .. }), "{answer:?}");
    for (goes_on, answered) in waiting {
        // Some were not taken in at all.
        let _ = goes_on.send(());
        assert!([200, 503].contains(&answered.await.unwrap().status.as_u16()));
    }
    let nonce = line.nonce(&founder).await;
    assert!(matches!(
        line.ask(None, &founder.log_in(nonce)).await,
        Told::In { .. }
    ));
    server.close().await;
}

/// All of a facility send slowly: who only asks is answered, and who sends is told to come again.
#[tokio::test]
async fn a_facility_full_of_slow_senders_still_reads() {
    let folder = Folder::new();
    let options = Options {
        at_once: 2,
        ..options(&Hands::new())
    };
    let path = folder.file("chartroom.sqlite");
    let server = Server::open_sqlite(&path, options).await.unwrap();
    let line = Line::new(server.router());
    let founder = Person::new(HERE, 1);
    let token = token_of(&line.found(&founder, &setup_code(&server).await).await);
    let (_, clerks) = clerk_of(&line, &token, &founder).await;
    let waiting = send_slowly(&line, &clerks, 2);
    are_received(&server, 2).await;
    // A body that does not say how long it is, or that is long, needs memory of which the facility has no more.
    let push = Request::Push(vec![row(b"quick", b"quick")]);
    let answer = line.exchange(Some(&token), &push).await;
    assert_eq!(answer.said, Said::Stopped(Stopped::Busy(2)));
    let asks = pull().to_bytes();
    let request = |length: usize| {
        HttpRequest::post("/api/exchange")
            .header("authorization", format!("Bearer {}", hex(&token)))
            .header("content-length", length)
            .body(Body::from(asks.clone()))
            .unwrap()
    };
    let reply = sent(&line.router, request(asks.len())).await;
    let answer = Answer::read(&reply.body).unwrap();
    assert!(matches!(answer.said, Said::Pulled { .. }), "{answer:?}");
    // No more of it is taken than it said: what the line does not hold to, the server does.
    let endless = HttpRequest::post("/api/exchange")
        .header("authorization", format!("Bearer {}", hex(&token)))
        .header("content-length", 100)
        .body(Body::from(vec![0; 100_000]))
        .unwrap();
    assert_eq!(sent(&line.router, endless).await.status.as_u16(), 413);
    for (goes_on, answered) in waiting {
        goes_on.send(()).unwrap();
        assert_eq!(answered.await.unwrap().status.as_u16(), 200);
    }
    let answer = line.exchange(Some(&token), &push).await;
    assert!(matches!(answer.said, Said::Pushed(_)), "{answer:?}");
    server.close().await;
}

/// Strangers who make the server look up sessions that are none have few looks at once, also where they ask for hints; and whether
/// the server is ready is looked at by one at a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_who_ask_for_hints_leave_the_database_to_others() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let options = Options {
        at_once: 2,
        timeout: Duration::from_secs(3),
        ..options(&Hands::new())
    };
    let server = Server::open_postgres(&url, options).await.unwrap();
    let router = server.router();
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    let mut held = pool.begin().await.unwrap();
    let lock = "LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE";
    sqlx::query(lock).execute(&mut *held).await.unwrap();
    let asked: Vec<_> = (0..40_u8)
        .map(|number| {
            let mut request = HttpRequest::get("/api/hints")
                .header("authorization", format!("Bearer {}", hex(&[number; 32])))
                .body(Body::empty())
                .unwrap();
            let peer = std::net::SocketAddr::from(([10, 1, 0, 1], 40_000));
            request.extensions_mut().insert(ConnectInfo(peer));
            let router = router.clone();
            tokio::spawn(async move { sent(&router, request).await.status.as_u16() })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let began = Instant::now();
    let ready = || {
        let router = router.clone();
        let request = HttpRequest::get("/ready").body(Body::empty()).unwrap();
        tokio::spawn(async move { sent(&router, request).await.status.as_u16() })
    };
    assert_eq!(ready().await.unwrap(), 200);
    let took = began.elapsed();
    assert!(took < Duration::from_secs(3), "{took:?}");
    // Nobody is held for as long as the lock.
    for answered in asked {
        assert_eq!(answered.await.unwrap(), 503);
    }
    assert!(began.elapsed() < Duration::from_secs(8));
    held.rollback().await.unwrap();
    // The database is away: many who ask share one look.
    let gone = "LOCK TABLE houses IN ACCESS EXCLUSIVE MODE";
    let mut held = pool.begin().await.unwrap();
    sqlx::query(gone).execute(&mut *held).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let began = Instant::now();
    let asks: Vec<_> = (0..20).map(|_| ready()).collect();
    let sql = "SELECT count(*) FROM pg_stat_activity \
        WHERE wait_event_type = 'Lock' AND query LIKE '%FROM houses%'";
    let waiting = || async {
        sqlx::query_scalar::<_, i64>(sql)
            .fetch_one(&pool)
            .await
            .unwrap()
    };
    while waiting().await < 1 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(waiting().await, 1);
    for answered in asks {
        assert_eq!(answered.await.unwrap(), 503);
    }
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    held.rollback().await.unwrap();
    pool.close().await;
    server.close().await;
}
