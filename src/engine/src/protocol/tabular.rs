//! Views of the code sets as books: going through their lists, completing a code, what changed between two dates.

use serde::{Deserialize, Serialize};

use super::code::{CodeLine, CodeSystem};

/// One level of a code set's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListView {
    /// The code set.
    pub system: CodeSystem,
    /// Date the list stands on, `YYYY-MM-DD`.
    pub date: String,
    /// The level's own key; empty for the top.
    pub key: String,
    /// From the top down to this level, itself included.
    pub path: Vec<ListStep>,
    /// What stands on it, in the order of the book. Only what leads to codes valid on the date.
    pub lines: Vec<ListLine>,
}

/// A level above, or the level itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListStep {
    /// To ask for it by.
    pub key: String,
    /// What it is: `Chapter 10`, `Section 0`.
    pub name: String,
    /// Its title.
    pub title: String,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLine {
    /// To ask for what is below by.
    pub key: String,
    /// Code or name, as it is read.
    pub name: String,
    /// Title.
    pub title: String,
    /// Codes valid on the date in it, itself included.
    pub codes: u32,
    /// The code without dot, if it has a page.
    pub code: Option<String>,
    /// Whether something stands below it.
    pub leads_on: bool,
}

/// How an incomplete diagnosis code can go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContinuationView {
    /// The code that was asked about, without dot.
    pub asked: String,
    /// The code so far, placeholders X filled in, as it is read.
    pub filled: String,
    /// The code, if it is complete on the date.
    pub finished: Option<CodeLine>,
    /// What the next character says: `Laterality`, `Encounter (7th character)` …; empty for a finished code.
    pub axis: String,
    /// The characters that can come next.
    pub options: Vec<ContinuationOption>,
}

/// A character that can come next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContinuationOption {
    /// The character.
    pub character: char,
    /// The code with it and the placeholders that must follow, without dot.
    pub code: String,
    /// The same as it is read.
    pub dotted: String,
    /// What it means.
    pub meaning: String,
    /// Codes valid on the date that begin so.
    pub codes: u32,
    /// The code, if this character finishes one.
    pub finished: Option<CodeLine>,
}

/// What can be reported in place of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsteadView {
    /// The code set.
    pub system: CodeSystem,
    /// The code that can't be reported, without dot, as it was asked.
    pub code: String,
    /// Whether the conversion tables name the lines; otherwise they are the nearest codes in the code set.
    pub converted: bool,
    /// Heading that the nearest codes stand under, as read; empty for converted ones.
    pub under: String,
    /// Codes to choose from. Which of them is right, the record decides.
    pub lines: Vec<CodeLine>,
    /// How many more there are.
    pub more: u32,
}

/// What is asked about two dates of the code sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangesQuery {
    /// Only this code set.
    pub system: Option<CodeSystem>,
    /// One date, `YYYY-MM-DD`; empty for the release before the one in force on the other.
    pub from: String,
    /// The other date.
    pub to: String,
    /// Words that a title has, or what a code begins with; may be empty.
    pub text: String,
    /// [`ChapterLine::key`]; empty for all.
    pub chapter: String,
    /// Only changes of this kind.
    pub kind: Option<ChangeKind>,
}

/// What changed between two dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeChanges {
    /// The earlier date.
    pub from: String,
    /// The later date.
    pub to: String,
    /// Counts for each code set, as filtered.
    pub counts: Vec<ChangeCount>,
    /// The changes, as filtered: diagnoses, then procedures, each in ascending order.
    pub lines: Vec<CodeChange>,
    /// Days on which a code set changed, the latest first: to pick from.
    pub releases: Vec<String>,
    /// Chapters and sections to filter by.
    pub chapters: Vec<ChapterLine>,
    /// What the lists lack, in sentences; empty where they are whole.
    pub limits: Vec<String>,
}

/// What became of a code between two dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeKind {
    /// It came.
    Added,
    /// It went.
    Deleted,
    /// It stayed and its title was reworded.
    Retitled,
}

/// How many codes of a set came, went and were retitled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeCount {
    /// The code set.
    pub system: CodeSystem,
    /// Codes valid on the later date only.
    pub added: u32,
    /// Codes valid on the earlier date only.
    pub deleted: u32,
    /// Codes and headings whose title was reworded; `None` where no rewording in this set is known.
    pub retitled: Option<u32>,
}

/// One code that came, went or was retitled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeChange {
    /// The code.
    pub line: CodeLine,
    /// Which.
    pub kind: ChangeKind,
    /// The first day it may be reported, or the last; for a retitled one the day by which it was so.
    pub day: String,
    /// Both wordings of a retitled code.
    pub rewording: Option<Rewording>,
    /// What takes over from a deleted code, as read; empty where that is not known.
    pub replaced_by: Vec<String>,
}

/// Two wordings of a title, set against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rewording {
    /// The whole title before.
    pub was: String,
    /// Words that both begin with.
    pub start: String,
    /// What only the title before has.
    pub old: String,
    /// What stands in its place.
    pub new: String,
    /// Words that both end with.
    pub end: String,
}

/// A chapter of the tabular list or a section of the procedures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChapterLine {
    /// To filter by.
    pub key: String,
    /// Name and title.
    pub words: String,
}
