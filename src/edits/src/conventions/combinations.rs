//! Two codes where the code set has one for both (CM-024).
//!
//! Only combinations that the classification itself makes: by an Excludes1 or inclusion note, by the title of the
//! combination, or because the Alphabetic Index puts "with" between the two (I.A.15).

use super::case::{Case, Coded, finding};
use crate::findings::{Finding, Severity};

/// Positions of two diagnoses, the smaller first.
pub(super) type Pair = (usize, usize);

/// Two parts and the code that says both.
struct Combination {
    one: &'static [&'static str],
    other: &'static [&'static str],
    both: &'static str,
    dotted: &'static str,
    why: &'static str,
}

const COMBINATIONS: [Combination; 12] = [
    Combination {
        one: &["J441", "J449"],
        other: &["J12-J18", "J20-J22"],
        both: "J440",
        dotted: "J44.0",
        why: "COPD with an acute lower respiratory infection has a code of its own, beside that of the infection.",
    },
    Combination {
        one: &["I2510"],
        other: &["I20"],
        both: "I2511",
        dotted: "I25.11-",
        why: "Angina of a patient with coronary atherosclerosis is taken to be due to it (OCG I.C.9.b).",
    },
    Combination {
        one: &["J960"],
        other: &["J961"],
        both: "J962",
        dotted: "J96.2-",
        why: "Acute and chronic respiratory failure together have a code of their own.",
    },
    Combination {
        one: &["I5021"],
        other: &["I5022"],
        both: "I5023",
        dotted: "I50.23",
        why: "Acute on chronic systolic heart failure has a code of its own.",
    },
    Combination {
        one: &["I5031"],
        other: &["I5032"],
        both: "I5033",
        dotted: "I50.33",
        why: "Acute on chronic diastolic heart failure has a code of its own.",
    },
    Combination {
        one: &["I502"],
        other: &["I503"],
        both: "I504",
        dotted: "I50.4-",
        why: "Systolic and diastolic heart failure together have codes of their own.",
    },
    Combination {
        one: &["K810"],
        other: &["K811"],
        both: "K812",
        dotted: "K81.2",
        why: "Acute and chronic cholecystitis together have a code of their own.",
    },
    Combination {
        one: &["K80"],
        other: &["K81"],
        both: "K80",
        dotted: "K80.0- to K80.6-",
        why: "Stones with cholecystitis are coded as one in K80.",
    },
    Combination {
        one: &["K7030"],
        other: &["R18"],
        both: "K7031",
        dotted: "K70.31",
        why: "Alcoholic cirrhosis with ascites has a code of its own.",
    },
    Combination {
        one: &["J101", "J111"],
        other: &["J12-J18"],
        both: "J100",
        dotted: "J10.0- or J11.0-",
        why: "Influenza with pneumonia has codes of its own.",
    },
    Combination {
        one: &["K31819"],
        other: &["K922"],
        both: "K31811",
        dotted: "K31.811",
        why: "Angiodysplasia of stomach with hemorrhage has a code of its own.",
    },
    Combination {
        one: &["K5730", "K5710", "K5750", "K5790"],
        other: &["K922"],
        both: "K573",
        dotted: "the code of K57 with bleeding",
        why: "Diverticular disease with hemorrhage has codes of its own.",
    },
];

pub(super) fn named() -> Vec<&'static str> {
    COMBINATIONS
        .iter()
        .flat_map(|c| c.one.iter().chain(c.other).chain([&c.both]).copied())
        .collect()
}

/// Adds the findings, and returns which two diagnoses each is about.
pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for combination in &COMBINATIONS {
        let at = |list: &[&str]| case.diagnoses.iter().position(|d| d.is(list));
        let (Some(one), Some(other)) = (at(combination.one), at(combination.other)) else {
            continue;
        };
        let (first, second) = (&case.diagnoses[one], &case.diagnoses[other]);
        // Coded in one already: J44.0 stands with J44.1 and the infection, as its own note says.
        let told = |d: &Coded<'_>| d.is(&[combination.both]) && !d.is(combination.one);
        if case.diagnoses.iter().any(told) {
            continue;
        }
        // Stones that are coded with cholecystitis already need no other code: there, Excludes1 is the word.
        if combination.both == "K80" && !first.is(&["K802", "K805", "K807", "K808"]) {
            continue;
        }
        pairs.push((one.min(other), one.max(other)));
        found.push(finding(
            "CM-024",
            Severity::Warn,
            first.place.max(second.place),
            format!(
                "{} and {} have one code together: {}.",
                first.dotted(),
                second.dotted(),
                combination.dotted
            ),
            combination.why,
            format!(
                "Code {}, unless the provider says the two are not connected.",
                combination.dotted
            ),
            "ICD-10-CM Official Guidelines, I.B.9",
        ));
    }
    pairs
}
