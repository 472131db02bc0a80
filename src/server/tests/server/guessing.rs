//! Nothing tells whether a name exists, and nobody guesses for long.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request as HttpRequest;
use server::{Options, Server};
use sync::door::{Ask, Proof, Purpose, Refused, Told};
use vault::kdf::{Params, Recipe};

use crate::cluster::Cluster;
use crate::people::{Line, Person, post, refused, sent, token_of};
use crate::places::{Folder, Hands, both, options, setup_code};

const HOUSE: [u8; 16] = [0xa1; 16];

fn recipe_of(told: &Told) -> Vec<u8> {
    match told {
        Told::Prelogin { recipe, .. } => recipe.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_name_that_nobody_has_looks_like_one_that_somebody_has() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let server = at.open(options(&hands)).await;
        let mut line = Line::new(server.router());
        let mut founder = Person::new(HOUSE, 1);
        let params = Params {
            memory_kib: 96 << 10,
            passes: 4,
            lanes: 1,
        };
        let recipe = Recipe {
            params,
            salt: [9; 16],
        };
        founder.recipe = postcard::to_stdvec(&recipe).unwrap();
        let token = token_of(&line.found(&founder, &setup_code(&server).await).await);

        let mut seen = Vec::new();
        for number in 0..20_u8 {
            line.peer = [10, 1, number, 1];
            let (facility, name) = match number {
                0 => (HOUSE, founder.name),
                1 => ([0xbb; 16], [number; 32]),
                _ => (HOUSE, [number; 32]),
            };
            let prelogin = Ask::Prelogin { facility, name };
            let reply = post(
                &line.router,
                line.peer,
                "/api/door",
                None,
                prelogin.to_bytes(),
            )
            .await;
            let recipe = recipe_of(&Told::read(&reply.body).unwrap());
            // The same whenever it is asked.
            assert_eq!(recipe, recipe_of(&line.ask(None, &prelogin).await));
            let read: Recipe = postcard::from_bytes(&recipe).unwrap();
            let wanted = if facility == HOUSE {
                params
            } else {
                Params::DEFAULT
            };
            assert_eq!(read.params, wanted, "{number}");
            if facility == HOUSE {
                seen.push((reply.body.len(), reply.status, reply.headers.len()));
            }
            assert!(read.salt != [0; 16]);
        }
        assert!(seen.iter().all(|one| *one == seen[0]), "{seen:?}");

        // A wrong password, a wrong key, a name that nobody has, a facility that is none: one answer, byte for byte.
        let mut answers = Vec::new();
        for case in 0..8_u8 {
            line.peer = [10, 2, case, 1];
            let mut posing = Person::new(HOUSE, 1);
            posing.recipe.clone_from(&founder.recipe);
            match case {
                0 | 4 => {}
                1 | 5 => posing.name = [0x55; 32],
                2 | 6 => posing.facility = [0xbb; 16],
                _ => posing.key = Person::new(HOUSE, 77).key,
            }
            let nonce = line.nonce(&posing).await;
            let proof = if case < 4 {
                Proof::Password([0x99; 32])
            } else {
                let other = Person::new(HOUSE, 5);
                Proof::Signature(other.signs(Purpose::Myself, &nonce))
            };
            let ask = posing.log_in_by(proof, nonce);
            let reply = post(&line.router, line.peer, "/api/door", None, ask.to_bytes()).await;
            answers.push((reply.status, reply.body));
        }
        assert!(answers.iter().all(|one| *one == answers[0]));
        assert_eq!(Told::read(&answers[0].1).unwrap(), refused(Refused::Wrong));

        // A member who came later changes little of what was made up.
        let before: Vec<_> = made_up(&line).await;
        for seed in 20..24 {
            let add = Ask::AddAccount(Person::new(HOUSE, seed).account(false));
            assert_eq!(line.ask(Some(&token), &add).await, Told::Done);
        }
        let after = made_up(&line).await;
        let same_salt = before
            .iter()
            .zip(&after)
            .all(|(one, other)| one.salt == other.salt);
        assert!(same_salt);
        server.close().await;
    }
}

async fn made_up(line: &Line) -> Vec<Recipe> {
    let mut recipes = Vec::new();
    for number in 100..110_u8 {
        let line = Line {
            peer: [10, 3, number, 1],
            ..line.clone()
        };
        let prelogin = Ask::Prelogin {
            facility: HOUSE,
            name: [number; 32],
        };
        let recipe = recipe_of(&line.ask(None, &prelogin).await);
        recipes.push(postcard::from_bytes(&recipe).unwrap());
    }
    recipes
}

/// Wrong passwords at one name until it is enough.
async fn guess(line: &Line, person: &Person, most: usize) -> (usize, u32) {
    for tried in 0..most {
        let prelogin = Ask::Prelogin {
            facility: person.facility,
            name: person.name,
        };
        let nonce = match line.ask(None, &prelogin).await {
            Told::Prelogin { nonce, .. } => nonce,
            Told::Refused(Refused::TooMany(seconds)) => return (tried, seconds),
            other => panic!("{other:?}"),
        };
        let ask = person.log_in_by(Proof::Password([0x99; 32]), nonce);
        match line.ask(None, &ask).await {
            Told::Refused(Refused::Wrong) => {}
            Told::Refused(Refused::TooMany(seconds)) => return (tried, seconds),
            other => panic!("{other:?}"),
        }
    }
    panic!("{most} guesses were let through");
}

/// As much from an address as comes to nothing.
async fn fail_often(line: &Line) {
    for number in 0..=60_u8 {
        let ask = Ask::Code(sync::door::Shown([number; 32]));
        let told = line.ask(None, &ask).await;
        if let Told::Refused(Refused::TooMany(_)) = told {
            return;
        }
        assert_eq!(told, refused(Refused::Wrong));
    }
    panic!("sixty codes were tried, and one more");
}

#[tokio::test]
async fn nobody_guesses_for_long_and_fifty_come_in_at_eight() {
    let folder = Folder::new();
    let hands = Hands::new();
    let path = folder.file("chartroom.sqlite");
    let server = Server::open_sqlite(&path, options(&hands)).await.unwrap();
    let mut line = Line::new(server.router());
    let founder = Person::new(HOUSE, 1);
    let token = token_of(&line.found(&founder, &setup_code(&server).await).await);
    // At one name, from one address: whoever has that name comes in from another all the while.
    line.peer = [10, 4, 0, 1];
    assert_eq!(guess(&line, &founder, 30).await, (10, 30));
    line.peer = [10, 5, 0, 1];
    assert!(matches!(line.log_in(&founder).await, Told::In { .. }));
    line.peer = [10, 4, 0, 1];
    hands.pass(30);
    assert!(matches!(line.log_in(&founder).await, Told::In { .. }));
    // From many addresses it comes to an end too, though not for whoever has come in from theirs before.
    let stranger = founder.elsewhere(88, 1);
    let mut wrong = 0;
    'all: for number in 0..40_u8 {
        line.peer = [10, 9, number, 1];
        for _ in 0..9 {
            let ask = stranger.log_in_by(Proof::Password([0x99; 32]), line.nonce(&founder).await);
            match line.ask(None, &ask).await {
                Told::Refused(Refused::Wrong) => wrong += 1,
                Told::Refused(Refused::TooMany(seconds)) => {
                    assert_eq!(seconds, 10);
                    break 'all;
                }
                other => panic!("{other:?}"),
            }
        }
    }
    // Ten of them were before, of which thirty seconds gave back three.
    assert_eq!(wrong, 193);
    line.peer = [10, 5, 0, 1];
    assert!(matches!(line.log_in(&founder).await, Told::In { .. }));
    hands.pass(10);
    line.peer = [10, 5, 0, 2];
    assert!(matches!(line.log_in(&founder).await, Told::In { .. }));
    // A name that nobody has is limited alike.
    let nobody = Person::new(HOUSE, 66);
    assert_eq!(guess(&line, &nobody, 30).await, (10, 30));
    // At many names, from one address.
    line.peer = [10, 6, 0, 1];
    let mut wrong = 0;
    let seconds = loop {
        let somebody = Person::new(HOUSE, 1_000 + wrong);
        match line.log_in(&somebody).await {
            Told::Refused(Refused::Wrong) => wrong += 1,
            Told::Refused(Refused::TooMany(seconds)) => break seconds,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((wrong, seconds), (60, 5));
    // Somebody at another address is not troubled, and neither is who has a session, or came in from that address before.
    line.peer = [10, 7, 0, 1];
    assert!(matches!(line.log_in(&founder).await, Told::In { .. }));
    line.peer = [10, 4, 0, 1];
    fail_often(&line).await;
    assert!(matches!(line.log_in(&founder).await, Told::In { .. }));
    line.peer = [10, 6, 0, 1];
    assert!(matches!(
        line.ask(Some(&token), &Ask::House).await,
        Told::House(_)
    ));

    // Fifty behind one address, each with a mistake.
    line.peer = [10, 8, 0, 1];
    let mut people = Vec::new();
    for seed in 2_000..2_050 {
        let mut person = Person::new(HOUSE, seed);
        person.store = founder.store;
        let add = Ask::AddAccount(person.account(false));
        assert_eq!(line.ask(Some(&token), &add).await, Told::Done);
        people.push(person);
    }
    for person in &people {
        let mistaken = person.log_in_by(Proof::Password([1; 32]), line.nonce(person).await);
        assert_eq!(line.ask(None, &mistaken).await, refused(Refused::Wrong));
        assert!(matches!(line.log_in(person).await, Told::In { .. }));
    }
    server.close().await;
}

/// A proxy's word counts from this machine, and only where it is to be believed.
#[tokio::test]
async fn a_proxy_is_believed_only_where_it_is_to_be() {
    for behind_proxy in [true, false] {
        let folder = Folder::new();
        let path = folder.file("chartroom.sqlite");
        let options = Options {
            behind_proxy,
            ..options(&Hands::new())
        };
        let server = Server::open_sqlite(&path, options).await.unwrap();
        let router = server.router();
        let guess = |peer: [u8; 4], forwarded: String, number: u16| {
            let mut code = [7; 32];
            code[..2].copy_from_slice(&number.to_be_bytes());
            let ask = Ask::Code(sync::door::Shown(code));
            let mut request = HttpRequest::post("/api/door")
                .header("x-forwarded-for", forwarded)
                .body(Body::from(ask.to_bytes()))
                .unwrap();
            let peer = std::net::SocketAddr::from((peer, 1));
            request.extensions_mut().insert(ConnectInfo(peer));
            let router = router.clone();
            async move { Told::read(&sent(&router, request).await.body).unwrap() }
        };
        for number in 0..60 {
            let told = guess([127, 0, 0, 1], "9.9.9.9, 1.2.3.4".to_owned(), number).await;
            assert_eq!(told, refused(Refused::Wrong));
        }
        // The same address, whatever it says of itself; and another one.
        let same = guess([127, 0, 0, 1], "8.8.8.8, 1.2.3.4".to_owned(), 60).await;
        assert!(matches!(same, Told::Refused(Refused::TooMany(_))));
        let other = guess([127, 0, 0, 1], "1.2.3.5".to_owned(), 61).await;
        assert_eq!(other == refused(Refused::Wrong), behind_proxy);
        // From elsewhere nobody's word counts.
        for number in 0..60 {
            let told = guess([10, 0, 0, 9], format!("1.1.1.{number}"), 100 + number).await;
            assert_eq!(told, refused(Refused::Wrong));
        }
        let told = guess([10, 0, 0, 9], "1.1.2.1".to_owned(), 200).await;
        assert!(matches!(told, Told::Refused(Refused::TooMany(_))));
        server.close().await;
    }
}

/// Two hundred wrong passwords at a name, from many addresses, by a device of their own; then it is enough.
async fn guess_from_many(line: &Line, stranger: &Person, first: u8) {
    let mut line = line.clone();
    for number in 0..40_u8 {
        line.peer = [10, first, number, 1];
        for _ in 0..9 {
            let nonce = line.nonce(stranger).await;
            let ask = stranger.log_in_by(Proof::Password([0x99; 32]), nonce);
            match line.ask(None, &ask).await {
                Told::Refused(Refused::Wrong) => {}
                Told::Refused(Refused::TooMany(_)) => return,
                other => panic!("{other:?}"),
            }
        }
    }
    panic!("nobody stops them");
}

/// A server that was started again remembers nobody who came in; whoever is at a device of theirs comes in all the same.
#[tokio::test]
async fn others_failures_keep_nobody_from_their_own_device() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let server = at.open(options(&hands)).await;
        let founder = Person::new(HOUSE, 1);
        let stranger = founder.elsewhere(88, 1);
        let mut line = Line::new(server.router());
        token_of(&line.found(&founder, &setup_code(&server).await).await);
        guess_from_many(&line, &stranger, 20).await;
        server.close().await;
        let server = at.open(options(&hands)).await;
        line.router = server.router();
        guess_from_many(&line, &stranger, 21).await;

        // Not whoever poses: at a device that is none of theirs, by another key, or with a nonce that is too old.
        line.peer = [10, 22, 0, 1];
        let is_stopped = |told: Told| assert!(matches!(told, Told::Refused(Refused::TooMany(10))));
        is_stopped(line.log_in(&stranger).await);
        let mut posing = founder.elsewhere(89, 1);
        posing.device = founder.device;
        posing.store = founder.store;
        is_stopped(line.log_in(&posing).await);
        let old = founder.log_in(line.nonce(&founder).await);
        hands.pass(121);
        guess_from_many(&line, &stranger, 23).await;
        is_stopped(line.ask(None, &old).await);
        assert!(matches!(line.log_in(&founder).await, Told::In { .. }));

        // Also where those who fail are at the same address.
        line.peer = [10, 24, 0, 1];
        fail_often(&line).await;
        assert!(matches!(line.log_in(&founder).await, Told::In { .. }));
        server.close().await;
    }
}

/// Whoever has the key of a device, and not the password, does not guess from many addresses by it.
#[tokio::test]
async fn a_known_device_has_tries_of_its_own() {
    let folder = Folder::new();
    let hands = Hands::new();
    let path = folder.file("chartroom.sqlite");
    let server = Server::open_sqlite(&path, options(&hands)).await.unwrap();
    let mut line = Line::new(server.router());
    let founder = Person::new(HOUSE, 1);
    token_of(&line.found(&founder, &setup_code(&server).await).await);
    guess_from_many(&line, &founder.elsewhere(88, 1), 20).await;
    let mut wrong = 0;
    for number in 0..12_u8 {
        line.peer = [10, 25, number, 1];
        let nonce = line.nonce(&founder).await;
        let ask = founder.log_in_by(Proof::Password([0x99; 32]), nonce);
        match line.ask(None, &ask).await {
            Told::Refused(Refused::Wrong) => wrong += 1,
            Told::Refused(Refused::TooMany(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(wrong, 10);
    server.close().await;
}
