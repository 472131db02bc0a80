//! Whatever goes wrong, nobody is asked without end, and nothing is put off without end.
#![allow(clippy::unwrap_used)]

use sync::{
    Action, Answer, Event, Exchange, Limits, Progress, Request, Room, Said, Shelf, ShelfId, Stream,
    Trouble,
};

const FIRST: ShelfId = ShelfId([1; 16]);
const SECOND: ShelfId = ShelfId([2; 16]);

fn exchange() -> Exchange {
    let progress = Progress {
        shelf: Some(FIRST),
        ..Progress::default()
    };
    Exchange::new(Limits::default(), progress, 7)
}

fn ticket(action: &Action) -> u64 {
    match action {
        Action::Send { ticket, .. } => *ticket,
        other => panic!("{other:?}"),
    }
}

fn answered(action: &Action, answer: Answer) -> Event {
    Event::Answered {
        ticket: ticket(action),
        answer,
        took: 1_000,
    }
}

fn failed(action: &Action, trouble: Trouble) -> Event {
    let ticket = Some(ticket(action));
    Event::Failed { ticket, trouble }
}

/// Goes on with an empty outbox until it rests; each request is answered by this.
fn until_rest(
    exchange: &mut Exchange,
    mut action: Action,
    mut answer: impl FnMut(&Action) -> Event,
) -> u64 {
    loop {
        let event = match &action {
            Action::Rest(millis) => return *millis,
            Action::Send { .. } => answer(&action),
            Action::Look { .. } => Event::Waiting(Vec::new()),
            _ => Event::Done,
        };
        action = exchange.tell(event).unwrap();
    }
}

fn of_shelf<'a>(shelf: &'a mut Shelf) -> impl FnMut(&Action) -> Event + 'a {
    |action| match action {
        Action::Send { request, .. } => answered(action, shelf.answer(request)),
        other => panic!("{other:?}"),
    }
}

/// A browser that says again and again that there is a line, and a facility where much is going on, end few of the rests.
#[test]
fn hints_do_not_end_one_rest_after_the_other() {
    for trouble in [Trouble::Line, Trouble::Garbled] {
        let mut exchange = exchange();
        let action = exchange.begin();
        let mut tries = 0;
        let fails = |action: &Action| failed(action, trouble);
        until_rest(&mut exchange, action, fails);
        for _ in 0..100 {
            if let Some(action) = exchange.tell(Event::Hint) {
                tries += 1;
                until_rest(&mut exchange, action, fails);
            }
        }
        assert!((1..=3).contains(&tries), "{trouble:?}: {tries}");
        // When a rest was over by itself, a hint is tried again.
        let action = exchange.tell(Event::Rested).unwrap();
        until_rest(&mut exchange, action, fails);
        assert!(exchange.tell(Event::Hint).is_some());
    }
}

/// What was set aside is tried again also where something is always going on, and no rest comes to its end.
#[test]
fn what_was_set_aside_is_not_put_off_while_others_go_on() {
    let mut exchange = exchange();
    let mut shelf = Shelf::new(FIRST, Room::default());
    let keys = |action: &Action| {
        matches!(
            action,
            Action::Send {
                request: Request::Pull {
                    stream: Stream::KEYS,
                    ..
                },
                ..
            }
        )
    };
    // Keys can't be read until they are set aside, and all else is done.
    let mut action = exchange.begin();
    while !matches!(action, Action::Rest(60_000..)) {
        let event = match &action {
            Action::Rest(_) => Event::Rested,
            Action::Look { .. } => Event::Waiting(Vec::new()),
            action if keys(action) => failed(action, Trouble::Garbled),
            Action::Send { request, .. } => answered(&action, shelf.answer(request)),
            _ => Event::Done,
        };
        action = exchange.tell(event).unwrap();
    }
    let mut asked = false;
    for _ in 0..30 {
        let action = exchange.tell(Event::Hint).unwrap();
        let mut all = of_shelf(&mut shelf);
        until_rest(&mut exchange, action, |action| {
            asked |= keys(action);
            all(action)
        });
    }
    assert!(asked, "no key was asked for in thirty hints");
    assert!(exchange.is_even());
}

/// Two servers answer in turn, each with a shelf of its own: nothing is begun anew with each answer.
#[test]
fn two_servers_that_answer_in_turn_are_met_with_patience() {
    let mut exchange = exchange();
    let mut shelves = [FIRST, SECOND].map(|id| Shelf::new(id, Room::default()));
    let mut action = exchange.begin();
    let (mut met, mut rested, mut answers) = (0, 0, 0);
    for _ in 0..1_000 {
        let event = match &action {
            Action::Send { request, .. } => {
                answers += 1;
                answered(&action, shelves[answers % 2].answer(request))
            }
            Action::Look { .. } => Event::Waiting(Vec::new()),
            Action::Rest(millis) => {
                rested += millis;
                Event::Rested
            }
            Action::Requeue(_) => {
                met += 1;
                Event::Done
            }
            _ => Event::Done,
        };
        action = exchange.tell(event).unwrap();
    }
    let minutes = rested / 60_000;
    assert!(met <= 4 + minutes, "met {met} in {minutes} minutes");
}

/// Another server has answered once, and then the one before does: there is nothing to begin anew.
#[test]
fn a_shelf_that_is_still_there_is_not_begun_anew() {
    let mut exchange = exchange();
    let mut shelf = Shelf::new(FIRST, Room::default());
    let mut other = Shelf::new(SECOND, Room::default());
    let pull = exchange.begin();
    let Action::Send { request, .. } = &pull else {
        panic!("{pull:?}");
    };
    let kin = exchange.tell(answered(&pull, other.answer(request)));
    let kin = kin.unwrap();
    assert!(
        matches!(
            &kin,
            Action::Send {
                request: Request::Kin,
                ..
            }
        ),
        "{kin:?}"
    );
    let mut begun = false;
    let action = exchange.tell(answered(&kin, shelf.answer(&Request::Kin)));
    let mut all = of_shelf(&mut shelf);
    let action = action.unwrap();
    begun |= matches!(action, Action::Requeue(_));
    until_rest(&mut exchange, action, |action| all(action));
    assert!(!begun && exchange.is_even());
}

/// The one that was put back is still met at once.
#[test]
fn one_server_that_was_put_back_is_met_without_a_rest() {
    let mut exchange = exchange();
    let mut back = Shelf::new(FIRST, Room::default()).put_back(SECOND, 0);
    let action = exchange.begin();
    let rest = until_rest(&mut exchange, action, of_shelf(&mut back));
    assert!(rest >= 60_000 && exchange.is_even());
    assert_eq!(exchange.progress().shelf, Some(SECOND));
    let said = back.answer(&Request::Kin).said;
    assert_eq!(said, Said::Kin(vec![(FIRST, 0)]));
}
