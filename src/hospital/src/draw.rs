//! Chance with a memory: every draw comes out of the seed, and every part of the hospital has a stream of its own, so that
//! a change in one chart leaves the others as they were.

use rand_pcg::Pcg32;
use rand_pcg::rand_core::Rng as _;

/// Draws of one part of the hospital.
#[derive(Debug, Clone)]
pub(crate) struct Draw(Pcg32);

/// Spreads neighbouring numbers apart (the finaliser of SplitMix64), for the streams of a generator must not be alike.
const fn spread(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Draw {
    /// The draws of part `index` of kind `part`.
    pub(crate) fn new(seed: u64, part: u32, index: u64) -> Self {
        let state = spread(seed ^ spread(index));
        Self(Pcg32::new(
            state,
            spread(state ^ spread(u64::from(part) << 32)),
        ))
    }

    /// A number below `count`; 0 for 0.
    pub(crate) fn below(&mut self, count: u32) -> u32 {
        // The high half of a product: alike on every width of usize, and no worse than one in four billion off.
        ((u64::from(self.0.next_u32()) * u64::from(count)) >> 32) as u32
    }

    /// A number from `first` to `last`, both included.
    pub(crate) fn between(&mut self, first: i64, last: i64) -> i64 {
        let width = u32::try_from((last - first).max(0) + 1).unwrap_or(u32::MAX);
        first + i64::from(self.below(width))
    }

    /// True in `percent` of a hundred.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of them.
    ///
    /// # Panics
    /// Where there is none; lists of this crate hold at least one.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(u32::try_from(from.len()).unwrap_or(u32::MAX)) as usize]
    }

    /// In another order.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last as u32 + 1) as usize);
        }
    }

    /// Sixteen bytes for an id.
    pub(crate) fn id(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        for part in bytes.chunks_exact_mut(4) {
            part.copy_from_slice(&self.0.next_u32().to_be_bytes());
        }
        bytes
    }

    /// A new stream out of this one, for something whose length must not move what follows.
    pub(crate) fn branch(&mut self) -> Self {
        let state = (u64::from(self.0.next_u32()) << 32) | u64::from(self.0.next_u32());
        Self(Pcg32::new(spread(state), spread(!state)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_within_their_bounds_and_streams_differ() {
        let mut draw = Draw::new(7, 1, 0);
        let mut seen = [0; 6];
        for _ in 0..600 {
            seen[draw.below(6) as usize] += 1;
            assert!((-2..=3).contains(&draw.between(-2, 3)));
        }
        assert!(seen.iter().all(|n| *n > 50), "{seen:?}");
        assert_eq!(draw.below(0), 0);
        let first = |part, index| Draw::new(7, part, index).id();
        assert_ne!(first(1, 0), first(1, 1));
        assert_ne!(first(1, 0), first(2, 0));
        assert_eq!(first(2, 5), first(2, 5));
    }

    #[test]
    fn the_numbers_are_those_of_the_generator_on_every_platform() {
        let mut draw = Draw::new(1, 1, 1);
        let drawn: Vec<u32> = (0..4).map(|_| draw.below(1000)).collect();
        assert_eq!(drawn, PINNED);
    }

    const PINNED: [u32; 4] = [653, 456, 76, 786];
}
