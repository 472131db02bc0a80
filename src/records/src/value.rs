//! What a field can hold. The set is closed and describes itself, so that a value written by a newer build passes
//! through an older one unharmed.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub enum Value {
    /// Nothing: the field is empty.
    #[default]
    Nothing,
    /// Yes or no.
    Flag(bool),
    /// A whole number: grams, minutes, cents, parts of a million. Fractions are not kept.
    Whole(i64),
    /// Text, dates and times included.
    Text(String),
    /// Several values that only change together.
    List(Vec<Value>),
    /// Named values that only change together, in the order of their names.
    Named(Vec<(String, Value)>),
}

impl Value {
    /// Whether it is [`Value::Nothing`].
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// Its text, where it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A few words for a history: text as it is, lists with commas.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Flag(true) => "yes".to_owned(),
            Self::Flag(false) => "no".to_owned(),
            Self::Whole(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::List(values) => values
                .iter()
                .map(Self::in_words)
                .collect::<Vec<_>>()
                .join(", "),
            Self::Named(values) => values
                .iter()
                .filter(|(_, value)| !value.is_nothing())
                .map(|(name, value)| format!("{name} {}", value.in_words()))
                .collect::<Vec<_>>()
                .join(", "),
        }
    }
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        match json {
            Json::Null => Self::Nothing,
            Json::Bool(flag) => Self::Flag(flag),
            // Fractions do not occur in the model; one in foreign data stays legible as text.
            Json::Number(number) => number
                .as_i64()
                .map_or_else(|| Self::Text(number.to_string()), Self::Whole),
            Json::String(text) => Self::Text(text),
            Json::Array(values) => Self::List(values.into_iter().map(Self::from).collect()),
            Json::Object(values) => {
                let mut named: Vec<_> = values
                    .into_iter()
                    .map(|(name, value)| (name, Self::from(value)))
                    .collect();
                named.sort_by(|a, b| a.0.cmp(&b.0));
                Self::Named(named)
            }
        }
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        match value {
            Value::Nothing => Self::Null,
            Value::Flag(flag) => Self::Bool(flag),
            Value::Whole(number) => Self::from(number),
            Value::Text(text) => Self::String(text),
            Value::List(values) => Self::Array(values.into_iter().map(Self::from).collect()),
            Value::Named(values) => Self::Object(
                values
                    .into_iter()
                    .map(|(name, value)| (name, Self::from(value)))
                    .collect(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn passes_through_json() {
        for json in [
            json!(null),
            json!(true),
            json!(-7),
            json!("2026-04-09"),
            json!(["a", 2, [], {"b": null, "a": "x"}]),
        ] {
            assert_eq!(Json::from(Value::from(json.clone())), json);
        }
        assert_eq!(Value::from(json!(1.5)), Value::Text("1.5".to_owned()));
    }

    #[test]
    fn is_said_in_words() {
        let value = Value::from(json!({"code": "E119", "poa": "Y", "note": null}));
        assert_eq!(value.in_words(), "code E119, poa Y");
        assert_eq!(Value::from(json!(["a", true])).in_words(), "a, yes");
    }
}
