//! Relative weight and lengths of stay as text, with the year of their table.

use codes::weights::Weights;

use crate::protocol::{Failure, PaymentFigures, WeightState};

/// The figures of a DRG in a fiscal year, or why there are none.
pub(crate) fn state(
    weights: Option<&Weights>,
    trouble: Option<Failure>,
    drg: u16,
    fiscal_year: u16,
) -> WeightState {
    let not_loaded = |why: String| WeightState::NotLoaded { why };
    let Some(weights) = weights else {
        return not_loaded(
            trouble.map_or_else(|| "Weights are not loaded.".to_owned(), |t| t.what),
        );
    };
    if matches!(drg, 998 | 999) {
        return not_loaded(format!("DRG {drg} has no weight."));
    }
    if !weights.fiscal_years().contains(&fiscal_year) {
        let years: Vec<String> = weights
            .fiscal_years()
            .iter()
            .map(|y| format!("FY{y}"))
            .collect();
        return not_loaded(format!(
            "Weights are not loaded for FY{fiscal_year}, only for {}.",
            years.join(", ")
        ));
    }
    match weights.of(drg, fiscal_year) {
        None => not_loaded(format!(
            "The FY{fiscal_year} table has no weight for DRG {drg:03}."
        )),
        Some(w) => {
            let days = |d: Option<f64>| d.map_or_else(String::new, |d| format!("{d:.1}"));
            WeightState::Figures(PaymentFigures {
                fiscal_year,
                weight: format!("{:.4}", w.weight),
                gmlos: days(w.gmlos),
                amlos: days(w.amlos),
                gmlos_tenths: tenths(w.gmlos),
                amlos_tenths: tenths(w.amlos),
                post_acute_transfer: w.post_acute,
                special_pay: w.special_pay,
            })
        }
    }
}

/// The relative weight in ten-thousandths, the table's own precision.
pub(crate) fn ten_thousandths(
    weights: Option<&Weights>,
    drg: u16,
    fiscal_year: u16,
) -> Option<i64> {
    let weight = weights?.of(drg, fiscal_year)?.weight;
    #[allow(clippy::cast_possible_truncation)]
    Some((weight * 10_000.0).round() as i64)
}

fn tenths(days: Option<f64>) -> u32 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    days.map_or(0, |d| (d * 10.0).round().max(0.0) as u32)
}
