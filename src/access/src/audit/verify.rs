//! The check of a chain: streamed while it is sound, and sorted out once it isn't.
//!
//! As long as each row follows the one before, nothing is kept of it. From the first row that doesn't, what is needed
//! of each is set aside (about 100 bytes), because a place can only be named with the rows after it in sight: a
//! missing entry and one that stands elsewhere begin alike.

use std::collections::{BTreeMap, HashMap};

use super::row::Row;
use super::{Fault, Hash, Head, Place, RowError, Verdict};

/// Checks the rows of one device's chain, in the order of the store, against the head that is expected.
///
/// ```
/// use access::DeviceId;
/// use access::audit::{Chain, Fault, Verdict, verify};
///
/// let mut chain = Chain::begin(DeviceId([7; 16]));
/// let mut rows = Vec::new();
/// for sealed in [b"one", b"two", b"six"] {
///     let (row, after) = chain.append(sealed);
///     rows.push(row.to_bytes());
///     chain = after;
/// }
/// assert_eq!(verify(&rows, chain.head()), Verdict::Sound(chain.head()));
/// rows.remove(1);
/// assert_eq!(verify(&rows, chain.head()), Verdict::Broken(vec![Fault::Dropped { first: 1, last: 1 }]));
/// ```
pub fn verify<R: AsRef<[u8]>>(rows: impl IntoIterator<Item = R>, expected: Head) -> Verdict {
    let mut verifier = Verifier::new(expected);
    for row in rows {
        verifier.row(row.as_ref());
    }
    verifier.finish()
}

/// A check under way, for rows that come in batches.
#[derive(Debug, Clone)]
pub struct Verifier {
    expected: Head,
    witnesses: Vec<Head>,
    faults: Vec<Fault>,
    /// The first entry that isn't known to be sound, and the hash it has to be chained to.
    next: u64,
    last: Hash,
    position: u64,
    aside: Vec<Aside>,
}

/// A row that was set aside.
#[derive(Debug, Clone, Copy)]
struct Aside {
    position: u64,
    what: What,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Unreadable(RowError),
    /// Doesn't have its hash, so that what it says of itself is no more than a hint.
    Altered {
        claims: u64,
    },
    Foreign(Place),
    Fits(Link),
}

/// What a row that fits itself says of its place.
#[derive(Debug, Clone, Copy)]
struct Link {
    sequence: u64,
    previous: Hash,
    hash: Hash,
}

impl Verifier {
    /// A check of a whole chain.
    #[must_use]
    pub fn new(expected: Head) -> Self {
        Self::after(
            Head {
                length: 0,
                hash: Hash::beginning(expected.device),
                ..expected
            },
            expected,
        )
    }

    /// A check of what came after `verified`, a head up to which the chain was checked before.
    #[must_use]
    pub fn after(verified: Head, expected: Head) -> Self {
        let mut verifier = Self {
            expected,
            witnesses: Vec::new(),
            faults: Vec::new(),
            next: verified.length,
            last: verified.hash,
            position: 0,
            aside: Vec::new(),
        };
        if verified.device != expected.device {
            verifier.faults.push(Fault::HeadForeign {
                device: verified.device,
            });
        }
        verifier
    }

    /// Adds a head that somebody else kept: a backup, another device, a server, a printed page. Before the first row.
    #[must_use]
    pub fn witness(mut self, head: Head) -> Self {
        if head.device == self.expected.device {
            self.witnesses.push(head);
        } else {
            self.faults.push(Fault::HeadForeign {
                device: head.device,
            });
        }
        self
    }

    /// Takes the next row's bytes.
    pub fn row(&mut self, bytes: &[u8]) {
        let position = self.position;
        self.position += 1;
        let what = match Row::read(bytes) {
            Err(error) => What::Unreadable(error),
            Ok(row) if row.right_hash() != row.hash => What::Altered {
                claims: row.place.sequence,
            },
            Ok(row) if row.place.device != self.expected.device => What::Foreign(row.place),
            Ok(row) => {
                let link = Link {
                    sequence: row.place.sequence,
                    previous: row.previous,
                    hash: row.hash,
                };
                if self.aside.is_empty() && link.sequence == self.next && link.previous == self.last
                {
                    self.next += 1;
                    self.last = link.hash;
                    self.hold_against_heads(link.sequence, link.hash);
                    return;
                }
                What::Fits(link)
            }
        };
        self.aside.push(Aside { position, what });
    }

    /// The verdict after the last row.
    #[must_use]
    pub fn finish(mut self) -> Verdict {
        let aside = std::mem::take(&mut self.aside);
        let fits = self.without_copies(&aside);
        let order = self.placed(&aside, &fits);
        self.out_of_order(&order);
        let length = self.gaps(&order);
        let links: BTreeMap<u64, Link> = fits.values().map(|link| (link.sequence, *link)).collect();
        for link in links.values() {
            self.hold_against_heads(link.sequence, link.hash);
        }
        self.broken_links(&links, length);
        self.ends(length);
        if self.faults.is_empty() {
            return Verdict::Sound(self.expected);
        }
        let mut faults = self.faults;
        faults.sort_by_key(place_of);
        faults.dedup();
        Verdict::Broken(faults)
    }

    /// The rows that fit themselves by position, one for each entry. Of two copies the one between its neighbours stays.
    fn without_copies(&mut self, aside: &[Aside]) -> BTreeMap<u64, Link> {
        let own: Vec<(u64, Link)> = aside
            .iter()
            .filter_map(|row| match row.what {
                What::Fits(link) => Some((row.position, link)),
                _ => None,
            })
            .collect();
        let neighbours = |at: usize| {
            let sequence = own[at].1.sequence;
            let before = at
                .checked_sub(1)
                .map_or(self.next.checked_sub(1), |b| Some(own[b].1.sequence));
            let after = own.get(at + 1).map(|(_, link)| link.sequence);
            u8::from(before.is_some() && before == sequence.checked_sub(1))
                + u8::from(after.is_some() && after == sequence.checked_add(1))
        };
        let mut kept: HashMap<u64, usize> = HashMap::new();
        let mut copies = Vec::new();
        for (at, (position, link)) in own.iter().enumerate() {
            if link.sequence < self.next {
                copies.push(Fault::Duplicated {
                    sequence: link.sequence,
                    position: *position,
                });
                continue;
            }
            let Some(first) = kept.get(&link.sequence).copied() else {
                kept.insert(link.sequence, at);
                continue;
            };
            let copy = if neighbours(at) > neighbours(first) {
                kept.insert(link.sequence, at);
                first
            } else {
                at
            };
            copies.push(Fault::Duplicated {
                sequence: link.sequence,
                position: own[copy].0,
            });
        }
        self.faults.append(&mut copies);
        kept.into_values().map(|at| own[at]).collect()
    }

    /// The entries in the order in which they stand. An altered row takes the place it claims if that is free, else
    /// the one after its neighbour; if neither is free, nothing is missing for it and it was put in.
    fn placed(&mut self, aside: &[Aside], fits: &BTreeMap<u64, Link>) -> Vec<u64> {
        let end = fits
            .values()
            .map(|link| link.sequence.saturating_add(1))
            .fold(self.expected.length, u64::max);
        let mut taken: std::collections::HashSet<u64> =
            fits.values().map(|link| link.sequence).collect();
        let mut order = Vec::with_capacity(aside.len());
        let mut after_neighbour = self.next;
        for row in aside {
            let position = row.position;
            let (claims, unreadable) = match row.what {
                What::Fits(link) => {
                    if fits.contains_key(&position) {
                        order.push(link.sequence);
                        after_neighbour = link.sequence.saturating_add(1);
                    }
                    continue;
                }
                What::Foreign(Place { device, sequence }) => {
                    self.faults.push(Fault::Foreign {
                        position,
                        device,
                        sequence,
                    });
                    continue;
                }
                What::Altered { claims } => (Some(claims), None),
                What::Unreadable(error) => (None, Some(error)),
            };
            let free =
                |sequence: &u64| (self.next..end).contains(sequence) && !taken.contains(sequence);
            match claims.filter(free).or(Some(after_neighbour).filter(free)) {
                Some(sequence) => {
                    taken.insert(sequence);
                    order.push(sequence);
                    after_neighbour = sequence + 1;
                    self.faults.push(Fault::Edited {
                        sequence,
                        position,
                        unreadable,
                    });
                }
                None => self.faults.push(Fault::Inserted { position }),
            }
        }
        order
    }

    /// Names each stretch of entries that are out of order among themselves: between two places where all before is
    /// lower than all after.
    fn out_of_order(&mut self, order: &[u64]) {
        let mut lowest_after = vec![u64::MAX; order.len() + 1];
        for at in (0..order.len()).rev() {
            lowest_after[at] = lowest_after[at + 1].min(order[at]);
        }
        let (mut start, mut highest) = (0, 0);
        for (at, sequence) in order.iter().enumerate() {
            highest = highest.max(*sequence);
            if at + 1 == order.len() || highest < lowest_after[at + 1] {
                if at > start {
                    self.faults.push(Fault::Reordered {
                        first: lowest_after[start],
                        last: highest,
                    });
                }
                start = at + 1;
            }
        }
    }

    /// Names missing entries below the highest present, and gives how long the chain is by its rows.
    fn gaps(&mut self, order: &[u64]) -> u64 {
        let mut present = order.to_vec();
        present.sort_unstable();
        let mut next = self.next;
        for sequence in present {
            if sequence > next {
                self.faults.push(Fault::Dropped {
                    first: next,
                    last: sequence - 1,
                });
            }
            next = sequence.saturating_add(1);
        }
        next
    }

    /// Names entries whose successor remembers another hash. An entry that was given another `previous` as well breaks
    /// two links in a row; it lies between them. The head is the last entry's successor.
    fn broken_links(&mut self, links: &BTreeMap<u64, Link>, length: u64) {
        let mut broken = Vec::new();
        for (sequence, link) in links {
            let before = if *sequence == self.next {
                Some(self.last)
            } else {
                sequence
                    .checked_sub(1)
                    .and_then(|before| links.get(&before))
                    .map(|before| before.hash)
            };
            if before.is_some_and(|hash| hash != link.previous) {
                broken.push(*sequence);
            }
        }
        let head_differs = Fault::HeadDiffers {
            sequence: length.saturating_sub(1),
            head: self.expected,
        };
        let at_head = self.faults.contains(&head_differs) && self.expected.length == length;
        if at_head {
            broken.push(length);
        }
        for run in broken.chunk_by(|a, b| a.checked_add(1) == Some(*b)) {
            match *run {
                // Already said of the head.
                [only] if at_head && only == length => {}
                [only] => self.faults.push(Fault::Replaced {
                    sequence: only.saturating_sub(1),
                }),
                [ref between @ .., _] => {
                    self.faults
                        .extend(between.iter().map(|sequence| Fault::Replaced {
                            sequence: *sequence,
                        }));
                }
                [] => {}
            }
        }
    }

    /// Holds the length by rows against the heads.
    fn ends(&mut self, length: u64) {
        let witnessed = self
            .witnesses
            .iter()
            .map(|head| head.length)
            .fold(0, u64::max);
        let known = witnessed.max(length);
        if self.expected.length < known {
            self.faults.push(Fault::HeadRolledBack {
                head: self.expected.length,
                known,
            });
        }
        let expected = witnessed.max(self.expected.length);
        if length < expected {
            self.faults.push(Fault::Truncated { length, expected });
        }
        // A head over nothing has no entry that could be held against it.
        let beginning = Hash::beginning(self.expected.device);
        for head in self.witnesses.iter().chain([&self.expected]) {
            if head.length == 0 && head.hash != beginning {
                self.faults.push(Fault::HeadDiffers {
                    sequence: 0,
                    head: *head,
                });
            }
        }
    }

    fn hold_against_heads(&mut self, sequence: u64, hash: Hash) {
        for head in self.witnesses.iter().chain([&self.expected]) {
            if head.length.checked_sub(1) == Some(sequence) && head.hash != hash {
                self.faults.push(Fault::HeadDiffers {
                    sequence,
                    head: *head,
                });
            }
        }
    }
}

fn place_of(fault: &Fault) -> u64 {
    match *fault {
        Fault::Edited { sequence, .. }
        | Fault::Replaced { sequence }
        | Fault::Duplicated { sequence, .. }
        | Fault::HeadDiffers { sequence, .. } => sequence,
        Fault::Dropped { first, .. } | Fault::Reordered { first, .. } => first,
        Fault::Inserted { position } | Fault::Foreign { position, .. } => position,
        Fault::Truncated { length, .. } => length,
        Fault::HeadRolledBack { head, .. } => head,
        Fault::HeadForeign { .. } => u64::MAX,
    }
}
