//! Rows, ranges and ends of tables: what is read is what was written, in the order of bytes.

use super::{Checked, Workshop, one, same, told, with_binary_keys};
use crate::Direction::{self, Backward, Forward};
use crate::Durability::{Relaxed, Strict};
use crate::{Batch, Range, Row, Store, Table};

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

pub(in crate::suite) async fn a_row_is_read_as_it_was_written<W: Workshop>(
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

pub(in crate::suite) async fn many_rows_are_read_in_the_order_asked<W: Workshop>(
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

pub(in crate::suite) async fn tables_do_not_know_each_other<W: Workshop>(
    _: &W,
    store: W::Store,
) -> Checked {
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

pub(in crate::suite) async fn keys_are_in_the_order_of_their_bytes<W: Workshop>(
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

pub(in crate::suite) async fn ranges_hold_what_lies_between_their_ends<W: Workshop>(
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

pub(in crate::suite) async fn pages_of_a_range_make_the_whole<W: Workshop>(
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

pub(in crate::suite) async fn the_last_key_and_the_count_follow_every_write<W: Workshop>(
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
