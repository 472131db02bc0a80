//! Who sends slowly keeps nobody else waiting, and is asked again who they are when all of it is there.
#![allow(clippy::unwrap_used)]

mod cluster;
mod people;
mod places;

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request as HttpRequest;
use cluster::Cluster;
use futures_util::stream;
use people::{Line, Person, hex, pull, row, sent, token_of};
use places::{Folder, Hands, both, options, setup_code};
use server::{Options, Server};
use sync::door::{Ask, Told};
use sync::{Answer, Request, Said, Stopped};
use tokio::sync::oneshot;

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

/// Waits until the slow ones have their places.
async fn two_are_answered(server: &Server) {
    let metrics = server.metrics_router();
    loop {
        let request = HttpRequest::get("/metrics").body(Body::empty()).unwrap();
        let text = String::from_utf8(sent(&metrics, request).await.body).unwrap();
        if text.contains("chartroom_answering 2\n") {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn who_sends_slowly_keeps_nobody_else_waiting() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let options = Options {
            at_once: 2,
            ..options(&Hands::new())
        };
        let server = at.open(options).await;
        let line = Line::new(server.router());
        let founder = Person::new(HERE, 1);
        let token = token_of(&line.found(&founder, &setup_code(&server).await).await);
        let other = Person::new(ELSEWHERE, 2);
        let others = token_of(&line.found(&other, &setup_code(&server).await).await);
        let mut clerk = Person::new(HERE, 3);
        clerk.store = founder.store;
        let add = Ask::AddAccount(clerk.account(false));
        assert_eq!(line.ask(Some(&token), &add).await, Told::Done);
        let clerks = token_of(&line.log_in(&clerk).await);

        let body = Request::Push(vec![row(b"slow", b"slow")]).to_bytes();
        let mut waiting = Vec::new();
        for _ in 0..2 {
            let (request, goes_on) = slow("/api/exchange", Some(&clerks), body.clone());
            let router = line.router.clone();
            let answered = tokio::spawn(async move { sent(&router, request).await });
            waiting.push((goes_on, answered));
        }
        // As many as one facility may have; another's are answered.
        tokio::time::timeout(PATIENCE, two_are_answered(&server))
            .await
            .unwrap();
        let answer = line.exchange(Some(&token), &pull()).await;
        assert_eq!(answer.said, Said::Stopped(Stopped::Busy(2)));
        let answer = line.exchange(Some(&others), &pull()).await;
        assert!(matches!(answer.said, Said::Pulled { .. }), "{answer:?}");
        // Ended meanwhile, what they sent is not kept.
        let end = Ask::EndMember {
            member: clerk.member,
            wipe: false,
        };
        assert_eq!(line.ask(Some(&token), &end).await, Told::Done);
        for (goes_on, answered) in waiting {
            goes_on.send(()).unwrap();
            let reply = answered.await.unwrap();
            let answer = Answer::read(&reply.body).unwrap();
            assert_eq!(answer.said, Said::Stopped(Stopped::Revoked { wipe: false }));
        }
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
