//! Which keys are meant: all, those from here to there, those that begin alike.

use std::ops::Bound;

/// From which end of a range rows are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Lowest key first.
    Forward,
    /// Highest key first.
    Backward,
}

/// A range of keys, compared byte by byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Where it begins.
    pub lower: Bound<Vec<u8>>,
    /// Where it ends.
    pub upper: Bound<Vec<u8>>,
}

impl Range {
    /// Every key.
    #[must_use]
    pub const fn all() -> Self {
        Self {
            lower: Bound::Unbounded,
            upper: Bound::Unbounded,
        }
    }

    /// Keys that begin with these bytes.
    #[must_use]
    pub fn prefix(prefix: impl Into<Vec<u8>>) -> Self {
        let lower: Vec<u8> = prefix.into();
        let mut upper = lower.clone();
        // The first key after all of them: the last byte that can go up does, and nothing follows it.
        while upper.pop_if(|last| *last == u8::MAX).is_some() {}
        let upper = match upper.last_mut() {
            Some(last) => {
                *last += 1;
                Bound::Excluded(upper)
            }
            None => Bound::Unbounded,
        };
        Self {
            lower: Bound::Included(lower),
            upper,
        }
    }

    /// Keys higher than this one.
    #[must_use]
    pub fn after(key: impl Into<Vec<u8>>) -> Self {
        Self {
            lower: Bound::Excluded(key.into()),
            upper: Bound::Unbounded,
        }
    }

    /// Keys lower than this one.
    #[must_use]
    pub fn before(key: impl Into<Vec<u8>>) -> Self {
        Self {
            lower: Bound::Unbounded,
            upper: Bound::Excluded(key.into()),
        }
    }

    /// This one and what follows, up to the other and without it.
    #[must_use]
    pub fn between(from: impl Into<Vec<u8>>, to: impl Into<Vec<u8>>) -> Self {
        Self {
            lower: Bound::Included(from.into()),
            upper: Bound::Excluded(to.into()),
        }
    }

    /// The same range from after this key on, for the next page.
    #[must_use]
    pub fn resumed_after(mut self, key: impl Into<Vec<u8>>) -> Self {
        self.lower = Bound::Excluded(key.into());
        self
    }

    /// Whether no key can be in it. Maps and browsers take such a range for a mistake; here it is merely empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match (&self.lower, &self.upper) {
            (Bound::Unbounded, Bound::Excluded(upper)) => upper.is_empty(),
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
            (Bound::Included(lower), Bound::Included(upper)) => lower > upper,
            (
                Bound::Included(lower) | Bound::Excluded(lower),
                Bound::Included(upper) | Bound::Excluded(upper),
            ) => lower >= upper,
        }
    }

    /// Whether a key is in it.
    #[must_use]
    pub fn contains(&self, key: &[u8]) -> bool {
        let above = match &self.lower {
            Bound::Unbounded => true,
            Bound::Included(lower) => key >= lower.as_slice(),
            Bound::Excluded(lower) => key > lower.as_slice(),
        };
        above
            && match &self.upper {
                Bound::Unbounded => true,
                Bound::Included(upper) => key <= upper.as_slice(),
                Bound::Excluded(upper) => key < upper.as_slice(),
            }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_prefix_takes_what_begins_with_it_and_nothing_else(prefix: Vec<u8>, key: Vec<u8>) {
            prop_assert_eq!(Range::prefix(prefix.clone()).contains(&key), key.starts_with(&prefix));
            let longer = [prefix.clone(), key].concat();
            prop_assert!(Range::prefix(prefix).contains(&longer));
        }

        #[test]
        fn an_empty_range_holds_no_key(from: Vec<u8>, to: Vec<u8>, key: Vec<u8>) {
            let range = Range::between(from, to);
            prop_assert!(!(range.is_empty() && range.contains(&key)));
        }
    }

    #[test]
    fn bytes_of_255_have_no_successor_in_their_place() {
        assert_eq!(Range::prefix([0xff, 0xff]).upper, Bound::Unbounded);
        assert_eq!(Range::prefix([1, 0xff]).upper, Bound::Excluded(vec![2]));
        assert_eq!(
            Range::prefix([]),
            Range {
                lower: Bound::Included(vec![]),
                upper: Bound::Unbounded
            }
        );
    }
}
