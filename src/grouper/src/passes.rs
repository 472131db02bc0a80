//! A grouping pass: Pre-MDC rows first, then the table of the MDC, then unrelated operating room procedures.
//!
//! Rows are tried by rank; the first true one wins. Severity is found anew for each row, because a row may not
//! count some diagnoses (MS-DRG Definitions Manual, Appendix C part 3).

use crate::case::Scratch;
use crate::facts::{self, COUNTERS, Facts};
use crate::formula::{ACCEPT, REJECT};
use crate::logic::RowView;
use crate::outcome::{DrgKind, DrgResult, DrgSeverity, ReturnCode};
use crate::ready::{Grouper, UNRELATED};
use crate::trace::{Observer, Pass, Step};

/// The table of multiple significant trauma.
const TRAUMA: u8 = 24;
/// Pre-MDC, MDC, the MDC it leads to, unrelated procedures: the tables never lead further.
const MOST_TABLES: usize = 4;
/// The table of HIV.
const HIV: u8 = 25;

/// What a pass found.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Found {
    pub(crate) result: DrgResult,
    /// Atoms of the winning row that were looked at and true.
    pub(crate) matched: Facts,
    /// Counters that were looked at and true in any row.
    pub(crate) counters: Facts,
    /// Suppression attributes of the winning row.
    pub(crate) suppressed: u32,
    /// Whether the table of multiple significant trauma was visited.
    pub(crate) visited_trauma: bool,
}

impl Pass {
    pub(crate) const fn index(self) -> usize {
        match self {
            Self::Initial => 0,
            Self::Final => 1,
        }
    }
}

/// Severity as the outcome says it.
pub(crate) const fn severity_of_level(level: u8) -> DrgSeverity {
    match level {
        2 => DrgSeverity::Mcc,
        1 => DrgSeverity::Cc,
        _ => DrgSeverity::NonCc,
    }
}

/// DRG 999 with its reason.
pub(crate) const fn ungroupable(return_code: ReturnCode) -> DrgResult {
    DrgResult {
        drg: 999,
        mdc: 0,
        base_drg: 999,
        return_code,
        kind: DrgKind::None,
        severity: DrgSeverity::None,
        secondary_severity: DrgSeverity::NonCc,
    }
}

/// A winning row.
struct Winner<'a> {
    row: &'a RowView,
    severity: u8,
    matched: Facts,
}

impl Grouper {
    /// Highest severity that counts in a row with these suppression attributes: 0, 1, 2.
    fn severity(case: &Scratch, pass: Pass, suppressed: u32) -> u8 {
        case.secondary
            .iter()
            .filter(|d| {
                d.severity > 0
                    && !d.excluded
                    && !d.alive_only
                    && (pass != Pass::Final || !d.acquired)
            })
            .filter(|d| d.suppressible & suppressed == 0)
            .map(|d| d.severity)
            .max()
            .unwrap_or(0)
    }

    /// Whether a formula is true.
    #[inline]
    pub(crate) fn is_true(&self, start: u16, facts: &Facts) -> bool {
        let mut at = start;
        while at < REJECT {
            let test = self.logic.tests[usize::from(at)];
            at = if facts.holds(test.fact) {
                test.holds
            } else {
                test.fails
            };
        }
        at == ACCEPT
    }

    /// Whether a formula is true, and which atoms were looked at and true, and which false.
    pub(crate) fn explain(&self, start: u16, facts: &Facts) -> (bool, Facts, Facts) {
        let (mut holding, mut failing) = (Facts::default(), Facts::default());
        let mut at = start;
        while at < REJECT {
            let test = self.logic.tests[usize::from(at)];
            at = if facts.holds(test.fact) {
                holding.insert(test.fact);
                test.holds
            } else {
                failing.insert(test.fact);
                test.fails
            };
        }
        (at == ACCEPT, holding, failing)
    }

    /// Tries the rows of a table until one is true.
    fn try_table<O: Observer>(
        &self,
        case: &Scratch,
        pass: Pass,
        mdc: u8,
        unsuppressed: u8,
        counters: &mut Facts,
        observer: &mut O,
    ) -> Option<Winner<'_>> {
        let mut facts = self.facts_in(case, mdc);
        let table = &self.logic.tables[usize::from(mdc)];
        let rows = &self.logic.rows[table.first..table.first + table.len];
        // Which counters are true in rows that fail matters to marking: then every row that asks for one is
        // looked at too.
        let counting = facts.intersects(&COUNTERS);
        let mut worth_trying = if O::LISTENS {
            table.all()
        } else if counting {
            table.worth_trying(&facts) | table.counting
        } else {
            table.worth_trying(&facts)
        };
        while worth_trying != 0 {
            let row = &rows[worth_trying.trailing_zeros() as usize];
            worth_trying &= worth_trying - 1;
            let severity = if row.suppressed == 0 {
                unsuppressed
            } else {
                Self::severity(case, pass, row.suppressed)
            };
            facts.set_severity(severity);
            if !O::LISTENS && !counting && !self.is_true(row.start, &facts) {
                continue;
            }
            let (won, matched, failed) = self.explain(row.start, &facts);
            *counters |= matched & COUNTERS;
            if O::LISTENS {
                observer
                    .step(self.row_step(case, pass, mdc, row, severity, won, &matched, &failed));
            }
            if won {
                return Some(Winner {
                    row,
                    severity,
                    matched,
                });
            }
        }
        None
    }

    #[allow(clippy::too_many_arguments)]
    fn row_step(
        &self,
        case: &Scratch,
        pass: Pass,
        mdc: u8,
        row: &RowView,
        severity: u8,
        matched: bool,
        holding: &Facts,
        failing: &Facts,
    ) -> Step {
        Step::Row {
            pass,
            mdc,
            rank: row.rank,
            drg: row.drg,
            kind: row.kind,
            formula: self.source.0.tables.formulas[usize::from(row.formula)].clone(),
            severity: severity_of_level(severity),
            not_counted: (0..)
                .zip(&case.secondary)
                .filter(|(_, d)| d.severity > 0 && d.suppressible & row.suppressed != 0)
                .map(|(i, _)| i)
                .collect(),
            matched,
            holds: holding.iter().map(|f| self.fact_text(f)).collect(),
            fails: failing.iter().map(|f| self.fact_text(f)).collect(),
            goes_to_mdc: (row.goes_to_mdc != 0).then_some(row.goes_to_mdc),
        }
    }

    /// Runs a pass and notes for each diagnosis whether the winning row counts it.
    pub(crate) fn run_pass<O: Observer>(
        &self,
        case: &mut Scratch,
        pass: Pass,
        observer: &mut O,
    ) -> Found {
        let found = self.find(case, pass, observer);
        if O::LISTENS {
            observer.step(Step::of_result(pass, &found.result));
        }
        if pass == Pass::Initial && found.suppressed == 0 {
            // As look-up left it: nothing is suppressed.
            return found;
        }
        for diagnosis in &mut case.secondary {
            // A demoted diagnosis is not looked at again: what the initial pass left stands.
            diagnosis.suppressed[pass.index()] = if pass == Pass::Final && diagnosis.acquired {
                diagnosis.suppressed[0]
            } else {
                diagnosis.suppressible & found.suppressed != 0
            };
        }
        found
    }

    fn find<O: Observer>(&self, case: &Scratch, pass: Pass, observer: &mut O) -> Found {
        let unsuppressed = match pass {
            Pass::Initial => case.severity,
            Pass::Final => Self::severity(case, pass, 0),
        };
        let mut found = Found::default();
        let mut counters = Facts::default();
        let mut visited_hiv = false;
        let mut table = 0;
        let mut winner = None;
        for _ in 0..MOST_TABLES {
            winner = self.try_table(case, pass, table, unsuppressed, &mut counters, observer);
            match &winner {
                Some(w) if w.row.goes_to_mdc != 0 => {
                    table = w.row.goes_to_mdc;
                    found.visited_trauma |= table == TRAUMA;
                    visited_hiv |= table == HIV;
                }
                None if table == 0 && case.principal_mdc != 0 => table = case.principal_mdc,
                _ => break,
            }
        }
        found.counters = counters;
        let Some(Winner {
            row,
            severity,
            matched,
        }) = winner
        else {
            // The tables leave no stay with a valid principal diagnosis without a row.
            found.result = ungroupable(ReturnCode::InvalidPdx);
            return found;
        };
        found.matched = matched;
        found.suppressed = row.suppressed;
        if let Some(return_code) = return_code(&matched) {
            found.result = ungroupable(return_code);
            return found;
        }
        let mdc = match table {
            0 => case.principal_mdc,
            UNRELATED if found.visited_trauma => TRAUMA,
            UNRELATED if visited_hiv => HIV,
            UNRELATED => case.principal_mdc,
            own => own,
        };
        let ungrouped = row.drg >= 998;
        found.result = DrgResult {
            drg: row.drg,
            mdc: if row.drg == 999 { 0 } else { mdc },
            base_drg: row.base_drg,
            return_code: ReturnCode::Ok,
            kind: if ungrouped { DrgKind::None } else { row.kind },
            severity: if ungrouped {
                DrgSeverity::None
            } else {
                severity_of_level(severity)
            },
            secondary_severity: if matched.holds(facts::MCC) {
                DrgSeverity::Mcc
            } else if matched.holds(facts::CC) {
                DrgSeverity::Cc
            } else {
                DrgSeverity::NonCc
            },
        };
        found
    }
}

/// The reason a winning row gives for not grouping.
fn return_code(matched: &Facts) -> Option<ReturnCode> {
    [
        (
            facts::INVALID_DISCHARGE_STATUS,
            ReturnCode::InvalidDischargeStatus,
        ),
        (facts::INVALID_PDX, ReturnCode::InvalidPdx),
        (facts::PDX_ECODE, ReturnCode::DxCannotBePdx),
        (facts::INVALID_SEX, ReturnCode::InvalidSex),
        (facts::INVALID_AGE, ReturnCode::InvalidAge),
    ]
    .into_iter()
    .find(|(fact, _)| matched.holds(*fact))
    .map(|(_, code)| code)
}
