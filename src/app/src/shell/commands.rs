//! Everything that can be done, in one list: the palette and the cheat sheet read it, the keys act on it.

use engine::protocol::Book;
use leptos::prelude::*;

use super::keymap::Action;
use super::settings::Theme;
use super::{Overlay, Route, Shell};
use crate::chart::Charts;
use crate::coding::{BookTab, Session, open_inputs};
use crate::disputes::Disputes;
use crate::guidelines;
use crate::patients::{Patients, PatientsTab};
use crate::records::{Keeper, Tab};
use crate::worklist::Desk;

/// What commands can reach. A copy is only a reference.
#[derive(Clone, Copy)]
pub(super) struct Reach {
    pub(super) shell: Shell,
    pub(super) session: Session,
    pub(super) disputes: Disputes,
    pub(super) keeper: Keeper,
    pub(super) desk: Desk,
    pub(super) charts: Charts,
    pub(super) patients: Patients,
}

impl Reach {
    /// Everything the page shares.
    pub(super) fn here() -> Self {
        Self {
            shell: expect_context(),
            session: expect_context(),
            disputes: expect_context(),
            keeper: expect_context(),
            desk: expect_context(),
            charts: expect_context(),
            patients: expect_context(),
        }
    }
}

/// A thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    Search,
    Why,
    WhatIf,
    Estimate,
    Inputs,
    SupposeCode,
    WriteQuery,
    Build,
    Leaf,
    Changes,
    PageBack,
    PageForward,
    Edits,
    Shelf,
    PostSet(u8),
    CodePage,
    Undo,
    Redo,
    NewStay,
    OpenFile,
    Export,
    CloseStay,
    GoRecords,
    GoPeople,
    GoTrail,
    GoBackups,
    GoDevices,
    Contain,
    GoWorklist,
    GoPatients,
    PatientsPart(PatientsTab),
    GoChart,
    FindInChart,
    WriteDocument,
    LoadNext,
    FilterWorklist,
    Assign,
    PutInOrder,
    Case,
    CaseChart,
    Lock,
    GoCode,
    GoBatch,
    GoOfficial,
    Guidelines,
    Browse(Book),
    GoRules,
    GoDisputes,
    DisputeDrg,
    GoAbout,
    Keys,
    Settings,
    ThemeLight,
    ThemeDark,
    ThemeSystem,
    Print,
}

impl Command {
    /// In the order of the palette; code sets come behind.
    const FIXED: &[Self] = &[
        Self::Search,
        Self::Why,
        Self::WhatIf,
        Self::Estimate,
        Self::Inputs,
        Self::SupposeCode,
        Self::WriteQuery,
        Self::Build,
        Self::Leaf,
        Self::Changes,
        Self::PageBack,
        Self::PageForward,
        Self::Edits,
        Self::Shelf,
        Self::CodePage,
        Self::Undo,
        Self::Redo,
        Self::NewStay,
        Self::OpenFile,
        Self::Export,
        Self::CloseStay,
        Self::GoRecords,
        Self::GoPeople,
        Self::GoTrail,
        Self::GoBackups,
        Self::GoDevices,
        Self::Contain,
        Self::GoWorklist,
        Self::GoPatients,
        Self::PatientsPart(PatientsTab::Search),
        Self::PatientsPart(PatientsTab::Pairs),
        Self::PatientsPart(PatientsTab::Numbers),
        Self::PatientsPart(PatientsTab::Folders),
        Self::GoChart,
        Self::FindInChart,
        Self::WriteDocument,
        Self::LoadNext,
        Self::FilterWorklist,
        Self::Assign,
        Self::PutInOrder,
        Self::Case,
        Self::CaseChart,
        Self::Lock,
        Self::GoCode,
        Self::GoBatch,
        Self::GoOfficial,
        Self::Guidelines,
        Self::Browse(Book::Diseases),
        Self::Browse(Book::Neoplasms),
        Self::Browse(Book::Drugs),
        Self::Browse(Book::ExternalCauses),
        Self::Browse(Book::Procedures),
        Self::GoRules,
        Self::GoDisputes,
        Self::DisputeDrg,
        Self::GoAbout,
        Self::Keys,
        Self::Settings,
        Self::ThemeLight,
        Self::ThemeDark,
        Self::ThemeSystem,
        Self::Print,
    ];

    /// Everything that makes sense now, with its words.
    pub(super) fn all(reach: Reach) -> Vec<(Self, String)> {
        let session = reach.session;
        let fixed = Self::FIXED
            .iter()
            .copied()
            .filter(|command| command.possible(reach))
            .map(|command| (command, command.words().to_owned()));
        let sets: Vec<(Self, String)> = session.shelf.with_untracked(|shelf| {
            (0..)
                .map(Self::PostSet)
                .zip(&shelf.sets)
                .filter(|_| session.open_now())
                .map(|(command, set)| (command, format!("Post the code set {}", set.name)))
                .collect()
        });
        fixed.chain(sets).collect()
    }

    /// What it does.
    const fn words(self) -> &'static str {
        match self {
            Self::Shelf => "Favourites, recent codes, code sets",
            Self::PostSet(_) => "Post a code set",
            Self::Search => "Search for a code",
            Self::Why => "Why this DRG, step by step",
            Self::WhatIf => "What the DRG would be otherwise",
            Self::Estimate => "What Medicare would pay, step by step",
            Self::Inputs => "Facility inputs for the estimate",
            Self::SupposeCode => "Suppose a further code",
            Self::WriteQuery => "Write a query to the provider",
            Self::Build => "Build a procedure code, character by character",
            Self::Leaf => "Leaf through the codes: chapters, blocks, categories, tables",
            Self::Changes => "What changed in the code sets between two dates",
            Self::PageBack => "Back to the page looked at before",
            Self::PageForward => "Forward to the page looked at after",
            Self::Edits => "Edits in full",
            Self::CodePage => "Page of the code in the current row",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::NewStay => "Start an empty stay",
            Self::OpenFile => "Open a stay from a file",
            Self::Export => "Write the stay into a file",
            Self::CloseStay => "Close the stay, back to the examples",
            Self::GoRecords => "Go to the records kept on this device",
            Self::GoPeople => "Who works here: people, roles, the facility",
            Self::GoTrail => "Audit trail: who read or changed what",
            Self::GoBackups => "Backups: write one, look into one",
            Self::GoDevices => "Devices: the exchange with the server, a code for a further one",
            Self::Contain => "Suspected breach: freeze a device now",
            Self::GoWorklist => "Go to the worklist: what there is to code",
            Self::GoPatients => "Go to patients: search, create, put together",
            Self::PatientsPart(PatientsTab::Search | PatientsTab::Patient) => {
                "Search before create: somebody arrives"
            }
            Self::PatientsPart(PatientsTab::Pairs) => {
                "Pairs that may be one person: merge, unmerge"
            }
            Self::PatientsPart(PatientsTab::Numbers) => "Unit numbers: blocks lent to devices",
            Self::PatientsPart(PatientsTab::Folders) => {
                "Folders by terminal digits, figures of the index"
            }
            Self::GoChart => "Go to the chart that is open",
            Self::FindInChart => "Look for words in the chart",
            Self::WriteDocument => "Write a document into the chart",
            Self::LoadNext => "Load the next case",
            Self::FilterWorklist => "Filter the worklist",
            Self::Assign => "Assign to a coder",
            Self::PutInOrder => "Priority and due day of a case",
            Self::Case => "The case: its steps, versions, what stands in the way",
            Self::CaseChart => "The chart of the case, beside the codes",
            Self::Lock => "Lock the records",
            Self::GoCode => "Go to coding",
            Self::GoBatch => "Go to batches: group a file of claims",
            Self::GoOfficial => "Go to official files: indexes, tables, code lists",
            Self::Guidelines => "Official guidelines: look for words, read a section",
            Self::Browse(Book::Diseases) => "Browse the Index to Diseases",
            Self::Browse(Book::Neoplasms) => "Browse the table of neoplasms",
            Self::Browse(Book::Drugs) => "Browse the table of drugs and chemicals",
            Self::Browse(Book::ExternalCauses) => "Browse the index of external causes",
            Self::Browse(Book::Procedures) => "Browse the procedure index",
            Self::GoRules => "Go to rules: what each weighs here, and own rules",
            Self::GoDisputes => "Go to disputed results: the log of software errors",
            Self::DisputeDrg => "Dispute the DRG of this stay",
            Self::GoAbout => "Go to packs, sources and limits",
            Self::Keys => "Cheat sheet of keys",
            Self::Settings => "Settings",
            Self::ThemeLight => "Light theme",
            Self::ThemeDark => "Dark theme",
            Self::ThemeSystem => "Theme as the system has it",
            Self::Print => "Print",
        }
    }

    /// The keys for it; empty where there are none.
    pub(super) fn keys(self, shell: Shell) -> Vec<String> {
        let action = match self {
            Self::Search => Action::Search,
            Self::Why => Action::Why,
            Self::WhatIf => Action::WhatIf,
            Self::Estimate => Action::Estimate,
            Self::Build => Action::Build,
            Self::Leaf => Action::Browse,
            Self::Changes => Action::Changes,
            Self::PageBack => Action::PageBack,
            Self::PageForward => Action::PageForward,
            Self::Edits => Action::Edits,
            Self::Shelf => Action::Shelf,
            Self::Undo => Action::Undo,
            Self::Redo => Action::Redo,
            Self::OpenFile => Action::Open,
            Self::Export => Action::Export,
            Self::GoOfficial => Action::Official,
            Self::GoRules => Action::Rules,
            Self::Lock => Action::Lock,
            Self::LoadNext => Action::LoadNext,
            Self::Case => Action::Case,
            Self::Keys => Action::Sheet,
            Self::CodePage => return vec!["Enter".to_owned()],
            Self::PostSet(at) if at < 9 => return vec![(at + 1).to_string()],
            _ => return Vec::new(),
        };
        shell.keys_of(action)
    }

    /// Whether it makes sense now.
    pub(super) fn possible(self, reach: Reach) -> bool {
        let (session, keeper) = (reach.session, reach.keeper);
        match self {
            Self::GoPeople
            | Self::GoTrail
            | Self::GoBackups
            | Self::GoDevices
            | Self::Contain
            | Self::PatientsPart(_) => keeper.is_open(),
            Self::FindInChart | Self::WriteDocument => reach.charts.is_open(),
            Self::Lock | Self::LoadNext | Self::FilterWorklist => keeper.is_open(),
            Self::Assign | Self::PutInOrder => {
                keeper.is_open() && (at_worklist(reach) || session.case_now().is_some())
            }
            Self::Case | Self::CaseChart => session.case_now().is_some(),
            Self::Search
            | Self::Why
            | Self::WhatIf
            | Self::Estimate
            | Self::SupposeCode
            | Self::WriteQuery
            | Self::Build
            | Self::Leaf
            | Self::Changes
            | Self::PageBack
            | Self::PageForward
            | Self::Edits
            | Self::Shelf
            | Self::Export
            | Self::CloseStay => session.open_now(),
            Self::PostSet(at) => {
                session.open_now()
                    && session
                        .shelf
                        .with_untracked(|shelf| usize::from(at) < shelf.sets.len())
            }
            Self::DisputeDrg => session.open_now() && session.drg_now().is_some(),
            Self::CodePage => session.open_now() && session.current_row().is_some(),
            Self::Undo => untrack(|| session.undoable()).is_some(),
            Self::Redo => untrack(|| session.redoable()).is_some(),
            _ => true,
        }
    }

    /// Does it.
    pub(super) fn run(self, reach: Reach) {
        let Reach {
            shell,
            session,
            disputes,
            keeper,
            patients,
            desk,
            ..
        } = reach;
        match self {
            Self::GoRecords => Route::Records.go(),
            Self::GoPeople => keeper.show(Tab::People),
            Self::GoTrail => keeper.show(Tab::Trail),
            Self::GoBackups => keeper.show(Tab::Backups),
            Self::GoDevices => keeper.show(Tab::Devices),
            Self::Contain => shell.overlay.set(Overlay::Contain),
            Self::GoWorklist => Route::Worklist.go(),
            Self::GoPatients => Route::Patients.go(),
            Self::PatientsPart(tab) => patients.go(tab),
            Self::GoChart => Route::Chart.go(),
            Self::FindInChart => reach.charts.begin_search(),
            Self::WriteDocument => reach.charts.begin_writing(),
            Self::LoadNext => desk.load_next(),
            Self::FilterWorklist => {
                Route::Worklist.go_to("worklist-text");
            }
            Self::Assign if at_worklist(reach) => desk.give(),
            Self::Assign => desk.give_this(),
            Self::PutInOrder if at_worklist(reach) => desk.put_in_order(),
            Self::PutInOrder => desk.put_this_in_order(),
            Self::Case => session.show_case_panel(),
            Self::CaseChart => session.show_chart(),
            Self::Lock => keeper.lock(false),
            Self::Search => {
                Route::Code.go_to("search");
            }
            Self::Why => session.show(BookTab::Why),
            Self::WhatIf => session.show(BookTab::WhatIf),
            Self::Estimate => {
                session.show(BookTab::Estimate);
                crate::ui::focus_soon("charges");
            }
            Self::Inputs => open_inputs(session, shell),
            Self::SupposeCode => {
                session.show(BookTab::WhatIf);
                crate::ui::focus_soon("suppose-code");
            }
            Self::WriteQuery => session.write_query(),
            Self::Build => {
                session.show(BookTab::Build);
                crate::ui::focus_soon("build-words");
            }
            Self::Leaf => session.leaf(),
            Self::Changes => {
                session.show(BookTab::Changes);
                crate::ui::focus_soon("changes-list");
            }
            Self::PageBack => session.turn(-1),
            Self::PageForward => session.turn(1),
            Self::Edits => session.show(BookTab::Edits),
            Self::Shelf => session.show(BookTab::Shelf),
            Self::PostSet(at) => session.post_set(usize::from(at)),
            Self::CodePage => session.look_up_current(),
            Self::Undo => session.undo(),
            Self::Redo => session.redo(),
            Self::NewStay => session.start_empty(),
            Self::OpenFile => session.choose_file(),
            Self::Export => shell.overlay.set(Overlay::Export),
            Self::CloseStay => session.close(),
            Self::GoCode => Route::Code.go(),
            Self::GoBatch => Route::Batch.go(),
            Self::GoOfficial => Route::Official.go(),
            Self::Guidelines => guidelines::find(shell, session),
            Self::Browse(book) => {
                shell.book.set(Some(book));
                Route::Official.go_to("book-find");
            }
            Self::GoRules => Route::Rules.go(),
            Self::GoDisputes => Route::Disputes.go(),
            Self::DisputeDrg => {
                if let Some(drg) = session.drg_now() {
                    disputes.begin_drg(session, &drg);
                }
            }
            Self::GoAbout => Route::About.go(),
            Self::Keys => shell.overlay.set(Overlay::Keys),
            Self::Settings => shell.overlay.set(Overlay::Settings),
            Self::ThemeLight => set_theme(shell, Theme::Light),
            Self::ThemeDark => set_theme(shell, Theme::Dark),
            Self::ThemeSystem => set_theme(shell, Theme::System),
            Self::Print => {
                let _ = window().print();
            }
        }
    }
}

fn at_worklist(reach: Reach) -> bool {
    reach.shell.route.get_untracked() == Route::Worklist
}

fn set_theme(shell: Shell, theme: Theme) {
    shell.settings.update(|settings| settings.theme = theme);
}
