//! Of which fiscal year the guidelines are, and from which day: both stand on the first page.
//!
//! The year is named (`FY 2025`), the time as two days in brackets (`October 1, 2024 - September 30, 2025`); an update
//! within the year names the later day. Where the two days are missing, the day behind “Updated” or “Effective” counts.

use codes::Ymd;

use crate::edition::LAST_YEAR;

/// How far into the text it is looked for.
const WITHIN: usize = 3000;
/// How far before a day a word about it may stand.
const NEAR: usize = 16;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Fiscal year and first day, as far as the first page says them.
pub(super) fn stated(text: &str) -> (Option<u16>, Option<Ymd>) {
    let start: String = text.chars().take(WITHIN).collect();
    let start = crate::lines::collapsed(&start).to_lowercase();
    (year(&start), first_day(&start))
}

fn year(text: &str) -> Option<u16> {
    text.match_indices("fy").find_map(|(at, _)| {
        let after = text[at + 2..].trim_start();
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let year = after
            .get(..digits)
            .filter(|digits| digits.len() == 4)?
            .parse()
            .ok()?;
        (2016..=LAST_YEAR).contains(&year).then_some(year)
    })
}

fn first_day(text: &str) -> Option<Ymd> {
    let days = days(text);
    let span = days.windows(2).find_map(|pair| {
        let between = text[pair[0].end..pair[1].start].trim();
        matches!(between, "-" | "–" | "—" | "to" | "through").then_some(pair[0].day)
    });
    span.or_else(|| {
        days.iter().find_map(|found| {
            let before: String = text[..found.start].chars().rev().take(NEAR).collect();
            let before: String = before.chars().rev().collect();
            (before.contains("updated") || before.contains("effective")).then_some(found.day)
        })
    })
}

struct Found {
    start: usize,
    end: usize,
    day: Ymd,
}

/// Days written like `october 1, 2024`, in order.
fn days(text: &str) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    for (month, name) in (1_i64..).zip(MONTHS) {
        for (start, _) in text.match_indices(name) {
            if let Some((day, length)) = day(&text[start + name.len()..], month) {
                out.push(Found {
                    start,
                    end: start + name.len() + length,
                    day,
                });
            }
        }
    }
    out.sort_by_key(|found| found.start);
    out
}

/// ` 1, 2024` behind a month, and how long it is.
fn day(text: &str, month: i64) -> Option<(Ymd, usize)> {
    let (day, rest) = number(text.strip_prefix(' ')?)?;
    let (year, rest) = number(rest.trim_start_matches([',', ' ']))?;
    let day = Ymd(year.checked_mul(10_000)? + month * 100 + day);
    day.is_calendar_day()
        .then_some((day, text.len() - rest.len()))
}

fn number(text: &str) -> Option<(i64, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &text[..text.len() - rest.len()];
    (1..=4)
        .contains(&digits.len())
        .then(|| Some((digits.parse().ok()?, rest)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_states_year_and_time() {
        for (page, year, day) in [
            (
                "FY 2025 -- UPDATED October 1, 2024 (October 1, 2024 - September 30, 2025)",
                2025,
                2024_10_01,
            ),
            (
                "FY 2024 – UPDATED April 1, 2024\n(April 1,\n2024 – September 30, 2024)",
                2024,
                2024_04_01,
            ),
            (
                "FY2023 changes since FY 2022, effective January 1, 2023",
                2023,
                2023_01_01,
            ),
            (
                "FY 2026 (October 1, 2025 through September 30, 2026)",
                2026,
                2025_10_01,
            ),
        ] {
            assert_eq!(stated(page), (Some(year), Some(Ymd(day))), "{page}");
        }
    }

    #[test]
    fn what_it_does_not_state_is_not_made_up() {
        for page in [
            "",
            "fiscal",
            "FY 20255",
            "FY 1999",
            "FY",
            "October 1, 2024",
            "updated February 30, 2024",
            "May 99999, 1",
        ] {
            assert_eq!(stated(page), (None, None), "{page}");
        }
    }
}
