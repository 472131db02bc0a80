//! Which codes are exempt from present-on-admission reporting, stated as rules over the beginnings of codes.
//!
//! ICD-10-CM Official Guidelines, Appendix I, leaves out conditions that are always present (congenital
//! malformations), that are no current illness (history, sequelae, aftercare), or that say how an injury came about.
//! The detailed list of CMS spells that out code by code for a fiscal year; [`ROWS`] says the same in beginnings. An
//! official list that was imported decides before the rules do ([`Exemptions`]).

use codes::Ymd;

use super::list::ExemptList;

/// How far a row of [`ROWS`] reaches into the codes that begin with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// All of them are exempt.
    All,
    /// Those whose 7th character says that active treatment is over: any but A, B and C (OCG I.C.19.a).
    Later,
    /// None of them, though a shorter row takes them in.
    None,
}

use Reach::{All, Later, None as Not};

/// Beginnings in ascending order; the longest one that fits a code decides, and without one a code is not exempt.
/// Source: ICD-10-CM Official Guidelines FY2025, Appendix I, and the list of exempt codes of CMS for FY2025.
const ROWS: &[(&str, Reach)] = &[
    // Sequelae of infections and of malnutrition; old myocardial infarction; sequelae of cerebrovascular disease.
    ("B90", All),
    ("B91", All),
    ("B92", All),
    ("B94", All),
    ("E64", All),
    ("I252", All),
    ("I69", All),
    ("I6991", Not),
    // Fractures of weak bone and around implants, once active treatment is over.
    ("M80", Later),
    ("M8475", Later),
    ("M97", Later),
    // Supervision of a risky pregnancy, failed trial of labour, uncomplicated delivery, sequelae.
    ("O09", All),
    ("O665", All),
    ("O80", All),
    ("O94", All),
    // Newborns: affected by the mother's illness, and what comes with birth itself.
    ("P00", All),
    ("P293", All),
    ("P7884", All),
    ("P838", All),
    ("P918", All),
    // Congenital malformations and chromosomal abnormalities.
    ("Q", All),
    // Injuries, poisonings and complications, once active treatment is over.
    ("S", Later),
    ("T", Later),
    ("T83113", Not),
    ("T83123", Not),
    ("T8684", Not),
    // Transport accidents, without those that can happen in a corridor: wheelchair, baby stroller.
    ("V", All),
    ("V0081", Not),
    ("V0083", Not),
    ("V0313", Not),
    // Other accidents, without those that can happen in a hospital: falls, needles, doors, blows by persons.
    ("W", All),
    ("W0", Not),
    ("W09", Later),
    ("W1", Not),
    ("W14XXX", All),
    ("W15XXX", All),
    ("W16", Later),
    ("W167", All),
    ("W168", All),
    ("W169", All),
    ("W17", All),
    ("W172XX", Not),
    ("W1789XA", Not),
    ("W18", Later),
    ("W1801XA", All),
    ("W20", Not),
    ("W220", Later),
    ("W2202XA", All),
    ("W228XXA", Not),
    ("W23", Not),
    ("W240XXA", Not),
    ("W25XXX", Not),
    ("W260XX", Not),
    ("W272XXA", Not),
    ("W273XXA", Not),
    ("W274XXA", Not),
    ("W275XXA", Not),
    ("W429XXA", Not),
    ("W44", Later),
    ("W458XX", Not),
    ("W46", Not),
    ("W49", Later),
    ("W50", Not),
    ("W51XXX", Not),
    ("W57XXXA", Not),
    ("W5901XA", Not),
    ("W65XXXA", Not),
    ("W67XXXA", Not),
    ("W8", Later),
    ("W89", All),
    ("W90", Later),
    // Fire, heat, forces of nature, overexertion, self-harm, assault: likewise.
    ("X", All),
    ("X0", Not),
    ("X02", Later),
    ("X03", Later),
    ("X04XXX", Later),
    ("X1", Not),
    ("X34XXXA", Not),
    ("X36", Later),
    ("X37", Later),
    ("X38XXXA", Not),
    ("X58XXX", Not),
    ("X710XX", Not),
    ("X711XXA", Not),
    ("X712XXA", Not),
    ("X78", Not),
    ("X79XXX", Not),
    ("X80XXX", Not),
    ("X9", Later),
    ("X980XXA", All),
    ("Y0", All),
    ("Y00XXXA", Not),
    ("Y01XXXA", Not),
    ("Y04", Later),
    ("Y09", Not),
    ("Y21", All),
    ("Y22XXX", Later),
    ("Y23", Later),
    ("Y233XXA", All),
    ("Y239XXA", All),
    ("Y24", All),
    ("Y249XXA", Not),
    ("Y3", All),
    ("Y31XXX", Not),
    ("Y33XXX", Not),
    ("Y35", Later),
    ("Y38", Later),
    // Place, activity and status, without hospital and clinic and without what patients do there.
    ("Y92", All),
    ("Y9223", Not),
    ("Y92530", Not),
    ("Y92538", Not),
    ("Y93", All),
    ("Y930", Not),
    ("Y9311", Not),
    ("Y99", All),
    // Circumstances, without those that are conditions or can begin during a stay.
    ("Z", All),
    ("Z04", Not),
    ("Z048", All),
    ("Z16", Not),
    ("Z20", Not),
    ("Z20821", All),
    ("Z21", Not),
    ("Z32", Not),
    ("Z331", Not),
    ("Z332", Not),
    ("Z40", Not),
    ("Z4003", All),
    ("Z53", Not),
    ("Z533", All),
    ("Z60", Not),
    ("Z66", Not),
    ("Z72823", Not),
    ("Z74", Not),
    ("Z7401", All),
    ("Z77", Not),
    ("Z771", All),
    ("Z96", Not),
    ("Z9682", All),
];

/// Codes that the list of FY2025 lacks although all their neighbours are on it. Nothing in the guideline sets them
/// apart, so they are not exempt in that year alone.
const GAPS_OF_2025: [&str; 8] = [
    "S0211AD", "S0211CD", "S99121S", "S99239S", "W16322D", "W22042D", "X983XXD", "Y232XXS",
];

/// Discharges that the list of FY2025 is for.
const YEAR_2025: core::ops::RangeInclusive<i64> = 2024_10_01..=2025_09_30;

/// Who decided whether a code is exempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecidedBy {
    /// An official list that was imported for the discharge date.
    List,
    /// The rules of this module.
    Rules,
}

/// Whether a diagnosis is exempt from present-on-admission reporting, by the rules alone.
///
/// `code` is upper or lower case without a dot; that it is a code of the set is not checked. The rules are those of
/// FY2025 and are taken for every date; a year's official list, where imported, is better: [`Exemptions`].
/// Source: ICD-10-CM Official Guidelines, Appendix I.
#[must_use]
pub fn is_exempt(code: &str, date: Ymd) -> bool {
    let Some((text, length)) = upper(code) else {
        return false;
    };
    let code = &text[..length];
    let reach = (1..=length).rev().find_map(|n| {
        let at = ROWS.binary_search_by(|(beginning, _)| beginning.as_bytes().cmp(&code[..n]));
        at.ok().map(|at| ROWS[at].1)
    });
    let exempt = match reach {
        Some(All) => true,
        Some(Later) => length == 7 && !matches!(code[6], b'A' | b'B' | b'C'),
        Some(Not) | None => false,
    };
    let gap = YEAR_2025.contains(&date.0) && GAPS_OF_2025.iter().any(|g| g.as_bytes() == code);
    exempt && !gap
}

/// The code in capitals, and its length. `None` for what has not the form of a code.
fn upper(code: &str) -> Option<([u8; 7], usize)> {
    let mut text = [0; 7];
    let length = code.len();
    if length == 0 || length > text.len() || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    text[..length].copy_from_slice(code.as_bytes());
    text.make_ascii_uppercase();
    Some((text, length))
}

/// The rules, and the official lists that go before them for the discharges they are for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exemptions {
    lists: Vec<ExemptList>,
}

impl Exemptions {
    /// Adds an official list. Where two are for the same discharge, the one added last decides.
    pub fn import(&mut self, list: ExemptList) {
        self.lists.push(list);
    }

    /// Whether a diagnosis (no dot) is exempt for a discharge on `date`, and who says so.
    #[must_use]
    pub fn of(&self, code: &str, date: Ymd) -> (bool, DecidedBy) {
        match self.lists.iter().rev().find(|list| list.is_for(date)) {
            Some(list) => (list.has(code), DecidedBy::List),
            None => (is_exempt(code, date), DecidedBy::Rules),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_order() {
        assert!(ROWS.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn each_row_says_something_that_shorter_ones_do_not() {
        for (i, (beginning, reach)) in ROWS.iter().enumerate() {
            let above = ROWS[..i]
                .iter()
                .filter(|(shorter, _)| beginning.starts_with(shorter))
                .max_by_key(|(shorter, _)| shorter.len());
            assert_ne!(above.map_or(Not, |(_, r)| *r), *reach, "{beginning}");
        }
    }

    #[test]
    fn gaps_are_gaps_of_their_year_only() {
        for code in GAPS_OF_2025 {
            for (date, exempt) in [
                (2024_09_30, true),
                (2024_10_01, false),
                (2025_09_30, false),
                (2025_10_01, true),
            ] {
                assert_eq!(is_exempt(code, Ymd(date)), exempt, "{code} {date}");
            }
        }
    }
}
