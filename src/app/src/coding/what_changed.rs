//! What differs between two states of a stay, in a few words: said after something was taken back out of the record, where
//! no change of this page has a name for it.

use engine::draft::{DraftDiagnosis, DraftProcedure, StayDraft};

/// Most things that are named.
const MOST: usize = 3;

/// What changed; empty where nothing did that the screen shows.
pub(crate) fn what_changed(before: &StayDraft, after: &StayDraft) -> String {
    let mut said = Vec::new();
    codes(&mut said, &all(before), &all(after));
    let principal = |stay: &StayDraft| stay.principal.as_ref().map(|d| d.code.clone());
    if said.is_empty() && principal(before) != principal(after) {
        let now = principal(after).map_or_else(|| "none".to_owned(), |code| dotted(&code));
        said.push(format!("principal diagnosis {now}"));
    }
    let sequence = |stay: &StayDraft| -> Vec<String> {
        let diagnoses = stay.secondary.iter().map(|d| d.code.clone());
        diagnoses
            .chain(stay.procedures.iter().map(|p| p.code.clone()))
            .collect()
    };
    if said.is_empty() && sequence(before) != sequence(after) {
        said.push("the sequence".to_owned());
    }
    for diagnosis in diagnoses(after) {
        let was = diagnoses(before).find(|was| was.code == diagnosis.code);
        if was.is_some_and(|was| was.poa != diagnosis.poa) {
            let letter = match diagnosis.poa.letter() {
                "" => "blank",
                letter => letter,
            };
            said.push(format!(
                "present on admission of {} {letter}",
                dotted(&diagnosis.code)
            ));
        }
    }
    for procedure in &after.procedures {
        let was = before
            .procedures
            .iter()
            .find(|was| was.code == procedure.code);
        if was.is_some_and(|was| was.date != procedure.date) {
            let date = match procedure.date.as_str() {
                "" => "blank",
                date => date,
            };
            said.push(format!("date of {} {date}", procedure.code));
        }
    }
    for (name, was, is) in [
        ("admitted", &before.admission_date, &after.admission_date),
        ("discharged", &before.discharge_date, &after.discharge_date),
        ("born", &before.birth_date, &after.birth_date),
        ("note", &before.note, &after.note),
    ] {
        if was != is {
            said.push(format!("{name} {is}").trim().to_owned());
        }
    }
    for (name, differs) in [
        (
            "discharge status",
            before.discharge_status != after.discharge_status,
        ),
        ("sex", before.sex != after.sex),
        ("evidence", before.evidence != after.evidence),
        (
            "an edit left as it is",
            before.kept_edits != after.kept_edits,
        ),
    ] {
        if differs {
            said.push(name.to_owned());
        }
    }
    let more = said.len().saturating_sub(MOST);
    said.truncate(MOST);
    if more > 0 {
        said.push(format!("{more} more"));
    }
    said.join(", ")
}

fn diagnoses(stay: &StayDraft) -> impl Iterator<Item = &DraftDiagnosis> {
    stay.principal.iter().chain(&stay.secondary)
}

/// All codes, written as they are shown.
fn all(stay: &StayDraft) -> Vec<String> {
    let admitting = Some(&stay.admitting).filter(|code| !code.is_empty());
    let procedures = stay.procedures.iter();
    admitting
        .map(|code| format!("{} admitting", dotted(code)))
        .into_iter()
        .chain(diagnoses(stay).map(|diagnosis| dotted(&diagnosis.code)))
        .chain(procedures.map(|DraftProcedure { code, .. }| code.clone()))
        .collect()
}

/// Codes that went and came; one that stands twice counts twice.
fn codes(said: &mut Vec<String>, before: &[String], after: &[String]) {
    let missing = |from: &[String], of: &[String]| -> Vec<String> {
        let mut rest = from.to_vec();
        of.iter()
            .filter(|code| match rest.iter().position(|known| known == *code) {
                Some(place) => {
                    rest.swap_remove(place);
                    false
                }
                None => true,
            })
            .cloned()
            .collect()
    };
    said.extend(
        missing(after, before)
            .into_iter()
            .map(|code| format!("{code} is out")),
    );
    said.extend(
        missing(before, after)
            .into_iter()
            .map(|code| format!("{code} is in")),
    );
}

/// A diagnosis code with its dot.
fn dotted(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((category, rest)) if !rest.is_empty() => format!("{category}.{rest}"),
        _ => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use engine::draft::{DraftDiagnosis, DraftProcedure, Evidence, Poa, StayDraft};

    use super::what_changed;

    fn stay(codes: &[&str]) -> StayDraft {
        let mut diagnoses = codes.iter().map(|code| DraftDiagnosis {
            code: (*code).to_owned(),
            poa: Poa::Y,
            ..DraftDiagnosis::default()
        });
        StayDraft {
            principal: diagnoses.next(),
            secondary: diagnoses.collect(),
            ..StayDraft::default()
        }
    }

    #[test]
    fn codes_that_went_and_came_are_named() {
        let (one, two) = (stay(&["A419", "I10"]), stay(&["A419", "E119"]));
        assert_eq!(what_changed(&one, &two), "I10 is out, E11.9 is in");
        assert_eq!(what_changed(&one, &one), "");
        assert_eq!(
            what_changed(&stay(&["A419", "I10", "I10"]), &one),
            "I10 is out",
            "one that stands twice went once"
        );
    }

    #[test]
    fn a_sequence_is_told_from_another_principal_diagnosis() {
        let one = stay(&["A419", "I10", "E119"]);
        assert_eq!(
            what_changed(&one, &stay(&["A419", "E119", "I10"])),
            "the sequence"
        );
        assert_eq!(
            what_changed(&one, &stay(&["I10", "A419", "E119"])),
            "principal diagnosis I10"
        );
    }

    #[test]
    fn what_belongs_to_a_code_is_named_with_it() {
        let one = stay(&["A419"]);
        let mut two = one.clone();
        two.principal.as_mut().expect("a principal diagnosis").poa = Poa::N;
        two.evidence.push(Evidence {
            code: "A419".to_owned(),
            words: "sepsis".to_owned(),
        });
        two.discharge_status = Some(3);
        two.note = "seen".to_owned();
        assert_eq!(
            what_changed(&one, &two),
            "present on admission of A41.9 N, note seen, discharge status, 1 more"
        );
    }

    #[test]
    fn a_date_that_is_taken_back_is_blank() {
        let mut dated = stay(&["J9601"]);
        dated.procedures.push(DraftProcedure {
            code: "5A1955Z".to_owned(),
            date: "2026-03-02".to_owned(),
            ..DraftProcedure::default()
        });
        let mut blank = dated.clone();
        blank.procedures[0].date.clear();
        assert_eq!(what_changed(&blank, &dated), "date of 5A1955Z 2026-03-02");
        assert_eq!(what_changed(&dated, &blank), "date of 5A1955Z blank");
    }
}
