//! C-CDA 2.1: the header, the narrative of each section as readable text, and the entries (HL7 CDA R2, C-CDA templates).

mod entries;
mod header;
mod values;

use rustc_hash::FxHashMap;

use super::found::{Document, Import, PageKind};
use super::narrative::readable;
use super::refusal::{Problem, Refusal, Result};
use super::xml::{self, Node};
use crate::sections::guess_type;

/// Elements that say how the document is built and nothing of the patient.
const SILENT: &[&str] = &["templateId", "typeId", "realmCode"];

/// Reads a document.
pub(super) fn read(text: &str, import: &mut Import) -> Result<()> {
    let root = xml::parse(text)?;
    if root.name != "ClinicalDocument" {
        let why = format!(
            "it is XML of another kind: <{}>",
            super::found::shortened(&root.name)
        );
        return Err(Refusal::new(Problem::NotRecognised, why).path(root.name.to_string()));
    }
    root.read.set(true);
    let mut document = Document::new(None, "ClinicalDocument");
    header::read(&root, &mut document, import);
    document.title = root
        .child("title")
        .map(Node::text)
        .filter(|title| !title.is_empty());
    document.codes = values::concept(root.child("code"), &FxHashMap::default());
    let loinc = document
        .codes
        .codings
        .iter()
        .find_map(|coding| coding.code.clone());
    document.kind = guess_type(loinc.as_deref(), document.title.as_deref());
    let mut body = String::new();
    if let Some(title) = &document.title {
        body.push_str(title);
        body.push_str("\n\n");
    }
    let before = import.statements.len();
    for part in root.all("component") {
        if let Some(structured) = part.child("structuredBody") {
            sections(
                structured,
                "ClinicalDocument/component/structuredBody",
                &mut body,
                import,
            );
        }
        if let Some(plain) = part.child("nonXMLBody") {
            unstructured(plain, &mut document, import);
        }
    }
    if document.body.is_empty() {
        document.body = body.trim_end().to_owned();
        document.pages = vec![PageKind::Text];
    }
    if document.body.is_empty()
        && import.statements.len() == before
        && document.attachment.is_none()
    {
        import
            .notes
            .push("The document has neither narrative nor entries that are known.".to_owned());
    }
    import.documents.push(document);
    xml::unread(&root, "ClinicalDocument", SILENT, &mut |path, what| {
        import.lost(path, what)
    });
    Ok(())
}

fn sections(parent: &Node, path: &str, body: &mut String, import: &mut Import) {
    for (number, part) in parent.all("component").enumerate() {
        let Some(section) = part.child("section") else {
            continue;
        };
        let here = format!("{path}/component[{}]/section", number + 1);
        let title = section
            .child("title")
            .map(Node::text)
            .filter(|title| !title.is_empty());
        let code = section
            .child("code")
            .and_then(|code| code.attribute("code"))
            .map(str::to_owned);
        let shown = section
            .child("code")
            .and_then(|code| code.attribute("displayName"));
        if let Some(title) = title.as_deref().or(shown) {
            body.push_str(title);
            body.push_str(":\n");
        }
        let mut words = FxHashMap::default();
        if let Some(text) = section.child("text") {
            named(text, 0, &mut words);
            body.push_str(&readable(text));
            body.push_str("\n\n");
        }
        for (number, entry) in section.all("entry").enumerate() {
            let entry_path = format!("{here}/entry[{}]", number + 1);
            entries::read(entry, code.as_deref(), &entry_path, &words, import);
        }
        sections(section, &here, body, import);
    }
}

/// Words of the narrative by their ids, to which entries refer. An id that stands twice keeps its first words.
fn named(node: &Node, depth: usize, out: &mut FxHashMap<String, String>) {
    // Blocks within blocks repeat their words: the outer ones are left out, or a deep block would be copied at each level.
    const DEEP: usize = 12;
    if let Some(id) = node.attribute("ID")
        && depth <= DEEP
    {
        out.entry(id.to_owned())
            .or_insert_with(|| super::found::shortened_to(&node.text(), 500));
    }
    node.elements()
        .for_each(|child| named(child, depth + 1, out));
}

/// A body that is another file.
fn unstructured(body: &Node, document: &mut Document, import: &mut Import) {
    let Some(text) = body.child("text") else {
        return;
    };
    let kind = text.attribute("mediaType").map(str::to_owned);
    let encoded = text.attribute("representation") == Some("B64");
    let words = text.text();
    if !encoded {
        document.body = words;
        document.pages = vec![PageKind::Text];
        return;
    }
    super::fhir::attached(
        &words,
        kind,
        "ClinicalDocument/component/nonXMLBody/text",
        document,
        import,
    );
}
