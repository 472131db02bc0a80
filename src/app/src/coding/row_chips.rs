//! What the engine says of a row, as chips and a short line. Words first; colour only repeats them.

use engine::protocol::{
    CodeLine, DiagnosisView, Exclusion, HacEntry, HacState, LeaveOut, Marked, ProcedureView,
    Severity, TitleMark, Validity,
};

use super::row::Row;

/// A chip: class, word, and what it means in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chip {
    /// Its classes.
    pub(super) class: &'static str,
    /// Its word.
    pub(super) word: String,
    /// What it means, for those who rest on it or listen.
    pub(super) detail: String,
}

/// Everything a row shows besides what the user entered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct RowFacts {
    /// The code as people read it.
    pub(super) dotted: String,
    /// Its title; empty while not known.
    pub(super) title: String,
    /// Where the title comes from, if not from the publisher.
    pub(super) title_mark: &'static str,
    /// What is wrong with the code on the date; empty if nothing.
    pub(super) trouble: String,
    /// Severity, hospital-acquired conditions, operating room.
    pub(super) chips: Vec<Chip>,
    /// Why it counts for less than it is; empty if it does not.
    pub(super) because: String,
    /// What it does to the DRG.
    pub(super) effect: String,
    /// Whether it decides the DRG.
    pub(super) decides: bool,
}

/// While the engine has not spoken yet.
pub(super) fn unknown(row: Row, code: &str) -> RowFacts {
    RowFacts {
        dotted: row.shown(code),
        ..RowFacts::default()
    }
}

/// A diagnosis.
pub(super) fn diagnosis(row: Row, view: &DiagnosisView) -> RowFacts {
    let mut facts = line(&view.line, view.validity.as_ref());
    match row {
        Row::Admitting => facts.effect = "does not group".to_owned(),
        Row::Principal => {
            facts.chips.push(chip(
                "chip accent",
                "principal",
                "The principal diagnosis gives the major diagnostic category",
            ));
        }
        _ => facts.chips.extend(severity(view)),
    }
    facts.chips.extend(view.hacs.iter().filter_map(hac));
    if let Some(exclusion) = &view.exclusion {
        facts.because = because(exclusion);
    }
    if row != Row::Admitting {
        effect(&mut facts, view.leave_out.as_ref(), view.affects);
    }
    facts
}

/// A procedure.
pub(super) fn procedure(view: &ProcedureView) -> RowFacts {
    let mut facts = line(&view.line, view.validity.as_ref());
    match view.operating_room {
        Some(true) => facts
            .chips
            .push(chip("chip accent", "OR", "Operating room procedure")),
        Some(false) => facts.chips.push(chip(
            "chip off",
            "non-OR",
            "Not an operating room procedure",
        )),
        None => {}
    }
    for number in &view.hac_usage {
        facts.chips.push(chip(
            "chip warn",
            format!("HAC {number}"),
            "Helped to meet this hospital-acquired condition",
        ));
    }
    effect(&mut facts, view.leave_out.as_ref(), view.affects);
    facts
}

fn chip(class: &'static str, word: impl Into<String>, detail: impl Into<String>) -> Chip {
    Chip {
        class,
        word: word.into(),
        detail: detail.into(),
    }
}

fn line(line: &CodeLine, validity: Option<&Validity>) -> RowFacts {
    RowFacts {
        dotted: line.dotted.clone(),
        title: line.title.clone(),
        title_mark: match line.title_mark {
            TitleMark::Official => "",
            TitleMark::Composed => "composed",
            TitleMark::OwnWording => "our wording",
        },
        trouble: match validity {
            None | Some(Validity::Billable) => String::new(),
            Some(Validity::Header) => "not complete, needs more characters".to_owned(),
            Some(Validity::NotYet { from }) => format!("not valid before {from}"),
            Some(Validity::Ended { until }) => format!("ended {until}"),
            Some(Validity::Unknown) => "no such code".to_owned(),
        },
        ..RowFacts::default()
    }
}

fn severity(view: &DiagnosisView) -> Option<Chip> {
    let (counts, struck) = match view.own_severity {
        Severity::Mcc => ("chip mcc", "chip off struck"),
        Severity::Cc => ("chip cc", "chip off struck"),
        Severity::None => return None,
    };
    let word = view.own_severity.word();
    Some(if view.counts_as == view.own_severity {
        chip(counts, word, format!("Counts as {word}"))
    } else {
        chip(
            struck,
            word,
            format!("{word} by itself, does not count here"),
        )
    })
}

fn because(exclusion: &Exclusion) -> String {
    match exclusion {
        Exclusion::ByPrincipal { principal, .. } => {
            format!("excluded by {}, principal", principal.dotted)
        }
        Exclusion::ByDrgLogic { drg } => format!("not counted in DRG {drg}"),
        Exclusion::PatientDied => "counts only if discharged alive".to_owned(),
        Exclusion::HospitalAcquired => "acquired in hospital, not counted".to_owned(),
    }
}

fn hac(entry: &HacEntry) -> Option<Chip> {
    let name = if entry.number > 0 {
        format!("HAC {}", entry.number)
    } else {
        "HAC".to_owned()
    };
    match entry.state {
        HacState::Met => Some(chip(
            "chip stop",
            name,
            format!("Hospital-acquired condition met: {}", entry.description),
        )),
        HacState::NotMet => Some(chip(
            "chip off",
            format!("{name} not met"),
            entry.description.clone(),
        )),
        HacState::NotApplicable => None,
        HacState::HospitalExempt => Some(chip(
            "chip off",
            format!("{name}: exempt"),
            "The hospital is exempt from present on admission",
        )),
    }
}

fn effect(facts: &mut RowFacts, leave_out: Option<&LeaveOut>, affects: Marked) {
    if let Some(leave_out) = leave_out {
        facts.decides = leave_out.changes;
        facts.effect = match (leave_out.changes, affects) {
            (false, Marked::Both | Marked::Initial | Marked::Final) => {
                format!("used, {}", leave_out.text)
            }
            _ => leave_out.text.clone(),
        };
    }
}
