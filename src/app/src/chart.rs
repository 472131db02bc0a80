//! The chart of an encounter: its documents, read, searched, compared, written and taken in.
//!
//! [`Charts`] is what is on screen, from `expect_context`. [`Charts::load`] opens the chart of an encounter wherever a
//! [`ChartPane`] stands, [`Charts::open`] does so in the chart's own workplace. The pane takes the width it is given, from
//! 25 rem on.
//!
//! Beside a pane stands whoever codes: [`Charts::take_words`] is called once by that screen and gives the reader its button
//! “Link to a code”; what it gets is [`Selected`]. [`Charts::show`] is the way back: it opens a document, marks words in it
//! and scrolls there. After a link was made or taken away, [`Charts::reread`] brings the marks up to date.

use std::sync::Arc;

use custodian::protocol::{Chart, ChartOrder, CodedWords, DocumentPage, Failure};
use leptos::prelude::*;

use crate::records::Keeper;
use crate::shell::{Route, Shell};

mod asking;
mod choose;
mod compare;
mod conditions;
mod encounter;
mod encounter_form;
mod facts;
mod find;
mod find_view;
mod head;
mod import;
mod import_view;
mod list;
mod lists;
mod moment;
mod page;
mod pane;
mod picture;
mod reader;
mod selection;
mod text_view;
mod words;
mod write;

use find::Find;
use import::Import;

pub(crate) use lists::CLASSES;
pub(crate) use page::ChartPage;
pub(crate) use pane::ChartPane;

/// Words of a document, as they were selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selected {
    /// The encounter.
    pub(crate) encounter: [u8; 16],
    /// The document.
    pub(crate) document: [u8; 16],
    /// Its title.
    pub(crate) title: String,
    /// First byte in its text.
    pub(crate) start: u32,
    /// Byte after the last.
    pub(crate) end: u32,
    /// SHA-256 of the text the bytes are counted in, in lower-case hexadecimal.
    pub(crate) body_sha256: String,
    /// The words.
    pub(crate) words: String,
    /// Page, from 1.
    pub(crate) page: u32,
    /// Line of the page, from 1.
    pub(crate) line: u32,
}

/// What stands beside the list of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    /// Nothing is open.
    Nothing,
    /// A document.
    Document,
    /// Where the words sought stand.
    Hits,
    /// Two notes beside each other.
    Compare,
    /// The encounter's fields.
    Encounter,
    /// Conditions of earlier encounters.
    Conditions,
    /// A file that comes in.
    Import,
    /// A document being written.
    Write(Writing),
}

/// What is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// A new document.
    New,
    /// The words of a draft.
    Draft,
    /// An amendment.
    Amendment,
    /// An addendum.
    Addendum,
}

/// Where words to look for are typed.
const FIND: &str = "chart-find";

/// An earlier note, where it was chosen, and a later one.
type Compared = (Option<[u8; 16]>, [u8; 16]);

/// What takes words for a code.
type TakeWords = Arc<dyn Fn(Selected) + Send + Sync>;

/// The chart on screen. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Charts {
    keeper: Keeper,
    shell: Shell,
    /// The encounter whose chart is on screen.
    pub(crate) encounter: RwSignal<Option<[u8; 16]>>,
    /// The words that are selected in the reader.
    pub(crate) selected: RwSignal<Option<Selected>>,
    /// The chart; nothing while it is being opened.
    chart: RwSignal<Option<Arc<Chart>>>,
    /// In which order its documents stand.
    order: RwSignal<ChartOrder>,
    /// Why the chart could not be opened.
    refused: RwSignal<Option<Failure>>,
    /// Why the last thing done in it did not work.
    problem: RwSignal<Option<Failure>>,
    /// The document that is open.
    page: RwSignal<Option<Arc<DocumentPage>>>,
    /// Words of it that codes rest on.
    coded: RwSignal<Vec<CodedWords>>,
    /// The place in it that was asked for.
    shown: RwSignal<Option<(u32, u32)>>,
    view: RwSignal<View>,
    find: Find,
    import: Import,
    /// Two notes: the earlier one, where it was chosen, and the later one.
    compared: RwSignal<Option<Compared>>,
    take: RwSignal<Option<TakeWords>>,
}

impl Charts {
    /// No chart open.
    pub(crate) fn new(keeper: Keeper, shell: Shell) -> Self {
        let charts = Self {
            keeper,
            shell,
            encounter: RwSignal::new(None),
            selected: RwSignal::new(None),
            chart: RwSignal::new(None),
            order: RwSignal::new(ChartOrder::ByTime),
            refused: RwSignal::new(None),
            problem: RwSignal::new(None),
            page: RwSignal::new(None),
            coded: RwSignal::new(Vec::new()),
            shown: RwSignal::new(None),
            view: RwSignal::new(View::Nothing),
            find: Find::new(),
            import: Import::new(),
            compared: RwSignal::new(None),
            take: RwSignal::new(None),
        };
        // Nothing of a chart stays in the page once it is locked.
        Effect::new(move |_| {
            if keeper.opened.with(Option::is_none) {
                charts.close();
            }
        });
        charts
    }

    /// Shows the chart of an encounter in its own workplace.
    pub(crate) fn open(self, encounter: [u8; 16]) {
        self.load(encounter);
        Route::Chart.go();
    }

    /// Opens the chart of an encounter in whatever pane shows it. One that is open stays as it is.
    pub(crate) fn load(self, encounter: [u8; 16]) {
        if self.encounter.get_untracked() == Some(encounter) {
            return;
        }
        self.close();
        self.encounter.set(Some(encounter));
        self.open_chart(String::new());
    }

    /// No chart is open any more.
    pub(crate) fn close(self) {
        self.encounter.set(None);
        self.selected.set(None);
        self.chart.set(None);
        self.refused.set(None);
        self.problem.set(None);
        self.page.set(None);
        self.coded.set(Vec::new());
        self.shown.set(None);
        self.compared.set(None);
        self.find.clear();
        self.import.clear();
        self.view.set(View::Nothing);
    }

    /// Opens a document of the chart and marks words in it.
    pub(crate) fn show(self, document: [u8; 16], start: u32, end: u32) {
        self.selected.set(None);
        let open = self.page.with_untracked(|page| {
            page.as_ref()
                .is_some_and(|page| page.line.id == document && is_latest(page))
        });
        if open {
            self.view.set(View::Document);
            self.shown.set(Some((start, end)));
        } else {
            self.read(document, None, Some((start, end)));
        }
    }

    /// Says who takes selected words for a code, until the screen that says so is left.
    pub(crate) fn take_words(self, take: impl Fn(Selected) + Send + Sync + 'static) {
        self.take.set(Some(Arc::new(take)));
        on_cleanup(move || {
            self.take.try_set(None);
        });
    }

    /// Reads the open document again, after codes were linked to its words.
    pub(crate) fn reread(self) {
        let open = self.page.with_untracked(|page| {
            page.as_ref()
                .map(|page| (page.line.id, page.shown.filter(|_| !is_latest(page))))
        });
        if let Some((document, version)) = open {
            self.read_quietly(document, version);
        }
    }

    /// Whether a chart is open.
    pub(crate) fn is_open(self) -> bool {
        self.chart.with_untracked(Option::is_some)
    }

    /// Goes into the box for words, in the pane that is on screen or else in the chart's own workplace.
    pub(crate) fn begin_search(self) {
        if document().get_element_by_id(FIND).is_none() {
            Route::Chart.go();
        }
        crate::ui::focus_soon(FIND);
    }

    /// Begins a new document, in the pane that is on screen or else in the chart's own workplace.
    pub(crate) fn begin_writing(self) {
        self.view.set(View::Write(Writing::New));
        if document().get_element_by_id(FIND).is_none() {
            Route::Chart.go();
        }
    }

    /// Gives the selected words to whoever takes them for a code.
    fn link_selected(self) {
        let take = self.take.get_untracked();
        if let (Some(take), Some(selected)) = (take, self.selected.get_untracked()) {
            take(selected);
        }
    }
}

/// Whether a page shows the latest version of its document.
fn is_latest(page: &DocumentPage) -> bool {
    let latest = page
        .amendments
        .last()
        .map(|amendment| amendment.body.id)
        .or_else(|| page.original.as_ref().map(|original| original.id));
    page.shown == latest
}
