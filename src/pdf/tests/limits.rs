//! What a PDF may ask for: streams are counted before they are inflated, and what can't be counted is refused.

#![allow(clippy::unwrap_used)]

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf::{Limits, NoText, Page, read};

const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    pages: 20,
    stream: 1 << 20,
    all: 4 << 20,
    text: 1 << 20,
};

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A PDF of one page whose contents are `data`, with `entries` in the stream's dictionary.
fn document(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n\
        2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n\
        3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >> endobj\n\
        4 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> endobj\n"
        .to_vec();
    out.extend(format!("5 0 obj << {entries} /Length {} >>\nstream\n", data.len()).bytes());
    out.extend(data);
    out.extend(b"\nendstream endobj\ntrailer << /Root 1 0 R /Size 6 >>\n%%EOF\n");
    out
}

fn refused(entries: &str, data: &[u8]) -> NoText {
    read(&document(entries, data), &LIMITS, |_| true).unwrap_err()
}

const SHOWN: &[u8] = b"BT /F1 10 Tf 72 700 Td (TESTCASE, PDF) Tj ET";

#[test]
fn a_page_is_read_plain_and_deflated() {
    let expected = [Page::Text("TESTCASE, PDF\n".to_owned())];
    assert_eq!(
        read(&document("", SHOWN), &LIMITS, |_| true).unwrap(),
        expected
    );
    assert_eq!(
        read(
            &document("/Filter /FlateDecode", &packed(SHOWN)),
            &LIMITS,
            |_| true
        )
        .unwrap(),
        expected
    );
    assert_eq!(
        read(&document("", b"0 0 m"), &LIMITS, |_| true).unwrap(),
        [Page::Pictures]
    );
}

#[test]
fn a_stream_that_inflates_beyond_the_limit_is_refused_before_it_is_inflated() {
    let bomb = packed(&vec![b' '; 2 << 20]);
    assert!(
        matches!(refused("/Filter /FlateDecode", &bomb), NoText::TooLarge(why) if why.contains("inflates"))
    );
    assert!(matches!(
        refused("/Filter /Fl#61teDecode", &bomb),
        NoText::TooLarge(_)
    ));
    assert!(matches!(
        refused("/X (>> <<) /Filter [/FlateDecode]", &bomb),
        NoText::TooLarge(_)
    ));
    let run = [129_u8, b' '].repeat(10_000);
    assert!(matches!(
        refused("/Filter /RunLengthDecode", &run),
        NoText::TooLarge(_)
    ));
}

#[test]
fn what_can_not_be_counted_is_refused_by_its_place() {
    let twice = packed(&packed(SHOWN));
    assert!(
        matches!(refused("/Filter [/FlateDecode /FlateDecode]", &twice), NoText::Forbidden(why) if why.contains("byte"))
    );
    assert!(matches!(
        refused("/Filter [/ASCIIHexDecode /FlateDecode]", b"00"),
        NoText::Forbidden(_)
    ));
    assert!(matches!(
        refused("/Filter 4 0 R", &twice),
        NoText::Forbidden(_)
    ));
    let rows = "/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 2000000000 >>";
    assert!(matches!(
        refused(rows, &packed(SHOWN)),
        NoText::Forbidden(_)
    ));
    let nested = packed(b"<< /Filter /FlateDecode >> stream\nx\nendstream");
    assert!(matches!(
        refused("/Filter /FlateDecode", &nested),
        NoText::Forbidden(_)
    ));
}

#[test]
fn an_encrypted_file_is_refused_by_name() {
    for name in ["/Encrypt", "/Encr#79pt"] {
        let mut file = document("", SHOWN);
        file.extend(format!("trailer << {name} 9 0 R >>").bytes());
        assert_eq!(read(&file, &LIMITS, |_| true).unwrap_err(), NoText::Locked);
    }
}

#[test]
fn a_large_file_is_refused_by_its_size() {
    assert!(matches!(
        read(&vec![0; (1 << 20) + 1], &LIMITS, |_| true),
        Err(NoText::TooLarge(_))
    ));
}

#[test]
fn a_file_cut_off_or_altered_anywhere_is_survived() {
    let whole = document("/Filter /FlateDecode", &packed(SHOWN));
    for at in 0..whole.len() {
        let _ = read(&whole[..at], &LIMITS, |_| true);
        let mut altered = whole.clone();
        altered[at] = altered[at].wrapping_add(1);
        let _ = read(&altered, &LIMITS, |_| true);
    }
}
