//! How good the index is, by the formulas of AHIMA, and the order of the folders on the shelf.

use std::collections::BTreeMap;

use access::{Action, RecordKind, Relation};
use chrono::{DateTime, NaiveDate};
use identity::numbers::{Filing, UnitNumber};
use identity::quality::{ConfirmedDuplicate, ERROR_RATE_AIM, Rate, creation, error_rate};
use records::RecordId;
use records::model::Decision;
use store::Store;

use super::index::line_of;
use super::pairs::CAUSES;
use super::person::person_id;
use super::views::rate;
use crate::custodian::Custodian;
use crate::protocol::{Failure, FolderView, QualityView};
use crate::summary::{Line, PatientLine};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Folders in terminal-digit order. Merged ones are left out: they stand inside the survivor's.
    pub(crate) async fn folders(
        &mut self,
        section: Option<u8>,
    ) -> Result<Vec<FolderView>, Failure> {
        let mut event = self
            .permit_all(Action::Search, RecordKind::Patient, Relation::None)
            .await?;
        let session = self.session()?;
        let mut folders: Vec<(identity::numbers::Shelf, UnitNumber, RecordId)> = session
            .catalogue
            .slots()
            .iter()
            .filter_map(|slot| match &slot.line {
                Line::Patient(line) if line.merged_into.is_none() => {
                    let number: UnitNumber = line.unit_number.parse().ok()?;
                    Some((Filing::TerminalDigit.shelf(number), number, slot.record))
                }
                _ => None,
            })
            .filter(|(shelf, ..)| section.is_none_or(|section| shelf.primary == u32::from(section)))
            .collect();
        folders.sort();
        event.count = u32::try_from(folders.len()).unwrap_or(u32::MAX);
        self.record_events(&[event]).await?;
        folders
            .into_iter()
            .map(|(_, number, record)| {
                Ok(FolderView {
                    label: Filing::TerminalDigit.label(number),
                    row: self.patient_row(record)?,
                })
            })
            .collect()
    }

    /// Error rate and creation rate. Pairs that were judged to be two people do not count; records not compared yet do not
    /// either, and how many there are is said.
    pub(crate) async fn quality(&mut self, from: &str, to: &str) -> Result<QualityView, Failure> {
        let event = self
            .permit_all(Action::Search, RecordKind::PatientPair, Relation::None)
            .await?;
        let (from, to) = (day(from)?, day(to)?);
        self.record_events(&[event]).await?;
        let session = self.session()?;
        let within = |millis: i64| {
            let date = self.day_of(millis);
            from.is_none_or(|from| date.is_some_and(|date| date >= from))
                && to.is_none_or(|to| date.is_some_and(|date| date <= to))
        };
        let mut registrations: BTreeMap<String, usize> = BTreeMap::new();
        let mut records = 0;
        let mut duplicates = Vec::new();
        for slot in session.catalogue.slots() {
            match &slot.line {
                Line::Patient(line) => {
                    records += usize::from(line.merged_into.is_none());
                    if let Some((by, at)) = line.made
                        && within(at)
                    {
                        *registrations.entry(by.to_string()).or_default() += 1;
                    }
                }
                Line::Pair(pair) if pair.decision == Decision::Same => {
                    let made = |record: RecordId| {
                        line_of(&session.catalogue, record).and_then(|line: &PatientLine| line.made)
                    };
                    // The later record should not have been made. One that came by import has no search and no date.
                    let later = [pair.one, pair.other]
                        .into_iter()
                        .filter_map(|record| Some((made(record)?, record)))
                        .max_by_key(|((_, at), record)| (*at, *record));
                    if let Some(((by, at), record)) = later
                        && within(at)
                        && let Some((cause, ..)) =
                            CAUSES.iter().find(|(_, word, _)| *word == pair.cause)
                    {
                        duplicates.push(ConfirmedDuplicate {
                            record: person_id(record),
                            registrar: by.to_string(),
                            cause: *cause,
                        });
                    }
                }
                _ => {}
            }
        }
        let pairs: Vec<_> = session
            .patients
            .queue()
            .into_iter()
            .map(|(one, other, _)| (person_id(one), person_id(other)))
            .collect();
        let made = creation(&duplicates, &registrations);
        let name = |id: &str| {
            id.parse()
                .map_or_else(|_| String::new(), |user| self.who(user))
        };
        Ok(QualityView {
            error_rate: rate(
                "records in possible duplicates",
                error_rate(&pairs, records),
            ),
            aim: format!("{:.0} % or less", ERROR_RATE_AIM * 100.0),
            creation: rate("duplicates among registrations", made.all),
            by_registrar: made
                .by_registrar
                .iter()
                .map(|(who, of)| rate(&name(who), *of))
                .collect(),
            by_cause: CAUSES
                .iter()
                .filter_map(|(cause, _, words)| {
                    let count = *made.by_cause.get(cause)?;
                    Some(rate(
                        words,
                        Rate {
                            count,
                            of: made.all.count,
                        },
                    ))
                })
                .collect(),
            left: session.patients.left() as u64,
        })
    }

    /// The day by the clock here.
    fn day_of(&self, millis: i64) -> Option<NaiveDate> {
        let offset = i64::from(self.world.now().offset_minutes) * 60_000;
        DateTime::from_timestamp_millis(millis + offset).map(|time| time.date_naive())
    }
}

fn day(text: &str) -> Result<Option<NaiveDate>, Failure> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    text.trim().parse().map(Some).map_err(|_| {
        Failure::new(
            "The period can't be read.",
            format!("“{}” is no date.", text.trim()),
            "period",
            "Write it as 2026-03-01, or leave it empty.",
        )
    })
}
