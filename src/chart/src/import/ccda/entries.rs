//! Entries of C-CDA: problems, allergies, medications, results, procedures, as the source codes them.

use super::values::{Words, concept, identifiers, times, value};
use crate::import::found::{Concept, Encounter, Import, Statement, StatementKind, fact};
use crate::import::xml::Node;

/// What a section's observations are, by its LOINC code.
fn of_section(code: Option<&str>) -> StatementKind {
    match code {
        Some(
            "11450-4" | "46241-6" | "11535-2" | "29308-4" | "51848-0" | "10154-3" | "11348-0"
            | "29545-1" | "10219-4" | "10218-6" | "59769-0" | "55109-3",
        ) => StatementKind::Problem,
        Some("48765-2") => StatementKind::Allergy,
        Some("10160-0" | "29549-3" | "10183-2" | "42346-7") => StatementKind::Medication,
        Some("47519-4" | "29554-3") => StatementKind::Procedure,
        _ => StatementKind::Result,
    }
}

/// Reads one entry.
pub(super) fn read(
    entry: &Node,
    section: Option<&str>,
    path: &str,
    words: &Words,
    import: &mut Import,
) {
    entry.read.set(true);
    for statement in entry.elements() {
        act(
            statement,
            of_section(section),
            &format!("{path}/{}", statement.name),
            words,
            import,
        );
    }
}

fn act(node: &Node, kind: StatementKind, path: &str, words: &Words, import: &mut Import) {
    match node.name.as_str() {
        // A concern or a battery: what it holds is what is said.
        "act" | "organizer" => {
            let mut any = false;
            for (name, inner) in [
                ("entryRelationship", "entryRelationship"),
                ("component", "component"),
            ] {
                for (number, part) in node.all(inner).enumerate() {
                    for child in part.elements() {
                        any = true;
                        act(
                            child,
                            kind,
                            &format!("{path}/{name}[{}]/{}", number + 1, child.name),
                            words,
                            import,
                        );
                    }
                }
            }
            if any {
                // The concern's own dates and status stay unread and so are named.
                node.read.set(true);
            } else {
                node.read.set(false);
            }
        }
        "observation" => observation(node, kind, path, words, import),
        "substanceAdministration" | "supply" => medication(node, path, words, import),
        "procedure" => import.statements.push(statement(
            node,
            StatementKind::Procedure,
            concept(node.child("code"), words),
            path,
        )),
        "encounter" => {
            let mut out = Encounter {
                identifiers: identifiers(node),
                kind: concept(node.child("code"), words),
                path: path.to_owned(),
                ..Encounter::default()
            };
            times(node.child("effectiveTime"), "encounter", &mut out.times);
            import.encounters.push(out);
        }
        // Others stay unread and so are named.
        _ => {}
    }
}

fn observation(node: &Node, kind: StatementKind, path: &str, words: &Words, import: &mut Import) {
    let code = concept(node.child("code"), words);
    let first = node.all("value").next();
    let substance = node
        .at(&["participant", "participantRole", "playingEntity"])
        .map(|entity| {
            let mut substance = concept(entity.child("code"), words);
            substance.text = substance
                .text
                .or_else(|| entity.child("name").map(Node::text));
            substance
        })
        .filter(|substance| !substance.is_empty());
    let is_problem = kind == StatementKind::Problem;
    let (what, said): (Concept, Option<String>) = match (kind, substance) {
        (StatementKind::Allergy, Some(substance)) => (substance, None),
        (StatementKind::Problem | StatementKind::Allergy, _) if first.is_some() => {
            (concept(first, words), None)
        }
        _ => (code.clone(), first.and_then(|node| value(node, words))),
    };
    let mut out = statement(node, kind, what, path);
    out.value = said;
    if is_problem || kind == StatementKind::Allergy {
        out.facts
            .extend(code.words().map(|words| fact("kind", words)));
        if kind == StatementKind::Allergy {
            out.facts
                .extend(first.and_then(|node| Some(fact("type", value(node, words)?))));
        }
    }
    for further in node.all("value").skip(1) {
        out.facts
            .extend(value(further, words).map(|value| fact("further value", value)));
    }
    for interpretation in node.all("interpretationCode") {
        out.facts.extend(
            concept(Some(interpretation), words)
                .words()
                .map(|words| fact("interpretation", words)),
        );
    }
    for range in node
        .all("referenceRange")
        .filter_map(|node| node.child("observationRange"))
    {
        let said = range
            .child("value")
            .and_then(|node| value(node, words))
            .or_else(|| range.child("text").map(Node::text));
        out.facts
            .extend(said.map(|said| fact("reference range", said)));
    }
    for related in node.all("entryRelationship") {
        let role = if related.attribute("typeCode") == Some("MFST") {
            "reaction"
        } else {
            "related"
        };
        if let Some(inner) = related.child("observation") {
            let named = concept(inner.child("code"), words);
            let said = inner.child("value").and_then(|node| value(node, words));
            let name = if role == "reaction" {
                role.to_owned()
            } else {
                named.words().unwrap_or(role).to_owned()
            };
            out.facts.extend(said.map(|said| fact(&name, said)));
        }
    }
    import.statements.push(out);
}

fn medication(node: &Node, path: &str, words: &Words, import: &mut Import) {
    let material = ["consumable", "product"]
        .iter()
        .find_map(|outer| node.child(outer)?.child("manufacturedProduct"));
    let material = material.and_then(|product| product.child("manufacturedMaterial"));
    let mut what = concept(material.and_then(|material| material.child("code")), words);
    what.text = what.text.or_else(|| {
        material
            .and_then(|material| material.child("name"))
            .map(Node::text)
    });
    let mut out = statement(node, StatementKind::Medication, what, path);
    // The first time says from when to when; the second how often.
    for time in node.all("effectiveTime").skip(1) {
        out.facts.extend(
            time.child("period")
                .and_then(|period| Some(fact("every", value(period, words)?))),
        );
    }
    for (element, named) in [
        ("doseQuantity", "dose"),
        ("rateQuantity", "rate"),
        ("routeCode", "route"),
        ("maxDoseQuantity", "most"),
        ("administrationUnitCode", "unit"),
        ("quantity", "quantity"),
    ] {
        out.facts.extend(
            node.child(element)
                .and_then(|node| Some(fact(named, value(node, words)?))),
        );
    }
    import.statements.push(out);
}

/// What all kinds have.
fn statement(node: &Node, kind: StatementKind, concept: Concept, path: &str) -> Statement {
    let mut out = Statement {
        kind,
        concept,
        negated: node.attribute("negationInd") == Some("true"),
        status: node
            .child("statusCode")
            .and_then(|status| status.attribute("code"))
            .map(str::to_owned),
        value: None,
        times: Vec::new(),
        facts: Vec::new(),
        identifiers: identifiers(node),
        path: path.to_owned(),
    };
    if let Some(mood) = node.attribute("moodCode").filter(|mood| *mood != "EVN") {
        out.facts.push(fact("mood", mood));
    }
    times(node.child("effectiveTime"), "effective", &mut out.times);
    for author in node.all("author") {
        times(author.child("time"), "authored", &mut out.times);
    }
    out
}
