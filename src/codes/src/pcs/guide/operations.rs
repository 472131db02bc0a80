//! What the operations and approaches of ICD-10-PCS are, one sentence each, grouped by aim.

/// The operations: section, character, aim, name, sentence.
const OPERATIONS: &str = include_str!("operations.tsv");
/// The approaches of sections 0 and 1: character, name, sentence.
const APPROACHES: &str = include_str!("approaches.tsv");

/// What an operation aims to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aim {
    /// Takes some or all of a body part out or off.
    TakesBodyPartOut,
    /// Takes something else out of a body part: fluid, a clot, a stone.
    TakesMatterOut,
    /// Cuts only, to free or to part.
    CutsOnly,
    /// Puts in, puts back or moves a body part.
    MovesBodyPart,
    /// Changes the bore or the course of a tube or opening.
    ChangesPassage,
    /// Puts a device in or on, changes it, or takes it out.
    ConcernsDevice,
    /// Only looks or measures.
    Examines,
    /// Mends, joins or reshapes.
    Mends,
    /// Anything of pregnancy and birth that is done only there.
    ConcernsConception,
    /// Gives a substance or washes out.
    GivesSubstance,
    /// Covers, packs or holds still from outside.
    Dresses,
    /// Takes over or supports a function of the body.
    SupportsFunction,
    /// Treats with energy, radiation, touch or by another physical means.
    TreatsPhysically,
    /// Makes pictures.
    Images,
    /// Assesses, trains or fits aids.
    Rehabilitates,
    /// Treats mind, mood or dependence.
    TreatsMind,
    /// Whatever has no value of its own.
    Other,
}

impl Aim {
    const ALL: [(Self, &'static str, &'static str); 17] = [
        (
            Self::TakesBodyPartOut,
            "takes-part",
            "takes out or off some or all of a body part",
        ),
        (
            Self::TakesMatterOut,
            "takes-matter",
            "takes fluid, a clot, a stone or other matter out of a body part",
        ),
        (
            Self::CutsOnly,
            "cuts",
            "cuts a body part, to free or to part it",
        ),
        (
            Self::MovesBodyPart,
            "moves",
            "puts in, puts back or moves some or all of a body part",
        ),
        (
            Self::ChangesPassage,
            "passage",
            "changes the bore or the course of a tubular body part",
        ),
        (
            Self::ConcernsDevice,
            "device",
            "puts a device in or on, changes it, or takes it out",
        ),
        (Self::Examines, "examines", "looks or measures, and no more"),
        (Self::Mends, "mends", "mends, joins or reshapes a body part"),
        (
            Self::ConcernsConception,
            "conception",
            "helps a birth or ends a pregnancy",
        ),
        (
            Self::GivesSubstance,
            "gives",
            "gives a substance or washes out",
        ),
        (
            Self::Dresses,
            "dresses",
            "covers, packs, presses or holds still from outside",
        ),
        (
            Self::SupportsFunction,
            "supports",
            "supports or takes over a function of the body",
        ),
        (
            Self::TreatsPhysically,
            "physical",
            "treats with heat, cold, light, waves, radiation or by hand",
        ),
        (
            Self::Images,
            "images",
            "makes pictures or traces a radioactive substance",
        ),
        (
            Self::Rehabilitates,
            "rehabilitates",
            "assesses, trains, or fits an aid",
        ),
        (Self::TreatsMind, "mind", "treats mind, mood or dependence"),
        (Self::Other, "other", "does what has no value of its own"),
    ];

    /// Every aim, in the order to show them.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.iter().map(|(aim, _, _)| *aim)
    }

    /// The aim as the end of a sentence "The procedure …".
    #[must_use]
    pub fn sentence(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(aim, _, _)| *aim == self)
            .map_or("", |(_, _, sentence)| sentence)
    }

    fn read(key: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, k, _)| *k == key)
            .map(|(aim, _, _)| *aim)
    }
}

/// An operation of a section (third character).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Section (first character).
    pub section: char,
    /// Third character.
    pub value: char,
    /// What it aims to do.
    pub aim: Aim,
    /// Its name, as the labels have it.
    pub name: &'static str,
    /// What it is, in our own words.
    pub sentence: &'static str,
}

/// An approach (fifth character of sections 0 and 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approach {
    /// The character.
    pub value: char,
    /// Its name, as the labels have it.
    pub name: &'static str,
    /// What it is, in our own words.
    pub sentence: &'static str,
}

/// Every operation, by section and character.
pub fn operations() -> impl Iterator<Item = Operation> {
    OPERATIONS.lines().filter_map(|line| {
        let mut columns = line.split('\t');
        Some(Operation {
            section: columns.next()?.chars().next()?,
            value: columns.next()?.chars().next()?,
            aim: Aim::read(columns.next()?)?,
            name: columns.next()?,
            sentence: columns.next()?,
        })
    })
}

/// The operation that a section has under a character.
#[must_use]
pub fn operation(section: char, value: char) -> Option<Operation> {
    operations().find(|o| o.section == section && o.value == value)
}

/// The seven approaches.
pub fn approaches() -> impl Iterator<Item = Approach> {
    APPROACHES.lines().filter_map(|line| {
        let mut columns = line.split('\t');
        Some(Approach {
            value: columns.next()?.chars().next()?,
            name: columns.next()?,
            sentence: columns.next()?,
        })
    })
}

/// The approach under a character.
#[must_use]
pub fn approach(value: char) -> Option<Approach> {
    approaches().find(|a| a.value == value)
}

#[cfg(test)]
mod tests {
    use super::{APPROACHES, Aim, OPERATIONS, approach, approaches, operation, operations};

    #[test]
    fn every_line_is_an_operation_and_stands_in_order() {
        assert_eq!(operations().count(), OPERATIONS.lines().count());
        let keys: Vec<(char, char)> = operations().map(|o| (o.section, o.value)).collect();
        assert!(keys.is_sorted_by(|a, b| a < b), "in order, none twice");
        for o in operations() {
            assert!(
                o.sentence.ends_with('.') && o.sentence.len() > 20,
                "{}{} {}",
                o.section,
                o.value,
                o.sentence
            );
        }
    }

    #[test]
    fn the_medical_and_surgical_section_has_31_operations_and_seven_approaches() {
        assert_eq!(operations().filter(|o| o.section == '0').count(), 31);
        assert_eq!(approaches().count(), 7);
        assert_eq!(APPROACHES.lines().count(), 7);
        assert_eq!(
            approach('4').map(|a| a.name),
            Some("Percutaneous Endoscopic")
        );
        assert_eq!(approach('1'), None);
    }

    #[test]
    fn aims_tell_operations_apart_that_are_easily_mixed_up() {
        for (value, aim) in [
            ('B', Aim::TakesBodyPartOut),
            ('T', Aim::TakesBodyPartOut),
            ('C', Aim::TakesMatterOut),
            ('9', Aim::TakesMatterOut),
            ('N', Aim::CutsOnly),
            ('S', Aim::MovesBodyPart),
            ('1', Aim::ChangesPassage),
            ('H', Aim::ConcernsDevice),
            ('J', Aim::Examines),
            ('Q', Aim::Mends),
        ] {
            assert_eq!(operation('0', value).map(|o| o.aim), Some(aim), "{value}");
        }
        assert!(Aim::all().all(|aim| operations().any(|o| o.aim == aim)));
        assert!(Aim::all().all(|aim| !aim.sentence().is_empty()));
    }
}
