//! Made-up files of every kind, to start from: fake patients, words of our own.

// Each test uses some of them, and so do the fuzz targets.
#![allow(dead_code, unreachable_pub)]

/// A C-CDA document with header, narrative and entries.
pub const CCDA: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <realmCode code="US"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
 <templateId root="2.16.840.1.113883.10.20.22.1.8"/><id root="1.2.3" extension="DOC-1"/>
 <code code="18842-5" codeSystem="2.16.840.1.113883.6.1" displayName="Discharge summary"/>
 <title>Discharge Summary of a made-up stay</title><effectiveTime value="20260708143000-0500"/>
 <confidentialityCode code="N"/><languageCode code="en-US"/>
 <recordTarget><patientRole><id root="1.2.3.4" extension="MRN-0001"/>
  <addr><streetAddressLine>1 Example Road</streetAddressLine><city>Nowhere</city><state>ZZ</state></addr>
  <telecom value="tel:+1-555-0100"/>
  <patient><name><given>ALMA</given><family>TESTCASE</family></name><administrativeGenderCode code="F" displayName="Female"/>
   <birthTime value="19500101"/><sdtc:deceasedInd xmlns:sdtc="urn:hl7-org:sdtc" value="false"/></patient></patientRole></recordTarget>
 <author><time value="20260708"/><assignedAuthor><id root="2.16.840.1.113883.4.6" extension="0000000000"/>
  <assignedPerson><name>Dr. Fake Author</name></assignedPerson></assignedAuthor></author>
 <custodian><assignedCustodian><representedCustodianOrganization><id root="9.9"/><name>Made-up Memorial</name></representedCustodianOrganization></assignedCustodian></custodian>
 <componentOf><encompassingEncounter><id root="5.5" extension="ENC-1"/><code code="IMP" displayName="inpatient"/>
  <effectiveTime><low value="20260701"/><high value="20260708"/></effectiveTime>
  <dischargeDispositionCode code="01" displayName="Home"/></encompassingEncounter></componentOf>
 <component><structuredBody>
  <component><section><code code="11450-4" codeSystem="2.16.840.1.113883.6.1"/><title>Problem List</title>
   <text><paragraph>Two <content ID="p1">made-up pneumonia</content> lines<br/>here.</paragraph><list><item>One</item><item>Two</item></list></text>
   <entry><act classCode="ACT" moodCode="EVN"><code code="CONC"/><statusCode code="active"/>
    <entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"><id root="7.7"/>
     <code code="55607006" displayName="Problem"/><statusCode code="completed"/><effectiveTime><low value="20260701"/></effectiveTime>
     <value xsi:type="CD" code="233604007" codeSystem="2.16.840.1.113883.6.96" displayName="Pneumonia"><originalText><reference value="#p1"/></originalText>
      <translation code="J18.9" codeSystem="2.16.840.1.113883.6.90" displayName="Pneumonia, unspecified organism"/></value>
    </observation></entryRelationship></act></entry></section></component>
  <component><section><code code="48765-2"/><title>Allergies</title><text>Penicillin</text>
   <entry><act><entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN" negationInd="false"><code code="ASSERTION"/>
    <value xsi:type="CD" code="416098002" displayName="Drug allergy"/>
    <participant typeCode="CSM"><participantRole><playingEntity><code code="7980" displayName="Penicillin G"/></playingEntity></participantRole></participant>
    <entryRelationship typeCode="MFST"><observation><code code="ASSERTION"/><value xsi:type="CD" code="1" displayName="Hives"/></observation></entryRelationship>
   </observation></entryRelationship></act></entry></section></component>
  <component><section><code code="10160-0"/><title>Medications</title><text/>
   <entry><substanceAdministration moodCode="INT"><statusCode code="active"/><effectiveTime><low value="2026"/></effectiveTime>
    <effectiveTime operator="A"><period value="12" unit="h"/></effectiveTime><routeCode displayName="Oral"/><doseQuantity value="1.50" unit="mg"/>
    <consumable><manufacturedProduct><manufacturedMaterial><code code="1" displayName="Examplamycin"/></manufacturedMaterial></manufacturedProduct></consumable>
   </substanceAdministration></entry></section></component>
  <component><section><code code="30954-2"/><title>Results</title>
   <text><table><thead><tr><th>Test</th><th>Value</th></tr></thead><tbody><tr><td>Sodium</td><td>131 mmol/L</td></tr></tbody></table></text>
   <entry><organizer><component><observation><code code="2951-2" displayName="Sodium"/><effectiveTime value="20260702"/>
    <value xsi:type="PQ" value="131.0" unit="mmol/L"/><interpretationCode code="L" displayName="Low"/>
    <referenceRange><observationRange><text>135 to 145</text></observationRange></referenceRange></observation></component></organizer></entry>
   <entry><regionOfInterest><value code="odd"/></regionOfInterest></entry></section></component>
 </structuredBody></component>
</ClinicalDocument>"##;

/// A FHIR R4 bundle with each kind of resource that is read, and one that isn't.
pub const FHIR: &str = r##"{"resourceType":"Bundle","type":"collection","entry":[
{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"p","identifier":[{"system":"urn:made-up","value":"MRN-0002"}],
 "name":[{"family":"TESTCASE","given":["BRUNO"]}],"gender":"male","birthDate":"1960-02-03","telecom":[{"system":"phone","value":"555-0101"}]}},
{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Practitioner","id":"d","name":[{"family":"EXAMPLE","given":["Doc"]}]}},
{"resource":{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"IMP","display":"inpatient"},"subject":{"reference":"urn:uuid:1"},
 "period":{"start":"2026-07-01","end":"2026-07-08T10:00:00Z"},"diagnosis":[{"condition":{"reference":"Condition/c"}}],"hospitalization":{"dischargeDisposition":{"text":"Home"}}}},
{"resource":{"resourceType":"Condition","id":"c","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"made-up heart failure","coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I50.9","display":"Heart failure, unspecified"}]},
 "subject":{"reference":"urn:uuid:1"},"onsetDateTime":"2020","asserter":{"reference":"urn:uuid:2"},"extension":[{"url":"urn:x","valueString":"odd"}]}},
{"resource":{"resourceType":"Observation","status":"final","code":{"text":"Potassium"},"valueQuantity":{"value":4.10,"unit":"mmol/L"},"effectiveDateTime":"2026-07-02","referenceRange":[{"low":{"value":3.5},"high":{"value":5.1}}]}},
{"resource":{"resourceType":"MedicationRequest","status":"active","intent":"order","contained":[{"resourceType":"Medication","id":"m","code":{"text":"Examplopril"}}],"medicationReference":{"reference":"#m"},"subject":{"reference":"urn:uuid:1"},"dosageInstruction":[{"text":"one daily"}]}},
{"resource":{"resourceType":"AllergyIntolerance","code":{"text":"Latex"},"patient":{"reference":"urn:uuid:1"},"reaction":[{"manifestation":[{"text":"Rash"}]}]}},
{"resource":{"resourceType":"Procedure","status":"completed","code":{"text":"Made-up biopsy"},"performedDateTime":"2026-07-03"}},
{"resource":{"resourceType":"DocumentReference","status":"current","type":{"coding":[{"system":"http://loinc.org","code":"11506-3"}]},"date":"2026-07-04T08:00:00Z","author":[{"reference":"urn:uuid:2"}],
 "content":[{"attachment":{"contentType":"text/plain","title":"Progress note","data":"VEVTVENBU0UsIEJSVU5PCk5vIGZldmVyLg=="}}]}},
{"resource":{"resourceType":"Composition","status":"final","title":"History and physical","type":{"text":"H&P"},"date":"2026-07-01","author":[{"reference":"urn:uuid:2"}],
 "section":[{"title":"HPI","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Short of breath.</p><ul><li>one</li></ul></div>"}}]}},
{"resource":{"resourceType":"DiagnosticReport","status":"final","code":{"text":"Chest film"},"conclusion":"No pneumonia.","issued":"2026-07-02T01:02:03Z"}},
{"resource":{"resourceType":"CarePlan","id":"z","status":"active"}}]}"##;

/// A PDF whose pages show a line each.
pub fn pdf(lines: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..lines.len())
        .map(|at| format!("{} 0 R", 4 + 2 * at))
        .collect();
    let mut out = format!(
        "%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [{}] /Count {} >> endobj\n\
         3 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> endobj\n",
        kids.join(" "),
        lines.len()
    );
    for (at, line) in lines.iter().enumerate() {
        let content = if line.is_empty() {
            "0 0 m".to_owned()
        } else {
            format!("BT /F1 10 Tf 72 700 Td ({line}) Tj ET")
        };
        out += &format!(
            "{} 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >> endobj\n\
             {} 0 obj << /Length {} >>\nstream\n{content}\nendstream endobj\n",
            4 + 2 * at,
            5 + 2 * at,
            5 + 2 * at,
            content.len()
        );
    }
    out += "trailer << /Root 1 0 R /Size 99 >>\n%%EOF\n";
    out.into_bytes()
}

/// A PNG's header.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    out.extend(width.to_be_bytes());
    out.extend(height.to_be_bytes());
    out.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    out
}

/// A JPEG's header, turned by its Exif.
pub fn jpeg(width: u16, height: u16, orientation: u8) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8, 0xff, 0xe1, 0, 34];
    out.extend(b"Exif\0\0");
    out.extend(tiff(0, 0, orientation));
    out.extend([0xff, 0xc0, 0, 11, 8]);
    out.extend(height.to_be_bytes());
    out.extend(width.to_be_bytes());
    out.extend([1, 1, 0x11, 0]);
    out
}

/// A TIFF of one page; without dimensions where the width is 0.
pub fn tiff(width: u16, height: u16, orientation: u8) -> Vec<u8> {
    let mut entries: Vec<(u16, u16)> = vec![(274, orientation.into())];
    if width > 0 {
        entries.extend([(256, width), (257, height)]);
    }
    let mut out = b"II\x2a\0\x08\0\0\0".to_vec();
    out.extend(u16::try_from(entries.len()).unwrap_or(0).to_le_bytes());
    for (tag, value) in entries {
        out.extend(tag.to_le_bytes());
        out.extend([3, 0, 1, 0, 0, 0]);
        out.extend(value.to_le_bytes());
        out.extend([0, 0]);
    }
    out.extend([0; 4]);
    out
}

/// One of each kind.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("ccda.xml", CCDA.as_bytes().to_vec()),
        ("fhir.json", FHIR.as_bytes().to_vec()),
        ("note.pdf", pdf(&["TESTCASE, CARLA", "", "page three"])),
        ("scan.png", png(1700, 2200)),
        ("scan.jpg", jpeg(3000, 2000, 6)),
        ("scan.tif", tiff(1728, 2200, 1)),
        (
            "progress note.txt",
            b"TESTCASE, DORA\nPlan: rest.\n".to_vec(),
        ),
    ]
}
