//! Taking a file in: recognised, dated, held against what is loaded, and put where it is used; or refused.

use codes::Ymd;
use official::fit::{self, Agreement};
use official::index::OfIndex;
use official::{Contents, Given, Import, ImportError, Kind, Problem, recognise};
use sha2::{Digest, Sha256};

use super::{Changes, Content, File, Kept};
use crate::packs::Packs;
use crate::protocol::{Book, CodesAgree, Event, Failure, OfficialDays, OfficialFile, OfficialPart};

/// Warnings shown of one part.
const WARNINGS: usize = 20;

/// Takes a file in. What was taken in before with the same bytes is replaced.
///
/// # Errors
/// A [`Failure`] when it is refused; nothing has changed then.
pub(crate) fn take(
    packs: &mut Packs,
    name: &str,
    bytes: &[u8],
    effective: Option<&str>,
) -> Result<Event, Failure> {
    let effective = effective.map(day).transpose()?;
    let container = recognise(name, bytes).map_err(|e| failure(&e))?;
    let mut parts = Vec::new();
    let mut views = Vec::new();
    let mut passed_over: Vec<(String, String)> = container
        .passed_over
        .iter()
        .map(|passed| (passed.name.clone(), reason(&passed.error)))
        .collect();
    let alone = container.files.len() == 1;
    for found in &container.files {
        let given = Given {
            effective,
            ..Given::default()
        };
        let held = official::read(found, given).and_then(|import| {
            fit::hold(&found.name, &import, packs.loaded()).map(|agreement| (import, agreement))
        });
        let (import, agreement) = match held {
            Ok(held) => held,
            Err(error) if matches!(error.problem(), Problem::DateNeeded { .. }) => {
                return days(packs, found).map(Event::OfficialDays);
            }
            Err(error) if alone => return Err(failure(&error)),
            Err(error) => {
                passed_over.push((found.name.clone(), reason(&error)));
                continue;
            }
        };
        views.push(view(&found.name, &import, agreement, packs));
        parts.push(keep(import, packs));
    }
    if parts.is_empty() {
        return Err(none_fits(name, &passed_over));
    }
    let id: String = Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let view = OfficialFile {
        id,
        name: name.to_owned(),
        parts: views,
        passed_over,
    };
    packs.official.files.retain(|file| file.view.id != view.id);
    packs.official.files.insert(
        0,
        File {
            view: view.clone(),
            parts,
        },
    );
    settle(packs);
    Ok(Event::OfficialTaken(Box::new(view)))
}

/// Forgets a file; what the packs say holds again.
pub(crate) fn forget(packs: &mut Packs, id: &str) {
    packs.official.files.retain(|file| file.view.id != id);
    settle(packs);
}

fn settle(packs: &mut Packs) {
    packs.official.settle();
    packs.combine_weights();
    packs.forget_index();
}

fn day(text: &str) -> Result<Ymd, Failure> {
    Ymd::parse_iso(text).ok_or_else(|| Failure {
        what: "The effective date is no date.".to_owned(),
        why: format!("“{text}” is not written as year, month and day."),
        place: "the date given with the file".to_owned(),
        fix: "Give it as 2026-10-01.".to_owned(),
    })
}

/// The days that a file may hold from, for the user to choose.
fn days(packs: &Packs, found: &official::Found) -> Result<OfficialDays, Failure> {
    let suggestions = fit::suggest(found, None, packs.loaded()).map_err(|e| failure(&e))?;
    let best = fit::best(&suggestions).map(|best| best.day);
    Ok(OfficialDays {
        name: found.name.clone(),
        kind: found.kind.name().to_owned(),
        days: suggestions
            .iter()
            .map(|s| (s.day.to_iso(), s.agreement.map(agree), best == Some(s.day)))
            .collect(),
    })
}

fn agree(agreement: Agreement) -> CodesAgree {
    CodesAgree {
        agree: agreement.agree as u64,
        new: agreement.new as u64,
        missing: agreement.missing as u64,
    }
}

fn view(name: &str, import: &Import, agreement: Option<Agreement>, packs: &Packs) -> OfficialPart {
    let unknown = fit::unknown_codes(name, import, packs.loaded());
    let warnings = || import.warnings.iter().chain(&unknown);
    OfficialPart {
        name: name.to_owned(),
        kind: import.kind.name().to_owned(),
        book: match &import.contents {
            Contents::Index(index) => Some(book(index.of())),
            _ => None,
        },
        guidelines: matches!(import.contents, Contents::Guidelines(_)),
        fiscal_year: import.edition.fiscal_year,
        effective: import.edition.effective.to_iso(),
        rows: import
            .rows
            .iter()
            .map(|(what, count)| ((*what).to_owned(), *count as u64))
            .collect(),
        codes: agreement.map(agree),
        used: used(import, agreement, packs),
        warnings: warnings()
            .take(WARNINGS)
            .map(|warning| match warning.place.line {
                Some(line) => format!("Line {line}: {}", warning.what),
                None => warning.what.clone(),
            })
            .collect(),
        warning_count: u32::try_from(warnings().count()).unwrap_or(u32::MAX),
    }
}

/// What a file does here.
fn used(import: &Import, agreement: Option<Agreement>, packs: &Packs) -> String {
    let (from, year) = (import.edition.effective, import.edition.fiscal_year);
    match import.kind {
        Kind::DiseaseIndex | Kind::ExternalCauseIndex | Kind::ProcedureIndex => {
            "Browsed as an index, and searched: its terms lead to codes.".to_owned()
        }
        Kind::DrugTable | Kind::NeoplasmTable => {
            "Browsed as a table, and searched: its terms lead to codes.".to_owned()
        }
        Kind::DiagnosisOrder | Kind::DiagnosisAddenda | Kind::ProcedureOrder => {
            let (own, other) = match import.kind {
                Kind::ProcedureOrder => ("procedure", "diagnosis"),
                _ => ("diagnosis", "procedure"),
            };
            match agreement {
                Some(a) if a.differ() == 0 => format!(
                    "Confirms the loaded {own} codes; it changes none, and no {other} code."
                ),
                Some(_) => format!(
                    "From {from} its new {own} codes can be pasted and posted and those it ends are flagged, until a later release takes over. \
                     It touches no {other} code. Search and pages of codes stay those of the packs."
                ),
                None => format!(
                    "Counted: the {own} codes are not loaded, so there is nothing to hold it against."
                ),
            }
        }
        Kind::TabularList => {
            "Held against the loaded codes. Notes on screen stay those of the packs.".to_owned()
        }
        Kind::ProcedureTables => {
            "Held against the loaded codes. The builder's tables stay those of the packs."
                .to_owned()
        }
        Kind::ProcedureDefinitions => format!("The builder shows its definitions from {from}."),
        Kind::BodyPartKey | Kind::DeviceKey | Kind::DeviceAggregation => {
            "Read and counted. The builder reads synonyms from its own list and does not use it."
                .to_owned()
        }
        Kind::PoaExempt => format!(
            "Decides which codes are exempt from present on admission for discharges from {from} to the end of FY{year}, instead of the category rules."
        ),
        Kind::Guidelines => format!(
            "Read section by section and searched, for FY{year} from {from}: what rules cite leads there."
        ),
        Kind::Table5 if packs.has_weights_of_its_own(year) => {
            format!("The packs have weights for FY{year} already; those stay in use.")
        }
        Kind::Table5 => format!("Gives weights and lengths of stay for FY{year}."),
    }
}

/// What is kept of a file that was read.
fn keep(import: Import, packs: &Packs) -> Kept {
    let effect = import.effect;
    let changes = matches!(import.contents, Contents::Order(_) | Contents::Addenda(_))
        .then(|| Changes::of(&import, packs));
    let year = import.edition.fiscal_year;
    let content = match import.contents {
        Contents::Index(index) => Content::Book(index),
        Contents::Guidelines(guidelines) => Content::Guidelines(guidelines),
        Contents::Definitions(definitions) => Content::Definitions(definitions),
        Contents::PoaExempt(rows) => {
            Content::Exempt(rows.iter().map(|row| row.code.to_string()).collect(), year)
        }
        Contents::Table5(rows) => {
            Content::Weights(rows.iter().filter_map(|row| row.weight).collect())
        }
        _ => changes.map_or(Content::Counted, Content::Changes),
    };
    Kept { effect, content }
}

/// A book of the crate that reads files, as the page names it.
pub(super) const fn book(of: OfIndex) -> Book {
    match of {
        OfIndex::Diseases => Book::Diseases,
        OfIndex::ExternalCauses => Book::ExternalCauses,
        OfIndex::Drugs => Book::Drugs,
        OfIndex::Neoplasms => Book::Neoplasms,
        OfIndex::Procedures => Book::Procedures,
    }
}

fn failure(error: &ImportError) -> Failure {
    Failure {
        what: format!("{}.", error.what()),
        why: sentence(error.why()),
        place: error.place().to_string(),
        fix: error.fix().to_owned(),
    }
}

fn none_fits(name: &str, passed_over: &[(String, String)]) -> Failure {
    let (place, why) = passed_over
        .first()
        .cloned()
        .unwrap_or_else(|| (name.to_owned(), String::new()));
    Failure {
        what: "Nothing in the archive could be taken in.".to_owned(),
        why,
        place,
        fix: "Unpack it and pick the file that is wanted.".to_owned(),
    }
}

fn reason(error: &ImportError) -> String {
    format!("{}: {}", error.what(), error.why())
}

/// A clause as a sentence.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}.", first.to_uppercase(), letters.as_str())
    })
}
