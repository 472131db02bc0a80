//! The resources that are read, each by its members.

use super::values::{
    choice, concept, facts, identifiers, name, quantity, range, referred, times, words,
};
use super::{Known, Resource, attached};
use crate::import::found::{
    Document, Encounter, Fact, Import, PageKind, Patient, Statement, StatementKind, fact,
};
use crate::import::json::Json;
use crate::import::moment::Moment;
use crate::import::narrative::readable;
use crate::import::xml;
use crate::sections::guess_type;

/// Reads a resource; false where its kind is not read.
pub(super) fn read(
    resource: &Resource<'_>,
    known: &Known<'_>,
    outermost: bool,
    import: &mut Import,
) -> bool {
    use StatementKind::{Allergy, Medication, Problem, Procedure, Result};
    let json = resource.json;
    match resource.kind.as_str() {
        "Patient" => import.patients.push(patient(resource, known)),
        "Encounter" => import.encounters.push(encounter(resource, known)),
        "Condition" => statement(resource, known, Problem, json.get("code"), import),
        "AllergyIntolerance" => statement(resource, known, Allergy, json.get("code"), import),
        "Procedure" => statement(resource, known, Procedure, json.get("code"), import),
        "MedicationRequest" | "MedicationStatement" | "MedicationAdministration" => {
            let what = json.get("medicationCodeableConcept");
            statement(resource, known, Medication, what, import);
        }
        "Observation" => statement(resource, known, Result, json.get("code"), import),
        "DocumentReference" => document_reference(resource, known, outermost, import),
        "DiagnosticReport" => report(resource, known, outermost, import),
        "Composition" => composition(resource, known, import),
        "Practitioner" | "Organization" | "PractitionerRole" => {
            let who = match json.get("name") {
                Some(Json::Text(plain)) => Some(plain.clone()),
                Some(names) => names.items().first().map(name),
                None => None,
            };
            let ids: Vec<String> = identifiers(json)
                .into_iter()
                .filter_map(|id| id.value)
                .collect();
            let line = format!("{} {}", who.unwrap_or_default(), ids.join(" "));
            import.people.push(fact(&resource.kind, line.trim()));
        }
        "Medication" => {
            // Read where a request refers to it; named here as a thing of its own would double it.
            let _ = concept(json.get("code"));
        }
        _ => return false,
    }
    true
}

fn patient(resource: &Resource<'_>, known: &Known<'_>) -> Patient {
    let json = resource.json;
    let mut out = Patient {
        names: json.list("name").iter().map(name).collect(),
        identifiers: identifiers(json),
        birth: json.text("birthDate").map(|written| Moment::read(&written)),
        sex: json.text("gender"),
        facts: Vec::new(),
        path: resource.path.clone(),
    };
    for telecom in json.list("telecom") {
        let kind = telecom
            .text("system")
            .unwrap_or_else(|| "telecom".to_owned());
        out.facts
            .extend(telecom.text("value").map(|value| fact(&kind, value)));
    }
    for address in json.list("address") {
        let lines = address.list("line").iter().filter_map(Json::as_text);
        let rest = ["city", "state", "postalCode", "country"]
            .iter()
            .filter_map(|part| address.text(part));
        out.facts.push(fact(
            "address",
            lines.chain(rest).collect::<Vec<_>>().join(", "),
        ));
    }
    for (member, named) in [
        ("deceasedBoolean", "deceased"),
        ("deceasedDateTime", "deceased"),
        ("active", "active"),
        ("multipleBirthBoolean", "multiple birth"),
        ("multipleBirthInteger", "birth order"),
    ] {
        out.facts
            .extend(json.text(member).map(|value| fact(named, value)));
    }
    out.facts.extend(
        json.list("communication")
            .iter()
            .filter_map(|spoken| Some(fact("language", words(spoken.get("language"))?))),
    );
    out.facts.extend(facts(
        resource,
        known,
        json,
        &[
            ("maritalStatus", "marital status"),
            ("generalPractitioner", "practitioner"),
            ("managingOrganization", "organization"),
        ],
    ));
    out
}

fn encounter(resource: &Resource<'_>, known: &Known<'_>) -> Encounter {
    let json = resource.json;
    let mut kind = concept(json.get("class"));
    for further in json.list("type") {
        let further = concept(Some(further));
        kind.codings.extend(further.codings);
        kind.text = kind.text.or(further.text);
    }
    let mut out = Encounter {
        identifiers: identifiers(json),
        kind,
        status: json.text("status"),
        times: times(json, &[("period", "period")]),
        facts: facts(
            resource,
            known,
            json,
            &[
                ("subject", "patient"),
                ("reasonCode", "reason"),
                ("serviceType", "service"),
                ("serviceProvider", "organization"),
                ("priority", "priority"),
            ],
        ),
        path: resource.path.clone(),
    };
    for participant in json.list("participant") {
        out.facts.extend(
            participant
                .get("individual")
                .and_then(|who| Some(fact("participant", referred(resource, known, who)?))),
        );
    }
    for place in json.list("location") {
        out.facts.extend(
            place
                .get("location")
                .and_then(|place| Some(fact("location", referred(resource, known, place)?))),
        );
    }
    for (position, diagnosis) in json.list("diagnosis").iter().enumerate() {
        let rank = diagnosis
            .text("rank")
            .unwrap_or_else(|| (position + 1).to_string());
        out.facts
            .extend(diagnosis.get("condition").and_then(|what| {
                Some(fact(
                    &format!("diagnosis {rank}"),
                    referred(resource, known, what)?,
                ))
            }));
    }
    if let Some(stay) = json.get("hospitalization") {
        out.facts.extend(facts(
            resource,
            known,
            stay,
            &[
                ("admitSource", "admission source"),
                ("dischargeDisposition", "discharge disposition"),
            ],
        ));
    }
    out
}

fn statement(
    resource: &Resource<'_>,
    known: &Known<'_>,
    kind: StatementKind,
    what: Option<&Json>,
    import: &mut Import,
) {
    let json = resource.json;
    let mut concept = concept(what);
    if concept.is_empty()
        && let Some(reference) = json.get("medicationReference")
    {
        concept.text = referred(resource, known, reference);
    }
    let status = ["status", "clinicalStatus", "verificationStatus"]
        .iter()
        .filter_map(|member| json.get(member).and_then(|value| words(Some(value))));
    let status: Vec<String> = status.collect();
    let negated = status
        .iter()
        .any(|status| matches!(status.as_str(), "refuted" | "Refuted" | "not-done"));
    let mut out = Statement {
        kind,
        concept,
        negated,
        status: Some(status.join(", ")).filter(|status| !status.is_empty()),
        value: choice(json, "value"),
        times: times(
            json,
            &[
                ("effectiveDateTime", "effective"),
                ("effectivePeriod", "effective"),
                ("issued", "issued"),
                ("onsetDateTime", "onset"),
                ("onsetPeriod", "onset"),
                ("abatementDateTime", "abatement"),
                ("recordedDate", "recorded"),
                ("performedDateTime", "performed"),
                ("performedPeriod", "performed"),
                ("authoredOn", "authored"),
                ("dateAsserted", "asserted"),
                ("lastOccurrence", "last occurrence"),
            ],
        ),
        facts: facts(
            resource,
            known,
            json,
            &[
                ("subject", "patient"),
                ("patient", "patient"),
                ("encounter", "encounter"),
                ("category", "category"),
                ("severity", "severity"),
                ("bodySite", "body site"),
                ("interpretation", "interpretation"),
                ("method", "method"),
                ("intent", "intent"),
                ("criticality", "criticality"),
                ("type", "type"),
                ("recorder", "recorder"),
                ("asserter", "asserter"),
                ("requester", "requester"),
                ("performer", "performer"),
                ("reasonCode", "reason"),
                ("outcome", "outcome"),
                ("dataAbsentReason", "no value because"),
                ("hasMember", "member"),
                ("specimen", "specimen"),
            ],
        ),
        identifiers: identifiers(json),
        path: resource.path.clone(),
    };
    for dosage in ["dosageInstruction", "dosage"]
        .iter()
        .flat_map(|member| json.list(member))
    {
        for (member, name) in [
            ("text", "dosage"),
            ("patientInstruction", "instruction"),
            ("asNeededBoolean", "as needed"),
        ] {
            out.facts
                .extend(dosage.text(member).map(|value| fact(name, value)));
        }
        out.facts
            .extend(words(dosage.get("route")).map(|route| fact("route", route)));
        for rate in dosage.list("doseAndRate") {
            out.facts
                .extend(choice(rate, "dose").map(|dose| fact("dose", dose)));
        }
    }
    for limits in json.list("referenceRange") {
        let said = limits.text("text").or_else(|| range(limits));
        out.facts
            .extend(said.map(|said| fact("reference range", said)));
    }
    for reaction in json.list("reaction") {
        for shown in reaction.list("manifestation") {
            out.facts
                .extend(words(Some(shown)).map(|words| fact("reaction", words)));
        }
        out.facts.extend(
            reaction
                .text("severity")
                .map(|severity| fact("reaction severity", severity)),
        );
    }
    for part in json.list("component") {
        let named = words(part.get("code")).unwrap_or_else(|| "component".to_owned());
        out.facts
            .extend(choice(part, "value").map(|value| fact(&named, value)));
    }
    for note in json.list("note") {
        out.facts
            .extend(note.text("text").map(|text| fact("note", text)));
    }
    for performer in json.list("performer") {
        out.facts.extend(
            performer
                .get("actor")
                .and_then(|actor| Some(fact("performer", referred(resource, known, actor)?))),
        );
    }
    out.facts.extend(
        json.get("quantity")
            .and_then(quantity)
            .map(|value| fact("quantity", value)),
    );
    import.statements.push(out);
}

/// What all documents have.
fn document(
    resource: &Resource<'_>,
    known: &Known<'_>,
    title: Option<String>,
    code: Option<&Json>,
) -> Document {
    let json = resource.json;
    let mut out = Document::new(title, &resource.path);
    out.codes = concept(code);
    let loinc = out
        .codes
        .codings
        .iter()
        .find(|coding| coding.system.as_deref() == Some("http://loinc.org"))
        .and_then(|coding| coding.code.clone());
    out.kind = guess_type(loinc.as_deref(), out.title.as_deref().or(out.codes.words()));
    let status: Vec<String> = ["status", "docStatus"]
        .iter()
        .filter_map(|member| json.text(member))
        .collect();
    out.status = Some(status.join(", ")).filter(|status| !status.is_empty());
    out.identifiers = identifiers(json);
    out.times = times(
        json,
        &[
            ("date", "authored"),
            ("issued", "issued"),
            ("effectiveDateTime", "effective"),
            ("effectivePeriod", "effective"),
            ("created", "created"),
        ],
    );
    out.people = facts(
        resource,
        known,
        json,
        &[
            ("author", "author"),
            ("authenticator", "authenticator"),
            ("custodian", "custodian"),
            ("performer", "performer"),
            ("resultsInterpreter", "interpreter"),
            ("subject", "patient"),
            ("encounter", "encounter"),
            ("category", "category"),
            ("conclusion", "conclusion"),
        ],
    );
    out
}

fn document_reference(
    resource: &Resource<'_>,
    known: &Known<'_>,
    outermost: bool,
    import: &mut Import,
) {
    let json = resource.json;
    let contents = json.list("content");
    let mut context: Vec<Fact> = Vec::new();
    if let Some(stay) = json.get("context") {
        context.extend(facts(
            resource,
            known,
            stay,
            &[("encounter", "encounter"), ("facilityType", "facility")],
        ));
    }
    let mut described = json.text("description");
    for (number, content) in contents.iter().enumerate() {
        let Some(attachment) = content.get("attachment") else {
            continue;
        };
        let title = attachment.text("title").or_else(|| described.take());
        let mut out = document(resource, known, title, json.get("type"));
        out.people.extend(context.iter().cloned());
        add_attachment(
            attachment,
            &format!("{}.content[{number}].attachment", resource.path),
            outermost,
            &mut out,
            import,
        );
        import.documents.push(out);
    }
    if contents.is_empty() {
        import.lost(
            resource.path.clone(),
            "the document reference has no content",
        );
        import
            .documents
            .push(document(resource, known, described, json.get("type")));
    } else if let Some(text) = described {
        import.notes.push(format!("{}: {text}", resource.path));
    }
}

fn add_attachment(
    attachment: &Json,
    path: &str,
    outermost: bool,
    out: &mut Document,
    import: &mut Import,
) {
    let kind = attachment.text("contentType");
    out.times
        .extend(times(attachment, &[("creation", "created")]));
    let _ = (
        attachment.get("size"),
        attachment.get("hash"),
        attachment.get("language"),
    );
    match attachment.text("data") {
        Some(data) if outermost => attached(&data, kind, path, out, import),
        Some(_) => import.lost(path, "an attachment within an attachment is not read"),
        None => {
            let url = attachment.text("url").unwrap_or_default();
            import.lost(
                path,
                format!(
                    "the document stands elsewhere and did not come with the file: {}",
                    crate::import::found::shortened(&url)
                ),
            );
        }
    }
}

fn report(resource: &Resource<'_>, known: &Known<'_>, outermost: bool, import: &mut Import) {
    let json = resource.json;
    let code = json.get("code");
    let mut out = document(resource, known, words(code), code);
    out.people.extend(facts(
        resource,
        known,
        json,
        &[("result", "result"), ("conclusionCode", "conclusion code")],
    ));
    if let Some(text) = narrative(json, &resource.path, import) {
        out.body = text;
    }
    if let Some(conclusion) = json.text("conclusion") {
        out.body = format!("{}\n\nConclusion:\n{conclusion}", out.body)
            .trim()
            .to_owned();
    }
    out.pages = vec![PageKind::Text];
    let path = &resource.path;
    for (number, form) in json.list("presentedForm").iter().enumerate() {
        let mut form_document = document(
            resource,
            known,
            form.text("title").or_else(|| words(code)),
            code,
        );
        add_attachment(
            form,
            &format!("{path}.presentedForm[{number}]"),
            outermost,
            &mut form_document,
            import,
        );
        import.documents.push(form_document);
    }
    import.documents.push(out);
}

fn composition(resource: &Resource<'_>, known: &Known<'_>, import: &mut Import) {
    let json = resource.json;
    let mut out = document(resource, known, json.text("title"), json.get("type"));
    let mut body = out.title.clone().unwrap_or_default();
    sections(json, &resource.path, 0, &mut body, import);
    out.body = body.trim().to_owned();
    out.pages = vec![PageKind::Text];
    if import.source.system.is_none() {
        import.source.system = out
            .people
            .iter()
            .find(|fact| fact.name == "custodian")
            .map(|fact| fact.value.clone());
    }
    for attester in json.list("attester") {
        let mode = attester
            .text("mode")
            .unwrap_or_else(|| "attester".to_owned());
        out.people.extend(
            attester
                .get("party")
                .and_then(|party| Some(fact(&mode, referred(resource, known, party)?))),
        );
        out.times.extend(times(attester, &[("time", "attested")]));
    }
    import.documents.push(out);
}

fn sections(json: &Json, path: &str, depth: usize, body: &mut String, import: &mut Import) {
    for (number, section) in json.list("section").iter().enumerate() {
        let here = format!("{path}.section[{number}]");
        let title = section.text("title").or_else(|| words(section.get("code")));
        body.push_str("\n\n");
        body.push_str(&title.map(|title| format!("{title}:\n")).unwrap_or_default());
        if let Some(text) = narrative(section, &here, import) {
            body.push_str(&text);
        }
        // Entries are references to resources that are read by themselves.
        for entry in section.list("entry") {
            let _ = (entry.get("reference"), entry.get("display"));
        }
        let _ = (
            section.get("code").map(|code| concept(Some(code))),
            section.text("mode"),
        );
        if depth < 8 {
            sections(section, &here, depth + 1, body, import);
        }
    }
}

/// The narrative of a resource or section as readable text.
fn narrative(json: &Json, path: &str, import: &mut Import) -> Option<String> {
    let text = json.get("text")?;
    let _ = text.get("status");
    let div = text.text("div")?;
    match xml::parse(&div) {
        Ok(node) => Some(readable(&node)),
        Err(refusal) => {
            import.lost(
                format!("{path}.text.div"),
                format!(
                    "the narrative is no sound XHTML and is shown as it is: {}",
                    refusal.why
                ),
            );
            Some(div)
        }
    }
}
