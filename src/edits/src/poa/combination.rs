//! Combination codes a part of which often begins after admission (POA-007).
//!
//! ICD-10-CM Official Guidelines, Appendix I: N if any part of the combination was not there at admission. Its
//! examples are an exacerbation, a status asthmaticus and an ulcer that begins to bleed; the table has the families
//! these stand for. Whether it did begin later only the record can tell, so this is a note, never a stop.

/// Beginnings of codes, and the part that may have come later.
const FAMILIES: [(&str, &str); 11] = [
    ("J440", "the infection"),
    ("J441", "the exacerbation"),
    ("K31811", "the bleeding"),
    ("K5521", "the bleeding"),
    ("I8501", "the bleeding"),
    ("I8511", "the bleeding"),
    ("K2901", "the bleeding"),
    ("K2921", "the bleeding"),
    ("K2931", "the bleeding"),
    ("K2941", "the bleeding"),
    ("K2951", "the bleeding"),
];

/// The part of a combination code that may have begun after admission, in words; `None` for other codes.
///
/// `code` has no dot.
#[must_use]
pub fn later_part(code: &str) -> Option<&'static str> {
    let code = code.to_ascii_uppercase();
    if let Some((_, part)) = FAMILIES.iter().find(|(begin, _)| code.starts_with(begin)) {
        return Some(part);
    }
    let bytes = code.as_bytes();
    match (code.get(..3)?, bytes.get(3), bytes.get(4), bytes.get(5)) {
        // Asthma, 5th or 6th character: exacerbation, status asthmaticus.
        ("J45", Some(b'2'..=b'5'), Some(b'1'), None)
        | ("J45", Some(b'9'), Some(b'0'), Some(b'1')) => Some("the exacerbation"),
        ("J45", Some(b'2'..=b'5'), Some(b'2'), None)
        | ("J45", Some(b'9'), Some(b'0'), Some(b'2')) => Some("the status asthmaticus"),
        // Peptic ulcers, 4th character: haemorrhage, perforation, both.
        ("K25" | "K26" | "K27" | "K28", Some(b'0' | b'4'), ..) => Some("the bleeding"),
        ("K25" | "K26" | "K27" | "K28", Some(b'1' | b'5'), ..) => Some("the perforation"),
        ("K25" | "K26" | "K27" | "K28", Some(b'2' | b'6'), ..) => {
            Some("the bleeding or the perforation")
        }
        // Diabetes, 4th and 5th character: hyperosmolarity, ketoacidosis, hypoglycaemia with coma.
        ("E08" | "E09" | "E10" | "E11" | "E13", Some(b'0'), ..) => Some("the hyperosmolarity"),
        ("E08" | "E09" | "E10" | "E11" | "E13", Some(b'1'), ..) => Some("the ketoacidosis"),
        ("E08" | "E09" | "E10" | "E11" | "E13", Some(b'6'), Some(b'4'), _) => {
            Some("the hypoglycaemia")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::later_part;

    #[test]
    fn families_of_the_guideline() {
        for (code, part) in [
            ("J441", Some("the exacerbation")),
            ("J449", None),
            ("J4541", Some("the exacerbation")),
            ("J4540", None),
            ("J45902", Some("the status asthmaticus")),
            ("J45909", None),
            ("K254", Some("the bleeding")),
            ("K255", Some("the perforation")),
            ("K256", Some("the bleeding or the perforation")),
            ("K257", None),
            ("K259", None),
            ("K2921", Some("the bleeding")),
            ("K2920", None),
            ("E1110", Some("the ketoacidosis")),
            ("E11649", Some("the hypoglycaemia")),
            ("E1165", None),
            ("E1122", None),
            ("e1010", Some("the ketoacidosis")),
            ("I10", None),
            ("ä", None),
            ("", None),
        ] {
            assert_eq!(later_part(code), part, "{code}");
        }
    }
}
