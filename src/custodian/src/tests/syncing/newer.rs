//! Builds of two ages: what a newer one sends and an older one does not know is kept whole, sent again and taken in later.

use futures_executor::block_on;
use store::{Batch, Durability, Store as _, Table};
use sync::{Item, ItemId, Request as Wire, Said, Stream};

use super::together::two;
use super::world::{Laptop, Site, settle};
use crate::tests::world::{PASSWORD, World, faults};

/// Rows that a laptop keeps of kinds that it does not know.
fn unknown(laptop: &Laptop) -> usize {
    let rows = block_on(laptop.keeper.rows(Table::Meta, crate::rows::UNKNOWN));
    rows.expect("read").len()
}

/// What a newer build sends: a table, a kind of key and an operation of which this build knows nothing.
fn newer() -> Vec<Item> {
    let operations = Table::Operations.number();
    let keys = Table::Keys.number();
    vec![
        Item::new(Stream::LOG, None, 1, vec![200, 1, 2], vec![3; 40]),
        Item::new(
            Stream::KEYS,
            None,
            1,
            [&[keys][..], b"later/"].concat(),
            vec![4; 40],
        ),
        Item::new(
            Stream::LOG,
            None,
            1,
            [&[operations][..], &[5; 32]].concat(),
            vec![250; 80],
        ),
    ]
}

#[test]
fn what_a_newer_build_sent_is_kept_and_sent_again_to_a_server_that_forgot_it() {
    let (site, world) = (Site::new(), World::new(11));
    let (mut one, mut other) = two(&site, &world);
    let backup = site.backup();
    let said = one.exchange(&site, &Wire::Push(newer()));
    assert!(matches!(said, Said::Pushed(_)), "{said:?}");
    settle(&site, &mut [&mut one, &mut other]);
    assert_eq!((unknown(&one), unknown(&other)), (3, 3));
    assert_eq!(faults(&mut other.keeper), Vec::<String>::new());
    // The server is put back, and this laptop is the only one that comes back to it.
    let site = site.put_back(&backup);
    settle(&site, &mut [&mut other]);
    assert!(other.is_even(), "{:?}", other.view());
    let all = newer();
    let ids: Vec<ItemId> = all.iter().map(Item::id).collect();
    let said = other.exchange(&site, &Wire::Missing(ids));
    assert_eq!(said, Said::Missing(Vec::new()));
}

#[test]
fn what_an_older_build_kept_is_taken_in_by_one_that_knows_it() {
    let (site, world) = (Site::new(), World::new(12));
    let (mut one, mut other) = two(&site, &world);
    other.has_line = false;
    one.keeper.name_patient(7, "Sampleton").expect("saved");
    let from = one.pushed.len();
    settle(&site, &mut [&mut one]);
    let sent = one.pushed.split_off(from);
    assert!(!sent.is_empty());
    // As if the build on the other laptop had not known these kinds when they came.
    let mut batch = Batch::new();
    for item in &sent {
        crate::syncing::kept_as_unknown(&mut batch, item);
    }
    block_on(other.keeper.store.write(batch, Durability::Strict)).expect("written");
    assert_eq!(other.patient(7), "");
    other.lock(&site);
    other.unlock(&site, "quillon", PASSWORD);
    assert!(other.patient(7) == "SAMPLETON");
    assert_eq!(unknown(&other), 0);
    assert_eq!(faults(&mut other.keeper), Vec::<String>::new());
}
