//! What an unasked word in a title costs.
//!
//! Coders mean the general code until they say more: "pneumonia" is J18.9, not pneumonia of the newborn. A title pays
//! for each word that was not asked for; words that mark the default code ("unspecified", "initial encounter") are
//! free or pay back, words that make another case of it (sequela, history of, in pregnancy) are dear.

use super::build::NEGATED;

/// Cost of a word of the given weight, in points of the score.
pub(super) fn of(word: &str, weight: f32) -> f32 {
    match word {
        "unspecified" => -0.8,
        "nos" => -0.5,
        "initial" | "encounter" | "closed" | "condition" | "disease" | "disorder" | "syndrome"
        | "type" | "open" | "site" | "part" | "organism" | "level" | "routine" | "region" => 0.2,
        "specified" | "elsewhere" | "classified" | "nec" | "acute" | "primary" => 0.8,
        "left" | "right" => 1.0,
        "bilateral" | "unilateral" => 1.3,
        "other" => 1.8,
        "subsequent" => 5.0,
        "sequela" => 6.0,
        "nonunion" | "malunion" | "delayed" => 2.5,
        "newborn" | "neonatal" | "fetu" | "fetus" | "pregnancy" | "childbirth" | "puerperium"
        | "history" | "family" | "screening" | "congenital" | "poisoning" | "underdosing"
        | "assault" | "harm" | "intentional" | "secondary" | "postprocedural"
        | "intraoperative" | "complicating" | "complication" | "induced" | "maternal"
        | "military" | "terrorism" | "abortion" | "tuberculou" | "tuberculosis" | "syphilitic"
        | "gonococcal" | "adverse" | "diagnostic" | "birth" | "remission" | "exposure"
        | "legal" | "perpetrator" | "mycosi" | "hereditary" | "juvenile" | "neoplasm"
        | "malignant" | "sickle" => 3.5,
        _ => 0.9 + 0.3 * weight,
    }
}

/// Cost of a word as it stands in a title: what is said to be absent costs little.
pub(super) fn here(noise: &[f32], word: u16) -> f32 {
    let cost = noise
        .get(usize::from(word & !NEGATED))
        .copied()
        .unwrap_or(0.0);
    if word & NEGATED == 0 {
        cost
    } else {
        cost.clamp(-0.8, 0.3)
    }
}
