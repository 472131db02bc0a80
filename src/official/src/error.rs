//! Why a file could not be taken over, in four parts: what, why, where, and how to fix it.

use codes::Ymd;
use serde::Serialize;

use crate::edition::{Edition, fiscal_year};
use crate::fit::Agreement;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Name of the file, with the archive it lies in (`update.zip › index.xml`).
    pub file: String,
    /// Line, counted from 1. `None` when the whole file is meant.
    pub line: Option<usize>,
    /// Byte in the text of the file (as UTF-8), counted from 0. `None` when the whole file is meant.
    pub offset: Option<usize>,
}

impl Place {
    /// The whole file.
    #[must_use]
    pub fn whole(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
            offset: None,
        }
    }
}

impl core::fmt::Display for Place {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(offset) = self.offset {
            write!(f, " (byte {offset})")?;
        }
        Ok(())
    }
}

/// The kind of problem, for a program; the words are in [`ImportError`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Problem {
    /// Larger than [`Limits`](crate::Limits) allow, or inflates out of proportion.
    TooLarge,
    /// A `.zip` or `.gz` that can't be unpacked.
    Archive,
    /// None of the files this crate reads.
    NotRecognised,
    /// A PDF without letters to read: pictures of pages, or locked.
    NoText,
    /// A list of changes where the whole is needed.
    ChangesOnly,
    /// Damaged, truncated or otherwise laid out.
    Damaged,
    /// A document type declaration or an entity of its own: no official file has them.
    Forbidden,
    /// Text that is no code of the code set.
    Code,
    /// Of another fiscal year than expected.
    WrongYear {
        /// Year of the file or of the date given with it.
        found: u16,
        /// Year that was expected.
        expected: u16,
    },
    /// The file does not say from when it holds.
    DateNeeded {
        /// Fiscal year, where the file states it or it was given.
        fiscal_year: Option<u16>,
        /// The days on which code sets of that year begin: October 1 and April 1.
        choices: Vec<Ymd>,
    },
    /// Its codes are not those of the day given with it, or not those of the code set at all.
    OtherEdition {
        /// The release whose codes it has, if there is one.
        release: Option<Ymd>,
    },
    /// The effective date given can't be right.
    Date,
    /// A proposed rule: not in force.
    Proposed,
}

/// Why a file could not be taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}: {} (in {}). {}", .0.what, .0.why, .0.place, .0.fix)]
#[serde(transparent)]
pub struct ImportError(Box<Parts>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Parts {
    problem: Problem,
    what: &'static str,
    why: String,
    place: Place,
    fix: &'static str,
}

impl ImportError {
    /// Kind of problem, for a program.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.0.problem
    }

    /// What happened, in one clause.
    #[must_use]
    pub fn what(&self) -> &'static str {
        self.0.what
    }

    /// Why, in one clause.
    #[must_use]
    pub fn why(&self) -> &str {
        &self.0.why
    }

    /// Where.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.0.place
    }

    /// What to do, in one sentence.
    #[must_use]
    pub fn fix(&self) -> &'static str {
        self.0.fix
    }

    fn new(
        problem: Problem,
        what: &'static str,
        why: String,
        place: Place,
        fix: &'static str,
    ) -> Self {
        Self(Box::new(Parts {
            problem,
            what,
            why,
            place,
            fix,
        }))
    }

    pub(crate) fn too_large(file: &str, why: String) -> Self {
        Self::new(
            Problem::TooLarge,
            "The file is too large",
            why,
            Place::whole(file),
            "Unpack it and pick only the file that is needed; official files stay far below the limit.",
        )
    }

    pub(crate) fn archive(file: &str, why: String) -> Self {
        Self::new(
            Problem::Archive,
            "The archive can't be unpacked",
            why,
            Place::whole(file),
            "Download it again, or unpack it with another program and pick the file inside.",
        )
    }

    pub(crate) fn not_recognised(file: &str, why: String) -> Self {
        Self::new(
            Problem::NotRecognised,
            "No official code file that can be read",
            why,
            Place::whole(file),
            "Pick an XML, text or CSV file of ICD-10-CM, ICD-10-PCS or MS-DRG, or the ICD-10-CM guidelines as PDF, as CDC or CMS publishes it.",
        )
    }

    pub(crate) fn no_text(file: &str, why: String) -> Self {
        Self::new(
            Problem::NoText,
            "The PDF has no text that can be read",
            why,
            Place::whole(file),
            "Pick the PDF as CDC or CMS publishes it, or save its text from a viewer and pick that.",
        )
    }

    pub(crate) fn procedure_guidelines(file: &str) -> Self {
        Self::new(
            Problem::NotRecognised,
            "The guidelines for procedures are not read",
            "it names itself the ICD-10-PCS guidelines; only those of ICD-10-CM are read"
                .to_owned(),
            Place::whole(file),
            "Pick the ICD-10-CM Official Guidelines for Coding and Reporting.",
        )
    }

    pub(crate) fn changes_only(file: &str) -> Self {
        Self::new(
            Problem::ChangesOnly,
            "The file lists changes only",
            "it marks itself as an addenda, which can't stand for the whole".to_owned(),
            Place::whole(file),
            "Pick the full edition from the same release instead.",
        )
    }

    pub(crate) fn damaged(place: Place, why: String) -> Self {
        Self::new(
            Problem::Damaged,
            "The file is damaged, cut off or laid out otherwise",
            why,
            place,
            "Download the file again from its publisher; if it stays, it has a layout that is not known yet.",
        )
    }

    pub(crate) fn forbidden(place: Place, why: &str) -> Self {
        Self::new(
            Problem::Forbidden,
            "The XML declares things of its own",
            why.to_owned(),
            place,
            "Official files have no such declaration: download the file again from its publisher.",
        )
    }

    pub(crate) fn code(place: Place, code: &str, system: &str) -> Self {
        Self::new(
            Problem::Code,
            "A code is not well-formed",
            format!("“{}” is no {system} code", shortened(code)),
            place,
            "Download the file again from its publisher; if it was edited, undo the change in this line.",
        )
    }

    pub(crate) fn wrong_year(file: &str, found: u16, expected: u16) -> Self {
        Self::new(
            Problem::WrongYear { found, expected },
            "The file is of another fiscal year",
            format!("it is of fiscal year {found}, expected was {expected}"),
            Place::whole(file),
            "Pick the file of the expected year, or change the year that is asked for.",
        )
    }

    pub(crate) fn date_needed(file: &str, fiscal_year: Option<u16>, choices: Vec<Ymd>) -> Self {
        let stated = match fiscal_year {
            Some(year) => format!(
                "it names fiscal year {year} but no day: the editions of October and April look alike"
            ),
            None => "it names no year and no day".to_owned(),
        };
        Self::new(
            Problem::DateNeeded {
                fiscal_year,
                choices,
            },
            "The file does not say from when it holds",
            stated,
            Place::whole(file),
            "Give the effective date that the publisher's page states (October 1 or April 1).",
        )
    }

    pub(crate) fn date(file: &str, why: String) -> Self {
        Self::new(
            Problem::Date,
            "The effective date can't be right",
            why,
            Place::whole(file),
            "Give the effective date that the publisher's page states, as a day within the file's fiscal year.",
        )
    }

    pub(crate) fn outside(file: &str, edition: Edition, first: Ymd, last: Ymd) -> Self {
        let expected = if edition.effective < first {
            fiscal_year(first)
        } else {
            fiscal_year(last)
        };
        let why = format!(
            "it is of fiscal year {} and holds from {}; what is loaded speaks of {first} to {last}",
            edition.fiscal_year, edition.effective
        );
        Self::new(
            Problem::WrongYear {
                found: edition.fiscal_year,
                expected,
            },
            "The file is of a year that is not loaded",
            why,
            Place::whole(file),
            "Pick the edition of a year that is loaded; for a later year a newer Chartroom is needed.",
        )
    }

    pub(crate) fn of_release(
        file: &str,
        day: Ymd,
        here: Agreement,
        release: Ymd,
        there: Agreement,
    ) -> Self {
        let why = format!(
            "{} of its codes differ from those in force on {day}, {} from those of {release}",
            here.differ(),
            there.differ()
        );
        Self::new(
            Problem::OtherEdition {
                release: Some(release),
            },
            "The file is of another edition than the day given with it",
            why,
            Place::whole(file),
            "Give the day on which its codes came into force, or pick the file of the day that is wanted.",
        )
    }

    pub(crate) fn strange(file: &str, day: Ymd, here: Agreement) -> Self {
        let mut why = format!(
            "{} of its codes are in force on {day}, {} are not",
            here.agree, here.new
        );
        if here.missing > 0 {
            why += &format!(", and {} codes in force are not in it", here.missing);
        }
        Self::new(
            Problem::OtherEdition { release: None },
            "The codes of the file are not those of the code set",
            why,
            Place::whole(file),
            "Download the whole file again from its publisher, and check that it is of a year that is loaded.",
        )
    }

    pub(crate) fn proposed(place: Place) -> Self {
        Self::new(
            Problem::Proposed,
            "The table is of a proposed rule",
            "its heading says so; payment uses the final rule".to_owned(),
            place,
            "Pick Table 5 of the final rule, or of its correction notice.",
        )
    }
}

/// At most 40 characters of `text`, for a message.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
