//! The list of rules, and a facility's document.

use edits::facility::{Facility, Level, Problem};
use edits::rules::{ALL, Rule};

use crate::protocol::{DocumentProblem, Event, FacilityView, RuleLine};
use crate::views;

/// The list of rules.
pub(crate) fn rules() -> Event {
    Event::Rules(ALL.iter().map(line).collect())
}

fn line(rule: &Rule) -> RuleLine {
    RuleLine {
        id: rule.id.to_owned(),
        family: rule.family.title().to_owned(),
        title: rule.title.to_owned(),
        weight: views::weight(rule.severity),
        not_applied: rule.not_applied().unwrap_or_default().to_owned(),
        needs_reason: rule.is_editor_stop(),
        source: rule.source.to_owned(),
    }
}

/// Reads a document; an empty text is none.
///
/// # Errors
/// All that is wrong with it.
pub(crate) fn read(text: &str) -> Result<Option<Facility>, Vec<Problem>> {
    if text.is_empty() {
        return Ok(None);
    }
    Facility::parse(text).map(Some)
}

/// What stands in a document, in figures.
pub(crate) fn view(facility: Option<&Facility>) -> FacilityView {
    facility.map_or_else(FacilityView::default, |facility| {
        let document = facility.document();
        let on = |rule: &&edits::facility::OwnRule| rule.severity != Level::Off;
        FacilityView {
            name: document.name.clone(),
            revision: document.revision,
            set: count(document.severities.len()),
            own: count(document.rules.len()),
            on: count(document.rules.iter().filter(on).count()),
        }
    })
}

/// The answer to a document or a rule that can't be used.
pub(crate) fn refused(problems: Vec<Problem>) -> Event {
    Event::Refused(
        problems
            .into_iter()
            .map(|problem| DocumentProblem {
                path: problem.path,
                what: problem.what,
                why: problem.why,
                fix: problem.fix,
            })
            .collect(),
    )
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
