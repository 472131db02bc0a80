//! How often somebody may try at the door: buckets that fill again, in memory.
//!
//! | What | of whom | at once | then one every |
//! |---|---|---|---|
//! | asking how to log in | a name of a facility, from an address | 30 | 10 s |
//! | logging in, joining | a name of a facility, from an address | 10 | 30 s |
//! | what was wrong of that | a name of a facility | 200 | 10 s |
//! | a device asking to be frozen, rightly signed | the device | 10 | 60 s |
//! | trying a code | the code | 10 | 60 s |
//! | any question without a session | an address | 300 | ⅓ s |
//! | whatever came to nothing | an address | 60 | 5 s |
//! | logging in where what was wrong, or came to nothing, would stand in the way | a device that is known | 10 | 30 s |
//!
//! The numbers are those of one server since it started: several on one database, or one that is started again and again, let
//! through as many each time.
//!
//! Fifty people behind one address log in within a minute with two questions each, and every one of them may mistype once; who
//! guesses passwords gets ten tries at a name from an address and two a minute from then on, twelve a minute over all names from
//! one address, and six a minute at one name from all addresses in the world.
//!
//! Nobody keeps out somebody else by failing. A right log-in fills the bucket of its name from there, and for a month neither the
//! failures of others at that address nor those of others under that name count against it there, at this server and until it
//! ends. Wherever that is not remembered, a device that is known in the database and signs as itself logs in all the same, and how
//! to log in is told at an address however much came to nothing there. Who shares an address with somebody can
//! still keep their name from logging in there by trying it twice a minute, and whoever has not come in lately by asking more than an
//! address may.
//!
//! An address of IPv6 counts as its network of 64 bits, and of 48 where there are many.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum What {
    /// [`sync::door::Ask::Prelogin`] of a name, from an address.
    Prelogin,
    /// Proving to be a name, from an address.
    Prove,
    /// A name that somebody wrongly said to be theirs, from wherever.
    Name,
    /// That a name was proved from an address: no limit, but known for a while.
    Came,
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
            Self::Name => (200.0, 10_000.0),
            Self::Came => (1.0, 30.0 * 24.0 * 3_600_000.0),
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
/// Of whom it is when there are more: all of them together, who may as much as so many.
const CROWD: Whom = [0; 16];
const IN_CROWD: f64 = 64.0;
/// How often it is looked which are full, at most: milliseconds.
const LOOK: i64 = 1_000;

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: i64,
}

/// All buckets.
#[derive(Debug, Default)]
pub(crate) struct Tries {
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    buckets: HashMap<(What, Whom), Bucket>,
    /// When it was last looked which are full.
    looked: Option<i64>,
}

impl Held {
    /// Forgets buckets that are full, where it was not done a moment ago: it takes as long as there are many.
    fn forget_full(&mut self, now: i64) {
        let since = self.looked.map_or(LOOK, |at| now.saturating_sub(at));
        if (0..LOOK).contains(&since) {
            return;
        }
        self.looked = Some(now);
        self.buckets.retain(|key, bucket| {
            let (most, each) = rate(key);
            filled(bucket, now, most, each) < most
        });
    }
}

fn rate((what, whom): &(What, Whom)) -> (f64, f64) {
    let (most, each) = what.rate();
    match *whom == CROWD {
        true => (most * IN_CROWD, each / IN_CROWD),
        false => (most, each),
    }
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
        let mut held = self.held.lock().unwrap_or_else(|e| e.into_inner());
        held.buckets.remove(&(what, whom));
    }

    /// Whether something was taken of a bucket that has not filled again.
    pub(crate) fn was_taken(&self, what: What, whom: Whom, now: i64) -> bool {
        let held = self.held.lock().unwrap_or_else(|e| e.into_inner());
        let (most, each) = what.rate();
        let bucket = held.buckets.get(&(what, whom));
        bucket.is_some_and(|bucket| filled(bucket, now, most, each) < most)
    }

    /// Whether there are so many that whoever can have many addresses may be about.
    pub(crate) fn is_crowded(&self) -> bool {
        let held = self.held.lock().unwrap_or_else(|e| e.into_inner());
        held.buckets.len() >= MOST / 2
    }

    fn with<T>(
        &self,
        what: What,
        whom: Whom,
        now: i64,
        then: impl FnOnce(&mut Bucket, f64) -> T,
    ) -> T {
        let mut held = self.held.lock().unwrap_or_else(|e| e.into_inner());
        let mut key = (what, whom);
        if held.buckets.len() >= MOST && !held.buckets.contains_key(&key) {
            held.forget_full(now);
            if held.buckets.len() >= MOST {
                key = (what, CROWD);
            }
        }
        let (most, each) = rate(&key);
        let bucket = held.buckets.entry(key).or_insert(Bucket {
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

/// An address as far as it says whose it is: of IPv6 so many bytes.
pub(crate) fn network(address: IpAddr, bytes: usize) -> [u8; 16] {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => {
            let mut octets = address.octets();
            octets[bytes..].fill(0);
            octets
        }
    }
}

/// Bytes of an address of IPv6 that whoever has one may choose freely behind: a network of one place.
pub(crate) const PLACE: usize = 8;
/// And a network of many places.
pub(crate) const SITE: usize = 6;

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
        assert!(held(&tries) <= MOST + 1, "{}", held(&tries));
        // All who came late are as one, who may as much as many; and the others are not looked through for each of them.
        assert_eq!(tries.take(What::Code, [0xed; 16], 0), Err(1));
        assert!(tries.is_crowded());
        // Those that are full again make room.
        assert_eq!(tries.take(What::Code, [0xee; 16], 600_000), Ok(()));
        assert!(held(&tries) < 10, "{}", held(&tries));
        assert!(!tries.is_crowded());
    }

    fn held(tries: &Tries) -> usize {
        let held = tries.held.lock().unwrap_or_else(|e| e.into_inner());
        held.buckets.len()
    }

    /// Whoever fills the map makes nobody wait while it is looked through again and again.
    #[test]
    fn a_full_map_is_looked_through_once_a_second() {
        let tries = Tries::default();
        for number in 0..MOST as u128 {
            let _ = tries.take(What::Code, number.to_be_bytes(), 0);
        }
        let looked = |at| {
            let _ = tries.take(What::Code, [0xee; 16], at);
            tries.held.lock().unwrap_or_else(|e| e.into_inner()).looked
        };
        assert_eq!(looked(10), Some(10));
        assert_eq!(looked(900), Some(10));
        assert_eq!(looked(1_010), Some(1_010));
        // A clock that is set back has it looked again.
        assert_eq!(looked(500), Some(500));
    }

    #[test]
    fn a_site_has_many_networks() {
        let one: IpAddr = "2001:db8:1:2::3".parse().expect("an address");
        let other: IpAddr = "2001:db8:1:3::3".parse().expect("an address");
        assert_ne!(network(one, PLACE), network(other, PLACE));
        assert_eq!(network(one, SITE), network(other, SITE));
        let old: IpAddr = "192.0.2.1".parse().expect("an address");
        assert_eq!(network(old, PLACE), network(old, SITE));
    }
}
