//! What a facility sets and adds without code: the severity of each rule, and rules of its own.
//!
//! [`Document`] is what is written down; [`Facility`] is a document that has been checked whole, so that nothing can
//! go wrong when it is applied. A rule can be tried on past stays before it is switched on ([`would_have_fired`]).

mod condition;
mod document;
mod message;
mod patterns;
mod problem;
mod rule;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use document::*;
pub use problem::Problem;
pub use rule::{Count, Outcome, ReadyRule, would_have_fired};

use self::problem::Checks;
use crate::findings::{Facts, Finding, Severity};
use crate::rules;

/// Longest document, bytes.
pub const LONGEST_TEXT: usize = 1 << 20;
/// Most own rules.
pub const MOST_RULES: usize = 500;

/// A checked document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facility {
    document: Document,
    rules: Vec<ReadyRule>,
}

impl Facility {
    /// Reads and checks a document written as JSON.
    ///
    /// # Errors
    /// Every [`Problem`] found: what can't be read at all is one, of what can be read all are told (at most 100).
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        if text.len() > LONGEST_TEXT {
            return Err(vec![Problem::new(
                "",
                format!("The document has {} bytes.", text.len()),
                format!("It may have {LONGEST_TEXT}."),
                "Take rules out that are no longer used.",
            )]);
        }
        Self::check(read(text)?)
    }

    /// Checks a document.
    ///
    /// # Errors
    /// Every [`Problem`] found, at most 100.
    pub fn check(document: Document) -> Result<Self, Vec<Problem>> {
        let mut checks = Checks::default();
        if document.format != FORMAT {
            checks.add(Problem::new(
                "format",
                format!("The document has form {}.", document.format),
                format!("This release reads form {FORMAT}."),
                "Open it with the release that wrote it, or with a newer one.",
            ));
        }
        checks.text("name", &document.name, 200);
        for (id, setting) in &document.severities {
            check_setting(id, setting, &mut checks);
        }
        if document.rules.len() > MOST_RULES {
            checks.add(Problem::new(
                "rules",
                format!("There are {} rules.", document.rules.len()),
                format!("There may be {MOST_RULES}: all are evaluated at every keystroke."),
                "Take rules out that are no longer used.",
            ));
            return Err(checks.finish(()).err().unwrap_or_default());
        }
        let mut ids = BTreeSet::new();
        let mut ready = Vec::new();
        for (i, rule) in document.rules.iter().enumerate() {
            let path = format!("rules[{i}]");
            ready.push(ReadyRule::checked(rule, &path, &mut checks));
            if !ids.insert(rule.id.as_str()) {
                checks.add(Problem::new(
                    format!("{path}.id"),
                    "Another rule has this number.",
                    "A finding is told by its number which rule it comes from.",
                    "Give it the next number that is free.",
                ));
            }
        }
        checks.finish(()).map(|()| Self {
            rules: ready,
            document,
        })
    }

    /// The document, for a screen or a file: what was checked, unchanged.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Its own rules, in their order.
    #[must_use]
    pub fn rules(&self) -> &[ReadyRule] {
        &self.rules
    }

    /// Whether a finding is of an own rule, or of one whose severity this facility has set.
    #[must_use]
    pub fn decides(&self, finding: &Finding) -> bool {
        let own = self.rules.iter().any(|rule| rule.id() == finding.rule);
        own || self.document.severities.contains_key(finding.rule.as_ref())
    }

    /// Whether this facility has switched a rule off.
    #[must_use]
    pub fn switches_off(&self, rule: &str) -> bool {
        let setting = self.document.severities.get(rule);
        setting.is_some_and(|setting| setting.severity == Level::Off)
    }

    /// Whether somebody who passes over a finding has to say why: of an own rule what it says, of others every stop
    /// and warning.
    #[must_use]
    pub fn needs_reason(&self, finding: &Finding) -> bool {
        match self.rules.iter().find(|rule| rule.id() == finding.rule) {
            Some(own) => own.reason_required(),
            None => finding.severity != Severity::Info,
        }
    }
}

/// Findings as this facility sees them: with its severities, without what it switched off, and with those of its own
/// rules; heaviest first, then in the order of the screen.
#[must_use]
pub fn apply(facility: &Facility, facts: &Facts<'_>, findings: Vec<Finding>) -> Vec<Finding> {
    let mut told: Vec<Finding> = findings
        .into_iter()
        .filter_map(|finding| weighed(facility, finding))
        .collect();
    for rule in facility.rules.iter().filter(|rule| rule.is_on()) {
        if let Outcome::Fired(own) = rule.evaluate(facts) {
            told.extend(own);
        }
    }
    told.sort_by_key(|f| (f.severity, f.place));
    told
}

fn weighed(facility: &Facility, mut finding: Finding) -> Option<Finding> {
    let Some(setting) = facility.document.severities.get(finding.rule.as_ref()) else {
        return Some(finding);
    };
    let severity = rule::severity(setting.severity)?;
    if severity != finding.severity {
        let reason = setting.reason.trim();
        finding.why = format!(
            "{} This facility weighs it as a {} instead of a {}{}{reason}",
            finding.why,
            severity.word(),
            finding.severity.word(),
            if reason.is_empty() { "." } else { ": " },
        );
    }
    finding.severity = severity;
    Some(finding)
}

fn check_setting(id: &str, setting: &Setting, checks: &mut Checks) {
    let shown: String = id.chars().take(40).collect();
    let path = format!("severities.{shown}");
    let Some(listed) = rules::find(id) else {
        let (why, fix) = if rule::is_own_id(id) {
            (
                "The severity of an own rule stands in the rule.",
                "Set it there.",
            )
        } else {
            (
                "No rule has this number, so nothing would change.",
                "Take a number from the list of rules, for example CM-015.",
            )
        };
        checks.add(Problem::new(
            path,
            format!("{shown:?} is not on the list of rules."),
            why,
            fix,
        ));
        return;
    };
    if !setting.reason.is_empty() {
        checks.text(&format!("{path}.reason"), &setting.reason, message::LONGEST);
    }
    if listed.is_editor_stop()
        && setting.severity != Level::Stop
        && setting.reason.trim().is_empty()
    {
        checks.add(Problem::new(
            format!("{path}.reason"),
            format!("{id} is lowered without a reason."),
            format!(
                "It is a hard stop ({}); the payer will not take the claim.",
                listed.source
            ),
            "Write why this facility lowers it, or leave it a stop.",
        ));
    }
}

/// Reads what a text holds and nothing besides.
fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Vec<Problem>> {
    let mut json = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|e| vec![unreadable(&e)])?;
    json.end().map_err(|e| {
        vec![Problem::new(
            position(&e),
            "Something follows the document.",
            "A file holds one document.",
            "Take it out.",
        )]
    })?;
    Ok(read)
}

fn unreadable(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let inner = error.inner();
    let path = match error.path().to_string() {
        path if inner.is_data() && path != "." => path,
        _ => position(inner),
    };
    let (why, fix) = if inner.is_data() {
        (
            "Every field is read, so that nothing that was meant is passed over.",
            "Correct the field; the list of what is expected stands in the first sentence.",
        )
    } else {
        (
            "The document is JSON, nested at most 128 deep.",
            "Correct the text at this place.",
        )
    };
    Problem::new(path, format!("{inner}."), why, fix)
}

fn position(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}
