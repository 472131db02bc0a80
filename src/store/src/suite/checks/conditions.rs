//! Leases and rows that have to be absent: what may not be written leaves nothing.

use futures_util::future::join_all;

use super::{Checked, Workshop, one, same, told};
use crate::Direction::Forward;
use crate::Durability::{Relaxed, Strict};
use crate::{Batch, Range, Store, StoreError, Table, take_lease};

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

pub(in crate::suite) async fn a_batch_that_may_not_be_written_leaves_nothing<W: Workshop>(
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

pub(in crate::suite) async fn a_row_that_must_be_absent_is_written_once<W: Workshop>(
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

pub(in crate::suite) async fn a_row_that_must_be_as_it_was_read_is_compared<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    let changed = StoreError::Changed {
        table: Table::Keys,
        key: b"k".to_vec(),
    };
    let mut batch = Batch::new();
    batch.must_be(Table::Keys, b"k", Some(b"v".to_vec()));
    refused(&store, batch, &changed).await?;
    let mut batch = one(Table::Keys, b"k", b"v");
    batch.must_be(Table::Keys, b"k", None);
    store.write(batch.clone(), Relaxed).await.map_err(told)?;
    refused(&store, batch, &changed).await?;
    let mut batch = one(Table::Keys, b"k", b"other");
    batch.must_be(Table::Keys, b"k", Some(b"v".to_vec()));
    store.write(batch, Relaxed).await.map_err(told)?;
    same(
        "the row",
        &store.read(Table::Keys, b"k").await.map_err(told)?,
        &Some(b"other".to_vec()),
    )
}

pub(in crate::suite) async fn an_earlier_lease_writes_no_more<W: Workshop>(
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

pub(in crate::suite) async fn leases_taken_at_once_are_different<W: Workshop>(
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
