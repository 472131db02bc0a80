//! Search before create: MPI-001 and MPI-002.

use chrono::DateTime;
use identity::gate::{GateError, Searched, SearchedOn};
use identity::weights::Model;
use identity::{BirthDate, Candidates, Name, Person, PersonId};

fn at(minute: i64) -> chrono::DateTime<chrono::Utc> {
    DateTime::from_timestamp(1_790_000_000 + minute * 60, 0).unwrap()
}

fn person(given: &str, family: &str, birth: &str, phone: &str) -> Person {
    Person {
        names: vec![Name::legal(given, family)],
        birth: birth.parse().ok(),
        phones: vec![phone.to_owned()],
        ..Person::default()
    }
}

fn index() -> Candidates {
    let mut index = Candidates::new(Model::shipped());
    index.insert(
        PersonId(1),
        &person("Robert", "Testington", "1961-04-02", "(207) 555-0101"),
    );
    index.insert(
        PersonId(2),
        &person("Mary", "Sampleberg", "1980-12-30", "(207) 555-0102"),
    );
    index
}

#[test]
fn a_search_needs_three_identifiers_and_placeholders_are_none() {
    let cases: [(&str, Person, usize); 6] = [
        (
            "name, birth date, telephone",
            person("Bob", "Testington", "1961-04-02", "2075550101"),
            3,
        ),
        ("a name alone", person("Bob", "Testington", "", ""), 1),
        (
            "the name is UNKNOWN",
            person("UNKNOWN", "Testington", "1961-04-02", "2075550101"),
            2,
        ),
        (
            "born 1900-01-01, as where no date is known",
            person("Bob", "Testington", "1900-01-01", "2075550101"),
            2,
        ),
        (
            "telephone of one digit",
            person("Bob", "Testington", "1961-04-02", "999-999-9999"),
            2,
        ),
        (
            "BABY BOY A",
            person("Baby Boy A", "Testington", "1961-04-02", ""),
            1,
        ),
    ];
    for (why, wanted, count) in cases {
        match Searched::search(&index(), wanted, "registrar", at(0)) {
            Ok(searched) => assert_eq!(searched.evidence().searched_on.len(), count, "{why}"),
            Err(GateError::TooFewIdentifiers { given }) => {
                assert_eq!((given.len(), count < 3), (count, true), "{why}")
            }
            Err(other) => panic!("{why}: {other}"),
        }
    }
}

#[test]
fn a_record_is_only_made_when_each_candidate_is_ruled_out() {
    let index = index();
    let wanted = person("Bob", "Testington", "1961-02-04", "207 555 0101");
    let searched = Searched::search(&index, wanted.clone(), "registrar", at(0)).unwrap();
    assert_eq!(
        searched.open()[0].id,
        PersonId(1),
        "a nickname and a date transposed are still found"
    );
    let (refused, mut searched) = searched.clear(&index).unwrap_err();
    assert_eq!(
        (refused.rule(), &refused),
        ("MPI-002", &GateError::NotRuledOut(vec![PersonId(1)]))
    );
    assert_eq!(
        searched.rule_out(PersonId(1), " ", "registrar", at(1)),
        Err(GateError::NoReason)
    );
    assert_eq!(
        searched.rule_out(PersonId(2), "is a woman", "registrar", at(1)),
        Err(GateError::NoCandidate(PersonId(2)))
    );
    searched
        .rule_out(PersonId(1), "photo shows someone else", "registrar", at(1))
        .unwrap();
    let cleared = searched.clear(&index).unwrap();
    let evidence = cleared.spend(&wanted).unwrap();
    assert_eq!(evidence.ruled_out[0].id, PersonId(1));
    assert_eq!(evidence.ruled_out[0].at, at(1));
    let kept = serde_json::to_string(&evidence).unwrap();
    let back: identity::gate::Evidence = serde_json::from_str(&kept).unwrap();
    assert_eq!(back.ruled_out[0].reason, "photo shows someone else");
}

#[test]
fn who_came_in_since_the_search_has_to_be_ruled_out_too() {
    let mut index = Candidates::new(Model::shipped());
    let wanted = person("Bob", "Testington", "1961-04-02", "207 555 0101");
    let searched = Searched::search(&index, wanted.clone(), "registrar", at(0)).unwrap();
    assert!(searched.open().is_empty());
    index.insert(PersonId(7), &wanted);
    let (refused, _) = searched.clear(&index).unwrap_err();
    assert_eq!(refused, GateError::NotRuledOut(vec![PersonId(7)]));
}

#[test]
fn the_record_is_of_the_person_that_was_searched_for() {
    let index = Candidates::new(Model::shipped());
    let wanted = person("Bob", "Testington", "1961-04-02", "207 555 0101");
    let searched = Searched::search(&index, wanted.clone(), "registrar", at(0)).unwrap();
    let cleared = searched.clear(&index).unwrap();
    let mut other = wanted.clone();
    other.birth = BirthDate::day(1961, 4, 3);
    let (refused, cleared) = cleared.spend(&other).unwrap_err();
    assert_eq!(refused, GateError::OtherPerson(vec![SearchedOn::Birth]));
    let mut more = wanted;
    more.ssn = "001-01-0001".to_owned();
    assert!(
        cleared.spend(&more).is_ok(),
        "what was learned besides is no other person"
    );
}

#[test]
fn a_candidate_can_be_taken_as_the_person_or_reconsidered() {
    let index = index();
    let wanted = person("Bob", "Testington", "1961-04-02", "207 555 0101");
    let mut searched = Searched::search(&index, wanted, "registrar", at(0)).unwrap();
    searched
        .rule_out(PersonId(1), "lives elsewhere", "registrar", at(1))
        .unwrap();
    searched.reconsider(PersonId(1)).unwrap();
    assert_eq!(searched.accept(PersonId(1)).unwrap(), PersonId(1));
}
