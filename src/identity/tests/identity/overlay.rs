//! Two people in one chart: planted overlays found, clean charts left alone, and the split.

use identity::made::{Chart, charts};
use identity::overlay::{Sign, best_split, detect};

fn found(charts: &[Chart]) -> usize {
    charts
        .iter()
        .filter(|chart| detect(&chart.sightings).is_some())
        .count()
}

#[test]
fn planted_overlays_are_found_and_clean_charts_are_left_alone() {
    let open = found(&charts(200, true, 0.0, 11));
    let hidden = found(&charts(200, true, 1.0, 12));
    let clean = found(&charts(500, false, 0.0, 13));
    eprintln!(
        "found {open} of 200 that show a name or date, {hidden} of 200 that show only the body; {clean} of 500 clean"
    );
    assert!(
        open >= 180,
        "at least 90 % of planted overlays: {open} of 200"
    );
    assert!(
        hidden >= 110,
        "where only the body differs: {hidden} of 200"
    );
    assert!(clean <= 10, "false alarms: {clean} of 500");
}

#[test]
fn the_split_puts_the_other_persons_encounters_together() {
    let (mut right, mut all) = (0, 0);
    for chart in charts(200, true, 0.0, 14) {
        let Some(overlay) = detect(&chart.sightings) else {
            continue;
        };
        let placed = |half: &[String]| half.iter().filter(|id| id.starts_with("other-")).count();
        let others = placed(&overlay.first).max(placed(&overlay.second));
        let own = overlay.first.len() + overlay.second.len() - chart.others.len();
        let owns_apart = if placed(&overlay.second) == others {
            overlay.first.len() - placed(&overlay.first)
        } else {
            overlay.second.len() - placed(&overlay.second)
        };
        right += others + owns_apart.min(own);
        all += chart.sightings.len();
    }
    eprintln!("{right} of {all} encounters put with their own person");
    assert!(right as f64 >= 0.95 * all as f64, "{right} of {all}");
}

#[test]
fn the_evidence_adds_up_and_names_what_differs() {
    let chart = charts(40, true, 0.0, 15).into_iter().find(|chart| {
        let [own, other] = [&chart.sightings[0], chart.sightings.last().unwrap()];
        own.sex != other.sex
    });
    let split = best_split(&chart.unwrap().sightings).unwrap();
    let sum: f64 = split.evidence.iter().map(|evidence| evidence.weight).sum();
    assert!((split.prior + sum - split.total).abs() < 1e-9);
    let sex = split
        .evidence
        .iter()
        .find(|evidence| evidence.sign == Sign::Sex)
        .unwrap();
    assert!(
        sex.weight > 3.0 && sex.left.split(' ').next() != sex.right.split(' ').next(),
        "{sex:?}"
    );
}

#[test]
fn a_chart_of_one_encounter_has_no_split() {
    assert!(best_split(&charts(1, false, 0.0, 1)[0].sightings[..1]).is_none());
    assert!(detect(&[]).is_none());
}
