//! Lists of codes as they are put in order on screen, and the entries that they are in the record.
//!
//! An entry keeps its id whether it is moved, its code replaced, or its mark changed: it is paired by its code, else by its
//! place. Moving one code sets one key of order, because the longest run that already stands right is left as it is.

use records::{EntryId, between};

/// An entry as the record has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kept<'a> {
    pub(crate) id: EntryId,
    /// What it is paired by.
    pub(crate) key: &'a str,
    /// Its key of order.
    pub(crate) order: &'a str,
}

/// Which entry each wanted one is: by its key at the same place, by its key anywhere, else by what stands between the same
/// neighbours.
pub(crate) fn pair(kept: &[Kept<'_>], wanted: &[&str]) -> Vec<Option<usize>> {
    let mut taken = vec![false; kept.len()];
    let mut pairs: Vec<Option<usize>> = vec![None; wanted.len()];
    for (place, key) in wanted.iter().enumerate() {
        if kept.get(place).is_some_and(|kept| kept.key == *key) {
            pairs[place] = Some(place);
            taken[place] = true;
        }
    }
    for (place, key) in wanted.iter().enumerate() {
        if pairs[place].is_none()
            && let Some(found) = (0..kept.len()).find(|at| !taken[*at] && kept[*at].key == *key)
        {
            pairs[place] = Some(found);
            taken[found] = true;
        }
    }
    for place in 0..wanted.len() {
        if pairs[place].is_some() {
            continue;
        }
        let after = match place.checked_sub(1) {
            None => Some(0),
            Some(before) => pairs[before].map(|at| at + 1),
        };
        let before = match pairs.get(place + 1) {
            None => kept.len().checked_sub(1),
            Some(next) => next.and_then(|at| at.checked_sub(1)),
        };
        let free = [after, before]
            .into_iter()
            .flatten()
            .find(|at| taken.get(*at) == Some(&false));
        if let Some(at) = free {
            pairs[place] = Some(at);
            taken[at] = true;
        }
    }
    pairs
}

/// Keys of order for entries in the wanted order, given those they have: as few as possible are new.
pub(crate) fn keys_of_order(present: &[Option<(&str, EntryId)>]) -> Vec<String> {
    let stays = longest_run(present);
    let mut keys: Vec<String> = Vec::with_capacity(present.len());
    // The entry before, where its key stayed: two that were put at one place at once have the same key, and stand by id.
    let mut last_kept: Option<EntryId> = None;
    for (place, entry) in present.iter().enumerate() {
        let last = keys.last().map(String::as_str);
        if let Some((order, id)) = entry
            && stays[place]
        {
            let alike = last == Some(*order) && last_kept.is_some_and(|before| before < *id);
            if last.is_none_or(|last| last < *order) || alike {
                keys.push((*order).to_owned());
                last_kept = Some(*id);
                continue;
            }
        }
        let next = (place + 1..present.len())
            .filter(|at| stays[*at])
            .filter_map(|at| present[at].map(|(order, _)| order))
            .find(|order| last.is_none_or(|last| last < *order));
        let key = between(last, next);
        keys.push(key);
        last_kept = None;
    }
    if stand_in_order(&keys, present) {
        keys
    } else {
        // Keys that this build can't read stand in the way: all are given anew.
        let mut fresh: Vec<String> = Vec::with_capacity(present.len());
        for _ in present {
            let key = between(fresh.last().map(String::as_str), None);
            fresh.push(key);
        }
        fresh
    }
}

fn stand_in_order(keys: &[String], present: &[Option<(&str, EntryId)>]) -> bool {
    let ids = present.iter().map(|entry| entry.map(|(_, id)| id));
    let all: Vec<(&String, Option<EntryId>)> = keys.iter().zip(ids).collect();
    all.windows(2).all(|pair| match (pair[0], pair[1]) {
        ((a, Some(one)), (b, Some(other))) if a == b => one < other,
        ((a, _), (b, _)) => a < b,
    })
}

/// The longest run of entries whose keys already ascend.
fn longest_run(present: &[Option<(&str, EntryId)>]) -> Vec<bool> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(present.len());
    for (place, entry) in present.iter().enumerate() {
        let mut own = (usize::from(entry.is_some()), None);
        if let Some(entry) = entry {
            for before in 0..place {
                let ascends = present[before].is_some_and(|other| other < *entry);
                if ascends && best[before].0 + 1 > own.0 {
                    own = (best[before].0 + 1, Some(before));
                }
            }
        }
        best.push(own);
    }
    let mut stays = vec![false; present.len()];
    let mut at = (0..best.len())
        .filter(|at| best[*at].0 > 0)
        .max_by_key(|at| (best[*at].0, usize::MAX - at));
    while let Some(place) = at {
        stays[place] = true;
        at = best[place].1;
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(number: u8) -> EntryId {
        EntryId([number; 16])
    }

    #[test]
    fn a_replaced_code_is_the_same_entry() {
        let kept: Vec<Kept<'_>> = ["A", "B", "C"]
            .iter()
            .enumerate()
            .map(|(place, key)| Kept {
                id: id(place as u8),
                key,
                order: "",
            })
            .collect();
        assert_eq!(
            pair(&kept, &["A", "X", "C"]),
            [Some(0), Some(1), Some(2)],
            "in its place"
        );
        assert_eq!(pair(&kept, &["B", "C"]), [Some(1), Some(2)], "one less");
        assert_eq!(
            pair(&kept, &["A", "X", "B", "C"]),
            [Some(0), None, Some(1), Some(2)],
            "a new one between"
        );
        assert_eq!(pair(&kept, &["C", "A", "B"]), [Some(2), Some(0), Some(1)]);
        assert_eq!(
            pair(&kept, &["B", "X"]),
            [Some(1), Some(2)],
            "one less and one replaced"
        );
    }

    proptest! {
        #[test]
        fn keys_give_the_wanted_order_and_moving_one_sets_one(
            length in 1_usize..40,
            from in 0_usize..40,
            to in 0_usize..40,
        ) {
            let first = keys_of_order(&vec![None; length]);
            let mut list: Vec<(&str, EntryId)> = first
                .iter()
                .enumerate()
                .map(|(place, key)| (key.as_str(), id(place as u8)))
                .collect();
            let moved = list.remove(from % length);
            list.insert(to % length, moved);
            let wanted: Vec<_> = list.iter().copied().map(Some).collect();
            let keys = keys_of_order(&wanted);
            prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
            let changed = keys.iter().zip(&list).filter(|(key, (was, _))| key != was).count();
            prop_assert!(changed <= 1, "{} keys for one move", changed);
        }

        /// Whatever stands there: equal keys, none, keys of no known form.
        #[test]
        fn any_keys_end_in_order(
            keys in proptest::collection::vec(proptest::option::of("(80|8180|~|)"), 0..12),
        ) {
            let present: Vec<_> = keys
                .iter()
                .enumerate()
                .map(|(place, key)| key.as_deref().map(|key| (key, id(place as u8))))
                .collect();
            let keys = keys_of_order(&present);
            prop_assert!(stand_in_order(&keys, &present), "{:?}", keys);
        }
    }
}
