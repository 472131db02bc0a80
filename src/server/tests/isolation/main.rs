//! Whoever asks what, nothing of another facility comes back, nothing is a fault of the server's, and no log says what was sent.
#![allow(clippy::unwrap_used)]

#[path = "../cluster/mod.rs"]
mod cluster;
mod matrix;
#[path = "../people/mod.rs"]
mod people;
#[path = "../places/mod.rs"]
mod places;
mod there;

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Request as HttpRequest, StatusCode};
use cluster::Cluster;
use http_body_util::BodyExt as _;
use matrix::{all_are_asked, oversized, oversized_requests};
use people::{Line, Person, hex, post, refused, sent, token_of};
use places::{Folder, Hands, both, options, setup_code};
use server::{Options, Server};
use sync::door::{Admits, Ask, Fresh, House, Nonce, Proof, Purpose, Refused, Told};
use sync::{Answer, Request, Said, Stopped};
use there::{ORIGIN, There, inside, outside, planted, requests};
use tower::ServiceExt as _;
use tracing_subscriber::fmt::MakeWriter;

const HERE: [u8; 16] = [0x11; 16];

/// What was logged, by all tests of this program.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn clean(there: &There, body: &[u8], what: &str) {
    for canary in &there.canaries {
        let found = body.windows(canary.len()).any(|window| window == canary);
        assert!(!found, "{} came out by {what}", hex(canary));
    }
}

/// What of a house does not change by being looked at.
fn still(mut house: House) -> House {
    for device in &mut house.devices {
        device.seen = 0;
    }
    house
}

#[tokio::test]
async fn nothing_of_another_facility_comes_back() {
    let written = Written::default();
    tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(written.clone())
        .init();
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let offers = Options {
            origin: Some(ORIGIN.to_owned()),
            ..options(&hands)
        };
        let server = at.open(offers).await;
        let there = keeps_apart(&server, &hands).await;
        server.close().await;
        let log = written.0.lock().unwrap().clone();
        assert!(log.len() > 10_000, "{} bytes of log", log.len());
        let text = String::from_utf8_lossy(&log);
        clean(&there, &log, "the log");
        for canary in &there.canaries {
            assert!(
                !text.contains(&hex(canary)),
                "{} is in the log",
                hex(canary)
            );
        }
    }
}

async fn keeps_apart(server: &Server, hands: &Hands) -> There {
    let mut line = Line::new(server.router());
    let there = planted(&line, server).await;
    let founder = Person::new(HERE, 10);
    token_of(&line.found(&founder, &setup_code(server).await).await);
    let before = still(line.house(&there.token).await);
    let (within, without) = (inside(&there), outside(&there, &founder, Nonce([1; 32])));
    let asks = within.iter().chain(without.iter().map(|(ask, _)| ask));
    all_are_asked(asks, requests().iter());

    // A session of here: what is there is not there for it.
    for ask in inside(&there) {
        line.peer[3] += 1;
        let mine = token_of(&line.log_in(&founder).await);
        let reply = post(
            &line.router,
            line.peer,
            "/api/door",
            Some(&mine),
            ask.to_bytes(),
        )
        .await;
        let what = format!("{ask:?}");
        assert_eq!(reply.status, StatusCode::OK, "{what}");
        let told = Told::read(&reply.body).unwrap();
        match ask {
            Ask::MakeCode {
                admits: Admits::Device { .. },
                ..
            }
            | Ask::LetIn { .. }
            | Ask::SendAway { .. }
            | Ask::SetAdmits { .. }
            | Ask::EndMember { .. }
            | Ask::EndStore { .. }
            | Ask::GiveOrder { .. }
            | Ask::SetFrozen { .. } => assert_eq!(told, refused(Refused::Unknown), "{what}"),
            Ask::AddPasskey(_)
            | Ask::KeepPasskey { .. }
            | Ask::RemovePasskeys { .. }
            | Ask::SetPassword { .. } => {
                assert_eq!(told, refused(Refused::Wrong), "{what}");
            }
            Ask::SetWaysIn { .. } => {
                assert_eq!(told, refused(Refused::Stale { revision: 1 }));
            }
            Ask::AddAccount(_) => {
                // It is made here, and is another's than there: from here on these bytes are not only theirs.
                assert_eq!(told, Told::Done);
                continue;
            }
            _ => assert!(!matches!(told, Told::Refused(_)), "{what}: {told:?}"),
        }
        clean(&there, &reply.body, &what);
        if matches!(told, Told::House(_)) {
            assert_eq!(line.house(&mine).await.accounts.len(), 1);
        }
    }
    // Also who proves who they are removes no passkey there, be it all of somebody's or one.
    let mine = token_of(&line.log_in(&founder).await);
    for (member, passkey) in [
        (there.has_passkey, None),
        (founder.member, Some(there.passkey)),
    ] {
        let nonce = line.nonce(&founder).await;
        let proof = Proof::Signature(founder.signs(Purpose::Passkeys, &nonce));
        let remove = Ask::RemovePasskeys {
            member,
            passkey,
            fresh: Fresh { proof, nonce },
        };
        let told = line.ask(Some(&mine), &remove).await;
        assert_eq!(told, refused(Refused::Unknown));
    }
    // The first session may have ended meanwhile, of more than a device may have.
    let mine = token_of(&line.log_in(&founder).await);
    for request in requests() {
        let body = request.to_bytes();
        let reply = post(&line.router, line.peer, "/api/exchange", Some(&mine), body).await;
        assert_eq!(reply.status, StatusCode::OK, "{request:?}");
        clean(&there, &reply.body, &format!("{request:?}"));
        let answer = Answer::read(&reply.body).unwrap();
        assert!(answer.head <= 1, "{answer:?}");
        // It is answered as somebody of here: where nothing is, that can't be had.
        let fetches = matches!(request, Request::Fetch { cursor, .. } if cursor != 1);
        let stopped = matches!(answer.said, Said::Stopped(_));
        assert_eq!(stopped, fetches, "{request:?}: {answer:?}");
    }

    // No session, an ended device, a frozen one, a session that is over, a session of somebody who does not admit.
    let over = token_of(&line.log_in(&there.founder).await);
    assert_eq!(line.ask(Some(&over), &Ask::LogOut).await, Told::Done);
    let ended = Refused::Ended { wipe: true };
    let revoked = Stopped::Revoked { wipe: true };
    let cases = [
        (None, Refused::Expired, Stopped::Expired),
        (Some([0xee; 32]), Refused::Expired, Stopped::Expired),
        (Some(over), Refused::Expired, Stopped::Expired),
        (Some(there.ended), ended, revoked),
        (Some(there.frozen), Refused::Frozen, Stopped::Expired),
    ];
    for (token, refusal, stopped) in cases {
        is_shut_out(&line, &there, token, &refusal, &stopped).await;
    }
    for ask in inside(&there).into_iter().skip(6).take(9) {
        let told = line.ask(Some(&there.plain), &ask).await;
        assert_eq!(told, refused(Refused::NotAllowed), "{ask:?}");
    }

    // Without a session: whoever poses as somebody of there, and who says again what was said.
    let nonce = line.nonce(&founder).await;
    for (number, (ask, wrong)) in (0_u8..).zip(outside(&there, &founder, nonce)) {
        let peer = [10, 9, 9, number];
        let reply = post(&line.router, peer, "/api/door", None, ask.to_bytes()).await;
        assert_eq!(reply.status, StatusCode::OK);
        clean(&there, &reply.body, &format!("{ask:?}"));
        if wrong {
            assert_eq!(
                Told::read(&reply.body).unwrap(),
                refused(Refused::Wrong),
                "{ask:?}"
            );
        }
    }

    // Of a device's sessions the oldest have ended meanwhile.
    line.peer = [10, 0, 1, 1];
    let mine = token_of(&line.log_in(&founder).await);
    // Hints are of one's own shelf: there are fewer rows on it than there.
    assert_eq!(first_hint(&line, &mine).await, b"data: 1\n\n");
    assert_eq!(first_hint(&line, &there.token).await, b"data: 2\n\n");
    garbled_and_oversized(&line, &there, &mine).await;
    let after = still(line.house(&there.token).await);
    assert_eq!(after, before);
    hands.pass(12 * 3600 + 1);
    for token in [there.token, there.plain, mine] {
        let token = Some(token);
        is_shut_out(&line, &there, token, &Refused::Expired, &Stopped::Expired).await;
    }
    // What was put out or frozen stays so, whatever the time.
    let ended = Refused::Ended { wipe: true };
    let revoked = Stopped::Revoked { wipe: true };
    is_shut_out(&line, &there, Some(there.ended), &ended, &revoked).await;
    there
}

/// Whoever shows this is told why at the door, and nothing anywhere.
async fn is_shut_out(
    line: &Line,
    there: &There,
    token: Option<[u8; 32]>,
    refusal: &Refused,
    stopped: &Stopped,
) {
    for ask in inside(there) {
        let body = ask.to_bytes();
        let reply = post(&line.router, line.peer, "/api/door", token.as_ref(), body).await;
        assert_eq!(reply.status, StatusCode::OK);
        let told = Told::read(&reply.body).unwrap();
        assert_eq!(told, refused(refusal.clone()), "{ask:?}");
    }
    let larger = oversized_requests().into_iter().map(|(request, _)| request);
    for request in requests().into_iter().chain(larger) {
        let answer = line.exchange(token.as_ref(), &request).await;
        assert_eq!(answer.said, Said::Stopped(stopped.clone()));
        assert_eq!((answer.shelf.0, answer.head), ([0; 16], 0));
    }
    let mut hints = HttpRequest::get("/api/hints");
    if let Some(token) = token {
        hints = hints.header("authorization", format!("Bearer {}", hex(&token)));
    }
    let reply = sent(&line.router, hints.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    clean(there, &reply.body, "hints");
}

/// The first hint of a session.
async fn first_hint(line: &Line, token: &[u8; 32]) -> Vec<u8> {
    let request = HttpRequest::get("/api/hints")
        .header("authorization", format!("Bearer {}", hex(token)))
        .body(Body::empty())
        .unwrap();
    let response = line.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let frame = response.into_body().frame().await.unwrap().unwrap();
    frame.into_data().unwrap().to_vec()
}

async fn garbled_and_oversized(line: &Line, there: &There, mine: &[u8; 32]) {
    let mut bodies: Vec<Vec<u8>> = vec![Vec::new(), vec![0], vec![1; 400], b"{}".to_vec()];
    let nonce = Nonce([1; 32]);
    let asks = inside(there).into_iter();
    for ask in asks.chain(
        outside(there, &there.founder, nonce)
            .into_iter()
            .map(|(ask, _)| ask),
    ) {
        let whole = ask.to_bytes();
        bodies.push(whole[..whole.len() / 2].to_vec());
        let mut turned = whole;
        let middle = turned.len() / 2;
        turned[middle] ^= 0x10;
        bodies.push(turned);
    }
    for request in requests() {
        let whole = request.to_bytes();
        bodies.push(whole[..whole.len() - 1].to_vec());
    }
    for body in bodies {
        for token in [None, Some(mine)] {
            let reply = post(&line.router, line.peer, "/api/door", token, body.clone()).await;
            assert_eq!(reply.status, StatusCode::OK);
            let told = Told::read(&reply.body).unwrap();
            assert_eq!(told, refused(Refused::Malformed));
        }
        let reply = post(&line.router, line.peer, "/api/exchange", Some(mine), body).await;
        assert_eq!(reply.status, StatusCode::OK);
        let answer = Answer::read(&reply.body).unwrap();
        assert_eq!(answer.said, Said::Stopped(Stopped::Malformed));
        clean(there, &reply.body, "a garbled request");
    }
    // Larger than there can be, in the whole and in a part.
    for (path, length) in [
        ("/api/door", (512 << 10) + 1),
        ("/api/exchange", (4 << 20) + 1),
    ] {
        for token in [None, Some(mine)] {
            let reply = post(&line.router, line.peer, path, token, vec![1; length]).await;
            assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        }
    }
    for ask in oversized(there) {
        for token in [None, Some(mine)] {
            let told = line.ask(token, &ask).await;
            assert_eq!(told, refused(Refused::Malformed), "{ask:?}");
        }
    }
    for (request, malformed) in oversized_requests() {
        let body = request.to_bytes();
        let reply = post(&line.router, line.peer, "/api/exchange", Some(mine), body).await;
        assert_eq!(reply.status, StatusCode::OK);
        clean(there, &reply.body, "an oversized request");
        let answer = Answer::read(&reply.body).unwrap();
        let stopped = answer.said == Said::Stopped(Stopped::Malformed);
        assert_eq!(stopped, malformed, "{:?}", answer.said);
        assert_eq!(answer.head, 1);
    }
    // A token that is none, a path that is none, a method that is none, and another site's page.
    let strange = [
        ("POST", "/api/door", "authorization", "Bearer zz"),
        ("POST", "/api/exchange", "authorization", "Basic x"),
        ("GET", "/api/door", "accept", "*/*"),
        ("DELETE", "/api/exchange", "accept", "*/*"),
        ("GET", "/api/hints", "authorization", "Bearer +1"),
        ("GET", "/api/%00", "accept", "*/*"),
        ("BREW", "/api/door", "accept", "*/*"),
    ];
    for (method, path, name, value) in strange {
        let request = HttpRequest::builder().method(method).uri(path);
        let request = request.header(name, value).body(Body::empty()).unwrap();
        let reply = sent(&line.router, request).await;
        assert!(
            reply.status.as_u16() < 500,
            "{method} {path}: {}",
            reply.status
        );
        clean(there, &reply.body, path);
    }
    for path in ["/api/door", "/api/exchange"] {
        let request = HttpRequest::post(path)
            .header("sec-fetch-site", "cross-site")
            .header("authorization", format!("Bearer {}", hex(mine)))
            .body(Body::from(Ask::House.to_bytes()))
            .unwrap();
        let reply = sent(&line.router, request).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
        assert!(!reply.headers.contains_key("access-control-allow-origin"));
    }
}
