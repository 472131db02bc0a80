//! Data types of FHIR: concepts, quantities, periods, names, references.

use super::{Known, Resource};
use crate::import::found::{Coding, Concept, Fact, Identifier, Timed, fact};
use crate::import::json::Json;
use crate::import::moment::Moment;

pub(super) fn concept(json: Option<&Json>) -> Concept {
    let Some(json) = json else {
        return Concept::default();
    };
    // A bare coding (Encounter.class) or a bare code is a concept too.
    let coding = |json: &Json| Coding {
        system: json.text("system"),
        code: json.text("code"),
        display: json.text("display"),
    };
    let mut out = Concept {
        text: json.text("text"),
        codings: json.list("coding").iter().map(coding).collect(),
    };
    if out.is_empty() {
        let bare = coding(json);
        if bare.code.is_some() || bare.display.is_some() {
            out.codings.push(bare);
        }
        out.text = json.as_text();
    }
    for coding in json.list("coding").iter().chain([json]) {
        for member in ["version", "userSelected"] {
            let _ = coding.get(member);
        }
    }
    out
}

pub(super) fn words(json: Option<&Json>) -> Option<String> {
    concept(json).words().map(str::to_owned)
}

pub(super) fn identifiers(json: &Json) -> Vec<Identifier> {
    json.list("identifier")
        .iter()
        .map(|id| Identifier {
            system: id.text("system"),
            value: id.text("value"),
        })
        .collect()
}

/// A quantity with its unit, digits as written.
pub(super) fn quantity(json: &Json) -> Option<String> {
    let number = json.text("value")?;
    let number = json
        .text("comparator")
        .map_or(number.clone(), |sign| format!("{sign}{number}"));
    let unit = json.text("unit").or_else(|| json.text("code"));
    for member in ["system", "code"] {
        let _ = json.get(member);
    }
    Some(unit.map_or(number.clone(), |unit| format!("{number} {unit}")))
}

/// The value of a choice: `valueQuantity`, `valueString` …
pub(super) fn choice(json: &Json, stem: &str) -> Option<String> {
    let Json::Object(members) = json else {
        return None;
    };
    let member = members.iter().find(|member| {
        member
            .name
            .strip_prefix(stem)
            .is_some_and(|kind| kind.starts_with(|c: char| c.is_ascii_uppercase()))
    })?;
    let value = json.get(&member.name)?;
    match member.name.strip_prefix(stem)? {
        "Quantity" | "Age" => quantity(value),
        "CodeableConcept" | "Coding" => words(Some(value)),
        "Range" => range(value),
        "Period" => Some(
            [value.text("start"), value.text("end")]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" to "),
        ),
        "Ratio" => {
            let part = |name: &str| value.get(name).and_then(quantity).unwrap_or_default();
            Some(format!("{} / {}", part("numerator"), part("denominator")))
        }
        _ => value.as_text(),
    }
}

pub(super) fn range(json: &Json) -> Option<String> {
    let (low, high) = (
        json.get("low").and_then(quantity),
        json.get("high").and_then(quantity),
    );
    match (low, high) {
        (Some(low), Some(high)) => Some(format!("{low} to {high}")),
        (Some(low), None) => Some(format!("from {low}")),
        (None, Some(high)) => Some(format!("up to {high}")),
        (None, None) => None,
    }
}

/// Times of a resource: `(member, role)`; a period gives its two ends.
pub(super) fn times(json: &Json, members: &[(&str, &str)]) -> Vec<Timed> {
    let mut out = Vec::new();
    let mut add = |role: &str, written: Option<String>| {
        if let Some(written) = written {
            out.push(Timed {
                role: role.to_owned(),
                moment: Moment::read(&written),
            });
        }
    };
    for (member, role) in members {
        let Some(value) = json.get(member) else {
            continue;
        };
        match value {
            Json::Object(_) => {
                add("start", value.text("start"));
                add("end", value.text("end"));
            }
            value => add(role, value.as_text()),
        }
    }
    out
}

/// A name, family name first.
pub(super) fn name(json: &Json) -> String {
    let list = |member: &str| {
        json.list(member)
            .iter()
            .filter_map(Json::as_text)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let family = json.text("family").unwrap_or_default();
    let (given, prefix, suffix) = (list("given"), list("prefix"), list("suffix"));
    let text = json.text("text");
    if family.is_empty() && given.is_empty() {
        return text.unwrap_or_default();
    }
    let mut out = family;
    for (before, part) in [(" ", suffix), (", ", given), (" ", prefix)] {
        if !part.is_empty() {
            out.push_str(before);
            out.push_str(&part);
        }
    }
    json.text("use")
        .filter(|usage| usage != "official" && usage != "usual")
        .map_or(out.clone(), |usage| format!("{out} ({usage})"))
}

/// What a reference names: its own words, else the name of what it leads to, else the reference.
pub(super) fn referred(resource: &Resource<'_>, known: &Known<'_>, json: &Json) -> Option<String> {
    let display = json.text("display");
    let reference = json.text("reference");
    let _ = json.get("type");
    let target = reference
        .as_deref()
        .and_then(|reference| known.follow(resource.json, reference));
    let named = target.and_then(|target| match target.get("name") {
        Some(Json::Text(plain)) => Some(plain.clone()),
        Some(names) => names.items().first().map(name),
        None => words(target.get("code")).or_else(|| words(target.get("type"))),
    });
    let other = json.get("identifier").and_then(|id| id.text("value"));
    display
        .or(named)
        .filter(|name| !name.is_empty())
        .or(reference)
        .or(other)
}

/// Named members as facts: references, concepts, texts, and lists of them.
pub(super) fn facts(
    resource: &Resource<'_>,
    known: &Known<'_>,
    json: &Json,
    members: &[(&str, &str)],
) -> Vec<Fact> {
    let mut out = Vec::new();
    for (member, name) in members {
        for item in json.list(member) {
            let said = match item {
                Json::Object(_) if item.get("reference").is_some() => {
                    referred(resource, known, item)
                }
                Json::Object(_) if item.get("value").is_some() && item.get("coding").is_none() => {
                    quantity(item)
                }
                Json::Object(_) => words(Some(item)).or_else(|| referred(resource, known, item)),
                plain => plain.as_text(),
            };
            out.extend(said.map(|said| fact(name, said)));
        }
    }
    out
}
