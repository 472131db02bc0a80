//! Floors of precision and recall on generated people that no weight or threshold was set on, and what estimation
//! makes of them. The benchmark measures more of them, beside Splink.

use identity::candidates::keyed_pairs;
use identity::compare::Agreement;
use identity::made;
use identity::normal::Normal;
use identity::weights::{AUTO_SUGGEST, Frequencies, Model, REVIEW, estimate};
use identity::{Candidates, PersonId};

struct Figures {
    precision: f64,
    recall: f64,
}

fn measured(model: &Model) -> Figures {
    let made = made::records(8_000, 77);
    let people: Vec<Normal> = made.iter().map(|made| Normal::of(&made.person)).collect();
    let frequencies = Frequencies::counted(&people);
    let mut owners: Vec<u32> = made.iter().map(|made| made.whose).collect();
    owners.sort_unstable();
    let true_pairs: usize = owners
        .chunk_by(|a, b| a == b)
        .map(|same| same.len() * (same.len() - 1) / 2)
        .sum();
    let (mut suggested, mut rightly, mut reviewed) = (0, 0, 0);
    for (a, b) in keyed_pairs(&people, 400) {
        let (a, b) = (a as usize, b as usize);
        let total = model.total(
            &Agreement::of(&people[a], &people[b]),
            &people[a],
            &frequencies,
        );
        let same = made[a].whose == made[b].whose;
        suggested += usize::from(total >= AUTO_SUGGEST);
        rightly += usize::from(total >= AUTO_SUGGEST && same);
        reviewed += usize::from(total >= REVIEW && same);
    }
    Figures {
        precision: rightly as f64 / suggested as f64,
        recall: reviewed as f64 / true_pairs as f64,
    }
}

#[test]
fn precision_at_auto_suggest_and_recall_at_review() {
    let figures = measured(&Model::shipped());
    assert!(
        figures.precision >= 0.995,
        "precision {}",
        figures.precision
    );
    assert!(figures.recall >= 0.95, "recall {}", figures.recall);
}

#[test]
fn weights_estimated_without_the_truth_do_about_as_well() {
    let people: Vec<Normal> = made::records(8_000, 78)
        .iter()
        .map(|made| Normal::of(&made.person))
        .collect();
    let estimated = estimate(&people, &Model::shipped(), 5).unwrap();
    assert!(estimated.at_rest, "{:?}", estimated.passes);
    let figures = measured(&estimated.model);
    assert!(figures.precision >= 0.99, "precision {}", figures.precision);
    assert!(figures.recall >= 0.95, "recall {}", figures.recall);
    assert!(estimate(&people[..10], &Model::shipped(), 5).is_err());
    let again = Model::from_json(&estimated.model.to_json()).unwrap();
    assert_eq!(again, estimated.model);
}

#[test]
fn the_index_finds_what_all_pairs_find() {
    let made = made::records(500, 79);
    let mut index = Candidates::new(Model::shipped());
    for (position, made) in made.iter().enumerate() {
        index.insert(PersonId(position as u128), &made.person);
    }
    for (position, of) in made.iter().enumerate() {
        let id = PersonId(position as u128);
        let found = index.duplicates_of(id);
        for (other, with) in made
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != position)
        {
            let other = PersonId(other as u128);
            let total = index.explain(id, other).unwrap().total;
            let found = found
                .candidates
                .iter()
                .any(|candidate| candidate.id == other);
            assert_eq!(found, total >= REVIEW, "{total}: {of:?} {with:?}");
        }
    }
}
