//! Views of official files: what was taken in, what it was held against, and the indexes and tables among them.

use serde::{Deserialize, Serialize};

use super::code::CodeSystem;

/// An index, or a table in the form of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Book {
    /// Index to Diseases and Injuries.
    Diseases,
    /// External Cause of Injuries Index.
    ExternalCauses,
    /// Table of Drugs and Chemicals.
    Drugs,
    /// Table of Neoplasms.
    Neoplasms,
    /// Index of ICD-10-PCS.
    Procedures,
}

impl Book {
    /// All, in the order they are offered.
    pub const ALL: [Self; 5] = [
        Self::Diseases,
        Self::Neoplasms,
        Self::Drugs,
        Self::ExternalCauses,
        Self::Procedures,
    ];

    /// Name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Diseases => "Index to Diseases",
            Self::ExternalCauses => "External causes",
            Self::Drugs => "Drugs and chemicals",
            Self::Neoplasms => "Neoplasms",
            Self::Procedures => "Procedure index",
        }
    }

    /// Whether its terms bear a row of cells.
    #[must_use]
    pub const fn is_table(self) -> bool {
        matches!(self, Self::Drugs | Self::Neoplasms)
    }

    /// The code set its codes are of.
    #[must_use]
    pub const fn system(self) -> CodeSystem {
        match self {
            Self::Procedures => CodeSystem::Pcs,
            _ => CodeSystem::Cm,
        }
    }
}

/// How far the codes of a file are those of the loaded code set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CodesAgree {
    /// Codes on which both agree.
    pub agree: u64,
    /// Codes that the set does not have on that day.
    pub new: u64,
    /// Codes of the set that a whole list lacks.
    pub missing: u64,
}

/// A file that was taken in: as picked, with what was found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialFile {
    /// SHA-256 of its bytes.
    pub id: String,
    /// Name as picked.
    pub name: String,
    /// What was found in it; several in an archive.
    pub parts: Vec<OfficialPart>,
    /// What an archive holds besides: name, and why it was not taken.
    pub passed_over: Vec<(String, String)>,
}

/// One list, table or index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialPart {
    /// Its file; in an archive `ARCHIVE › NAME`.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// The book it can be browsed as.
    pub book: Option<Book>,
    /// Whether it is the guidelines, to be read by section.
    pub guidelines: bool,
    /// Fiscal year.
    pub fiscal_year: u16,
    /// First day for which it speaks, `YYYY-MM-DD`.
    pub effective: String,
    /// Rows by kind.
    pub rows: Vec<(String, u64)>,
    /// How it agrees with the code set of that day; `None` where it has no codes or the set is not loaded.
    pub codes: Option<CodesAgree>,
    /// What it does here, and what it leaves alone.
    pub used: String,
    /// What is odd, the first of it.
    pub warnings: Vec<String>,
    /// How much is odd in all.
    pub warning_count: u32,
}

/// A file that does not name the day from which it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialDays {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Days from which it may hold, earliest first: day, how its codes agree, and whether none fits better.
    pub days: Vec<(String, Option<CodesAgree>, bool)>,
}

/// Which edition of a book is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookEdition {
    /// The book.
    pub book: Book,
    /// Fiscal year.
    pub fiscal_year: u16,
    /// First day for which it speaks.
    pub effective: String,
    /// Whether it speaks for the day that was asked about, and no later one does.
    pub in_force: bool,
}

/// Main terms of a book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MainTerms {
    /// Which edition.
    pub edition: BookEdition,
    /// What they begin with.
    pub letters: String,
    /// How many there are.
    pub total: u32,
    /// The first of them.
    pub terms: Vec<TermLine>,
}

/// A term in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermLine {
    /// Its number in the book.
    pub term: u32,
    /// Title as printed, nonessential modifiers in parentheses.
    pub title: String,
    /// Codes as printed.
    pub codes: String,
    /// Its first cross-reference, for example `See Fracture, traumatic`; empty where there is none.
    pub reference: String,
    /// Terms right below it.
    pub below: u32,
}

/// A code as a book prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermCode {
    /// System.
    pub system: CodeSystem,
    /// Without dot and dash.
    pub code: String,
    /// As printed.
    pub printed: String,
    /// What it is: a default code, a manifestation, a heading's cell.
    pub role: String,
}

/// Where a cross-reference leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// To a term.
    Term(Book, u32),
    /// To a term below which the reader has to choose.
    Choose(Book, u32),
    /// To another book as a whole.
    Book(Book),
    /// To a code or the beginning of codes.
    Code(CodeSystem, String),
    /// Nowhere here, and why.
    Nowhere(String),
}

/// A cross-reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceView {
    /// `See`, `See also` …
    pub words: String,
    /// Where to, as printed.
    pub text: String,
    /// Where that is.
    pub target: Target,
}

/// A term with what stands at it and right below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermPage {
    /// Which edition.
    pub edition: BookEdition,
    /// Its number in the book.
    pub term: u32,
    /// From the main term down to it: number and words.
    pub path: Vec<(u32, String)>,
    /// Title as printed.
    pub title: String,
    /// What the abbreviation behind the title says; empty where there is none.
    pub specificity: String,
    /// Codes.
    pub codes: Vec<TermCode>,
    /// Cross-references in order of print.
    pub references: Vec<ReferenceView>,
    /// Remarks printed with it.
    pub remarks: Vec<String>,
    /// Terms right below.
    pub below: Vec<TermLine>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRow {
    /// Number of its term.
    pub term: u32,
    /// How deep it stands.
    pub level: u8,
    /// Title as printed.
    pub title: String,
    /// Cells under the headings: a code, or `None` for a dash or no cell.
    pub cells: Vec<Option<TermCode>>,
    /// Its first cross-reference, if there is one.
    pub reference: Option<ReferenceView>,
}

/// A window on a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRows {
    /// Which edition.
    pub edition: BookEdition,
    /// Headings of the columns of codes.
    pub headings: Vec<String>,
    /// Rows in all.
    pub total: u32,
    /// Place of the first row of the window.
    pub first: u32,
    /// The row to go to: the first that begins with the letters asked for. `None` where none does.
    pub found: Option<u32>,
    /// The window.
    pub rows: Vec<TableRow>,
}

/// A cross-reference that leads nowhere among the books that are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefectView {
    /// Term that refers.
    pub term: u32,
    /// Its path in words.
    pub path: String,
    /// The reference as printed.
    pub text: String,
    /// Line in the file.
    pub line: u32,
    /// The book that is needed for it, if it names one that is not there.
    pub needs: Option<Book>,
}
