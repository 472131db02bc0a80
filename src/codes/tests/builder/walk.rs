//! Every code that the procedure builder can build on a date, found by walking all its choices from left to right.
//!
//! Included by path: the tests hold it against the valid codes, and the accuracy figures count it.
#![allow(
    clippy::unwrap_used,
    reason = "a choice that can't be chosen is the failure that is looked for"
)]

use std::collections::BTreeSet;

use codes::Ymd;
use codes::pcs::builder::{Builder, Chosen, PLACES};

/// What can be built, in the order of the walk.
pub(crate) fn every_code(builder: &Builder<'_>, date: Ymd) -> Vec<String> {
    let mut built = Vec::new();
    walk(builder, date, &mut Chosen::new(), 0, &mut built);
    built
}

/// Collects what can be finished from here on.
fn walk(
    builder: &Builder<'_>,
    date: Ymd,
    chosen: &mut Chosen,
    place: usize,
    out: &mut Vec<String>,
) {
    if place == PLACES {
        out.push(builder.finish(date, chosen).unwrap().code().to_owned());
        return;
    }
    let choices = builder.choices(date, chosen);
    let offered: BTreeSet<char> = choices.at(place).iter().map(|c| c.value).collect();
    let remaining: u32 = choices.at(place).iter().map(|c| c.codes).sum();
    assert_eq!(
        remaining,
        choices.codes(),
        "the values of a place share out what remains"
    );
    for value in offered {
        chosen.choose(place, value).unwrap();
        // Finishing 79,000 codes one by one takes minutes; the last character is checked through the choices, and
        // through `finish` for one code in fifty.
        if place == PLACES - 1 && !out.len().is_multiple_of(50) {
            let text: String = (0..PLACES).map(|p| chosen.value(p).unwrap()).collect();
            out.push(text);
        } else {
            walk(builder, date, chosen, place + 1, out);
        }
        chosen.clear(place);
    }
}
