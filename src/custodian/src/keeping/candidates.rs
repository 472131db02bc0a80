//! Rows that say they are one operation. A row's name stands in the clear, and anybody can write another's over a row of their
//! own: so each is looked at by itself, and one that does not open takes nothing away from one that does.

/// A row that says it is an operation.
pub(super) struct Candidate {
    pub(super) value: Vec<u8>,
    /// Its key, where it was kept for later before.
    pub(super) waits: Option<Vec<u8>>,
}

/// Each row once; and where those stand that were kept for later.
pub(super) fn distinct(mut all: Vec<Candidate>) -> (Vec<Candidate>, Vec<Vec<u8>>) {
    let waits = all.iter().filter_map(|of| of.waits.clone()).collect();
    // Of two that are the same, the one that is kept already comes first.
    all.sort_by(|one, other| {
        one.value
            .cmp(&other.value)
            .then(other.waits.cmp(&one.waits))
    });
    all.dedup_by(|later, first| later.value == first.value);
    (all, waits)
}
