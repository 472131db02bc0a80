//! Blocks of numbers lent to devices, so that two laptops without a line never mint one twice.
//!
//! A supervisor's device keeps the [`Ledger`] and grants a block on a device's request. A lease names its device and is
//! worth nothing on another. Three things keep blocks apart when the supervisor's state is copied or goes back in time:
//!
//! - a ledger belongs to the device it was begun on and grants from that device's own stretch of numbers; on another
//!   device it grants nothing until it is [adopted](Ledger::adopt) with a stretch that no ledger has had;
//! - a request tells the highest number its device has ever seen lent, and a grant begins above it, so that a ledger
//!   restored from an old copy never lends a device, or one that has synchronised with it, the same block again;
//! - what is left, two copies on one device that lend to devices which never met, can't be seen by either copy. It is
//!   found when the leases meet ([`overlaps`]), before it matters which records bear the numbers.

use core::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::UnitNumber;
use super::unit_number::LARGEST;

/// Numbers of one stretch: a ledger's share of the number space.
pub const STRETCH: u64 = 5_000_000;
/// Stretches there are.
pub const STRETCHES: u64 = (LARGEST + 1) / STRETCH;
/// Most numbers of one lease.
pub const LARGEST_LEASE: u64 = 100_000;

/// A device, by the identity that enrolment gave it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Device(pub String);

/// A block of numbers lent to one device.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lease {
    /// Which lease: the granting device and its count, so that no two have one name by chance.
    pub id: String,
    /// Who may number from it.
    pub device: Device,
    /// First number.
    pub from: u64,
    /// Last number.
    pub to: u64,
}

/// What a device asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Who asks.
    pub device: Device,
    /// How many numbers.
    pub count: u64,
    /// All leases that this device knows of, its own and those it has heard of.
    pub known: Vec<Lease>,
}

/// Why there is no number or no lease.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeaseError {
    /// The lease is another device's.
    #[error(
        "lease {id} is lent to {holder}, not to this device, so both would mint the same numbers; where: the lease file; fix: ask for one of your own"
    )]
    OtherDevice {
        /// Which lease.
        id: String,
        /// Whose it is.
        holder: String,
    },
    /// All numbers are used.
    #[error(
        "all numbers of lease {0} are used; why: a number outside it could be minted elsewhere too; where: the number block; fix: get a new block from the supervisor"
    )]
    Exhausted(String),
    /// The ledger was begun on another device.
    #[error(
        "this ledger belongs to {0}; why: two copies would lend the same numbers; where: the ledger; fix: lend from that device, or take the ledger over with a stretch that was never used"
    )]
    OtherLedger(String),
    /// The stretch was used before.
    #[error(
        "stretch {0} is not free; where: the ledger; fix: choose one from the facility's list that no device has had"
    )]
    StretchTaken(u64),
    /// The stretch has no room for it.
    #[error(
        "only {left} numbers are left in this stretch; where: the ledger; fix: ask for fewer, or begin the next stretch"
    )]
    StretchFull {
        /// How many are left.
        left: u64,
    },
    /// Too few or too many numbers asked for.
    #[error(
        "{0} numbers can't be lent at once; where: the request; fix: ask for 1 to {LARGEST_LEASE}"
    )]
    Count(u64),
    /// The lease makes no sense.
    #[error(
        "the lease can't be used: {0}; where: the lease file; fix: get the file again from the supervisor"
    )]
    Unreadable(String),
}

impl Lease {
    /// Its numbers.
    #[must_use]
    pub fn numbers(&self) -> RangeInclusive<u64> {
        self.from..=self.to
    }

    /// The next number of this lease on `device`: the one after the last used, `None` used yet being the first.
    /// Numbers go up and none is given back, so the last one used says all.
    ///
    /// # Errors
    /// [`LeaseError::OtherDevice`], [`LeaseError::Exhausted`].
    pub fn next_number(
        &self,
        device: &Device,
        last_used: Option<UnitNumber>,
    ) -> Result<UnitNumber, LeaseError> {
        if *device != self.device {
            return Err(LeaseError::OtherDevice {
                id: self.id.clone(),
                holder: self.device.0.clone(),
            });
        }
        let next = last_used.map_or(self.from, |last| self.from.max(last.serial() + 1));
        let number = UnitNumber::new(next).filter(|_| next <= self.to);
        number.ok_or_else(|| LeaseError::Exhausted(self.id.clone()))
    }

    /// How many numbers are left.
    #[must_use]
    pub fn left(&self, last_used: Option<UnitNumber>) -> u64 {
        let next = last_used.map_or(self.from, |last| self.from.max(last.serial() + 1));
        (self.to + 1).saturating_sub(next)
    }

    /// Whether it is time to ask for the next block: less than a tenth is left.
    #[must_use]
    pub fn runs_out(&self, last_used: Option<UnitNumber>) -> bool {
        self.left(last_used) * 10 < self.to + 1 - self.from
    }

    /// The lease as the file that is carried to the device. It is not secret and not sealed here; who keeps the keys
    /// seals it.
    #[must_use]
    pub fn to_file(&self) -> String {
        let file = LeaseFile {
            format: FORMAT.to_owned(),
            version: 1,
            lease: self.clone(),
        };
        serde_json::to_string(&file).expect("strings and numbers")
    }

    /// Reads a lease file for `device`.
    ///
    /// # Errors
    /// [`LeaseError::Unreadable`], [`LeaseError::OtherDevice`].
    pub fn from_file(text: &str, device: &Device) -> Result<Self, LeaseError> {
        let file: LeaseFile =
            serde_json::from_str(text).map_err(|e| LeaseError::Unreadable(e.to_string()))?;
        let wrong = |what: &str| Err(LeaseError::Unreadable(what.to_owned()));
        if file.format != FORMAT || file.version != 1 {
            return wrong("it is no lease file of version 1");
        }
        let lease = file.lease;
        if lease.from > lease.to || lease.to > LARGEST || lease.to - lease.from >= LARGEST_LEASE {
            return wrong("its first and last number make no block");
        }
        if lease.device != *device {
            return Err(LeaseError::OtherDevice {
                id: lease.id,
                holder: lease.device.0,
            });
        }
        Ok(lease)
    }
}

const FORMAT: &str = "chartroom-number-lease";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeaseFile {
    format: String,
    version: u32,
    lease: Lease,
}

/// The supervisor's book of what was lent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    keeper: Device,
    stretch: u64,
    former_stretches: Vec<u64>,
    granted: Vec<Lease>,
}

impl Ledger {
    /// Begins a ledger on `keeper` with a stretch (0 to [`STRETCHES`] − 1) that the facility's list shows as free.
    ///
    /// # Errors
    /// [`LeaseError::StretchTaken`] where there is no such stretch.
    pub fn begin(keeper: Device, stretch: u64) -> Result<Self, LeaseError> {
        if stretch >= STRETCHES {
            return Err(LeaseError::StretchTaken(stretch));
        }
        Ok(Self {
            keeper,
            stretch,
            former_stretches: Vec::new(),
            granted: Vec::new(),
        })
    }

    /// Takes a ledger over on another device.
    ///
    /// # Errors
    /// [`LeaseError::StretchTaken`] for a stretch that this ledger has or had.
    pub fn adopt(&mut self, keeper: Device, stretch: u64) -> Result<(), LeaseError> {
        if stretch >= STRETCHES
            || stretch == self.stretch
            || self.former_stretches.contains(&stretch)
        {
            return Err(LeaseError::StretchTaken(stretch));
        }
        self.former_stretches.push(self.stretch);
        (self.keeper, self.stretch) = (keeper, stretch);
        Ok(())
    }

    /// Everything lent, in order.
    #[must_use]
    pub fn granted(&self) -> &[Lease] {
        &self.granted
    }

    /// Lends a block; `here` is the device this runs on.
    ///
    /// # Errors
    /// [`LeaseError`]: another device's ledger, a count out of bounds, no room.
    pub fn grant(&mut self, here: &Device, request: &Request) -> Result<Lease, LeaseError> {
        if *here != self.keeper {
            return Err(LeaseError::OtherLedger(self.keeper.0.clone()));
        }
        if !(1..=LARGEST_LEASE).contains(&request.count) {
            return Err(LeaseError::Count(request.count));
        }
        let (start, end) = (self.stretch * STRETCH, (self.stretch + 1) * STRETCH);
        let mine = |lease: &&Lease| (start..end).contains(&lease.to);
        let lent = self
            .granted
            .iter()
            .chain(&request.known)
            .filter(mine)
            .map(|lease| lease.to + 1)
            .max();
        let from = lent.unwrap_or(start);
        if end - from < request.count {
            return Err(LeaseError::StretchFull { left: end - from });
        }
        let lease = Lease {
            id: format!("{}/{from:08}", self.keeper.0),
            device: request.device.clone(),
            from,
            to: from + request.count - 1,
        };
        self.granted.push(lease.clone());
        Ok(lease)
    }
}

/// Pairs of leases that share numbers: a supervisor's state was copied. No device may number from either any more, and
/// numbers given from both need new ones (MPI-004).
#[must_use]
pub fn overlaps(leases: &[Lease]) -> Vec<(Lease, Lease)> {
    let mut sorted: Vec<&Lease> = leases.iter().collect();
    sorted.sort_unstable_by_key(|lease| (lease.from, lease.to, *lease));
    sorted.dedup();
    let mut found = Vec::new();
    for (position, first) in sorted.iter().enumerate() {
        let meets = sorted[position + 1..]
            .iter()
            .take_while(|second| second.from <= first.to);
        found.extend(meets.map(|second| ((*first).clone(), (*second).clone())));
    }
    found
}
