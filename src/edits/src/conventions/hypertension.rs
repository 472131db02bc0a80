//! Hypertension with heart and kidney: the classification links them (CM-027).

use super::case::{Case, Coded, finding};
use crate::findings::{Finding, Severity};

const SOURCE: &str = "ICD-10-CM Official Guidelines, I.C.9.a";
/// Heart conditions that I11 and I13 take in beside heart failure (I.C.9.a.1).
const HEART: [&str; 4] = ["I50", "I514-I517", "I5189", "I519"];
const KIDNEY: [&str; 1] = ["N18"];

pub(super) fn named() -> Vec<&'static str> {
    let codes = [
        "I10", "I11", "I110", "I119", "I12", "I120", "I129", "I13", "I130", "I1310", "I1311",
        "I132", "N185", "N186",
    ];
    [&codes[..], &HEART, &KIDNEY].concat()
}

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    let heart = case.first(&HEART);
    let kidney = case.first(&KIDNEY);
    link(case, heart, kidney, found);
    two_at_once(case, heart.or(kidney).is_some(), found);
    for code in case.all(&["I11-I13"]) {
        partners(case, code, heart.is_some(), found);
        stage(case, code, found);
    }
}

/// Hypertension coded as if it had nothing to do with what stands beside it.
fn link(
    case: &Case<'_>,
    heart: Option<&Coded<'_>>,
    kidney: Option<&Coded<'_>>,
    found: &mut Vec<Finding>,
) {
    let told = |codes: &[&str]| case.first(codes);
    let (hypertension, category, other) = match (heart, kidney) {
        (Some(heart), Some(_)) if told(&["I10"]).is_some() => (told(&["I10"]), "I13", heart),
        (Some(heart), None) if told(&["I10"]).is_some() => (told(&["I10"]), "I11", heart),
        (None, Some(kidney)) if told(&["I10"]).is_some() => (told(&["I10"]), "I12", kidney),
        (_, Some(kidney)) if told(&["I11"]).is_some() && !case.any(&["I12", "I13"]) => {
            (told(&["I11"]), "I13", kidney)
        }
        (Some(heart), _) if told(&["I12"]).is_some() && !case.any(&["I11", "I13"]) => {
            (told(&["I12"]), "I13", heart)
        }
        _ => return,
    };
    let Some(hypertension) = hypertension else {
        return;
    };
    let fix = match told(&[category]) {
        Some(coded) => format!("Leave it out: {} says both.", coded.dotted()),
        None => format!(
            "Code {category}.- in its place, unless the provider says they are not connected."
        ),
    };
    found.push(finding(
        "CM-027",
        Severity::Warn,
        hypertension.place,
        format!("{} stands beside {}: the two are taken to belong together.", hypertension.dotted(), other.dotted()),
        "The Alphabetic Index links hypertension with heart and kidney disease even where the provider does not.",
        fix,
        SOURCE,
    ));
}

/// Two of I10 to I13 beside one another: one hypertension has one code, and the widest says what the others say.
fn two_at_once(case: &Case<'_>, linked: bool, found: &mut Vec<Finding>) {
    let [plain, heart, kidney, both] = ["I10", "I11", "I12", "I13"].map(|c| case.first(&[c]));
    if let Some(both) = both {
        for narrower in [heart, kidney].into_iter().flatten() {
            found.push(finding(
                "CM-027",
                Severity::Warn,
                narrower.place,
                format!("{} stands beside {}.", narrower.dotted(), both.dotted()),
                "Hypertension with both heart and kidney disease is coded in I13, not in I11 and I12.",
                format!("Leave it out: {} says both.", both.dotted()),
                "ICD-10-CM Official Guidelines, I.C.9.a.3",
            ));
        }
    } else if let (Some(heart), Some(kidney)) = (heart, kidney) {
        found.push(finding(
            "CM-027",
            Severity::Warn,
            heart.place.max(kidney.place),
            format!(
                "{} and {} are one code: I13.-.",
                heart.dotted(),
                kidney.dotted()
            ),
            "Hypertension with both heart and kidney disease is coded in I13, not in I11 and I12.",
            "Code I13.- in place of both.",
            "ICD-10-CM Official Guidelines, I.C.9.a.3",
        ));
    }
    // Beside a heart or kidney disease that is coded, the link has told it.
    if let (Some(plain), Some(combined), false) = (plain, both.or(heart).or(kidney), linked) {
        found.push(finding(
            "CM-027",
            Severity::Warn,
            plain.place,
            format!("{} stands beside {}.", plain.dotted(), combined.dotted()),
            "I10 is hypertension without heart or kidney disease; one hypertension has one code.",
            format!("Leave it out: {} says it.", combined.dotted()),
            SOURCE,
        ));
    }
}

/// The codes that a combination asks for: the kind of heart failure, the stage of kidney disease.
fn partners(case: &Case<'_>, code: &Coded<'_>, heart: bool, found: &mut Vec<Finding>) {
    let failure = code.is(&["I110", "I130", "I132"]);
    if let Some(other) = case
        .first(&["I50"])
        .filter(|_| code.is(&["I119", "I1310", "I1311"]))
    {
        found.push(finding(
            "CM-027",
            Severity::Warn,
            code.place.max(other.place),
            format!(
                "{} says no heart failure, and {} says one.",
                code.dotted(),
                other.dotted()
            ),
            "I11.0, I13.0 and I13.2 are for hypertensive heart disease with heart failure.",
            "Code the one with heart failure, unless the provider says that it has another cause.",
            "ICD-10-CM Official Guidelines, I.C.9.a.1 and I.C.9.a.3",
        ));
    }
    if failure && !case.any(&["I50"]) {
        found.push(finding(
            "CM-027",
            Severity::Warn,
            code.place,
            format!(
                "{} says heart failure, and no code says which.",
                code.dotted()
            ),
            if heart {
                "A code of I50 tells the type; another heart condition does not."
            } else {
                "A code of I50 tells the type."
            },
            "Add the code of I50.",
            "ICD-10-CM Official Guidelines, I.C.9.a.1",
        ));
    }
    if code.is(&["I12", "I13"]) && !case.any(&KIDNEY) {
        found.push(finding(
            "CM-027",
            Severity::Warn,
            code.place,
            format!(
                "{} says chronic kidney disease, and no code says which stage.",
                code.dotted()
            ),
            "A code of N18 tells the stage.",
            "Add the code of N18.",
            "ICD-10-CM Official Guidelines, I.C.9.a.2 and I.C.9.a.3",
        ));
    }
}

/// The stage that a combination says and the one that N18 says.
fn stage(case: &Case<'_>, code: &Coded<'_>, found: &mut Vec<Finding>) {
    let Some(kidney) = case.first(&KIDNEY) else {
        return;
    };
    let severe = kidney.is(&["N185", "N186"]);
    let (says_severe, says_mild) = (
        code.is(&["I120", "I1311", "I132"]),
        code.is(&["I129", "I130", "I1310"]),
    );
    if (severe && says_mild) || (!severe && says_severe) {
        found.push(finding(
            "CM-027",
            Severity::Warn,
            code.place.max(kidney.place),
            format!("{} and {} disagree about the stage.", code.dotted(), kidney.dotted()),
            "I12.0, I13.11 and I13.2 are for stage 5 and end stage, the others of I12 and I13 for stages 1 to 4 or no stage.",
            "Take the stage from the record and make both codes say it.",
            "ICD-10-CM tabular list, I12 and I13",
        ));
    }
}
