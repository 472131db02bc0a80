//! Codes that can't be reported on the discharge date: unknown, too short, too early, too late (CM-001 to CM-003,
//! PCS-001, PCS-002).

use codes::Period;
use codes::Ymd;
use codes::cm::{CmCode, CmPack};
use codes::pcs::PcsPack;

use super::seventh::{self, Seventh};
use super::{Facts, Finding, Place, Severity, dotted};

/// What a code set says of a code on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodeStatus {
    /// It can be reported.
    Billable,
    /// It is a heading: more characters are needed.
    Header,
    /// Its 7th character, or a placeholder before it, is missing or wrong.
    Seventh(Seventh),
    /// It begins on this day.
    NotYet(Ymd),
    /// It ended on this day.
    Ended(Ymd),
    /// There is no such code.
    Unknown,
}

impl CodeStatus {
    /// Status of a diagnosis code (upper case, no dot) on `date`. A code that was refined is a heading from then on,
    /// not one that ended.
    #[must_use]
    pub fn of_diagnosis(pack: &CmPack, code: &str, date: Ymd) -> Self {
        let Some(found) = pack.code(code) else {
            return seventh::of_unknown(pack, code, date).map_or(Self::Unknown, Self::Seventh);
        };
        let status = match Self::from_periods(found.periods(), date) {
            Self::NotYet(_) | Self::Ended(_) if leads_to_billable(found, date) => Self::Header,
            status => status,
        };
        if status == Self::Header && seventh::is_all_that_lacks(found, date) {
            return Self::Seventh(Seventh::Missing);
        }
        status
    }

    /// Status of a procedure code (upper case) on `date`.
    #[must_use]
    pub fn of_procedure(pack: &PcsPack, code: &str, date: Ymd) -> Self {
        pack.code(code)
            .map_or(Self::Unknown, |c| Self::from_periods(c.periods(), date))
    }

    fn from_periods(periods: &[Period], date: Ymd) -> Self {
        if periods.is_empty() {
            return Self::Header;
        }
        if periods.iter().any(|p| p.contains(date)) {
            return Self::Billable;
        }
        match periods.iter().find(|p| p.first > date) {
            Some(next) => Self::NotYet(next.first),
            None => Self::Ended(periods[periods.len() - 1].last),
        }
    }
}

/// Whether a code below this one can be reported on `date`.
fn leads_to_billable(code: CmCode<'_>, date: Ymd) -> bool {
    code.children()
        .any(|below| below.billable_on(date) || leads_to_billable(below, date))
}

pub(super) fn find(facts: &Facts<'_>, found: &mut Vec<Finding>) {
    if !facts.given.discharge_date {
        return;
    }
    let date = facts.stay.discharge_date;
    if let (Some(diagnosis), Some(status)) =
        (&facts.stay.admitting_diagnosis, facts.codes.admitting)
    {
        found.extend(diagnosis_finding(
            &diagnosis.code,
            status,
            Place::Admitting,
            date,
        ));
    }
    if let (Some(diagnosis), Some(status)) =
        (&facts.stay.principal_diagnosis, facts.codes.principal)
    {
        found.extend(diagnosis_finding(
            &diagnosis.code,
            status,
            Place::Principal,
            date,
        ));
    }
    for (i, (diagnosis, status)) in facts
        .stay
        .secondary_diagnoses
        .iter()
        .zip(&facts.codes.secondary)
        .enumerate()
    {
        if let Some(status) = status {
            found.extend(diagnosis_finding(
                &diagnosis.code,
                *status,
                Place::Secondary(i),
                date,
            ));
        }
    }
    for (i, (code, status)) in facts
        .stay
        .procedures
        .iter()
        .zip(&facts.codes.procedures)
        .enumerate()
    {
        if let Some(status) = status {
            found.extend(procedure_finding(code, *status, Place::Procedure(i), date));
        }
    }
}

fn diagnosis_finding(code: &str, status: CodeStatus, place: Place, date: Ymd) -> Option<Finding> {
    let text = code;
    let code = dotted(code);
    let (rule, what, why, fix) = match status {
        CodeStatus::Seventh(lacks) => return Some(seventh::finding(text, lacks, place)),
        CodeStatus::Billable => return None,
        CodeStatus::Header => (
            "CM-002",
            format!("{code} is a heading, not a complete code."),
            "A diagnosis is reported with all the characters its category has.".to_owned(),
            format!("Choose one of the complete codes under {code}."),
        ),
        CodeStatus::Unknown => (
            "CM-001",
            format!("{code} is not an ICD-10-CM code."),
            "No release of the code set that is loaded has it.".to_owned(),
            "Correct the code, or search for the diagnosis by its words.".to_owned(),
        ),
        CodeStatus::NotYet(first) => (
            "CM-001",
            format!("{code} is not yet valid on {date}."),
            format!("It is valid for discharges from {first}; the discharge date decides."),
            "Take the code that was valid on the discharge date, or correct that date.".to_owned(),
        ),
        CodeStatus::Ended(last) => (
            "CM-001",
            format!("{code} is no longer valid on {date}."),
            format!("Its last day was {last}; the discharge date decides."),
            "Look at its category for the codes that took its place, or correct the discharge date.".to_owned(),
        ),
    };
    let source = if rule == "CM-002" {
        "ICD-10-CM Official Guidelines, I.B.2"
    } else {
        "Medicare Code Editor, edit 1; ICD-10-CM code files of the CDC"
    };
    Some(Finding {
        rule: rule.into(),
        severity: Severity::Stop,
        what,
        why,
        place,
        fix,
        source,
    })
}

fn procedure_finding(code: &str, status: CodeStatus, place: Place, date: Ymd) -> Option<Finding> {
    let well_formed = code.len() == 7
        && code
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() && !matches!(b, b'O' | b'I'));
    let (rule, what, why, fix) = match status {
        CodeStatus::Billable => return None,
        _ if !well_formed => (
            "PCS-001",
            format!("{code} does not have the form of a procedure code."),
            "An ICD-10-PCS code has seven characters, digits and letters, and never the letters O and I.".to_owned(),
            "Complete the code; where O or I stands, the digit 0 or 1 is meant.".to_owned(),
        ),
        CodeStatus::Unknown | CodeStatus::Header | CodeStatus::Seventh(_) => (
            "PCS-002",
            format!("{code} is not an ICD-10-PCS code."),
            "No row of the tables has these seven values together.".to_owned(),
            "Build the code from its table, value by value, or search for the procedure by its words.".to_owned(),
        ),
        CodeStatus::NotYet(first) => (
            "PCS-002",
            format!("{code} is not yet valid on {date}."),
            format!("It is valid for discharges from {first}."),
            "Take the code that was valid on the discharge date, or correct that date.".to_owned(),
        ),
        CodeStatus::Ended(last) => (
            "PCS-002",
            format!("{code} is no longer valid on {date}."),
            format!("Its last day was {last}."),
            "Look at its table for the values that took its place, or correct the discharge date.".to_owned(),
        ),
    };
    let source = if rule == "PCS-001" {
        "ICD-10-PCS Official Guidelines, A1"
    } else {
        "ICD-10-PCS Official Guidelines, A9; Medicare Code Editor, edit 1"
    };
    Some(Finding {
        rule: rule.into(),
        severity: Severity::Stop,
        what,
        why,
        place,
        fix,
        source,
    })
}
