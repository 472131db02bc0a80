//! In what order the exchange does what, and what a cut line costs.
#![allow(clippy::unwrap_used)]

use sync::{
    Action, Answer, Event, Exchange, Item, Limits, Offered, Placed, Progress, Request, Room, Said,
    Shelf, ShelfId, Stopped, Stream, Trouble, Verdict, Waiting,
};

const SHELF: ShelfId = ShelfId([1; 16]);

fn item(stream: Stream, size: usize, salt: u8) -> Item {
    Item::new(stream, None, 1, vec![salt], vec![salt; size])
}

/// A device with rows in its outbox, and what went over the line.
struct Carrier {
    outbox: Vec<(u64, Item)>,
    kept: Vec<Item>,
    asked: Vec<Request>,
}

impl Carrier {
    fn new(rows: Vec<Item>) -> Self {
        Self {
            outbox: (1..).zip(rows).collect(),
            kept: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// Goes on until there is nothing to do, or the line fails with this request.
    fn run(
        &mut self,
        exchange: &mut Exchange,
        mut action: Action,
        shelf: &mut Shelf,
        fails: impl Fn(&Request) -> bool,
    ) -> Action {
        loop {
            let event = match &action {
                Action::Look { stream, .. } => {
                    let waits = self.outbox.iter().filter(|(_, i)| i.head.stream == *stream);
                    let waits = waits.map(|(number, item)| Waiting {
                        number: *number,
                        id: item.id(),
                        head: item.head.clone(),
                        bytes: (item.bytes.len() <= 100).then(|| item.bytes.clone()),
                    });
                    Event::Waiting(waits.collect())
                }
                Action::Piece {
                    number,
                    offset,
                    most,
                } => {
                    let (_, item) = self.outbox.iter().find(|(n, _)| n == number).unwrap();
                    let rest = &item.bytes[*offset as usize..];
                    Event::Piece(rest[..rest.len().min(*most as usize)].to_vec())
                }
                Action::Send { ticket, request } => {
                    self.asked.push(request.clone());
                    if fails(request) {
                        let ticket = Some(*ticket);
                        let trouble = Trouble::Line;
                        let rest = exchange.tell(Event::Failed { ticket, trouble });
                        return rest.unwrap();
                    }
                    Event::Answered {
                        ticket: *ticket,
                        answer: shelf.answer(request),
                        took: 1_000,
                    }
                }
                Action::Settle { kept, wedged } => {
                    let gone = |number: &u64| {
                        kept.contains(number) || wedged.iter().any(|(n, _)| n == number)
                    };
                    self.outbox.retain(|(number, _)| !gone(number));
                    Event::Done
                }
                Action::Keep { items, .. } => {
                    self.kept.extend(items.iter().cloned());
                    Event::Done
                }
                Action::Requeue(_) | Action::LogIn => Event::Done,
                Action::Rest(_) | Action::End { .. } => return action,
            };
            action = exchange.tell(event).unwrap();
        }
    }
}

fn limits() -> Limits {
    Limits {
        piece: 50,
        whole: 100,
        ..Limits::default()
    }
}

fn shelf() -> Shelf {
    let room = Room {
        whole: 100,
        ..Room::default()
    };
    Shelf::new(SHELF, room)
}

fn met() -> Progress {
    Progress {
        shelf: Some(SHELF),
        ..Progress::default()
    }
}

#[test]
fn keys_come_before_all_else_and_what_is_large_last() {
    let rows = vec![
        item(Stream::BODIES, 400, 1),
        item(Stream::TRAIL, 20, 2),
        item(Stream::LOG, 20, 3),
        item(Stream::KEYS, 20, 4),
    ];
    let mut carrier = Carrier::new(rows);
    let mut shelf = shelf();
    let mut exchange = Exchange::new(limits(), met(), 1);
    let action = exchange.begin();
    carrier.run(&mut exchange, action, &mut shelf, |_| false);
    let order: Vec<Stream> = shelf.items().iter().map(|item| item.head.stream).collect();
    assert_eq!(
        order,
        [Stream::KEYS, Stream::LOG, Stream::TRAIL, Stream::BODIES]
    );
    assert!(matches!(
        carrier.asked.first(),
        Some(Request::Pull {
            stream: Stream::KEYS,
            ..
        })
    ));
    assert!(carrier.outbox.is_empty());
    assert!(carrier.kept.is_empty(), "what it sent itself came back");
    assert!(exchange.is_even());
}

/// The line is cut at every piece; each time one piece more is there, and none is sent twice that has arrived.
#[test]
fn a_large_row_goes_on_where_the_line_was_cut() {
    let mut carrier = Carrier::new(vec![item(Stream::BODIES, 400, 1)]);
    let mut shelf = shelf();
    let mut exchange = Exchange::new(limits(), met(), 1);
    let mut action = exchange.begin();
    let mut cuts = 0;
    while shelf.items().is_empty() {
        let cut = core::cell::Cell::new(1);
        action = carrier.run(&mut exchange, action, &mut shelf, |request| {
            let piece = matches!(request, Request::Part { bytes, .. } if !bytes.is_empty());
            piece && cut.replace(cut.get() - 1) == 0
        });
        assert!(matches!(action, Action::Rest(_)));
        action = exchange.tell(Event::Rested).unwrap();
        cuts += 1;
        assert!(cuts < 20);
    }
    let sent: usize = carrier
        .asked
        .iter()
        .map(|request| match request {
            Request::Part { bytes, .. } => bytes.len(),
            _ => 0,
        })
        .sum();
    // Eight pieces of fifty, and one lost with each cut but the last.
    assert_eq!((cuts, sent), (8, 400 + 7 * 50));
}

#[test]
fn a_large_item_comes_on_where_the_line_was_cut() {
    let mut shelf = shelf();
    shelf.answer(&Request::Push(vec![item(Stream::BODIES, 400, 1)]));
    let mut carrier = Carrier::new(Vec::new());
    let mut exchange = Exchange::new(limits(), met(), 1);
    let mut action = exchange.begin();
    let mut cuts = 0;
    while carrier.kept.is_empty() {
        let cut = core::cell::Cell::new(1);
        action = carrier.run(&mut exchange, action, &mut shelf, |request| {
            matches!(request, Request::Fetch { .. }) && cut.replace(cut.get() - 1) == 0
        });
        action = match action {
            Action::Rest(_) => exchange.tell(Event::Rested).unwrap(),
            other => panic!("{other:?}"),
        };
        cuts += 1;
        assert!(cuts < 20);
    }
    let fetched: Vec<u32> = carrier
        .asked
        .iter()
        .filter_map(|request| match request {
            Request::Fetch { offset, .. } => Some(*offset),
            _ => None,
        })
        .collect();
    let twice = (1..8).flat_map(|piece| [piece * 50, piece * 50]);
    assert_eq!(fetched, [0].into_iter().chain(twice).collect::<Vec<u32>>());
}

/// Longer each time, and not without end.
#[test]
fn it_waits_longer_each_time_until_something_works() {
    let mut shelf = shelf();
    let mut carrier = Carrier::new(Vec::new());
    let mut exchange = Exchange::new(Limits::default(), met(), 7);
    let mut action = exchange.begin();
    let mut rests = Vec::new();
    for _ in 0..12 {
        let Action::Rest(rest) = carrier.run(&mut exchange, action, &mut shelf, |_| true) else {
            panic!("it goes on without a line");
        };
        rests.push(rest);
        // A row that is written makes no line.
        assert_eq!(exchange.tell(Event::Written), None);
        action = exchange.tell(Event::Rested).unwrap();
    }
    assert!((500..=1_000).contains(&rests[0]), "{rests:?}");
    assert!((150_000..=300_000).contains(&rests[11]), "{rests:?}");
    assert!(
        rests.windows(2).all(|two| two[1] * 2 >= two[0]),
        "{rests:?}"
    );
    // A hint that there is a line is tried at once.
    let rest = carrier.run(&mut exchange, action, &mut shelf, |_| true);
    assert!(matches!(rest, Action::Rest(_)));
    let action = exchange.tell(Event::Hint).unwrap();
    carrier.run(&mut exchange, action, &mut shelf, |_| false);
    assert!(exchange.is_even());
}

fn answered(action: &Action, said: Said) -> Event {
    let Action::Send { ticket, .. } = action else {
        panic!("{action:?}");
    };
    Event::Answered {
        ticket: *ticket,
        answer: Answer {
            shelf: SHELF,
            head: 0,
            said,
        },
        took: 1_000,
    }
}

#[test]
fn a_busy_server_is_left_alone_for_as_long_as_it_says() {
    let mut exchange = Exchange::new(Limits::default(), met(), 1);
    let action = exchange.begin();
    let rest = exchange.tell(answered(&action, Said::Stopped(Stopped::Busy(30))));
    assert!(
        matches!(rest, Some(Action::Rest(30_000..=45_000))),
        "{rest:?}"
    );
    assert_eq!(exchange.tell(Event::Hint), None);
    assert_eq!(exchange.tell(Event::Written), None);
    assert!(exchange.tell(Event::Now).is_some());
}

#[test]
fn an_ended_session_is_begun_anew_and_once_only_without_a_rest() {
    let mut exchange = Exchange::new(Limits::default(), met(), 1);
    let action = exchange.begin();
    let login = exchange.tell(answered(&action, Said::Stopped(Stopped::Expired)));
    assert_eq!(login, Some(Action::LogIn));
    let action = exchange.tell(Event::Done).unwrap();
    let rest = exchange.tell(answered(&action, Said::Stopped(Stopped::Expired)));
    assert!(matches!(rest, Some(Action::Rest(_))), "{rest:?}");
    let action = exchange.tell(Event::Rested).unwrap();
    let login = exchange.tell(answered(&action, Said::Stopped(Stopped::Expired)));
    assert_eq!(login, Some(Action::LogIn));
}

#[test]
fn a_device_that_was_taken_out_ends() {
    let mut exchange = Exchange::new(Limits::default(), met(), 1);
    let action = exchange.begin();
    let revoked = Said::Stopped(Stopped::Revoked { wipe: true });
    let end = exchange.tell(answered(&action, revoked));
    assert_eq!(end, Some(Action::End { wipe: true }));
    assert_eq!(exchange.tell(Event::Now), None);
}

/// A server that says that an item is larger than there can be is not fetched from until the memory is full.
#[test]
fn an_item_that_is_larger_than_there_can_be_is_not_fetched() {
    let mut exchange = Exchange::new(Limits::default(), met(), 1);
    let action = exchange.begin();
    let mut head = item(Stream::KEYS, 10, 1).head;
    head.length = u32::MAX;
    let id = item(Stream::KEYS, 10, 1).id();
    let placed = Placed {
        cursor: 1,
        offered: Offered::Large { id, head },
    };
    let pulled = Said::Pulled {
        items: vec![placed],
        through: 1,
        more: false,
    };
    let rest = exchange.tell(answered(&action, pulled));
    assert!(matches!(rest, Some(Action::Rest(_))), "{rest:?}");
}

/// An answer with fewer verdicts than there were rows settles none of them.
#[test]
fn half_an_answer_settles_nothing() {
    let mut exchange = Exchange::new(Limits::default(), met(), 1);
    let action = exchange.begin();
    let dry = |through| Said::Pulled {
        items: Vec::new(),
        through,
        more: false,
    };
    let look = exchange.tell(answered(&action, dry(0))).unwrap();
    assert!(matches!(
        look,
        Action::Look {
            stream: Stream::KEYS,
            ..
        }
    ));
    let row = |number| {
        let item = item(Stream::KEYS, 10, number as u8);
        Waiting {
            number,
            id: item.id(),
            head: item.head,
            bytes: Some(item.bytes),
        }
    };
    let push = exchange.tell(Event::Waiting(vec![row(1), row(2)])).unwrap();
    let one = Said::Pushed(vec![Verdict::Kept(1)]);
    let rest = exchange.tell(answered(&push, one));
    assert!(matches!(rest, Some(Action::Rest(_))), "{rest:?}");
}

/// A device that meets a server which was put back asks what it lacks, and sends that alone.
#[test]
fn what_a_server_that_was_put_back_lacks_is_sent_again() {
    let mut shelf = shelf();
    let rows: Vec<Item> = (0..20).map(|salt| item(Stream::LOG, 60, salt)).collect();
    shelf.answer(&Request::Push(rows[..15].to_vec()));
    let backup = shelf.clone();
    shelf.answer(&Request::Push(rows[15..].to_vec()));
    let mut progress = met();
    progress.cursors.insert(Stream::LOG, 20);
    let mut back = backup.put_back(ShelfId([2; 16]), 15);
    // The carrier has everything in its outbox, as it is told to.
    let mut carrier = Carrier::new(rows);
    let mut exchange = Exchange::new(limits(), progress, 1);
    let action = exchange.begin();
    carrier.run(&mut exchange, action, &mut back, |_| false);
    assert_eq!(back.items().len(), 20);
    assert!(carrier.outbox.is_empty());
    assert!(carrier.kept.is_empty());
    assert!(exchange.is_even());
    let pushed: usize = carrier
        .asked
        .iter()
        .map(|request| match request {
            Request::Push(items) => items.len(),
            _ => 0,
        })
        .sum();
    assert_eq!(pushed, 5);
}
