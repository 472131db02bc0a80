//! Views of codes: search hits, pasted codes, the page of one code, the list of examples.

use serde::{Deserialize, Serialize};

use super::assessment::Severity;

/// The two code systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeSystem {
    /// ICD-10-CM: diagnoses.
    Cm,
    /// ICD-10-PCS: procedures.
    Pcs,
}

impl CodeSystem {
    /// The system's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cm => "ICD-10-CM",
            Self::Pcs => "ICD-10-PCS",
        }
    }
}

/// Where a title comes from. Anything but `Official` is marked on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TitleMark {
    /// The publisher's.
    Official,
    /// Put together by Chartroom from the values of the seven axes.
    Composed,
    /// A working title in Chartroom's own words.
    OwnWording,
}

impl TitleMark {
    /// What the mark says on screen; empty for an official title.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Official => "",
            Self::Composed => "title put together by Chartroom from the code's axes",
            Self::OwnWording => "working title in Chartroom's own words",
        }
    }
}

/// A code in one line: in a list of children, on a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeLine {
    /// System.
    pub system: CodeSystem,
    /// Without dot, upper case.
    pub code: String,
    /// As it is read by people, `J96.01`; the same as `code` for procedures.
    pub dotted: String,
    /// Title; empty when the code is not known.
    pub title: String,
    /// Where the title comes from.
    pub title_mark: TitleMark,
    /// Whether it can be reported on the date that was asked about.
    pub billable: bool,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchAnswer {
    /// What was asked, so that a late answer is not shown under a newer text.
    pub text: String,
    /// Date the hits are billable on, `YYYY-MM-DD`.
    pub date: String,
    /// Best first.
    pub hits: Vec<Hit>,
    /// Systems that were not searched because their pack is not loaded, with the reason.
    pub not_searched: Vec<(CodeSystem, String)>,
}

/// One search hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The code.
    pub line: CodeLine,
    /// Why it matched, a short sentence.
    pub why: String,
    /// Parts of the title to underline: byte ranges, on character borders, in order.
    pub underline: Vec<(u32, u32)>,
    /// What a diagnosis is by itself to the grouper of that date; `None` for procedures and while that grouper
    /// is not ready.
    pub severity: Option<Severity>,
    /// Whether a procedure is an operating room procedure; `None` for diagnoses and while the grouper is not ready.
    pub operating_room: Option<bool>,
}

/// A pasted code, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadCode {
    /// The piece of text it was read from.
    pub from: String,
    /// What it was read as; `billable` is false for headers, unknown codes and codes not valid on the date.
    pub line: CodeLine,
    /// Whether the code sets have it at all.
    pub known: bool,
}

/// Whether a code can be reported on the date asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Validity {
    /// Yes.
    Billable,
    /// It is a heading; more characters are needed.
    Header,
    /// It begins later.
    NotYet {
        /// First day, `YYYY-MM-DD`.
        from: String,
    },
    /// It has ended.
    Ended {
        /// Last day, `YYYY-MM-DD`.
        until: String,
    },
    /// No such code.
    Unknown,
}

/// One step of the way from the chapter down to the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// What it is: `Chapter 10`, `Block J96–J99`, `Category J96`, `Section 0`, `Body system 2` …
    pub name: String,
    /// Its title.
    pub title: String,
    /// The code, without dot, if the level is one that has a page.
    pub code: Option<String>,
    /// Key of the level in the list of its code set.
    pub key: String,
}

/// A tabular note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteView {
    /// Which kind: `Excludes 1`, `Code first`, `Use additional code` …
    pub kind: String,
    /// Its text.
    pub text: String,
    /// Level at which it stands, as in [`Level::name`].
    pub level: String,
    /// Whether that level is above this code.
    pub inherited: bool,
    /// Fiscal year of the publication it is taken from.
    pub year: u16,
    /// Codes that the text names, in order.
    pub links: Vec<NoteLink>,
}

/// A code named in a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteLink {
    /// First byte of the text that names it.
    pub from: u32,
    /// The byte after the last.
    pub to: u32,
    /// The code without dot. Of a range both ends are links.
    pub code: String,
}

/// A condition that a title includes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inclusion {
    /// The condition.
    pub text: String,
    /// Level at which it stands, as in [`Level::name`].
    pub level: String,
    /// Whether that level is above this code.
    pub inherited: bool,
}

/// The 7th characters of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeventhView {
    /// Level that defines them, as in [`Level::name`].
    pub level: String,
    /// The characters.
    pub lines: Vec<SeventhLine>,
}

/// One 7th character.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeventhLine {
    /// The character.
    pub character: char,
    /// What it means.
    pub meaning: String,
    /// The code it makes of this one on the date, placeholders filled in; `None` while other characters are missing.
    pub code: Option<CodeLine>,
}

/// Something that happened to a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The day from which it holds, `YYYY-MM-DD`.
    pub day: String,
    /// What happened.
    pub words: String,
    /// Codes that took over, or that it took over from.
    pub codes: Vec<CodeLine>,
}

/// What took over from a withdrawn code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Successors {
    /// Nothing was withdrawn.
    None,
    /// Withdrawn, and the conversion tables at hand say nothing of it.
    NotKnown,
    /// These; which of them is right for a stay the record decides.
    Known(Vec<CodeLine>),
}

/// One of the seven values of a procedure code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Axis {
    /// What the position means, for example `Body part`.
    pub name: String,
    /// The character.
    pub value: String,
    /// Its label.
    pub label: String,
}

/// Everything about one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodePage {
    /// The code.
    pub line: CodeLine,
    /// Date that validity is judged on, `YYYY-MM-DD`.
    pub date: String,
    /// Whether it can be reported on that date.
    pub validity: Validity,
    /// The same in a sentence.
    pub validity_text: String,
    /// What is to be said of the title on that date, a sentence or two; empty where no rewording is known.
    pub title_note: String,
    /// What took over, if it is withdrawn on some day.
    pub successors: Successors,
    /// Periods in which it can be reported: first day, last day (`None`: no end known).
    pub periods: Vec<(String, Option<String>)>,
    /// What happened to the code, in order of time.
    pub moments: Vec<Moment>,
    /// How far rewordings of titles are known, a sentence.
    pub rewordings: String,
    /// Days on which the code set changed, the latest first.
    pub releases: Vec<String>,
    /// From the chapter (section) down to the code itself.
    pub path: Vec<Level>,
    /// Notes, those of the highest level first.
    pub notes: Vec<NoteView>,
    /// Conditions that the title includes, those of the category first.
    pub inclusion_terms: Vec<Inclusion>,
    /// The 7th characters that apply.
    pub seventh: Option<SeventhView>,
    /// Codes one level below.
    pub children: Vec<CodeLine>,
    /// The seven values of a procedure code; empty for a diagnosis.
    pub axes: Vec<Axis>,
    /// What the code is to the grouper on that date, one sentence each: `CC`, `in HAC 5` …
    pub grouper: Vec<String>,
}

/// One ready example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExampleLine {
    /// Name to open it by.
    pub key: String,
    /// Title.
    pub title: String,
    /// What it shows, one sentence.
    pub shows: String,
    /// Discharge date, `YYYY-MM-DD`.
    pub discharge_date: String,
}
