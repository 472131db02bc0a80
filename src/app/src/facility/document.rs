//! The document as the page holds it: names and weights, and own rules as the JSON they are written in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The form of document this page writes.
const FORMAT: u32 = 1;

/// All that a facility sets and adds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Document {
    format: u32,
    /// Name of the facility.
    pub(super) name: String,
    /// Its own count of changes.
    pub(super) revision: u32,
    /// Weight of rules by number, where it is not the listed one.
    #[serde(default)]
    pub(super) severities: BTreeMap<String, Setting>,
    /// Own rules, as they are written.
    #[serde(default)]
    pub(super) rules: Vec<Value>,
}

/// What a rule weighs here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Setting {
    /// `stop`, `warn`, `info` or `off`.
    pub(super) severity: String,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) reason: String,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            format: FORMAT,
            name: "This facility".to_owned(),
            revision: 0,
            severities: BTreeMap::new(),
            rules: Vec::new(),
        }
    }
}

impl Document {
    /// Reads the outer form; what stands in the rules is the engine's to judge.
    pub(super) fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Whether it changes nothing.
    pub(super) fn says_nothing(&self) -> bool {
        self.severities.is_empty() && self.rules.is_empty()
    }

    /// As the engine takes it: empty where it changes nothing.
    pub(super) fn text(&self) -> String {
        if self.says_nothing() {
            return String::new();
        }
        serde_json::to_string(self).unwrap_or_default()
    }

    /// As a file.
    pub(super) fn pretty(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The number of the next own rule.
    pub(super) fn next_id(&self) -> String {
        let taken = |id: &str| self.rules.iter().any(|rule| field(rule, "id") == id);
        (1..)
            .map(|n| format!("OWN-{n}"))
            .find(|id| !taken(id))
            .unwrap_or_default()
    }

    /// Puts a rule in the place of the one with its number, or behind the others.
    pub(super) fn keep_rule(&mut self, rule: Value) {
        let id = field(&rule, "id").to_owned();
        match self.rules.iter_mut().find(|old| field(old, "id") == id) {
            Some(old) => *old = rule,
            None => self.rules.push(rule),
        }
    }

    /// Takes an own rule out.
    pub(super) fn remove_rule(&mut self, id: &str) {
        self.rules.retain(|rule| field(rule, "id") != id);
    }
}

/// A text of a rule; empty where there is none.
pub(super) fn field<'a>(rule: &'a Value, name: &str) -> &'a str {
    rule.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Document;

    #[test]
    fn rules_are_numbered_kept_and_taken_out() {
        let mut document = Document::default();
        assert!(document.says_nothing() && document.text().is_empty());
        document.keep_rule(json!({ "id": "OWN-1", "title": "a" }));
        document.keep_rule(json!({ "id": "OWN-3", "title": "b" }));
        assert_eq!(document.next_id(), "OWN-2");
        document.keep_rule(json!({ "id": "OWN-1", "title": "c" }));
        assert_eq!(document.rules.len(), 2);
        assert_eq!(document.rules[0]["title"], "c");
        document.remove_rule("OWN-1");
        assert_eq!(document.next_id(), "OWN-1");
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let mut document = Document::default();
        document.keep_rule(json!({ "id": "OWN-1" }));
        let read = Document::read(&document.pretty()).map_err(|e| e.to_string());
        assert_eq!(read, Ok(document));
        assert!(Document::read("{").is_err());
    }
}
