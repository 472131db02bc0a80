//! Facts of a stay as bits, and the numbers of those that are not read from the tables.
//!
//! A formula asks about facts by number. The first numbers are the same in every version (severity, discharge
//! status, counters); the rest are given out per version to each pair of prefix and attribute that a formula of
//! that version names, so that a set of facts is eight machine words.

use core::ops::{BitAnd, BitOr, BitOrAssign};

/// Words of a set.
pub(crate) const WORDS: usize = 8;
/// Number of facts that fit.
pub(crate) const CAPACITY: u16 = (WORDS * 64) as u16;

/// A set of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Facts([u64; WORDS]);

impl Facts {
    pub(crate) const fn of(facts: &[u16]) -> Self {
        let mut words = [0; WORDS];
        let mut i = 0;
        while i < facts.len() {
            words[(facts[i] >> 6) as usize] |= 1 << (facts[i] & 63);
            i += 1;
        }
        Self(words)
    }

    pub(crate) fn insert(&mut self, fact: u16) {
        self.0[usize::from(fact >> 6)] |= 1 << (fact & 63);
    }

    #[inline(always)]
    pub(crate) fn holds(&self, fact: u16) -> bool {
        self.0[usize::from(fact >> 6) & (WORDS - 1)] >> (fact & 63) & 1 != 0
    }

    /// Puts the one severity fact in place of whichever stood there.
    #[inline(always)]
    pub(crate) fn set_severity(&mut self, severity: u8) {
        self.0[0] = self.0[0] & !0b111 | 1 << severity;
    }

    pub(crate) fn remove(&mut self, fact: u16) {
        self.0[usize::from(fact >> 6) & (WORDS - 1)] &= !(1 << (fact & 63));
    }

    /// Puts in each fact of a list.
    #[inline(always)]
    pub(crate) fn insert_all(&mut self, facts: &[u16]) {
        for fact in facts {
            self.0[usize::from(fact >> 6) & (WORDS - 1)] |= 1 << (fact & 63);
        }
    }

    // Word by word: comparing the arrays would call the library for eight words.

    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().fold(0, |all, word| all | word) == 0
    }

    #[inline(always)]
    pub(crate) fn intersects(&self, other: &Self) -> bool {
        let both = self.0.iter().zip(&other.0);
        both.fold(0, |all, (a, b)| all | a & b) != 0
    }

    #[inline(always)]
    pub(crate) fn contains_all(&self, other: &Self) -> bool {
        let both = self.0.iter().zip(&other.0);
        both.fold(0, |all, (a, b)| all | !a & b) == 0
    }

    /// How many facts of the set are smaller than `fact`.
    #[inline]
    pub(crate) fn rank(&self, fact: u16) -> usize {
        let word = usize::from(fact >> 6) & (WORDS - 1);
        let below: u32 = self.0[..word].iter().map(|w| w.count_ones()).sum();
        (below + (self.0[word] & ((1 << (fact & 63)) - 1)).count_ones()) as usize
    }

    /// A word of the set.
    #[inline(always)]
    pub(crate) const fn word(&self, at: usize) -> u64 {
        self.0[at]
    }

    /// The facts in ascending order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        self.0.iter().zip(0u16..).flat_map(|(word, i)| {
            let mut rest = *word;
            core::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros() as u16;
                    rest &= rest - 1;
                    i * 64 + bit
                })
            })
        })
    }
}

macro_rules! wordwise {
    ($trait:ident, $method:ident, $op:tt) => {
        impl $trait for Facts {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(core::array::from_fn(|i| self.0[i] $op other.0[i]))
            }
        }
    };
}
wordwise!(BitAnd, bitand, &);
wordwise!(BitOr, bitor, |);

impl BitOrAssign for Facts {
    #[inline(always)]
    fn bitor_assign(&mut self, other: Self) {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
    }
}

/// Severity NON_CC, CC, MCC: the number of the fact is the severity.
pub(crate) const NON_CC: u16 = 0;
/// See [`NON_CC`].
pub(crate) const CC: u16 = 1;
/// See [`NON_CC`].
pub(crate) const MCC: u16 = 2;
/// Discharge status is not 20.
pub(crate) const ALIVE: u16 = 3;
/// Discharge status 20.
pub(crate) const DIED: u16 = 4;
/// Discharge status 7, left against medical advice.
pub(crate) const AMA: u16 = 5;
/// Transferred to an acute hospital (2, 5, 66, 82, 85, 94).
pub(crate) const TRANSFERRED: u16 = 6;
/// Always true.
pub(crate) const ANY_DIAGNOSIS: u16 = 7;
/// Principal diagnosis is not a code of the version.
pub(crate) const INVALID_PDX: u16 = 8;
/// Principal diagnosis begins with V, W, X or Y.
pub(crate) const PDX_ECODE: u16 = 9;
/// Discharge status is none of the known ones.
pub(crate) const INVALID_DISCHARGE_STATUS: u16 = 10;
/// Sex is unknown and the MDC depends on it.
pub(crate) const INVALID_SEX: u16 = 11;
/// Never true: age takes no part.
pub(crate) const INVALID_AGE: u16 = 12;
/// Every diagnosis carries the attribute `incident`.
pub(crate) const ONLY_INCIDENT: u16 = 13;
/// The principal diagnosis belongs to MDC 20.
pub(crate) const MDC_20: u16 = 14;
/// Never true: rows that only bear a name.
pub(crate) const NEVER: u16 = 15;
/// Injuries of two body sites.
pub(crate) const MULTIPLE_TRAUMA: u16 = 16;
/// Two different major joints.
pub(crate) const BILATERAL: u16 = 17;
/// Four stents, or four vessels, and their older forms.
pub(crate) const FOUR_STENTS: u16 = 18;
/// See [`FOUR_STENTS`].
pub(crate) const FOUR_VESSELS: u16 = 19;
/// See [`FOUR_STENTS`]; v40 only.
pub(crate) const FOUR_DRUG_ELUTING: u16 = 20;
/// See [`FOUR_STENTS`]; v40 only.
pub(crate) const FOUR_NON_DRUG_ELUTING: u16 = 21;
/// Counts of spinal fusions; see [`crate::counters`].
pub(crate) const SINGLE_FUSION: u16 = 22;
/// See [`SINGLE_FUSION`].
pub(crate) const SINGLE_ANTERIOR: u16 = 23;
/// See [`SINGLE_FUSION`].
pub(crate) const SINGLE_POSTERIOR_1: u16 = 24;
/// See [`SINGLE_FUSION`].
pub(crate) const SINGLE_ANTERIOR_X: u16 = 25;
/// See [`SINGLE_FUSION`].
pub(crate) const SINGLE_POSTERIOR: u16 = 26;
/// See [`SINGLE_FUSION`].
pub(crate) const MULTIPLE_FUSION: u16 = 27;
/// First number that a version gives out itself.
pub(crate) const FIRST_FREE: u16 = 32;

/// The counts over procedures (and, for multiple trauma, diagnoses).
pub(crate) const COUNTERS: Facts = Facts::of(&[
    MULTIPLE_TRAUMA,
    BILATERAL,
    FOUR_STENTS,
    FOUR_VESSELS,
    FOUR_DRUG_ELUTING,
    FOUR_NON_DRUG_ELUTING,
    SINGLE_FUSION,
    SINGLE_ANTERIOR,
    SINGLE_POSTERIOR_1,
    SINGLE_ANTERIOR_X,
    SINGLE_POSTERIOR,
    MULTIPLE_FUSION,
]);

/// The counts of spinal fusions.
pub(crate) const FUSION_COUNTERS: Facts = Facts::of(&[
    SINGLE_FUSION,
    SINGLE_ANTERIOR,
    SINGLE_POSTERIOR_1,
    SINGLE_ANTERIOR_X,
    SINGLE_POSTERIOR,
    MULTIPLE_FUSION,
]);

/// Names that mean the same in every version.
const NAMES: [(&str, u16); 29] = [
    ("NON_CC", NON_CC),
    ("CC", CC),
    ("MCC", MCC),
    ("ALIVE", ALIVE),
    ("DIED", DIED),
    ("AMA", AMA),
    ("XFRNBA", TRANSFERRED),
    ("ANYDX", ANY_DIAGNOSIS),
    ("INVALID_PDX", INVALID_PDX),
    ("PDX_ECODE", PDX_ECODE),
    ("INVALID_DSTAT", INVALID_DISCHARGE_STATUS),
    ("INVALID_SEX", INVALID_SEX),
    ("INVALID_AGE", INVALID_AGE),
    ("INCIDENT", ONLY_INCIDENT),
    ("MDC_20_FALL_THRU", MDC_20),
    ("ERRORDRG", NEVER),
    ("5", NEVER),
    ("MULTST", MULTIPLE_TRAUMA),
    ("BILATERAL", BILATERAL),
    ("FOUR_STENTS", FOUR_STENTS),
    ("FOUR_VESSELS", FOUR_VESSELS),
    ("FOUR_DRUG_ELUTING_STENTS", FOUR_DRUG_ELUTING),
    ("FOUR_NON_DRUG_ELUTING_STENTS", FOUR_NON_DRUG_ELUTING),
    ("SINGLEFUSIONCTR", SINGLE_FUSION),
    ("SGLANTCTR", SINGLE_ANTERIOR),
    ("SGLPOST1CTR", SINGLE_POSTERIOR_1),
    ("SGLANTSECTXCTR", SINGLE_ANTERIOR_X),
    ("SGLPOSTFUSECTR", SINGLE_POSTERIOR),
    ("MULTFUSE", MULTIPLE_FUSION),
];

/// The number of a name that means the same in every version, whatever its prefix and case.
pub(crate) fn fixed(name: &str) -> Option<u16> {
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    let digits = name
        .get(..3)
        .filter(|stem| stem.eq_ignore_ascii_case("MDC"))
        .map(|_| &name[3..]);
    if digits.is_some_and(|d| d.len() == 2 && d.bytes().all(|b| b.is_ascii_digit())) {
        return Some(NEVER);
    }
    NAMES
        .iter()
        .find(|(known, _)| is(known))
        .map(|(_, fact)| *fact)
}

/// The name of a fact that means the same in every version; of one it doesn't know, `""`.
pub(crate) fn fixed_name(fact: u16) -> &'static str {
    NAMES
        .iter()
        .find(|(_, f)| *f == fact)
        .map_or("", |(name, _)| name)
}
