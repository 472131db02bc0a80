//! Hints come to those who are in, from whichever server, and end when the session does.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request as HttpRequest, StatusCode};
use http_body_util::BodyExt as _;
use server::{Options, Server};
use sync::Request;
use sync::door::{Ask, Nonce, Refused, Told};
use tower::ServiceExt as _;

use crate::cluster::Cluster;
use crate::people::{Line, Person, hex, row, token_of};
use crate::places::{At, Folder, Hands, both, founded, options, setup_code};

const HOUSE: [u8; 16] = [0xa1; 16];
/// How long it may take until a hint has come.
const PATIENCE: Duration = Duration::from_secs(20);

/// Somebody who listens.
struct Ear(Body);

impl Ear {
    async fn open(router: &Router, token: &[u8; 32]) -> Self {
        let request = HttpRequest::get("/api/hints")
            .header("authorization", format!("Bearer {}", hex(token)))
            .body(Body::empty())
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        Self(response.into_body())
    }

    /// What comes next; nothing when it is over.
    async fn next(&mut self) -> Option<String> {
        let frame = tokio::time::timeout(PATIENCE, self.0.frame()).await;
        let frame = frame.expect("no hint came")?.unwrap();
        Some(String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap())
    }

    /// Waits until a hint says so much.
    async fn hears(&mut self, head: u64) {
        let wanted = format!("data: {head}\n\n");
        while self.next().await.expect("the hints ended") != wanted {}
    }

    /// Waits until it is over.
    async fn ends(&mut self) {
        while self.next().await.is_some() {}
    }
}

async fn pushes(line: &Line, token: &[u8; 32], key: u8) {
    let push = Request::Push(vec![row(&[key], b"row")]);
    line.exchange(Some(token), &push).await;
}

#[tokio::test]
async fn hints_come_and_end() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let options = Options {
            heartbeat: Duration::from_millis(80),
            ..options(&hands)
        };
        let server = at.open(options).await;
        let (line, founder, token) = founded(&server, HOUSE).await;
        let mut ear = Ear::open(&line.router, &token).await;
        assert_eq!(ear.next().await.unwrap(), "data: 0\n\n");
        pushes(&line, &token, 1).await;
        ear.hears(1).await;
        // The line is shown to be there.
        while ear.next().await.unwrap() != ": \n\n" {}
        // Something else changed: the same length again.
        let mut clerk = Person::new(HOUSE, 2);
        clerk.store = founder.store;
        let add = Ask::AddAccount(clerk.account(false));
        assert_eq!(line.ask(Some(&token), &add).await, Told::Done);
        ear.hears(1).await;
        // A device that is frozen hears no more; the other does.
        let clerks = token_of(&line.log_in(&clerk).await);
        let mut other = Ear::open(&line.router, &clerks).await;
        other.hears(1).await;
        let freeze = Ask::SetFrozen {
            device: clerk.device,
            frozen: true,
        };
        assert_eq!(line.ask(Some(&token), &freeze).await, Told::Done);
        other.ends().await;
        pushes(&line, &token, 2).await;
        ear.hears(2).await;
        // A session that is over by the clock ends with the next sign of life.
        hands.pass(12 * 3600 + 1);
        ear.ends().await;
        // And all end when the server does.
        let token = token_of(&line.log_in(&founder).await);
        let mut ear = Ear::open(&line.router, &token).await;
        ear.hears(2).await;
        server.end();
        ear.ends().await;
        server.close().await;
    }
}

#[tokio::test]
async fn two_servers_on_one_database_are_as_one() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let hands = Hands::new();
    let one = Server::open_postgres(&url, options(&hands)).await.unwrap();
    let other = Server::open_postgres(&url, options(&hands)).await.unwrap();
    let (here, there) = (Line::new(one.router()), Line::new(other.router()));
    let founder = Person::new(HOUSE, 1);
    let token = token_of(&here.found(&founder, &setup_code(&other).await).await);
    let mut ear = Ear::open(&there.router, &token).await;
    ear.hears(0).await;
    pushes(&here, &token, 1).await;
    ear.hears(1).await;
    // A session that one began, the other ends.
    let mut clerk = Person::new(HOUSE, 2);
    clerk.store = founder.store;
    let add = Ask::AddAccount(clerk.account(false));
    assert_eq!(there.ask(Some(&token), &add).await, Told::Done);
    let clerks = token_of(&here.log_in(&clerk).await);
    let mut clerks_ear = Ear::open(&there.router, &clerks).await;
    clerks_ear.hears(1).await;
    let end = Ask::EndMember {
        member: clerk.member,
        wipe: false,
    };
    assert_eq!(here.ask(Some(&token), &end).await, Told::Done);
    clerks_ear.ends().await;
    // The lines of both are cut: they come back by themselves, and what was missed is looked up.
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database() AND query ILIKE 'LISTEN%'")
        .execute(&pool)
        .await
        .unwrap();
    pushes(&here, &token, 2).await;
    ear.hears(2).await;
    pool.close().await;
    one.close().await;
    other.close().await;
}

/// Whoever was put out wakes nobody by asking again and again to be frozen.
#[tokio::test]
async fn what_a_device_asks_again_wakes_nobody() {
    let folder = Folder::new();
    let at = At::File(folder.file("chartroom.sqlite"));
    let options = Options {
        heartbeat: Duration::from_millis(80),
        ..options(&Hands::new())
    };
    let server = at.open(options).await;
    let (line, founder, token) = founded(&server, HOUSE).await;
    let mut clerk = Person::new(HOUSE, 2);
    clerk.store = founder.store;
    let add = Ask::AddAccount(clerk.account(false));
    assert_eq!(line.ask(Some(&token), &add).await, Told::Done);
    token_of(&line.log_in(&clerk).await);
    let end = Ask::EndMember {
        member: clerk.member,
        wipe: false,
    };
    assert_eq!(line.ask(Some(&token), &end).await, Told::Done);
    // What it first reports others hear of.
    pushes(&line, &token, 1).await;
    let mut ear = Ear::open(&line.router, &token).await;
    assert_eq!(ear.next().await.unwrap(), "data: 1\n\n");
    let contain = |number| clerk.contain(Nonce([number; 32]));
    assert_eq!(line.ask(None, &contain(0)).await, Told::Done);
    assert_eq!(ear.next().await.unwrap(), "data: 1\n\n");
    for number in 1..4 {
        assert_eq!(line.ask(None, &contain(number)).await, Told::Done);
    }
    assert_eq!(ear.next().await.unwrap(), "data: 1\n\n");
    // From then on nothing is new: neither another report than those that are kept, nor the same once more.
    assert_eq!(line.ask(None, &contain(4)).await, Told::Done);
    assert_eq!(ear.next().await.unwrap(), ": \n\n");
    for _ in 0..50 {
        assert_eq!(line.ask(None, &contain(0)).await, Told::Done);
    }
    assert_eq!(ear.next().await.unwrap(), ": \n\n");
    pushes(&line, &token, 2).await;
    let heard = loop {
        let heard = ear.next().await.unwrap();
        if heard != ": \n\n" {
            break heard;
        }
    };
    assert_eq!(heard, "data: 2\n\n");
    // And each time counts.
    let told = line.ask(None, &contain(5)).await;
    assert!(
        matches!(told, Told::Refused(Refused::TooMany(_))),
        "{told:?}"
    );
    server.close().await;
}
