//! The checks themselves. Each reads like the rule it holds.

use futures_util::future::join_all;

use super::{Checked, Workshop};
use crate::{Batch, Direction, Durability, Range, Row, Store, StoreError, Table, take_lease};

use Direction::{Backward, Forward};
use Durability::{Relaxed, Strict};

/// Fails with what differs.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Checked {
    if found == expected {
        return Ok(());
    }
    // Of long values the beginning is enough to see what happened.
    let short = |value: &T| format!("{value:?}").chars().take(300).collect::<String>();
    Err(format!(
        "{what}: {} instead of {}",
        short(found),
        short(expected)
    ))
}

/// Anything that a store may not answer here.
#[allow(clippy::needless_pass_by_value)]
fn told(error: StoreError) -> String {
    error.to_string()
}

fn one(table: Table, key: &[u8], value: &[u8]) -> Batch {
    let mut batch = Batch::new();
    batch.put(table, key, value);
    batch
}

async fn keys(
    store: &impl Store,
    range: &Range,
    limit: Option<usize>,
    direction: Direction,
) -> Result<Vec<Vec<u8>>, String> {
    let rows = store
        .range(Table::Operations, range, limit, direction)
        .await
        .map_err(told)?;
    Ok(rows.into_iter().map(|row| row.key).collect())
}

/// Keys with the bytes that tell a binary order from any other, in their right order.
fn binary_keys() -> Vec<Vec<u8>> {
    [
        &[][..],
        &[0x00],
        &[0x00, 0x00],
        &[0x00, 0xff],
        &[0x01],
        &[0x41, 0x00, 0x42],
        &[0x7f],
        &[0x7f, 0xff, 0xff],
        &[0x80],
        &[0xc3, 0x28],
        &[0xed, 0xa0, 0x80],
        &[0xfe, 0xff],
        &[0xff],
        &[0xff, 0x00],
        &[0xff, 0xff],
    ]
    .map(<[u8]>::to_vec)
    .to_vec()
}

async fn with_binary_keys(store: &impl Store) -> Result<Vec<Vec<u8>>, String> {
    let keys = binary_keys();
    let mut batch = Batch::new();
    // Written from both ends to the middle: the order of writing must not show.
    for place in 0..keys.len() {
        let key = if place % 2 == 0 {
            &keys[place / 2]
        } else {
            &keys[keys.len() - 1 - place / 2]
        };
        batch.put(
            Table::Operations,
            key.clone(),
            [&[0xfe], key.as_slice()].concat(),
        );
    }
    store.write(batch, Relaxed).await.map_err(told)?;
    Ok(keys)
}

pub(super) async fn a_row_is_read_as_it_was_written<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    let every_byte: Vec<u8> = (0..=255).collect();
    for value in [&[][..], &[0], &[0xff, 0xfe, 0x00, 0xd8], &every_byte] {
        for durability in [Strict, Relaxed] {
            store
                .write(one(Table::Bodies, b"\x00k", value), durability)
                .await
                .map_err(told)?;
            let found = store.read(Table::Bodies, b"\x00k").await.map_err(told)?;
            same("the value", &found.as_deref(), &Some(value))?;
        }
    }
    same(
        "a row that is not there",
        &store.read(Table::Bodies, b"k").await.map_err(told)?,
        &None,
    )
}

pub(super) async fn many_rows_are_read_in_the_order_asked<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    let mut batch = one(Table::CaseKeys, &[1], b"one");
    batch.put(Table::CaseKeys, [2], b"two");
    store.write(batch, Relaxed).await.map_err(told)?;
    let asked = [vec![2], vec![9], vec![1], vec![2]];
    let found = store
        .read_many(Table::CaseKeys, &asked)
        .await
        .map_err(told)?;
    let two = Some(b"two".to_vec());
    same(
        "the values",
        &found,
        &vec![two.clone(), None, Some(b"one".to_vec()), two],
    )?;
    same(
        "no keys",
        &store.read_many(Table::CaseKeys, &[]).await.map_err(told)?,
        &Vec::new(),
    )
}

pub(super) async fn tables_do_not_know_each_other<W: Workshop>(_: &W, store: W::Store) -> Checked {
    let mut batch = Batch::new();
    for table in Table::ALL {
        batch.put(table, b"same key", table.name());
    }
    store.write(batch, Relaxed).await.map_err(told)?;
    store
        .write(
            {
                let mut batch = Batch::new();
                batch.delete(Table::Audit, b"same key");
                batch
            },
            Relaxed,
        )
        .await
        .map_err(told)?;
    for table in Table::ALL {
        let expected = (table != Table::Audit).then(|| table.name().as_bytes().to_vec());
        same(
            table.name(),
            &store.read(table, b"same key").await.map_err(told)?,
            &expected,
        )?;
    }
    Ok(())
}

pub(super) async fn keys_are_in_the_order_of_their_bytes<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    let mut expected = with_binary_keys(&store).await?;
    let rows = store
        .range(Table::Operations, &Range::all(), None, Forward)
        .await
        .map_err(told)?;
    let rows_expected: Vec<Row> = expected
        .iter()
        .map(|key| Row {
            key: key.clone(),
            value: [&[0xfe], key.as_slice()].concat(),
        })
        .collect();
    same("forward", &rows, &rows_expected)?;
    expected.reverse();
    same(
        "backward",
        &keys(&store, &Range::all(), None, Backward).await?,
        &expected,
    )?;
    expected.truncate(4);
    same(
        "the last four",
        &keys(&store, &Range::all(), Some(4), Backward).await?,
        &expected,
    )
}

pub(super) async fn ranges_hold_what_lies_between_their_ends<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    use std::ops::Bound::{Excluded, Included, Unbounded};
    let all = with_binary_keys(&store).await?;
    let mut ends = vec![Unbounded];
    for key in all
        .iter()
        .step_by(2)
        .cloned()
        .chain([vec![0x41], vec![0xff, 0xff, 0xff]])
    {
        ends.push(Included(key.clone()));
        ends.push(Excluded(key));
    }
    let mut ranges: Vec<Range> = Vec::new();
    for lower in &ends {
        // Empty and reversed ranges are among them: they hold nothing, and are no mistake.
        ranges.extend(ends.iter().map(|upper| Range {
            lower: lower.clone(),
            upper: upper.clone(),
        }));
    }
    ranges.extend([vec![], vec![0], vec![0xff], vec![0x7f], vec![0x55]].map(Range::prefix));
    for range in &ranges {
        let mut expected: Vec<Vec<u8>> = all
            .iter()
            .filter(|key| range.contains(key))
            .cloned()
            .collect();
        same(
            &format!("{range:?}"),
            &keys(&store, range, None, Forward).await?,
            &expected,
        )?;
        expected.reverse();
        expected.truncate(2);
        same(
            &format!("the last of {range:?}"),
            &keys(&store, range, Some(2), Backward).await?,
            &expected,
        )?;
    }
    Ok(())
}

pub(super) async fn pages_of_a_range_make_the_whole<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    let all = with_binary_keys(&store).await?;
    let mut found = Vec::new();
    let mut range = Range::all();
    loop {
        let page = keys(&store, &range, Some(4), Forward).await?;
        let Some(last) = page.last() else { break };
        range = range.resumed_after(last.clone());
        found.extend(page);
    }
    same("all pages", &found, &all)?;
    same(
        "a page of none",
        &keys(&store, &Range::all(), Some(0), Forward).await?,
        &Vec::new(),
    )?;
    same(
        "a page of none from the end",
        &keys(&store, &Range::all(), Some(0), Backward).await?,
        &Vec::new(),
    )
}

pub(super) async fn the_last_key_and_the_count_follow_every_write<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    let now = async |count: u64, last: Option<&[u8]>| {
        same(
            "the count",
            &store.count(Table::Arrivals).await.map_err(told)?,
            &count,
        )?;
        same(
            "the last key",
            &store
                .last_key(Table::Arrivals)
                .await
                .map_err(told)?
                .as_deref(),
            &last,
        )
    };
    now(0, None).await?;
    store
        .write(one(Table::Arrivals, &[0xff, 0], b"a"), Relaxed)
        .await
        .map_err(told)?;
    store
        .write(one(Table::Arrivals, &[0x00], b"b"), Relaxed)
        .await
        .map_err(told)?;
    now(2, Some(&[0xff, 0])).await?;
    store
        .write(one(Table::Arrivals, &[0xff, 0], b"again"), Relaxed)
        .await
        .map_err(told)?;
    now(2, Some(&[0xff, 0])).await?;
    let mut batch = Batch::new();
    batch.delete(Table::Arrivals, [0xff, 0]);
    batch.delete(Table::Arrivals, b"never there");
    store.write(batch, Relaxed).await.map_err(told)?;
    now(1, Some(&[0x00])).await
}

pub(super) async fn changes_of_one_batch_happen_in_their_order<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    let mut batch = one(Table::Meta, b"kept", b"first");
    batch.delete(Table::Meta, b"kept");
    batch.put(Table::Meta, b"kept", b"last");
    batch.put(Table::Meta, b"gone", b"first");
    batch.delete(Table::Meta, b"gone");
    store.write(batch, Relaxed).await.map_err(told)?;
    same(
        "written last",
        &store.read(Table::Meta, b"kept").await.map_err(told)?,
        &Some(b"last".to_vec()),
    )?;
    same(
        "deleted last",
        &store.read(Table::Meta, b"gone").await.map_err(told)?,
        &None,
    )
}

/// A batch over all tables that has to fail with `expected` and to leave no row.
async fn refused(store: &impl Store, mut batch: Batch, expected: &StoreError) -> Checked {
    let mut before = Vec::new();
    for table in Table::ALL {
        before.push(
            store
                .range(table, &Range::all(), None, Forward)
                .await
                .map_err(told)?,
        );
        batch.put(table, b"of a refused batch", b"x");
    }
    same(
        "the answer",
        &store.write(batch, Strict).await.as_ref(),
        &Err(expected),
    )?;
    for (table, before) in Table::ALL.into_iter().zip(&before) {
        same(
            table.name(),
            &store
                .range(table, &Range::all(), None, Forward)
                .await
                .map_err(told)?,
            before,
        )?;
    }
    Ok(())
}

pub(super) async fn a_batch_that_may_not_be_written_leaves_nothing<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    store
        .write(one(Table::Keys, b"k", b"v"), Relaxed)
        .await
        .map_err(told)?;
    let mut batch = one(Table::Keys, b"k", b"other");
    batch.delete(Table::Keys, b"k");
    batch.must_be_absent(Table::Outbox, b"absent indeed");
    batch.must_be_absent(Table::Keys, b"k");
    refused(
        &store,
        batch,
        &StoreError::Occupied {
            table: Table::Keys,
            key: b"k".to_vec(),
        },
    )
    .await
}

pub(super) async fn a_row_that_must_be_absent_is_written_once<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    let mut batch = one(Table::Operations, b"op", b"first");
    batch.must_be_absent(Table::Operations, b"op");
    store.write(batch.clone(), Relaxed).await.map_err(told)?;
    refused(
        &store,
        batch,
        &StoreError::Occupied {
            table: Table::Operations,
            key: b"op".to_vec(),
        },
    )
    .await
}

pub(super) async fn an_earlier_lease_writes_no_more<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    let first = take_lease(&store).await.map_err(told)?;
    let mut batch = Batch::new().fenced(first);
    batch.put(Table::Outbox, b"first", b"x");
    store.write(batch, Strict).await.map_err(told)?;
    let second = take_lease(&store).await.map_err(told)?;
    same("the second lease is higher", &(second > first), &true)?;
    let superseded = StoreError::Superseded {
        mine: first.number(),
        latest: second.number(),
    };
    refused(&store, Batch::new().fenced(first), &superseded).await?;
    let mut batch = Batch::new().fenced(second);
    batch.put(Table::Outbox, b"second", b"x");
    store.write(batch, Strict).await.map_err(told)?;
    same(
        "rows of the outbox",
        &store.count(Table::Outbox).await.map_err(told)?,
        &2,
    )
}

pub(super) async fn leases_taken_at_once_are_different<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    let taken = join_all((0..8).map(|_| take_lease(&store))).await;
    let mut numbers = Vec::new();
    for lease in taken {
        numbers.push(lease.map_err(told)?.number());
    }
    numbers.sort_unstable();
    same("the numbers", &numbers, &(1..=8).collect())
}

pub(super) async fn concurrent_writes_all_arrive<W: Workshop>(_: &W, store: W::Store) -> Checked {
    let writes = (0..200_u16).map(|number| {
        let durability = if number % 50 == 0 { Strict } else { Relaxed };
        store.write(
            one(Table::Audit, &number.to_be_bytes(), &number.to_le_bytes()),
            durability,
        )
    });
    for written in join_all(writes).await {
        written.map_err(told)?;
    }
    let rows = store
        .range(Table::Audit, &Range::all(), None, Forward)
        .await
        .map_err(told)?;
    let expected: Vec<Row> = (0..200_u16)
        .map(|number| Row {
            key: number.to_be_bytes().to_vec(),
            value: number.to_le_bytes().to_vec(),
        })
        .collect();
    same("the rows", &rows, &expected)
}

pub(super) async fn of_concurrent_first_writers_one_wins<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    let writes = (0..10_u8).map(|number| {
        let mut batch = one(Table::Arrivals, b"place 1", &[number]);
        batch.must_be_absent(Table::Arrivals, b"place 1");
        store.write(batch, Relaxed)
    });
    let written = join_all(writes).await;
    let winners: Vec<usize> = (0..written.len())
        .filter(|place| written[*place].is_ok())
        .collect();
    same("how many were written", &winners.len(), &1)?;
    let found = store
        .read(Table::Arrivals, b"place 1")
        .await
        .map_err(told)?;
    same("the row", &found, &Some(vec![winners[0] as u8]))
}

pub(super) async fn eight_mebibytes_come_back<W: Workshop>(_: &W, store: W::Store) -> Checked {
    let body: Vec<u8> = (0..8 << 20)
        .map(|at: u32| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    store
        .write(one(Table::Bodies, b"scan", &body), Strict)
        .await
        .map_err(told)?;
    let found = store.read(Table::Bodies, b"scan").await.map_err(told)?;
    same(
        "whether it is the same",
        &(found.as_deref() == Some(&body)),
        &true,
    )
}

pub(super) async fn a_batch_of_twenty_thousand_rows_is_one<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    let lease = take_lease(&store).await.map_err(told)?;
    let mut batch = Batch::new().fenced(lease);
    for number in 0..20_000_u32 {
        let table = if number % 2 == 0 {
            Table::Operations
        } else {
            Table::Arrivals
        };
        batch.put(table, number.to_be_bytes(), [number as u8; 100]);
    }
    store.write(batch.clone(), Relaxed).await.map_err(told)?;
    for table in [Table::Operations, Table::Arrivals] {
        same(
            table.name(),
            &store.count(table).await.map_err(told)?,
            &10_000,
        )?;
    }
    let second = take_lease(&store).await.map_err(told)?;
    let written = store.write(batch, Relaxed).await;
    let superseded = StoreError::Superseded {
        mine: lease.number(),
        latest: second.number(),
    };
    same("written under the first lease", &written, &Err(superseded))
}

pub(super) async fn a_reopened_store_holds_what_it_held<W: Workshop>(
    workshop: &W,
    store: W::Store,
) -> Checked {
    let lease = take_lease(&store).await.map_err(told)?;
    let keys = with_binary_keys(&store).await?;
    let store = workshop.reopen(store).await;
    same(
        "the count",
        &store.count(Table::Operations).await.map_err(told)?,
        &(keys.len() as u64),
    )?;
    same(
        "the last key",
        &store.last_key(Table::Operations).await.map_err(told)?,
        &keys.last().cloned(),
    )?;
    let next = take_lease(&store).await.map_err(told)?;
    same("the next lease", &next.number(), &(lease.number() + 1))
}

pub(super) async fn wiping_leaves_nothing_and_shuts_earlier_holders_out<W: Workshop>(
    workshop: &W,
    store: W::Store,
) -> Checked {
    let lease = take_lease(&store).await.map_err(told)?;
    let mut batch = Batch::new().fenced(lease);
    for table in Table::ALL {
        batch.put(table, b"k", b"v");
    }
    store.write(batch.clone(), Relaxed).await.map_err(told)?;
    store.wipe().await.map_err(told)?;
    let superseded = StoreError::Superseded {
        mine: lease.number(),
        latest: lease.number() + 1,
    };
    same(
        "a batch of the earlier holder",
        &store.write(batch, Relaxed).await,
        &Err(superseded),
    )?;
    let store = workshop.reopen(store).await;
    for table in Table::ALL {
        // The lease's number is what stays.
        let left = u64::from(table == Table::Meta);
        same(
            table.name(),
            &store.count(table).await.map_err(told)?,
            &left,
        )?;
    }
    same(
        "the next lease",
        &take_lease(&store).await.map_err(told)?.number(),
        &(lease.number() + 2),
    )
}

pub(super) async fn an_empty_batch_is_written<W: Workshop>(_: &W, store: W::Store) -> Checked {
    store.write(Batch::new(), Strict).await.map_err(told)?;
    same(
        "the count",
        &store.count(Table::Meta).await.map_err(told)?,
        &0,
    )
}
