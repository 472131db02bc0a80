//! How good answers to searches are: where among the codes given an accepted one stands.

use serde_json::{Value, json};

/// Counts over queries (with `accept` and `best`) and the codes each was answered with, best first, without dots.
#[must_use]
pub fn counts(queries: &[Value], answers: &[Vec<String>]) -> Value {
    let (mut one, mut five, mut ten, mut best) = (0, 0, 0, 0);
    for (query, codes) in queries.iter().zip(answers) {
        let place = codes.iter().position(|code| holds(&query["accept"], code));
        one += usize::from(place == Some(0));
        five += usize::from(place.is_some_and(|at| at < 5));
        ten += usize::from(place.is_some_and(|at| at < 10));
        best += usize::from(
            codes
                .first()
                .is_some_and(|code| holds(&query["best"], code)),
        );
    }
    json!({
        "queries": queries.len(),
        "hit_at_1": one,
        "hit_at_5": five,
        "hit_at_10": ten,
        "best_at_1": best,
    })
}

/// Whether a list of codes, or of beginnings ended by `*`, holds the code.
fn holds(list: &Value, code: &str) -> bool {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .any(|wanted| match wanted.strip_suffix('*') {
            Some(start) => code.starts_with(start),
            None => wanted == code,
        })
}
