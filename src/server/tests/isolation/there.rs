//! The other facility, with everything in it that could come out, and everything that could be asked for it.

use authenticator::Authenticator;
use server::Server;
use sync::door::{
    Admits, Ask, Challenge, Fresh, NewAccount, Nonce, Proof, Purpose, Shown, Ticket, Told,
};
use sync::{Item, ItemId, Origin, Request, Said, Stream, Verdict};
use vault::kit::DoorCode;

use crate::people::{Line, Person, row, token_of};
use crate::places::setup_code;

const THERE: [u8; 16] = *b"CANARY-FACILITY-";
/// The address that browsers use.
pub(crate) const ORIGIN: &str = "https://records.example.org";
const CANARY: &[u8] = b"CANARY-OF-A-ROW-0123456789";

/// The other facility, with everything in it that could come out.
pub(crate) struct There {
    pub(crate) founder: Person,
    pub(crate) token: [u8; 32],
    /// A session that holds, of somebody who does not admit.
    pub(crate) plain: [u8; 32],
    pub(crate) ended: [u8; 32],
    /// Of a device that is frozen.
    pub(crate) frozen: [u8; 32],
    pub(crate) knocks: Person,
    /// Of a passkey that somebody there is adding, who has one.
    pub(crate) ticket: Ticket,
    /// Who.
    pub(crate) has_passkey: [u8; 16],
    /// What it is called.
    pub(crate) passkey: [u8; 16],
    pub(crate) code: DoorCode,
    pub(crate) canaries: Vec<Vec<u8>>,
    /// What was asked without a session and answered, of every kind that changes something.
    pub(crate) replays: Vec<Ask>,
}

pub(crate) async fn planted(line: &Line, server: &Server) -> There {
    let mut founder = Person::new(THERE, 90);
    founder.ways_in = [CANARY, b" ways in"].concat();
    let code = setup_code(server).await;
    let found = founder.found(&code, line.nonce_for(&code).await);
    let token = token_of(&line.ask(None, &found).await);
    let origin = Origin {
        device: founder.device,
        sequence: 1,
    };
    let small = Item::new(
        Stream::LOG,
        Some(origin),
        1,
        CANARY.to_vec(),
        CANARY.to_vec(),
    );
    let large = Item::new(
        Stream::BODIES,
        None,
        1,
        b"large".to_vec(),
        CANARY.repeat(4_000),
    );
    let part = Request::Part {
        id: ItemId([0xcc; 32]),
        head: Item::new(Stream::BODIES, None, 1, CANARY.to_vec(), vec![0; 900]).head,
        offset: 0,
        bytes: CANARY.to_vec(),
    };
    let pushed = line
        .exchange(
            Some(&token),
            &Request::Push(vec![small.clone(), large.clone()]),
        )
        .await;
    assert_eq!(
        pushed.said,
        Said::Pushed(vec![Verdict::Kept(1), Verdict::Kept(2)])
    );
    line.exchange(Some(&token), &part).await;
    // Somebody who does not admit, somebody who was ended, and somebody who knocks.
    let (mut sessions, mut people) = (Vec::new(), Vec::new());
    for seed in [91, 92] {
        let mut person = Person::new(THERE, seed);
        person.store = founder.store;
        let add = Ask::AddAccount(person.account(false));
        assert_eq!(line.ask(Some(&token), &add).await, Told::Done);
        let session = token_of(&line.log_in(&person).await);
        sessions.push((person.member, session));
        people.push(person);
    }
    let (passkey, ticket) = with_passkey(line, &sessions[0].1, &people[0]).await;
    let end = Ask::EndMember {
        member: sessions[1].0,
        wipe: true,
    };
    assert_eq!(line.ask(Some(&token), &end).await, Told::Done);
    let mut knocks = Person::new(THERE, 93);
    knocks.ways_in = [CANARY, b" knocks"].concat();
    let invitation = line.code(&token, 900, Admits::Newcomer).await;
    let knock = knocks.knock(&invitation, line.nonce_for(&invitation).await);
    assert_eq!(line.ask(None, &knock).await, Told::Done);
    let reporting = founder.elsewhere(94, 90);
    let member = founder.member;
    let code = line.code(&token, 901, Admits::Device { member }).await;
    let join = reporting.join(&code, line.nonce(&reporting).await);
    let frozen = token_of(&line.ask(None, &join).await);
    let Ask::Contain {
        facility,
        device,
        at,
        nonce,
        signed,
        ..
    } = reporting.contain(Nonce([4; 32]))
    else {
        panic!();
    };
    let report = CANARY.to_vec();
    let contain = Ask::Contain {
        facility,
        device,
        at,
        report,
        nonce,
        signed,
    };
    assert_eq!(line.ask(None, &contain).await, Told::Done);
    let code = line.code(&token, 902, Admits::Newcomer).await;
    let nonce = line.nonce(&founder).await;
    let log_in = founder.log_in(nonce);
    assert!(matches!(line.ask(None, &log_in).await, Told::In { .. }));
    let mut canaries = vec![CANARY.to_vec(), THERE.to_vec(), pushed.shelf.0.to_vec()];
    for person in [&founder, &knocks, &reporting] {
        canaries.extend([
            person.member.to_vec(),
            person.device.to_vec(),
            person.store.to_vec(),
            person.name.to_vec(),
            person.auth.to_vec(),
            person.signing.to_vec(),
        ]);
    }
    canaries.extend([
        token.to_vec(),
        small.id().0.to_vec(),
        large.id().0.to_vec(),
        code.kept().to_vec(),
        code.shown().to_vec(),
        passkey.to_vec(),
        ticket.0.to_vec(),
    ]);
    There {
        token,
        plain: sessions[0].1,
        ended: sessions[1].1,
        frozen,
        founder,
        knocks,
        ticket,
        has_passkey: sessions[0].0,
        passkey,
        code,
        canaries,
        replays: vec![found, knock, join, log_in, contain],
    }
}

/// Somebody has a passkey, and is adding another. Gives what it is called, and the ticket.
async fn with_passkey(line: &Line, token: &[u8; 32], person: &Person) -> ([u8; 16], Ticket) {
    let mut made = Authenticator::before(ORIGIN);
    let Challenge { ticket, options } = adding(line, token, person).await;
    let answer = made.create(&options).unwrap();
    let keep = Ask::KeepPasskey { ticket, answer };
    assert_eq!(line.ask(Some(token), &keep).await, Told::Done);
    let Told::Passkeys(passkeys) = line.ask(Some(token), &Ask::Passkeys).await else {
        panic!();
    };
    let another = adding(line, token, person).await;
    (passkeys.own[0].passkey, another.ticket)
}

async fn adding(line: &Line, token: &[u8; 32], person: &Person) -> Challenge {
    let nonce = line.nonce(person).await;
    let proof = Proof::Signature(person.signs(Purpose::Passkeys, &nonce));
    let add = Ask::AddPasskey(Fresh { proof, nonce });
    match line.ask(Some(token), &add).await {
        Told::Create(challenge) => challenge,
        other => panic!("{other:?}"),
    }
}

/// Every question that needs a session, aimed at those there.
pub(crate) fn inside(there: &There) -> Vec<Ask> {
    let (member, device, store) = (
        there.founder.member,
        there.founder.device,
        there.founder.store,
    );
    let make = |admits| Ask::MakeCode {
        hash: [1; 32],
        seconds: 60,
        admits,
        inviter: Vec::new(),
    };
    let nonce = Nonce([1; 32]);
    let fresh = Fresh {
        proof: Proof::Signature(there.founder.signs(Purpose::Passkeys, &nonce)),
        nonce,
    };
    vec![
        Ask::WaysIn,
        Ask::SetWaysIn {
            revision: 99,
            ways_in: b"x".to_vec(),
            password: None,
        },
        Ask::ClaimEpoch { newest: 1 },
        Ask::House,
        Ask::Chains,
        make(Admits::Device { member }),
        make(Admits::Newcomer),
        Ask::LetIn {
            member: there.knocks.member,
            admits: true,
            ways_in: b"ways in".to_vec(),
        },
        Ask::SendAway {
            member: there.knocks.member,
        },
        Ask::SetAdmits {
            member,
            admits: false,
        },
        Ask::EndMember { member, wipe: true },
        Ask::EndStore { store, wipe: true },
        Ask::GiveOrder {
            store,
            order: b"order".to_vec(),
        },
        Ask::SetFrozen {
            device,
            frozen: true,
        },
        Ask::AddAccount(there.founder.account(true)),
        Ask::Passkeys,
        Ask::AddPasskey(fresh.clone()),
        Ask::KeepPasskey {
            ticket: there.ticket,
            answer: b"{}".to_vec(),
        },
        Ask::RemovePasskeys {
            member: there.has_passkey,
            passkey: None,
            fresh,
        },
        there.founder.set_password(1, [1; 32], nonce),
        Ask::LogOut,
    ]
}

/// Every question without a session, by somebody of here who names those there.
pub(crate) fn outside(there: &There, mine: &Person, nonce: Nonce) -> Vec<(Ask, bool)> {
    let mut posing = Person::new(THERE, 1);
    posing.name = there.founder.name;
    posing.member = there.founder.member;
    posing.auth = mine.auth;
    posing.device = there.founder.device;
    posing.store = there.founder.store;
    let unknown = DoorCode::parse(&there.code.print()).unwrap();
    let mut other_code = unknown.shown();
    other_code[0] ^= 1;
    let account: NewAccount = posing.account(true);
    let device = posing.new_device();
    let signed = posing.signs(Purpose::ComeIn, &nonce);
    let here = posing.signs(Purpose::ThisLaptop, &nonce);
    let wrong = |ask| (ask, true);
    let mut asks = vec![
        (
            Ask::Prelogin {
                facility: THERE,
                name: [0x77; 32],
            },
            false,
        ),
        wrong(Ask::Code(Shown(other_code))),
        wrong(Ask::Found {
            code: Shown(other_code),
            facility: THERE,
            account: account.clone(),
            device,
            nonce,
            signed: signed.clone(),
            here: here.clone(),
        }),
        wrong(posing.log_in(nonce)),
        wrong(posing.log_in_by(
            Proof::Signature(posing.signs(Purpose::Myself, &nonce)),
            nonce,
        )),
        wrong(Ask::Join {
            code: Shown(other_code),
            facility: THERE,
            name: there.founder.name,
            auth: mine.auth,
            device,
            nonce,
            signed: signed.clone(),
            here: here.clone(),
        }),
        wrong(Ask::Knock {
            code: Shown(other_code),
            facility: THERE,
            account,
            device,
            vouched: [0; 32],
            nonce,
            signed,
            here,
        }),
        wrong(posing.contain(Nonce([9; 32]))),
        wrong(Ask::Second {
            facility: THERE,
            name: there.founder.name,
            ticket: there.ticket,
            answer: b"{}".to_vec(),
        }),
        (
            Ask::Order {
                facility: THERE,
                device: there.founder.device,
            },
            false,
        ),
    ];
    for replay in &there.replays {
        // What was asked once to be frozen is done, and does nothing again.
        let done = matches!(replay, Ask::Contain { .. });
        asks.push((replay.clone(), !done));
    }
    asks
}

/// Every request of the exchange, for what lies there.
pub(crate) fn requests() -> Vec<Request> {
    let item = row(CANARY, CANARY);
    let mut requests = vec![
        Request::Push(vec![row(b"mine", b"mine")]),
        Request::Part {
            id: ItemId([0xcc; 32]),
            head: Item::new(Stream::BODIES, None, 1, b"k".to_vec(), vec![0; 900]).head,
            offset: 0,
            bytes: Vec::new(),
        },
        Request::Missing(vec![item.id(), ItemId([0xcc; 32])]),
        Request::Kin,
    ];
    for stream in 0..=6 {
        requests.push(Request::Pull {
            stream: Stream(stream),
            after: 0,
            own: Vec::new(),
            most: u32::MAX,
        });
    }
    for cursor in 0..=3 {
        requests.push(Request::Fetch {
            cursor,
            offset: 0,
            most: u32::MAX,
        });
    }
    requests
}
