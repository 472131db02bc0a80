//! FHIR R4 as JSON: a bundle or one resource (HL7 FHIR 4.0.1).
//!
//! Resources are gathered first, so that references within the bundle, `urn:uuid` and contained ones can be followed one step; then each is
//! read by its kind. A kind that isn't read is named with its path, and so is each member that wasn't read.

mod attachment;
mod resources;
mod values;

use rustc_hash::FxHashMap;

use super::found::Import;
use super::json::{self, Json, Member};
use super::limits::{MOST_DOCUMENTS, MOST_MEMBERS};
use super::refusal::{Problem, Refusal, Result};
pub(super) use attachment::attached;

/// Members that say how a resource is kept and nothing of the patient.
const SILENT: &[&str] = &[
    "resourceType",
    "id",
    "meta",
    "implicitRules",
    "fullUrl",
    "search",
    "request",
    "response",
    "link",
];

/// A resource with where it stands.
struct Resource<'j> {
    kind: String,
    json: &'j Json,
    path: String,
}

/// What can be referred to.
struct Known<'j> {
    by_reference: FxHashMap<String, &'j Json>,
}

impl<'j> Known<'j> {
    /// Follows a reference one step; `#id` within the resource that has it.
    fn follow(&self, from: &'j Json, reference: &str) -> Option<&'j Json> {
        match reference.strip_prefix('#') {
            Some(id) => from
                .list("contained")
                .iter()
                .take(MOST_MEMBERS)
                .find(|contained| contained.text("id").as_deref() == Some(id)),
            None => self.by_reference.get(reference).copied(),
        }
    }
}

/// Reads a document; what came within another one may not bring documents of its own again.
pub(super) fn read(text: &str, outermost: bool, import: &mut Import) -> Result<()> {
    let root = json::parse(text)?;
    let Some(kind) = root.text("resourceType") else {
        return Err(Refusal::new(
            Problem::NotRecognised,
            "the outermost object is no FHIR resource: it has no resourceType",
        ));
    };
    let mut resources = Vec::new();
    let mut known = Known {
        by_reference: FxHashMap::default(),
    };
    gather(
        &root,
        &kind,
        kind.clone(),
        0,
        &mut resources,
        &mut known,
        import,
    )?;
    for resource in &resources {
        if import.documents.len() > MOST_DOCUMENTS {
            import.lost(
                resource.path.clone(),
                "the file brings more documents than are taken in at once",
            );
            continue;
        }
        if !resources::read(resource, &known, outermost, import) {
            import.lost(
                resource.path.clone(),
                format!(
                    "a resource of kind {} is not read",
                    super::found::shortened(&resource.kind)
                ),
            );
            continue;
        }
        unread(resource.json, &resource.path, import);
    }
    Ok(())
}

fn gather<'j>(
    json: &'j Json,
    kind: &str,
    path: String,
    depth: usize,
    out: &mut Vec<Resource<'j>>,
    known: &mut Known<'j>,
    import: &mut Import,
) -> Result<()> {
    if kind != "Bundle" {
        if let Some(id) = json.text("id") {
            note(known, format!("{kind}/{id}"), json, &path, import);
        }
        out.push(Resource {
            kind: kind.to_owned(),
            json,
            path,
        });
        return Ok(());
    }
    if depth > 3 {
        return Err(Refusal::new(Problem::TooLarge, "bundles lie more than three deep").path(path));
    }
    for member in ["type", "timestamp", "identifier", "total"] {
        if let Some(said) = json.text(member) {
            import.notes.push(format!(
                "{path}.{member}: {}",
                super::found::shortened(&said)
            ));
        }
    }
    for (number, entry) in json.list("entry").iter().enumerate() {
        let here = format!("{path}.entry[{number}]");
        let Some(resource) = entry.get("resource") else {
            import.lost(here, "an entry without a resource");
            continue;
        };
        let Some(kind) = resource.text("resourceType") else {
            import.lost(here, "a resource that doesn't say its kind");
            continue;
        };
        if let Some(url) = entry.text("fullUrl") {
            note(known, url, resource, &here, import);
        }
        unread_but(entry, "resource", &here, import);
        let here = format!("{here}.{}", super::found::shortened(&kind));
        gather(resource, &kind, here, depth + 1, out, known, import)?;
    }
    unread_but(json, "entry", &path, import);
    Ok(())
}

fn note<'j>(known: &mut Known<'j>, name: String, json: &'j Json, path: &str, import: &mut Import) {
    use std::collections::hash_map::Entry;
    match known.by_reference.entry(name) {
        Entry::Vacant(free) => {
            free.insert(json);
        }
        Entry::Occupied(taken) => {
            if !core::ptr::eq(*taken.get(), json) {
                import.lost(
                    path,
                    format!(
                        "a second resource is called {}; references go to the first",
                        super::found::shortened(taken.key())
                    ),
                );
            }
        }
    }
}

/// Names the members that were not read, but for one that is gone through by itself.
fn unread_but(json: &Json, but: &str, path: &str, import: &mut Import) {
    let Json::Object(members) = json else {
        return;
    };
    for member in members.iter().filter(|member| member.name != but) {
        unread_member(member, path, import);
    }
}

fn unread_member(member: &Member, path: &str, import: &mut Import) {
    if SILENT.contains(&member.name.as_str()) {
        return;
    }
    let here = format!("{path}.{}", super::found::shortened(&member.name));
    if member.read.get() {
        unread(&member.value, &here, import);
    } else {
        import.lost(here, super::found::shortened(&said(&member.value)));
    }
}

/// Names the members that were not read.
fn unread(json: &Json, path: &str, import: &mut Import) {
    match json {
        Json::Object(members) => {
            for member in members {
                unread_member(member, path, import);
            }
        }
        Json::List(items) => {
            for (number, item) in items.iter().enumerate() {
                unread(item, &format!("{path}[{number}]"), import);
            }
        }
        _ => {}
    }
}

/// The first words of a value, for a message.
fn said(json: &Json) -> String {
    match json {
        Json::Null => "null".to_owned(),
        Json::List(items) => items
            .first()
            .map_or_else(|| "an empty list".to_owned(), said),
        Json::Object(members) => members.first().map_or_else(
            || "an empty object".to_owned(),
            |member| format!("{}: {}", member.name, said(&member.value)),
        ),
        other => other.as_text().unwrap_or_default(),
    }
}
