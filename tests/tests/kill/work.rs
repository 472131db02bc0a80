//! Work at a desk, one write after the other: saves of a case, documents, files of several documents, patients.

use anyhow::{Context as _, Result, bail};
use custodian::protocol::{
    CaseName, CasesEvent, CasesRequest, ChartsEvent, ChartsRequest, DocumentForm, EncounterForm,
    Event, NameForm, PatientForm, PatientPage, PatientsEvent, PatientsRequest, PhoneForm, Request,
    Step,
};
use engine::draft::{DraftDiagnosis, DraftProcedure, Poa, StayDraft};
use journeys::Custody;
use journeys::canary::{self, Chance};

use crate::ledger::{Ledger, Write};

const CODES: [&str; 8] = [
    "A419", "E119", "I10", "J9601", "K7200", "N179", "R6521", "Z794",
];
const PROCEDURES: [&str; 3] = ["02100Z9", "0BH17EZ", "5A1955Z"];

/// A desk at which one case is open.
pub(super) struct Desk {
    round: u64,
    serial: u64,
    of: CaseName,
    draft: StayDraft,
}

impl Desk {
    /// A patient, an encounter, and its case taken up.
    pub(super) async fn begin(
        custody: &mut Custody,
        ledger: &mut Ledger,
        round: u64,
    ) -> Result<Self> {
        if round == 0 {
            lend(custody).await?;
        }
        let mut chance = Chance::from_seed(round);
        let patient = register(custody, &person(&mut chance)).await?.row.patient;
        let form = EncounterForm {
            account: format!("T{round:08}"),
            class: "IP".to_owned(),
            admitted: "2026-03-01T14:05-06:00".to_owned(),
            discharged: "2026-03-04T10:30-06:00".to_owned(),
            discharge_status: "01".to_owned(),
            ..EncounterForm::default()
        };
        let request = ChartsRequest::CreateEncounter {
            patient,
            form: Box::new(form),
            reason: "At the desk".to_owned(),
        };
        let encounter = match custody.get(Request::Charts(request)).await? {
            Event::Charts(ChartsEvent::Encounter(view)) => view.id,
            other => bail!("no encounter: {other:?}"),
        };
        let request = CasesRequest::Step {
            of: CaseName {
                encounter,
                case: [0; 16],
            },
            step: Step::Take,
        };
        let view = match custody.get(Request::Cases(request)).await? {
            Event::Cases(CasesEvent::Opened(view)) => *view,
            other => bail!("no case: {other:?}"),
        };
        ledger.begin(view.of, view.draft.clone());
        Ok(Self {
            round,
            serial: 0,
            of: view.of,
            draft: view.draft,
        })
    }

    /// The next write, by chance.
    pub(super) async fn write(
        &mut self,
        custody: &mut Custody,
        ledger: &mut Ledger,
        chance: &mut Chance,
    ) -> Result<()> {
        self.serial += 1;
        match chance.below(20) {
            0..10 => self.save(custody, ledger, chance).await,
            10..16 => self.note(custody, ledger, chance).await,
            16..18 => self.file(custody, ledger, chance).await,
            _ => {
                let form = person(chance);
                let family = form.names.first().map(|name| name.family.clone());
                ledger.asks(Write::Patient {
                    family: family.unwrap_or_default(),
                })?;
                register(custody, &form).await?;
                ledger.told()
            }
        }
    }

    async fn save(
        &mut self,
        custody: &mut Custody,
        ledger: &mut Ledger,
        chance: &mut Chance,
    ) -> Result<()> {
        let mut draft = self.draft.clone();
        let diagnosis = |code: &str| DraftDiagnosis {
            code: code.to_owned(),
            poa: Poa::Y,
            found_by: "index: a few words that lead there".to_owned(),
        };
        match chance.below(5) {
            0 => draft.principal = Some(diagnosis(one_of(&CODES, chance))),
            1 => {
                let code = one_of(&CODES, chance);
                draft.secondary.retain(|one| one.code != code);
                draft.secondary.push(diagnosis(code));
            }
            2 => draft.secondary.reverse(),
            3 => {
                let code = one_of(&PROCEDURES, chance);
                draft.procedures.retain(|one| one.code != code);
                draft.procedures.push(DraftProcedure {
                    code: code.to_owned(),
                    date: "2026-03-02".to_owned(),
                    ..DraftProcedure::default()
                });
            }
            _ => {}
        }
        draft.note = format!(
            "Round {}, write {}: {}",
            self.round,
            self.serial,
            words(chance, 8)
        );
        let request = CasesRequest::Save {
            of: self.of,
            draft: Box::new(draft.clone()),
            grouped: None,
        };
        ledger.asks(Write::Case {
            draft: Box::new(draft.clone()),
        })?;
        match custody.get(Request::Cases(request)).await? {
            Event::Cases(CasesEvent::Saved(saved)) if saved.refused.is_empty() => {
                self.draft = draft;
                ledger.told()
            }
            other => bail!("not saved: {other:?}"),
        }
    }

    async fn note(
        &mut self,
        custody: &mut Custody,
        ledger: &mut Ledger,
        chance: &mut Chance,
    ) -> Result<()> {
        let title = format!("Progress note {}-{}", self.round, self.serial);
        let length = 5 + chance.below(300);
        let text = words(chance, length);
        let form = DocumentForm {
            kind: "progress".to_owned(),
            title: title.clone(),
            about: "2026-03-02T09:00-06:00".to_owned(),
            status: "transcribed".to_owned(),
            text: text.clone(),
            ..DocumentForm::default()
        };
        ledger.asks(Write::Note { title, text })?;
        let request = ChartsRequest::Add {
            encounter: self.of.encounter,
            form: Box::new(form),
        };
        match custody.get(Request::Charts(request)).await? {
            Event::Charts(ChartsEvent::Page(_)) => ledger.told(),
            other => bail!("no document: {other:?}"),
        }
    }

    /// A FHIR bundle of some reports, which comes in over several batches.
    async fn file(
        &mut self,
        custody: &mut Custody,
        ledger: &mut Ledger,
        chance: &mut Chance,
    ) -> Result<()> {
        let count = 2 + chance.below(8);
        let documents: Vec<(String, String)> = (0..count)
            .map(|number| {
                let title = format!("Imaging report {}-{}-{number}", self.round, self.serial);
                (title, words(chance, 40))
            })
            .collect();
        let entries: Vec<String> = documents
            .iter()
            .enumerate()
            .map(|(number, (title, text))| {
                format!(
                    r#"{{"resource":{{"resourceType":"DiagnosticReport","id":"r{number}","status":"final","code":{{"text":"{title}"}},"conclusion":"{text}","text":{{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">{text}</div>"}}}}}}"#
                )
            })
            .collect();
        let bundle = format!(
            r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#,
            entries.join(",")
        );
        let request = ChartsRequest::Plan {
            encounter: self.of.encounter,
            name: format!("reports-{}.json", self.serial),
            bytes: bundle.into_bytes(),
        };
        let plan = match custody.get(Request::Charts(request)).await? {
            Event::Charts(ChartsEvent::Plan(plan)) => plan.plan,
            other => bail!("no plan: {other:?}"),
        };
        ledger.asks(Write::File { documents })?;
        let mut request = ChartsRequest::Accept {
            plan,
            reason: "Seen with the patient".to_owned(),
        };
        loop {
            match custody.get(Request::Charts(request)).await? {
                Event::Charts(ChartsEvent::Progress(progress)) if progress.finished => {
                    return ledger.told();
                }
                Event::Charts(ChartsEvent::Progress(_)) => request = ChartsRequest::GoOn,
                other => bail!("no progress: {other:?}"),
            }
        }
    }
}

fn one_of(all: &'static [&'static str], chance: &mut Chance) -> &'static str {
    let place = chance.below(all.len() as u64);
    all[usize::try_from(place).unwrap_or_default()]
}

/// So many words out of chance.
fn words(chance: &mut Chance, count: u64) -> String {
    let words: Vec<String> = (0..count).map(|_| canary::word(chance)).collect();
    words.join(" ")
}

/// Somebody made up whom nobody resembles.
fn person(chance: &mut Chance) -> PatientForm {
    PatientForm {
        names: vec![NameForm {
            family: canary::word(chance),
            given: "Testcase".to_owned(),
            ..NameForm::default()
        }],
        birth_date: format!(
            "{}-{:02}-{:02}",
            1930 + chance.below(80),
            1 + chance.below(12),
            1 + chance.below(28)
        ),
        administrative_sex: "F".to_owned(),
        phones: vec![PhoneForm {
            number: format!("207-555-{:04}", chance.below(10_000)),
            ..PhoneForm::default()
        }],
        ssn: canary::ssn(chance),
        ..PatientForm::default()
    }
}

/// Lends this device a block of numbers.
async fn lend(custody: &mut Custody) -> Result<()> {
    let asked = Request::Patients(PatientsRequest::Numbers);
    let device = match custody.get(asked).await? {
        Event::Patients(PatientsEvent::Numbers(numbers)) => numbers.device,
        other => bail!("no numbers: {other:?}"),
    };
    let request = PatientsRequest::Lend {
        device,
        count: 5_000,
    };
    custody.get(Request::Patients(request)).await.map(|_| ())
}

/// Searches, rules everybody out and makes the record.
async fn register(custody: &mut Custody, form: &PatientForm) -> Result<PatientPage> {
    let request = PatientsRequest::Search(Box::new(form.clone()));
    let search = match custody.get(Request::Patients(request)).await? {
        Event::Patients(PatientsEvent::Searched(search)) => search,
        other => bail!("no search: {other:?}"),
    };
    for candidate in &search.candidates {
        let request = PatientsRequest::RuleOut {
            search: search.search,
            patient: candidate.row.patient,
            reason: "Another person by the photograph".to_owned(),
        };
        custody.get(Request::Patients(request)).await?;
    }
    let request = PatientsRequest::Create {
        search: search.search,
        form: Box::new(form.clone()),
    };
    match custody
        .get(Request::Patients(request))
        .await
        .context("making the record")?
    {
        Event::Patients(PatientsEvent::Page(page)) => Ok(*page),
        other => bail!("no patient: {other:?}"),
    }
}
