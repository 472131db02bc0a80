//! The rows of a stay, and what can be done with one: post, sequence, mark, remove. Pure changes of the draft.

use engine::code_text::dotted_diagnosis;
use engine::draft::{DraftDiagnosis, DraftProcedure, Poa, StayDraft};
use engine::protocol::{CodeSystem, Place};

use super::shelf::KeptCode;

/// One row of the code lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Row {
    /// Admitting diagnosis.
    Admitting,
    /// Principal diagnosis.
    Principal,
    /// Secondary diagnosis, from 0.
    Secondary(usize),
    /// Procedure, from 0; the first is the principal procedure.
    Procedure(usize),
}

/// Where a code is posted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// Diagnoses: the principal one while there is none, else the end of the list. Procedures: the end of the list.
    Usual,
    /// Principal diagnosis; the one before becomes the first secondary diagnosis. Or the first procedure.
    Principal,
    /// Admitting diagnosis, instead of the one before.
    Admitting,
    /// End of the secondary diagnoses.
    Secondary,
}

impl Row {
    /// Id of its element.
    pub(crate) fn element_id(self) -> String {
        match self {
            Self::Admitting => "row-admitting".to_owned(),
            Self::Principal => "row-principal".to_owned(),
            Self::Secondary(i) => format!("row-secondary-{i}"),
            Self::Procedure(i) => format!("row-procedure-{i}"),
        }
    }

    /// Its name in the field's words.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Admitting => "admitting diagnosis".to_owned(),
            Self::Principal => "principal diagnosis".to_owned(),
            Self::Secondary(i) => format!("secondary diagnosis {}", i + 1),
            Self::Procedure(0) => "principal procedure".to_owned(),
            Self::Procedure(i) => format!("procedure {}", i + 1),
        }
    }

    /// Code system of its code.
    pub(crate) const fn system(self) -> CodeSystem {
        match self {
            Self::Procedure(_) => CodeSystem::Pcs,
            _ => CodeSystem::Cm,
        }
    }

    /// A code of this row as people read it.
    pub(crate) fn shown(self, code: &str) -> String {
        match self.system() {
            CodeSystem::Cm => dotted_diagnosis(code),
            CodeSystem::Pcs => code.to_owned(),
        }
    }

    /// The row that a finding's place means, if it means one.
    pub(crate) fn at(place: Place) -> Option<Self> {
        match place {
            Place::Admitting => Some(Self::Admitting),
            Place::Principal => Some(Self::Principal),
            Place::Secondary(i) => Some(Self::Secondary(i as usize)),
            Place::Procedure(i) => Some(Self::Procedure(i as usize)),
            _ => None,
        }
    }

    /// The code in this row.
    pub(crate) fn code(self, stay: &StayDraft) -> Option<&str> {
        match self {
            Self::Admitting => Some(stay.admitting.as_str()).filter(|code| !code.is_empty()),
            Self::Principal => stay.principal.as_ref().map(|d| d.code.as_str()),
            Self::Secondary(i) => stay.secondary.get(i).map(|d| d.code.as_str()),
            Self::Procedure(i) => stay.procedures.get(i).map(|p| p.code.as_str()),
        }
    }

    /// By which way the code in this row was found; empty where that is not known.
    pub(crate) fn found_by(self, stay: &StayDraft) -> &str {
        match self {
            Self::Admitting => Some(stay.admitting_found_by.as_str()),
            Self::Principal => stay.principal.as_ref().map(|d| d.found_by.as_str()),
            Self::Secondary(i) => stay.secondary.get(i).map(|d| d.found_by.as_str()),
            Self::Procedure(i) => stay.procedures.get(i).map(|p| p.found_by.as_str()),
        }
        .unwrap_or_default()
    }

    /// Present on admission in this row; none for the admitting diagnosis and for procedures.
    pub(crate) fn poa(self, stay: &StayDraft) -> Option<Poa> {
        match self {
            Self::Principal => stay.principal.as_ref().map(|d| d.poa),
            Self::Secondary(i) => stay.secondary.get(i).map(|d| d.poa),
            Self::Admitting | Self::Procedure(_) => None,
        }
    }
}

/// The rows that hold a code, in the order of the screen.
pub(crate) fn rows(stay: &StayDraft) -> Vec<Row> {
    let single = [Row::Admitting, Row::Principal]
        .into_iter()
        .filter(|row| row.code(stay).is_some());
    let secondary = (0..stay.secondary.len()).map(Row::Secondary);
    let procedures = (0..stay.procedures.len()).map(Row::Procedure);
    single.chain(secondary).chain(procedures).collect()
}

/// The codes of a stay as the shelf keeps them, in the order they would be posted again: without the admitting diagnosis,
/// which belongs to the stay and not to a set.
pub(crate) fn kept_codes(stay: &StayDraft) -> Vec<KeptCode> {
    rows(stay)
        .into_iter()
        .filter(|row| *row != Row::Admitting)
        .filter_map(|row| {
            row.code(stay).map(|code| KeptCode {
                system: row.system(),
                code: engine::code_text::normalise_code(code),
            })
        })
        .collect()
}

/// The row `by` rows further down, staying inside the lists.
pub(crate) fn neighbour(stay: &StayDraft, row: Row, by: isize) -> Option<Row> {
    let all = rows(stay);
    let at = all.iter().position(|r| *r == row)?;
    all.get(at.checked_add_signed(by)?).copied()
}

/// Posts a code that was found by a way, and returns its row.
pub(crate) fn post(
    stay: &mut StayDraft,
    system: CodeSystem,
    code: &str,
    target: Target,
    poa: Poa,
    found_by: String,
) -> Row {
    let code = code.to_owned();
    if system == CodeSystem::Pcs {
        let at = match target {
            Target::Principal => 0,
            _ => stay.procedures.len(),
        };
        stay.procedures.insert(
            at,
            DraftProcedure {
                code,
                date: String::new(),
                found_by,
            },
        );
        return Row::Procedure(at);
    }
    let diagnosis = |code| DraftDiagnosis {
        code,
        poa,
        found_by: found_by.clone(),
    };
    match target {
        Target::Admitting => {
            stay.admitting = code;
            stay.admitting_found_by = found_by;
            Row::Admitting
        }
        Target::Usual if stay.principal.is_none() => {
            stay.principal = Some(diagnosis(code));
            Row::Principal
        }
        Target::Principal => {
            if let Some(before) = stay.principal.replace(diagnosis(code)) {
                stay.secondary.insert(0, before);
            }
            Row::Principal
        }
        Target::Usual | Target::Secondary => {
            stay.secondary.push(diagnosis(code));
            Row::Secondary(stay.secondary.len() - 1)
        }
    }
}

/// The rows that hold a code and know by which way it was found, with the way.
pub(crate) fn found(stay: &StayDraft, system: CodeSystem, code: &str) -> Vec<(Row, String)> {
    rows(stay)
        .into_iter()
        .filter(|row| row.system() == system)
        .filter(|row| {
            row.code(stay)
                .is_some_and(|of| engine::code_text::normalise_code(of) == code)
        })
        .map(|row| (row, row.found_by(stay).to_owned()))
        .filter(|(_, way)| !way.is_empty())
        .collect()
}

/// Takes the code out and returns the row to go to next.
pub(crate) fn remove(stay: &mut StayDraft, row: Row) -> Option<Row> {
    let after = neighbour(stay, row, 1);
    let before = neighbour(stay, row, -1);
    match row {
        Row::Admitting => {
            stay.admitting.clear();
            stay.admitting_found_by.clear();
        }
        Row::Principal => stay.principal = None,
        Row::Secondary(i) if i < stay.secondary.len() => {
            stay.secondary.remove(i);
        }
        Row::Procedure(i) if i < stay.procedures.len() => {
            stay.procedures.remove(i);
        }
        Row::Secondary(_) | Row::Procedure(_) => return None,
    }
    let holds = |row: &Row| row.code(stay).is_some();
    Some(row)
        .filter(holds)
        .or(after.filter(holds))
        .or(before.filter(holds))
}

/// Moves the code one place up (`by` −1) or down (1) in its list and returns its new row. The principal diagnosis
/// and the first secondary diagnosis change places with each other.
pub(crate) fn resequence(stay: &mut StayDraft, row: Row, by: isize) -> Option<Row> {
    match row {
        Row::Admitting => None,
        Row::Principal if by > 0 => {
            make_principal(stay, Row::Secondary(0)).map(|_| Row::Secondary(0))
        }
        Row::Principal => None,
        Row::Secondary(0) if by < 0 => make_principal(stay, row),
        Row::Secondary(i) => {
            let to = i
                .checked_add_signed(by)
                .filter(|to| *to < stay.secondary.len() && i < stay.secondary.len())?;
            stay.secondary.swap(i, to);
            Some(Row::Secondary(to))
        }
        Row::Procedure(i) => {
            let to = i
                .checked_add_signed(by)
                .filter(|to| *to < stay.procedures.len() && i < stay.procedures.len())?;
            stay.procedures.swap(i, to);
            Some(Row::Procedure(to))
        }
    }
}

/// Makes a secondary diagnosis the principal one (which becomes the first secondary diagnosis), or a procedure the first.
pub(crate) fn make_principal(stay: &mut StayDraft, row: Row) -> Option<Row> {
    match row {
        Row::Secondary(i) if i < stay.secondary.len() => {
            let chosen = stay.secondary.remove(i);
            if let Some(before) = stay.principal.replace(chosen) {
                stay.secondary.insert(0, before);
            }
            Some(Row::Principal)
        }
        Row::Procedure(i) if i > 0 && i < stay.procedures.len() => {
            let chosen = stay.procedures.remove(i);
            stay.procedures.insert(0, chosen);
            Some(Row::Procedure(0))
        }
        _ => None,
    }
}

/// Sets present on admission; false where the row has none.
pub(crate) fn set_poa(stay: &mut StayDraft, row: Row, poa: Poa) -> bool {
    let diagnosis = match row {
        Row::Principal => stay.principal.as_mut(),
        Row::Secondary(i) => stay.secondary.get_mut(i),
        Row::Admitting | Row::Procedure(_) => None,
    };
    diagnosis.map(|d| d.poa = poa).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stay(principal: &str, secondary: &[&str], procedures: &[&str]) -> StayDraft {
        let diagnosis = |code: &&str| DraftDiagnosis {
            code: (*code).to_owned(),
            poa: Poa::Y,
            ..DraftDiagnosis::default()
        };
        StayDraft {
            principal: (!principal.is_empty()).then(|| diagnosis(&principal)),
            secondary: secondary.iter().map(diagnosis).collect(),
            procedures: procedures
                .iter()
                .map(|code| DraftProcedure {
                    code: (*code).to_owned(),
                    ..DraftProcedure::default()
                })
                .collect(),
            ..StayDraft::default()
        }
    }

    fn told(stay: &StayDraft) -> String {
        let codes = |rows: Vec<Row>| {
            rows.iter()
                .filter_map(|row| row.code(stay))
                .collect::<Vec<_>>()
                .join(" ")
        };
        format!(
            "{}/{}",
            stay.admitting,
            codes(
                rows(stay)
                    .into_iter()
                    .filter(|r| *r != Row::Admitting)
                    .collect()
            )
        )
    }

    #[test]
    fn posts_where_it_belongs() {
        let mut s = StayDraft::default();
        let cm = CodeSystem::Cm;
        assert_eq!(
            post(&mut s, cm, "A", Target::Usual, Poa::Blank, String::new()),
            Row::Principal
        );
        assert_eq!(
            post(&mut s, cm, "B", Target::Usual, Poa::Blank, String::new()),
            Row::Secondary(0)
        );
        assert_eq!(
            post(
                &mut s,
                cm,
                "C",
                Target::Principal,
                Poa::Blank,
                String::new()
            ),
            Row::Principal
        );
        assert_eq!(
            post(
                &mut s,
                cm,
                "D",
                Target::Admitting,
                Poa::Blank,
                String::new()
            ),
            Row::Admitting
        );
        assert_eq!(
            post(
                &mut s,
                cm,
                "E",
                Target::Secondary,
                Poa::Blank,
                String::new()
            ),
            Row::Secondary(2)
        );
        assert_eq!(
            post(
                &mut s,
                CodeSystem::Pcs,
                "1",
                Target::Usual,
                Poa::Blank,
                String::new()
            ),
            Row::Procedure(0)
        );
        assert_eq!(
            post(
                &mut s,
                CodeSystem::Pcs,
                "2",
                Target::Principal,
                Poa::Blank,
                String::new()
            ),
            Row::Procedure(0)
        );
        assert_eq!(told(&s), "D/C A B E 2 1");
    }

    #[test]
    fn the_way_goes_where_its_code_goes() {
        let mut s = StayDraft::default();
        for (code, way) in [("A", "search “a”"), ("B", "typed “b”"), ("C", "")] {
            post(
                &mut s,
                CodeSystem::Cm,
                code,
                Target::Usual,
                Poa::Y,
                way.to_owned(),
            );
        }
        make_principal(&mut s, Row::Secondary(0));
        assert_eq!(Row::Principal.found_by(&s), "typed “b”");
        assert_eq!(Row::Secondary(0).found_by(&s), "search “a”");
        let found_a = found(&s, CodeSystem::Cm, "A");
        assert_eq!(found_a, [(Row::Secondary(0), "search “a”".to_owned())]);
        assert!(found(&s, CodeSystem::Cm, "C").is_empty(), "no way is known");
        assert!(found(&s, CodeSystem::Pcs, "A").is_empty());
        post(
            &mut s,
            CodeSystem::Cm,
            "A",
            Target::Admitting,
            Poa::Y,
            "used last".to_owned(),
        );
        assert_eq!(found(&s, CodeSystem::Cm, "A").len(), 2);
        remove(&mut s, Row::Admitting);
        assert_eq!(Row::Admitting.found_by(&s), "");
    }

    #[test]
    fn resequences_across_the_principal_diagnosis() {
        for (row, by, becomes, order) in [
            (Row::Principal, -1, None, "/A B C 1 2"),
            (Row::Principal, 1, Some(Row::Secondary(0)), "/B A C 1 2"),
            (Row::Secondary(0), -1, Some(Row::Principal), "/B A C 1 2"),
            (Row::Secondary(0), 1, Some(Row::Secondary(1)), "/A C B 1 2"),
            (Row::Secondary(1), 1, None, "/A B C 1 2"),
            (Row::Secondary(9), 1, None, "/A B C 1 2"),
            (Row::Procedure(0), 1, Some(Row::Procedure(1)), "/A B C 2 1"),
            (Row::Procedure(0), -1, None, "/A B C 1 2"),
        ] {
            let mut s = stay("A", &["B", "C"], &["1", "2"]);
            assert_eq!(resequence(&mut s, row, by), becomes, "{row:?} {by}");
            assert_eq!(told(&s), order, "{row:?} {by}");
        }
    }

    #[test]
    fn removes_and_says_where_to_go() {
        for (row, goes_to, order) in [
            (Row::Principal, Some(Row::Secondary(0)), "/B C 1"),
            (Row::Secondary(0), Some(Row::Secondary(0)), "/A C 1"),
            (Row::Secondary(1), Some(Row::Procedure(0)), "/A B 1"),
            (Row::Procedure(0), Some(Row::Secondary(1)), "/A B C"),
            (Row::Procedure(7), None, "/A B C 1"),
        ] {
            let mut s = stay("A", &["B", "C"], &["1"]);
            assert_eq!(remove(&mut s, row), goes_to, "{row:?}");
            assert_eq!(told(&s), order, "{row:?}");
        }
    }

    #[test]
    fn makes_principal_without_losing_a_code() {
        let mut s = stay("A", &["B", "C"], &["1", "2"]);
        assert_eq!(
            make_principal(&mut s, Row::Secondary(1)),
            Some(Row::Principal)
        );
        assert_eq!(
            make_principal(&mut s, Row::Procedure(1)),
            Some(Row::Procedure(0))
        );
        assert_eq!(make_principal(&mut s, Row::Principal), None);
        assert_eq!(told(&s), "/C A B 2 1");
        let mut s = stay("", &["B"], &[]);
        assert_eq!(
            resequence(&mut s, Row::Secondary(0), -1),
            Some(Row::Principal)
        );
        assert_eq!(told(&s), "/B");
    }
}
