//! Every step of the trace in plain words.

use grouper::{Disposition, DrgSeverity, HacEntryStatus, Pass, PresentOnAdmission, Step};

use super::{Explained, kind_words, manual, mdc_name};
use crate::code_text::dotted_diagnosis;
use crate::protocol::StepLine;

const PREPARATION: &str = "Preparation";

impl Explained<'_> {
    /// Every step, in order.
    pub(crate) fn lines(&self) -> Vec<StepLine> {
        self.steps.iter().map(|step| self.line(step)).collect()
    }

    /// One step.
    pub(super) fn line(&self, step: &Step) -> StepLine {
        StepLine {
            manual: manual::place(step),
            ..self.words(step)
        }
    }

    fn secondary(&self, index: u32) -> String {
        let code = self
            .stay
            .secondary_diagnoses
            .get(index as usize)
            .map_or("?", |d| d.code.as_str());
        format!(
            "secondary diagnosis {}, {}",
            index + 1,
            dotted_diagnosis(code)
        )
    }

    fn principal(&self) -> String {
        let principal = self.stay.principal_diagnosis.as_ref();
        principal.map_or_else(|| "(none)".to_owned(), |d| dotted_diagnosis(&d.code))
    }

    fn indicator(&self, secondary: u32) -> &'static str {
        let diagnosis = self.stay.secondary_diagnoses.get(secondary as usize);
        match diagnosis.map(|d| d.poa) {
            None | Some(PresentOnAdmission::Blank) => "blank",
            Some(given) => given.as_claim(),
        }
    }

    fn procedures(&self, indexes: &[u32]) -> String {
        let codes = indexes
            .iter()
            .filter_map(|i| self.stay.procedures.get(*i as usize));
        codes
            .map(|code| code.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn words(&self, step: &Step) -> StepLine {
        let plain = |section: &str, text: String| StepLine {
            section: section.to_owned(),
            text,
            manual: String::new(),
            formula: String::new(),
            holds: Vec::new(),
            fails: Vec::new(),
            decides: false,
        };
        match step {
            Step::Version { version } => plain(
                PREPARATION,
                format!(
                    "The tables of grouper {version} are used (discharges from {}).",
                    version.first_day()
                ),
            ),
            Step::Disposition { status, read_as } => {
                let words = crate::choices::discharge_status_words(*status)
                    .map_or_else(String::new, |words| format!(", {}", words.to_lowercase()));
                let read_as = match read_as {
                    Disposition::Alive => "the rules know the patient as discharged alive",
                    Disposition::LeftAgainstAdvice => {
                        "the rules know the patient as alive and gone against advice"
                    }
                    Disposition::Transferred => {
                        "the rules know the patient as alive and moved to another acute hospital"
                    }
                    Disposition::Died => "the rules know the patient as dead",
                    Disposition::NotKnown => {
                        "it is none that the grouper knows; the patient counts as alive"
                    }
                };
                plain(
                    PREPARATION,
                    format!("Discharge status {status:02}{words}: {read_as}."),
                )
            }
            Step::ClusterMet {
                name,
                procedures,
                suppressed_in_mdcs,
            } => {
                let mdcs: Vec<String> = suppressed_in_mdcs.iter().map(|m| mdc_name(*m)).collect();
                let alone = if mdcs.is_empty() {
                    String::new()
                } else {
                    format!(" In {} they do not count one by one.", mdcs.join(", "))
                };
                plain(
                    PREPARATION,
                    format!(
                        "{} act together as one procedure ({name}).{alone}",
                        self.procedures(procedures)
                    ),
                )
            }
            Step::Excluded {
                secondary,
                collection,
            } => plain(
                PREPARATION,
                format!(
                    "The principal diagnosis {} takes the CC or MCC of {}: it stands in exclusion collection {collection}.",
                    self.principal(),
                    self.secondary(*secondary)
                ),
            ),
            Step::AliveOnly { secondary } => plain(
                PREPARATION,
                format!(
                    "The MCC of {} counts only for the living; the patient died.",
                    self.secondary(*secondary)
                ),
            ),
            Step::PrincipalMdc { mdc, by_sex } => plain(
                PREPARATION,
                format!(
                    "The principal diagnosis {} belongs to {}{}: {}.",
                    self.principal(),
                    mdc_name(*mdc),
                    if *by_sex { ", chosen by sex" } else { "" },
                    self.mdc_title(*mdc)
                ),
            ),
            Step::Row {
                pass,
                mdc,
                drg,
                kind,
                formula,
                severity,
                not_counted,
                matched,
                holds,
                fails,
                goes_to_mdc,
                rank,
            } => {
                let target = match goes_to_mdc {
                    Some(to) if *drg == 0 => format!("on to {}", mdc_name(*to)),
                    _ => format!(
                        "DRG {drg:03} {} ({})",
                        self.drg_title(*drg),
                        kind_words(*kind)
                    ),
                };
                let mut text = format!(
                    "{}, rule {rank}: {target}: {}; severity {}.",
                    if *mdc == 0 {
                        "Before all categories".to_owned()
                    } else {
                        mdc_name(*mdc)
                    },
                    if *matched {
                        "matches"
                    } else {
                        "does not match"
                    },
                    severity_words(*severity),
                );
                if !not_counted.is_empty() {
                    let codes: Vec<String> =
                        not_counted.iter().map(|i| self.secondary(*i)).collect();
                    text.push_str(&format!(" This rule does not count {}.", codes.join("; ")));
                }
                StepLine {
                    section: pass_words(*pass).to_owned(),
                    text,
                    manual: String::new(),
                    formula: formula.clone(),
                    holds: holds.iter().map(|c| condition(c)).collect(),
                    fails: fails.iter().map(|c| condition(c)).collect(),
                    decides: *matched,
                }
            }
            Step::Hac {
                secondary,
                number,
                status,
            } => plain(
                "Hospital-acquired conditions",
                format!(
                    "{}, present on admission {}: condition {number} {}.",
                    capitalised(&self.secondary(*secondary)),
                    self.indicator(*secondary),
                    hac_words(*status)
                ),
            ),
            Step::Result {
                pass,
                drg,
                mdc,
                severity,
                return_code,
            } => StepLine {
                decides: true,
                ..plain(
                    pass_words(*pass),
                    match edits::findings::return_code_words(*return_code) {
                        Some(why) => format!("DRG {drg:03}: {why}"),
                        None => format!(
                            "Result: DRG {drg:03} {}, {}, severity {}.",
                            self.drg_title(*drg),
                            mdc_name(*mdc),
                            severity_words(*severity)
                        ),
                    },
                )
            },
        }
    }
}

const fn pass_words(pass: Pass) -> &'static str {
    match pass {
        Pass::Initial => "Initial DRG",
        Pass::Final => "Final DRG",
    }
}

const fn severity_words(severity: DrgSeverity) -> &'static str {
    match severity {
        DrgSeverity::None => "not asked",
        DrgSeverity::NonCc => "neither CC nor MCC",
        DrgSeverity::Cc => "CC",
        DrgSeverity::Mcc => "MCC",
    }
}

const fn hac_words(status: HacEntryStatus) -> &'static str {
    match status {
        HacEntryStatus::HacCriteriaMet => "is met: it counts as acquired in hospital",
        HacEntryStatus::HacCriteriaNotMet => "is not met",
        HacEntryStatus::HacNotApplicableExclusion => {
            "does not apply: the principal diagnosis excludes the code anyway"
        }
        HacEntryStatus::HacNotApplicableExempt => "does not apply: the hospital is exempt",
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// A condition of the tables in plain words. Names of lists stay as the tables write them.
fn condition(atom: &str) -> String {
    let (prefix, name) = atom.split_once(':').unwrap_or(("", atom));
    match (prefix, name) {
        ("", "MCC") => "an MCC counts".to_owned(),
        ("", "CC") => "a CC counts".to_owned(),
        ("", "NON_CC") => "no CC or MCC counts".to_owned(),
        ("", "ALIVE") => "discharged alive".to_owned(),
        ("", "DIED") => "died".to_owned(),
        ("", "AMA") => "left against advice".to_owned(),
        ("", "XFRNBA") => "moved to another acute hospital".to_owned(),
        ("", "ANYDX") => "any diagnosis".to_owned(),
        ("PDX", list) => format!("the principal diagnosis is in list {list}"),
        ("SDX", list) => format!("a secondary diagnosis is in list {list}"),
        ("ANY", list) => format!("a diagnosis is in list {list}"),
        ("ONLY", list) => format!("all diagnoses are in list {list}"),
        (_, list) => format!("a procedure is in list {list}"),
    }
}

#[cfg(test)]
mod tests {
    use super::condition;

    #[test]
    fn words_conditions() {
        for (atom, words) in [
            ("MCC", "an MCC counts"),
            ("PDX:sepsis", "the principal diagnosis is in list sepsis"),
            ("SDX:HAC05", "a secondary diagnosis is in list HAC05"),
            ("ONLY:incident", "all diagnoses are in list incident"),
            ("d468", "a procedure is in list d468"),
        ] {
            assert_eq!(condition(atom), words);
        }
    }
}
