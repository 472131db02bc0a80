//! How fast a backend is: rows a second in batches, one row a transaction, reading all that unlocking reads.

use crate::{Batch, Direction, Durability, Range, Store, StoreError, Table};

/// Rows of 1 KiB that are read when 20,000 encounters are unlocked: they, their patients, their summaries.
const UNLOCKED: u32 = 22_600;
/// Rows of one batch.
const BATCH: u32 = 1_000;
/// Transactions of one row that are timed.
const SINGLE: u32 = 300;

/// What was measured, in milliseconds where nothing else is said.
#[derive(Clone, Copy, Debug)]
pub struct Speed {
    /// Rows of 1 KiB a second, in batches of 1,000, strictly.
    pub batched_strict: f64,
    /// The same, relaxed.
    pub batched_relaxed: f64,
    /// One row a transaction, strictly: median and 95th percentile.
    pub single_strict: (f64, f64),
    /// The same, relaxed.
    pub single_relaxed: (f64, f64),
    /// Reading 22,600 rows of 1 KiB.
    pub unlock: f64,
}

/// Measures over an empty store. `now` gives milliseconds.
///
/// # Errors
/// What the store gives.
pub async fn measure(store: &impl Store, now: impl Fn() -> f64) -> Result<Speed, StoreError> {
    let batched = async |table: Table, durability| {
        let began = now();
        for first in (0..UNLOCKED).step_by(BATCH as usize) {
            let mut batch = Batch::new();
            for number in first..UNLOCKED.min(first + BATCH) {
                batch.put(table, number.to_be_bytes(), row(number));
            }
            store.write(batch, durability).await?;
        }
        Ok(f64::from(UNLOCKED) / (now() - began) * 1_000.0)
    };
    let single = async |table: Table, durability| {
        let mut took = Vec::new();
        for number in 0..SINGLE {
            let mut batch = Batch::new();
            batch.put(table, number.to_be_bytes(), row(number));
            let began = now();
            store.write(batch, durability).await?;
            took.push(now() - began);
        }
        took.sort_by(f64::total_cmp);
        Ok((took[took.len() / 2], took[took.len() * 95 / 100]))
    };
    let batched_strict = batched(Table::Catalogue, Durability::Strict).await?;
    let batched_relaxed = batched(Table::Checkpoints, Durability::Relaxed).await?;
    let single_strict = single(Table::Outbox, Durability::Strict).await?;
    let single_relaxed = single(Table::Audit, Durability::Relaxed).await?;
    let began = now();
    let rows = store
        .range(Table::Catalogue, &Range::all(), None, Direction::Forward)
        .await?;
    let unlock = now() - began;
    if rows.len() != UNLOCKED as usize {
        return Err(StoreError::Damaged {
            place: "table catalogue".to_owned(),
            why: format!("{} rows instead of {UNLOCKED}", rows.len()),
        });
    }
    Ok(Speed {
        batched_strict,
        batched_relaxed,
        single_strict,
        single_relaxed,
        unlock,
    })
}

/// 1 KiB that can't be compressed away.
fn row(number: u32) -> Vec<u8> {
    let mut state = number.wrapping_mul(2_654_435_761) | 1;
    (0..1_024)
        .map(|_| {
            // xorshift32
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state as u8
        })
        .collect()
}
