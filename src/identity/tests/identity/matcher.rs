//! How pairs are compared and weighed, as a table of cases with reasons.

use identity::compare::{Agreement, Field};
use identity::normal::Normal;
use identity::weights::{Frequencies, Model};
use identity::{
    Address, Band, Candidates, Identifier, Name, NameKind, Person, PersonId, Sex, Waterfall,
};

fn named(given: &str, family: &str) -> Person {
    Person {
        names: vec![Name::legal(given, family)],
        ..Person::default()
    }
}

fn born(date: &str) -> Person {
    Person {
        birth: Some(date.parse().unwrap()),
        ..Person::default()
    }
}

fn level(field: Field, a: &Person, b: &Person) -> Option<&'static str> {
    let level = |a, b| Agreement::of(&Normal::of(a), &Normal::of(b)).level(field);
    assert_eq!(
        level(a, b),
        level(b, a),
        "{field:?} is the same both ways: {a:?} {b:?}"
    );
    level(a, b).map(|level| field.levels()[usize::from(level)])
}

#[test]
fn family_names() {
    let mut married = named("Ann", "Newname");
    married.names.push(Name {
        kind: NameKind::Maiden,
        family: "Oldname".to_owned(),
        ..Name::default()
    });
    let cases = [
        (
            named("A", "Müller"),
            named("A", "MULLER"),
            Some("the same"),
            "case and diacritics",
        ),
        (
            named("A", "O'Brien"),
            named("A", "OBrien"),
            Some("the same"),
            "apostrophe",
        ),
        (
            named("A", "De La Cruz"),
            named("A", "Cruz"),
            Some("the same"),
            "particles left out",
        ),
        (
            named("A", "Mc Donald"),
            named("A", "McDonald"),
            Some("the same"),
            "a gap after Mc",
        ),
        (
            named("A", "Smith Jr."),
            named("A", "Smith"),
            Some("the same"),
            "a suffix typed into the name",
        ),
        (
            named("Gray", "Scott"),
            named("Scott", "Gray"),
            Some("given and family name changed places"),
            "typed in the wrong boxes",
        ),
        (
            named("A", "Garcia-Lopez"),
            named("A", "Lopez"),
            Some("the same as a maiden, other or half of a double name"),
            "half of a double name",
        ),
        (
            married,
            named("Ann", "Oldname"),
            Some("the same as a maiden, other or half of a double name"),
            "maiden name",
        ),
        (
            named("A", "Van Der Berg"),
            named("A", "Vanderberg"),
            Some("the same as a maiden, other or half of a double name"),
            "particles joined",
        ),
        (
            named("A", "Hartington"),
            named("A", "Hartingtom"),
            Some("almost the same spelling"),
            "a typing slip",
        ),
        (
            named("A", "Knox"),
            named("A", "Nocks"),
            Some("sounds the same or is spelled alike"),
            "sound",
        ),
        (
            named("A", "Smith"),
            named("A", "Garcia"),
            Some("different"),
            "nothing in common",
        ),
        (
            named("A", "UNKNOWN"),
            named("A", "Garcia"),
            None,
            "a placeholder says nothing",
        ),
    ];
    for (a, b, expected, why) in cases {
        assert_eq!(level(Field::Family, &a, &b), expected, "{why}");
    }
}

#[test]
fn given_names() {
    let mut goes_by_middle = named("James", "X");
    goes_by_middle.names[0].middle = "Walter".to_owned();
    let cases = [
        (
            named("Bill", "X"),
            named("William", "X"),
            Some("a short form of the same name"),
            "nickname",
        ),
        (
            named("Peggy", "X"),
            named("Maggie", "X"),
            Some("a short form of the same name"),
            "two short forms of Margaret",
        ),
        (
            named("Jonathon", "X"),
            named("Jonathan", "X"),
            Some("almost the same spelling"),
            "spelling",
        ),
        (
            named("J", "X"),
            named("James", "X"),
            Some("the initial agrees"),
            "initial",
        ),
        (
            goes_by_middle,
            named("Walter", "X"),
            Some("one goes by the middle name"),
            "middle name used",
        ),
        (
            named("Sean", "X"),
            named("Shawn", "X"),
            Some("sounds the same or is spelled alike"),
            "sound",
        ),
        (
            named("James", "X"),
            named("Olivia", "X"),
            Some("different"),
            "nothing in common",
        ),
        (
            named("Baby Girl", "X"),
            named("Olivia", "X"),
            None,
            "a newborn has no name yet",
        ),
    ];
    for (a, b, expected, why) in cases {
        assert_eq!(level(Field::Given, &a, &b), expected, "{why}");
    }
}

#[test]
fn birth_dates() {
    let cases = [
        ("1984-03-12", "1984-03-12", Some("the same day")),
        (
            "1984-03-12",
            "1984-12-03",
            Some("day and month changed places"),
        ),
        (
            "1984-03-12",
            "1984-03-13",
            Some("one digit off, or the year off by one or ten"),
        ),
        (
            "1984-03-12",
            "1974-03-12",
            Some("one digit off, or the year off by one or ten"),
        ),
        (
            "1989-03-12",
            "1990-03-12",
            Some("one digit off, or the year off by one or ten"),
        ),
        (
            "1984-03-12",
            "1948-03-12",
            Some("one digit off, or the year off by one or ten"),
        ),
        (
            "1984-03",
            "1984-03-12",
            Some("agrees as far as it is known"),
        ),
        ("1984", "1985-03-12", Some("different")),
        (
            "1984-03-12",
            "1984-11-12",
            Some("two of year, month and day agree"),
        ),
        ("1984-03-12", "1961-07-30", Some("different")),
        ("1900-01-01", "1961-07-30", None),
    ];
    for (a, b, expected) in cases {
        assert_eq!(
            level(Field::Birth, &born(a), &born(b)),
            expected,
            "{a} and {b}"
        );
    }
}

#[test]
fn numbers_and_homes() {
    let ssn = |text: &str| Person {
        ssn: text.to_owned(),
        ..Person::default()
    };
    let home = |line: &str, zip: &str, phone: &str| Person {
        addresses: vec![Address {
            line: line.to_owned(),
            postcode: zip.to_owned(),
            ..Address::default()
        }],
        phones: vec![phone.to_owned()],
        ..Person::default()
    };
    let number = |kind: &str, value: &str| Person {
        identifiers: vec![Identifier {
            kind: kind.to_owned(),
            system: "here".to_owned(),
            value: value.to_owned(),
        }],
        ..Person::default()
    };
    let cases = [
        (
            Field::Ssn,
            ssn("001-02-0003"),
            ssn("001020003"),
            Some("the same"),
        ),
        (
            Field::Ssn,
            ssn("001-02-0003"),
            ssn("001-20-0003"),
            Some("one digit off, or two changed places"),
        ),
        (
            Field::Ssn,
            ssn("001-02-0003"),
            ssn("0003"),
            Some("the last four agree"),
        ),
        (Field::Ssn, ssn("999-99-9999"), ssn("001-02-0003"), None),
        (
            Field::Residence,
            home("12 N. Main Street, Apt 4", "99001-1234", ""),
            home("12 North Main St", "99001", ""),
            Some("the same address"),
        ),
        (
            Field::Residence,
            home("PO Box 7", "99001", ""),
            home("P.O. Box 7", "99001", ""),
            Some("the same address"),
        ),
        (
            Field::Residence,
            home("12 Main St", "99001", "2075550123"),
            home("9 Elm St", "99002", "+1 (207) 555-0123"),
            Some("the same telephone"),
        ),
        (
            Field::Residence,
            home("12 Main St", "99001", ""),
            home("12 Mian St", "99001", ""),
            Some("almost the same address"),
        ),
        (
            Field::Residence,
            home("12 Main St", "99001", "2075550123"),
            home("9 Elm St", "99002", "2075550999"),
            Some("nothing shared"),
        ),
        (
            Field::Identifier,
            number("MB", "A12"),
            number("MB", "A-12"),
            Some("the same"),
        ),
        (
            Field::Identifier,
            number("MB", "A12"),
            number("MB", "B99"),
            Some("different"),
        ),
        (
            Field::Identifier,
            number("MR", "100"),
            number("MR", "200"),
            None,
        ),
    ];
    for (field, a, b, expected) in cases {
        assert_eq!(level(field, &a, &b), expected, "{a:?} and {b:?}");
    }
}

fn at_home(given: &str, family: &str, birth: &str) -> Person {
    Person {
        birth: birth.parse().ok(),
        addresses: vec![Address {
            line: "12 Main St".to_owned(),
            postcode: "99001".to_owned(),
            ..Address::default()
        }],
        phones: vec!["2075550123".to_owned()],
        ..named(given, family)
    }
}

fn weighed(a: &Person, b: &Person) -> Waterfall {
    Waterfall::of(
        &Normal::of(a),
        &Normal::of(b),
        &Model::shipped(),
        &Frequencies::default(),
    )
}

#[test]
fn relatives_are_not_suggested_as_one_person() {
    let mut first = at_home("Liam", "Testberg", "2019-05-06");
    let mut second = at_home("Noah", "Testberg", "2019-05-06");
    assert!(
        weighed(&first, &second).band < Band::AutoSuggest,
        "twins without birth orders"
    );
    first.birth_order = Some(1);
    second.birth_order = Some(2);
    assert!(
        weighed(&first, &second).band < Band::AutoSuggest,
        "twins with birth orders"
    );
    let mut namesake = at_home("Liam", "Testberg", "2019-05-06");
    namesake.birth_order = Some(2);
    assert!(weighed(&first, &namesake).total < weighed(&first, &first).total - 10.0);
    let mut senior = at_home("John", "Testberg", "1955-05-06");
    let mut junior = at_home("John", "Testberg", "1980-11-23");
    assert!(
        weighed(&senior, &junior).band < Band::AutoSuggest,
        "father and son"
    );
    senior.names[0].suffix = "Sr".to_owned();
    junior.names[0].suffix = "Jr".to_owned();
    assert_eq!(
        weighed(&senior, &junior).band,
        Band::Below,
        "father and son, with suffixes"
    );
    let mother = at_home("Mary", "Testberg", "1957-01-08");
    assert_eq!(weighed(&senior, &mother).band, Band::Below, "a couple");
}

#[test]
fn a_waterfall_adds_up_and_shows_both_sides() {
    let a = Person {
        sex: Sex::Male,
        ..at_home("Bob", "Zabrinski", "1961-04-02")
    };
    let b = Person {
        sex: Sex::Male,
        ..at_home("Robert", "Zabrinski", "1961-02-04")
    };
    let waterfall = weighed(&a, &b);
    let sum: f64 = waterfall
        .contributions
        .iter()
        .map(|c| c.weight + c.frequency)
        .sum();
    assert!((waterfall.prior + sum - waterfall.total).abs() < 1e-9);
    assert!(
        (waterfall.probability - waterfall.total.exp2() / (1.0 + waterfall.total.exp2())).abs()
            < 1e-9
    );
    let given = waterfall
        .contributions
        .iter()
        .find(|c| c.field == Field::Given)
        .unwrap();
    assert_eq!(
        (
            given.left.as_str(),
            given.right.as_str(),
            given.words.as_str()
        ),
        ("BOB", "ROBERT", "a short form of the same name")
    );
    assert!(
        waterfall
            .contributions
            .iter()
            .all(|c| c.field != Field::Sex),
        "the given name already says the sex"
    );
}

#[test]
fn an_initial_is_one_letter_of_any_script() {
    for (initial, name) in [("O", "Olga"), ("Ο", "Ολγα"), ("Ж", "Жанна")] {
        let waterfall = weighed(&named(initial, "Testcase"), &named(name, "Testcase"));
        let given = waterfall
            .contributions
            .iter()
            .find(|c| c.field == Field::Given);
        assert_eq!(given.unwrap().words, "the initial agrees", "{initial}");
    }
    // Nor is it half of a double name.
    let waterfall = weighed(&named("Olga", "Ο"), &named("Olga", "Ο Ж"));
    let family = waterfall
        .contributions
        .iter()
        .find(|c| c.field == Field::Family);
    assert_ne!(
        family.unwrap().words,
        "the same as a maiden, other or half of a double name"
    );
}

#[test]
fn a_rare_name_says_more_than_a_common_one() {
    let mut people: Vec<Person> = (0..300).map(|_| named("Ann", "Smith")).collect();
    people.extend((0..2_000).map(|n| named("Ann", &format!("Name{n}"))));
    let normals: Vec<Normal> = people.iter().map(Normal::of).collect();
    let frequencies = Frequencies::counted(&normals);
    let total = |name: &str| {
        let person = Normal::of(&named("Ann", name));
        Waterfall::of(&person, &person, &Model::shipped(), &frequencies).total
    };
    assert!(total("Zabrinski") > total("Smith") + 4.0);
}

#[test]
fn records_go_in_and_out_one_by_one() {
    let mut index = Candidates::new(Model::shipped());
    let bob = at_home("Bob", "Testington", "1961-04-02");
    index.insert(PersonId(1), &bob);
    index.insert(PersonId(2), &at_home("Olivia", "Fakeley", "1990-10-10"));
    assert_eq!(index.find(&bob).candidates.len(), 1);
    index.insert(PersonId(1), &at_home("Walter", "Otherman", "1931-08-09"));
    assert!(
        index.find(&bob).candidates.is_empty(),
        "the old facts are gone"
    );
    assert!(index.remove(PersonId(1)) && !index.remove(PersonId(1)));
    assert_eq!(index.len(), 1);
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_compared_both_ways(parts in proptest::array::uniform8("\\PC{0,12}")) {
        let of = |parts: &[String]| Person {
            names: vec![Name { middle: parts[2].clone(), ..Name::legal(&parts[0], &parts[1]) }],
            addresses: vec![Address { line: parts[3].clone(), postcode: parts[2].clone(), ..Address::default() }],
            phones: vec![parts[3].clone()],
            ssn: parts[2].clone(),
            ..Person::default()
        };
        let (a, b) = (of(&parts[..4]), of(&parts[4..]));
        let (there, back) = (weighed(&a, &b), weighed(&b, &a));
        proptest::prop_assert!((there.total - back.total).abs() < 1e-9 && there.total.is_finite());
        // Nobody agrees with another more closely than with themselves. What that weighs is another question: a closeness
        // that is rare among strangers says more than one that is common.
        let own = weighed(&a, &a);
        for field in there.contributions.iter().filter(|c| c.field != Field::Pattern) {
            let closest = own.contributions.iter().find(|c| c.field == field.field);
            proptest::prop_assert!(
                closest.is_some_and(|c| c.level <= field.level),
                "{:?}: {:?} beside {:?}", field.field, closest, field
            );
        }
    }
}
