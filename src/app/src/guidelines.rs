//! The official guidelines: the section that is read, the way back and forward, and what is looked for in them.
//!
//! They stand beside the stay, as a tab of the left pane, and without a stay among the official files. Whatever cites a
//! section leads here ([`cited`]).

use engine::protocol::{Event, Failure, Request, SectionHits, SectionPage};
use leptos::prelude::*;

use crate::coding::{BookTab, Session};
use crate::link::{Link, Newest};
use crate::shell::{Route, Shell};

mod links;
mod pane;

pub(crate) use links::cited;
pub(crate) use pane::{GuidelinesButton, GuidelinesPane};

/// Most places that "back" remembers.
const REMEMBERED: usize = 200;
/// Hits shown.
const SHOWN: u32 = 40;

/// The reader's place. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Reader {
    /// Whether the guidelines are what the official files' screen shows.
    pub(crate) among_files: RwSignal<bool>,
    /// Number of the section that is read; empty for the contents.
    place: RwSignal<String>,
    page: RwSignal<Option<Result<SectionPage, Failure>>>,
    back: RwSignal<Vec<String>>,
    forward: RwSignal<Vec<String>>,
    /// What is looked for.
    words: RwSignal<String>,
    hits: RwSignal<Option<SectionHits>>,
    ask_page: Newest,
    ask_hits: Newest,
}

impl Reader {
    /// At the contents.
    pub(crate) fn new(link: Link) -> Self {
        let page = RwSignal::new(None);
        let hits = RwSignal::new(None);
        Self {
            among_files: RwSignal::new(false),
            place: RwSignal::new(String::new()),
            page,
            back: RwSignal::new(Vec::new()),
            forward: RwSignal::new(Vec::new()),
            words: RwSignal::new(String::new()),
            hits,
            ask_page: Newest::new(link, move |event| match event {
                Event::Section(told) => page.set(Some(Ok(*told))),
                Event::Failed(failure) => page.set(Some(Err(failure))),
                _ => {}
            }),
            ask_hits: Newest::new(link, move |event| {
                if let Event::Sections(told) = event {
                    hits.set(Some(told));
                }
            }),
        }
    }

    /// Asks for the section, and for what is looked for, as they stand on a date.
    fn ask(self, date: String) {
        let (id, words) = (self.place.get(), self.words.get());
        if words.trim().is_empty() {
            self.ask_page.ask(Request::Section { id, date });
        } else {
            let limit = SHOWN;
            self.ask_hits
                .ask(Request::SectionsFind { words, limit, date });
        }
    }

    /// Opens a section and remembers where the reader was.
    fn open(self, id: &str) {
        let here = self.place.get_untracked();
        if here != id {
            self.back.update(|back| {
                back.push(here);
                if back.len() > REMEMBERED {
                    back.remove(0);
                }
            });
            self.forward.update(Vec::clear);
        }
        self.show(id.to_owned());
    }

    fn show(self, id: String) {
        self.words.set(String::new());
        self.hits.set(None);
        self.place.set(id);
        crate::ui::focus_soon("guide");
    }

    /// To the section before.
    fn go_back(self) {
        if let Some(id) = self.back.try_update(Vec::pop).flatten() {
            self.forward
                .update(|forward| forward.push(self.place.get_untracked()));
            self.show(id);
        }
    }

    /// To the section that "back" came from.
    fn go_forward(self) {
        if let Some(id) = self.forward.try_update(Vec::pop).flatten() {
            self.back
                .update(|back| back.push(self.place.get_untracked()));
            self.show(id);
        }
    }

    /// To the section above; from the outermost to the contents.
    fn go_up(self) {
        let above = self.page.with_untracked(|page| match page {
            Some(Ok(page)) if !page.id.is_empty() => Some(
                page.path
                    .last()
                    .map_or_else(String::new, |line| line.id.clone()),
            ),
            _ => None,
        });
        if let Some(above) = above {
            self.open(&above);
        }
    }
}

/// Opens a section where the user is: beside the stay, else among the official files.
pub(crate) fn read(shell: Shell, session: Session, id: &str) {
    bring_up(shell, session);
    session.reader.open(id);
}

/// Opens the guidelines where they were left, ready to look for words.
pub(crate) fn find(shell: Shell, session: Session) {
    bring_up(shell, session);
    crate::ui::focus_soon("guide-find");
}

fn bring_up(shell: Shell, session: Session) {
    if session.open_now() && shell.route.get_untracked() == Route::Code {
        session.show(BookTab::Guidelines);
    } else {
        among_files(shell, session);
        Route::Official.go();
    }
}

/// Has the official files' screen show the guidelines.
pub(crate) fn among_files(shell: Shell, session: Session) {
    shell.book.set(None);
    session.reader.among_files.set(true);
}
