//! Pairs that may be one person: the queue, two records side by side, and the decision with the evidence it was made on.

use access::{Action, RecordKind, Relation};
use identity::Waterfall;
use identity::numbers::UnitNumber;
use identity::quality::Cause;
use records::model::{Decision, Pair};
use records::{Kind, RecordId};
use sha2::{Digest as _, Sha256};
use store::Store;

use super::index::{line_of, millibits, ordered};
use super::page::LABELS;
use super::person::{joined, person_id};
use super::reasoned;
use super::views::{band_of, bits, finding, total, waterfall};
use crate::commit::Work;
use crate::custodian::Custodian;
use crate::protocol::{Failure, FindingView, PairRow, PairView, QueueView, SideBySide};
use crate::summary::Line;
use crate::surroundings::Surroundings;

/// Records compared for one request: the screen stays quick and can stop asking.
const AT_ONCE: usize = 256;

/// Causes of duplicates, with their words in the record and on screen.
pub(crate) const CAUSES: [(Cause, &str, &str); 10] = [
    (Cause::NoSearch, "no_search", "no search, or on too little"),
    (
        Cause::CandidateOverlooked,
        "candidate_overlooked",
        "the record was found and passed over",
    ),
    (
        Cause::NameSpelling,
        "name_spelling",
        "name misspelled or a nickname",
    ),
    (Cause::NameChange, "name_change", "name had changed"),
    (
        Cause::NameTransposed,
        "name_transposed",
        "names in the wrong places",
    ),
    (Cause::BirthDate, "birth_date", "birth date wrong"),
    (Cause::Ssn, "ssn", "social security number wrong or missing"),
    (
        Cause::PatientUnable,
        "patient_unable",
        "patient could not tell, or told wrong",
    ),
    (Cause::Interface, "interface", "came from another system"),
    (
        Cause::Downtime,
        "downtime",
        "registered while the system was down",
    ),
];

/// The record in which two patients are held against each other: the same on every device.
pub(crate) fn pair_record(one: RecordId, other: RecordId) -> RecordId {
    let (one, other) = ordered(one, other);
    let mut digest = Sha256::new();
    digest.update(b"chartroom pair 1");
    digest.update(one.0);
    digest.update(other.0);
    let mut id = [0; 16];
    id.copy_from_slice(&digest.finalize()[..16]);
    RecordId(id)
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Pairs that nobody has decided on, after comparing some more records.
    pub(crate) async fn pair_queue(&mut self, most: u32) -> Result<QueueView, Failure> {
        let mut event = self
            .permit_all(Action::Search, RecordKind::PatientPair, Relation::None)
            .await?;
        let patients = &mut self.session_mut()?.patients;
        patients.compare_some(AT_ONCE);
        let (queue, left) = (patients.queue(), patients.left());
        event.count = u32::try_from(queue.len()).unwrap_or(u32::MAX);
        self.record_events(&[event]).await?;
        let pairs: Result<Vec<PairRow>, Failure> = queue
            .iter()
            .take(most as usize)
            .map(|(one, other, millibits)| {
                let decided = self.session()?.patients.decision(*one, *other);
                Ok(PairRow {
                    one: self.patient_row(*one)?,
                    other: self.patient_row(*other)?,
                    total: total(*millibits),
                    millibits: *millibits,
                    band: band_of(*millibits).to_owned(),
                    awaits_second: decided == Some(Decision::Same),
                })
            })
            .collect();
        Ok(QueueView {
            pairs: pairs?,
            of: queue.len() as u64,
            left: left as u64,
        })
    }

    /// Two patients side by side.
    pub(crate) async fn pair(
        &mut self,
        one: RecordId,
        other: RecordId,
        reason: &str,
    ) -> Result<PairView, Failure> {
        let permitted = self
            .permit_pair(Action::Read, (one, other), &[], reason)
            .await?;
        self.record_events(&[permitted.event]).await?;
        self.pair_view(one, other).await
    }

    pub(crate) async fn pair_view(
        &mut self,
        one: RecordId,
        other: RecordId,
    ) -> Result<PairView, Failure> {
        let pair = self.pair_model(one, other).await?;
        let (left, right) = (
            self.shown_patient(one).await?.patient,
            self.shown_patient(other).await?.patient,
        );
        let fields = LABELS.iter().map(|field| {
            let (one, other) = ((field.value)(&left), (field.value)(&right));
            SideBySide {
                label: field.label.to_owned(),
                path: field.path.to_owned(),
                differs: one != other,
                one,
                other,
            }
        });
        let decided = if pair.decision == Decision::Unknown {
            String::new()
        } else {
            let at = pair
                .at
                .map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M").to_string());
            let second = pair.second.map_or_else(String::new, |second| {
                format!(", confirmed by {}", self.who(second))
            });
            format!("{at} by {}{second}", self.who(pair.by))
        };
        let merge = pair.merge.as_ref();
        Ok(PairView {
            one: self.patient_row(one)?,
            other: self.patient_row(other)?,
            fields: fields.collect(),
            waterfall: waterfall(&self.weighed(one, other)?),
            evidence: pair.evidence.clone(),
            decision: match pair.decision {
                Decision::Unknown => String::new(),
                decision => decision.said().to_owned(),
            },
            decided,
            reason: pair.reason.clone(),
            risks: if merge.is_some() {
                Vec::new()
            } else {
                self.risks(one, other)?
            },
            awaits_second: pair.decision == Decision::Same && merge.is_none(),
            survivor: merge.map(|merge| merge.survivor.0),
            usual_survivor: self.usual_survivor(one, other)?.0,
            tasks: match merge {
                Some(merge) => self.tasks(merge.survivor, merge.retired)?,
                None => Vec::new(),
            },
            causes: CAUSES
                .iter()
                .map(|(_, word, said)| ((*word).to_owned(), (*said).to_owned()))
                .collect(),
        })
    }

    /// Which of two records usually goes on: folders and copies bear the older number, and a verified record is not hidden
    /// behind one that is not.
    fn usual_survivor(&self, one: RecordId, other: RecordId) -> Result<RecordId, Failure> {
        let session = self.session()?;
        let rank = |record: RecordId| {
            let line = line_of(&session.catalogue, record);
            let verified = line.is_some_and(|line| line.status.is_final());
            let number = line.and_then(|line| line.unit_number.parse::<UnitNumber>().ok());
            let serial = number.map_or(u64::MAX, UnitNumber::serial);
            (!verified, serial, record)
        };
        Ok(if rank(one) <= rank(other) { one } else { other })
    }

    /// Two records compared, each with its own facts, also where one stands for the other by now.
    pub(crate) fn weighed(&self, one: RecordId, other: RecordId) -> Result<Waterfall, Failure> {
        use identity::normal::Normal;
        let session = self.session()?;
        let index = &session.patients.candidates;
        let normal = |record: RecordId| {
            line_of(&session.catalogue, record)
                .map(|line| Normal::of(&line.person))
                .unwrap_or_default()
        };
        // As the queue weighed it, where both stand for themselves.
        let as_queued = index.explain(person_id(one), person_id(other));
        Ok(as_queued.unwrap_or_else(|| {
            Waterfall::of(
                &normal(one),
                &normal(other),
                index.model(),
                index.frequencies(),
            )
        }))
    }

    /// What speaks against merging two records without a second person (MPI-005).
    pub(crate) fn risks(
        &self,
        one: RecordId,
        other: RecordId,
    ) -> Result<Vec<FindingView>, Failure> {
        let session = self.session()?;
        let facts = |record: RecordId| {
            let own = line_of(&session.catalogue, record).map(|line| line.person.clone());
            let others = session.patients.standing_here(record);
            let others = others
                .iter()
                .filter_map(|other| line_of(&session.catalogue, *other));
            let others: Vec<_> = others.map(|line| line.person.clone()).collect();
            joined(own.unwrap_or_default(), others.iter())
        };
        let open = |record: RecordId| {
            session.catalogue.stays_of(record).iter().any(|stay| {
                matches!(session.catalogue.get(*stay).map(|slot| &slot.line), Some(Line::Encounter(stay))
                    if matches!(stay.status.as_str(), "in_house" | "pre_admit"))
            })
        };
        let (a, b) = (facts(one), facts(other));
        let found = identity::findings::merge_risks(
            (person_id(one), &a),
            (person_id(other), &b),
            (open(one), open(other)),
        );
        Ok(found
            .iter()
            .map(|of| finding(of, "the pair".to_owned()))
            .collect())
    }

    /// Decides that two records are two people, or puts it off.
    pub(crate) async fn decide(
        &mut self,
        (one, other): (RecordId, RecordId),
        decision: &str,
        reason: &str,
    ) -> Result<PairView, Failure> {
        let permitted = self
            .permit_pair(Action::Edit, (one, other), &[], reason)
            .await?;
        let decision = match decision {
            "different" => Decision::Different,
            "undecided" => Decision::Undecided,
            _ => {
                return Err(Failure::new(
                    "Nothing was decided.",
                    "A pair is “different” or “undecided”; one person is said by a merge.",
                    "the decision",
                    "Choose one of the two, or merge.",
                ));
            }
        };
        reasoned(reason, "A decision")?;
        if self.pair_model(one, other).await?.merge.is_some() {
            return Err(Failure::new(
                "Nothing was decided.",
                "The records are merged.",
                "the pair",
                "Undo the merge first.",
            ));
        }
        let decided = self.decided((one, other), decision, reason)?;
        let work = self
            .pair_work((one, other), vec![permitted.event], move |pair| {
                let cause = core::mem::take(&mut pair.cause);
                *pair = Pair { cause, ..decided };
            })
            .await?;
        self.commit(work).await?;
        self.keep_patients_up()?;
        self.pair_view(one, other).await
    }

    /// A decision with the evidence as it stands now.
    pub(crate) fn decided(
        &self,
        (one, other): (RecordId, RecordId),
        decision: Decision,
        reason: &str,
    ) -> Result<Pair, Failure> {
        let weighed = self.weighed(one, other)?;
        let (one, other) = ordered(one, other);
        let steps = weighed.contributions.iter().map(|step| {
            let weight = bits(millibits(step.weight + step.frequency));
            format!("{}: {} ({weight})", step.field.name(), step.words)
        });
        let start = format!(
            "Before anything is compared: {}",
            bits(millibits(weighed.prior))
        );
        Ok(Pair {
            one,
            other,
            weight_millibits: millibits(weighed.total),
            evidence: [start].into_iter().chain(steps).collect(),
            decision,
            by: self.session()?.user(),
            at: self.civil_now(),
            reason: reason.trim().to_owned(),
            ..Pair::default()
        })
    }

    /// A change of a pair's record, to be written with others.
    pub(crate) async fn pair_work(
        &mut self,
        (one, other): (RecordId, RecordId),
        audit: Vec<access::audit::Event>,
        change: impl FnOnce(&mut Pair),
    ) -> Result<Work, Failure> {
        let record = pair_record(one, other);
        let state = self.log(Kind::Pair, record).await?.state();
        let before: Pair = state.model();
        let mut after = before.clone();
        change(&mut after);
        let changes = state.changes(&before, &after);
        Ok(Work {
            audit,
            ..Work::change(Kind::Pair, record, changes, "")
        })
    }
}
