//! One stay and many under several versions: columns, where ways part, and how far a case mix moves.

use grouper::{Pass, Stay};
use whatif::versions::{Prepared, WeightsFrom, shift, side_by_side};

use crate::loaded::{CLAIMS, GROUPERS, WEIGHTS, grouper, stay};

#[test]
fn every_column_is_a_grouping() {
    for claim in CLAIMS.iter().step_by(7) {
        let columns = side_by_side(GROUPERS.iter(), Some(&WEIGHTS), &claim.stay);
        assert_eq!(columns.len(), 9);
        for (column, grouper) in columns.iter().zip(GROUPERS.iter()) {
            let grouping = grouper.group(&claim.stay);
            assert_eq!(column.version, grouper.version());
            assert_eq!(column.outcome.initial, grouping.initial, "{}", claim.id);
            assert_eq!(column.outcome.r#final, grouping.r#final, "{}", claim.id);
            let known = grouper.version().fiscal_year() == 2026 && grouping.r#final.drg < 998;
            assert_eq!(column.outcome.weight.is_some(), known, "{}", claim.id);
        }
        assert_eq!(columns.iter().filter(|c| c.is_of_discharge).count(), 1);
        for (a, b) in columns.iter().zip(&columns[1..]) {
            assert_eq!(a.parts_from(a), None);
            let parting = a.parts_from(b);
            if a.outcome.r#final.drg != b.outcome.r#final.drg
                && a.outcome.r#final.drg < 998
                && b.outcome.r#final.drg < 998
            {
                let parting =
                    parting.unwrap_or_else(|| panic!("{}: {} {}", claim.id, a.version, b.version));
                assert!(parting.first.is_some() || parting.second.is_some());
            } else if let Some(parting) = parting {
                assert_ne!(parting.first, parting.second);
            }
        }
    }
}

/// Both ends of a parting, read off the traces by other means: the DRG rows that end the passes.
#[test]
fn ways_part_at_the_first_matching_row_that_differs() {
    let mut seen = 0;
    for claim in CLAIMS.iter() {
        let columns = side_by_side([grouper(420), grouper(431)], None, &claim.stay);
        let Some(parting) = columns[0].parts_from(&columns[1]) else {
            continue;
        };
        let (Some(first), Some(second)) = (&parting.first, &parting.second) else {
            continue;
        };
        seen += 1;
        assert!(first.matched && second.matched);
        if first.drg != 0 && second.drg != 0 && first.pass == Pass::Initial {
            assert_eq!(first.drg, columns[0].outcome.initial.drg, "{}", claim.id);
            assert_eq!(second.drg, columns[1].outcome.initial.drg, "{}", claim.id);
        }
        for counterpart in [&parting.first_in_second, &parting.second_in_first]
            .into_iter()
            .flatten()
        {
            assert!(!counterpart.formula.is_empty());
        }
    }
    assert!(seen > 20, "{seen} claims part between v42.0 and v43.1");
}

/// A stay that v44.0 groups otherwise, and what each version made of the other's rule.
#[test]
fn each_rule_is_looked_up_on_the_other_way() {
    // A hip prosthesis out and another in, after a fracture of the ulna: a row stands elsewhere in v44.0.
    let stay = stay("S52613H", &[], &["0SPD09Z", "0SRD0LZ"]);
    let columns = side_by_side([grouper(431), grouper(440)], Some(&WEIGHTS), &stay);
    let drgs: Vec<u16> = columns.iter().map(|c| c.outcome.r#final.drg).collect();
    assert_eq!(drgs, [468, 465]);
    let parting = columns[0].parts_from(&columns[1]).unwrap();
    let (first, second) = (parting.first.unwrap(), parting.second.unwrap());
    assert_eq!(
        (first.mdc, first.drg, second.mdc, second.drg),
        (8, 468, 8, 465)
    );
    let tried = parting.second_in_first.unwrap();
    assert_eq!(
        (tried.drg, tried.matched, &tried.formula),
        (465, false, &second.formula)
    );
    assert_eq!(
        tried.fails,
        [second.formula],
        "the earlier version tried the rule and says what failed"
    );
    assert_eq!(
        parting.first_in_second, None,
        "the later one did not come to it"
    );
}

/// A principal diagnosis that the later version doesn't know: the ways part before any table.
#[test]
fn a_code_that_is_gone_parts_at_the_first_row() {
    let stay = stay("M868X6", &[], &[]);
    let columns = side_by_side([grouper(431), grouper(440)], None, &stay);
    assert_eq!(columns[1].outcome.r#final.drg, 999);
    let parting = columns[0].parts_from(&columns[1]).unwrap();
    assert_eq!(parting.second.unwrap().formula, "INVALID_PDX");
    assert_eq!(parting.only_first, [Prepared::PrincipalMdc { mdc: 8 }]);
    assert!(parting.only_second.is_empty());
}

/// A rule in other words that leads the same way is no parting.
#[test]
fn a_reworded_rule_is_no_parting() {
    let stay = stay("N35912", &[], &["0JH80CZ", "00HV0MZ"]);
    let columns = side_by_side([grouper(431), grouper(440)], None, &stay);
    assert_eq!(columns[0].parts_from(&columns[1]), None);
    let reworded = columns[0].reworded(&columns[1]);
    assert!(!reworded.is_empty());
    for [ours, theirs] in &reworded {
        assert_eq!((ours.drg, theirs.drg), (675, 675));
        assert_ne!(ours.formula, theirs.formula);
    }
    assert!(columns[0].reworded(&columns[0]).is_empty());
}

#[test]
fn a_shift_counts_what_changes() {
    let stays: Vec<&Stay> = CLAIMS.iter().map(|c| &c.stay).collect();
    let (before, after) = (grouper(430), grouper(431));
    let found = shift(
        before,
        after,
        Some(&WEIGHTS),
        WeightsFrom::EachVersion,
        stays.iter().copied(),
    );
    let (mut changed, mut mdc, mut weighed, mut sums) = (0, 0, 0, [0.0, 0.0]);
    let (mut heavier, mut lighter) = (0, 0);
    for stay in &stays {
        let results = [before.group(stay).r#final, after.group(stay).r#final];
        changed += usize::from(results[0].drg != results[1].drg);
        mdc += usize::from(results[0].mdc != results[1].mdc);
        let weight = |drg: u16| {
            WEIGHTS
                .of(drg, 2026)
                .filter(|_| drg < 998)
                .map(|w| w.weight)
        };
        if let Some((a, b)) = weight(results[0].drg).zip(weight(results[1].drg)) {
            weighed += 1;
            heavier += usize::from(b > a);
            lighter += usize::from(b < a);
            sums[0] += a;
            sums[1] += b;
        }
    }
    assert_eq!(
        (found.stays, found.changed_drg, found.changed_mdc),
        (stays.len(), changed, mdc)
    );
    let mix = found.case_mix;
    assert_eq!(
        (mix.weighed, mix.heavier, mix.lighter),
        (weighed, heavier, lighter)
    );
    assert!(heavier > 0 && lighter > 0, "{mix:?}");
    assert_eq!(found.moves.iter().map(|m| m.stays).sum::<usize>(), changed);
    assert!(
        found
            .moves
            .windows(2)
            .all(|two| two[0].stays >= two[1].stays)
    );
    let (index_before, index_after) = found.case_mix.index().unwrap();
    let of = |sum: f64| sum / f64::from(u32::try_from(weighed).unwrap());
    assert!((index_before - of(sums[0])).abs() < 1e-9 && (index_after - of(sums[1])).abs() < 1e-9);
    assert!((found.case_mix.shift().unwrap() - (index_after - index_before)).abs() < 1e-12);

    let none = shift(
        before,
        after,
        None,
        WeightsFrom::EachVersion,
        stays.iter().copied(),
    );
    assert_eq!((none.case_mix.weighed, none.case_mix.shift()), (0, None));
    let same = shift(
        after,
        after,
        Some(&WEIGHTS),
        WeightsFrom::EachVersion,
        stays.iter().copied(),
    );
    assert_eq!((same.changed_drg, same.case_mix.shift()), (0, Some(0.0)));
}

/// Weights of FY2027 are not loaded: with each version's own nothing is weighed, with those of one year the grouping is.
#[test]
fn one_years_weights_can_weigh_both_sides() {
    let stays = [stay("J189", &["J9601"], &[]), stay("I5021", &[], &[])];
    let (before, after) = (grouper(431), grouper(440));
    let own = shift(
        before,
        after,
        Some(&WEIGHTS),
        WeightsFrom::EachVersion,
        &stays,
    );
    assert_eq!((own.stays, own.case_mix.weighed), (2, 0));
    let one = shift(
        before,
        after,
        Some(&WEIGHTS),
        WeightsFrom::FiscalYear(2026),
        &stays,
    );
    assert_eq!(one.case_mix.weighed, 2);
}
