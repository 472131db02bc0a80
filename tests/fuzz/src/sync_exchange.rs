//! A device's exchange with a server that answers whatever it likes, and a shelf that is asked whatever anybody likes. Neither
//! breaks, goes on without end, keeps what is not whole, or goes back.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};
use sync::{
    Action, Answer, Event, Exchange, Item, Limits, PROTOCOL, Progress, Request, Room, Shelf,
    ShelfId, Stream, Trouble, Waiting,
};

/// What a device does of itself between two things that happen to it, at most.
const STEPS: usize = 2_000;

/// A device whose disk is a list.
struct Device {
    exchange: Exchange,
    outbox: BTreeMap<u64, Item>,
    progress: Progress,
    ticket: u64,
    awaited: Option<Event>,
}

impl Device {
    fn new() -> Self {
        let progress = Progress {
            shelf: Some(ShelfId([3; 16])),
            ..Progress::default()
        };
        let limits = Limits {
            page: 400,
            list: 4,
            piece: 50,
            whole: 100,
            ..Limits::default()
        };
        let exchange = Exchange::new(limits, progress.clone(), 1);
        let mut device = Self {
            exchange,
            outbox: BTreeMap::new(),
            progress,
            ticket: 0,
            awaited: None,
        };
        for (number, size) in [(1, 10), (2, 300), (3, 40)] {
            device.write(Stream(number), size);
        }
        let first = device.exchange.begin();
        device.act(first);
        device
    }

    fn write(&mut self, stream: Stream, size: usize) {
        let number = self.outbox.len() as u64 + 1;
        let item = Item::new(stream, None, 1, vec![number as u8], vec![7; size]);
        self.outbox.insert(number, item);
    }

    fn happens(&mut self, event: Event) {
        if let Some(action) = self.exchange.tell(event) {
            self.act(action);
        }
    }

    fn act(&mut self, first: Action) {
        let mut next = Some(first);
        let mut steps = 0;
        while let Some(action) = next.take() {
            steps += 1;
            assert!(steps < STEPS, "it goes on without end");
            let done = self.done(action);
            next = done.and_then(|event| self.exchange.tell(event));
        }
    }

    fn done(&mut self, action: Action) -> Option<Event> {
        Some(match action {
            Action::Look { stream, rows, .. } => {
                let of = self.outbox.iter().filter(|(_, i)| i.head.stream == stream);
                let waiting = of.take(rows).map(|(number, item)| Waiting {
                    number: *number,
                    id: item.id(),
                    head: item.head.clone(),
                    bytes: (item.bytes.len() <= 100).then(|| item.bytes.clone()),
                });
                Event::Waiting(waiting.collect())
            }
            Action::Piece {
                number,
                offset,
                most,
            } => {
                let bytes = &self.outbox[&number].bytes;
                let from = bytes.len().min(offset as usize);
                let until = bytes.len().min(from.saturating_add(most as usize));
                Event::Piece(bytes[from..until].to_vec())
            }
            Action::Settle { kept, wedged } => {
                let settled = kept.iter().chain(wedged.iter().map(|(number, _)| number));
                for number in settled {
                    let item = self.outbox.remove(number);
                    assert!(item.is_some(), "what is not there is settled");
                }
                Event::Done
            }
            Action::Keep { items, progress } => {
                assert!(items.iter().all(Item::is_whole));
                if progress.shelf == self.progress.shelf {
                    for (stream, cursor) in &self.progress.cursors {
                        assert!(progress.cursors[stream] >= *cursor, "it goes back");
                    }
                }
                self.progress = progress;
                Event::Done
            }
            Action::Requeue(progress) => {
                self.progress = progress;
                Event::Done
            }
            Action::LogIn => Event::Done,
            Action::Send { ticket, request } => {
                // What is asked is read at the other end as it was meant.
                assert_eq!(Request::read(&request.to_bytes()), Ok(request));
                self.ticket = ticket;
                return None;
            }
            Action::Rest(_) | Action::End { .. } => return self.awaited.take(),
        })
    }
}

fn checked(message: &[u8]) -> Vec<u8> {
    let mut bytes = [&[PROTOCOL][..], message].concat();
    let check = Sha256::digest(&bytes);
    bytes.extend(&check[..8]);
    bytes
}

/// What is asked of a shelf changes nothing that it holds to.
fn ask(shelf: &mut Shelf, inside: &[u8]) {
    let Ok(request) = Request::read(&checked(inside)) else {
        return;
    };
    let before = shelf.items().len();
    let answer = shelf.answer(&request);
    assert_eq!(Answer::read(&answer.to_bytes()).as_ref(), Ok(&answer));
    assert!(shelf.items().len() >= before && shelf.items().iter().all(Item::is_whole));
    assert_eq!(shelf.items().len(), shelf.ids().len());
}

/// Lets happen what `input` says: one thing after the other, each of one byte for what, two for the length, and so many bytes.
pub fn run(input: &[u8]) {
    let mut device = Device::new();
    let room = Room {
        quota: 1 << 20,
        whole: 100,
        ..Room::default()
    };
    let mut shelf = Shelf::new(ShelfId([3; 16]), room);
    let mut rest = input;
    while let [what, low, high, more @ ..] = rest {
        let length = usize::from(u16::from_le_bytes([*low, *high])).min(more.len());
        let (bytes, after) = more.split_at(length);
        rest = after;
        let ticket = device.ticket;
        match what % 8 {
            0 => {
                let took = u64::from(*what) * 100;
                let event = match Answer::read(&checked(bytes)) {
                    Ok(answer) => Event::Answered {
                        ticket,
                        answer,
                        took,
                    },
                    Err(_) => Event::Failed {
                        ticket: Some(ticket),
                        trouble: Trouble::Garbled,
                    },
                };
                device.happens(event);
            }
            1 => device.happens(Event::Rested),
            2 => device.happens(Event::Hint),
            3 => {
                device.write(Stream(1 + what / 8 % 4), length.min(500));
                device.happens(Event::Written);
            }
            4 => device.happens(Event::Failed {
                ticket: Some(ticket),
                trouble: Trouble::Line,
            }),
            5 => device.happens(Event::Now),
            6 => ask(&mut shelf, bytes),
            _ => device.happens(Event::Failed {
                ticket: None,
                trouble: Trouble::Store,
            }),
        }
    }
}

/// First inputs: each message of [`crate::sync_messages`] as an answer and as a question, and all of them in a row.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let inside = |seed: &Vec<u8>| (seed.first() == Some(&1)).then(|| seed[1..].to_vec());
    let messages: Vec<Vec<u8>> = crate::sync_messages::seeds()
        .iter()
        .filter_map(inside)
        .collect();
    let step = |what: u8, bytes: &[u8]| {
        let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
        [&[what][..], &length.to_le_bytes(), bytes].concat()
    };
    let mut seeds: Vec<Vec<u8>> = messages
        .iter()
        .flat_map(|message| [step(0, message), step(6, message)])
        .collect();
    let happenings = (0..8).map(|what| step(what, &[])).collect::<Vec<_>>();
    seeds.push([seeds.concat(), happenings.concat()].concat());
    seeds
}
