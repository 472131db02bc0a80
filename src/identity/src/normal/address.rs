//! Street lines made comparable: common abbreviations of the post office (USPS Publication 28, appendices B and C) as
//! one form, the unit apart, the number first.

use compact_str::{CompactString, format_compact};

use super::text::{digits, joined, words};
use crate::person::Address;

/// What a word is written as: the usual word and its short forms.
const SHORT: [(&str, &str); 34] = [
    ("STREET", "ST"),
    ("STR", "ST"),
    ("AVENUE", "AVE"),
    ("AV", "AVE"),
    ("ROAD", "RD"),
    ("DRIVE", "DR"),
    ("LANE", "LN"),
    ("COURT", "CT"),
    ("CIRCLE", "CIR"),
    ("BOULEVARD", "BLVD"),
    ("PLACE", "PL"),
    ("TERRACE", "TER"),
    ("PARKWAY", "PKWY"),
    ("HIGHWAY", "HWY"),
    ("SQUARE", "SQ"),
    ("TRAIL", "TRL"),
    ("CRESCENT", "CRES"),
    ("EXPRESSWAY", "EXPY"),
    ("ROUTE", "RTE"),
    ("JUNCTION", "JCT"),
    ("MOUNT", "MT"),
    ("SAINT", "ST"),
    ("FORT", "FT"),
    ("NORTH", "N"),
    ("SOUTH", "S"),
    ("EAST", "E"),
    ("WEST", "W"),
    ("NORTHEAST", "NE"),
    ("NORTHWEST", "NW"),
    ("SOUTHEAST", "SE"),
    ("SOUTHWEST", "SW"),
    ("COUNTY", "CO"),
    ("RURAL", "R"),
    ("HEIGHTS", "HTS"),
];

/// Words after which a unit follows, which many registrations leave out.
const UNIT: [&str; 9] = [
    "APT",
    "APARTMENT",
    "UNIT",
    "STE",
    "SUITE",
    "LOT",
    "TRLR",
    "FL",
    "RM",
];

/// An address in the parts that are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// House number, or `PO` and box.
    pub(crate) number: CompactString,
    /// Street, shortened.
    pub(crate) street: CompactString,
    /// First five digits of the ZIP code, or whatever digits there are.
    pub(crate) postcode: CompactString,
    /// City, folded.
    pub(crate) city: CompactString,
}

impl Place {
    pub(crate) fn of(address: &Address) -> Self {
        let all = words(&address.line);
        let mut number = CompactString::default();
        let mut street: Vec<CompactString> = Vec::new();
        let mut words = all.iter().peekable();
        while let Some(word) = words.next() {
            if UNIT.contains(&word.as_str()) {
                break;
            }
            let is_box = word == "BOX" || word == "POBOX";
            if number.is_empty() && is_box {
                number = format_compact!("PO{}", words.next().map_or("", CompactString::as_str));
                street.clear();
                street.push("BOX".into());
                break;
            }
            if number.is_empty()
                && word.starts_with(|c: char| c.is_ascii_digit())
                && words.peek().is_some()
            {
                number = word.clone();
                continue;
            }
            let short = SHORT
                .iter()
                .find(|(long, _)| long == word)
                .map(|(_, short)| (*short).into());
            street.push(short.unwrap_or_else(|| word.clone()));
        }
        Self {
            number,
            street: street.concat().into(),
            postcode: digits(&address.postcode).chars().take(5).collect(),
            city: joined(&address.city),
        }
    }
}
