//! What tests of patients share: asking, made-up people, registering them, and changing who has unlocked.

use futures_executor::block_on;
use records::Kind;

use super::world::{Keeper, OTHER, PASSWORD, person};
use crate::protocol::{
    Event, Failure, NameForm, NewMember, PatientForm, PatientPage, PatientsEvent, PatientsRequest,
    PhoneForm, Request, SearchView,
};

/// Asks something about patients.
pub(super) fn ask(keeper: &mut Keeper, request: PatientsRequest) -> Result<PatientsEvent, Failure> {
    match block_on(keeper.answer(Request::Patients(request), |_| {})) {
        Event::Patients(event) => Ok(event),
        Event::Failed(failure) => Err(failure),
        other => panic!("no answer about patients: {other:?}"),
    }
}

/// A made-up person, told apart by `number`.
pub(super) fn testcase(number: usize) -> PatientForm {
    let letter = |place: usize| char::from(b'a' + (number / 26_usize.pow(place as u32) % 26) as u8);
    let tail: String = (0..3).map(letter).collect();
    PatientForm {
        names: vec![NameForm {
            family: format!("Testcase{tail}"),
            given: format!("Quillon{tail}"),
            ..NameForm::default()
        }],
        birth_date: format!(
            "{}-{:02}-{:02}",
            1930 + number % 83,
            1 + number % 12,
            2 + number % 27
        ),
        administrative_sex: if number.is_multiple_of(2) { "F" } else { "M" }.to_owned(),
        phones: vec![PhoneForm {
            number: format!("207-555-{:04}", number % 10_000),
            ..PhoneForm::default()
        }],
        ..PatientForm::default()
    }
}

/// Lends this device a block.
pub(super) fn lend_here(keeper: &mut Keeper, count: u64) {
    let device = keeper.session().expect("unlocked").hand.device.0;
    ask(keeper, PatientsRequest::Lend { device, count }).expect("lent");
}

/// Searches, rules everybody out and makes the record.
pub(super) fn register(keeper: &mut Keeper, form: &PatientForm) -> Result<PatientPage, Failure> {
    let search = searched(keeper, form)?;
    for candidate in search
        .candidates
        .iter()
        .filter(|one| one.ruled_out.is_empty())
    {
        let request = PatientsRequest::RuleOut {
            search: search.search,
            patient: candidate.row.patient,
            reason: "Another person by the photograph".to_owned(),
        };
        ask(keeper, request)?;
    }
    let form = Box::new(form.clone());
    page(ask(
        keeper,
        PatientsRequest::Create {
            search: search.search,
            form,
        },
    )?)
}

pub(super) fn searched(keeper: &mut Keeper, form: &PatientForm) -> Result<SearchView, Failure> {
    match ask(keeper, PatientsRequest::Search(Box::new(form.clone())))? {
        PatientsEvent::Searched(view) => Ok(*view),
        other => panic!("no search: {other:?}"),
    }
}

pub(super) fn page(event: PatientsEvent) -> Result<PatientPage, Failure> {
    match event {
        PatientsEvent::Page(page) => Ok(*page),
        other => panic!("no page: {other:?}"),
    }
}

/// How many patients there are.
pub(super) fn patients(keeper: &Keeper) -> usize {
    let slots = keeper.session().expect("unlocked").catalogue.slots();
    slots
        .iter()
        .filter(|slot| slot.kind == Kind::Patient)
        .count()
}

/// Takes a second person in.
pub(super) fn admit(keeper: &mut Keeper, user_name: &str, roles: &[&str]) {
    let new = NewMember {
        person: person(user_name, OTHER),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
    };
    block_on(keeper.add_member(&new)).expect("taken in");
}

/// Locks, and unlocks as somebody else.
pub(super) fn change_to(keeper: &mut Keeper, user_name: &str) {
    block_on(keeper.lock(false)).expect("locked");
    let password = if user_name == "quillon" {
        PASSWORD
    } else {
        OTHER
    };
    block_on(keeper.unlock(user_name, password)).expect("unlocked");
}
