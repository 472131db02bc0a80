//! Search before create (MPI-001, MPI-002). A search lives in memory under a number, of one person's session alone; only a
//! search in which everybody was ruled out makes a record, and it makes one.

use access::{Action, RecordKind, Relation};
use chrono::{DateTime, Utc};
use identity::gate::{Evidence, FEWEST_IDENTIFIERS, Searched as Search, SearchedOn, identifiers};
use records::model::{Patient, PatientStatus, RuledOut, Searched};
use records::{EntryId, Kind, RecordId, UserId};
use store::Store;

use super::form::{fill, fill_known, with_legal_names};
use super::index::{line_of, millibits};
use super::person::{person_id, person_of, record_id};
use super::random;
use super::views::{in_parts, waterfall};
use crate::commit::{Act, What, Work};
use crate::custodian::Custodian;
use crate::protocol::{
    CandidateView, Failure, Identified, PatientForm, PatientList, PatientPage, SearchView,
};
use crate::surroundings::Surroundings;

/// A patient about to be made. Only [`Custodian::cleared_patient`] makes one.
#[derive(Debug)]
pub(crate) struct NewPatient {
    record: RecordId,
    patient: Patient,
}

impl NewPatient {
    /// The record it will be.
    pub(crate) const fn record(&self) -> RecordId {
        self.record
    }

    /// It is split from another record.
    pub(crate) const fn split_from(mut self, record: RecordId) -> Self {
        self.patient.split_from = Some(record);
        self
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Patients by a part of a name, a number or a birth date.
    pub(crate) async fn look_for(&mut self, text: &str, most: u32) -> Result<PatientList, Failure> {
        let everybody = self.demand(Action::Search, RecordKind::Patient).is_ok();
        let relation = if everybody {
            Relation::None
        } else {
            Relation::Assigned
        };
        let mut event = self
            .permit_all(Action::Search, RecordKind::Patient, relation)
            .await?;
        let mut found = self.session()?.patients.look(text);
        if !everybody {
            let mut mine = Vec::new();
            for record in found {
                if self.relation_to((Kind::Patient, record))? == Relation::Assigned {
                    mine.push(record);
                }
            }
            found = mine;
        }
        let session = self.session()?;
        found.sort_by_cached_key(|record| {
            line_of(&session.catalogue, *record)
                .map(|line| (line.name.clone(), line.birth_date.clone()))
        });
        event.count = u32::try_from(found.len()).unwrap_or(u32::MAX);
        self.record_events(&[event]).await?;
        let rows: Result<Vec<_>, _> = found
            .iter()
            .take(most as usize)
            .map(|record| self.patient_row(*record))
            .collect();
        let rows = rows?;
        Ok(PatientList {
            more: (found.len() - rows.len()) as u64,
            rows,
        })
    }

    /// Searches for a person with all that is known.
    pub(crate) async fn search_person(
        &mut self,
        form: &PatientForm,
    ) -> Result<SearchView, Failure> {
        let mut event = self
            .permit_all(Action::Search, RecordKind::Patient, Relation::None)
            .await?;
        let mut patient = Patient::default();
        fill(&mut patient, &with_legal_names(form), going_nowhere())?;
        let (by, at) = (self.session()?.user().to_string(), self.utc());
        let session = self.session()?;
        let searched = Search::search(&session.patients.candidates, person_of(&patient), &by, at)
            .map_err(|error| in_parts(&error, "the search"))?;
        event.count = u32::try_from(searched.open().len()).unwrap_or(u32::MAX);
        self.record_events(&[event]).await?;
        let number = u64::from_be_bytes(random(&mut self.world.rng()));
        self.session_mut()?.patients.hold(number, searched);
        self.search_view(number)
    }

    /// Judges a candidate to be somebody else.
    pub(crate) fn rule_out(
        &mut self,
        search: u64,
        patient: RecordId,
        reason: &str,
    ) -> Result<SearchView, Failure> {
        let (by, at) = (self.session()?.user().to_string(), self.utc());
        let searched = self
            .session_mut()?
            .patients
            .search(search)
            .ok_or_else(no_search)?;
        searched
            .rule_out(person_id(patient), reason, &by, at)
            .map_err(|error| in_parts(&error, "the candidates"))?;
        self.search_view(search)
    }

    /// Takes a judgement back.
    pub(crate) fn reconsider(
        &mut self,
        search: u64,
        patient: RecordId,
    ) -> Result<SearchView, Failure> {
        let searched = self
            .session_mut()?
            .patients
            .search(search)
            .ok_or_else(no_search)?;
        searched
            .reconsider(person_id(patient))
            .map_err(|error| in_parts(&error, "the candidates"))?;
        self.search_view(search)
    }

    /// Takes a candidate as the person: the search ends, and no record is made.
    pub(crate) async fn accept(
        &mut self,
        search: u64,
        patient: RecordId,
        reason: &str,
    ) -> Result<PatientPage, Failure> {
        let patients = &mut self.session_mut()?.patients;
        let searched = patients.spend(search).ok_or_else(no_search)?;
        match searched.accept(person_id(patient)) {
            Ok(_) => self.open_patient(patient, reason).await,
            Err((error, searched)) => {
                patients.hold(search, *searched);
                Err(in_parts(&error, "the candidates"))
            }
        }
    }

    /// Makes a new, provisional record.
    pub(crate) async fn create_patient(
        &mut self,
        search: u64,
        form: &PatientForm,
    ) -> Result<PatientPage, Failure> {
        let event = self
            .permit_all(Action::Create, RecordKind::Patient, Relation::None)
            .await?;
        let new = self.cleared_patient(search, form).await?;
        let record = new.record();
        let act = self.making(new).await?;
        let event = event.on(
            RecordKind::Patient,
            access::RecordId(record.0),
            Relation::OwnWork,
        );
        self.commit(Work {
            acts: vec![act],
            audit: vec![event],
            ..Work::default()
        })
        .await?;
        self.keep_patients_up()?;
        let mut page = self.page_of(record).await?;
        page.warning = self.numbers_warning()?;
        Ok(page)
    }

    /// Spends a search on a new patient. Everything that could refuse it for another cause comes first, so that a search is
    /// not lost to a typing error.
    pub(crate) async fn cleared_patient(
        &mut self,
        search: u64,
        form: &PatientForm,
    ) -> Result<NewPatient, Failure> {
        if self.session_mut()?.patients.search(search).is_none() {
            return Err(no_search());
        }
        let mut patient = Patient::default();
        let mut rng = self.world.rng();
        fill(&mut patient, &with_legal_names(form), || {
            EntryId(random(&mut rng))
        })?;
        let record = RecordId(random(&mut rng));
        patient.unit_number = self.next_number()?.to_string();
        let (user, now) = (self.session()?.user(), self.civil_now());
        let patients = &mut self.session_mut()?.patients;
        let searched = patients.spend(search).ok_or_else(no_search)?;
        let among = patients.candidates.len() as u64;
        let cleared = match searched.clear(&patients.candidates) {
            Ok(cleared) => cleared,
            Err((error, searched)) => {
                patients.hold(search, *searched);
                return Err(in_parts(&error, "the candidates"));
            }
        };
        let evidence = cleared
            .spend(&person_of(&patient))
            .map_err(|(error, _)| in_parts(&error, "the new record"))?;
        patient.status = PatientStatus::Provisional;
        patient.searched = Some(Searched {
            at: now,
            ..kept(&evidence, user, among)
        });
        Ok(NewPatient { record, patient })
    }

    /// The act that makes a new patient.
    pub(crate) async fn making(&mut self, new: NewPatient) -> Result<Act, Failure> {
        let state = self.log(Kind::Patient, new.record).await?.state();
        Ok(Act {
            kind: Kind::Patient,
            record: new.record,
            what: What::Changes(state.changes(&Patient::default(), &new.patient)),
            reason: String::new(),
        })
    }

    fn search_view(&mut self, number: u64) -> Result<SearchView, Failure> {
        let session = self.session_mut()?;
        let searched = session.patients.search(number).ok_or_else(no_search)?;
        let open = searched.open().iter();
        let open: Vec<_> = open
            .map(|candidate| (candidate.id, waterfall(&candidate.waterfall), String::new()))
            .collect();
        let evidence = searched.evidence();
        let out = evidence.ruled_out.iter();
        let out = out.map(|out| (out.id, waterfall(&out.waterfall), out.reason.clone()));
        let clear = open.is_empty();
        let all: Vec<_> = open.into_iter().chain(out).collect();
        let on = evidence
            .searched_on
            .iter()
            .map(|on| on.name().to_owned())
            .collect();
        let compared = evidence.compared as u64;
        let too_common = evidence
            .too_common
            .iter()
            .map(|key| key.name().to_owned())
            .collect();
        let candidates: Result<Vec<_>, Failure> = all
            .into_iter()
            .map(|(id, waterfall, ruled_out)| {
                Ok(CandidateView {
                    row: self.patient_row(record_id(id))?,
                    waterfall,
                    ruled_out,
                })
            })
            .collect();
        Ok(SearchView {
            search: number,
            on,
            compared,
            too_common,
            candidates: candidates?,
            clear,
        })
    }

    /// The time.
    pub(crate) fn utc(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.world.now().millis).unwrap_or_default()
    }
}

/// What a search could go by with what has been typed so far (MPI-001).
pub(crate) fn identify(form: &PatientForm) -> Result<Identified, Failure> {
    let mut patient = Patient::default();
    fill_known(&mut patient, &with_legal_names(form), going_nowhere())?;
    let given = identifiers(&person_of(&patient));
    let named = |on: &SearchedOn| on.name().to_owned();
    let more = SearchedOn::ALL.iter().filter(|on| !given.contains(on));
    Ok(Identified {
        on: given.iter().map(named).collect(),
        fewest: FEWEST_IDENTIFIERS as u32,
        more: more.map(named).collect(),
    })
}

/// Ids of entries that are written nowhere, such as those of a search.
fn going_nowhere() -> impl FnMut() -> EntryId {
    let mut ids = 0_u8;
    move || {
        ids = ids.wrapping_add(1);
        EntryId([ids; 16])
    }
}

/// What the record keeps of the search.
fn kept(evidence: &Evidence, by: UserId, among: u64) -> Searched {
    Searched {
        on: evidence
            .searched_on
            .iter()
            .map(|on| on.name().to_owned())
            .collect(),
        by,
        at: None,
        among,
        ruled_out: evidence
            .ruled_out
            .iter()
            .map(|out| RuledOut {
                patient: record_id(out.id),
                weight_millibits: millibits(out.waterfall.total),
                reason: out.reason.clone(),
            })
            .collect(),
    }
}

fn no_search() -> Failure {
    Failure::new(
        "There is no such search.",
        "It made a record already, was taken as a patient who is here, or is another person's. A search ends when Chartroom locks.",
        "the search (MPI-001)",
        "Search again: a record is only made after a search of one's own.",
    )
}
