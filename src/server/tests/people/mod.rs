//! People with devices, who ask a server over HTTP as the app does: with keys of their own and signatures that are right.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each suite uses its part of it; in a test a failure to begin is the failure"
)]

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request as HttpRequest, StatusCode};
use http_body_util::BodyExt as _;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use sync::door::{
    Admits, Ask, Fresh, House, NewAccount, NewDevice, Nonce, Proof, Purpose, Refused, Shown,
    Signed, Told, to_sign,
};
use sync::{Answer, Item, Request, Stream};
use tower::ServiceExt as _;
use vault::device::DeviceKey;
use vault::door::LaptopKey;
use vault::kdf::{Derived, Params, Recipe};
use vault::kit::DoorCode;
use vault::member::{Enrolment, Unlocked, enrol};
use vault::{FacilityId, MemberId, Zeroizing};

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Asks a router, as a peer at an address.
pub(crate) async fn post(
    router: &Router,
    peer: [u8; 4],
    path: &str,
    token: Option<&[u8; 32]>,
    body: Vec<u8>,
) -> Reply {
    let mut request = HttpRequest::post(path)
        .header("content-type", "application/octet-stream")
        .header("sec-fetch-site", "same-origin");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {}", hex(token)));
    }
    let mut request = request.body(Body::from(body)).unwrap();
    let peer = SocketAddr::from((peer, 40_000));
    request.extensions_mut().insert(ConnectInfo(peer));
    sent(router, request).await
}

/// Sends a request as it is.
pub(crate) async fn sent(router: &Router, request: HttpRequest<Body>) -> Reply {
    let response = router.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    Reply {
        status: head.status,
        headers: head.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A server as one peer sees it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) router: Router,
    pub(crate) peer: [u8; 4],
}

impl Line {
    pub(crate) fn new(router: Router) -> Self {
        Self {
            router,
            peer: [10, 0, 0, 1],
        }
    }

    pub(crate) async fn ask(&self, token: Option<&[u8; 32]>, ask: &Ask) -> Told {
        let reply = post(&self.router, self.peer, "/api/door", token, ask.to_bytes()).await;
        assert_eq!(reply.status, StatusCode::OK, "{ask:?}");
        assert_eq!(reply.headers["cache-control"], "no-store");
        Told::read(&reply.body).unwrap()
    }

    pub(crate) async fn exchange(&self, token: Option<&[u8; 32]>, request: &Request) -> Answer {
        let body = request.to_bytes();
        let reply = post(&self.router, self.peer, "/api/exchange", token, body).await;
        assert_eq!(reply.status, StatusCode::OK, "{request:?}");
        Answer::read(&reply.body).unwrap()
    }

    pub(crate) async fn house(&self, token: &[u8; 32]) -> House {
        match self.ask(Some(token), &Ask::House).await {
            Told::House(house) => *house,
            other => panic!("{other:?}"),
        }
    }

    /// A nonce to sign.
    pub(crate) async fn nonce(&self, person: &Person) -> Nonce {
        let prelogin = Ask::Prelogin {
            facility: person.facility,
            name: person.name,
        };
        match self.ask(None, &prelogin).await {
            Told::Prelogin { nonce, .. } => nonce,
            other => panic!("{other:?}"),
        }
    }

    /// A nonce, by a code.
    pub(crate) async fn nonce_for(&self, code: &DoorCode) -> Nonce {
        match self.ask(None, &Ask::Code(Shown(code.shown()))).await {
            Told::Code { nonce, .. } => nonce,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn found(&self, person: &Person, code: &DoorCode) -> Told {
        let nonce = self.nonce_for(code).await;
        self.ask(None, &person.found(code, nonce)).await
    }

    pub(crate) async fn log_in(&self, person: &Person) -> Told {
        let nonce = self.nonce(person).await;
        self.ask(None, &person.log_in(nonce)).await
    }

    pub(crate) async fn join(&self, person: &Person, code: &DoorCode) -> Told {
        let nonce = self.nonce(person).await;
        self.ask(None, &person.join(code, nonce)).await
    }

    pub(crate) async fn knock(&self, person: &Person, code: &DoorCode) -> Told {
        let nonce = self.nonce_for(code).await;
        self.ask(None, &person.knock(code, nonce)).await
    }

    /// A code that somebody in a session makes.
    pub(crate) async fn code(&self, token: &[u8; 32], seed: u64, admits: Admits) -> DoorCode {
        let code = DoorCode::make(&mut ChaCha20Rng::seed_from_u64(seed));
        let make = Ask::MakeCode {
            hash: code.kept(),
            seconds: 600,
            admits,
            inviter: b"inviter".to_vec(),
        };
        assert_eq!(self.ask(Some(token), &make).await, Told::Done);
        code
    }
}

/// The token of a session that has begun.
pub(crate) fn token_of(told: &Told) -> [u8; 32] {
    match told {
        Told::In { token, .. } => *token,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn refused(refused: Refused) -> Told {
    Told::Refused(refused)
}

/// A member at a device.
pub(crate) struct Person {
    pub(crate) facility: [u8; 16],
    pub(crate) member: [u8; 16],
    pub(crate) name: [u8; 32],
    pub(crate) auth: [u8; 32],
    pub(crate) recipe: Vec<u8>,
    pub(crate) unlocked: Unlocked,
    pub(crate) signing: [u8; 32],
    pub(crate) ways_in: Vec<u8>,
    pub(crate) key: DeviceKey,
    pub(crate) device: [u8; 16],
    pub(crate) store: [u8; 16],
    /// Whose laptop they are really at, whatever store they name; else the one of the store.
    pub(crate) really_at: Option<[u8; 16]>,
}

fn drawn<const LENGTH: usize>(rng: &mut ChaCha20Rng) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    rng.fill_bytes(&mut bytes);
    bytes
}

impl Person {
    /// Somebody who is the same for the same seed.
    pub(crate) fn new(facility: [u8; 16], seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let member = drawn(&mut rng);
        let recipe = Recipe::make(Params::DEFAULT, &mut rng).unwrap();
        let unlock = Derived::from_bytes(&Zeroizing::new(drawn::<64>(&mut rng))).unlock;
        let enrolled = enrol(
            &Enrolment {
                facility: FacilityId(facility),
                member: MemberId(member),
                name: "made-up",
                recipe,
                unlock: &unlock,
                escrow: None,
            },
            &mut rng,
        )
        .unwrap();
        Self {
            facility,
            member,
            name: drawn(&mut rng),
            auth: drawn(&mut rng),
            recipe: postcard::to_stdvec(&recipe).unwrap(),
            ways_in: [b"ways in of ", hex(&member).as_bytes()].concat(),
            key: DeviceKey::make(&mut rng),
            device: drawn(&mut rng),
            store: drawn(&mut rng),
            really_at: None,
            signing: enrolled.envelope.public().signing.0,
            unlocked: enrolled.unlocked,
        }
    }

    /// The same member at another device.
    pub(crate) fn elsewhere(&self, seed: u64, person: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut same = Self::new(self.facility, person);
        assert_eq!(same.member, self.member);
        same.auth = self.auth;
        same.key = DeviceKey::make(&mut rng);
        same.device = drawn(&mut rng);
        same.store = drawn(&mut rng);
        same
    }

    pub(crate) fn account(&self, admits: bool) -> NewAccount {
        NewAccount {
            member: self.member,
            name: self.name,
            recipe: self.recipe.clone(),
            auth: self.auth,
            signing: self.signing,
            ways_in: self.ways_in.clone(),
            admits,
        }
    }

    pub(crate) fn new_device(&self) -> NewDevice {
        NewDevice {
            device: self.device,
            store: self.store,
            public: self.key.public().0.0,
            laptop: self.laptop().public().0.0,
        }
    }

    /// The key of the laptop they are at: each store has its own.
    fn laptop(&self) -> LaptopKey {
        let mut seed = [0; 32];
        seed[..16].copy_from_slice(&self.really_at.unwrap_or(self.store));
        LaptopKey::make(&mut ChaCha20Rng::from_seed(seed))
    }

    pub(crate) fn signs(&self, purpose: Purpose, nonce: &Nonce) -> Signed {
        let digest = to_sign(purpose, self.facility, self.device, nonce);
        Signed(match purpose {
            Purpose::Myself | Purpose::Passkeys | Purpose::Password => {
                self.unlocked.prove(&digest).0.to_vec()
            }
            Purpose::ComeIn | Purpose::Contain => self.key.sign(&digest).0.to_vec(),
            Purpose::ThisLaptop => self.laptop().sign(&digest).0.to_vec(),
        })
    }

    pub(crate) fn found(&self, code: &DoorCode, nonce: Nonce) -> Ask {
        Ask::Found {
            code: Shown(code.shown()),
            facility: self.facility,
            account: self.account(true),
            device: self.new_device(),
            nonce,
            signed: self.signs(Purpose::ComeIn, &nonce),
            here: self.signs(Purpose::ThisLaptop, &nonce),
        }
    }

    pub(crate) fn log_in(&self, nonce: Nonce) -> Ask {
        self.log_in_by(Proof::Password(self.auth), nonce)
    }

    pub(crate) fn log_in_by(&self, proof: Proof, nonce: Nonce) -> Ask {
        Ask::LogIn {
            facility: self.facility,
            name: self.name,
            proof,
            device: self.new_device(),
            nonce,
            signed: self.signs(Purpose::ComeIn, &nonce),
            here: self.signs(Purpose::ThisLaptop, &nonce),
        }
    }

    pub(crate) fn join(&self, code: &DoorCode, nonce: Nonce) -> Ask {
        Ask::Join {
            code: Shown(code.shown()),
            facility: self.facility,
            name: self.name,
            auth: self.auth,
            device: self.new_device(),
            nonce,
            signed: self.signs(Purpose::ComeIn, &nonce),
            here: self.signs(Purpose::ThisLaptop, &nonce),
        }
    }

    pub(crate) fn knock(&self, code: &DoorCode, nonce: Nonce) -> Ask {
        Ask::Knock {
            code: Shown(code.shown()),
            facility: self.facility,
            account: self.account(true),
            device: self.new_device(),
            vouched: [7; 32],
            nonce,
            signed: self.signs(Purpose::ComeIn, &nonce),
            here: self.signs(Purpose::ThisLaptop, &nonce),
        }
    }

    /// Changes their password at the server to what gives this, by their signature.
    pub(crate) fn set_password(&self, revision: u64, auth: [u8; 32], nonce: Nonce) -> Ask {
        Ask::SetPassword {
            revision,
            ways_in: b"new ways in".to_vec(),
            recipe: self.recipe.clone(),
            auth,
            fresh: Fresh {
                proof: Proof::Signature(self.signs(Purpose::Password, &nonce)),
                nonce,
            },
        }
    }

    pub(crate) fn contain(&self, nonce: Nonce) -> Ask {
        Ask::Contain {
            facility: self.facility,
            device: self.device,
            at: 1_000,
            report: b"sealed report".to_vec(),
            nonce,
            signed: self.signs(Purpose::Contain, &nonce),
        }
    }
}

/// A sealed row.
pub(crate) fn row(key: &[u8], bytes: &[u8]) -> Item {
    Item::new(Stream::LOG, None, 1, key.to_vec(), bytes.to_vec())
}

pub(crate) fn pull() -> Request {
    Request::Pull {
        stream: Stream::LOG,
        after: 0,
        own: Vec::new(),
        most: 1 << 20,
    }
}
