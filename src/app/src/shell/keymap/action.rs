//! What keys can be given to, and where each is listened for.

use serde::{Deserialize, Serialize};

/// What a key can be given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    /// Everything there is to do.
    Palette,
    /// To the search box.
    Search,
    /// Why this DRG.
    Why,
    /// What the DRG would be otherwise.
    WhatIf,
    /// What Medicare would pay.
    Estimate,
    /// The builder of procedure codes.
    Build,
    /// The code sets leafed through.
    Browse,
    /// What changed between two dates.
    Changes,
    /// The page looked at before.
    PageBack,
    /// The page looked at after.
    PageForward,
    /// The edits in full.
    Edits,
    /// Favourites, recent codes and code sets.
    Shelf,
    /// Undo.
    Undo,
    /// Redo.
    Redo,
    /// Write the stay into a file.
    Export,
    /// Open a stay from a file.
    Open,
    /// The official files, or the book that is open among them.
    Official,
    /// The rules of the facility.
    Rules,
    /// Lock the records.
    Lock,
    /// The next case to code.
    LoadNext,
    /// The case the stay is of: its steps, versions, what stands in the way.
    Case,
    /// The cheat sheet.
    Sheet,
    /// Present on admission: yes.
    PoaYes,
    /// Present on admission: no.
    PoaNo,
    /// Present on admission: the record does not say.
    PoaUnknown,
    /// Present on admission: the provider cannot tell.
    PoaUndetermined,
    /// Present on admission: blank.
    PoaBlank,
    /// Make the row's diagnosis principal.
    Principal,
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// Take the code out.
    Remove,
    /// Keep the row's code among the favourites, or no longer.
    Favourite,
    /// The words of the chart that the row's code rests on.
    Words,
}

/// Where an action's key is listened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Anywhere.
    Anywhere,
    /// In a row of the codes; there it goes before the same key anywhere.
    Row,
}

impl Action {
    /// All, in the order of the cheat sheet.
    pub(crate) const ALL: [Self; 33] = [
        Self::Palette,
        Self::Search,
        Self::Why,
        Self::WhatIf,
        Self::Estimate,
        Self::Build,
        Self::Browse,
        Self::Changes,
        Self::PageBack,
        Self::PageForward,
        Self::Edits,
        Self::Shelf,
        Self::Undo,
        Self::Redo,
        Self::Export,
        Self::Open,
        Self::Official,
        Self::Rules,
        Self::Lock,
        Self::LoadNext,
        Self::Case,
        Self::Sheet,
        Self::PoaYes,
        Self::PoaNo,
        Self::PoaUnknown,
        Self::PoaUndetermined,
        Self::PoaBlank,
        Self::Principal,
        Self::Up,
        Self::Down,
        Self::Remove,
        Self::Favourite,
        Self::Words,
    ];

    /// What it does.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Palette => "everything you can do",
            Self::Search => "to the search box",
            Self::Why => "why this DRG, step by step",
            Self::WhatIf => "what the DRG would be otherwise",
            Self::Estimate => "what Medicare would pay",
            Self::Build => "build a procedure code",
            Self::Browse => "leaf through the codes",
            Self::Changes => "what changed between two dates",
            Self::PageBack => "page looked at before",
            Self::PageForward => "page looked at after",
            Self::Edits => "edits in full",
            Self::Shelf => "favourites, recent codes, code sets",
            Self::Undo => "undo, without limit",
            Self::Redo => "redo",
            Self::Export => "write the stay into a file",
            Self::Open => "open a stay from a file",
            Self::Official => "official files: indexes and tables",
            Self::Rules => "rules of this facility",
            Self::Lock => "lock the records",
            Self::LoadNext => "next case of the worklist",
            Self::Case => "the case: its steps and versions",
            Self::Sheet => "this sheet",
            Self::PoaYes => "present on admission: yes",
            Self::PoaNo => "present on admission: no",
            Self::PoaUnknown => "record does not say",
            Self::PoaUndetermined => "provider cannot tell",
            Self::PoaBlank => "blank (exempt code)",
            Self::Principal => "make it principal",
            Self::Up => "one place up",
            Self::Down => "one place down",
            Self::Remove => "take the code out",
            Self::Words => "words of the chart it rests on",
            Self::Favourite => "keep the code as a favourite, or no longer",
        }
    }

    /// Where its key is listened for.
    pub(crate) const fn scope(self) -> Scope {
        match self {
            Self::Palette
            | Self::Search
            | Self::Why
            | Self::WhatIf
            | Self::Estimate
            | Self::Build
            | Self::Browse
            | Self::Changes
            | Self::PageBack
            | Self::PageForward
            | Self::Edits
            | Self::Shelf
            | Self::Undo
            | Self::Redo
            | Self::Export
            | Self::Open
            | Self::Official
            | Self::Rules
            | Self::Lock
            | Self::LoadNext
            | Self::Case
            | Self::Sheet => Scope::Anywhere,
            _ => Scope::Row,
        }
    }
}
