//! Everything that can be done, in one list: the palette and the cheat sheet read it, the keys act on it.

use leptos::prelude::*;

use super::settings::Theme;
use super::{Overlay, Route, Shell};
use crate::coding::{BookTab, Session};

/// A thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    Search,
    Why,
    Edits,
    CodePage,
    Undo,
    Redo,
    NewStay,
    OpenFile,
    Export,
    CloseStay,
    GoCode,
    GoBatch,
    GoAbout,
    Keys,
    Settings,
    ThemeLight,
    ThemeDark,
    ThemeSystem,
    Print,
}

impl Command {
    /// In the order of the palette.
    pub(super) const ALL: [Self; 19] = [
        Self::Search,
        Self::Why,
        Self::Edits,
        Self::CodePage,
        Self::Undo,
        Self::Redo,
        Self::NewStay,
        Self::OpenFile,
        Self::Export,
        Self::CloseStay,
        Self::GoCode,
        Self::GoBatch,
        Self::GoAbout,
        Self::Keys,
        Self::Settings,
        Self::ThemeLight,
        Self::ThemeDark,
        Self::ThemeSystem,
        Self::Print,
    ];

    /// What it does.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Search => "Search for a code",
            Self::Why => "Why this DRG, step by step",
            Self::Edits => "Edits in full",
            Self::CodePage => "Page of the code in the current row",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::NewStay => "Start an empty stay",
            Self::OpenFile => "Open a stay from a file",
            Self::Export => "Write the stay into a file",
            Self::CloseStay => "Close the stay, back to the examples",
            Self::GoCode => "Go to coding",
            Self::GoBatch => "Go to batches: group a file of claims",
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
    pub(super) const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Search => &["/"],
            Self::Why => &["G"],
            Self::Edits => &["E"],
            Self::CodePage => &["Enter"],
            Self::Undo => &["Ctrl", "Z"],
            Self::Redo => &["Ctrl", "Shift", "Z"],
            Self::OpenFile => &["Ctrl", "O"],
            Self::Export => &["Ctrl", "S"],
            Self::Keys => &["?"],
            _ => &[],
        }
    }

    /// Whether it makes sense now.
    pub(super) fn possible(self, session: Session) -> bool {
        match self {
            Self::Search | Self::Why | Self::Edits | Self::Export | Self::CloseStay => {
                session.open_now()
            }
            Self::CodePage => session.open_now() && session.current_row().is_some(),
            Self::Undo => untrack(|| session.undoable()).is_some(),
            Self::Redo => untrack(|| session.redoable()).is_some(),
            _ => true,
        }
    }

    /// Does it.
    pub(super) fn run(self, shell: Shell, session: Session) {
        match self {
            Self::Search => {
                Route::Code.go();
                crate::ui::focus_soon("search");
            }
            Self::Why => session.show(BookTab::Why),
            Self::Edits => session.show(BookTab::Edits),
            Self::CodePage => session.look_up_current(),
            Self::Undo => session.undo(),
            Self::Redo => session.redo(),
            Self::NewStay => session.start_empty(),
            Self::OpenFile => session.choose_file(),
            Self::Export => shell.overlay.set(Overlay::Export),
            Self::CloseStay => session.close(),
            Self::GoCode => Route::Code.go(),
            Self::GoBatch => Route::Batch.go(),
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

fn set_theme(shell: Shell, theme: Theme) {
    shell.settings.update(|settings| settings.theme = theme);
}
