//! Grouping a file of claims: open, watch, stop, sort, filter, export.

use engine::protocol::{
    BatchFilter, BatchQuery, BatchRow, BatchSort, BatchSummary, Event, Failure, Request,
};
use leptos::prelude::*;

use crate::link::Link;
use crate::shell::Shell;

mod filters;
mod page;
mod shift;
mod summary;
mod table;

pub(crate) use page::BatchPage;
pub(crate) use shift::claims_by_name;

use crate::ui::{BLOCK, Window};
use shift::Comparison;

/// Where the work on the file is.
#[derive(Debug, Clone, PartialEq)]
enum Work {
    /// No file yet.
    None,
    /// Being read and grouped.
    Running { name: String, done: u32, total: u32 },
    /// Grouped, or stopped.
    Done(BatchSummary),
    /// The file could not be taken.
    Failed(Failure),
}

/// The batch on screen. A copy is only a reference; it outlives its screen, so that one can go away and come back.
#[derive(Clone, Copy)]
pub(crate) struct Batch {
    link: Link,
    shell: Shell,
    work: RwSignal<Work>,
    sort: RwSignal<(BatchSort, bool)>,
    filter: RwSignal<BatchFilter>,
    rows: Window<BatchRow>,
    /// The line in focus, as a position among those shown.
    at: RwSignal<u32>,
    /// With another version.
    comparison: Comparison,
}

impl Batch {
    /// No file yet.
    pub(crate) fn new(link: Link, shell: Shell) -> Self {
        let batch = Self {
            link,
            shell,
            work: RwSignal::new(Work::None),
            sort: RwSignal::new((BatchSort::Line, false)),
            filter: RwSignal::new(BatchFilter::default()),
            rows: Window::new(),
            at: RwSignal::new(0),
            comparison: Comparison::new(),
        };
        Effect::new(move |_| {
            batch.sort.track();
            batch.filter.track();
            batch.again();
        });
        batch
    }

    /// Groups a file.
    fn open(self, name: String, bytes: Vec<u8>) {
        self.comparison.forget();
        self.filter.set(BatchFilter::default());
        self.sort.set((BatchSort::Line, false));
        self.work.set(Work::Running {
            name: name.clone(),
            done: 0,
            total: 0,
        });
        self.link.ask(
            Request::BatchOpen {
                name: name.clone(),
                bytes,
            },
            move |event| match event {
                Event::BatchProgress { done, total } => self.work.set(Work::Running {
                    name: name.clone(),
                    done,
                    total,
                }),
                Event::BatchDone(summary) => {
                    self.shell.say(format!(
                        "{} grouped",
                        crate::ui::counted(u64::from(summary.done), "claim", "claims")
                    ));
                    self.work.set(Work::Done(summary));
                    self.again();
                }
                Event::Failed(failure) => self.work.set(Work::Failed(failure)),
                _ => {}
            },
        );
    }

    /// Stops; what is grouped stays.
    fn cancel(self) {
        self.link.ask(Request::BatchCancel, |_| {});
    }

    /// Forgets the rows and asks for those in sight again.
    fn again(self) {
        self.at.set(0);
        self.rows.forget();
        if matches!(self.work.get_untracked(), Work::Done(_)) {
            self.fetch(0);
        }
    }

    /// Asks for one block of rows, unless it is there or on its way.
    fn fetch(self, block: u32) {
        let Some(turn) = self.rows.want(block) else {
            return;
        };
        let query = self.query(block * BLOCK, BLOCK);
        self.link
            .ask(Request::BatchPage(query), move |event| match event {
                Event::Page(page) => self.rows.take(turn, block, page.rows, page.matching),
                Event::Failed(failure) => {
                    self.shell.say(format!("{} {}", failure.what, failure.fix))
                }
                _ => {}
            });
    }

    fn query(self, offset: u32, limit: u32) -> BatchQuery {
        let (sort, descending) = self.sort.get_untracked();
        BatchQuery {
            sort,
            descending,
            filter: self.filter.get_untracked(),
            offset,
            limit,
        }
    }

    /// Writes the results, as sorted and filtered, as CSV.
    fn export(self) {
        self.link.ask(Request::BatchExportCsv(self.query(0, u32::MAX)), move |event| match event {
            Event::File { name, media_type, bytes } => {
                self.shell.say(if crate::ui::hand_over(&name, &media_type, &bytes) {
                    format!("Written in the clear: {name}")
                } else {
                    "The browser did not let the file be written. Allow downloads for this page and try again.".to_owned()
                });
            }
            Event::Failed(failure) => self.shell.say(format!("{} {}", failure.what, failure.fix)),
            _ => {}
        });
    }
}
