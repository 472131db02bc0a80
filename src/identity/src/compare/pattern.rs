//! What relatives share without being one person: twins a birth date, a home and a mother; father and son a name and a
//! home. Each of these agreements alone speaks for one person; together with what differs they speak for a family.

use super::{Field, birth, names, residence};
use crate::normal::Normal;

pub(super) const LEVELS: [&str; 4] = [
    "born the same day with different birth orders: two of a multiple birth",
    "same birth date and family, another given name: could be twins",
    "same name, one is Jr and the other is not: could be parent and child",
    "same name and home, born a generation apart: could be parent and child",
];

/// Years between parent and child.
const GENERATION: core::ops::RangeInclusive<u16> = 15..=50;

pub(super) fn compare(a: &Normal, b: &Normal, levels: &[Option<u8>; super::FIELDS]) -> Option<u8> {
    let level = |field: Field| levels[field as usize];
    let same_day = level(Field::Birth) == Some(birth::SAME);
    if same_day
        && a.birth_order
            .zip(b.birth_order)
            .is_some_and(|(a, b)| a != b)
    {
        return Some(0);
    }
    let family = matches!(level(Field::Family), Some(names::SAME | names::OTHER_NAME));
    let together = level(Field::Residence).is_some_and(|level| level <= residence::TOGETHER);
    let mother = level(Field::Mother) == Some(0);
    if same_day
        && family
        && level(Field::Given) == Some(names::DIFFERENT_GIVEN)
        && (together || mother)
    {
        return Some(1);
    }
    let namesake = family && matches!(level(Field::Given), Some(names::SAME | names::SHORT_FORM));
    if namesake && a.generation.zip(b.generation).is_some_and(|(a, b)| a != b) {
        return Some(2);
    }
    let years = a
        .birth
        .zip(b.birth)
        .map(|(a, b)| a.parts().0.abs_diff(b.parts().0));
    let apart = level(Field::Birth) == Some(birth::DIFFERENT)
        && years.is_some_and(|years| GENERATION.contains(&years));
    (namesake && together && apart).then_some(3)
}

pub(super) fn shown(of: &Normal) -> String {
    let order = of
        .birth_order
        .map(|order| format!("child {order} of a multiple birth"));
    let generation = of.generation.map(|generation| match generation {
        1 => "Sr".to_owned(),
        2 => "Jr".to_owned(),
        3 => "III".to_owned(),
        _ => "IV".to_owned(),
    });
    order
        .into_iter()
        .chain(generation)
        .collect::<Vec<_>>()
        .join(", ")
}
