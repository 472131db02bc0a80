//! One question at a time, and of those that came meanwhile only the newest: what typing fast needs.

use engine::protocol::{Answer as _, Event, Request};
use leptos::prelude::*;

use super::Link;

/// Asks the engine so that its queue never grows: while an answer is awaited, a newer request replaces the waiting one.
#[derive(Clone, Copy)]
pub(crate) struct Newest {
    link: Link,
    state: StoredValue<State, LocalStorage>,
}

struct State {
    under_way: bool,
    waiting: Option<Request>,
    hear: Box<dyn Fn(Event)>,
}

impl Newest {
    /// `hear` gets each final event, also those that a newer question has already overtaken.
    pub(crate) fn new(link: Link, hear: impl Fn(Event) + 'static) -> Self {
        let state = State {
            under_way: false,
            waiting: None,
            hear: Box::new(hear),
        };
        Self {
            link,
            state: StoredValue::new_local(state),
        }
    }

    /// Asks now, or as soon as the present question is answered.
    pub(crate) fn ask(self, request: Request) {
        let busy = self.state.with_value(|state| state.under_way);
        if busy {
            self.state
                .update_value(|state| state.waiting = Some(request));
            return;
        }
        self.state.update_value(|state| state.under_way = true);
        self.link.ask(request, move |event| {
            if !event.is_last() {
                return;
            }
            self.state.update_value(|state| state.under_way = false);
            let next = self
                .state
                .try_update_value(|state| state.waiting.take())
                .flatten();
            if let Some(next) = next {
                self.ask(next);
            }
            // Whoever asked may be gone from the page by now.
            self.state.try_with_value(|state| (state.hear)(event));
        });
    }
}
