//! Times as sources write them: as exact as they are, with or without an offset.
//!
//! HL7 writes 20260708143000-0500, FHIR 2026-07-08T14:30:00-05:00; both may stop after the year. The text is always kept; what can't be read
//! stays text.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// As written.
    pub written: String,
    /// Day or part of one in ISO 8601, as far as it is stated: "2026", "2026-07-08", "2026-07-08T14:30:00-05:00". None where it can't be read.
    pub iso: Option<String>,
}

impl Moment {
    /// Reads a time.
    #[must_use]
    pub fn read(written: &str) -> Self {
        Self {
            written: written.to_owned(),
            iso: iso(written.trim()),
        }
    }
}

fn iso(text: &str) -> Option<String> {
    if text.len() > 40 || !text.is_ascii() {
        return None;
    }
    let (day, rest) = if text.get(4..5) == Some("-") {
        text.split_once('T').unwrap_or((text, ""))
    } else {
        let digits = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        text.split_at(digits.min(8))
    };
    let day: String = day.chars().filter(|c| *c != '-').collect();
    let number = |from: usize, to: usize| -> Option<u32> {
        day.get(from..to)
            .filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?
            .parse()
            .ok()
    };
    let year = number(0, 4)?;
    let mut out = format!("{year:04}");
    match day.len() {
        4 => {}
        6 => {
            let month = number(4, 6).filter(|month| (1..=12).contains(month))?;
            out += &format!("-{month:02}");
        }
        8 => {
            let (month, day) = (number(4, 6)?, number(6, 8)?);
            NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
            out += &format!("-{month:02}-{day:02}");
        }
        _ => return None,
    }
    if rest.is_empty() {
        return Some(out);
    }
    if day.len() != 8 {
        return None;
    }
    let zone = rest.find(['+', '-', 'Z']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(zone);
    let clock: String = clock
        .split('.')
        .next()?
        .chars()
        .filter(|c| *c != ':')
        .collect();
    let part = |at: usize, most: u32| -> Option<Option<u32>> {
        match clock.get(at..at + 2) {
            Some(two) => Some(Some(two.parse().ok().filter(|number| *number <= most)?)),
            None if clock.len() <= at => Some(None),
            None => None,
        }
    };
    let (hour, minute, second) = (part(0, 23)?, part(2, 59)?, part(4, 60)?);
    if let Some(hour) = hour {
        out += &format!("T{hour:02}:{:02}", minute.unwrap_or(0));
        if let Some(second) = second {
            out += &format!(":{second:02}");
        }
        if zone == "Z" {
            out.push('Z');
        } else if !zone.is_empty() {
            let digits: String = zone[1..].chars().filter(char::is_ascii_digit).collect();
            let (hours, minutes) = (digits.get(0..2)?, digits.get(2..4)?);
            out += &format!("{}{hours}:{minutes}", &zone[..1]);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_exact_as_they_are_written() {
        let read = |text: &str| Moment::read(text).iso;
        assert_eq!(
            read("20260708143000-0500").as_deref(),
            Some("2026-07-08T14:30:00-05:00")
        );
        assert_eq!(
            read("2026-07-08T14:30:00.000-05:00").as_deref(),
            Some("2026-07-08T14:30:00-05:00")
        );
        assert_eq!(read("202607081430").as_deref(), Some("2026-07-08T14:30"));
        assert_eq!(read("2026-07").as_deref(), Some("2026-07"));
        assert_eq!(read("2026").as_deref(), Some("2026"));
        assert_eq!(read("2026-02-30"), None);
        assert_eq!(read("UNK"), None);
        assert_eq!(Moment::read("around May").written, "around May");
    }
}
