//! Two states of a stay that came out of one: the screen's, changed while the custodian was at work, and the custodian's.

use engine::draft::StayDraft;

/// The custodian's state with what was changed on the screen since. A field changed on both sides stays as the screen has
/// it, which is what the user saw last.
pub(crate) fn merged(before: &StayDraft, screen: &StayDraft, record: &StayDraft) -> StayDraft {
    let mut merged = record.clone();
    macro_rules! fields {
        ($($field:ident),+) => {
            // A field that is new and not named here does not compile.
            let StayDraft { $($field),+ } = screen;
            $(if *$field != before.$field {
                merged.$field.clone_from($field);
            })+
        };
    }
    fields!(
        label,
        note,
        admission_date,
        discharge_date,
        birth_date,
        age_years,
        sex,
        discharge_status,
        home_health,
        admitted_elsewhere,
        hospital,
        admitting,
        admitting_found_by,
        principal,
        secondary,
        procedures,
        taken_over,
        evidence,
        kept_edits
    );
    merged
}

#[cfg(test)]
mod tests {
    use engine::draft::{DraftDiagnosis, Evidence, StayDraft};

    use super::merged;

    #[test]
    fn a_code_posted_while_words_were_linked_keeps_both() {
        let before = StayDraft::default();
        let mut screen = before.clone();
        screen.secondary.push(DraftDiagnosis {
            code: "I10".to_owned(),
            ..DraftDiagnosis::default()
        });
        let mut record = before.clone();
        record.evidence.push(Evidence {
            code: "E119".to_owned(),
            words: "type 2 diabetes".to_owned(),
        });
        let both = merged(&before, &screen, &record);
        assert_eq!(both.secondary, screen.secondary);
        assert_eq!(both.evidence, record.evidence);
        assert_eq!(merged(&before, &before, &record), record);
        screen.note = "screen".to_owned();
        record.note = "record".to_owned();
        assert_eq!(merged(&before, &screen, &record).note, "screen");
    }
}
