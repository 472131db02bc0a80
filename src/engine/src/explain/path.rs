//! The way to the DRG in a few words, for a line of breadcrumbs.

use grouper::{CodeSeverity, DrgKind, DrgSeverity, HacEntryStatus, Pass, ReturnCode, Step};

use super::{Explained, kind_words, mdc_name};
use crate::code_text::dotted_diagnosis;
use crate::protocol::{PathStep, PathTone};

impl Explained<'_> {
    /// The way to the final DRG in a few words.
    pub(crate) fn path(&self) -> Vec<PathStep> {
        let mut path = Vec::new();
        let pass = self.last_pass();
        let mut table = None;
        let mut surgery = Surgery::NotLookedAt;
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
                        surgery.leave(&mut path);
                        if table == Some(0) && outcome.is_none() {
                            path.push(passed("Pre-MDC: none", "No transplant, ventilation or other rule that goes before all categories."));
                        }
                        table = Some(*mdc);
                        surgery = Surgery::NotLookedAt;
                        self.enter_table(*mdc, &mut path);
                    }
                    // The tables before and beside the categories are not divided into surgical and medical.
                    let divided = !matches!(*mdc, 0 | 29);
                    if *matched {
                        if divided && *kind == DrgKind::Medical {
                            surgery.leave(&mut path);
                        }
                        if let Some(to) = goes_to_mdc.filter(|to| *to != 29) {
                            surgery.leave(&mut path);
                            path.push(taken(
                                format!("on to {}", mdc_name(to)),
                                "Another category's rules apply.".to_owned(),
                            ));
                        }
                        if *mdc == 0 && *drg != 0 && *drg != 999 {
                            path.push(taken(
                                "Pre-MDC".to_owned(),
                                "A rule that goes before all categories.".to_owned(),
                            ));
                        }
                        outcome = Some((*kind, *drg));
                        surgery = Surgery::Told;
                    } else if divided
                        && *kind == DrgKind::Surgical
                        && surgery == Surgery::NotLookedAt
                    {
                        surgery = Surgery::NoneMatched;
                    }
                }
                _ => {}
            }
        }
        surgery.leave(&mut path);
        let result = &self.grouping.r#final;
        if let Some((kind, drg)) = outcome.filter(|_| result.return_code == ReturnCode::Ok) {
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
                let (label, detail) = if result.severity == DrgSeverity::Cc {
                    ("no MCC", "No secondary diagnosis counts as an MCC.")
                } else {
                    ("no CC or MCC", "No secondary diagnosis counts as one.")
                };
                return self.has_severity_family().then(|| passed(label, detail));
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
}

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

/// What has been said of a category's surgical rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Surgery {
    NotLookedAt,
    NoneMatched,
    Told,
}

impl Surgery {
    /// Says, once, that no surgical rule matched.
    fn leave(&mut self, path: &mut Vec<PathStep>) {
        if core::mem::replace(self, Self::Told) == Self::NoneMatched {
            path.push(passed(
                "Surgical: none",
                "No surgical rule of this category matches.",
            ));
        }
    }
}
