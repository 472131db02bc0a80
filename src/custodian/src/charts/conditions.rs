//! Conditions coded in the patient's earlier encounters, each held against the texts of this one. Nothing is carried over:
//! a condition is coded here when it is documented here.

use access::audit::Act;
use access::{Action, RecordKind, Relation};
use chart::evidence::{Earlier, Verdict, still_documented};
use records::model::{CodingCase, Encounter};
use records::{EntryId, RecordId};
use store::Store;

use super::evidence::place;
use super::rights::Ask;
use super::search::senses;
use super::view::title;
use crate::custodian::Custodian;
use crate::protocol::{Condition, Failure, NamedAt};
use crate::summary::Line;
use crate::surroundings::Surroundings;

/// An encounter in which a condition was coded, and its day of admission.
type CodedIn = ([u8; 16], String);

/// Earlier encounters that are looked at, the latest first.
const MOST_EARLIER: usize = 40;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Conditions of earlier encounters, and whether this one's texts name them.
    ///
    /// The codes of the patient's earlier encounters belong to the work on this one, so whoever may read this one's codes
    /// reads them too, with an entry in the trail for each encounter. Their charts are opened by their own rights.
    pub(super) async fn conditions(
        &mut self,
        encounter: RecordId,
        titles: &[(String, String)],
    ) -> Result<Vec<Condition>, Failure> {
        let stay = self.encounter(encounter).await?;
        let ask = Ask::on(Action::Read, RecordKind::CodingCase, "");
        let mut events = vec![self.pass(encounter, &stay, ask).await?];
        let mut found: Vec<(Earlier, Vec<CodedIn>)> = Vec::new();
        for (earlier, day) in self.earlier_encounters(encounter, &stay)? {
            let past = self.encounter(earlier).await?;
            let Some(case) = latest(&past) else { continue };
            let mut event = self.event(Act::Did(Action::Read))?;
            event = event.on(
                RecordKind::CodingCase,
                access::RecordId(earlier.0),
                Relation::None,
            );
            events.push(event);
            for diagnosis in case.diagnoses.values().filter(|of| !of.code.is_empty()) {
                let known = found.iter_mut().find(|(of, _)| of.code == diagnosis.code);
                match known {
                    Some((_, from)) => from.push((earlier.0, day.clone())),
                    None => {
                        let words = wording(case, &diagnosis.code, titles);
                        let code = diagnosis.code.clone();
                        found.push((Earlier { code, words }, vec![(earlier.0, day.clone())]));
                    }
                }
            }
        }
        self.index(encounter, &stay).await?;
        self.record_events(&events).await?;
        let (conditions, from): (Vec<Earlier>, Vec<_>) = found.into_iter().unzip();
        let index = self.indexed()?;
        let carried = still_documented(index, &conditions);
        let coded: Vec<&str> = latest(&stay)
            .into_iter()
            .flat_map(|case| case.diagnoses.values())
            .map(|diagnosis| diagnosis.code.as_str())
            .collect();
        let mut shown: Vec<Condition> = carried
            .into_iter()
            .zip(from)
            .map(|(carried, from)| {
                let evidence = carried.evidence.iter().filter_map(|found| {
                    let id: EntryId = found.document.parse().ok()?;
                    let text = index.text(&found.document)?;
                    Some(NamedAt {
                        document: id.0,
                        title: stay.documents.get(&id).map_or_else(String::new, title),
                        place: place(text, found.span),
                        words: text.words(found.span).to_owned(),
                        senses: senses(&found.context),
                    })
                });
                Condition {
                    from,
                    verdict: word(carried.verdict).to_owned(),
                    coded: coded.iter().any(|code| {
                        code.get(..3) == carried.earlier.code.get(..3) && code.len() >= 3
                    }),
                    evidence: evidence.collect(),
                    code: carried.earlier.code,
                    words: carried.earlier.words,
                    chronic: carried.chronic,
                    specify: carried.specify,
                }
            })
            .collect();
        // Chronic conditions are what is most often forgotten.
        shown.sort_by_key(|condition| condition.chronic.is_empty());
        Ok(shown)
    }

    /// The patient's earlier encounters, the latest first, also those on records that were merged into this one's.
    fn earlier_encounters(
        &self,
        encounter: RecordId,
        stay: &Encounter,
    ) -> Result<Vec<(RecordId, String)>, Failure> {
        let catalogue = &self.session()?.catalogue;
        let stands_for = |mut patient: RecordId| {
            // Pointers are followed to their end, and a circle of them is left.
            for _ in 0..16 {
                match catalogue.get(patient).map(|slot| &slot.line) {
                    Some(Line::Patient(line)) => match line.merged_into {
                        Some(next) => patient = next,
                        None => break,
                    },
                    _ => break,
                }
            }
            patient
        };
        let Some(patient) = stay.patient.map(stands_for) else {
            return Ok(Vec::new());
        };
        let before = stay
            .admission_date()
            .map_or_else(String::new, |day| day.to_string());
        let mut earlier: Vec<(RecordId, String)> = catalogue
            .slots()
            .iter()
            .filter_map(|slot| match &slot.line {
                Line::Encounter(line) if slot.record != encounter => {
                    let same = line.patient.map(stands_for) == Some(patient);
                    let sooner =
                        !line.admitted.is_empty() && (before.is_empty() || line.admitted < before);
                    (same && sooner && line.status != "cancelled")
                        .then(|| (slot.record, line.admitted.clone()))
                }
                _ => None,
            })
            .collect();
        earlier.sort_by(|a, b| b.1.cmp(&a.1));
        earlier.truncate(MOST_EARLIER);
        Ok(earlier)
    }
}

/// The latest case of an encounter.
fn latest(stay: &Encounter) -> Option<&CodingCase> {
    stay.cases.values().next_back()
}

/// The words by which a code is looked for: those it was coded from, else its title.
fn wording(case: &CodingCase, code: &str, titles: &[(String, String)]) -> String {
    let evidence = case.evidence.values().find(|span| span.code == code);
    evidence
        .map(|span| span.words.clone())
        .filter(|words| !words.trim().is_empty())
        .or_else(|| {
            let title = titles.iter().find(|(of, _)| of == code);
            title.map(|(_, title)| title.clone())
        })
        .unwrap_or_default()
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Documented => "documented",
        Verdict::HistoryOnly => "history_only",
        Verdict::NotPlainly => "not_plainly",
        Verdict::NotFound => "not_found",
    }
}
