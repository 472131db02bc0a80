//! How a record comes out at the desk: what is not asked, what is asked again and answered differently, and the slips
//! of the hand. The shares are assumptions about a registration that is neither the best nor the worst; no survey of
//! real records stands behind them.

use crate::normal::nicknames::short_form;
use crate::person::{BirthDate, Name, NameKind, Person, Sex};
use crate::sampling::Numbers;

use super::{households, lists};

/// What registration leaves out of any record, the first as well as a later one.
pub(super) fn leave_out(person: &mut Person, numbers: &mut Numbers) {
    let name = &mut person.names[0];
    match numbers.below(10) {
        0..=3 => name.middle.clear(),
        4..=7 => name.middle.truncate(1),
        _ => {}
    }
    if numbers.chance(0.4) {
        name.suffix.clear();
    }
    match numbers.below(20) {
        0..=6 => person.ssn.clear(),
        7..=9 => drop(person.ssn.drain(..5)),
        10 => "999-99-9999".clone_into(&mut person.ssn),
        _ => {}
    }
    if numbers.chance(0.1) {
        person.phones.clear();
    }
    if numbers.chance(0.04) {
        person.addresses.clear();
    }
    if numbers.chance(0.6) {
        person.email.clear();
    }
    if numbers.chance(0.5) {
        person.mother_given.clear();
    }
    if numbers.chance(0.4) {
        person.mother_maiden.clear();
    }
    if numbers.chance(0.5) {
        person.birth_order = None;
    }
    if numbers.chance(0.5) {
        person.identifiers.clear();
    }
    if numbers.chance(0.004) {
        person.birth = BirthDate::day(1900, 1, 1);
    }
}

/// What is different when the same person is registered once more.
pub(super) fn once_more(person: &mut Person, numbers: &mut Numbers) {
    names(person, numbers);
    birth(person, numbers);
    if numbers.chance(0.004) {
        person.sex = if person.sex == Sex::Female {
            Sex::Male
        } else {
            Sex::Female
        };
    } else if numbers.chance(0.01) {
        person.sex = Sex::Unknown;
    }
    if numbers.chance(0.25) {
        person.addresses = vec![lists::address(numbers)];
    } else if numbers.chance(0.05) {
        let line = &mut person.addresses[0].line;
        *line = typo(line, numbers);
    } else if numbers.chance(0.3) {
        let line = &person.addresses[0].line;
        person.addresses[0].line = line
            .replace("Street", "St.")
            .replace("Avenue", "Ave")
            .replace("Road", "Rd");
    }
    if numbers.chance(0.25) {
        person.phones = vec![lists::phone(numbers)];
    }
    match numbers.below(1000) {
        0..=19 => person.ssn = digit_slip(&person.ssn, numbers),
        // The spouse's number, or the parent's.
        20..=25 => person.ssn = households::ssn(numbers),
        _ => {}
    }
    match numbers.below(100) {
        0..=11 => person.email = person.email.replace("example.com", "example.org"),
        12..=24 if !person.email.is_empty() => {
            person.email = format!("me{}@example.net", numbers.below(1_000_000))
        }
        _ => {}
    }
    if numbers.chance(0.1) {
        person.identifiers = vec![households::membership(numbers)];
    }
    if numbers.chance(0.02) {
        person.mother_maiden = lists::family(numbers);
    }
    if numbers.chance(0.06) {
        person.mother_maiden = typo(&person.mother_maiden, numbers);
    }
    if numbers.chance(0.3) {
        person.identifiers.clear();
    }
}

fn names(person: &mut Person, numbers: &mut Numbers) {
    let woman = person.sex == Sex::Female;
    let grown = person.birth.is_none_or(|date| date.parts().0 < 2005);
    let name = &mut person.names[0];
    let before = name.family.clone();
    match numbers.below(1000) {
        0..=49 => name.family = typo(&name.family, numbers),
        50..=99 if woman && grown => name.family = lists::family(numbers),
        100..=111 => name.family = format!("{}-{}", name.family, lists::family(numbers)),
        112..=117 => core::mem::swap(&mut name.family, &mut name.given),
        _ => {}
    }
    let changed = woman && grown && name.family != before;
    match numbers.below(1000) {
        0..=69 => {
            if let Some(short) = short_form(&name.given.to_uppercase(), numbers.below(5)) {
                name.given = short.to_owned();
            }
        }
        70..=119 => name.given = typo(&name.given, numbers),
        120..=127 => name.given.truncate(1),
        128..=139 => core::mem::swap(&mut name.given, &mut name.middle),
        140..=142 => "UNKNOWN".clone_into(&mut name.given),
        143..=145 => name.given = lists::given(woman, numbers),
        _ => {}
    }
    if changed && numbers.chance(0.5) {
        let maiden = Name {
            kind: NameKind::Maiden,
            family: before,
            ..Name::default()
        };
        person.names.push(maiden);
    }
}

fn birth(person: &mut Person, numbers: &mut Numbers) {
    let Some((year, month, day)) = person.birth.map(BirthDate::parts) else {
        return;
    };
    let slipped = match numbers.below(1000) {
        0..=9 => BirthDate::day(year, day, month),
        10..=19 => BirthDate::day(year - 1, month, day),
        20..=24 => BirthDate::day(year - 10, month, day),
        25..=39 => BirthDate::day(year, month, 1 + numbers.below(28) as u8),
        40..=47 => BirthDate::day(year, 1 + numbers.below(12) as u8, day),
        48..=51 => BirthDate::year(year),
        52..=54 => BirthDate::day(
            1940 + numbers.below(80) as u16,
            1 + numbers.below(12) as u8,
            day,
        ),
        _ => None,
    };
    person.birth = slipped.or(person.birth);
}

/// One letter left out, doubled, changed, or two neighbours that changed places; never the first.
fn typo(text: &str, numbers: &mut Numbers) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return text.to_owned();
    }
    let at = 1 + numbers.below(letters.len() - 1);
    match numbers.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = char::from(b'a' + numbers.below(26) as u8),
        _ => letters.swap(at - 1, at),
    }
    letters.into_iter().collect()
}

fn digit_slip(digits: &str, numbers: &mut Numbers) -> String {
    let mut bytes: Vec<char> = digits.chars().collect();
    if bytes.len() > 4 {
        let at = numbers.below(bytes.len());
        bytes[at] = char::from(b'0' + numbers.below(10) as u8);
    }
    bytes.into_iter().collect()
}
