//! Passkeys as a second factor, over both databases: added, asked for, refused, lost.

use authenticator::Authenticator;
use server::{Options, Reached, Server, backup, restore};
use sync::door::{
    Admits, Ask, Challenge, Fresh, Passkeys, Proof, Purpose, Refused, Ticket, Told, short_name,
};

use crate::cluster::Cluster;
use crate::people::{Line, Person, refused, token_of};
use crate::places::{At, Folder, Hands, both, founded, options, setup_code};

const HOUSE: [u8; 16] = [0xa1; 16];
const ORIGIN: &str = "https://records.example.org";
const SHIFT: u32 = 12 * 3600;

fn with_origin(hands: &Hands) -> Options {
    Options {
        origin: Some(ORIGIN.to_owned()),
        ..options(hands)
    }
}

/// A facility whose founder has a passkey, a shift after they last showed one.
async fn a_shift_later(at: &At, hands: &Hands) -> (Server, Line, Person, Authenticator) {
    let server = at.open(with_origin(hands)).await;
    let (line, founder, token) = founded(&server, HOUSE).await;
    let mut made = Authenticator::before(ORIGIN);
    assert_eq!(add(&line, &token, &founder, &mut made).await, Told::Done);
    hands.pass(i64::from(SHIFT) + 1);
    (server, line, founder, made)
}

/// Somebody else who is in, and who lets in nobody.
async fn nurse(line: &Line, token: &[u8; 32]) -> (Person, [u8; 32]) {
    let nurse = Person::new(HOUSE, 2);
    let code = line.code(token, 61, Admits::Newcomer).await;
    assert_eq!(line.knock(&nurse, &code).await, Told::Done);
    let let_in = Ask::LetIn {
        member: nurse.member,
        admits: false,
        ways_in: b"ways in".to_vec(),
    };
    assert_eq!(line.ask(Some(token), &let_in).await, Told::Done);
    let token = token_of(&line.log_in(&nurse).await);
    (nurse, token)
}

/// Who they are, once more.
async fn fresh(line: &Line, person: &Person) -> Fresh {
    let nonce = line.nonce(person).await;
    Fresh {
        proof: Proof::Signature(person.signs(Purpose::Passkeys, &nonce)),
        nonce,
    }
}

async fn begin(line: &Line, token: &[u8; 32], person: &Person) -> Challenge {
    let add = Ask::AddPasskey(fresh(line, person).await);
    match line.ask(Some(token), &add).await {
        Told::Create(challenge) => challenge,
        other => panic!("{other:?}"),
    }
}

/// Adds a passkey to somebody's account.
async fn add(line: &Line, token: &[u8; 32], person: &Person, made: &mut Authenticator) -> Told {
    let Challenge { ticket, options } = begin(line, token, person).await;
    let answer = made.create(&options).unwrap();
    line.ask(Some(token), &Ask::KeepPasskey { ticket, answer })
        .await
}

fn challenge(told: &Told) -> Challenge {
    match told {
        Told::Second { challenge, .. } => challenge.clone(),
        other => panic!("{other:?}"),
    }
}

fn second(person: &Person, ticket: Ticket, answer: Vec<u8>) -> Ask {
    Ask::Second {
        facility: person.facility,
        name: person.name,
        ticket,
        answer,
    }
}

/// Logs in by both factors.
async fn by_both(line: &Line, person: &Person, made: &mut Authenticator) -> Told {
    let Challenge { ticket, options } = challenge(&line.log_in(person).await);
    let answer = made.get(&options).unwrap();
    line.ask(None, &second(person, ticket, answer)).await
}

async fn listed(line: &Line, token: &[u8; 32]) -> Passkeys {
    match line.ask(Some(token), &Ask::Passkeys).await {
        Told::Passkeys(passkeys) => passkeys,
        other => panic!("{other:?}"),
    }
}

fn seconds(told: &Told) -> u32 {
    match told {
        Told::In { seconds, .. } => *seconds,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_passkey_is_added_asked_for_and_removed() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let server = at.open(with_origin(&hands)).await;
        let (line, founder, token) = founded(&server, HOUSE).await;
        let member = founder.member;
        let code = line.code(&token, 60, Admits::Device { member }).await;
        let other = founder.elsewhere(50, 1);
        let other_token = token_of(&line.join(&other, &code).await);
        let none = Passkeys {
            offered: true,
            ..Passkeys::default()
        };
        assert_eq!(listed(&line, &token).await, none);

        // Who found an open session can't add one; nor does what was signed for something else, or used already, help.
        let nonce = line.nonce(&founder).await;
        let by = |proof| Ask::AddPasskey(Fresh { proof, nonce });
        let wrong = by(Proof::Password([9; 32]));
        assert_eq!(
            line.ask(Some(&token), &wrong).await,
            refused(Refused::Wrong)
        );
        let nonce = line.nonce(&founder).await;
        let by = |proof| Ask::AddPasskey(Fresh { proof, nonce });
        let elsewhere = by(Proof::Signature(founder.signs(Purpose::Myself, &nonce)));
        let told = line.ask(Some(&token), &elsewhere).await;
        assert_eq!(told, refused(Refused::Wrong));
        let late = by(Proof::Password(founder.auth));
        assert_eq!(line.ask(Some(&token), &late).await, refused(Refused::Wrong));
        let nonce = line.nonce(&founder).await;
        let by_password = Ask::AddPasskey(Fresh {
            proof: Proof::Password(founder.auth),
            nonce,
        });
        let told = line.ask(Some(&token), &by_password).await;
        assert!(matches!(told, Told::Create(_)), "{told:?}");

        // Of another session it is not kept, and then it is over.
        let mut made = Authenticator::before(ORIGIN);
        let Challenge { ticket, options } = begin(&line, &token, &founder).await;
        let answer = made.clone().create(&options).unwrap();
        let keep = Ask::KeepPasskey { ticket, answer };
        let told = line.ask(Some(&other_token), &keep).await;
        assert_eq!(told, refused(Refused::Wrong));
        assert_eq!(line.ask(Some(&token), &keep).await, refused(Refused::Wrong));
        let Challenge { ticket, options } = begin(&line, &token, &founder).await;
        let answer = made.create(&options).unwrap();
        let keep = Ask::KeepPasskey { ticket, answer };
        assert_eq!(line.ask(Some(&token), &keep).await, Told::Done);
        assert_eq!(line.ask(Some(&token), &keep).await, refused(Refused::Wrong));
        let own = listed(&line, &token).await.own;
        assert_eq!((own.len(), own[0].used), (1, None));
        // The same authenticator is told that it has one.
        let again = begin(&line, &token, &founder).await;
        assert!(made.create(&again.options).is_err());

        // Sessions that began without one are over, but for that in which it was added.
        let told = line.ask(Some(&other_token), &Ask::House).await;
        assert_eq!(told, refused(Refused::Expired));
        let told = line.log_in(&other).await;
        let Challenge { ticket, options } = challenge(&told);
        let answer = made.get(&options).unwrap();
        let ask = second(&other, ticket, answer);
        let told = line.ask(None, &ask).await;
        assert_eq!(seconds(&told), SHIFT);
        assert_eq!(line.ask(None, &ask).await, refused(Refused::Wrong));
        assert!(listed(&line, &token).await.own[0].used.is_some());

        // Not again for a shift, which ends for whatever began in it.
        hands.pass(8 * 3600);
        let told = line.log_in(&other).await;
        assert_eq!(seconds(&told), SHIFT - 8 * 3600);
        let later = token_of(&told);
        hands.pass(4 * 3600 + 1);
        let told = line.ask(Some(&later), &Ask::House).await;
        assert_eq!(told, refused(Refused::Expired));
        challenge(&line.log_in(&founder).await);
        let token = token_of(&by_both(&line, &other, &mut made).await);

        // Another password has it shown again on other devices.
        let founders = token_of(&by_both(&line, &founder, &mut made).await);
        token_of(&line.log_in(&founder).await);
        let change = other.set_password(1, other.auth, line.nonce(&other).await);
        assert_eq!(line.ask(Some(&token), &change).await, Told::Done);
        let told = line.ask(Some(&founders), &Ask::House).await;
        assert_eq!(told, refused(Refused::Expired));
        challenge(&line.log_in(&founder).await);
        token_of(&line.log_in(&other).await);

        let passkey = listed(&line, &token).await.own[0].passkey;
        let remove = |fresh| Ask::RemovePasskeys {
            member,
            passkey: Some(passkey),
            fresh,
        };
        let nonce = line.nonce(&other).await;
        let wrong = remove(Fresh {
            proof: Proof::Password([9; 32]),
            nonce,
        });
        assert_eq!(
            line.ask(Some(&token), &wrong).await,
            refused(Refused::Wrong)
        );
        let gone = remove(fresh(&line, &other).await);
        assert_eq!(line.ask(Some(&token), &gone).await, Told::Done);
        let gone = remove(fresh(&line, &other).await);
        let told = line.ask(Some(&token), &gone).await;
        assert_eq!(told, refused(Refused::Unknown));
        token_of(&line.log_in(&founder).await);
        server.close().await;
    }
}

#[tokio::test]
async fn what_is_not_right_lets_nobody_in() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let (server, line, founder, mut made) = a_shift_later(&at, &hands).await;

        // A wrong password hears nothing of it.
        let nonce = line.nonce(&founder).await;
        let wrong = founder.log_in_by(Proof::Password([9; 32]), nonce);
        assert_eq!(line.ask(None, &wrong).await, refused(Refused::Wrong));

        // A ticket that nobody was given, one that is too old, under another name, and one for an answer that is none.
        let guessed = second(&founder, Ticket([3; 32]), b"{}".to_vec());
        assert_eq!(line.ask(None, &guessed).await, refused(Refused::Wrong));
        let asked = challenge(&line.log_in(&founder).await);
        let answer = made.get(&asked.options).unwrap();
        hands.pass(301);
        let late = second(&founder, asked.ticket, answer);
        assert_eq!(line.ask(None, &late).await, refused(Refused::Wrong));
        let asked = challenge(&line.log_in(&founder).await);
        let answer = made.get(&asked.options).unwrap();
        let mut namesake = Person::new(HOUSE, 1);
        namesake.name = [4; 32];
        let posing = second(&namesake, asked.ticket, answer);
        assert_eq!(line.ask(None, &posing).await, refused(Refused::Wrong));
        for answer in [&b""[..], b"{}", &[b'['; 9_000], &[0xff; 40]] {
            let asked = challenge(&line.log_in(&founder).await);
            let garbled = second(&founder, asked.ticket, answer.to_vec());
            assert_eq!(line.ask(None, &garbled).await, refused(Refused::Wrong));
        }
        hands.pass(3600);
        let asked = challenge(&line.log_in(&founder).await);
        let large = second(&founder, asked.ticket, vec![b' '; 17 << 10]);
        assert_eq!(line.ask(None, &large).await, refused(Refused::Malformed));

        // What answered one challenge answers no other.
        let asked = challenge(&line.log_in(&founder).await);
        let answer = made.get(&asked.options).unwrap();
        let other = challenge(&line.log_in(&founder).await);
        let crossed = second(&founder, other.ticket, answer.clone());
        assert_eq!(line.ask(None, &crossed).await, refused(Refused::Wrong));
        token_of(
            &line
                .ask(None, &second(&founder, asked.ticket, answer))
                .await,
        );
        hands.pass(i64::from(SHIFT) + 1);

        // A page that poses as this one.
        made.origin = "https://records.example.org.evil.example".to_owned();
        let told = by_both(&line, &founder, &mut made).await;
        assert_eq!(told, refused(Refused::Wrong));
        made.origin = ORIGIN.to_owned();

        // A copy that has signed less often.
        let mut copy = made.clone();
        copy.count = Some(0);
        let told = by_both(&line, &founder, &mut copy).await;
        assert_eq!(told, refused(Refused::Wrong));
        // Also where both were asked at the same count.
        let (first, other) = (
            challenge(&line.log_in(&founder).await),
            challenge(&line.log_in(&founder).await),
        );
        let mut copy = made.clone();
        let by_copy = copy.get(&other.options).unwrap();
        let answer = made.get(&first.options).unwrap();
        token_of(
            &line
                .ask(None, &second(&founder, first.ticket, answer))
                .await,
        );
        let copied = second(&founder, other.ticket, by_copy);
        assert_eq!(line.ask(None, &copied).await, refused(Refused::Wrong));

        // A device that was put out meanwhile.
        hands.pass(i64::from(SHIFT) + 1);
        let told = by_both(&line, &founder, &mut made).await;
        let token = token_of(&told);
        let (nurse, theirs) = nurse(&line, &token).await;
        let mut nurses = Authenticator::before(ORIGIN);
        assert_eq!(add(&line, &theirs, &nurse, &mut nurses).await, Told::Done);
        hands.pass(i64::from(SHIFT) + 1);
        let token = token_of(&by_both(&line, &founder, &mut made).await);
        let asked = challenge(&line.log_in(&nurse).await);
        let end = Ask::EndStore {
            store: nurse.store,
            wipe: true,
        };
        assert_eq!(line.ask(Some(&token), &end).await, Told::Done);
        let answer = nurses.get(&asked.options).unwrap();
        let told = line.ask(None, &second(&nurse, asked.ticket, answer)).await;
        assert_eq!(told, refused(Refused::Ended { wipe: true }));
        // It hears so also without having shown a passkey.
        let told = line.log_in(&nurse).await;
        assert_eq!(told, refused(Refused::Ended { wipe: true }));
        server.close().await;
    }
}

#[tokio::test]
async fn whoever_guesses_answers_is_stopped_as_whoever_guesses_passwords() {
    let folder = Folder::new();
    let hands = Hands::new();
    let at = At::File(folder.file("chartroom.sqlite"));
    let (server, line, founder, mut made) = a_shift_later(&at, &hands).await;
    // Somebody who has the password and a copy of the device's keys, at an address of their own.
    let mut thief = line.clone();
    thief.peer = [10, 9, 9, 9];
    let mut tried = 0;
    let told = loop {
        let told = thief.log_in(&founder).await;
        let Told::Second { challenge, .. } = told else {
            break told;
        };
        let guess = second(&founder, challenge.ticket, b"{}".to_vec());
        let told = thief.ask(None, &guess).await;
        if told != refused(Refused::Wrong) {
            break told;
        }
        tried += 1;
        assert!(tried < 50, "nobody stops them");
    };
    assert!(
        matches!(told, Told::Refused(Refused::TooMany(_))),
        "{told:?}"
    );
    assert!(tried <= 10, "{tried}");

    // And whoever found an open session, as to the password that it would take.
    hands.pass(24 * 3600);
    let token = token_of(&by_both(&line, &founder, &mut made).await);
    let mut told = Told::Done;
    for _ in 0..11 {
        let nonce = line.nonce(&founder).await;
        let wrong = Ask::AddPasskey(Fresh {
            proof: Proof::Password([9; 32]),
            nonce,
        });
        told = line.ask(Some(&token), &wrong).await;
    }
    assert!(
        matches!(told, Told::Refused(Refused::TooMany(_))),
        "{told:?}"
    );
    server.close().await;
}

#[tokio::test]
async fn lost_passkeys_are_removed_by_somebody_who_admits() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let server = at.open(with_origin(&hands)).await;
        let (line, founder, token) = founded(&server, HOUSE).await;
        let (nurse, theirs) = nurse(&line, &token).await;
        let mut made = Authenticator::before(ORIGIN);
        assert_eq!(add(&line, &theirs, &nurse, &mut made).await, Told::Done);
        let mut founders = Authenticator::before(ORIGIN);
        let told = add(&line, &token, &founder, &mut founders).await;
        assert_eq!(told, Told::Done);
        // Those who admit hear who has any; others hear of their own only.
        assert_eq!(listed(&line, &token).await.others, [(nurse.member, 1)]);
        assert_eq!(listed(&line, &theirs).await.others, []);

        let all_of = |member, fresh| Ask::RemovePasskeys {
            member,
            passkey: None,
            fresh,
        };
        let not_theirs = all_of(founder.member, fresh(&line, &nurse).await);
        let told = line.ask(Some(&theirs), &not_theirs).await;
        assert_eq!(told, refused(Refused::NotAllowed));
        let nonce = line.nonce(&founder).await;
        let unproved = Fresh {
            proof: Proof::Password([9; 32]),
            nonce,
        };
        let told = line
            .ask(Some(&token), &all_of(nurse.member, unproved))
            .await;
        assert_eq!(told, refused(Refused::Wrong));
        let removes = all_of(nurse.member, fresh(&line, &founder).await);
        assert_eq!(line.ask(Some(&token), &removes).await, Told::Done);
        // Whoever found the passkey has no session by it any more; the nurse comes in by the password.
        let told = line.ask(Some(&theirs), &Ask::House).await;
        assert_eq!(told, refused(Refused::Expired));
        let theirs = token_of(&line.log_in(&nurse).await);
        assert_eq!(listed(&line, &theirs).await.own, []);
        assert_eq!(listed(&line, &token).await.own.len(), 1);

        // Where nobody is left who could, whoever keeps the server does, by what the laptop's screen shows.
        assert_eq!(
            server.door().forget_passkeys("000000", None).await.unwrap(),
            Reached::Changed(0)
        );
        let short = short_name(founder.store).to_lowercase();
        assert_eq!(
            server.door().forget_passkeys(&short, None).await.unwrap(),
            Reached::Changed(1)
        );
        token_of(&line.log_in(&founder).await);
        server.close().await;
    }
}

#[tokio::test]
async fn a_server_that_was_not_told_its_address_asks_nobody_in() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let (server, line, founder, mut made) = a_shift_later(&at, &hands).await;
        let asked = challenge(&line.log_in(&founder).await);
        server.close().await;

        let server = at.open(options(&hands)).await;
        let line = Line::new(server.router());
        // The second factor is not left out.
        assert_eq!(line.log_in(&founder).await, refused(Refused::NoPasskeys));
        let answer = made.get(&asked.options).unwrap();
        let ask = second(&founder, asked.ticket, answer);
        assert_eq!(line.ask(None, &ask).await, refused(Refused::Wrong));
        assert!(server.offers_passkeys().is_err());
        server.close().await;

        // Told again, what was begun by another server goes on; what is restored has the passkeys, and no device that need not
        // show one.
        let server = at.open(with_origin(&hands)).await;
        let line = Line::new(server.router());
        let asked = challenge(&line.log_in(&founder).await);
        server.close().await;
        let server = at.open(with_origin(&hands)).await;
        let line = Line::new(server.router());
        let answer = made.get(&asked.options).unwrap();
        let ask = second(&founder, asked.ticket, answer);
        let token = token_of(&line.ask(None, &ask).await);
        token_of(&line.log_in(&founder).await);
        let none = line.ask(Some(&token), &Ask::Passkeys).await;
        assert!(matches!(none, Told::Passkeys(of) if of.own.len() == 1));
        server.close().await;
        let name = match &at {
            At::File(_) => "of-file",
            At::Postgres(_) => "of-postgres",
        };
        let file = folder.file(name);
        backup(at.source(), &file).await.unwrap();
        let back = At::File(folder.file(&format!("{name}.sqlite")));
        restore(&file, back.source()).await.unwrap();
        let server = back.open(with_origin(&hands)).await;
        let line = Line::new(server.router());
        token_of(&by_both(&line, &founder, &mut made).await);
        server.close().await;
    }
}

#[tokio::test]
async fn a_passkey_that_does_not_count_is_taken_again_and_again() {
    let folder = Folder::new();
    let hands = Hands::new();
    let at = At::File(folder.file("chartroom.sqlite"));
    let server = at.open(with_origin(&hands)).await;
    let (line, founder, token) = founded(&server, HOUSE).await;
    let mut made = Authenticator::before(ORIGIN);
    made.count = None;
    assert_eq!(add(&line, &token, &founder, &mut made).await, Told::Done);
    for _ in 0..3 {
        hands.pass(i64::from(SHIFT) + 1);
        token_of(&by_both(&line, &founder, &mut made).await);
    }
    // As many as there may be, and no more.
    let token = token_of(&line.log_in(&founder).await);
    for _ in 1..10 {
        let mut another = Authenticator::before(ORIGIN);
        let told = add(&line, &token, &founder, &mut another).await;
        assert_eq!(told, Told::Done);
    }
    let more = Ask::AddPasskey(fresh(&line, &founder).await);
    let told = line.ask(Some(&token), &more).await;
    assert!(matches!(told, Told::Refused(Refused::TooMany(_))));
    server.close().await;
}

/// Whoever found an open session does not make themself a password by which they prove to be its owner.
#[tokio::test]
async fn an_open_session_leads_past_no_passkey() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let server = at.open(with_origin(&hands)).await;
        let (line, founder, token) = founded(&server, HOUSE).await;
        let member = founder.member;
        let mut made = Authenticator::before(ORIGIN);
        assert_eq!(add(&line, &token, &founder, &mut made).await, Told::Done);
        const MINE: [u8; 32] = [0x66; 32];
        let Told::WaysIn { revision, ways_in } = line.ask(Some(&token), &Ask::WaysIn).await else {
            panic!();
        };
        let change = Ask::SetWaysIn {
            revision,
            ways_in: ways_in.clone(),
            password: Some((founder.recipe.clone(), MINE)),
        };
        let told = line.ask(Some(&token), &change).await;
        assert_eq!(told, refused(Refused::NotAllowed));
        // Nor by what proves something else, or somebody else.
        let nonce = line.nonce(&founder).await;
        let elsewhere = Proof::Signature(founder.signs(Purpose::Passkeys, &nonce));
        let other = Person::new(HOUSE, 2).signs(Purpose::Password, &nonce);
        for proof in [Proof::Password(MINE), elsewhere, Proof::Signature(other)] {
            let nonce = match proof {
                Proof::Password(_) => line.nonce(&founder).await,
                Proof::Signature(_) => nonce,
            };
            let change = Ask::SetPassword {
                revision,
                ways_in: ways_in.clone(),
                recipe: founder.recipe.clone(),
                auth: MINE,
                fresh: Fresh { proof, nonce },
            };
            let told = line.ask(Some(&token), &change).await;
            assert_eq!(told, refused(Refused::Wrong));
        }
        let mine = Fresh {
            proof: Proof::Password(MINE),
            nonce: line.nonce(&founder).await,
        };
        let remove = Ask::RemovePasskeys {
            member,
            passkey: None,
            fresh: mine,
        };
        let told = line.ask(Some(&token), &remove).await;
        assert_eq!(told, refused(Refused::Wrong));
        let mine = Fresh {
            proof: Proof::Password(MINE),
            nonce: line.nonce(&founder).await,
        };
        let told = line.ask(Some(&token), &Ask::AddPasskey(mine)).await;
        assert_eq!(told, refused(Refused::Wrong));
        let code = line.code(&token, 62, Admits::Device { member }).await;
        let mut thief = founder.elsewhere(51, 1);
        thief.auth = MINE;
        assert_eq!(line.join(&thief, &code).await, refused(Refused::Wrong));
        assert_eq!(listed(&line, &token).await.own.len(), 1);
        let told = line.ask(Some(&token), &Ask::WaysIn).await;
        assert_eq!(told, Told::WaysIn { revision, ways_in });
        // Its owner changes it, by the password before or by their signature.
        let by_password = Ask::SetPassword {
            revision,
            ways_in: b"new ways in".to_vec(),
            recipe: founder.recipe.clone(),
            auth: [8; 32],
            fresh: Fresh {
                proof: Proof::Password(founder.auth),
                nonce: line.nonce(&founder).await,
            },
        };
        assert_eq!(line.ask(Some(&token), &by_password).await, Told::Done);
        let change = founder.set_password(revision + 1, [9; 32], line.nonce(&founder).await);
        assert_eq!(line.ask(Some(&token), &change).await, Told::Done);
        assert_eq!(line.join(&thief, &code).await, refused(Refused::Wrong));
        server.close().await;
    }
}

/// What was begun before a passkey was asked for, or by one that is lost, leads past none.
#[tokio::test]
async fn codes_and_ceremonies_do_not_outlive_what_was_asked_for_when_they_began() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let server = at.open(with_origin(&hands)).await;
        let (line, founder, token) = founded(&server, HOUSE).await;
        let member = founder.member;
        let other = founder.elsewhere(50, 1);
        let code = line.code(&token, 63, Admits::Device { member }).await;
        let mut made = Authenticator::before(ORIGIN);
        assert_eq!(add(&line, &token, &founder, &mut made).await, Told::Done);
        assert_eq!(line.join(&other, &code).await, refused(Refused::Wrong));

        let code = line.code(&token, 64, Admits::Device { member }).await;
        let Challenge { ticket, options } = begin(&line, &token, &founder).await;
        let answer = Authenticator::before(ORIGIN).create(&options).unwrap();
        let remove = Ask::RemovePasskeys {
            member,
            passkey: None,
            fresh: fresh(&line, &founder).await,
        };
        assert_eq!(line.ask(Some(&token), &remove).await, Told::Done);
        assert_eq!(line.join(&other, &code).await, refused(Refused::Wrong));
        let keep = Ask::KeepPasskey { ticket, answer };
        assert_eq!(line.ask(Some(&token), &keep).await, refused(Refused::Wrong));
        assert_eq!(listed(&line, &token).await.own, []);

        // Likewise with another password.
        let Challenge { ticket, options } = begin(&line, &token, &founder).await;
        let answer = Authenticator::before(ORIGIN).create(&options).unwrap();
        let change = founder.set_password(1, founder.auth, line.nonce(&founder).await);
        assert_eq!(line.ask(Some(&token), &change).await, Told::Done);
        let keep = Ask::KeepPasskey { ticket, answer };
        assert_eq!(line.ask(Some(&token), &keep).await, refused(Refused::Wrong));
        // What begins since is as good as any.
        let code = line.code(&token, 65, Admits::Device { member }).await;
        token_of(&line.join(&other, &code).await);
        server.close().await;
    }
}

/// Of laptops that are called alike, whoever keeps the server says whose is meant.
#[tokio::test]
async fn passkeys_of_another_facility_are_not_removed_with_those_of_one() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let server = at.open(with_origin(&hands)).await;
        let (line, founder, token) = founded(&server, HOUSE).await;
        let mut there = Person::new([0xb2; 16], 7);
        there.store = founder.store;
        let theirs = token_of(&line.found(&there, &setup_code(&server).await).await);
        let (mut made, mut other) = (Authenticator::before(ORIGIN), Authenticator::before(ORIGIN));
        assert_eq!(add(&line, &token, &founder, &mut made).await, Told::Done);
        assert_eq!(add(&line, &theirs, &there, &mut other).await, Told::Done);

        let (short, door) = (short_name(founder.store), server.door());
        let told = door.forget_passkeys(&short, None).await.unwrap();
        let Reached::Several(facilities) = told else {
            panic!("{told:?}");
        };
        let people: Vec<u64> = facilities.iter().map(|(_, people)| *people).collect();
        assert_eq!(people, [1, 1]);
        assert_eq!(listed(&line, &token).await.own.len(), 1);
        assert_eq!(listed(&line, &theirs).await.own.len(), 1);
        let told = door.forget_passkeys(&short, Some("nobody")).await.unwrap();
        assert_eq!(told, Reached::Changed(0));
        // They are listed by the facilities' ids, of which the founder's is the first.
        let tag = facilities[0].0.to_uppercase();
        let told = door.forget_passkeys(&short, Some(&tag)).await.unwrap();
        assert_eq!(told, Reached::Changed(1));
        token_of(&line.log_in(&founder).await);
        assert_eq!(listed(&line, &theirs).await.own.len(), 1);
        server.close().await;
    }
}
