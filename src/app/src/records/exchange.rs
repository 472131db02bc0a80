//! The exchange with other devices: how it stands, in the header and behind the door; coming in, and who else is in.

mod authenticator;
mod connect;
mod contain;
mod incidents;
mod invite;
mod join;
mod laptops;
mod passkeys;
mod state;
mod stick;
mod touch;

pub(crate) use contain::ContainDialog;
pub(super) use incidents::Incidents;
pub(super) use invite::Invite;
pub(super) use join::{JoinWay, Knocked};
pub(crate) use state::ExchangePill;
pub(crate) use touch::Touching;

use std::collections::HashSet;

use connect::Connect;
use laptops::Laptops;
use passkeys::Passkeys;
use state::ExchangeState;
use stick::OnAStick;

use custodian::protocol::{Event, LineState, Request, SyncEvent, SyncRequest};
use leptos::prelude::*;

use super::keeper::Keeper;

/// What came from other devices while the page is open: a number that goes up, and the records it was about since they were
/// last taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Came {
    /// Goes up whenever something came.
    pub(crate) times: u64,
    /// The records.
    records: HashSet<[u8; 16]>,
}

/// Behind the door: the exchange as a whole.
#[component]
pub(super) fn ExchangeTab() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let alone = Memo::new(move |_| keeper.sync.with(|sync| sync.standing == LineState::Alone));
    move || {
        if alone.get() {
            view! { <Connect/><OnAStick/> }.into_any()
        } else {
            view! { <ExchangeState/><Laptops/><Passkeys/><OnAStick/> }.into_any()
        }
    }
}

impl Keeper {
    /// Hears how the exchange stands from now on.
    pub(super) fn watch_exchange(self) {
        self.ask(
            Request::Sync(SyncRequest::Watch),
            move |event| match event {
                Event::Sync(SyncEvent::Standing(view)) => {
                    let over = matches!(view.standing, LineState::Ended | LineState::Frozen);
                    self.sync.set(view);
                    if over {
                        self.look_whether_over();
                    }
                }
                Event::Sync(SyncEvent::Came(records)) => self.came.update(|came| {
                    came.times += 1;
                    came.records.extend(records);
                    self.mark_later();
                }),
                _ => {}
            },
        );
    }

    /// Takes the records that others have changed since the last time.
    pub(crate) fn take_came(self) -> HashSet<[u8; 16]> {
        let mut taken = HashSet::new();
        self.came
            .update_untracked(|came| core::mem::swap(&mut came.records, &mut taken));
        taken
    }

    /// A device that was put out may have been told to remove what it keeps, and one that was frozen opens for few: then nothing
    /// of it stays on the screen either.
    fn look_whether_over(self) {
        self.ask(Request::Door, move |event| {
            let Event::Door(door) = event else { return };
            if !door.founded {
                let _ = window().location().reload();
            } else if !door.frozen.is_empty() {
                self.lock(false);
            }
        });
    }
}
