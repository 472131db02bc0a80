//! The grouper's trace in plain words: a short path for the eye, and every step for who asks why.

use grouper::{
    CodeSeverity, DrgKind, DrgSeverity, Grouper, Grouping, HacEntryStatus, Pass, ReturnCode, Stay,
    Step,
};

use crate::code_text::dotted_diagnosis;
use crate::protocol::{PathStep, PathTone, StepLine};

/// A grouping with its trace.
pub(crate) struct Explained<'a> {
    pub(crate) grouper: &'a Grouper,
    pub(crate) stay: &'a Stay,
    pub(crate) grouping: &'a Grouping,
    pub(crate) steps: &'a [Step],
}

impl Explained<'_> {
    /// The way to the final DRG in a few words.
    pub(crate) fn path(&self) -> Vec<PathStep> {
        let mut path = Vec::new();
        let pass = self.last_pass();
        let mut table = None;
        let mut surgical_tried = false;
        let mut outcome = None;
        for step in self.steps {
            match step {
                Step::Version { version } => {
                    path.push(taken(version.to_string(), format!("Grouper {version}")))
                }
                Step::Row {
                    pass: of,
                    mdc,
                    kind,
                    matched,
                    drg,
                    goes_to_mdc,
                    ..
                } if *of == pass => {
                    if table != Some(*mdc) {
                        self.leave_table(table, surgical_tried, &mut path);
                        table = Some(*mdc);
                        surgical_tried = false;
                        self.enter_table(*mdc, &mut path);
                    }
                    if *matched {
                        if let Some(to) = goes_to_mdc {
                            path.push(taken(
                                format!("on to {}", mdc_name(*to)),
                                "Another category's rules apply.".to_owned(),
                            ));
                        }
                        outcome = Some((*mdc, *kind, *drg));
                        surgical_tried = false;
                    } else if *kind == DrgKind::Surgical {
                        surgical_tried = true;
                    } else if surgical_tried && *kind == DrgKind::Medical {
                        path.push(passed(
                            "Surgical: none",
                            "No surgical rule of this category matches.",
                        ));
                        surgical_tried = false;
                    }
                }
                _ => {}
            }
        }
        let result = &self.grouping.r#final;
        if let Some((_, kind, drg)) = outcome.filter(|_| result.return_code == ReturnCode::Ok) {
            path.push(taken(self.family(drg), kind_words(kind).to_owned()));
            path.extend(self.severity_step());
        }
        path.extend(self.hac_step());
        if result.return_code == ReturnCode::Ok && result.drg != 998 {
            path.push(PathStep {
                label: format!("{:03}", result.drg),
                detail: self.drg_title(result.drg),
                tone: PathTone::Result,
            });
        } else {
            let why = edits::findings::return_code_words(result.return_code)
                .unwrap_or("Invalid as reason for discharge.");
            path.push(PathStep {
                label: format!("{:03}", result.drg),
                detail: why.to_owned(),
                tone: PathTone::Stopped,
            });
        }
        path
    }

    /// Every step, in order.
    pub(crate) fn lines(&self) -> Vec<StepLine> {
        self.steps.iter().map(|step| self.line(step)).collect()
    }

    fn last_pass(&self) -> Pass {
        let ended = |wanted| {
            self.steps
                .iter()
                .any(|s| matches!(s, Step::Result { pass, .. } if *pass == wanted))
        };
        if ended(Pass::Final) {
            Pass::Final
        } else {
            Pass::Initial
        }
    }

    fn enter_table(&self, mdc: u8, path: &mut Vec<PathStep>) {
        match mdc {
            0 => {}
            29 => path.push(taken(
                "Unrelated procedure".to_owned(),
                "An operating room procedure that has nothing to do with the principal diagnosis."
                    .to_owned(),
            )),
            _ => path.push(taken(mdc_name(mdc), self.mdc_title(mdc))),
        }
    }

    fn leave_table(&self, table: Option<u8>, surgical_tried: bool, path: &mut Vec<PathStep>) {
        let matched = |mdc: u8| {
            let pass = self.last_pass();
            self.steps
                .iter()
                .any(|s| matches!(s, Step::Row { pass: p, mdc: m, matched: true, .. } if *p == pass && *m == mdc))
        };
        match table {
            Some(0) if !matched(0) => path.push(passed(
                "Pre-MDC: none",
                "No transplant, ventilation or other rule that goes before all categories.",
            )),
            Some(_) if surgical_tried => path.push(passed(
                "Surgical: none",
                "No surgical rule of this category matches.",
            )),
            _ => {}
        }
    }

    /// The DRG's title without its severity.
    fn family(&self, drg: u16) -> String {
        let title = self.drg_title(drg);
        let upper = title.to_ascii_uppercase();
        let end = [
            " WITH MCC",
            " WITH CC",
            " WITHOUT CC",
            " WITHOUT MCC",
            " WITH MAJOR COMP",
        ]
        .iter()
        .filter_map(|ending| upper.rfind(ending))
        .min()
        .unwrap_or(title.len());
        title[..end].to_owned()
    }

    fn severity_step(&self) -> Option<PathStep> {
        let result = &self.grouping.r#final;
        let (wanted, word) = match result.secondary_severity {
            DrgSeverity::Mcc => (CodeSeverity::Mcc, "MCC"),
            DrgSeverity::Cc => (CodeSeverity::Cc, "CC"),
            _ => {
                return self
                    .has_severity_family()
                    .then(|| passed("no CC or MCC", "No secondary diagnosis counts as one."));
            }
        };
        let carriers: Vec<String> = self
            .grouping
            .secondary
            .iter()
            .zip(&self.stay.secondary_diagnoses)
            .filter(|(outcome, _)| outcome.severity_final == wanted)
            .map(|(_, diagnosis)| dotted_diagnosis(&diagnosis.code))
            .collect();
        let label = match carriers.as_slice() {
            [] => word.to_owned(),
            [one] => format!("{word} {one}"),
            [first, rest @ ..] => format!("{word} {first} +{}", rest.len()),
        };
        Some(PathStep {
            label,
            detail: format!("Counting as {word}: {}", carriers.join(", ")),
            tone: PathTone::Severity,
        })
    }

    /// Whether the DRG has sisters that differ only in severity.
    fn has_severity_family(&self) -> bool {
        let result = &self.grouping.r#final;
        self.family(result.drg).len() < self.drg_title(result.drg).len()
    }

    fn hac_step(&self) -> Option<PathStep> {
        let met: Vec<String> = self
            .grouping
            .secondary
            .iter()
            .zip(&self.stay.secondary_diagnoses)
            .filter_map(|(outcome, diagnosis)| {
                let hac = outcome
                    .hacs
                    .iter()
                    .find(|h| h.status == HacEntryStatus::HacCriteriaMet)?;
                Some(format!(
                    "{} (condition {})",
                    dotted_diagnosis(&diagnosis.code),
                    hac.number
                ))
            })
            .collect();
        let (initial, last) = (&self.grouping.initial, &self.grouping.r#final);
        (!met.is_empty()).then(|| PathStep {
            label: if initial.drg == last.drg {
                "Hospital-acquired: no change".to_owned()
            } else {
                format!("Hospital-acquired: was {:03}", initial.drg)
            },
            detail: format!(
                "Acquired in hospital, so they do not count as CC or MCC: {}.",
                met.join(", ")
            ),
            tone: PathTone::Taken,
        })
    }

    fn drg_title(&self, drg: u16) -> String {
        self.grouper
            .drg_title(drg)
            .map_or_else(|| format!("DRG {drg:03}"), str::to_owned)
    }

    fn mdc_title(&self, mdc: u8) -> String {
        self.grouper
            .mdc_title(mdc)
            .map_or_else(|| mdc_name(mdc), str::to_owned)
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

    fn procedures(&self, indexes: &[u32]) -> String {
        let codes = indexes
            .iter()
            .filter_map(|i| self.stay.procedures.get(*i as usize));
        codes.map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    fn line(&self, step: &Step) -> StepLine {
        let plain = |section: &str, text: String| StepLine {
            section: section.to_owned(),
            text,
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
                    "The principal diagnosis takes the CC or MCC of {} (exclusion collection {collection}).",
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
                    "The principal diagnosis belongs to {}{}: {}.",
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
                    "{}: condition {number} {}.",
                    capitalised(&self.secondary(*secondary)),
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

const PREPARATION: &str = "Preparation";

fn taken(label: String, detail: String) -> PathStep {
    PathStep {
        label,
        detail,
        tone: PathTone::Taken,
    }
}

fn passed(label: &str, detail: &str) -> PathStep {
    PathStep {
        label: label.to_owned(),
        detail: detail.to_owned(),
        tone: PathTone::Passed,
    }
}

fn mdc_name(mdc: u8) -> String {
    match mdc {
        0 => "Pre-MDC".to_owned(),
        29 => "unrelated procedures".to_owned(),
        _ => format!("MDC {mdc}"),
    }
}

const fn pass_words(pass: Pass) -> &'static str {
    match pass {
        Pass::Initial => "Initial DRG",
        Pass::Final => "Final DRG",
    }
}

const fn kind_words(kind: DrgKind) -> &'static str {
    match kind {
        DrgKind::Surgical => "surgical",
        DrgKind::Medical => "medical",
        DrgKind::None => "neither surgical nor medical",
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
