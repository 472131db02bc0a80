//! What the worklist is asked for, and the rows of it that have come.

use std::collections::HashSet;

use custodian::protocol::{
    CasesEvent, CasesRequest, Event, Failure, Request, StatusCount, WorklistQuery, WorklistRow,
};
use leptos::prelude::*;

use super::Desk;
use crate::shell::Route;
use crate::ui::{BLOCK, Window};

/// The list. A copy is only a reference.
#[derive(Clone, Copy)]
pub(super) struct List {
    /// Filters and order.
    pub(super) query: RwSignal<WorklistQuery>,
    /// Only what was discharged at least so many days ago; 0 for any.
    pub(super) days: RwSignal<u16>,
    pub(super) rows: Window<WorklistRow>,
    /// The row in focus, as a position among those shown.
    pub(super) at: RwSignal<u32>,
    pub(super) counts: RwSignal<Vec<StatusCount>>,
    pub(super) services: RwSignal<Vec<String>>,
    /// Cases that were chosen, to be given to somebody together.
    pub(super) chosen: RwSignal<HashSet<[u8; 16]>>,
    /// Whether a first page has come.
    pub(super) came: RwSignal<bool>,
    /// Why none came.
    pub(super) failure: RwSignal<Option<Failure>>,
}

impl List {
    pub(super) fn new() -> Self {
        Self {
            query: RwSignal::new(WorklistQuery::default()),
            days: RwSignal::new(0),
            rows: Window::new(),
            at: RwSignal::new(0),
            counts: RwSignal::new(Vec::new()),
            services: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(HashSet::new()),
            came: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Asks anew whenever the list is shown, or shown otherwise.
    pub(super) fn follow(self, desk: Desk) {
        Effect::new(move |_| {
            self.query.track();
            self.days.track();
            let shown = desk.shell.route.get() == Route::Worklist;
            if shown && desk.keeper.opened.with(Option::is_some) {
                self.at.set(0);
                desk.list_again();
            }
        });
    }

    /// Whether anything is filtered for.
    pub(super) fn filtered(self) -> bool {
        self.days.get() > 0
            || self.query.with(|query| {
                let plain = WorklistQuery {
                    sort: query.sort,
                    descending: query.descending,
                    ..WorklistQuery::default()
                };
                *query != plain
            })
    }

    /// Takes all filters away.
    pub(super) fn unfilter(self) {
        self.days.set(0);
        self.query.update(|query| {
            *query = WorklistQuery {
                sort: query.sort,
                descending: query.descending,
                ..WorklistQuery::default()
            };
        });
    }

    /// The row in focus.
    pub(super) fn current(self) -> Option<WorklistRow> {
        untrack(|| self.rows.row(self.at.get()))
    }
}

impl Desk {
    /// Forgets the rows and asks for those in sight again.
    pub(super) fn list_again(self) {
        self.list.rows.forget();
        self.list.failure.set(None);
        let at = self.list.at.get_untracked();
        self.fetch_rows(at / BLOCK);
        self.ask_people();
    }

    /// Asks for those in sight again, and leaves what is shown until they come.
    pub(super) fn list_renewed(self) {
        let block = self.list.at.get_untracked() / BLOCK;
        self.ask_rows(self.list.rows.renew(block), block);
    }

    /// Asks for one block of rows, unless it is there or on its way.
    pub(super) fn fetch_rows(self, block: u32) {
        if let Some(turn) = self.list.rows.want(block) {
            self.ask_rows(turn, block);
        }
    }

    fn ask_rows(self, turn: u32, block: u32) {
        let list = self.list;
        let mut query = list.query.get_untracked();
        query.offset = block * BLOCK;
        query.limit = BLOCK;
        let days = list.days.get_untracked();
        if days > 0 {
            query.discharged_to = days_ago(days);
        }
        let request = CasesRequest::Worklist(Box::new(query));
        self.keeper
            .ask(Request::Cases(request), move |event| match event {
                Event::Cases(CasesEvent::Worklist(page)) => {
                    list.rows.take(turn, block, page.rows, page.total);
                    list.counts.set(page.counts);
                    if block == 0 {
                        list.services.set(page.services);
                    }
                    list.came.set(true);
                }
                Event::Failed(failure) => {
                    list.came.set(true);
                    list.failure.set(Some(failure));
                }
                _ => {}
            });
    }
}

/// The day so many days before today, `YYYY-MM-DD`.
fn days_ago(days: u16) -> String {
    const DAY: f64 = 86_400_000.0;
    let then = js_sys::Date::now() - f64::from(days) * DAY;
    crate::ui::day(&js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(then)))
}
