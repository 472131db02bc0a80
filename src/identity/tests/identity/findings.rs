//! Rules MPI-003 to MPI-008 and AHIMA's rates, as tables of cases.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta};
use identity::findings::{
    Issued, Mention, foreign_documents, merge_risks, multiples, numbers, provisional, values,
};
use identity::numbers::UnitNumber;
use identity::quality::{Cause, ConfirmedDuplicate, creation, error_rate};
use identity::{Address, Identifier, Name, Person, PersonId, Sex};

fn person(given: &str, family: &str, birth: &str) -> Person {
    Person {
        names: vec![Name::legal(given, family)],
        birth: birth.parse().ok(),
        ..Person::default()
    }
}

#[test]
fn mpi_003_provisional_for_more_than_seven_days() {
    let since = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    assert!(provisional(PersonId(1), since, since + TimeDelta::days(7)).is_none());
    let found = provisional(PersonId(1), since, since + TimeDelta::days(9)).unwrap();
    assert_eq!(
        (found.rule, found.what.as_str()),
        ("MPI-003", "provisional for 9 days")
    );
}

#[test]
fn mpi_004_a_number_given_twice_or_with_a_wrong_check_digit() {
    let number = UnitNumber::new(5).unwrap().to_string();
    let issued = |id, number: &str| Issued {
        id: PersonId(id),
        number: number.to_owned(),
        device: "laptop".to_owned(),
    };
    assert!(
        numbers(&[issued(1, &number), issued(1, &number)]).is_empty(),
        "one record twice is one record"
    );
    assert_eq!(numbers(&[issued(1, &number), issued(2, &number)]).len(), 1);
    let wrong = UnitNumber::new(5).unwrap().to_string().replace("5-", "6-");
    let found = numbers(&[issued(3, &wrong)]);
    assert_eq!((found[0].rule, found.len()), ("MPI-004", 1));
}

#[test]
fn mpi_005_a_merge_that_needs_a_second_person() {
    let mut a = person("Ann", "Testberg", "1950-02-03");
    (a.sex, a.ssn) = (Sex::Female, "0001".to_owned());
    let mut b = person("Ann", "Testberg", "1981-11-30");
    (b.sex, b.ssn) = (Sex::Male, "0002".to_owned());
    let risks =
        |a: &Person, b: &Person, open| merge_risks((PersonId(1), a), (PersonId(2), b), open).len();
    assert_eq!(
        risks(&a, &b, (false, false)),
        1,
        "birth date, sex and number differ"
    );
    assert_eq!(
        risks(&a, &b, (true, true)),
        2,
        "and both have an open encounter"
    );
    b.sex = Sex::Female;
    assert_eq!(
        risks(&a, &b, (true, false)),
        0,
        "only two of the three differ"
    );
}

/// What is changed in a sound record, how, and how many findings that makes.
type Case = (&'static str, fn(&mut Person), usize);

#[test]
fn mpi_006_values_that_stand_for_none_or_cannot_be() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
    let with = |change: fn(&mut Person)| {
        let mut person = person("Ann", "Testberg", "1950-02-03");
        change(&mut person);
        values(PersonId(1), &person, today).len()
    };
    let cases: [Case; 12] = [
        ("nothing wrong", |_| {}, 0),
        (
            "born 1900-01-01",
            |p| p.birth = "1900-01-01".parse().ok(),
            1,
        ),
        ("born tomorrow", |p| p.birth = "2026-11-27".parse().ok(), 1),
        (
            "born this month, day not known",
            |p| p.birth = "2026-11".parse().ok(),
            0,
        ),
        ("121 years old", |p| p.birth = "1905-03-01".parse().ok(), 1),
        ("120 years old", |p| p.birth = "1906-03-01".parse().ok(), 0),
        ("named TEST", |p| p.names[0].given = "Test".to_owned(), 1),
        (
            "named BABY BOY",
            |p| p.names[0].given = "Baby Boy".to_owned(),
            1,
        ),
        (
            "named UNKNOWN UNKNOWN",
            |p| p.names[0] = Name::legal("Unknown", "unknown"),
            2,
        ),
        ("999-99-9999", |p| p.ssn = "999-99-9999".to_owned(), 1),
        (
            "telephone 000-000-0000",
            |p| p.phones = vec!["000-000-0000".to_owned()],
            1,
        ),
        (
            "died before the birth",
            |p| p.death = NaiveDate::from_ymd_opt(1949, 1, 1),
            1,
        ),
    ];
    for (why, change, count) in cases {
        assert_eq!(with(change), count, "{why}");
    }
}

#[test]
fn mpi_007_twins_need_birth_orders() {
    let at_home = |given: &str| Person {
        addresses: vec![Address {
            line: "1 Main St".to_owned(),
            postcode: "99001".to_owned(),
            ..Address::default()
        }],
        ..person(given, "Testberg", "2020-02-20")
    };
    let (mut a, mut b) = (at_home("Liam"), at_home("Olivia"));
    let found = |a: &Person, b: &Person| multiples((PersonId(1), a), (PersonId(2), b));
    assert_eq!(found(&a, &b).unwrap().rule, "MPI-007");
    a.birth_order = Some(1);
    b.birth_order = Some(2);
    assert!(found(&a, &b).is_none(), "the orders are there");
    assert!(
        found(&at_home("Liam"), &at_home("Liam")).is_none(),
        "one child twice is a duplicate, no twins"
    );
}

#[test]
fn mpi_008_documents_of_someone_else() {
    let number = |value: &str| Identifier {
        kind: "MR".to_owned(),
        system: "here".to_owned(),
        value: value.to_owned(),
    };
    let mut patient = person("Ann", "Testberg", "1950-02-03");
    patient.identifiers = vec![number("1"), number("2")];
    let mention = |document: &str, given: &str, birth: &str, of: &str| Mention {
        document: document.to_owned(),
        person: Person {
            identifiers: vec![number(of)],
            ..person(given, "Testberg", birth)
        },
    };
    let mentions = [
        mention("own", "Ann", "1950-02-03", "1"),
        mention("of the merged record", "Ann", "1950-02-03", "2"),
        mention("one thing off", "Ann", "1977-12-11", "1"),
        mention("other number", "Ann", "1950-02-03", "77"),
        mention("other name and date", "Walter", "1977-12-11", "1"),
    ];
    let places: Vec<String> = foreign_documents(PersonId(1), &patient, &mentions)
        .into_iter()
        .map(|f| f.place)
        .collect();
    assert_eq!(places.len(), 2, "{places:?}");
    assert!(places[0].ends_with("other number") && places[1].ends_with("other name and date"));
}

#[test]
fn the_worked_example_of_the_error_rate_is_two_percent() {
    let pairs: Vec<(PersonId, PersonId)> = (0..5_000)
        .map(|n| (PersonId(2 * n), PersonId(2 * n + 1)))
        .collect();
    let rate = error_rate(&pairs, 500_000);
    assert_eq!((rate.count, rate.value()), (10_000, Some(0.02)));
    let triple = [(PersonId(1), PersonId(2)), (PersonId(2), PersonId(3))];
    assert_eq!(
        error_rate(&triple, 100).count,
        3,
        "a record in two pairs counts once"
    );
    assert_eq!(error_rate(&[], 0).value(), None);
}

#[test]
fn the_creation_rate_by_registrar_and_cause() {
    let made = |record, registrar: &str, cause| ConfirmedDuplicate {
        record: PersonId(record),
        registrar: registrar.to_owned(),
        cause,
    };
    let duplicates = [
        made(1, "day desk", Cause::NoSearch),
        made(2, "day desk", Cause::NameSpelling),
        made(2, "day desk", Cause::NameSpelling),
        made(3, "night desk", Cause::NoSearch),
    ];
    let registrations =
        BTreeMap::from([("day desk".to_owned(), 400), ("night desk".to_owned(), 50)]);
    let creation = creation(&duplicates, &registrations);
    assert_eq!((creation.all.count, creation.all.of), (3, 450));
    assert_eq!(creation.by_registrar["day desk"].value(), Some(0.005));
    assert_eq!(creation.by_registrar["night desk"].value(), Some(0.02));
    assert_eq!(creation.by_cause[&Cause::NoSearch], 2);
}
