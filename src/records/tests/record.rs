//! A record as its users meet it: edited through the model, taken back, read in its history, settled after a conflict.

use records::model::{
    CaseStatus, CodedDiagnosis, CodingCase, Encounter, Patient, PatientStatus, PersonName, Poa,
};
use records::{
    CannotUndo, DeviceId, EntryId, Field, Hand, Kind, Log, OpId, RecordId, Stamp, UserId, Value,
};

const RECORD: RecordId = RecordId([9; 16]);
const CASE: EntryId = EntryId([1; 16]);
const FIRST: EntryId = EntryId([2; 16]);
const SECOND: EntryId = EntryId([3; 16]);

/// A coder at a device.
struct Coder {
    hand: Hand,
    log: Log,
    now: i64,
}

impl Coder {
    fn new(number: u8) -> Self {
        Self {
            hand: Hand {
                device: DeviceId([number; 16]),
                author: UserId([number; 16]),
                sequence: 0,
                previous: [0; 32],
                stamp: Stamp::default(),
            },
            log: Log::new(Kind::Encounter),
            now: 1_790_000_000_000,
        }
    }

    fn stay(&self) -> Encounter {
        self.log.state().model()
    }

    fn case(&self) -> CodingCase {
        self.stay().cases.remove(&CASE).unwrap_or_default()
    }

    fn edit(&mut self, reason: &str, change: impl FnOnce(&mut Encounter)) -> OpId {
        let before = self.stay();
        let mut after = before.clone();
        change(&mut after);
        let changes = self.log.state().changes(&before, &after);
        assert!(!changes.is_empty(), "nothing is changed: {reason}");
        self.now += 1_000;
        let recorded = self
            .hand
            .write(RECORD, self.log.state(), changes, reason, None, self.now);
        let id = recorded.id;
        self.log.insert(recorded);
        id
    }

    fn edit_case(&mut self, reason: &str, change: impl FnOnce(&mut CodingCase)) -> OpId {
        self.edit(reason, |stay| change(stay.cases.entry(CASE).or_default()))
    }

    fn undo(&mut self) -> Result<(), CannotUndo> {
        let act = self
            .log
            .undoable(self.hand.author, "")
            .ok_or(CannotUndo::Nothing)?
            .id;
        self.take_back(act)
    }

    fn redo(&mut self) -> Result<(), CannotUndo> {
        let act = self
            .log
            .redoable(self.hand.author, "")
            .ok_or(CannotUndo::Nothing)?
            .id;
        self.take_back(act)
    }

    fn take_back(&mut self, act: OpId) -> Result<(), CannotUndo> {
        let reversal = self.log.reversal(act)?;
        self.now += 1_000;
        for recorded in self
            .hand
            .take_back(RECORD, self.log.state(), reversal, self.now)
        {
            self.log.insert(recorded);
        }
        Ok(())
    }

    fn hears(&mut self, other: &Self) {
        for recorded in other.log.operations().to_vec() {
            self.log.insert(recorded);
        }
    }
}

fn diagnosis(code: &str, order: &str) -> CodedDiagnosis {
    CodedDiagnosis {
        code: code.to_owned(),
        poa: Poa::Yes,
        order: order.to_owned(),
        found_by: String::new(),
    }
}

fn coded() -> Coder {
    let mut coder = Coder::new(1);
    coder.edit_case("", |case| {
        case.status = CaseStatus::InProgress;
        case.diagnoses.insert(FIRST, diagnosis("A419", "80"));
        case.diagnoses.insert(SECOND, diagnosis("N179", "81"));
        case.principal = Some(FIRST);
    });
    coder
}

#[test]
fn an_edit_sets_only_what_was_changed() {
    let mut coder = coded();
    let op = coder.edit_case("Record says hospital-acquired", |case| {
        case.diagnoses.entry(SECOND).or_default().poa = Poa::No;
    });
    let changes = &coder
        .log
        .operation(op)
        .expect("it is there")
        .operation
        .changes;
    assert_eq!(changes.len(), 1);
    assert_eq!(
        changes[0].field,
        Field::new(format!("cases/{CASE}/diagnoses/{SECOND}/poa"))
    );
    assert_eq!(changes[0].value, Value::Text("N".into()));
    assert_eq!(changes[0].replaces.len(), 1);
}

#[test]
fn an_entry_is_taken_out_whole_and_its_last_but_one_field_alone() {
    let mut coder = coded();
    let other = EntryId([8; 16]);
    coder.edit("a second case", |stay| {
        let mut case = stay.cases[&CASE].clone();
        case.note = "the second".to_owned();
        stay.cases.insert(other, case);
    });
    let place = |field: &str| Field::new(format!("cases/{other}{field}"));
    let changed = |coder: &Coder, op: OpId| -> Vec<Field> {
        let changes = &coder.log.operation(op).expect("written").operation.changes;
        changes.iter().map(|change| change.field.clone()).collect()
    };

    // The rest of the case is the same, and of the other case everything.
    let emptied = coder.edit("no note", |stay| {
        if let Some(case) = stay.cases.get_mut(&other) {
            case.note.clear();
        }
    });
    assert_eq!(changed(&coder, emptied), [place("/note")]);
    let out = coder.edit("no second case", |stay| {
        stay.cases.remove(&other);
    });
    assert_eq!(changed(&coder, out), [place("/~gone")]);
    assert!(coder.stay().cases.contains_key(&CASE));
    assert!(!coder.stay().cases.contains_key(&other));
}

#[test]
fn history_says_who_when_from_what_and_why() {
    let mut coder = coded();
    coder.edit_case("Record says hospital-acquired", |case| {
        case.diagnoses.entry(SECOND).or_default().poa = Poa::No;
    });
    let history = coder
        .log
        .history(&format!("cases/{CASE}/diagnoses/{SECOND}/poa"));
    assert_eq!(history.len(), 2);
    let last = &history[1];
    assert_eq!(last.author, UserId([1; 16]));
    assert_eq!(last.from, [Value::Text("Y".into())]);
    assert_eq!(last.to, Value::Text("N".into()));
    assert_eq!(last.reason, "Record says hospital-acquired");
    assert!(last.stands && !history[0].stands);
    assert!(last.stamp > history[0].stamp);
}

#[test]
fn everything_can_be_taken_back_and_brought_back() {
    let mut coder = Coder::new(1);
    let mut seen = vec![coder.stay()];
    coder.edit("", |stay| stay.complaint = "Fever".into());
    seen.push(coder.stay());
    coder.edit_case("", |case| {
        case.diagnoses.insert(FIRST, diagnosis("A419", "80"));
    });
    seen.push(coder.stay());
    coder.edit_case("", |case| {
        case.diagnoses.insert(SECOND, diagnosis("N179", "81"));
        case.principal = Some(SECOND);
    });
    seen.push(coder.stay());
    coder.edit_case("", |case| {
        case.diagnoses.remove(&FIRST);
    });
    seen.push(coder.stay());
    for before in seen.iter().rev().skip(1) {
        coder.undo().expect("it can be taken back");
        assert_eq!(coder.stay(), *before);
    }
    assert_eq!(coder.undo(), Err(CannotUndo::Nothing));
    for after in seen.iter().skip(1) {
        coder.redo().expect("it can be brought back");
        assert_eq!(coder.stay(), *after);
    }
    assert_eq!(coder.redo(), Err(CannotUndo::Nothing));
    coder.undo().expect("again");
    coder.edit("", |stay| stay.complaint = "Chills".into());
    assert_eq!(
        coder.redo(),
        Err(CannotUndo::Nothing),
        "a new act ends what could be brought back"
    );
}

#[test]
fn what_a_colleague_changed_since_is_not_taken_back() {
    let mut one = coded();
    let mut other = Coder::new(2);
    one.edit("", |stay| stay.complaint = "Fever".into());
    other.hears(&one);
    other.edit("", |stay| stay.complaint = "Fever and chills".into());
    one.hears(&other);
    let refused = one.undo().expect_err("it was changed since");
    assert!(
        matches!(refused, CannotUndo::ChangedSince { ref field, .. } if field.as_str() == "complaint")
    );
    assert_eq!(one.stay().complaint, "Fever and chills");
}

#[test]
fn two_principal_diagnoses_wait_for_a_person() {
    let mut one = coded();
    let mut other = Coder::new(2);
    other.hears(&one);
    one.edit_case("", |case| case.principal = Some(SECOND));
    other.edit_case("", |case| case.principal = None);
    one.hears(&other);
    other.hears(&one);
    assert_eq!(one.log.state(), other.log.state());
    let conflicts = one.log.state().conflicts();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(
        conflicts[0].field.as_str(),
        format!("cases/{CASE}/principal")
    );
    assert_eq!(conflicts[0].values.len(), 2);
    // Settling names both; taking the settlement back opens the conflict again.
    let field = conflicts[0].field.clone();
    let change = one
        .log
        .state()
        .change(field, Value::Text(FIRST.to_string()));
    assert_eq!(change.replaces.len(), 2);
    one.now += 1_000;
    let recorded = one.hand.write(
        RECORD,
        one.log.state(),
        vec![change],
        "Sepsis was why he came",
        None,
        one.now,
    );
    one.log.insert(recorded);
    assert!(one.log.state().conflicts().is_empty());
    assert_eq!(one.case().principal, Some(FIRST));
    one.undo().expect("it can be taken back");
    let again = one.log.state().conflicts();
    assert_eq!(again.len(), 1);
    assert_eq!(
        again[0]
            .values
            .iter()
            .map(|live| &live.value)
            .collect::<std::collections::BTreeSet<_>>(),
        conflicts[0].values.iter().map(|live| &live.value).collect()
    );
}

#[test]
fn the_same_value_twice_is_settled() {
    let mut one = coded();
    let mut other = Coder::new(2);
    other.hears(&one);
    one.edit("", |stay| stay.complaint = "Fever".into());
    other.edit("", |stay| stay.complaint = "Fever".into());
    one.hears(&other);
    assert!(one.log.state().conflicts().is_empty());
    assert_eq!(
        one.log.state().parallels().len(),
        1,
        "and flagged for a glance"
    );
    let pair = one.log.state().parallels()[0];
    let change = one.log.state().change(pair.glance(), Value::Flag(true));
    let recorded = one
        .hand
        .write(RECORD, one.log.state(), vec![change], "", None, one.now);
    one.log.insert(recorded);
    assert!(one.log.state().parallels().is_empty());
}

#[test]
fn a_removal_loses_to_a_change_made_at_the_same_time() {
    let mut one = coded();
    let mut other = Coder::new(2);
    other.hears(&one);
    one.edit_case("", |case| {
        case.diagnoses.remove(&SECOND);
    });
    assert!(!one.case().diagnoses.contains_key(&SECOND));
    other.edit_case("", |case| {
        case.diagnoses.entry(SECOND).or_default().poa = Poa::No
    });
    one.hears(&other);
    other.hears(&one);
    assert_eq!(one.log.state(), other.log.state());
    let kept = one.case().diagnoses.get(&SECOND).cloned();
    assert_eq!(
        kept,
        Some(CodedDiagnosis {
            poa: Poa::No,
            ..diagnosis("N179", "81")
        }),
        "whole, not in parts"
    );
    let place = format!("cases/{CASE}/diagnoses/{SECOND}");
    assert_eq!(one.log.state().kept_against_removal(), [place]);
    // Somebody who has seen both takes it out.
    one.edit_case("", |case| {
        case.diagnoses.remove(&SECOND);
    });
    assert!(!one.case().diagnoses.contains_key(&SECOND));
    assert!(one.log.state().kept_against_removal().is_empty());
    // Put back under its own id, it is there again.
    one.edit_case("", |case| {
        case.diagnoses.insert(SECOND, diagnosis("N170", "81"));
    });
    assert_eq!(
        one.case().diagnoses.get(&SECOND),
        Some(&diagnosis("N170", "81"))
    );
}

#[test]
fn fields_and_words_of_a_newer_build_are_kept() {
    let mut coder = coded();
    let state = coder.log.state();
    let changes = vec![
        state.change(Field::new("status"), Value::Text("teleported".into())),
        state.change(Field::new("triage/level"), Value::Whole(2)),
        state.change(
            Field::new("discharge_status"),
            Value::Text("not a number".into()),
        ),
        state.change(Field::new("complaint"), Value::Text("Fever".into())),
    ];
    let recorded = coder
        .hand
        .write(RECORD, state, changes, "", None, coder.now);
    coder.log.insert(recorded);
    let stay = coder.stay();
    assert_eq!(stay.complaint, "Fever", "the rest is read");
    assert_eq!(stay.discharge_status, None);
    assert_eq!(stay.cases.len(), 1);
    coder.edit("", |stay| stay.service = "Medicine".into());
    let value = |field: &str| {
        coder
            .log
            .state()
            .register(&Field::new(field))
            .and_then(|r| r.settled())
            .cloned()
    };
    assert_eq!(value("status"), Some(Value::Text("teleported".into())));
    assert_eq!(value("triage/level"), Some(Value::Whole(2)));
    assert_eq!(
        value("discharge_status"),
        Some(Value::Text("not a number".into()))
    );
}

#[test]
fn a_version_is_read_out_of_the_past() {
    let mut coder = coded();
    let final_heads = coder.log.state().heads();
    let then = coder.stay();
    coder.edit_case("Pathology came late", |case| {
        case.diagnoses
            .insert(EntryId([4; 16]), diagnosis("C189", "82"));
    });
    assert_ne!(coder.stay(), then);
    assert_eq!(coder.log.at(&final_heads).model::<Encounter>(), then);
}

#[test]
fn a_patient_goes_through_fields_and_back() {
    let mut log = Log::new(Kind::Patient);
    let mut hand = Coder::new(3).hand;
    let mut patient = Patient {
        status: PatientStatus::Provisional,
        unit_number: "0012345".into(),
        birth_date: "1950-03".parse().ok(),
        race: vec!["White".into(), "Asian".into()],
        ssn: "900123456".into(),
        merged_into: Some(RecordId([4; 16])),
        ..Patient::default()
    };
    patient.flags.vip = true;
    patient.names.insert(
        FIRST,
        PersonName {
            family: "Testcase".into(),
            given: "Quillon".into(),
            ..PersonName::default()
        },
    );
    let changes = log.state().changes(&Patient::default(), &patient);
    log.insert(hand.write(RECORD, log.state(), changes, "", None, 1));
    assert_eq!(log.state().model::<Patient>(), patient);
    // Unmerging sets the pointer back and nothing else.
    let mut apart = patient.clone();
    apart.merged_into = None;
    let changes = log.state().changes(&patient, &apart);
    assert_eq!(changes.len(), 1);
    log.insert(hand.write(RECORD, log.state(), changes, "", None, 2));
    let written = serde_json::to_vec(&log.state().model::<Patient>()).expect("written");
    assert_eq!(
        written,
        serde_json::to_vec(&apart).expect("written"),
        "byte for byte"
    );
}
