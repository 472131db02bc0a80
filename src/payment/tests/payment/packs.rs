//! The built weights pack: every DRG that has a weight can be estimated.

use codes::weights::Weights;
use payment::*;

use crate::made_up::*;

#[test]
fn every_drg_of_the_built_pack_is_estimated_as_discharge_and_as_transfer() {
    let weights = Weights::open(&sample::pack("weights")).unwrap();
    let rates = [rates().checked().unwrap()];
    let tables = Tables {
        weights: Some(&weights),
        rates: &rates,
    };
    let mut estimated = 0;
    for drg in (1..=999).filter(|&drg| weights.of(drg, YEAR).is_some()) {
        let full = estimate(&with_charges(stay(drg, 1, 1), "0"), tables).unwrap();
        let transfer = estimate(&with_charges(stay(drg, 2, 1), "0"), tables).unwrap();
        assert!(Money::ZERO < full.total, "{drg:03}");
        assert!(transfer.total <= full.total, "{drg:03}");
        estimated += 1;
    }
    assert_eq!(estimated, weights.len(), "the pack has one fiscal year");
    // A neighbouring year isn't estimated from it.
    let mut next_year = stay(291, 1, 1);
    next_year.date = codes::Ymd(20_261_001);
    assert_eq!(
        estimate(&next_year, tables),
        Err(EstimateError::WeightsNotLoaded {
            fiscal_year: 2027,
            loaded: vec![2026],
        })
    );
}
