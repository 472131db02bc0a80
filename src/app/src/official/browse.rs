//! Where a reader is in the books: the term that is open, the way there and back, and the code that is looked up.

use engine::protocol::{
    Book, CodePage, CodeSystem, Event, Failure, MainTerms, Request, TableRows, Target, TermPage,
};
use leptos::prelude::*;

use crate::coding::Session;
use crate::link::{Link, Newest};
use crate::shell::Shell;

/// Most places that "back" remembers.
const REMEMBERED: usize = 200;

/// A place in a book.
pub(super) type Spot = (Book, u32);

/// The reader's place. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Browse {
    pub(super) session: Session,
    shell: Shell,
    /// The term that is open.
    pub(super) term: RwSignal<Option<Result<TermPage, Failure>>>,
    /// The code that is looked up.
    pub(super) code: RwSignal<Option<Result<CodePage, Failure>>>,
    /// How the reader came to the code, in words.
    pub(super) way: RwSignal<String>,
    /// The code that the book named there, as read.
    named: StoredValue<String>,
    /// Element to return to when the code is posted or left.
    origin: StoredValue<String>,
    back: RwSignal<Vec<Spot>>,
    forward: RwSignal<Vec<Spot>>,
    /// Row that a table is to go to.
    pub(super) row: RwSignal<Option<Spot>>,
    ask_term: Newest,
    ask_code: Newest,
    /// Main terms that begin as typed, and which of them is marked.
    pub(super) main: RwSignal<Option<Result<MainTerms, Failure>>>,
    pub(super) marked: RwSignal<usize>,
    pub(super) ask_main: Newest,
    /// Rows of the table that is open; row and column of the cell that has the tab stop, column 0 being the term.
    pub(super) rows: RwSignal<Option<Result<TableRows, Failure>>>,
    pub(super) cell: RwSignal<(u32, usize)>,
    /// Whether the focus follows when rows come.
    pub(super) follow: StoredValue<bool>,
    pub(super) ask_rows: Newest,
}

impl Browse {
    /// Nothing open. It outlives its screen, so that one can go away and come back.
    pub(crate) fn new(link: Link, shell: Shell, session: Session) -> Self {
        let term = RwSignal::new(None);
        let code = RwSignal::new(None);
        let main = RwSignal::new(None);
        let marked = RwSignal::new(0);
        let rows = RwSignal::new(None);
        let cell = RwSignal::new((0_u32, 0_usize));
        let follow = StoredValue::new(false);
        Self {
            session,
            shell,
            term,
            code,
            way: RwSignal::new(String::new()),
            named: StoredValue::new(String::new()),
            origin: StoredValue::new(String::new()),
            back: RwSignal::new(Vec::new()),
            forward: RwSignal::new(Vec::new()),
            row: RwSignal::new(None),
            ask_term: Newest::new(link, move |event| match event {
                Event::Term(page) => term.set(Some(Ok(*page))),
                Event::Failed(failure) => term.set(Some(Err(failure))),
                _ => {}
            }),
            ask_code: Newest::new(link, move |event| match event {
                Event::Code(page) => {
                    code.set(Some(Ok(*page)));
                    crate::ui::focus_soon("completion-0");
                }
                Event::Failed(failure) => code.set(Some(Err(failure))),
                _ => {}
            }),
            main,
            marked,
            ask_main: Newest::new(link, move |event| match event {
                Event::MainTerms(terms) => {
                    marked.set(0);
                    main.set(Some(Ok(terms)));
                }
                Event::Failed(failure) => main.set(Some(Err(failure))),
                _ => {}
            }),
            rows,
            cell,
            follow,
            ask_rows: Newest::new(link, move |event| match event {
                Event::TableRows(told) => {
                    if let Some(found) = told.found {
                        cell.update(|cell| cell.0 = found);
                    }
                    rows.set(Some(Ok(told)));
                    if follow.get_value() {
                        focus_cell(cell.get_untracked());
                    }
                }
                Event::Failed(failure) => rows.set(Some(Err(failure))),
                _ => {}
            }),
        }
    }

    fn spot(self) -> Option<Spot> {
        self.term.with_untracked(|term| match term {
            Some(Ok(page)) => Some((page.edition.book, page.term)),
            _ => None,
        })
    }

    /// Opens a term and remembers where the reader was.
    pub(super) fn open(self, book: Book, term: u32) {
        if let Some(spot) = self.spot().filter(|spot| *spot != (book, term)) {
            self.back.update(|back| {
                back.push(spot);
                if back.len() > REMEMBERED {
                    back.remove(0);
                }
            });
        }
        self.forward.update(Vec::clear);
        self.show((book, term));
    }

    fn show(self, (book, term): Spot) {
        if self.shell.book.get_untracked() != Some(book) {
            self.shell.book.set(Some(book));
        }
        if book.is_table() {
            self.row.set(Some((book, term)));
            return;
        }
        self.ask_term.ask(Request::BookTerm {
            book,
            term,
            date: self.session.code_date(),
        });
        crate::ui::focus_soon("term");
    }

    /// Whether there is a place to go back to, and one to go forward to.
    pub(super) fn can(self) -> (bool, bool) {
        (
            self.back.with(|b| !b.is_empty()),
            self.forward.with(|f| !f.is_empty()),
        )
    }

    /// To the place before.
    pub(super) fn go_back(self) {
        if let Some(spot) = self.back.try_update(Vec::pop).flatten() {
            if let Some(here) = self.spot() {
                self.forward.update(|forward| forward.push(here));
            }
            self.show(spot);
        }
    }

    /// To the place that "back" came from.
    pub(super) fn go_forward(self) {
        if let Some(spot) = self.forward.try_update(Vec::pop).flatten() {
            if let Some(here) = self.spot() {
                self.back.update(|back| back.push(here));
            }
            self.show(spot);
        }
    }

    /// Follows a cross-reference from the element `origin`.
    pub(super) fn follow(self, target: &Target, way: &str, origin: &str) {
        match target {
            Target::Term(book, term) | Target::Choose(book, term) => self.open(*book, *term),
            Target::Book(book) => {
                self.shell.book.set(Some(*book));
                crate::ui::focus_soon("book-find");
            }
            Target::Code(system, code) => self.look_up(*system, code, way, origin),
            Target::Nowhere(why) => self.shell.say(why.clone()),
        }
    }

    /// Looks a code of a book up: the book never ends the way, the tabular list does (OCG I.B.1).
    pub(super) fn look_up(self, system: CodeSystem, code: &str, way: &str, origin: &str) {
        self.way.set(way.to_owned());
        self.named.set_value(match system {
            CodeSystem::Cm => engine::code_text::dotted_diagnosis(code),
            CodeSystem::Pcs => code.to_owned(),
        });
        self.origin.set_value(origin.to_owned());
        self.complete(system, code);
    }

    /// Goes on to a more exact code.
    pub(super) fn complete(self, system: CodeSystem, code: &str) {
        self.ask_code.ask(Request::Code {
            system,
            code: code.to_owned(),
            date: self.session.code_date(),
        });
    }

    /// Posts a code into the open stay and returns to where the reader came from.
    pub(super) fn post(self, system: CodeSystem, code: &str, shown: &str) {
        if self.session.open_now() {
            let (way, named) = (self.way.get_untracked(), self.named.get_value());
            self.session
                .post_from_book(system, code, shown, &way, &named);
            self.leave();
        } else {
            self.shell
                .say("Open a stay first: a code is posted into one.");
        }
    }

    /// Returns to where the reader came from.
    pub(super) fn leave(self) {
        crate::ui::focus_soon(self.origin.get_value());
    }
}

/// Moves the focus to a cell of the table, once it is drawn.
pub(super) fn focus_cell((row, column): (u32, usize)) {
    crate::ui::focus_soon(format!("cell-{row}-{column}"));
}
