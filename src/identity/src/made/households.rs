//! Families: couples, children, twins, sons named after their fathers, people who live alone.

use crate::person::{Address, BirthDate, Identifier, Name, Person, Sex};
use crate::sampling::Numbers;

use super::lists;

/// Share of births that are twins; about that of the United States (31 in 1,000 births, NCHS).
const TWINS: f64 = 0.031;
/// Share of sons that bear their father's name. An assumption.
const JUNIORS: f64 = 0.06;
/// The year in which the set is made.
const YEAR: usize = 2026;

/// The people of one household, each as a faultless record.
pub(super) fn household(numbers: &mut Numbers) -> Vec<Person> {
    let home = lists::address(numbers);
    let line = lists::phone(numbers);
    let family = lists::family(numbers);
    let age = 20 + numbers.below(70);
    let woman = numbers.chance(0.5);
    let mut people = vec![one(woman, &family, age, &home, &line, numbers)];
    if numbers.chance(0.45) {
        return people;
    }
    let other_age = (age + numbers.below(9)).saturating_sub(4).max(19);
    let others_family = if numbers.chance(0.75) {
        family.clone()
    } else {
        lists::family(numbers)
    };
    people.push(one(
        !woman,
        &others_family,
        other_age,
        &home,
        &line,
        numbers,
    ));
    let (mother, father) = if woman { (0, 1) } else { (1, 0) };
    let mother_given = people[mother].names[0].given.clone();
    let mother_maiden = if people[mother].names[0].family == family {
        lists::family(numbers)
    } else {
        others_family
    };
    let father_name = people[father].names[0].clone();
    let youngest_parent = age.min(other_age);
    let mut junior = false;
    for _ in 0..numbers.below(4) {
        if youngest_parent < 21 {
            break;
        }
        let child_age = numbers.below((youngest_parent - 19).min(40));
        let twins = numbers.chance(TWINS);
        let woman = numbers.chance(0.5);
        let mut child = one(woman, &family, child_age, &home, &line, numbers);
        child.mother_given.clone_from(&mother_given);
        child.mother_maiden.clone_from(&mother_maiden);
        if !woman && !junior && numbers.chance(JUNIORS) {
            junior = true;
            child.names[0].given.clone_from(&father_name.given);
            child.names[0].family.clone_from(&father_name.family);
            child.names[0].suffix = "Jr".to_owned();
            people[father].names[0].suffix = "Sr".to_owned();
        }
        if twins {
            let mut second = one(
                numbers.chance(0.5),
                &family,
                child_age,
                &home,
                &line,
                numbers,
            );
            second.birth = child.birth;
            second.mother_given.clone_from(&mother_given);
            second.mother_maiden.clone_from(&mother_maiden);
            child.birth_order = Some(1);
            second.birth_order = Some(2);
            if second.names[0].given == child.names[0].given {
                second.names[0].given = "Zwei".to_owned();
            }
            people.push(second);
        }
        people.push(child);
    }
    people
}

fn one(
    woman: bool,
    family: &str,
    age: usize,
    home: &Address,
    line: &str,
    numbers: &mut Numbers,
) -> Person {
    let given = lists::given(woman, numbers);
    let mut name = Name::legal(&given, family);
    name.middle = lists::given(woman, numbers);
    let birth = BirthDate::day(
        (YEAR - age) as u16,
        1 + numbers.below(12) as u8,
        1 + numbers.below(28) as u8,
    );
    // Grown people have a telephone of their own, which half give.
    let own = age >= 18 && numbers.chance(0.5);
    let phone = if own {
        lists::phone(numbers)
    } else {
        line.to_owned()
    };
    let email = (age >= 18).then(|| {
        format!("{given}.{family}{}@example.com", numbers.below(99)).replace([' ', '\''], "")
    });
    Person {
        names: vec![name],
        birth,
        sex: if woman { Sex::Female } else { Sex::Male },
        addresses: vec![home.clone()],
        phones: vec![phone],
        email: email.unwrap_or_default(),
        ssn: ssn(numbers),
        mother_given: lists::given(true, numbers),
        mother_maiden: lists::family(numbers),
        birth_order: None,
        identifiers: vec![membership(numbers)],
        death: None,
    }
}

/// Nine digits at random. Numbers that are never assigned would count as placeholders, so these could be someone's; of
/// whom nothing else here is true.
pub(super) fn ssn(numbers: &mut Numbers) -> String {
    format!(
        "{:03}{:02}{:04}",
        1 + numbers.below(665),
        1 + numbers.below(99),
        1 + numbers.below(9_999)
    )
}

/// Membership of a health plan that does not exist.
pub(super) fn membership(numbers: &mut Numbers) -> Identifier {
    Identifier {
        kind: "MB".to_owned(),
        system: "Made-Up Health Plan".to_owned(),
        value: format!(
            "{}{:08}",
            char::from(b'A' + numbers.below(26) as u8),
            numbers.below(100_000_000)
        ),
    }
}
