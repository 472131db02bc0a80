//! One record stands for another, by a pointer, and stands for it no longer. Nothing is copied, so that taking a merge back
//! leaves both records as they were, whatever came after.

use access::{Action, Past};
use records::model::{Decision, Merge, Pair, Patient, PatientStatus};
use records::{Field, Kind, RecordId};
use store::Store;

use super::index::line_of;
use super::page::LABELS;
use super::pairs::CAUSES;
use super::reasoned;
use super::status::refused;
use super::views::latest_first;
use crate::commit::{Act, What};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{Failure, Merging, PairView, StayRow};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Merges, or asks a second person for it.
    pub(crate) async fn merge(&mut self, merging: &Merging) -> Result<PairView, Failure> {
        let (survivor, retired) = (RecordId(merging.survivor), RecordId(merging.retired));
        self.stands_for_itself(survivor)?;
        self.stands_for_itself(retired)?;
        checked(merging)?;
        let before = self.pair_model(survivor, retired).await?;
        let asked = before.decision == Decision::Same && before.merge.is_none();
        let risky = !self.risks(survivor, retired)?.is_empty();
        let past = [Past::ConflictingMerge {
            asked_by: asked.then_some(access::UserId(before.by.0)),
        }];
        let past = if risky { past.as_slice() } else { &[] };
        let permitted = self
            .permit_pair(Action::Merge, (survivor, retired), past, &merging.reason)
            .await?;
        let me = self.session()?.user();
        let now = self.civil_now();
        let mut decided = self.decided((survivor, retired), Decision::Same, &merging.reason)?;
        decided.cause.clone_from(&merging.cause);
        if permitted.second {
            let work = self
                .pair_work((survivor, retired), vec![permitted.event], |pair| {
                    *pair = decided
                })
                .await?;
            self.commit(work).await?;
            self.keep_patients_up()?;
            return self.pair_view(survivor, retired).await;
        }
        if risky && asked && !permitted.alone {
            // The first person's decision stands, with the second beside it.
            decided = Pair {
                second: Some(me),
                ..before
            };
        } else if permitted.alone {
            decided.second = Some(me);
        }
        decided.merge = Some(Merge {
            survivor,
            retired,
            from_retired: merging.from_retired.clone(),
            by: me,
            at: now,
        });
        let mut work = self
            .pair_work((survivor, retired), vec![permitted.event], |pair| {
                *pair = decided
            })
            .await?;
        let state = self.log(Kind::Patient, retired).await?.state();
        let was: Patient = state.model();
        was.status
            .may_become(PatientStatus::Merged)
            .map_err(refused)?;
        let pointing = Patient {
            status: PatientStatus::Merged,
            merged_into: Some(survivor),
            ..was.clone()
        };
        work.acts.push(Act {
            kind: Kind::Patient,
            record: retired,
            what: What::Changes(state.changes(&was, &pointing)),
            reason: merging.reason.trim().to_owned(),
        });
        self.commit(work).await?;
        self.keep_patients_up()?;
        self.pair_view(survivor, retired).await
    }

    /// Takes a merge back: the retired record is what it was before.
    pub(crate) async fn unmerge(
        &mut self,
        (one, other): (RecordId, RecordId),
        reason: &str,
        different: bool,
    ) -> Result<PairView, Failure> {
        let permitted = self
            .permit_pair(Action::Unmerge, (one, other), &[], reason)
            .await?;
        reasoned(reason, "Taking a merge back")?;
        let pair = self.pair_model(one, other).await?;
        let merge = pair.merge.ok_or_else(|| {
            Failure::new(
                "There is no merge to take back.",
                "Neither record stands for the other by a merge of these two.",
                "the pair",
                "Open the pair that was merged.",
            )
        })?;
        let log = self.log(Kind::Patient, merge.retired).await?;
        let pointer = Field::new("merged_into");
        let wanted = merge.survivor.to_string();
        let live = log
            .state()
            .register(&pointer)
            .map(|register| register.live())
            .unwrap_or_default();
        let pointing = live
            .iter()
            .find(|live| live.value.as_text() == Some(wanted.as_str()));
        let operation = pointing.map(|live| live.op).ok_or_else(|| {
            Failure::new(
                "The merge was not taken back.",
                "The record points elsewhere by now.",
                "the retired record",
                "Look at its history.",
            )
        })?;
        let reversal = log.reversal(operation).told()?;
        let mut decided = self.decided(
            (one, other),
            if different {
                Decision::Different
            } else {
                Decision::Undecided
            },
            reason,
        )?;
        decided.cause.clone_from(&pair.cause);
        let mut work = self
            .pair_work((one, other), vec![permitted.event], |pair| *pair = decided)
            .await?;
        work.acts.push(Act {
            kind: Kind::Patient,
            record: merge.retired,
            what: What::Undo(reversal),
            reason: String::new(),
        });
        self.commit(work).await?;
        self.keep_patients_up()?;
        self.pair_view(one, other).await
    }

    /// What is to be done elsewhere if two records are merged.
    pub(crate) async fn follow_up(
        &mut self,
        survivor: RecordId,
        retired: RecordId,
        reason: &str,
    ) -> Result<Vec<String>, Failure> {
        let permitted = self
            .permit_pair(Action::Read, (survivor, retired), &[], reason)
            .await?;
        self.record_events(&[permitted.event]).await?;
        self.stands_for_itself(survivor)?;
        self.stands_for_itself(retired)?;
        let moved = self.stays_of(retired)?;
        let mut stays = self.stays_of(survivor)?;
        stays.extend(moved.iter().cloned());
        stays.sort_by(latest_first);
        self.tasks_with(survivor, retired, &stays, moved.len())
    }

    /// What is to be done elsewhere after a merge.
    pub(crate) fn tasks(
        &self,
        survivor: RecordId,
        retired: RecordId,
    ) -> Result<Vec<String>, Failure> {
        let stays = self.stays_of(survivor)?;
        let moved = stays
            .iter()
            .filter(|stay| !stay.recorded_under.is_empty())
            .count();
        self.tasks_with(survivor, retired, &stays, moved)
    }

    fn tasks_with(
        &self,
        survivor: RecordId,
        retired: RecordId,
        stays: &[StayRow],
        moved: usize,
    ) -> Result<Vec<String>, Failure> {
        let session = self.session()?;
        let (to, from) = (self.called(survivor)?, self.called(retired)?);
        let number = |record: RecordId| {
            line_of(&session.catalogue, record).map_or("", |line| line.unit_number.as_str())
        };
        let mut tasks = Vec::new();
        if !number(retired).is_empty() {
            tasks.push(format!(
                "Put the folder {} into the folder {}, and leave an outguide in its place.",
                number(retired),
                number(survivor)
            ));
        }
        if moved > 0 {
            let (encounters, go) = if moved == 1 {
                ("1 encounter".to_owned(), "goes")
            } else {
                (format!("{moved} encounters"), "go")
            };
            tasks.push(format!(
                "Tell laboratory, imaging and billing that {encounters} of {from} {go} under {to}."
            ));
        }
        let open = stays.iter().filter(|stay| stay.discharged.is_empty());
        for stay in open {
            tasks.push(format!(
                "Check wristband and orders of the open encounter {}.",
                stay.account
            ));
        }
        tasks.push(format!(
            "Tell whoever holds a copy under {from} that it is {to} now."
        ));
        Ok(tasks)
    }
}

/// A merge that says what it has to.
fn checked(merging: &Merging) -> Result<(), Failure> {
    reasoned(&merging.reason, "A merge")?;
    if !CAUSES.iter().any(|(_, word, _)| *word == merging.cause) {
        let words: Vec<&str> = CAUSES.iter().map(|(_, word, _)| *word).collect();
        return Err(Failure::new(
            "The merge was not made.",
            "It does not say how one person came to have two records.",
            "cause",
            format!("Choose one of: {}.", words.join(", ")),
        ));
    }
    let unknown = merging
        .from_retired
        .iter()
        .find(|path| !LABELS.iter().any(|field| field.path == path.as_str()));
    match unknown {
        None => Ok(()),
        Some(path) => Err(Failure::new(
            "The merge was not made.",
            format!("“{path}” is no field that can be chosen."),
            "fields of the survivor",
            "Choose fields out of those shown side by side.",
        )),
    }
}
