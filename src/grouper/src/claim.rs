//! Claims as text: one JSON object a line, read strictly.
//!
//! A claim is what others script against, so its reading is exact: a wrong type, a key that stands twice or a
//! truncated line is an error that names the field and the cure; unknown fields are passed over. What a number or
//! code means is no business of the reader: absurd ages and unknown codes are grouped as they stand.

use core::fmt;
use std::cell::RefCell;

use codes::Ymd;
use rustc_hash::FxHashSet;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::stay::{CodeText, Diagnosis, HospitalStatus, PresentOnAdmission, Sex, Stay};
use crate::version::Version;

/// A stay with its id and the version it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The line's own name for it.
    pub id: String,
    /// The grouper version: the one given, else the one its discharge date calls for.
    pub version: Version,
    /// The stay.
    pub stay: Stay,
}

/// Why a line can't be read, in four parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimError {
    /// The id, if the line could be read as far as that.
    #[serde(skip)]
    pub id: Option<String>,
    /// What is wrong.
    pub what: String,
    /// Why that is an error.
    pub why: String,
    /// The field, or the place in the line.
    pub r#where: String,
    /// How to mend it.
    pub fix: String,
}

impl fmt::Display for ClaimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} ({}): {} {}",
            self.what, self.r#where, self.why, self.fix
        )
    }
}

impl std::error::Error for ClaimError {}

/// Fields as they are met; the id and the field being read are kept for the error message.
#[derive(Default)]
struct Reading {
    id: Option<String>,
    field: Option<String>,
}

/// An integer of any size: what doesn't fit is taken as the nearest that does, since only its being out of range matters.
struct Whole(i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl Visitor<'_> for V {
            type Value = Whole;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number")
            }
            fn visit_i64<E>(self, v: i64) -> Result<Whole, E> {
                Ok(Whole(v))
            }
            fn visit_u64<E>(self, v: u64) -> Result<Whole, E> {
                Ok(Whole(i64::try_from(v).unwrap_or(i64::MAX)))
            }
            fn visit_f64<E: serde::de::Error>(self, v: f64) -> Result<Whole, E> {
                // JSON integers beyond 64 bits arrive as floats; a casting float saturates.
                if v.fract() == 0.0 && v.abs() >= 9.2e18 {
                    Ok(Whole(v as i64))
                } else {
                    Err(E::invalid_type(serde::de::Unexpected::Float(v), &self))
                }
            }
        }
        d.deserialize_any(V)
    }
}

/// Keys of one object, to find those that stand twice.
#[derive(Default)]
struct Keys(FxHashSet<String>);

impl Keys {
    fn met<E: serde::de::Error>(&mut self, key: &str) -> Result<(), E> {
        if self.0.insert(key.to_owned()) {
            Ok(())
        } else {
            Err(E::custom(format_args!("the key `{key}` stands twice")))
        }
    }
}

struct DiagnosisField(Diagnosis);

impl<'de> Deserialize<'de> for DiagnosisField {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = DiagnosisField;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with `code` and `poa`")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<DiagnosisField, A::Error> {
                let (mut code, mut poa, mut keys) =
                    (None, PresentOnAdmission::Blank, Keys::default());
                while let Some(key) = map.next_key::<String>()? {
                    keys.met(&key)?;
                    match key.as_str() {
                        "code" => code = Some(map.next_value::<CodeText>()?),
                        "poa" => poa = PresentOnAdmission::from_claim(&map.next_value::<String>()?),
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                let code = code.ok_or_else(|| A::Error::missing_field("code"))?;
                Ok(DiagnosisField(Diagnosis { code, poa }))
            }
        }
        d.deserialize_map(V)
    }
}

/// Reads a claim and notes how far it came.
struct ClaimReader<'r>(&'r RefCell<Reading>);

impl ClaimReader<'_> {
    fn note(&self, change: impl FnOnce(&mut Reading)) {
        change(&mut self.0.borrow_mut());
    }
}

impl<'de> DeserializeSeed<'de> for ClaimReader<'_> {
    type Value = Claim;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Claim, D::Error> {
        d.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ClaimReader<'_> {
    type Value = Claim;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a claim object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Claim, A::Error> {
        let mut keys = Keys::default();
        let mut id = None;
        let mut version = None;
        let mut age = None;
        let mut sex = None;
        let mut discharge_status = None;
        let mut discharge_date = None;
        let mut hospital_status = HospitalStatus::NotExempt;
        let mut length_of_stay = None;
        let mut admitting = None;
        let mut principal = None;
        let mut secondary = Vec::new();
        let mut procedures = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            self.note(|r| r.field = Some(key.clone()));
            keys.met(&key)?;
            match key.as_str() {
                "id" => {
                    let text = map.next_value::<String>()?;
                    self.note(|r| r.id = Some(text.clone()));
                    id = Some(text);
                }
                "version" => {
                    version = match map.next_value::<Option<Whole>>()? {
                        None => None,
                        Some(Whole(n)) => Some(Version::from_number(n).ok_or_else(|| {
                            A::Error::custom(format_args!(
                                "grouper version {n} is not loaded (400 to 440 are)"
                            ))
                        })?),
                    };
                }
                "age" => age = Some(map.next_value::<Whole>()?.0),
                "sex" => {
                    sex = Some(match map.next_value::<String>()?.as_str() {
                        "M" => Sex::Male,
                        "F" => Sex::Female,
                        _ => Sex::Unknown,
                    });
                }
                "discharge_status" => discharge_status = Some(map.next_value::<Whole>()?.0),
                "discharge_date" => discharge_date = Some(Ymd(map.next_value::<Whole>()?.0)),
                "hospital_status" => {
                    hospital_status = match map.next_value::<String>()?.as_str() {
                        "NOT_EXEMPT" => HospitalStatus::NotExempt,
                        "EXEMPT" => HospitalStatus::Exempt,
                        "UNKNOWN" => HospitalStatus::Unknown,
                        other => {
                            return Err(A::Error::unknown_variant(
                                other,
                                &["NOT_EXEMPT", "EXEMPT", "UNKNOWN"],
                            ));
                        }
                    };
                }
                "los" => length_of_stay = map.next_value::<Option<Whole>>()?.map(|w| w.0),
                "admit_dx" => admitting = map.next_value::<Option<DiagnosisField>>()?.map(|d| d.0),
                "pdx" => principal = Some(map.next_value::<Option<DiagnosisField>>()?.map(|d| d.0)),
                "sdx" => {
                    secondary = map
                        .next_value::<Vec<DiagnosisField>>()?
                        .into_iter()
                        .map(|d| d.0)
                        .collect()
                }
                "procedures" => procedures = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        self.note(|r| r.field = None);
        let missing = A::Error::missing_field;
        let discharge_date = discharge_date.ok_or_else(|| missing("discharge_date"))?;
        let version = match version {
            Some(version) => version,
            None => Version::for_discharge(discharge_date).ok_or_else(|| {
                self.note(|r| r.field = Some("discharge_date".to_owned()));
                A::Error::custom("no grouper version is loaded for this discharge date (2022-10-01 to 2027-03-31 are)")
            })?,
        };
        Ok(Claim {
            id: id.ok_or_else(|| missing("id"))?,
            version,
            stay: Stay {
                age: age.ok_or_else(|| missing("age"))?,
                sex: sex.ok_or_else(|| missing("sex"))?,
                discharge_status: discharge_status.ok_or_else(|| missing("discharge_status"))?,
                hospital_status,
                discharge_date,
                length_of_stay,
                admitting_diagnosis: admitting,
                principal_diagnosis: principal.ok_or_else(|| missing("pdx"))?,
                secondary_diagnoses: secondary,
                procedures,
            },
        })
    }
}

/// Reads one line.
///
/// # Errors
/// [`ClaimError`] with the id where it could be read: no UTF-8, no JSON, truncated, a wrong type, a key twice, a
/// required field missing (`id`, `pdx`, `age`, `sex`, `discharge_status`, `discharge_date`), a version not loaded.
pub fn parse_line(line: &[u8]) -> Result<Claim, ClaimError> {
    let text = core::str::from_utf8(line).map_err(|e| ClaimError {
        id: None,
        what: "The line is not UTF-8 text.".to_owned(),
        why: "A claim is JSON, and JSON is UTF-8.".to_owned(),
        r#where: format!("byte {} of the line", e.valid_up_to() + 1),
        fix: "Save the file as UTF-8.".to_owned(),
    })?;
    let reading = RefCell::new(Reading::default());
    let mut json = serde_json::Deserializer::from_str(text);
    let parsed = ClaimReader(&reading)
        .deserialize(&mut json)
        .and_then(|claim| json.end().map(|()| claim));
    let Reading { id, field } = reading.into_inner();
    parsed.map_err(|e| explain(&e, id, field))
}

fn explain(error: &serde_json::Error, id: Option<String>, field: Option<String>) -> ClaimError {
    use serde_json::error::Category;
    let detail = error.to_string();
    let detail = detail
        .split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned();
    let column = format!("column {}", error.column());
    let r#where = match &field {
        Some(field) => format!("field `{field}`, {column}"),
        None => column,
    };
    let (what, why, fix) = match error.classify() {
        Category::Eof => (
            "The line ends in the middle of the claim.".to_owned(),
            "It was truncated; nothing of it is grouped.".to_owned(),
            "Write the whole claim on one line.".to_owned(),
        ),
        Category::Syntax | Category::Io => (
            format!("The line is not JSON: {detail}."),
            "A claim is one JSON object on one line.".to_owned(),
            "Correct the line at the place named.".to_owned(),
        ),
        Category::Data => (
            format!("The claim can't be read: {detail}."),
            "A claim is only grouped when every field has its type and stands once.".to_owned(),
            match detail.as_str() {
                d if d.starts_with("missing field") => "Add the field.".to_owned(),
                d if d.contains("stands twice") => "Take one of the two out.".to_owned(),
                d if d.contains("version") => {
                    "Give a version that is loaded, or leave `version` out with a discharge date it covers.".to_owned()
                }
                _ => "Give the field its type.".to_owned(),
            },
        ),
    };
    ClaimError {
        id,
        what,
        why,
        r#where,
        fix,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str =
        r#""id":"a","pdx":null,"age":66,"sex":"F","discharge_status":1,"discharge_date":20260708"#;

    #[test]
    fn takes_the_least_a_claim_needs() {
        let claim = parse_line(format!("{{{LEAST}}}").as_bytes())
            .map(|c| (c.version.number(), c.stay.hospital_status));
        assert_eq!(claim, Ok((431, HospitalStatus::NotExempt)));
    }

    #[test]
    fn takes_what_is_absurd_but_of_the_right_type() {
        for more in [
            r#""los":null,"admit_dx":null"#,
            r#""sdx":[{"code":"i50.23"},{"code":"","poa":"Q"}],"procedures":["","x"]"#,
            r#""los":-99999999999999999999999"#,
            r#""version":null,"unknown":{"a":1,"a":2}"#,
            r#""version":400"#,
        ] {
            assert!(
                parse_line(format!("{{{LEAST},{more}}}").as_bytes()).is_ok(),
                "{more}"
            );
        }
    }

    #[test]
    fn names_what_is_wrong() {
        for (line, what, place, id) in [
            (format!("{{{LEAST}"), "middle", "", Some("a")),
            (
                format!("{{{LEAST},\"age\":1}}"),
                "stands twice",
                "age",
                Some("a"),
            ),
            (
                format!("{{{LEAST},\"x\":1,\"x\":1}}"),
                "stands twice",
                "x",
                Some("a"),
            ),
            (
                format!("{{{LEAST},\"sdx\":[{{\"code\":\"A\",\"code\":\"B\"}}]}}"),
                "stands twice",
                "sdx",
                Some("a"),
            ),
            (
                format!("{{{LEAST},\"sdx\":[{{}}]}}"),
                "missing field `code`",
                "sdx",
                Some("a"),
            ),
            (
                format!("{{{LEAST},\"los\":1.5}}"),
                "invalid type",
                "los",
                Some("a"),
            ),
            (
                format!("{{{LEAST},\"los\":\"4\"}}"),
                "invalid type",
                "los",
                Some("a"),
            ),
            (
                format!("{{{LEAST},\"procedures\":[1]}}"),
                "invalid type",
                "procedures",
                Some("a"),
            ),
            (
                format!("{{{LEAST},\"version\":432}}"),
                "version 432",
                "version",
                Some("a"),
            ),
            (
                format!("{{{LEAST},\"hospital_status\":\"X\"}}"),
                "unknown variant",
                "hospital_status",
                Some("a"),
            ),
            (
                LEAST
                    .replace("20260708", "19800101")
                    .as_str()
                    .to_owned()
                    .into_object(),
                "no grouper version",
                "discharge_date",
                Some("a"),
            ),
            (r#"{"id":7}"#.to_owned(), "invalid type", "id", None),
            (
                r#"{"id":"b","age":3}"#.to_owned(),
                "missing field",
                "",
                Some("b"),
            ),
            ("[]".to_owned(), "invalid type", "", None),
            ("nonsense".to_owned(), "not JSON", "", None),
            (String::new(), "middle", "", None),
        ] {
            let Err(error) = parse_line(line.as_bytes()) else {
                panic!("{line} was taken")
            };
            assert!(error.what.contains(what), "{line}: {}", error.what);
            assert!(error.r#where.contains(place), "{line}: {}", error.r#where);
            assert_eq!(error.id.as_deref(), id, "{line}");
            assert!(!error.fix.is_empty() && !error.why.is_empty());
        }
        assert!(parse_line(b"{\"id\":\"\xff\"}").is_err_and(|e| e.what.contains("UTF-8")));
    }

    trait IntoObject {
        fn into_object(self) -> String;
    }
    impl IntoObject for String {
        fn into_object(self) -> String {
            format!("{{{self}}}")
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(line in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = parse_line(&line);
        }
    }
}
