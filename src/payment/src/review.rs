//! Rule DRG-006: the discharge status against where the record says the patient went, and against the length of stay.
//!
//! A wrong discharge status is the commonest cause of an overpaid transfer. Both checks warn; neither decides.

use codes::weights::Weight;

use crate::discharge::Discharge;
use crate::error::EstimateError;
use crate::status::DischargeStatus;
use crate::transfer::{Policy, Transfer, transfer};

/// A warning in five parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The rule.
    pub rule: &'static str,
    /// What was found.
    pub what: String,
    /// Why that matters.
    pub why: String,
    /// Where.
    pub r#where: &'static str,
    /// How to put it right.
    pub fix: String,
    /// Who says so.
    pub source: &'static str,
}

/// Looks at a discharge as the transfer policy does. `documented` is the status that follows from the disposition in
/// the record, as the coder reads it; none if that isn't known.
///
/// # Errors
/// Those of [`transfer`].
pub fn review(
    discharge: &Discharge,
    documented: Option<DischargeStatus>,
    weight: &Weight,
) -> Result<Vec<Warning>, EstimateError> {
    let mut warnings = Vec::new();
    let claimed = transfer(discharge, weight)?;
    if let Some(documented) = documented.filter(|&d| d != discharge.status) {
        let as_documented = Discharge {
            status: documented,
            ..discharge.clone()
        };
        let recorded = transfer(&as_documented, weight)?;
        warnings.push(differs(discharge.status, documented, &claimed, &recorded));
    }
    if claimed.reduces() {
        warnings.push(short_stay(discharge, &claimed));
    }
    Ok(warnings)
}

fn differs(
    claimed: DischargeStatus,
    documented: DischargeStatus,
    as_claimed: &Transfer,
    as_documented: &Transfer,
) -> Warning {
    let why = if as_claimed.fraction == as_documented.fraction {
        "the claim states something the record doesn't, though this stay is paid alike".to_owned()
    } else {
        format!(
            "as coded {} of the full federal payment is paid, as documented {} ({})",
            as_claimed.fraction, as_documented.fraction, as_documented.reason
        )
    };
    Warning {
        rule: "DRG-006",
        what: format!(
            "discharge status {claimed} is coded, the documented disposition is {documented}"
        ),
        why,
        r#where: "discharge status",
        fix: format!(
            "read the disposition again; code {documented} if the record stands, or have the record corrected"
        ),
        source: as_documented.source,
    }
}

fn short_stay(discharge: &Discharge, transfer: &Transfer) -> Warning {
    let gmlos = transfer.gmlos.map(|g| g.to_string()).unwrap_or_default();
    let source = match transfer.policy {
        Policy::PostAcuteSpecialPay => "42 CFR 412.4(f)(6)",
        _ => "42 CFR 412.4(f)(1)",
    };
    Warning {
        rule: "DRG-006",
        what: format!(
            "{}, {} days: shorter than the geometric mean length of stay {gmlos} less one day",
            transfer.reason, transfer.days
        ),
        why: format!(
            "{} of the full federal payment is paid for MS-DRG {:03}",
            transfer.fraction, discharge.drg
        ),
        r#where: "discharge status",
        fix: format!(
            "make sure that the record bears discharge status {} and the dates out; for home health care, that it is \
             related and begins within three days",
            discharge.status
        ),
        source,
    }
}
