//! A condition while it is written: a tree of parts, each with its fields, read from and written to the document's JSON.

use leptos::prelude::*;
use serde_json::{Map, Value, json};

/// What a part can be, with its words, group by group: joined parts, numbers, the sex, codes.
pub(super) const NUMBERS: [(&str, &str); 7] = [
    ("age", "Age, years"),
    ("length_of_stay", "Length of stay, days"),
    ("discharge_status", "Discharge status"),
    ("drg", "Final MS-DRG"),
    ("mdc", "Final MDC"),
    ("diagnoses", "Number of diagnoses"),
    ("procedures", "Number of procedures"),
];
/// Codes of the stay.
pub(super) const CODES: [(&str, &str); 4] = [
    ("principal", "Principal diagnosis"),
    ("diagnosis", "Any diagnosis"),
    ("secondary", "A secondary diagnosis"),
    ("procedure", "A procedure"),
];
/// How two numbers compare.
pub(super) const COMPARISONS: [&str; 5] = ["=", "<", "<=", ">", ">="];
/// Present on admission, as the document writes it, and in words.
pub(super) const INDICATORS: [(&str, &str); 5] = [
    ("Y", "Y"),
    ("N", "N"),
    ("U", "U"),
    ("W", "W"),
    ("blank", "blank"),
];
/// What a diagnosis counts as.
pub(super) const COUNTS: [(&str, &str); 3] = [("mcc", "MCC"), ("cc", "CC"), ("neither", "neither")];
/// Sex as billed.
pub(super) const SEXES: [(&str, &str); 3] = [("F", "female"), ("M", "male"), ("U", "unknown")];

/// Codes that are meant, and what a diagnosis has to be besides. An empty list takes anything.
#[derive(Clone, Copy)]
pub(super) struct Match {
    /// As typed: codes, beginnings, ranges, apart by commas or spaces.
    pub(super) codes: RwSignal<String>,
    pub(super) poa: RwSignal<Vec<String>>,
    pub(super) counts_as: RwSignal<Vec<String>>,
}

impl Match {
    pub(super) fn new() -> Self {
        Self::read(&Value::Null)
    }

    pub(super) fn read(value: &Value) -> Self {
        Self {
            codes: RwSignal::new(texts(&value["codes"]).join(", ")),
            poa: RwSignal::new(texts(&value["poa"])),
            counts_as: RwSignal::new(texts(&value["counts_as"])),
        }
    }

    /// As the document writes it; of a procedure only the codes.
    pub(super) fn write(self, procedure: bool) -> Value {
        let mut out = Map::new();
        let codes: Vec<String> = self.codes.with(|text| {
            text.split([',', ';', ' ', '\n'])
                .filter(|code| !code.is_empty())
                .map(str::to_owned)
                .collect()
        });
        let lists = [
            ("codes", codes),
            ("poa", self.poa.get()),
            ("counts_as", self.counts_as.get()),
        ];
        for (name, list) in lists {
            if !list.is_empty() && (name == "codes" || !procedure) {
                out.insert(name.to_owned(), json!(list));
            }
        }
        Value::Object(out)
    }
}

/// A part of a condition.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// Tells parts apart on screen.
    pub(super) id: u32,
    /// `all`, `any`, `sex`, or a name of [`NUMBERS`] or [`CODES`].
    pub(super) what: RwSignal<String>,
    /// Must not hold.
    pub(super) negated: RwSignal<bool>,
    pub(super) is: RwSignal<String>,
    pub(super) value: RwSignal<String>,
    pub(super) sex: RwSignal<Vec<String>>,
    pub(super) codes: Match,
    /// Parts of a group.
    pub(super) parts: RwSignal<Vec<Self>>,
}

impl Part {
    /// A new part; `ids` counts them.
    pub(super) fn new(what: &str, ids: &mut u32) -> Self {
        *ids += 1;
        Self {
            id: *ids,
            what: RwSignal::new(what.to_owned()),
            negated: RwSignal::new(false),
            is: RwSignal::new(">=".to_owned()),
            value: RwSignal::new(String::new()),
            sex: RwSignal::new(Vec::new()),
            codes: Match::new(),
            parts: RwSignal::new(Vec::new()),
        }
    }

    /// Whether it joins others.
    pub(super) fn is_group(what: &str) -> bool {
        matches!(what, "all" | "any")
    }

    /// Reads a condition; what has no form here becomes an empty group, which the engine refuses rather than that it
    /// would be passed over.
    pub(super) fn read(condition: &Value, ids: &mut u32) -> Self {
        let Some((name, value)) = condition
            .as_object()
            .and_then(|object| object.iter().next())
        else {
            return Self::new("all", ids);
        };
        if name == "not" {
            let inner = Self::read(value, ids);
            inner.negated.update(|negated| *negated = !*negated);
            return inner;
        }
        let part = Self::new(name, ids);
        match name.as_str() {
            "all" | "any" => {
                let parts = value.as_array().map(Vec::as_slice).unwrap_or_default();
                let read = parts.iter().map(|part| Self::read(part, ids)).collect();
                part.parts.set(read);
            }
            "number" => {
                part.what
                    .set(super::document::field(value, "field").to_owned());
                part.is.set(super::document::field(value, "is").to_owned());
                part.value.set(match &value["value"] {
                    Value::String(typed) => typed.clone(),
                    number => number.to_string(),
                });
            }
            "sex" => part.sex.set(texts(value)),
            _ => {
                let read = Match::read(value);
                part.codes.codes.set(read.codes.get_untracked());
                part.codes.poa.set(read.poa.get_untracked());
                part.codes.counts_as.set(read.counts_as.get_untracked());
            }
        }
        part
    }

    /// As the document writes it.
    pub(super) fn write(self) -> Value {
        let what = self.what.get();
        let bare = match what.as_str() {
            "all" | "any" => {
                let parts: Vec<Value> = self
                    .parts
                    .with(|parts| parts.iter().map(|part| part.write()).collect());
                json!({ what: parts })
            }
            "sex" => json!({ "sex": self.sex.get() }),
            "principal" | "diagnosis" | "secondary" => json!({ what: self.codes.write(false) }),
            "procedure" => json!({ what: self.codes.write(true) }),
            _ => {
                // A text that is no number goes as it is: the engine says where it stands and what it should be.
                let typed = self.value.get();
                let value = typed
                    .trim()
                    .parse::<i64>()
                    .map_or_else(|_| json!(typed), |number| json!(number));
                json!({ "number": { "field": what, "is": self.is.get(), "value": value } })
            }
        };
        if self.negated.get() {
            json!({ "not": bare })
        } else {
            bare
        }
    }
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
