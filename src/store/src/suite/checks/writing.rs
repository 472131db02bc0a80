//! Batches: in their order, many at once, large ones, and what outlives a reload or a wipe.

use futures_util::future::join_all;

use super::{Checked, Workshop, one, same, told, with_binary_keys};
use crate::Direction::Forward;
use crate::Durability::{Relaxed, Strict};
use crate::{Batch, Range, Row, Store, StoreError, Table, take_lease};

pub(in crate::suite) async fn changes_of_one_batch_happen_in_their_order<W: Workshop>(
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

pub(in crate::suite) async fn concurrent_writes_all_arrive<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
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

pub(in crate::suite) async fn of_concurrent_first_writers_one_wins<W: Workshop>(
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

pub(in crate::suite) async fn eight_mebibytes_come_back<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
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

pub(in crate::suite) async fn a_batch_of_twenty_thousand_rows_is_one<W: Workshop>(
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

pub(in crate::suite) async fn a_reopened_store_holds_what_it_held<W: Workshop>(
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

pub(in crate::suite) async fn wiping_leaves_nothing_and_shuts_earlier_holders_out<W: Workshop>(
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

pub(in crate::suite) async fn an_empty_batch_is_written<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
    store.write(Batch::new(), Strict).await.map_err(told)?;
    same(
        "the count",
        &store.count(Table::Meta).await.map_err(told)?,
        &0,
    )
}
