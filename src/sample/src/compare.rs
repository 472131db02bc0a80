//! An answer of `chartroom group` compared with what CMS's own grouper and code editor answer, field by field.

use serde_json::Value;

/// Fields compared as they stand.
pub const PLAIN: [&str; 17] = [
    "initial_drg",
    "initial_mdc",
    "initial_base_drg",
    "initial_grc",
    "initial_medsurg",
    "initial_severity",
    "initial_sdx_severity",
    "final_drg",
    "final_mdc",
    "final_base_drg",
    "final_grc",
    "final_medsurg",
    "final_severity",
    "final_sdx_severity",
    "hac_status",
    "num_hacs",
    "admit_dx_flag",
];
/// Differences that a failure prints.
const PRINTED: usize = 10;
/// Last version whose components answer an unknown procedure's `or` flag now one way, now the other.
const LAST_UNSTEADY: u64 = 411;

/// One field of one claim that differs.
#[derive(Debug, PartialEq)]
pub struct Difference {
    id: String,
    /// The field that differs.
    pub field: &'static str,
    expected: Value,
    found: Value,
}

/// Procedures without the `or` flag of those that the version does not know.
pub fn steady(procedures: &Value) -> Value {
    let mut procedures = procedures.clone();
    for procedure in procedures.as_array_mut().into_iter().flatten() {
        if let Some(fields) = procedure.as_object_mut()
            && fields.get("valid") == Some(&Value::Bool(false))
        {
            fields.remove("or");
        }
    }
    procedures
}

/// The editor's answer without the name of its own tables.
fn unversioned(mce: &Value) -> Value {
    let mut mce = mce.clone();
    if let Some(fields) = mce.as_object_mut() {
        fields.remove("version");
    }
    mce
}

/// Every compared field of `answer` that is not as expected.
pub fn differences(claim: &Value, expected: &Value, answer: &Value) -> Vec<Difference> {
    let unsteady = claim["version"]
        .as_u64()
        .is_some_and(|version| version <= LAST_UNSTEADY);
    let mut found = Vec::new();
    let mut compare = |field, expected: Value, answered: Value| {
        if expected != answered {
            let id = claim["id"].as_str().unwrap_or("(no id)").to_owned();
            found.push(Difference {
                id,
                field,
                expected,
                found: answered,
            });
        }
    };
    compare("id", claim["id"].clone(), answer["id"].clone());
    for field in PLAIN.into_iter().chain(["pdx", "sdx"]) {
        compare(field, expected[field].clone(), answer[field].clone());
    }
    if unsteady {
        compare("proc", steady(&expected["proc"]), steady(&answer["proc"]));
    } else {
        compare("proc", expected["proc"].clone(), answer["proc"].clone());
    }
    compare(
        "mce",
        unversioned(&expected["mce"]),
        unversioned(&answer["mce"]),
    );
    found
}

/// What differs, for a person to read: the field and the smallest part of it that is not the same.
pub fn told(differences: &[Difference]) -> String {
    let mut text = format!("{} fields differ; the first of them:\n", differences.len());
    for difference in differences.iter().take(PRINTED) {
        let (mut place, mut expected, mut found) = (
            difference.field.to_owned(),
            &difference.expected,
            &difference.found,
        );
        loop {
            let deeper = match (expected, found) {
                (Value::Array(a), Value::Array(b)) if a.len() == b.len() => (0..a.len())
                    .find(|i| a[*i] != b[*i])
                    .map(|i| (format!("[{i}]"), &a[i], &b[i])),
                (Value::Object(a), Value::Object(b)) => {
                    let key = a
                        .keys()
                        .chain(b.keys())
                        .find(|key| a.get(*key) != b.get(*key));
                    key.map(|key| {
                        (
                            format!(".{key}"),
                            a.get(key).unwrap_or(&Value::Null),
                            b.get(key).unwrap_or(&Value::Null),
                        )
                    })
                }
                _ => None,
            };
            let Some((step, a, b)) = deeper else { break };
            place += &step;
            (expected, found) = (a, b);
        }
        text += &format!(
            "  {} {place}: expected {expected}, found {found}\n",
            difference.id
        );
    }
    text
}
