//! The audit trail as its reviewer reads it: a page at a time, by who, what, when and which record; what is worth a look;
//! whether it is whole; and a plain file of it.

mod entries;
mod filters;
mod hints;
mod verdict;

use custodian::protocol::{
    Event, Failure, KeepingEvent, KeepingRequest, Request, TrailEntry, TrailPage, TrailQuery,
};
use leptos::prelude::*;

use self::entries::Entries;
use self::filters::Filters;
use self::hints::HintsSection;
use self::verdict::{Export, Verdict};
use super::glasses::Glasses;
use super::keeper::Keeper;
use crate::ui::failure;

/// Entries on a page.
const PAGE: usize = 100;

/// The trail on screen. A copy is only a reference.
#[derive(Clone, Copy)]
struct Reviewing {
    keeper: Keeper,
    /// Which entries.
    query: RwSignal<TrailQuery>,
    /// What is filtered by a record is called so.
    record_name: RwSignal<String>,
    /// The page, the latest first.
    entries: RwSignal<Vec<TrailEntry>>,
    /// What can be filtered by, and how many entries there are.
    choices: RwSignal<Option<TrailPage>>,
    /// Where the pages on the way here began; the last one is shown.
    starts: RwSignal<Vec<Option<u64>>>,
    /// Where the next page begins.
    next: RwSignal<Option<u64>>,
    /// While it is looked: before which entry.
    looking: RwSignal<Option<u64>>,
    refused: RwSignal<Option<Failure>>,
    /// Which look is the last: answers to earlier ones are passed over.
    turn: StoredValue<u32>,
}

impl Reviewing {
    fn new(keeper: Keeper) -> Self {
        Self {
            keeper,
            query: RwSignal::new(TrailQuery::default()),
            record_name: RwSignal::new(String::new()),
            entries: RwSignal::new(Vec::new()),
            choices: RwSignal::new(None),
            starts: RwSignal::new(vec![None]),
            next: RwSignal::new(None),
            looking: RwSignal::new(None),
            refused: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// Sets the filter otherwise and shows the latest entries that pass it.
    fn filter(self, change: impl FnOnce(&mut TrailQuery)) {
        self.query.update(change);
        self.starts.set(vec![None]);
        self.show();
    }

    fn earlier(self) {
        if let Some(next) = self.next.get_untracked() {
            self.starts.update(|starts| starts.push(Some(next)));
            self.show();
        }
    }

    fn later(self) {
        self.starts.update(|starts| {
            if starts.len() > 1 {
                starts.pop();
            }
        });
        self.show();
    }

    /// Shows the page that begins where the last of the starts says.
    fn show(self) {
        self.turn.update_value(|turn| *turn += 1);
        self.entries.set(Vec::new());
        self.next.set(None);
        self.refused.set(None);
        let start = self.starts.with_untracked(|starts| starts.last().copied());
        self.look(self.turn.get_value(), start.flatten());
    }

    /// Stops looking: what was found stays.
    fn stop(self) {
        self.turn.update_value(|turn| *turn += 1);
        self.next.set(self.looking.get_untracked());
        self.looking.set(None);
    }

    /// Looks on until the page is full. An answer looks at some thousand entries at most.
    fn look(self, turn: u32, before: Option<u64>) {
        let of = self
            .choices
            .with_untracked(|choices| choices.as_ref().map_or(0, |page| page.of));
        self.looking.set(Some(before.unwrap_or(of)));
        let found = self.entries.with_untracked(Vec::len);
        let query = TrailQuery {
            before,
            limit: u16::try_from(PAGE.saturating_sub(found)).unwrap_or(0),
            ..self.query.get_untracked()
        };
        let request = Request::Keeping(KeepingRequest::Trail(query));
        self.keeper.ask(request, move |event| {
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match event {
                Event::Keeping(KeepingEvent::Trail(mut page)) => {
                    let some = core::mem::take(&mut page.entries);
                    let next = page.next;
                    self.choices.set(Some(page));
                    self.entries.update(|entries| entries.extend(some));
                    if next.is_some() && self.entries.with_untracked(Vec::len) < PAGE {
                        self.look(turn, next);
                    } else {
                        self.looking.set(None);
                        self.next.set(next);
                    }
                }
                Event::Failed(failure) => {
                    self.looking.set(None);
                    self.refused.set(Some(failure));
                }
                _ => {}
            }
        });
    }
}

/// The tab.
#[component]
pub(super) fn Trail() -> impl IntoView {
    let reviewing = Reviewing::new(expect_context::<Keeper>());
    provide_context(reviewing);
    reviewing.show();
    view! {
        <Glasses/>
        <section data-test="trail">
            <h2>"Audit trail"</h2>
            <p class="quiet">"Who read, changed, printed, exported or failed to unlock what, on this device. Entries are sealed one to the other: none can be changed or taken out without the check saying so. That you look here is an entry too."</p>
            {move || reviewing.refused.get().map(|refused| failure(&refused))}
            <Filters/>
            <Entries/>
        </section>
        <HintsSection/>
        <Verdict/>
        <Export/>
    }
}
