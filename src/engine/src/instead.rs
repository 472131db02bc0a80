//! What stands in for kept codes that can't be reported on a date.

use codes::Ymd;
use codes::history::Timeline;

use crate::code_text::{dotted_diagnosis, normalise_code};
use crate::packs::Packs;
use crate::protocol::{CodeLine, CodeSystem, InsteadView};

/// Most codes that are named; more are a list to leaf through, not a choice.
const MOST: usize = 12;

/// One answer for each code that something stands in for.
pub(crate) fn instead(
    packs: &Packs,
    asked: &[(CodeSystem, String)],
    date: Ymd,
) -> Vec<InsteadView> {
    let mut out = Vec::new();
    for system in [CodeSystem::Cm, CodeSystem::Pcs] {
        let mut of = asked.iter().filter(|(of, _)| *of == system).peekable();
        if of.peek().is_none() {
            continue;
        }
        let timeline = match system {
            CodeSystem::Cm => packs.cm.as_ref().map(Timeline::of_diagnoses),
            CodeSystem::Pcs => packs.pcs.as_ref().map(Timeline::of_procedures),
        };
        let Some(timeline) = timeline else { continue };
        out.extend(of.filter_map(|(_, code)| {
            let found = timeline.instead(&normalise_code(code), date)?;
            let lines: Vec<CodeLine> = found
                .codes
                .iter()
                .map(|code| match system {
                    CodeSystem::Cm => packs.diagnosis_line(code, Some(date)),
                    CodeSystem::Pcs => packs.procedure_line(code, Some(date)),
                })
                .filter(|line| line.billable)
                .collect();
            Some(InsteadView {
                system,
                code: code.clone(),
                converted: found.converted,
                under: match system {
                    CodeSystem::Cm => dotted_diagnosis(&found.under),
                    CodeSystem::Pcs => found.under,
                },
                more: u32::try_from(lines.len().saturating_sub(MOST)).unwrap_or(u32::MAX),
                lines: lines.into_iter().take(MOST).collect(),
            })
        }));
    }
    out
}
