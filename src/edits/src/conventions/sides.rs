//! A left and a right code where one code says both sides (CM-014).

use codes::cm::CmCode;

use super::case::{Case, Coded, finding};
use crate::findings::{Finding, Severity};

pub(super) fn find(case: &Case<'_>, found: &mut Vec<Finding>) {
    let titled: Vec<(&Coded<'_>, String)> = case
        .diagnoses
        .iter()
        .map(|d| (d, d.title()))
        .filter(|(_, title)| title.contains("right") || title.contains("left"))
        .collect();
    for (right, title) in &titled {
        let Some(other_title) = exchanged(title) else {
            continue;
        };
        let left = titled.iter().find(|(_, title)| *title == other_title);
        let Some((left, _)) = left.filter(|(left, _)| parent(left) == parent(right)) else {
            continue;
        };
        // The code for both sides stands beside the two, or beside their subcategory (M17.0 beside M17.1-).
        let above = right.node.and_then(|node| node.parent());
        let further = above.and_then(|node| node.parent());
        let both = above
            .into_iter()
            .chain(further)
            .flat_map(CmCode::children)
            .find(|code| {
                let title = code.title().to_ascii_lowercase();
                title.contains("bilateral")
                    && code.billable_on(case.facts.stay.discharge_date)
                    && says_both(&title, &other_title)
            });
        let Some(both) = both else { continue };
        found.push(finding(
            "CM-014",
            Severity::Warn,
            right.place.max(left.place),
            format!(
                "{} and {} are the two sides of {}.",
                right.dotted(),
                left.dotted(),
                both.dotted()
            ),
            "Where a code says both sides, a bilateral condition has that one code.",
            format!("Code {} in place of the two.", both.dotted()),
            "ICD-10-CM Official Guidelines, I.B.13",
        ));
    }
}

fn parent(diagnosis: &Coded<'_>) -> Option<u32> {
    diagnosis
        .node
        .and_then(|node| node.parent())
        .map(|node| node.index())
}

/// The title of the left code to a right one's.
fn exchanged(title: &str) -> Option<String> {
    title
        .split_whitespace()
        .any(|word| word.trim_matches(',') == "right")
        .then(|| title.replace("right", "left"))
}

/// Whether a bilateral title is the left one's but for the side: the same words, in whatever order and number.
fn says_both(bilateral: &str, left: &str) -> bool {
    /// Words that differ between the titles of one side and of both.
    const SIDES: [&str; 7] = ["left", "bilateral", "unilateral", "eye", "ear", "of", "the"];
    let words = |title: &str| {
        let mut words: Vec<String> = title
            .split(|c: char| !c.is_alphanumeric())
            .map(|word| word.trim_end_matches('s').to_owned())
            .filter(|word| !word.is_empty() && !SIDES.contains(&word.as_str()))
            .collect();
        words.sort_unstable();
        words
    };
    words(bilateral) == words(left)
}
