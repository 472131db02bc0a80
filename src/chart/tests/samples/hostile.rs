//! More than four hundred hostile files, each with the refusal that is expected where one must come. Whoever takes files in
//! is tested with them.

// Some take them by kind, some all at once.
#![allow(dead_code, unreachable_pub)]

use chart::import::Problem;

use super::samples;

/// A file with its name, and the refusal that is expected where one must come.
pub struct Case {
    pub name: String,
    pub bytes: Vec<u8>,
    pub expected: Option<Problem>,
}

/// All of them.
pub fn cases() -> Vec<Case> {
    by_kind().into_iter().flat_map(|(_, cases)| cases).collect()
}

/// Those of each kind, under the ending that such a file has.
pub fn by_kind() -> [(&'static str, Vec<Case>); 4] {
    let of = |fill: fn(&mut Vec<Case>)| {
        let mut cases = Vec::new();
        fill(&mut cases);
        cases
    };
    [
        ("xml", of(ccda_cases)),
        ("json", of(fhir_cases)),
        ("pdf", of(pdf_cases)),
        ("png", of(picture_cases)),
    ]
}

fn case(
    out: &mut Vec<Case>,
    name: &str,
    bytes: impl Into<Vec<u8>>,
    expected: impl Into<Option<Problem>>,
) {
    out.push(Case {
        name: name.to_owned(),
        bytes: bytes.into(),
        expected: expected.into(),
    });
}

/// Cut off and altered at many places.
fn damaged(out: &mut Vec<Case>, name: &str, whole: &[u8]) {
    for part in 0..30 {
        let at = whole.len() * part / 30;
        case(out, &format!("{name} cut at {at}"), &whole[..at], None);
        let mut altered = whole.to_vec();
        for (place, byte) in altered.iter_mut().enumerate().skip(at).step_by(97).take(3) {
            *byte = byte.wrapping_add((place % 7) as u8 + 1);
        }
        case(out, &format!("{name} altered from {at}"), altered, None);
        let mut nulled = whole.to_vec();
        if let Some(byte) = nulled.get_mut(at) {
            *byte = 0;
        }
        case(out, &format!("{name} null at {at}"), nulled, None);
    }
}

fn ccda(inner: &str) -> String {
    format!("<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><title>t</title>{inner}</ClinicalDocument>")
}

fn ccda_cases(out: &mut Vec<Case>) {
    use Problem::{Damaged, Forbidden, NotRecognised, TooLarge};
    damaged(out, "ccda", samples::CCDA.as_bytes());
    let laughs: String = (1..12)
        .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
        .collect();
    case(
        out,
        "billion laughs",
        format!(
            "<!DOCTYPE x [<!ENTITY l0 \"ha\">{laughs}]>{}",
            ccda("&l11;")
        ),
        Forbidden,
    );
    case(
        out,
        "external entity",
        format!(
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>{}",
            ccda("&e;")
        ),
        Forbidden,
    );
    case(
        out,
        "parameter entity",
        format!(
            "<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://example.invalid/\"> %p;]>{}",
            ccda("")
        ),
        Forbidden,
    );
    case(
        out,
        "bare doctype",
        format!("<!DOCTYPE html>{}", ccda("")),
        Forbidden,
    );
    case(out, "entity without declaration", ccda("&boom;"), Forbidden);
    case(
        out,
        "entity in an attribute",
        ccda("<code code=\"&boom;\"/>"),
        Forbidden,
    );
    case(out, "null by number", ccda("&#0;"), Damaged);
    case(out, "surrogate by number", ccda("&#xD800;"), Damaged);
    case(out, "number out of range", ccda("&#x7fffffff;"), Damaged);
    case(out, "deep", ccda(&"<component>".repeat(100_000)), TooLarge);
    case(
        out,
        "deep and closed",
        ccda(&["<a>", "</a>"].map(|tag| tag.repeat(70)).concat()),
        TooLarge,
    );
    case(
        out,
        "many elements",
        ccda(&"<a/>".repeat(500_000)),
        TooLarge,
    );
    let attributes: String = (0..5_000).map(|n| format!(" a{n}=\"1\"")).collect();
    case(
        out,
        "many attributes",
        ccda(&format!("<a{attributes}/>")),
        TooLarge,
    );
    case(
        out,
        "an attribute twice",
        ccda("<a b=\"1\" b=\"2\"/>"),
        Damaged,
    );
    case(
        out,
        "a long attribute",
        ccda(&format!("<a b=\"{}\"/>", "x".repeat(1 << 20))),
        None,
    );
    case(out, "crossed elements", ccda("<a><b></a></b>"), Damaged);
    case(out, "two roots", format!("{0}{0}", ccda("")), Damaged);
    case(
        out,
        "an end without a beginning",
        "</ClinicalDocument>",
        Damaged,
    );
    case(out, "open comment", ccda("<!-- "), Damaged);
    case(out, "open character data", ccda("<![CDATA[ x"), Damaged);
    case(
        out,
        "another kind",
        "<Bundle xmlns=\"http://hl7.org/fhir\"/>",
        NotRecognised,
    );
    case(
        out,
        "a web page",
        "<html><body>no</body></html>",
        NotRecognised,
    );
    case(
        out,
        "unknown letters",
        format!("<?xml version=\"1.0\" encoding=\"x-none\"?>{}", ccda("")),
        Damaged,
    );
    case(
        out,
        "bytes that are no UTF-8",
        [
            b"<ClinicalDocument><title>".as_slice(),
            &[0xff, 0xc0],
            b"</title></ClinicalDocument>",
        ]
        .concat(),
        Damaged,
    );
    case(
        out,
        "UTF-16 that says UTF-8",
        ccda("")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>(),
        None,
    );
    let plain = ccda("");
    let wide = [0xff_u8, 0xfe]
        .into_iter()
        .chain(plain.encode_utf16().flat_map(u16::to_le_bytes));
    case(out, "UTF-16 with its mark", wide.collect::<Vec<_>>(), None);
    let twice = "<component><structuredBody><component><section><text><content ID=\"a\">x</content><content ID=\"a\">y</content>\
        <content ID=\"b\"><originalText><reference value=\"#b\"/></originalText></content></text>\
        <entry><observation><code><originalText><reference value=\"#a\"/></originalText></code><value value=\"1\"/></observation></entry>\
        </section></component></structuredBody></component>";
    case(
        out,
        "ids that stand twice and refer to themselves",
        ccda(twice),
        None,
    );
    for (name, data) in [
        ("no base 64", "%%%%"),
        ("cut base 64", "QUJD="),
        ("empty", ""),
        ("a document again", "PENsaW5pY2FsRG9jdW1lbnQvPg=="),
    ] {
        let body = format!(
            "<component><nonXMLBody><text mediaType=\"x/y\" representation=\"B64\">{data}</text></nonXMLBody></component>"
        );
        case(out, &format!("body: {name}"), ccda(&body), None);
    }
}

fn fhir_cases(out: &mut Vec<Case>) {
    use Problem::{Damaged, NotRecognised, TooLarge};
    damaged(out, "fhir", samples::FHIR.as_bytes());
    let patient = |rest: &str| format!("{{\"resourceType\":\"Patient\",{rest}}}");
    case(
        out,
        "deep lists",
        patient(&format!("\"x\":{}", "[".repeat(1_000_000))),
        TooLarge,
    );
    case(
        out,
        "deep objects",
        patient(&format!(
            "\"x\":{}1{}",
            "{\"a\":".repeat(200),
            "}".repeat(200)
        )),
        TooLarge,
    );
    case(
        out,
        "many values",
        patient(&format!("\"x\":[{}0]", "0,".repeat(1_000_000))),
        TooLarge,
    );
    let members: String = (0..5_000).map(|n| format!("\"m{n}\":1,")).collect();
    case(
        out,
        "many members",
        patient(&format!("{members}\"z\":1")),
        TooLarge,
    );
    case(
        out,
        "no kind",
        "{\"x\":{\"resourceType\":\"Patient\"}}",
        NotRecognised,
    );
    for (name, rest) in [
        ("a number too many", "\"a\":01"),
        ("no number", "\"a\":-"),
        ("a point too many", "\"a\":1."),
        ("plus", "\"a\":+1"),
        ("not a number", "\"a\":NaN"),
        ("half a character", "\"a\":\"\\ud800\""),
        ("the wrong half", "\"a\":\"\\ud800\\u0041\""),
        ("unknown escape", "\"a\":\"\\x41\""),
        ("cut escape", "\"a\":\"\\u12\""),
        ("control character", "\"a\":\"\u{1}\""),
        ("open text", "\"a\":\"x"),
        ("comma at the end", "\"a\":1,"),
        ("no colon", "\"a\" 1"),
        ("a comment", "\"a\":1 /* */"),
        ("two documents", "\"a\":1}{\"b\":2"),
    ] {
        case(out, name, patient(rest), Damaged);
    }
    case(
        out,
        "bytes that are no UTF-8",
        [
            b"{\"resourceType\":\"Patient\",\"a\":\"".as_slice(),
            &[0xff],
            b"\"}",
        ]
        .concat(),
        Damaged,
    );
    case(
        out,
        "large numbers",
        patient("\"multipleBirthInteger\":1e999999,\"a\":-0.0e-5"),
        None,
    );
    case(
        out,
        "a name twice",
        patient("\"gender\":\"male\",\"gender\":\"female\""),
        None,
    );
    for member in [
        "name",
        "identifier",
        "telecom",
        "address",
        "birthDate",
        "gender",
        "communication",
        "maritalStatus",
        "contact",
        "text",
    ] {
        for value in [
            "5",
            "\"x\"",
            "[[[]]]",
            "{\"a\":{}}",
            "null",
            "[null,1,\"\",{}]",
        ] {
            case(
                out,
                &format!("{member} is {value}"),
                patient(&format!("\"{member}\":{value}")),
                None,
            );
        }
    }
    let cyclic = "{\"resourceType\":\"Bundle\",\"entry\":[\
        {\"resource\":{\"resourceType\":\"MedicationRequest\",\"id\":\"a\",\"medicationReference\":{\"reference\":\"MedicationRequest/b\"}}},\
        {\"resource\":{\"resourceType\":\"MedicationRequest\",\"id\":\"b\",\"medicationReference\":{\"reference\":\"MedicationRequest/a\"}}},\
        {\"resource\":{\"resourceType\":\"MedicationRequest\",\"id\":\"b\",\"contained\":[{\"id\":\"x\",\"code\":{\"reference\":\"#x\"}}],\"medicationReference\":{\"reference\":\"#x\"}}},\
        {\"fullUrl\":5},{\"resource\":7},{\"resource\":{\"resourceType\":[]}}]}";
    case(out, "references in a circle and an id twice", cyclic, None);
    let mut bundle = patient("\"id\":\"p\"");
    for depth in 0..8 {
        bundle = format!("{{\"resourceType\":\"Bundle\",\"entry\":[{{\"resource\":{bundle}}}]}}");
        case(
            out,
            &format!("bundles {depth} deep"),
            bundle.clone(),
            if depth > 3 { Some(TooLarge) } else { None },
        );
    }
    for (name, data) in [
        ("no base 64", "%%"),
        ("cut", "QQ="),
        ("a FHIR document", "eyJyZXNvdXJjZVR5cGUiOiJQYXRpZW50In0="),
        ("a PDF's beginning", "JVBERi0xLjQ="),
        ("huge picture", "iVBORw0KGgoAAAANSUhEUn////9/////CAIAAAA="),
    ] {
        case(
            out,
            &format!("attachment: {name}"),
            format!(
                "{{\"resourceType\":\"DocumentReference\",\"content\":[{{\"attachment\":{{\"data\":\"{data}\"}}}}]}}"
            ),
            None,
        );
    }
}

fn pdf_cases(out: &mut Vec<Case>) {
    use Problem::{Encrypted, Forbidden, TooLarge};
    damaged(out, "pdf", &samples::pdf(&["TESTCASE, CARLA", "second"]));
    let pdf = |objects: &str| format!("%PDF-1.5\n{objects}\n");
    let page = "1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj ";
    let end = "trailer << /Root 1 0 R /Size 9 >>";
    case(
        out,
        "encrypted",
        pdf(&format!(
            "{page} trailer << /Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 >> >>"
        )),
        Encrypted,
    );
    case(
        out,
        "packed twice",
        pdf(&format!(
            "{page} 4 0 obj << /Filter [/FlateDecode /LZWDecode] >>\nstream\nx\nendstream {end}"
        )),
        Forbidden,
    );
    case(
        out,
        "filter elsewhere",
        pdf(&format!(
            "{page} 4 0 obj << /Filter 5 0 R >>\nstream\nx\nendstream {end}"
        )),
        Forbidden,
    );
    case(
        out,
        "wide rows",
        pdf(&format!(
            "{page} 4 0 obj << /Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 4000000000 >> >>\nstream\nx\nendstream {end}"
        )),
        Forbidden,
    );
    for (name, filter, data) in [
        ("a deflated bomb", "FlateDecode", deflated_spaces(300 << 20)),
        (
            "a bomb of runs",
            "RunLengthDecode",
            [129_u8, b' '].repeat(2 << 20),
        ),
    ] {
        let before = format!(
            "%PDF-1.5\n{page} 3 0 obj << /Type /Page /Parent 2 0 R /Contents 4 0 R >> endobj \
             4 0 obj << /Filter /{filter} /Length {} >>\nstream\n",
            data.len()
        );
        let after = format!("\nendstream endobj {end}\n");
        let bytes = [before.as_bytes(), &data, after.as_bytes()].concat();
        case(out, name, bytes, TooLarge);
    }
    for (name, objects) in [
        ("a tree in a circle", "1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >> endobj trailer << /Root 1 0 R >>".to_owned()),
        ("a root that is itself", "1 0 obj 1 0 R endobj trailer << /Root 1 0 R >>".to_owned()),
        ("a table that goes on in itself", "xref\n0 1\n0000000000 65535 f \ntrailer << /Root 1 0 R /Prev 9 /Size 1 >>\nstartxref\n9\n%%EOF".to_owned()),
        ("a table far outside", "startxref\n99999999999\n%%EOF".to_owned()),
        ("a negative table", "startxref\n-5\n%%EOF".to_owned()),
        ("a table of too many", "xref\n0 4000000000\n0000000000 65535 f \ntrailer << /Size 4000000000 /Root 1 0 R >>\nstartxref\n9\n%%EOF".to_owned()),
        ("a length that lies", format!("{page} 3 0 obj << /Type /Page /Contents 4 0 R >> endobj 4 0 obj << /Length 2000000000 >>\nstream\nBT ET\nendstream endobj {end}")),
        ("a length that is itself", format!("{page} 3 0 obj << /Type /Page /Contents 4 0 R >> endobj 4 0 obj << /Length 4 0 R >>\nstream\nBT ET\nendstream endobj {end}")),
        ("contents that are the page", format!("{page} 3 0 obj << /Type /Page /Contents 3 0 R >> endobj {end}")),
        ("contents in a circle", format!("{page} 3 0 obj << /Type /Page /Contents [5 0 R 5 0 R] >> endobj 5 0 obj [5 0 R 3 0 R] endobj {end}")),
        ("a font that is its own map", format!("{page} 3 0 obj << /Type /Page /Resources << /Font << /F 4 0 R >> >> >> endobj 4 0 obj << /ToUnicode 4 0 R >> endobj {end}")),
        ("too many pages said", format!("1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Type /Pages /Kids [] /Count 2000000000 >> endobj {end}")),
        ("objects that hold themselves", format!("{page} 7 0 obj << /Type /ObjStm /N 4000000000 /First 4 /Length 9 >>\nstream\n7 0 7 0 R\nendstream endobj {end}")),
        ("deep brackets", format!("1 0 obj {} endobj {end}", "[".repeat(100_000))),
        ("deep dictionaries", format!("1 0 obj {} endobj {end}", "<</A".repeat(100_000))),
        ("an open text", format!("1 0 obj ({} endobj {end}", "(".repeat(100_000))),
        ("many streams without end", format!("{page} {} {end}", "9 0 obj << /Length 5 >>\nstream\n".repeat(2_000))),
        ("nothing", String::new()),
    ] {
        case(out, name, pdf(&objects), None);
    }
}

/// So many spaces or a few more, deflated (RFC 1951, 3.2.6): one of them, and then again and again the 258 before it, which
/// takes 13 bits each time.
fn deflated_spaces(count: usize) -> Vec<u8> {
    let mut bits: Vec<bool> = vec![true, true, false];
    let mut code = |value: u32, length: u32| {
        bits.extend((0..length).rev().map(|place| value >> place & 1 == 1));
    };
    code(0x30 + u32::from(b' '), 8);
    for _ in 0..=count / 258 {
        code(0b1100_0101, 8);
        code(0, 5);
    }
    code(0, 7);
    let mut packed = vec![0x78, 0x9c];
    packed.extend(bits.chunks(8).map(|eight| {
        eight
            .iter()
            .enumerate()
            .fold(0, |byte, (place, bit)| byte | u8::from(*bit) << place)
    }));
    packed
}

fn picture_cases(out: &mut Vec<Case>) {
    use Problem::{Damaged, TooLarge};
    case(
        out,
        "a huge PNG",
        samples::png(u32::MAX, u32::MAX),
        TooLarge,
    );
    case(out, "a long PNG", samples::png(1, 70_000), TooLarge);
    case(out, "an empty PNG", samples::png(0, 5), Damaged);
    case(
        out,
        "a large JPEG",
        samples::jpeg(65_000, 65_000, 1),
        TooLarge,
    );
    case(out, "an odd turn", samples::jpeg(10, 10, 99), None);
    let mut circle = samples::tiff(10, 10, 1);
    let end = circle.len();
    circle[end - 4..].copy_from_slice(&8_u32.to_le_bytes());
    case(out, "TIFF pages in a circle", circle, None);
    case(
        out,
        "a TIFF that points outside",
        b"II\x2a\0\xff\xff\xff\xff".to_vec(),
        Damaged,
    );
    for (name, whole) in [
        ("png", samples::png(9, 9)),
        ("jpeg", samples::jpeg(9, 9, 3)),
        ("tiff", samples::tiff(9, 9, 3)),
    ] {
        for at in 0..whole.len() {
            case(out, &format!("{name} cut at {at}"), &whole[..at], None);
        }
    }
    case(out, "nothing", Vec::new(), Damaged);
    case(out, "no text", vec![1_u8; 5_000], Problem::NotRecognised);
    case(
        out,
        "half a character of UTF-16",
        vec![0xff, 0xfe, 0x00, 0xd8],
        Damaged,
    );
}
