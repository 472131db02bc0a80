//! Codes that exclude one another (CM-005), symptoms among them (CM-018), and codes that may stand together although
//! one's category sends elsewhere (CM-006, all of a stay in one note: nothing is to be done about them).
//!
//! An Excludes1 note is found from either side and told once. The guideline excepts two conditions that have nothing
//! to do with each other (I.A.12.a), which the codes can't tell: the finding asks.

use codes::cm::{Level, NoteKind};

use super::case::{Case, Coded, finding, level_words};
use super::combinations::Pair;
use super::notes::Instruction;
use crate::findings::{Finding, Severity};

/// An excludes note that one diagnosis's node has about another.
struct Hit<'c> {
    /// The diagnosis under whose node the note stands, and the one it names.
    holder: usize,
    named: usize,
    instruction: &'c Instruction,
}

impl Hit<'_> {
    fn pair(&self) -> Pair {
        (self.holder.min(self.named), self.holder.max(self.named))
    }
}

pub(super) fn find(case: &Case<'_>, told: &[Pair], found: &mut Vec<Finding>) {
    let mut hits = hits(case);
    // The note at the deepest node speaks for a pair.
    hits.sort_by_key(|hit| {
        let first = hit.instruction.kind != NoteKind::Excludes1;
        (hit.pair(), first, core::cmp::Reverse(hit.instruction.node))
    });
    hits.dedup_by_key(|hit| hit.pair());
    let mut together = Vec::new();
    for hit in hits {
        let (holder, named) = (&case.diagnoses[hit.holder], &case.diagnoses[hit.named]);
        // Two codes of R65 are the sepsis rules' matter, two places those of external causes.
        let elsewhere = [["R65"], ["Y92"]]
            .iter()
            .any(|list| holder.is(list) && named.is(list));
        if elsewhere || told.contains(&hit.pair()) {
            continue;
        }
        match hit.instruction.kind {
            NoteKind::Excludes1 => found.push(excludes1(case, holder, named, hit.instruction)),
            _ => together.push(hit),
        }
    }
    found.extend(excludes2(case, &together));
}

fn hits<'c>(case: &'c Case<'_>) -> Vec<Hit<'c>> {
    let mut sorted: Vec<usize> = (0..case.diagnoses.len()).collect();
    sorted.sort_by_key(|&i| case.diagnoses[i].key);
    let mut hits = Vec::new();
    for (holder, diagnosis) in case.diagnoses.iter().enumerate() {
        for node in diagnosis.node.map(|node| node.path()).unwrap_or_default() {
            let near = matches!(node.level(), Level::Category | Level::Code);
            for instruction in case.conventions.at(node) {
                // What a chapter or block leaves to others is not about these two codes.
                let speaks = instruction.kind == NoteKind::Excludes1
                    || (instruction.kind == NoteKind::Excludes2 && near);
                if !speaks {
                    continue;
                }
                for span in case.conventions.spans(instruction) {
                    if case.conventions.names(span, diagnosis.key) {
                        continue;
                    }
                    let from = sorted.partition_point(|&i| case.diagnoses[i].key < span.first);
                    let named = sorted[from..]
                        .iter()
                        .take_while(|&&i| case.diagnoses[i].key <= span.last)
                        .filter(|&&i| case.conventions.names(span, case.diagnoses[i].key));
                    hits.extend(named.map(|&named| Hit {
                        holder,
                        named,
                        instruction,
                    }));
                }
            }
        }
    }
    hits
}

/// Whether a code of chapter 18 says a symptom or finding, and not the severity of an infection or a scale.
fn symptom(diagnosis: &Coded<'_>) -> bool {
    diagnosis.is(&["R00-R99"]) && !diagnosis.is(&["R65", "R297"])
}

fn excludes1(
    case: &Case<'_>,
    holder: &Coded<'_>,
    named: &Coded<'_>,
    note: &Instruction,
) -> Finding {
    let (words, year) = note.words(case.pack);
    let at = case.pack.at(note.node).map(level_words).unwrap_or_default();
    let later = holder.place.max(named.place);
    let why = format!("Excludes1 at {at} names “{words}” (tabular list of {year}).");
    let one_symptom = symptom(holder) != symptom(named);
    if one_symptom {
        let (sign, other) = if symptom(holder) {
            (holder, named)
        } else {
            (named, holder)
        };
        return finding(
            "CM-018",
            Severity::Warn,
            sign.place,
            format!(
                "{} is a symptom that excludes {}.",
                sign.dotted(),
                other.dotted()
            ),
            why,
            format!(
                "Leave {} out if {} explains it; keep both only if they have nothing to do with each other.",
                sign.dotted(),
                other.dotted()
            ),
            "ICD-10-CM Official Guidelines, I.B.5 and I.A.12.a",
        );
    }
    finding(
        "CM-005",
        Severity::Warn,
        later,
        format!(
            "{} and {} exclude each other.",
            holder.dotted(),
            named.dotted()
        ),
        why,
        "Keep the one that the record supports. If the two conditions have nothing to do with each other, confirm both.",
        "ICD-10-CM Official Guidelines, I.A.12.a",
    )
}

/// All pairs of a stay that may stand together although a note of the one names the other.
fn excludes2(case: &Case<'_>, hits: &[Hit<'_>]) -> Option<Finding> {
    const SHOWN: usize = 6;
    let codes = |hit: &Hit<'_>| (&case.diagnoses[hit.holder], &case.diagnoses[hit.named]);
    let [first, ..] = hits else { return None };
    let (holder, named) = codes(first);
    let (what, why) = if hits.len() == 1 {
        let (words, year) = first.instruction.words(case.pack);
        let at = case.pack.at(first.instruction.node).map(level_words);
        (
            format!(
                "{} does not include {}; both may be coded.",
                holder.dotted(),
                named.dotted()
            ),
            format!(
                "Excludes2 at {} names “{words}” (tabular list of {year}).",
                at.unwrap_or_default()
            ),
        )
    } else {
        let pairs: Vec<String> = hits
            .iter()
            .take(SHOWN)
            .map(|hit| {
                let (holder, named) = codes(hit);
                format!("{} with {}", holder.dotted(), named.dotted())
            })
            .collect();
        let more = match hits.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        (
            format!(
                "{} pairs of codes do not include one another; both of each may be coded.",
                hits.len()
            ),
            format!(
                "Excludes2 of the one names the other: {}{more}.",
                pairs.join(", ")
            ),
        )
    };
    Some(finding(
        "CM-006",
        Severity::Info,
        holder.place.max(named.place),
        what,
        why,
        "Nothing to do if the patient has both.",
        "ICD-10-CM Official Guidelines, I.A.12.b",
    ))
}
