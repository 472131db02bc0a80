//! Places in a list that several people put in order at once: a key between two others can always be made.

use fractional_index::FractionalIndex;

/// A key that sorts after `before` and ahead of `after`; `None` stands for the list's ends. Keys that can't be read, or
/// stand the wrong way round, are taken for the ends.
#[must_use]
pub fn between(before: Option<&str>, after: Option<&str>) -> String {
    let read = |key: Option<&str>| key.and_then(|key| FractionalIndex::from_string(key).ok());
    let (before, after) = (read(before), read(after));
    let key = match (&before, &after) {
        (None, None) => FractionalIndex::default(),
        (Some(before), None) => FractionalIndex::new_after(before),
        (None, Some(after)) => FractionalIndex::new_before(after),
        (Some(before), Some(after)) => FractionalIndex::new_between(before, after)
            .unwrap_or_else(|| FractionalIndex::new_after(before)),
    };
    key.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn there_is_always_room(places in proptest::collection::vec(0_usize..100, 1..200)) {
            let mut keys: Vec<String> = Vec::new();
            for place in places {
                let place = place % (keys.len() + 1);
                let before = place.checked_sub(1).map(|p| keys[p].as_str());
                let key = between(before, keys.get(place).map(String::as_str));
                keys.insert(place, key);
            }
            prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", keys);
        }
    }

    #[test]
    fn two_at_the_same_place_have_the_same_key_and_room_around() {
        let (a, c) = (
            between(None, None),
            between(Some(&between(None, None)), None),
        );
        let b = between(Some(&a), Some(&c));
        assert_eq!(b, between(Some(&a), Some(&c)));
        assert!(
            b < between(Some(&b), Some(&b)),
            "the wrong way round: after the first"
        );
        assert!(a < b && b < c);
    }
}
