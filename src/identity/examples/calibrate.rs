//! Sets the shipped weights: counts m over the pairs that are one person and u over random pairs of a generated set,
//! fits the relatives' weights to what is left over, and prints them as `weights/shipped.rs` has them, with precision
//! and recall at whole thresholds. `calibrate RECORDS SEED`
use std::collections::HashMap;

use identity::candidates::keyed_pairs;
use identity::compare::{Agreement, Field};
use identity::made;
use identity::normal::Normal;
use identity::weights::{Frequencies, Model, Shares};

const PATTERN: usize = 11;

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .map(|a| a.parse().expect("a number"));
    let count = arguments.next().unwrap_or(40_000) as usize;
    let seed = arguments.next().unwrap_or(1);
    let made = made::records(count, seed);
    let people: Vec<Normal> = made.iter().map(|made| Normal::of(&made.person)).collect();
    let of_one = |(a, b): (usize, usize)| made[a].whose == made[b].whose;

    let mut by_person: HashMap<u32, Vec<usize>> = HashMap::new();
    for (position, made) in made.iter().enumerate() {
        by_person.entry(made.whose).or_default().push(position);
    }
    let mut true_pairs: Vec<(usize, usize)> = Vec::new();
    for same in by_person.values() {
        for (first, a) in same.iter().enumerate() {
            true_pairs.extend(same[first + 1..].iter().map(|b| (*a, *b)));
        }
    }
    let counters = || {
        Field::ALL
            .iter()
            .map(|f| vec![0.0; f.levels().len()])
            .collect::<Vec<_>>()
    };
    let add = |counts: &mut Vec<Vec<f64>>, a: usize, b: usize| {
        let agreement = Agreement::of(&people[a], &people[b]);
        for field in Field::ALL {
            if let Some(level) = agreement.level(field) {
                counts[field as usize][usize::from(level)] += 1.0;
            }
        }
    };
    let (mut m, mut u) = (counters(), counters());
    for (a, b) in &true_pairs {
        add(&mut m, *a, *b);
    }
    // Every record with every 97th other: random enough, since records lie in random order.
    for a in 0..people.len() {
        for b in (a + 1..people.len()).skip(a % 97).step_by(97) {
            if !of_one((a, b)) {
                add(&mut u, a, b);
            }
        }
    }
    let shipped = Model::shipped();
    let mut fields: Vec<Shares> = Field::ALL
        .into_iter()
        .map(|f| {
            Shares::counted(&m[f as usize], &u[f as usize])
                .unwrap_or_else(|| shipped.shares(f).clone())
        })
        .collect();
    fields[PATTERN] = Shares {
        m: vec![0.99; 4],
        u: vec![0.99; 4],
    };
    let all_pairs = people.len() as f64 * (people.len() as f64 - 1.0) / 2.0;
    let prior = true_pairs.len() as f64 / all_pairs;
    let mut model = Model::new("calibration", prior, fields.clone()).expect("shares");
    let frequencies = Frequencies::counted(&people);
    let keyed = keyed_pairs(&people, 400);
    let totals = |model: &Model| -> Vec<(f64, bool, Option<u8>)> {
        keyed
            .iter()
            .map(|(a, b)| {
                let (a, b) = (*a as usize, *b as usize);
                let agreement = Agreement::of(&people[a], &people[b]);
                let total = model.total(&agreement, &people[a], &frequencies);
                (total, of_one((a, b)), agreement.level(Field::Pattern))
            })
            .collect()
    };
    let before = totals(&model);
    for level in 0..4u8 {
        let of_level: Vec<_> = before
            .iter()
            .filter(|(_, _, pattern)| *pattern == Some(level))
            .collect();
        let same = of_level.iter().filter(|(_, same, _)| *same).count() as f64;
        let mean =
            of_level.iter().map(|(total, ..)| total).sum::<f64>() / of_level.len().max(1) as f64;
        let fitted = (((same + 0.5) / (of_level.len() as f64 - same + 0.5)).log2() - mean).min(0.0);
        // Jr and Sr were never taken for each other by the desk of the generator; that one in 250 is, is assumed.
        let weight = if level == 2 { -8.0 } else { fitted };
        eprintln!(
            "pattern {level}: {} pairs, {same} of one person, mean {mean:.1}, weight {weight:.1}",
            of_level.len()
        );
        fields[PATTERN].m[usize::from(level)] = 0.99 * weight.exp2();
    }
    model = Model::new("calibration", prior, fields).expect("shares");
    println!("const PRIOR: f64 = {prior:.3e};");
    println!("const SHARES: [(&[f64], &[f64]); 12] = [");
    for field in Field::ALL {
        let shares = model.shares(field);
        let list = |of: &[f64]| {
            of.iter()
                .map(|share| format!("{share:.4e}"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        println!("    // {}", field.name());
        println!("    (&[{}], &[{}]),", list(&shares.m), list(&shares.u));
    }
    println!("];");
    let after = totals(&model);
    eprintln!(
        "{} records, {} pairs of one person, {} compared",
        people.len(),
        true_pairs.len(),
        keyed.len()
    );
    for threshold in -8..=24 {
        let above: Vec<_> = after
            .iter()
            .filter(|(total, ..)| *total >= f64::from(threshold))
            .collect();
        let right = above.iter().filter(|(_, same, _)| *same).count();
        eprintln!(
            "{threshold:>4}: precision {:.5} recall {:.5} ({} pairs)",
            right as f64 / above.len().max(1) as f64,
            right as f64 / true_pairs.len() as f64,
            above.len()
        );
    }
}
