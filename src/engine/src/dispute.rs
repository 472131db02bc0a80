//! Disputed results: made from a stay that nobody can be told by, checked, and kept in a file.

use codes::Ymd;
use grouper::Version;
use serde::{Deserialize, Serialize};

use crate::draft::{DraftDiagnosis, DraftProcedure, StayDraft};
use crate::intake;
use crate::json_file::Format;
use crate::protocol::{Closing, Dispute, Disputed, Event, Failure, FieldProblem};

const FORMAT: Format = Format {
    name: "chartroom-disputes",
    newest: 1,
    holds: "log of disputes",
    most_bytes: 8 << 20,
};
/// Ages above 89 are told as this one, 45 CFR 164.514(b)(2)(i)(C).
const OLDEST: i64 = 90;

/// What stands in the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DisputeFile {
    format: String,
    version: u32,
    disputes: Vec<Dispute>,
}

/// A dispute about a result of `stay`, found on `found`.
///
/// # Errors
/// The stay's discharge date calls for no loaded version.
pub(crate) fn begin(
    stay: &StayDraft,
    disputed: Disputed,
    said: String,
    found: String,
) -> Result<Dispute, Failure> {
    let intake = intake::read(stay);
    let version = intake
        .discharge_date
        .and_then(Version::for_discharge)
        .ok_or_else(|| Failure {
            what: "Nothing can be disputed yet.".to_owned(),
            why: "The discharge date chooses code sets and grouper; it is missing, or none is loaded for it."
                .to_owned(),
            place: "the stay".to_owned(),
            fix: "Enter the discharge date.".to_owned(),
        })?;
    Ok(Dispute {
        disputed,
        said,
        version: version.to_string(),
        product: env!("CARGO_PKG_VERSION").to_owned(),
        stay: unnamed(stay, &intake, version),
        expected: String::new(),
        found,
        reported: String::new(),
        reported_to: String::new(),
        closing: Closing::Open,
        closed: String::new(),
        outcome: String::new(),
    })
}

/// The stay as far as codes, edits and grouping need it, without what tells who it was.
fn unnamed(stay: &StayDraft, intake: &intake::Intake, version: Version) -> StayDraft {
    let discharged = version.first_day();
    let admitted = intake
        .stay
        .length_of_stay
        .and_then(|days| discharged.days_before(u64::try_from(days).ok()?));
    // What was typed to find a code may be words of the record.
    let untold = |diagnosis: &DraftDiagnosis| DraftDiagnosis {
        found_by: String::new(),
        ..diagnosis.clone()
    };
    StayDraft {
        label: String::new(),
        note: String::new(),
        admitting_found_by: String::new(),
        principal: stay.principal.as_ref().map(untold),
        secondary: stay.secondary.iter().map(untold).collect(),
        admission_date: admitted.map_or_else(String::new, Ymd::to_iso),
        discharge_date: discharged.to_iso(),
        birth_date: String::new(),
        age_years: intake.age.map(|age| age.min(OLDEST)),
        procedures: stay
            .procedures
            .iter()
            .map(|procedure| DraftProcedure {
                date: String::new(),
                found_by: String::new(),
                ..procedure.clone()
            })
            .collect(),
        taken_over: Vec::new(),
        evidence: Vec::new(),
        kept_edits: Vec::new(),
        ..stay.clone()
    }
}

/// What is missing in a dispute or wrong.
pub(crate) fn check(dispute: &Dispute) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut add = |field: &str, missing: bool, what: &str, why: &str, fix: &str| {
        problems.push(FieldProblem {
            field: field.to_owned(),
            missing,
            what: what.to_owned(),
            why: why.to_owned(),
            fix: fix.to_owned(),
        });
    };
    if dispute.expected.trim().is_empty() {
        add(
            "expected",
            true,
            "What would be right is missing.",
            "Whoever looks into it has to know what to compare with.",
            "Say what the result should be and by which rule.",
        );
    }
    let day = |text: &str| Ymd::parse_iso(text.trim());
    let found = day(&dispute.found);
    if found.is_none() {
        add(
            "found",
            dispute.found.trim().is_empty(),
            "The day on which it was found is missing.",
            "Every claim coded before that day may have the same error.",
            "Enter the day.",
        );
    }
    let reported = day(&dispute.reported);
    if reported.is_some() && reported < found {
        add(
            "reported",
            false,
            "It was reported before it was found.",
            "The days have an order.",
            "Correct one of the two days.",
        );
    }
    let closed = day(&dispute.closed);
    match (dispute.closing, closed) {
        (Closing::Open, _) => {}
        (_, None) => add(
            "closed",
            dispute.closed.trim().is_empty(),
            "The day on which it was closed is missing.",
            "Claims coded until that day are to be coded again.",
            "Enter the day.",
        ),
        (_, Some(_)) if closed < reported.max(found) => add(
            "closed",
            false,
            "It was closed before it was found or reported.",
            "The days have an order.",
            "Correct one of the days.",
        ),
        (_, Some(_)) => {}
    }
    problems
}

/// Writes the log into a file.
///
/// # Errors
/// It can't be written.
pub(crate) fn write(disputes: Vec<Dispute>) -> Result<Event, Failure> {
    let file = DisputeFile {
        format: FORMAT.name.to_owned(),
        version: FORMAT.newest,
        disputes,
    };
    FORMAT.write("chartroom-disputes.json".to_owned(), &file)
}

/// Reads a log.
///
/// # Errors
/// It is no such file, or one of a newer Chartroom.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Dispute>, Failure> {
    FORMAT.read::<DisputeFile>(bytes).map(|file| file.disputes)
}

#[cfg(test)]
mod tests;
