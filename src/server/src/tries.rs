//! How often somebody may try at the door: buckets that fill again, in memory.
//!
//! | What | of whom | at once | then one every |
//! |---|---|---|---|
//! | asking how to log in | a name of a facility | 30 | 10 s |
//! | logging in, joining | a name of a facility | 10 | 30 s |
//! | a device asking to be frozen | the device | 10 | 60 s |
//! | trying a code | the code | 10 | 60 s |
//! | any question without a session | an address | 300 | ⅓ s |
//! | whatever came to nothing | an address | 60 | 5 s |
//!
//! Fifty people behind one address log in within a minute with two questions each, and every one of them may mistype once; who
//! guesses passwords gets ten tries at a name and two a minute from then on, and twelve a minute over all names from one
//! address. A right log-in fills the bucket of its name. An address of IPv6 counts as its network of 64 bits.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum What {
    /// [`sync::door::Ask::Prelogin`] of a name.
    Prelogin,
    /// Proving to be a name.
    Prove,
    /// A device's own freezing.
    Contain,
    /// Using a code.
    Code,
    /// Anything, from an address.
    Any,
    /// What came to nothing, from an address.
    Failed,
}

impl What {
    /// How many at once, and milliseconds until there is one more.
    const fn rate(self) -> (f64, f64) {
        match self {
            Self::Prelogin => (30.0, 10_000.0),
            Self::Prove => (10.0, 30_000.0),
            Self::Contain | Self::Code => (10.0, 60_000.0),
            Self::Any => (300.0, 333.0),
            Self::Failed => (60.0, 5_000.0),
        }
    }
}

/// Of whom: an address, a name, a device or a code, as a keyed hash. Nothing in here says who it was.
pub(crate) type Whom = [u8; 16];

/// Buckets at most. Beyond it, those that are full are forgotten, for they say nothing.
const MOST: usize = 1 << 16;
/// Of whom it is when there are more: all of them together.
const CROWD: Whom = [0; 16];

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: i64,
}

/// All buckets.
#[derive(Debug, Default)]
pub(crate) struct Tries {
    buckets: Mutex<HashMap<(What, Whom), Bucket>>,
}

impl Tries {
    /// Takes one out of a bucket. Where it is empty: in how many seconds there is one again.
    pub(crate) fn take(&self, what: What, whom: Whom, now: i64) -> Result<(), u32> {
        self.with(what, whom, now, |bucket, each| {
            if bucket.left >= 1.0 {
                bucket.left -= 1.0;
                return Ok(());
            }
            Err(seconds((1.0 - bucket.left) * each))
        })
    }

    /// Whether there is one in a bucket, without taking it.
    pub(crate) fn has(&self, what: What, whom: Whom, now: i64) -> Result<(), u32> {
        self.with(what, whom, now, |bucket, each| {
            if bucket.left >= 1.0 {
                return Ok(());
            }
            Err(seconds((1.0 - bucket.left) * each))
        })
    }

    /// Fills a bucket.
    pub(crate) fn forgive(&self, what: What, whom: Whom) {
        let mut buckets = self.buckets.lock().unwrap_or_else(|e| e.into_inner());
        buckets.remove(&(what, whom));
    }

    fn with<T>(
        &self,
        what: What,
        whom: Whom,
        now: i64,
        then: impl FnOnce(&mut Bucket, f64) -> T,
    ) -> T {
        let mut buckets = self.buckets.lock().unwrap_or_else(|e| e.into_inner());
        let mut key = (what, whom);
        if buckets.len() >= MOST && !buckets.contains_key(&key) {
            buckets.retain(|(what, _), bucket| {
                let (most, each) = what.rate();
                filled(bucket, now, most, each) < most
            });
            if buckets.len() >= MOST {
                key = (what, CROWD);
            }
        }
        let (most, each) = what.rate();
        let bucket = buckets.entry(key).or_insert(Bucket {
            left: most,
            at: now,
        });
        bucket.left = filled(bucket, now, most, each);
        bucket.at = now;
        then(bucket, each)
    }
}

fn filled(bucket: &Bucket, now: i64, most: f64, each: f64) -> f64 {
    let passed = now.saturating_sub(bucket.at).max(0) as f64;
    (bucket.left + passed / each).min(most)
}

fn seconds(milliseconds: f64) -> u32 {
    ((milliseconds / 1_000.0).ceil() as u32).max(1)
}

/// An address as far as it says whose it is.
pub(crate) fn network(address: IpAddr) -> [u8; 16] {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => {
            let mut octets = address.octets();
            octets[8..].fill(0);
            octets
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let tries = Tries::default();
        for _ in 0..10 {
            assert_eq!(tries.take(What::Prove, [1; 16], 0), Ok(()));
        }
        assert_eq!(tries.take(What::Prove, [1; 16], 0), Err(30));
        assert_eq!(tries.take(What::Prove, [2; 16], 0), Ok(()));
        assert_eq!(tries.take(What::Prove, [1; 16], 29_000), Err(1));
        assert_eq!(tries.take(What::Prove, [1; 16], 30_000), Ok(()));
        assert_eq!(tries.take(What::Prove, [1; 16], 30_000), Err(30));
        tries.forgive(What::Prove, [1; 16]);
        assert_eq!(tries.take(What::Prove, [1; 16], 30_000), Ok(()));
        // A clock that is set back fills nothing and breaks nothing.
        assert_eq!(tries.take(What::Prove, [1; 16], -1_000_000), Ok(()));
    }

    #[test]
    fn fifty_people_behind_one_address_come_in() {
        let tries = Tries::default();
        for person in 0..50_u8 {
            let at = i64::from(person) * 100;
            for _ in 0..2 {
                assert_eq!(tries.take(What::Any, [9; 16], at), Ok(()));
                assert_eq!(tries.take(What::Any, [9; 16], at), Ok(()));
                assert_eq!(tries.has(What::Failed, [9; 16], at), Ok(()));
            }
            assert_eq!(tries.take(What::Failed, [9; 16], at), Ok(()));
        }
    }

    #[test]
    fn there_are_never_more_buckets_than_may_be() {
        let tries = Tries::default();
        for number in 0..(MOST as u128 + 5_000) {
            let _ = tries.take(What::Code, number.to_be_bytes(), 0);
        }
        let held = tries
            .buckets
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .len();
        assert!(held <= MOST + 1, "{held}");
        // Those that are full again make room.
        assert_eq!(tries.take(What::Code, [0xee; 16], 600_000), Ok(()));
        let held = tries
            .buckets
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .len();
        assert!(held < 10, "{held}");
    }
}
