//! The header of a C-CDA document: patient, author, custodian, encounter.

use rustc_hash::FxHashMap;

use super::values::{address, concept, identifiers, name, times};
use crate::import::found::{Document, Encounter, Import, Patient, fact};
use crate::import::moment::Moment;
use crate::import::xml::Node;

pub(super) fn read(root: &Node, document: &mut Document, import: &mut Import) {
    document.identifiers = identifiers(root);
    for (name, role) in [
        ("setId", "set"),
        ("versionNumber", "version"),
        ("confidentialityCode", "confidentiality"),
        ("languageCode", "language"),
    ] {
        if let Some(node) = root.child(name) {
            let said = ["extension", "root", "value", "code"]
                .iter()
                .find_map(|part| node.attribute(part));
            if let Some(said) = said {
                document.people.push(fact(role, said));
            }
        }
    }
    times(root.child("effectiveTime"), "created", &mut document.times);
    for (number, target) in root.all("recordTarget").enumerate() {
        if let Some(role) = target.child("patientRole") {
            import.patients.push(patient(
                role,
                &format!("ClinicalDocument/recordTarget[{}]", number + 1),
            ));
        }
    }
    for (element, role, inner) in [
        ("author", "author", "assignedAuthor"),
        ("dataEnterer", "data enterer", "assignedEntity"),
        (
            "legalAuthenticator",
            "legal authenticator",
            "assignedEntity",
        ),
        ("authenticator", "authenticator", "assignedEntity"),
        ("informant", "informant", "assignedEntity"),
        ("informationRecipient", "recipient", "intendedRecipient"),
        ("participant", "participant", "associatedEntity"),
    ] {
        for node in root.all(element) {
            times(
                node.child("time"),
                if role == "author" { "authored" } else { role },
                &mut document.times,
            );
            if let Some(code) = node
                .child("signatureCode")
                .and_then(|code| code.attribute("code"))
            {
                document.status = Some(format!("{role}: signature {code}"));
            }
            let Some(entity) = node.child(inner) else {
                continue;
            };
            let who = who(entity);
            if !who.is_empty() {
                document.people.push(fact(role, who.clone()));
                import.people.push(fact(role, who));
            }
        }
    }
    if let Some(organization) = root.at(&[
        "custodian",
        "assignedCustodian",
        "representedCustodianOrganization",
    ]) {
        let who = organization
            .child("name")
            .map(Node::text)
            .unwrap_or_default();
        import.source.system = Some(who.clone()).filter(|who| !who.is_empty());
        import
            .people
            .push(fact("custodian", entity(organization, who)));
    }
    if let Some(stay) = root.at(&["componentOf", "encompassingEncounter"]) {
        import.encounters.push(encounter(stay));
    }
    for service in root
        .all("documentationOf")
        .filter_map(|node| node.child("serviceEvent"))
    {
        times(
            service.child("effectiveTime"),
            "service",
            &mut document.times,
        );
        for performer in service
            .all("performer")
            .filter_map(|node| node.child("assignedEntity"))
        {
            document.people.push(fact("performer", who(performer)));
        }
    }
}

fn patient(role: &Node, path: &str) -> Patient {
    let mut out = Patient {
        identifiers: identifiers(role),
        path: path.to_owned(),
        ..Patient::default()
    };
    out.facts
        .extend(role.all("addr").map(|node| fact("address", address(node))));
    out.facts.extend(
        role.all("telecom")
            .filter_map(|node| Some(fact("telecom", node.attribute("value")?))),
    );
    let Some(person) = role.child("patient") else {
        return out;
    };
    out.names = person.all("name").map(name).collect();
    out.birth = person
        .child("birthTime")
        .and_then(|node| node.attribute("value"))
        .map(Moment::read);
    let none = FxHashMap::default();
    let words = |node: Option<&Node>| concept(node, &none).words().map(str::to_owned);
    out.sex = words(person.child("administrativeGenderCode"));
    for (element, named) in [
        ("maritalStatusCode", "marital status"),
        ("religiousAffiliationCode", "religion"),
        ("raceCode", "race"),
        ("ethnicGroupCode", "ethnicity"),
    ] {
        out.facts.extend(
            person
                .all(element)
                .filter_map(|node| Some(fact(named, words(Some(node))?))),
        );
    }
    for language in person.all("languageCommunication") {
        out.facts.extend(
            language
                .child("languageCode")
                .and_then(|node| Some(fact("language", node.attribute("code")?))),
        );
    }
    for guardian in person.all("guardian") {
        out.facts.push(fact("guardian", guardian.text()));
    }
    if let Some(name) = role.at(&["providerOrganization", "name"]) {
        out.facts.push(fact("provider organization", name.text()));
    }
    out
}

/// A person or organisation with identifiers, in one line.
fn who(node: &Node) -> String {
    let person = [
        "assignedPerson",
        "associatedPerson",
        "informationRecipient",
        "relatedPerson",
    ]
    .iter()
    .find_map(|inner| node.child(inner)?.child("name").map(name));
    let organization = [
        "representedOrganization",
        "receivedOrganization",
        "scopingOrganization",
    ]
    .iter()
    .find_map(|inner| node.child(inner)?.child("name").map(Node::text));
    let device = node
        .at(&["assignedAuthoringDevice", "softwareName"])
        .map(Node::text);
    let parts = [person, device, organization];
    entity(
        node,
        parts
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
    )
}

/// A name with identifiers, address and telephone behind it.
fn entity(node: &Node, named: String) -> String {
    let mut out = named;
    for id in identifiers(node) {
        out.push_str(&format!(
            " [{} {}]",
            id.system.unwrap_or_default(),
            id.value.unwrap_or_default()
        ));
    }
    for address in node
        .all("addr")
        .map(address)
        .filter(|address| !address.is_empty())
    {
        out.push_str(&format!("; {address}"));
    }
    for telecom in node
        .all("telecom")
        .filter_map(|node| node.attribute("value"))
    {
        out.push_str(&format!("; {telecom}"));
    }
    out.trim().to_owned()
}

fn encounter(stay: &Node) -> Encounter {
    let none = FxHashMap::default();
    let mut out = Encounter {
        identifiers: identifiers(stay),
        kind: concept(stay.child("code"), &none),
        path: "ClinicalDocument/componentOf/encompassingEncounter".to_owned(),
        ..Encounter::default()
    };
    times(stay.child("effectiveTime"), "encounter", &mut out.times);
    let disposition = concept(stay.child("dischargeDispositionCode"), &none);
    out.facts.extend(
        disposition
            .words()
            .map(|words| fact("discharge disposition", words)),
    );
    for (outer, role) in [
        ("responsibleParty", "responsible"),
        ("encounterParticipant", "participant"),
    ] {
        for party in stay
            .all(outer)
            .filter_map(|node| node.child("assignedEntity"))
        {
            out.facts.push(fact(role, who(party)));
        }
    }
    if let Some(place) = stay.at(&["location", "healthCareFacility"]) {
        let words = place.text();
        out.facts.push(fact("location", entity(place, words)));
    }
    out
}
