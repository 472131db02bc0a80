//! That no question is left out, and questions that are larger than any may be.

use std::collections::BTreeSet;

use sync::door::{Admits, Ask, Fresh, Nonce, Proof, Purpose, Shown, Signed};
use sync::{Head, Item, ItemId, ORIGINS, Origin, Request, Stream};

use crate::people::{Person, row};
use crate::there::There;

/// Kinds of questions at the door. Whoever adds one finds here that it has to be asked by everybody.
const ASKS: usize = 29;

const fn place_of(ask: &Ask) -> usize {
    match ask {
        Ask::Prelogin { .. } => 0,
        Ask::Code(_) => 1,
        Ask::Found { .. } => 2,
        Ask::LogIn { .. } => 3,
        Ask::Join { .. } => 4,
        Ask::Knock { .. } => 5,
        Ask::Contain { .. } => 6,
        Ask::LogOut => 7,
        Ask::WaysIn => 8,
        Ask::SetWaysIn { .. } => 9,
        Ask::ClaimEpoch { .. } => 10,
        Ask::House => 11,
        Ask::Chains => 12,
        Ask::MakeCode { .. } => 13,
        Ask::AddAccount(_) => 14,
        Ask::LetIn { .. } => 15,
        Ask::SendAway { .. } => 16,
        Ask::SetAdmits { .. } => 17,
        Ask::EndMember { .. } => 18,
        Ask::EndStore { .. } => 19,
        Ask::SetFrozen { .. } => 20,
        Ask::Order { .. } => 21,
        Ask::GiveOrder { .. } => 22,
        Ask::Second { .. } => 23,
        Ask::Passkeys => 24,
        Ask::AddPasskey(_) => 25,
        Ask::KeepPasskey { .. } => 26,
        Ask::RemovePasskeys { .. } => 27,
        Ask::SetPassword { .. } => 28,
    }
}

/// Kinds of requests of the exchange.
const REQUESTS: usize = 6;

const fn place_of_request(request: &Request) -> usize {
    match request {
        Request::Push(_) => 0,
        Request::Part { .. } => 1,
        Request::Missing(_) => 2,
        Request::Pull { .. } => 3,
        Request::Kin => 4,
        Request::Fetch { .. } => 5,
    }
}

/// Whether every kind of question is among those.
pub(crate) fn all_are_asked<'a>(
    asks: impl Iterator<Item = &'a Ask>,
    requests: impl Iterator<Item = &'a Request>,
) {
    let asked: BTreeSet<usize> = asks.map(place_of).collect();
    assert_eq!(asked, (0..ASKS).collect());
    let requested: BTreeSet<usize> = requests.map(place_of_request).collect();
    assert_eq!(requested, (0..REQUESTS).collect());
}

/// Questions at the door of which one part is larger, or smaller, than it can be.
pub(crate) fn oversized(there: &There) -> Vec<Ask> {
    let person: &Person = &there.founder;
    let nonce = Nonce([2; 32]);
    let right = person.signs(Purpose::ComeIn, &nonce);
    let signature = |length: usize| Signed(vec![1; length]);
    let (facility, device, name) = (person.facility, person.new_device(), person.name);
    let code = Shown(there.code.shown());
    let account = |ways_in: usize, recipe: usize| {
        let mut account = person.account(true);
        account.ways_in = vec![1; ways_in];
        account.recipe = vec![1; recipe];
        account
    };
    let found = |account, signed, here| Ask::Found {
        code,
        facility,
        account,
        device,
        nonce,
        signed,
        here,
    };
    let knock = |account, signed, here| Ask::Knock {
        code,
        facility,
        account,
        device,
        vouched: [0; 32],
        nonce,
        signed,
        here,
    };
    let log_in = |proof, signed, here| Ask::LogIn {
        facility,
        name,
        proof,
        device,
        nonce,
        signed,
        here,
    };
    let join = |signed, here| Ask::Join {
        code,
        facility,
        name,
        auth: person.auth,
        device,
        nonce,
        signed,
        here,
    };
    let contain = |report: usize, signed| Ask::Contain {
        facility,
        device: person.device,
        at: 1,
        report: vec![1; report],
        nonce,
        signed,
    };
    let make = |seconds, inviter: usize| Ask::MakeCode {
        hash: [1; 32],
        seconds,
        admits: Admits::Newcomer,
        inviter: vec![1; inviter],
    };
    let ways_in = |ways_in: usize, recipe: usize| Ask::SetWaysIn {
        revision: 1,
        ways_in: vec![1; ways_in],
        password: Some((vec![1; recipe], [1; 32])),
    };
    let password = |ways_in: usize, recipe: usize, proof| Ask::SetPassword {
        revision: 1,
        ways_in: vec![1; ways_in],
        recipe: vec![1; recipe],
        auth: [1; 32],
        fresh: Fresh { proof, nonce },
    };
    let large = (256 << 10) + 1;
    let mut asks = vec![
        Ask::AddAccount(account(large, 1)),
        Ask::AddAccount(account(1, 65)),
        Ask::LetIn {
            member: there.knocks.member,
            admits: true,
            ways_in: vec![1; large],
        },
        ways_in(large, 1),
        ways_in(1, 65),
        password(large, 1, Proof::Password([1; 32])),
        password(1, 65, Proof::Password([1; 32])),
        make(60, 1_025),
        make(0, 1),
        make(u32::MAX, 1),
        contain(4_097, right.clone()),
        Ask::Second {
            facility,
            name,
            ticket: there.ticket,
            answer: vec![b'{'; (16 << 10) + 1],
        },
        Ask::KeepPasskey {
            ticket: there.ticket,
            answer: vec![b'{'; (16 << 10) + 1],
        },
    ];
    for account in [account(large, 1), account(1, 65)] {
        asks.push(found(account.clone(), right.clone(), right.clone()));
        asks.push(knock(account, right.clone(), right.clone()));
    }
    for length in [0, 63, 65] {
        let wrong = || signature(length);
        for (signed, here) in [(wrong(), right.clone()), (right.clone(), wrong())] {
            asks.push(found(account(1, 1), signed.clone(), here.clone()));
            asks.push(knock(account(1, 1), signed.clone(), here.clone()));
            asks.push(join(signed.clone(), here.clone()));
            asks.push(log_in(Proof::Password(person.auth), signed, here));
        }
        let proof = Proof::Signature(wrong());
        asks.push(log_in(proof, right.clone(), right.clone()));
        asks.push(contain(1, wrong()));
        asks.push(password(1, 1, Proof::Signature(wrong())));
        let proof = Proof::Signature(wrong());
        let fresh = Fresh { proof, nonce };
        asks.push(Ask::AddPasskey(fresh.clone()));
        asks.push(Ask::RemovePasskeys {
            member: person.member,
            passkey: None,
            fresh,
        });
    }
    asks
}

/// Requests of the exchange for more than there can be; and whether they are malformed as a whole.
pub(crate) fn oversized_requests() -> Vec<(Request, bool)> {
    let many = 2_049_usize;
    let small = |number: usize| row(&number.to_be_bytes(), b"small");
    let ids = (0..many).map(|number| small(number).id());
    let of_device = |number: usize| {
        let mut device = [0; 16];
        device[..8].copy_from_slice(&number.to_be_bytes());
        let sequence = 1;
        let origin = Some(Origin { device, sequence });
        Item::new(Stream::LOG, origin, 1, vec![1], vec![1])
    };
    let mut cut = small(1);
    cut.bytes.pop();
    let head = |length: u32| Head {
        length,
        ..small(2).head
    };
    let part = |head, offset| Request::Part {
        id: ItemId([0xcd; 32]),
        head,
        offset,
        bytes: vec![1; 10],
    };
    let pull = |after, own, most| Request::Pull {
        stream: Stream(u8::MAX),
        after,
        own,
        most,
    };
    let fetch = |cursor, offset, most| Request::Fetch {
        cursor,
        offset,
        most,
    };
    vec![
        (Request::Push((0..many).map(small).collect()), true),
        (Request::Push((0..=ORIGINS).map(of_device).collect()), true),
        (Request::Missing(ids.collect()), true),
        (pull(0, vec![(1, 1); 257], 10), true),
        (Request::Push(vec![cut]), false),
        (Request::Push(vec![row(&[1; 129], b"long key")]), false),
        (
            Request::Push(vec![row(&[2], &vec![1; (1 << 20) + 4_097])]),
            false,
        ),
        (part(head(u32::MAX), 0), false),
        (part(head(900), u32::MAX), false),
        (pull(u64::MAX, Vec::new(), u32::MAX), false),
        (pull(0, vec![(u64::MAX, 0), (0, u64::MAX)], 0), false),
        (fetch(u64::MAX, 0, u32::MAX), true),
        (fetch(0, u32::MAX, 0), true),
    ]
}
