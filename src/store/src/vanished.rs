//! Whether the database still holds what it held: browsers evict, people clear site data, profiles are reset.
//!
//! The page keeps a small marker outside the database after each save: which store it was and how much was in it. At the
//! next start the two are compared, and what is missing is named in counts and times. The marker says nothing of a record.

use std::fmt::Write as _;

/// What the page keeps elsewhere. A marker is written after the save it speaks of, never before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The store's random id.
    pub store: [u8; 16],
    /// How many operations had arrived.
    pub arrivals: u64,
    /// How long the audit chain was.
    pub audit: u64,
    /// When that was saved: milliseconds since 1970, UTC.
    pub saved: u64,
}

/// What the store holds now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Its id; none in a store that was just made.
    pub store: Option<[u8; 16]>,
    /// Operations in it.
    pub arrivals: u64,
    /// Entries of its audit chain.
    pub audit: u64,
    /// When the last of them was saved, as far as it tells.
    pub saved: Option<u64>,
}

/// What the comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Neither marker nor store: a first visit, or both were cleared. From here the two can't be told apart; a server
    /// that knows this device can.
    First,
    /// A store without a marker: the marker was cleared, or never came to be written. Nothing shows that rows are missing.
    Unmarked,
    /// All that the marker speaks of is there.
    Whole,
    /// Something is not.
    Missing(Missing),
    /// It is another store than the marker's: restored or set up anew. All of the marked one is missing here.
    Another(Missing),
}

/// What is not there any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Operations.
    pub operations: u64,
    /// Audit entries.
    pub audit: u64,
    /// The last save that is still there; none when nothing is.
    pub since: Option<u64>,
    /// The last save that the marker knows of.
    pub until: u64,
}

/// Compares the marker with the store.
#[must_use]
pub fn compare(marker: Option<&Marker>, held: &Held) -> Verdict {
    let Some(marker) = marker else {
        return if held.store.is_none() {
            Verdict::First
        } else {
            Verdict::Unmarked
        };
    };
    if held.store.is_some_and(|store| store != marker.store) {
        return Verdict::Another(Missing {
            operations: marker.arrivals,
            audit: marker.audit,
            since: None,
            until: marker.saved,
        });
    }
    let missing = Missing {
        operations: marker.arrivals.saturating_sub(held.arrivals),
        audit: marker.audit.saturating_sub(held.audit),
        since: held.saved,
        until: marker.saved,
    };
    // Without its id a store is not the marked one, even if nothing had been saved to that.
    if missing.operations == 0 && missing.audit == 0 && held.store.is_some() {
        Verdict::Whole
    } else {
        Verdict::Missing(missing)
    }
}

impl Marker {
    /// As a line of text, for the page to keep.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::from("1 ");
        for byte in self.store {
            let _ = write!(text, "{byte:02x}");
        }
        let _ = write!(text, " {} {} {}", self.arrivals, self.audit, self.saved);
        text
    }

    /// Out of that line. What is no marker is none: a start must not fail for it.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let ("1", id) = (parts.next()?, parts.next()?) else {
            return None;
        };
        if id.len() != 32 || !id.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let mut store = [0; 16];
        for (place, byte) in store.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&id[2 * place..2 * place + 2], 16).ok()?;
        }
        let mut number = || parts.next()?.parse().ok();
        let marker = Self {
            store,
            arrivals: number()?,
            audit: number()?,
            saved: number()?,
        };
        parts.next().is_none().then_some(marker)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MARKER: Marker = Marker {
        store: [7; 16],
        arrivals: 120,
        audit: 300,
        saved: 2_000,
    };

    fn held(arrivals: u64, audit: u64) -> Held {
        Held {
            store: Some([7; 16]),
            arrivals,
            audit,
            saved: Some(1_500),
        }
    }

    #[test]
    fn what_is_missing_is_named_in_counts_and_times() {
        assert_eq!(
            compare(Some(&MARKER), &held(100, 299)),
            Verdict::Missing(Missing {
                operations: 20,
                audit: 1,
                since: Some(1_500),
                until: 2_000
            })
        );
    }

    #[test]
    fn a_vanished_database_misses_everything() {
        let all = Missing {
            operations: 120,
            audit: 300,
            since: None,
            until: 2_000,
        };
        assert_eq!(
            compare(Some(&MARKER), &Held::default()),
            Verdict::Missing(all)
        );
        let other = Held {
            store: Some([8; 16]),
            ..held(500, 500)
        };
        assert_eq!(compare(Some(&MARKER), &other), Verdict::Another(all));
    }

    #[test]
    fn a_store_ahead_of_its_marker_is_whole() {
        assert_eq!(compare(Some(&MARKER), &held(120, 300)), Verdict::Whole);
        assert_eq!(compare(Some(&MARKER), &held(121, 302)), Verdict::Whole);
    }

    #[test]
    fn without_a_marker_nothing_is_claimed() {
        assert_eq!(compare(None, &Held::default()), Verdict::First);
        assert_eq!(compare(None, &held(1, 1)), Verdict::Unmarked);
    }

    #[test]
    fn a_store_that_vanished_before_anything_was_saved_is_missing_all_the_same() {
        let empty = Marker {
            arrivals: 0,
            audit: 0,
            ..MARKER
        };
        assert!(matches!(
            compare(Some(&empty), &Held::default()),
            Verdict::Missing(_)
        ));
    }

    proptest! {
        #[test]
        fn a_marker_comes_back_from_its_text(store: [u8; 16], arrivals: u64, audit: u64, saved: u64) {
            let marker = Marker { store, arrivals, audit, saved };
            prop_assert_eq!(Marker::from_text(&marker.to_text()), Some(marker));
        }

        #[test]
        fn no_text_breaks_the_reader(text: String) {
            if let Some(marker) = Marker::from_text(&text) {
                prop_assert_eq!(Marker::from_text(&marker.to_text()), Some(marker));
            }
        }
    }
}
