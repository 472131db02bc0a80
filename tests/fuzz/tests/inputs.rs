//! The targets' first inputs, and every input that once broke something, as an ordinary test.
//!
//! Needs the packs (`cargo xtask packs`); fails without them.

use codes::PackKind;
use fuzz::{claims, packs};

#[test]
fn first_alterations_of_every_pack_are_survived() {
    for kind in PackKind::ALL {
        for input in packs::seeds(kind) {
            packs::altered(kind, &input);
        }
    }
}

#[test]
fn odd_lines_are_survived() {
    let least = r#"{"id":"a","pdx":null,"age":66,"sex":"F","discharge_status":1,"discharge_date":20260708}"#;
    for end in 0..=least.len() {
        claims::line(&least.as_bytes()[..end]);
    }
    claims::line(b"\xff");
}
