//! What stands in the way of an estimate, and how to clear it.

use core::fmt;

/// Something wrong in an input, in four parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputError {
    /// What is wrong.
    pub what: String,
    /// Why that is an error.
    pub why: String,
    /// The field, or the place in the text.
    pub r#where: String,
    /// How to fix it.
    pub fix: String,
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}; {}. Fix: {}.",
            self.r#where, self.what, self.why, self.fix
        )
    }
}

impl std::error::Error for InputError {}

/// Why there is no estimate. The first four are rule PAY-001: no year is estimated from another year's tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EstimateError {
    /// Table 5 of the discharge's fiscal year isn't loaded.
    WeightsNotLoaded {
        /// Fiscal year of the discharge.
        fiscal_year: u16,
        /// Fiscal years that are loaded.
        loaded: Vec<u16>,
    },
    /// The facility's inputs for the discharge's fiscal year aren't loaded.
    RatesNotLoaded {
        /// Fiscal year of the discharge.
        fiscal_year: u16,
        /// Fiscal years that are loaded.
        loaded: Vec<u16>,
    },
    /// Table 5 has no weight for this DRG in this fiscal year.
    NoWeight {
        /// MS-DRG.
        drg: u16,
        /// Fiscal year of the discharge.
        fiscal_year: u16,
    },
    /// The stay is a transfer and Table 5 has no geometric mean length of stay for its DRG.
    NoLengthOfStay {
        /// MS-DRG.
        drg: u16,
        /// Fiscal year of the discharge.
        fiscal_year: u16,
    },
    /// The discharge itself can't be paid as it stands.
    Discharge(InputError),
}

impl EstimateError {
    /// The rule that refuses: `PAY-001` where a table or a row of it is missing; none where an input is wrong.
    #[must_use]
    pub const fn rule(&self) -> Option<&'static str> {
        match self {
            Self::Discharge(_) => None,
            _ => Some("PAY-001"),
        }
    }

    /// The same in four parts.
    #[must_use]
    pub fn parts(&self) -> InputError {
        let (what, fix) = match self {
            Self::WeightsNotLoaded {
                fiscal_year,
                loaded,
            } => (
                format!(
                    "Table 5 of the FY {fiscal_year} IPPS final rule (relative weights) isn't loaded; loaded: {}",
                    years(loaded)
                ),
                format!("load a weights pack that has Table 5 of FY {fiscal_year}"),
            ),
            Self::RatesNotLoaded {
                fiscal_year,
                loaded,
            } => (
                format!(
                    "the facility's inputs for FY {fiscal_year} aren't loaded; loaded: {}",
                    years(loaded)
                ),
                format!("enter the facility's published inputs for FY {fiscal_year}"),
            ),
            Self::NoWeight { drg, fiscal_year } => (
                format!("Table 5 of FY {fiscal_year} has no weight for MS-DRG {drg:03}"),
                "group the stay to a DRG that is paid; 998 and 999 are not".into(),
            ),
            Self::NoLengthOfStay { drg, fiscal_year } => (
                format!(
                    "Table 5 of FY {fiscal_year} has no geometric mean length of stay for MS-DRG {drg:03}"
                ),
                "ask the payer how this transfer is paid: its per diem can't be formed".into(),
            ),
            Self::Discharge(error) => return error.clone(),
        };
        InputError {
            what,
            why: "an estimate from another year's tables would be a guess".into(),
            r#where: "tables".into(),
            fix,
        }
    }
}

impl fmt::Display for EstimateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rule() {
            Some(rule) => write!(f, "{rule}: {}", self.parts()),
            None => self.parts().fmt(f),
        }
    }
}

impl std::error::Error for EstimateError {}

fn years(loaded: &[u16]) -> String {
    if loaded.is_empty() {
        return "none".into();
    }
    let years: Vec<String> = loaded.iter().map(|y| format!("FY {y}")).collect();
    years.join(", ")
}
