//! What goes over the line between a device and a server: requests and answers of the exchange, questions and answers at the
//! door. Nothing breaks whoever reads it, and what was read is the same when it is written and read again.

use sha2::{Digest as _, Sha256};
use sync::door::{Admits, Ask, House, Nonce, Proof, Refused, Shown, Signed, Told};
use sync::{
    Answer, Item, Offered, Origin, PROTOCOL, Placed, Request, Said, ShelfId, Stopped, Stream,
};

/// Reads what `input` makes, as each of the four kinds of message. The first byte says how: 0 takes the rest as it is,
/// anything else as a message whose version and check are right.
pub fn read(input: &[u8]) {
    let Some((how, rest)) = input.split_first() else {
        return;
    };
    let bytes = if *how == 0 {
        rest.to_vec()
    } else {
        checked(rest)
    };
    if let Ok(request) = Request::read(&bytes) {
        assert_eq!(Request::read(&request.to_bytes()), Ok(request));
    }
    if let Ok(answer) = Answer::read(&bytes) {
        assert_eq!(Answer::read(&answer.to_bytes()), Ok(answer));
    }
    if let Ok(ask) = Ask::read(&bytes) {
        assert_eq!(Ask::read(&ask.to_bytes()), Ok(ask));
    }
    if let Ok(told) = Told::read(&bytes) {
        assert_eq!(Told::read(&told.to_bytes()), Ok(told));
    }
}

/// A message with the version before and the check behind.
fn checked(message: &[u8]) -> Vec<u8> {
    let mut bytes = [&[PROTOCOL][..], message].concat();
    let check = Sha256::digest(&bytes);
    bytes.extend(&check[..8]);
    bytes
}

/// Messages to start from: each whole, and as the inside of one.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let origin = Origin {
        device: [1; 16],
        sequence: 1,
    };
    let item = Item::new(Stream::LOG, Some(origin), 1, vec![1], vec![2; 20]);
    let part = Request::Part {
        id: item.id(),
        head: item.head.clone(),
        offset: 0,
        bytes: vec![2; 10],
    };
    let pull = Request::Pull {
        stream: Stream::LOG,
        after: 1,
        own: vec![(1, 2)],
        most: 100,
    };
    let answer = |said| Answer {
        shelf: ShelfId([3; 16]),
        head: 7,
        said,
    };
    let pulled = Said::Pulled {
        items: vec![Placed {
            cursor: 1,
            offered: Offered::Whole(item.clone()),
        }],
        through: 1,
        more: false,
    };
    let log_in = Ask::LogIn {
        facility: [1; 16],
        name: [2; 32],
        proof: Proof::Signature(Signed(vec![3; 64])),
        device: sync::door::NewDevice {
            device: [4; 16],
            store: [5; 16],
            public: [6; 32],
            laptop: [9; 32],
        },
        nonce: Nonce([7; 32]),
        signed: Signed(vec![8; 64]),
        here: Signed(vec![9; 64]),
    };
    let make = Ask::MakeCode {
        hash: [1; 32],
        seconds: 60,
        admits: Admits::Newcomer,
        inviter: vec![1; 5],
    };
    let messages = [
        Request::Push(vec![item]).to_bytes(),
        part.to_bytes(),
        pull.to_bytes(),
        answer(pulled).to_bytes(),
        answer(Said::Stopped(Stopped::Busy(2))).to_bytes(),
        log_in.to_bytes(),
        make.to_bytes(),
        Ask::Code(Shown([9; 32])).to_bytes(),
        Told::House(Box::<House>::default()).to_bytes(),
        Told::Refused(Refused::Stale { revision: 3 }).to_bytes(),
    ];
    let whole = messages.iter().map(|message| [&[0][..], message].concat());
    let inside = messages.iter().map(|message| {
        let inside = message.get(1..message.len() - 8).unwrap_or_default();
        [&[1][..], inside].concat()
    });
    whole.chain(inside).collect()
}
