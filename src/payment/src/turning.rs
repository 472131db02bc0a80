//! What would change an estimate: where the patient went, how long the stay was, what was charged.
//!
//! Nothing is approximated: each figure is an estimate of its own, made again with one fact of the discharge changed.

use crate::discharge::{After, Discharge, MOST_CENTS};
use crate::error::EstimateError;
use crate::estimate::{Tables, estimate};
use crate::money::Money;
use crate::status::DischargeStatus;
use crate::step::{Amount, Part};
use crate::transfer::{Policy, Transfer};

/// Longest stay that is tried: no geometric mean length of stay of Table 5 comes near it.
const LONGEST: u16 = 400;

/// Statuses that stand for the ways a stay can end for payment: home, another acute hospital, post-acute care.
const ENDS: [u8; 3] = [1, 2, 3];

/// What would change an estimate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turning {
    /// Shortest stay that is paid in full although it is a transfer; none for a discharge.
    pub full_from: Option<u16>,
    /// Lowest covered charges at which an outlier is paid; none if no charges reach it.
    pub outlier_from: Option<Money>,
    /// The same stay ended otherwise, where that pays another amount.
    pub otherwise: Vec<Otherwise>,
}

/// The same stay with another discharge status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Otherwise {
    /// The status.
    pub status: DischargeStatus,
    /// How the transfer policy would treat it.
    pub transfer: Transfer,
    /// What would be paid.
    pub total: Money,
}

/// Looks for what would change an estimate.
///
/// # Errors
/// Those of [`estimate`] for the discharge as it stands.
pub fn turning(discharge: &Discharge, tables: Tables<'_>) -> Result<Turning, EstimateError> {
    let now = estimate(discharge, tables)?;
    let otherwise = ENDS
        .into_iter()
        .filter_map(DischargeStatus::new)
        .filter_map(|status| {
            let supposed = Discharge {
                status,
                after: After {
                    admitted_elsewhere_same_day: false,
                    ..discharge.after
                },
                ..discharge.clone()
            };
            let then = estimate(&supposed, tables).ok()?;
            (then.total != now.total).then_some(Otherwise {
                status,
                transfer: then.transfer,
                total: then.total,
            })
        })
        .collect();
    Ok(Turning {
        full_from: (now.transfer.policy != Policy::Discharge)
            .then(|| full_from(discharge, tables))
            .flatten(),
        outlier_from: outlier_from(discharge, tables),
        otherwise,
    })
}

fn full_from(discharge: &Discharge, tables: Tables<'_>) -> Option<u16> {
    (1..=LONGEST).find(|&length_of_stay| {
        let supposed = Discharge {
            length_of_stay,
            ..discharge.clone()
        };
        estimate(&supposed, tables).is_ok_and(|then| !then.transfer.reduces())
    })
}

/// Costs rise with charges faster than the threshold, in which only an add-on for new technology rises with them, and
/// never by more than the costs: so the charges that reach an outlier are all those from one amount on.
fn outlier_from(discharge: &Discharge, tables: Tables<'_>) -> Option<Money> {
    let pays = |cents: i64| {
        let supposed = Discharge {
            covered_charges: Money::from_cents(cents),
            ..discharge.clone()
        };
        estimate(&supposed, tables).is_ok_and(|then| {
            then.steps
                .iter()
                .any(|step| step.part == Part::Outlier && matches!(step.amount, Amount::Paid(_)))
        })
    };
    if !pays(MOST_CENTS) {
        return None;
    }
    let (mut below, mut at) = (-1, MOST_CENTS);
    while below + 1 < at {
        let middle = below + (at - below) / 2;
        if pays(middle) {
            at = middle;
        } else {
            below = middle;
        }
    }
    Some(Money::from_cents(at))
}
