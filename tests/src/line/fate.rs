//! What happens to a chunk, out of the seed.

use std::time::Duration;

use fastrand::Rng;

use super::Trouble;

/// What happens to a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing.
    Passes,
    /// It hangs so long.
    Hangs(Duration),
    /// Its connection ends, and it does not arrive.
    Cut,
}

/// The fates of one way's chunks, in their order.
pub(super) struct Fates {
    trouble: Option<Trouble>,
    chance: Rng,
    chunks: u64,
}

impl Fates {
    pub(super) fn new(trouble: Option<Trouble>, seed: u64) -> Self {
        Self {
            trouble,
            chance: Rng::with_seed(seed),
            chunks: 0,
        }
    }

    /// The next chunk's.
    pub(super) fn next(&mut self) -> Fate {
        let Some(trouble) = &self.trouble else {
            return Fate::Passes;
        };
        self.chunks += 1;
        if !self.chunks.is_multiple_of(u64::from(trouble.every.max(1))) {
            return Fate::Passes;
        }
        if self.chance.u8(0..100) < trouble.cuts {
            return Fate::Cut;
        }
        let millis = |time: &Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (least, most) = (millis(trouble.stall.start()), millis(trouble.stall.end()));
        Fate::Hangs(Duration::from_millis(
            self.chance.u64(least..=most.max(least)),
        ))
    }
}
