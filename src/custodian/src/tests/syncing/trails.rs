//! Whoever reviews the trail reads that of every laptop; nobody else has it.

use futures_executor::block_on;
use store::{Batch, Durability, Store as _, Table};

use super::leaving::colleague;
use super::together::two;
use super::world::{Laptop, Site, settle};
use crate::protocol::TrailQuery;
use crate::rows;
use crate::tests::world::{World, all_rows};

fn trails(laptop: &Laptop) -> Vec<store::Row> {
    let rows = all_rows(&laptop.device).into_iter();
    let of = |(table, row): &(Table, store::Row)| {
        *table == Table::Meta && row.key.starts_with(rows::TRAILS)
    };
    rows.filter(of).map(|(_, row)| row).collect()
}

#[test]
fn a_reviewer_reads_what_was_done_on_a_colleagues_laptop_and_the_colleague_does_not() {
    let (site, world) = (Site::new(), World::new(51));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    settle(&site, &mut [&mut theirs, &mut one, &mut other]);
    let laptop = theirs.keeper.door().store.expect("founded");
    let user = theirs.keeper.session().expect("unlocked").user().0;
    assert_eq!(trails(&theirs), Vec::new(), "a coder reads nobody's trail");

    let query = TrailQuery {
        laptop: Some(laptop),
        ..TrailQuery::default()
    };
    let page = block_on(one.keeper.trail(&query)).expect("read");
    assert_eq!(page.laptops.len(), 2, "{:?}", page.laptops);
    let own = block_on(theirs.keeper.trail_head(laptop)).expect("read");
    assert_eq!(own.length, 0, "its own trail is no other laptop's");
    assert_eq!(page.of, theirs.keeper.audit_length());
    assert!(
        page.entries
            .iter()
            .any(|entry| entry.who.contains("perrin")),
        "{page:?}"
    );
    // Only theirs, where that is asked for.
    let theirs_only = TrailQuery {
        who: Some(user),
        ..query.clone()
    };
    let page = block_on(one.keeper.trail(&theirs_only)).expect("read");
    assert!(!page.entries.is_empty());
    let verdict = block_on(one.keeper.verdict()).expect("checked");
    assert_eq!(verdict.faults, Vec::new());

    // An entry is changed on the reviewer's laptop.
    let mut row = trails(&one).pop().expect("there");
    let last = row.value.len() - 1;
    row.value[last] ^= 1;
    let mut batch = Batch::new();
    batch.put(Table::Meta, row.key, row.value);
    block_on(one.device.write(batch, Durability::Strict)).expect("written");
    let verdict = block_on(one.keeper.verdict()).expect("checked");
    assert!(
        verdict
            .faults
            .iter()
            .all(|fault| fault.place.contains("laptop"))
    );
    assert!(!verdict.faults.is_empty());
}
