//! Patients, waterfalls and findings as they are shown.

use access::Flags;
use identity::findings::{Finding, Severity};
use identity::{Band, Waterfall};
use records::model::{PatientStatus, Sex};
use records::{EntryId, RecordId, UserId};
use store::Store;

use super::index::{line_of, millibits};
use crate::custodian::Custodian;
use crate::failure::sentence;
use crate::protocol::{
    Failure, FindingView, PatientRow, RateView, StayRow, WaterfallView, WeightView,
};
use crate::summary::{EncounterLine, Line};
use crate::surroundings::Surroundings;

/// A weight with its sign and unit.
pub(crate) fn bits(millibits: i64) -> String {
    let sign = match millibits {
        0 => "",
        1.. => "+",
        _ => "−",
    };
    let tenths = (millibits.unsigned_abs() + 50) / 100;
    format!("{sign}{}.{} bits", tenths / 10, tenths % 10)
}

/// A total with its unit.
pub(crate) fn total(millibits: i64) -> String {
    bits(millibits).trim_start_matches('+').to_owned()
}

pub(crate) const fn band(band: Band) -> &'static str {
    match band {
        Band::Below => "below the review threshold",
        Band::Review => "a person has to look",
        Band::AutoSuggest => "suggested as one person",
    }
}

/// The band of a weight.
pub(crate) fn band_of(millibits: i64) -> &'static str {
    band(Band::of(millibits as f64 / 1_000.0))
}

/// A waterfall.
pub(crate) fn waterfall(of: &Waterfall) -> WaterfallView {
    let steps = of.contributions.iter().map(|step| {
        let weight = millibits(step.weight + step.frequency);
        WeightView {
            field: step.field.name().to_owned(),
            words: step.words.clone(),
            left: step.left.clone(),
            right: step.right.clone(),
            weight: bits(weight),
            millibits: weight,
        }
    });
    WaterfallView {
        prior: bits(millibits(of.prior)),
        prior_millibits: millibits(of.prior),
        steps: steps.collect(),
        total: total(millibits(of.total)),
        total_millibits: millibits(of.total),
        probability: percent(of.probability),
        band: band(of.band).to_owned(),
    }
}

/// A probability, never rounded up to certainty.
fn percent(of: f64) -> String {
    match of * 100.0 {
        p if p >= 99.995 => "above 99.99 %".to_owned(),
        p if p < 0.01 => "below 0.01 %".to_owned(),
        p => format!("{p:.2} %"),
    }
}

/// A rate.
pub(crate) fn rate(of: &str, rate: identity::quality::Rate) -> RateView {
    RateView {
        of: of.to_owned(),
        counts: format!("{} of {}", grouped(rate.count), grouped(rate.of)),
        rate: rate
            .value()
            .map_or_else(String::new, |value| format!("{:.1} %", value * 100.0)),
    }
}

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What was written in an error as “…; why: …; where: …; fix: …”, in its four parts.
pub(crate) fn in_parts(error: &impl core::fmt::Display, place: &str) -> Failure {
    let text = error.to_string();
    let mut parts = [String::new(), String::new(), String::new(), String::new()];
    let mut at = 0;
    for piece in text.split("; ") {
        let label = ["why: ", "where: ", "fix: "]
            .iter()
            .position(|label| piece.starts_with(label));
        let said = match label {
            Some(label) => {
                at = label + 1;
                piece.split_once(": ").map_or(piece, |(_, said)| said)
            }
            None => piece,
        };
        if !parts[at].is_empty() {
            parts[at].push_str("; ");
        }
        parts[at].push_str(said);
    }
    let [what, mut why, at, fix] = parts;
    let mut what = what;
    if why.is_empty()
        && let Some((first, rest)) = what.clone().split_once(", so ")
    {
        (what, why) = (first.to_owned(), rest.to_owned());
    }
    let place = if at.is_empty() { place.to_owned() } else { at };
    Failure::new(sentence(&what), sentence(&why), place, sentence(&fix))
}

/// A finding of the index.
pub(crate) fn finding(of: &Finding, place: String) -> FindingView {
    FindingView {
        rule: of.rule.to_owned(),
        error: of.severity == Severity::Error,
        what: of.what.clone(),
        why: of.why.to_owned(),
        place,
        fix: of.fix.to_owned(),
        source: of.source.to_owned(),
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// A patient in a list; only its id where there is no such patient.
    pub(crate) fn patient_row(&self, record: RecordId) -> Result<PatientRow, Failure> {
        let session = self.session()?;
        let Some(line) = line_of(&session.catalogue, record) else {
            return Ok(PatientRow {
                patient: record.0,
                ..PatientRow::default()
            });
        };
        let flags = [
            (Flags::VIP, "known to the public"),
            (Flags::EMPLOYEE, "works here"),
            (Flags::PART_2, "42 CFR Part 2"),
            (Flags::STATE_PROTECTED, "protected by state law"),
        ];
        let flags = flags.iter().filter(|(flag, _)| line.flags.any(*flag));
        let sex = Sex::ALL.iter().find(|sex| sex.word() == line.sex);
        Ok(PatientRow {
            patient: record.0,
            name: line.name.clone(),
            unit_number: line.unit_number.clone(),
            birth_date: line.birth_date.clone(),
            sex: sex.map_or_else(String::new, |sex| sex.said().to_owned()),
            status: line.status.said().to_owned(),
            provisional: line.status == PatientStatus::Provisional,
            merged_into: line.merged_into.map(|_| session.patients.root(record).0),
            flags: flags.map(|(_, words)| (*words).to_owned()).collect(),
        })
    }

    /// Encounters of a patient and of the records merged into it, the latest first. Nothing is opened for it.
    pub(crate) fn stays_of(&self, patient: RecordId) -> Result<Vec<StayRow>, Failure> {
        let session = self.session()?;
        let root = session.patients.root(patient);
        let mut stays: Vec<StayRow> = session
            .catalogue
            .stays_of(root)
            .into_iter()
            .filter_map(|record| match &session.catalogue.get(record)?.line {
                Line::Encounter(stay) => Some((record, stay, stay.patient?)),
                _ => None,
            })
            .map(|(record, stay, of)| {
                let under = (of != root)
                    .then(|| line_of(&session.catalogue, of))
                    .flatten();
                stay_row(record, stay, under.map_or("", |line| &line.unit_number))
            })
            .collect();
        stays.sort_by(latest_first);
        Ok(stays)
    }

    /// The name of somebody who works here; empty for nobody known.
    pub(crate) fn who(&self, user: UserId) -> String {
        let members = self.session().ok().map(|session| &session.facility.members);
        members
            .and_then(|members| members.get(&EntryId(user.0)))
            .map_or_else(String::new, |member| member.name.clone())
    }

    /// How a record is named in a sentence.
    pub(crate) fn called(&self, record: RecordId) -> Result<String, Failure> {
        let row = self.patient_row(record)?;
        Ok(if row.unit_number.is_empty() {
            row.name
        } else {
            format!("{} {}", row.unit_number, row.name)
        })
    }
}

/// The order of a patient's encounters.
pub(crate) fn latest_first(a: &StayRow, b: &StayRow) -> core::cmp::Ordering {
    (&b.admitted, b.encounter).cmp(&(&a.admitted, a.encounter))
}

fn stay_row(record: RecordId, stay: &EncounterLine, under: &str) -> StayRow {
    use records::model::{Class, EncounterStatus};
    let class = Class::ALL.iter().find(|class| class.word() == stay.class);
    let status = EncounterStatus::ALL
        .iter()
        .find(|status| status.word() == stay.status);
    StayRow {
        encounter: record.0,
        account: stay.account.clone(),
        class: class.map_or("", |class| class.said()).to_owned(),
        status: status.map_or("", |status| status.said()).to_owned(),
        admitted: stay.admitted.clone(),
        discharged: stay.discharged.clone(),
        service: stay.service.clone(),
        recorded_under: under.to_owned(),
    }
}
