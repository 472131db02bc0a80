//! The conditions that count procedures or body sites instead of asking for one attribute.
//!
//! They read attribute names once, when a version is made ready, and leave small numbers that are added up per
//! stay. Suppression by clusters plays no part in them; duplicated codes count each time.

use crate::facts::{self, Facts};

/// Body sites of multiple significant trauma (MDC 24), in the order they are looked for.
const TRAUMA_SITES: [&str; 8] = [
    "sthead", "stchest", "stabdom", "stkidney", "sturin", "stpel", "stuplimb", "stlolimb",
];
/// Major joints of the lower extremity.
const JOINTS: [&str; 6] = [
    "righthip",
    "rightknee",
    "rightankle",
    "lefthip",
    "leftknee",
    "leftankle",
];

/// Kinds of single-level spinal fusion that are counted, as bits.
const ANTERIOR: u8 = 1;
const POSTERIOR: u8 = 2;
const POSTERIOR_1: u8 = 4;
const ANTERIOR_X: u8 = 8;

/// What one procedure (or cluster) adds to the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counts {
    /// Kinds of single-level fusion.
    pub(crate) fusion: u8,
    /// Stents placed.
    pub(crate) stents: u8,
    /// Vessels treated.
    pub(crate) vessels: u8,
    /// Whether its stents are drug-eluting.
    pub(crate) drug_eluting: bool,
    /// Whether its stents are not.
    pub(crate) non_drug_eluting: bool,
    /// Major joints, as bits.
    pub(crate) joints: u8,
}

impl Counts {
    /// Reads a list of attribute names.
    pub(crate) fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut counts = Self::default();
        for name in names {
            match name {
                "sglantfuse" => counts.fusion |= ANTERIOR,
                "sglpostfuse" => counts.fusion |= POSTERIOR,
                "sglpostfuse1" => counts.fusion |= POSTERIOR_1,
                "sglantsectXfuse" => counts.fusion |= ANTERIOR_X,
                "NORdrugstent" => counts.drug_eluting = true,
                "NORstent" => counts.non_drug_eluting = true,
                _ => {
                    if let Some(joint) = JOINTS.iter().position(|j| *j == name) {
                        counts.joints |= 1 << joint;
                    } else if let Some(digit) = digit_after(name, "stent") {
                        counts.stents += digit;
                    } else if let Some(digit) = digit_after(name, "vessel") {
                        counts.vessels += digit;
                    }
                }
            }
        }
        counts
    }

    /// Whether it adds to any count.
    pub(crate) fn any(&self) -> bool {
        *self != Self::default()
    }
}

fn digit_after(name: &str, stem: &str) -> Option<u8> {
    match name.strip_prefix(stem)?.as_bytes() {
        [digit @ b'1'..=b'4'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Body sites among attribute names, as bits.
pub(crate) fn trauma_sites<'a>(names: impl Iterator<Item = &'a str>) -> u8 {
    names
        .filter_map(|n| TRAUMA_SITES.iter().position(|s| *s == n))
        .fold(0, |sites, at| sites | 1 << at)
}

/// The site a diagnosis contributes: its first one that is not found yet, as a bit; 0 if none.
pub(crate) fn new_site(sites: u8, found: u8) -> u8 {
    let new = sites & !found;
    new & new.wrapping_neg()
}

/// Fusion kinds a counter adds up, and how many of them make it true.
pub(crate) fn fusion_counter(fact: u16) -> Option<(u8, usize)> {
    Some(match fact {
        facts::SINGLE_FUSION => (ANTERIOR | POSTERIOR, 3),
        facts::SINGLE_ANTERIOR => (ANTERIOR, 2),
        facts::SINGLE_POSTERIOR_1 => (POSTERIOR_1, 2),
        facts::SINGLE_ANTERIOR_X => (ANTERIOR_X, 2),
        facts::SINGLE_POSTERIOR => (POSTERIOR, 2),
        facts::MULTIPLE_FUSION => (ANTERIOR | POSTERIOR_1, 2),
        _ => return None,
    })
}

/// The counters that hold for these procedures and clusters.
pub(crate) fn true_counters(of: impl Iterator<Item = Counts> + Clone) -> Facts {
    let mut held = Facts::default();
    for fact in facts::FUSION_COUNTERS.iter() {
        let Some((kinds, enough)) = fusion_counter(fact) else {
            continue;
        };
        let times: usize = of
            .clone()
            .map(|c| (c.fusion & kinds).count_ones() as usize)
            .sum();
        let all_kinds = of.clone().fold(0, |seen, c| seen | c.fusion & kinds);
        if times >= enough && (fact != facts::SINGLE_FUSION || all_kinds == kinds) {
            held.insert(fact);
        }
    }
    let four =
        |part: &dyn Fn(Counts) -> u8| of.clone().map(|c| u32::from(part(c))).sum::<u32>() >= 4;
    for (fact, is_four) in [
        (facts::FOUR_STENTS, four(&|c| c.stents)),
        (facts::FOUR_VESSELS, four(&|c| c.vessels)),
        (
            facts::FOUR_DRUG_ELUTING,
            four(&|c| if c.drug_eluting { c.stents } else { 0 }),
        ),
        (
            facts::FOUR_NON_DRUG_ELUTING,
            four(&|c| if c.non_drug_eluting { c.stents } else { 0 }),
        ),
    ] {
        if is_four {
            held.insert(fact);
        }
    }
    let mut joints = 0;
    for counts in of {
        joints |= new_site(counts.joints, joints);
    }
    if joints.count_ones() >= 2 {
        held.insert(facts::BILATERAL);
    }
    held
}
