//! Two people in one record: what speaks for it, moving the encounters of one to whom they belong, and taking that back.
//! Every move is an operation on its encounter.

use access::{Action, RecordKind, Relation};
use chrono::Utc;
use identity::overlay::{OVERLAY, Sighting, best_split};
use records::model::{Encounter, Patient, PatientStatus};
use records::{Field, Kind, RecordId};
use store::Store;

use super::index::millibits;
use super::reasoned;
use super::views::{bits, total};
use crate::commit::{Act, What, Work};
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{
    Failure, OverlayView, PatientPage, SplitTo, Splitting, StayRow, WaterfallView, WeightView,
};
use crate::surroundings::Surroundings;

/// The field of an encounter that says whose it is.
const WHOSE: &str = "patient";

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Whether a patient's encounters contradict one another as those of two people would. It sees what encounters say in
    /// fields: times, places, allergies that came coded, and documents marked as somebody else's.
    pub(crate) async fn overlay(
        &mut self,
        patient: RecordId,
        reason: &str,
    ) -> Result<OverlayView, Failure> {
        self.there(patient)?;
        let root = self.session()?.patients.root(patient);
        let event = self.permit_patient(Action::Read, root, reason).await?;
        self.record_events(&[event]).await?;
        let stays = self.stays_of(root)?;
        let mut sightings = Vec::with_capacity(stays.len());
        let mut marked = Vec::new();
        for stay in &stays {
            let state = self
                .log(Kind::Encounter, RecordId(stay.encounter))
                .await?
                .state();
            let model: Encounter = state.model();
            sightings.extend(sighting(stay, &model));
            let wrong = model
                .documents
                .values()
                .any(|document| document.identity == records::model::IdentityCheck::Wrong);
            if wrong {
                marked.push(stay.encounter);
            }
        }
        let split = best_split(&sightings);
        let likely =
            split.as_ref().is_some_and(|split| split.total >= OVERLAY) || !marked.is_empty();
        let mut second: Vec<[u8; 16]> = Vec::new();
        let mut view = WaterfallView::default();
        if let Some(split) = &split {
            if split.total >= OVERLAY {
                let halves = stays
                    .iter()
                    .filter(|stay| split.second.contains(&name_of(stay)));
                second.extend(halves.map(|stay| stay.encounter));
            }
            let steps = split.evidence.iter().map(|step| WeightView {
                field: step.sign.name().to_owned(),
                words: if step.weight > 0.0 {
                    "contradicts"
                } else {
                    "agrees"
                }
                .to_owned(),
                left: step.left.clone(),
                right: step.right.clone(),
                weight: bits(millibits(step.weight)),
                millibits: millibits(step.weight),
            });
            let sum = millibits(split.total);
            view = WaterfallView {
                prior: bits(millibits(split.prior)),
                prior_millibits: millibits(split.prior),
                steps: steps.collect(),
                total: total(sum),
                total_millibits: sum,
                probability: String::new(),
                band: if likely {
                    "two people are likely"
                } else {
                    "nothing that one person could not explain"
                }
                .to_owned(),
            };
        }
        second.extend(
            marked
                .iter()
                .filter(|stay| !second.contains(stay))
                .copied()
                .collect::<Vec<_>>(),
        );
        let (second, first) = stays
            .into_iter()
            .partition(|stay| second.contains(&stay.encounter));
        Ok(OverlayView {
            row: self.patient_row(root)?,
            likely,
            waterfall: view,
            first,
            second,
            findings: self.foreign_documents(root).await?,
        })
    }

    /// Moves encounters to whom they belong: somebody who is here, or a new record that has been through the gate.
    pub(crate) async fn split(&mut self, splitting: &Splitting) -> Result<PatientPage, Failure> {
        let from = RecordId(splitting.from);
        self.stands_for_itself(from)?;
        reasoned(&splitting.reason, "A split")?;
        let mut audit = vec![
            self.permit_patient(Action::Split, from, &splitting.reason)
                .await?,
        ];
        let stays = self.stays_of(from)?;
        let all = splitting
            .encounters
            .iter()
            .all(|id| stays.iter().any(|stay| stay.encounter == *id));
        if splitting.encounters.is_empty() || !all {
            return Err(Failure::new(
                "Nothing was split.",
                "No encounter was chosen, or one that is not in this patient's record.",
                "encounters",
                "Choose encounters of this patient.",
            ));
        }
        let (to, making) = match &splitting.to {
            SplitTo::Patient(to) => {
                let to = RecordId(*to);
                self.stands_for_itself(to)?;
                audit.push(
                    self.permit_patient(Action::Edit, to, &splitting.reason)
                        .await?,
                );
                (to, None)
            }
            SplitTo::New { search, form } => {
                let event = self
                    .permit_all(Action::Create, RecordKind::Patient, Relation::None)
                    .await?;
                let new = self.cleared_patient(*search, form).await?.split_from(from);
                let to = new.record();
                audit.push(event.on(
                    RecordKind::Patient,
                    access::RecordId(to.0),
                    Relation::OwnWork,
                ));
                (to, Some(self.making(new).await?))
            }
        };
        if to == from {
            return Err(Failure::new(
                "Nothing was split.",
                "The encounters are this patient's already.",
                "to whom they belong",
                "Choose another patient, or a new record.",
            ));
        }
        let mut acts: Vec<Act> = making.into_iter().collect();
        for id in &splitting.encounters {
            let record = RecordId(*id);
            let state = self.log(Kind::Encounter, record).await?.state();
            let before: Encounter = state.model();
            let mut after = before.clone();
            after.patient = Some(to);
            acts.push(Act {
                kind: Kind::Encounter,
                record,
                what: What::Changes(state.changes(&before, &after)),
                reason: splitting.reason.trim().to_owned(),
            });
        }
        self.commit(Work {
            acts,
            audit,
            ..Work::default()
        })
        .await?;
        self.keep_patients_up()?;
        self.page_of(to).await
    }

    /// Takes a split back: encounters that were moved here go back to whom they were recorded under; a record that the split
    /// made and that is left without encounters is retired.
    pub(crate) async fn rejoin(
        &mut self,
        patient: RecordId,
        reason: &str,
    ) -> Result<PatientPage, Failure> {
        self.stands_for_itself(patient)?;
        reasoned(reason, "Taking a split back")?;
        let event = self.permit_patient(Action::Split, patient, reason).await?;
        let stays = self.stays_of(patient)?;
        let mut acts = Vec::new();
        let mut back = None;
        for stay in &stays {
            let record = RecordId(stay.encounter);
            let log = self.log(Kind::Encounter, record).await?;
            let whose = Field::new(WHOSE);
            let live = log
                .state()
                .register(&whose)
                .and_then(|register| register.live().first());
            let Some(operation) = live.and_then(|live| log.operation(live.op)) else {
                continue;
            };
            // A move replaced whose it was before; what an encounter began with replaced nothing.
            let moved = operation.operation.undoes.is_none()
                && operation.operation.changes.len() == 1
                && operation.operation.changes[0].replaces.len() == 1;
            if !moved {
                continue;
            }
            let reversal = log.reversal(operation.id).told()?;
            let value = reversal.changes.first().and_then(|changes| changes.first());
            let origin = value.and_then(|change| change.value.as_text()?.parse().ok());
            back = back.or(origin);
            acts.push(Act {
                kind: Kind::Encounter,
                record,
                what: What::Undo(reversal),
                reason: String::new(),
            });
        }
        let back: RecordId = back.ok_or_else(|| {
            Failure::new(
                "There is no split to take back.",
                "No encounter of this patient was moved here.",
                "encounters",
                "Open the patient to whom encounters were moved.",
            )
        })?;
        let state = self.log(Kind::Patient, patient).await?.state();
        let was: Patient = state.model();
        if was.split_from.is_some() && acts.len() == stays.len() {
            let mut now = was.clone();
            was.status
                .may_become(PatientStatus::Retired)
                .map_err(super::status::refused)?;
            now.status = PatientStatus::Retired;
            acts.push(Act {
                kind: Kind::Patient,
                record: patient,
                what: What::Changes(state.changes(&was, &now)),
                reason: reason.trim().to_owned(),
            });
        }
        self.commit(Work {
            acts,
            audit: vec![event],
            ..Work::default()
        })
        .await?;
        self.keep_patients_up()?;
        let root = self.session()?.patients.root(back);
        self.page_of(root).await
    }
}

/// How an encounter is named where it is shown as evidence.
fn name_of(stay: &StayRow) -> String {
    format!("{} of {}", stay.account, stay.admitted)
}

/// What an encounter's fields say of whom it is about.
fn sighting(stay: &StayRow, encounter: &Encounter) -> Option<Sighting> {
    let from = encounter
        .admitted
        .or(encounter.admit_order)?
        .with_timezone(&Utc);
    let allergies = encounter
        .at_source
        .values()
        .filter(|entry| entry.kind == "allergy")
        .map(|entry| entry.words.to_lowercase());
    Some(Sighting {
        id: name_of(stay),
        from,
        to: encounter
            .discharged
            .map_or(from, |to| to.with_timezone(&Utc)),
        given: String::new(),
        family: String::new(),
        birth: None,
        sex: identity::Sex::Unknown,
        blood_type: None,
        height_cm: None,
        provider: encounter.attending().to_owned(),
        place: None,
        allergies: allergies.collect(),
        no_known_allergies: false,
        absent_organs: Vec::new(),
        present_organs: Vec::new(),
    })
}
