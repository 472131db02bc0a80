//! An own rule while it is written: its fields, and the JSON that they make.

use engine::protocol::{DocumentProblem, Trial};
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use super::condition::{Match, Part};
use super::document::field;

/// How far a trial is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Trying {
    /// None was made.
    No,
    /// Claims done, of all.
    Running(u32, u32),
    /// Made of the rule that this text writes.
    Done(String, Trial),
}

/// The fields of an own rule.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// `OWN-1`.
    pub(super) id: RwSignal<String>,
    pub(super) title: RwSignal<String>,
    /// What it weighs once it is switched on.
    pub(super) level: RwSignal<String>,
    /// When it fires; a group.
    pub(super) when: Part,
    /// The codes it goes through: `diagnosis`, `secondary`, `procedure`, or empty.
    pub(super) each: RwSignal<String>,
    pub(super) each_codes: Match,
    pub(super) what: RwSignal<String>,
    pub(super) why: RwSignal<String>,
    pub(super) fix: RwSignal<String>,
    /// Where it stands; empty for the usual place.
    pub(super) place: RwSignal<String>,
    pub(super) reason_required: RwSignal<bool>,
    /// New parts live as long as the form, not as the screen they were added on.
    owner: StoredValue<Owner>,
    /// Counts the parts of the condition.
    ids: RwSignal<u32>,
    /// The rule as it stands in the document while it is switched on; empty otherwise.
    pub(super) on: RwSignal<String>,
    pub(super) trying: RwSignal<Trying>,
    pub(super) problems: RwSignal<Vec<DocumentProblem>>,
}

impl Form {
    /// An empty rule with a number, to fire on one condition.
    pub(super) fn empty(id: String) -> Self {
        Self::read(&json!({
            "id": id, "severity": "off",
            "when": { "all": [{ "number": { "field": "age", "is": ">=", "value": "" } }] },
        }))
    }

    /// A rule of the document.
    pub(super) fn read(rule: &Value) -> Self {
        let text = |name: &str| RwSignal::new(field(rule, name).to_owned());
        let mut ids = 0;
        let when = match &rule["when"] {
            Value::Null => Part::new("all", &mut ids),
            when => {
                let read = Part::read(when, &mut ids);
                if read.what.with_untracked(|what| Part::is_group(what)) {
                    read
                } else {
                    let root = Part::new("all", &mut ids);
                    root.parts.set(vec![read]);
                    root
                }
            }
        };
        let (each, codes) = rule["each"]
            .as_object()
            .and_then(|each| each.iter().next())
            .map(|(name, codes)| (name.clone(), codes.clone()))
            .unwrap_or_default();
        let level = field(rule, "severity");
        let form = Self {
            id: text("id"),
            title: text("title"),
            level: RwSignal::new(if level == "off" { "warn" } else { level }.to_owned()),
            when,
            each: RwSignal::new(each),
            each_codes: Match::read(&codes),
            what: text("what"),
            why: text("why"),
            fix: text("fix"),
            place: text("place"),
            reason_required: RwSignal::new(rule["reason_required"].as_bool().unwrap_or_default()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            ids: RwSignal::new(ids),
            on: RwSignal::new(String::new()),
            trying: RwSignal::new(Trying::No),
            problems: RwSignal::new(Vec::new()),
        };
        if level != "off" {
            form.on.set(untrack(|| form.text()));
        }
        form
    }

    /// A new part for the condition.
    pub(super) fn part(self, what: &str) -> Part {
        let mut ids = self.ids.get_untracked();
        let part = self
            .owner
            .with_value(|owner| owner.with(|| Part::new(what, &mut ids)));
        self.ids.set(ids);
        part
    }

    /// The rule as the document writes it, with this weight.
    pub(super) fn write(self, severity: &str) -> Value {
        let mut rule = Map::new();
        let mut put = |name: &str, value: Value| rule.insert(name.to_owned(), value);
        put("id", json!(self.id.get()));
        put("title", json!(self.title.get()));
        put("severity", json!(severity));
        if self.when.parts.with(|parts| !parts.is_empty()) {
            put("when", self.when.write());
        }
        let each = self.each.get();
        if !each.is_empty() {
            let codes = self.each_codes.write(each == "procedure");
            put("each", json!({ each: codes }));
        }
        put("what", json!(self.what.get()));
        put("why", json!(self.why.get()));
        put("fix", json!(self.fix.get()));
        let place = self.place.get();
        if !place.is_empty() {
            put("place", json!(place));
        }
        if self.reason_required.get() {
            put("reason_required", json!(true));
        }
        Value::Object(rule)
    }

    /// What the rule does, whatever it weighs: a trial holds as long as this stays the same.
    pub(super) fn text(self) -> String {
        self.write("off").to_string()
    }

    /// Whether it may be switched on: it was tried as it stands, or is on as it stands.
    pub(super) fn may_be_on(self) -> bool {
        let text = self.text();
        self.on.with(|on| *on == text)
            || self
                .trying
                .with(|trying| matches!(trying, Trying::Done(tried, _) if *tried == text))
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;
    use serde_json::json;

    use super::Form;

    #[test]
    fn a_rule_is_written_as_it_was_read() {
        Owner::new().with(|| {
            for rule in [
                json!({
                    "id": "OWN-2", "title": "Acquired", "severity": "warn",
                    "when": { "all": [
                        { "number": { "field": "age", "is": ">=", "value": 65 } },
                        { "not": { "sex": ["M"] } },
                        { "any": [
                            { "principal": { "codes": ["A41*", "R65.2*"], "poa": ["N"] } },
                            { "not": { "all": [{ "procedure": { "codes": ["5A19*"] } }] } },
                        ] },
                    ] },
                    "each": { "secondary": { "codes": ["J96*"], "counts_as": ["mcc", "neither"] } },
                    "what": "{code}", "why": "Policy.", "fix": "Ask.",
                    "place": "code", "reason_required": true,
                }),
                json!({
                    "id": "OWN-3", "title": "Lines", "severity": "warn",
                    "each": { "procedure": {} },
                    "what": "{code}", "why": "Policy.", "fix": "Ask.",
                }),
            ] {
                let form = Form::read(&rule);
                assert_eq!(form.write("warn"), rule);
                assert!(form.may_be_on(), "it is on as it stands");
                form.title.set("Changed".to_owned());
                assert!(!form.may_be_on(), "it was changed and not tried");
            }
        });
    }

    #[test]
    fn a_condition_that_stands_alone_is_put_into_a_group() {
        Owner::new().with(|| {
            let form = Form::read(&json!({
                "id": "OWN-1", "severity": "off", "when": { "sex": ["F"] },
            }));
            assert_eq!(
                form.write("off")["when"],
                json!({ "all": [{ "sex": ["F"] }] })
            );
            assert!(!form.may_be_on());
        });
    }

    #[test]
    fn a_number_is_written_as_it_is_typed() {
        Owner::new().with(|| {
            let form = Form::empty("OWN-1".to_owned());
            let typed = form.when.parts.get()[0].value;
            let written = || form.write("off")["when"]["all"][0]["number"]["value"].clone();
            assert_eq!(written(), json!(""));
            typed.set(" 65 ".to_owned());
            assert_eq!(written(), json!(65));
            typed.set("old".to_owned());
            assert_eq!(written(), json!("old"));
        });
    }
}
