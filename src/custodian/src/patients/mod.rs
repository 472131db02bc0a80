//! Patients: the gate before a new record, numbers, verification, and the care of the index.

mod form;
mod gate;
mod index;
mod merge;
mod numbers;
mod page;
mod pairs;
mod permit;
mod person;
mod quality;
mod split;
mod status;
mod views;

use gate::identify;
pub(crate) use index::Patients;
pub(crate) use person::person_of;
pub(crate) use status::may_take_back;

use records::RecordId;
use store::Store;

use crate::custodian::Custodian;
use crate::protocol::{Failure, PatientsEvent, PatientsRequest};
use crate::surroundings::Surroundings;

/// Lines taken into the index for one request.
const AT_ONCE: usize = 1_024;
/// Records compared for one request that nobody waits for: what is asked meanwhile does not wait long.
const COMPARED_AT_ONCE: usize = 64;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Takes what was written since into the index of patients.
    pub(crate) fn keep_patients_up(&mut self) -> Result<(), Failure> {
        let session = self.session_mut()?;
        session.patients.keep_up(&session.catalogue, usize::MAX);
        Ok(())
    }

    /// Answers a request about patients.
    pub(crate) async fn answer_patients(
        &mut self,
        request: PatientsRequest,
    ) -> Result<PatientsEvent, Failure> {
        use PatientsEvent as Told;
        use PatientsRequest as Ask;
        if request == Ask::Prepare {
            let session = self.session_mut()?;
            let left = session.patients.keep_up(&session.catalogue, AT_ONCE);
            return Ok(Told::Prepared(left as u64));
        }
        if let Ask::Identify(form) = &request {
            return Ok(Told::Identified(identify(form)?));
        }
        self.keep_patients_up()?;
        let answer = match request {
            Ask::Prepare => Told::Prepared(0),
            Ask::Identify(form) => Told::Identified(identify(&form)?),
            Ask::Compare => {
                let patients = &mut self.session_mut()?.patients;
                Told::Prepared(patients.compare_some(COMPARED_AT_ONCE) as u64)
            }
            Ask::Look { text, most } => Told::List(self.look_for(&text, most).await?),
            Ask::Search(form) => Told::Searched(Box::new(self.search_person(&form).await?)),
            Ask::RuleOut {
                search,
                patient,
                reason,
            } => Told::Searched(Box::new(self.rule_out(
                search,
                RecordId(patient),
                &reason,
            )?)),
            Ask::Reconsider { search, patient } => {
                Told::Searched(Box::new(self.reconsider(search, RecordId(patient))?))
            }
            Ask::Accept {
                search,
                patient,
                reason,
            } => page(self.accept(search, RecordId(patient), &reason).await?),
            Ask::Create { search, form } => page(self.create_patient(search, &form).await?),
            Ask::Open { patient, reason } => {
                page(self.open_patient(RecordId(patient), &reason).await?)
            }
            Ask::Form { patient, reason } => Told::Form(Box::new(
                self.patient_form(RecordId(patient), &reason).await?,
            )),
            Ask::Edit {
                patient,
                form,
                reason,
            } => page(self.edit_patient(RecordId(patient), &form, &reason).await?),
            Ask::Verify(verifying) => page(self.verify_patient(&verifying).await?),
            Ask::SetStatus {
                patient,
                status,
                reason,
            } => page(
                self.set_patient_status(RecordId(patient), &status, &reason)
                    .await?,
            ),
            Ask::Numbers => Told::Numbers(Box::new(self.numbers().await?)),
            Ask::Lend { device, count } => {
                Told::Lent(Box::new(self.lend(records::DeviceId(device), count).await?))
            }
            Ask::TakeBlock(file) => Told::Numbers(Box::new(self.take_block(&file).await?)),
            Ask::Queue { most } => Told::Queue(self.pair_queue(most).await?),
            Ask::Pair { one, other, reason } => Told::Pair(Box::new(
                self.pair(RecordId(one), RecordId(other), &reason).await?,
            )),
            Ask::Decide {
                one,
                other,
                decision,
                reason,
            } => Told::Pair(Box::new(
                self.decide((RecordId(one), RecordId(other)), &decision, &reason)
                    .await?,
            )),
            Ask::FollowUp {
                survivor,
                retired,
                reason,
            } => Told::FollowUp(
                self.follow_up(RecordId(survivor), RecordId(retired), &reason)
                    .await?,
            ),
            Ask::Merge(merging) => Told::Pair(Box::new(self.merge(&merging).await?)),
            Ask::Unmerge {
                one,
                other,
                reason,
                different,
            } => Told::Pair(Box::new(
                self.unmerge((RecordId(one), RecordId(other)), &reason, different)
                    .await?,
            )),
            Ask::Overlay { patient, reason } => {
                Told::Overlay(Box::new(self.overlay(RecordId(patient), &reason).await?))
            }
            Ask::Split(splitting) => page(self.split(&splitting).await?),
            Ask::Rejoin { patient, reason } => page(self.rejoin(RecordId(patient), &reason).await?),
            Ask::Folders { section } => Told::Folders(self.folders(section).await?),
            Ask::Quality { from, to } => Told::Quality(Box::new(self.quality(&from, &to).await?)),
        };
        Ok(answer)
    }
}

fn page(page: crate::protocol::PatientPage) -> PatientsEvent {
    PatientsEvent::Page(Box::new(page))
}

/// A reason was asked for and not given.
fn reasoned(reason: &str, what: &str) -> Result<(), Failure> {
    if reason.trim().chars().count() >= identity::gate::SHORTEST_REASON {
        return Ok(());
    }
    Err(Failure::new(
        format!("{what} needs a reason."),
        "Whoever reviews the index has to see why.",
        "reason",
        "Say in a few words why.",
    ))
}

/// Bytes drawn by chance.
fn random<const N: usize>(rng: &mut impl vault::CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}
