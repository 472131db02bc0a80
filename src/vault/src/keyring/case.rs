//! Case keys: one per record and epoch, wrapped by the facility's key of the epoch. Format 1 of a wrapped case key:
//! version (1 byte), key epoch (4, big-endian), wrap (60).
//!
//! A new one is derived from the facility's key of the epoch and the record's name, so that devices which write on one record
//! before they have heard of each other make the same. Whoever holds the facility's key opens every wrap by it anyway. Those
//! of earlier builds are random; the wrap says which key it is, whatever it was made from.

use rand_core::CryptoRng;

use super::Keyring;
use crate::digest::expand;
use crate::id::RecordHash;
use crate::key::{Case, Facility, Key};
use crate::place::{Place, Table};
use crate::seal::{OpenError, SealError};
use crate::wrap::{WRAP_LEN, Wrap, unwrap, wrap};

const VERSION: u8 = 1;
const LEN: usize = 1 + 4 + WRAP_LEN;

impl Keyring {
    fn case_place(&self, record: RecordHash, epoch: u32) -> Place {
        Place {
            record: Some(record),
            ..Place::new(self.facility(), Table::CaseKeys, epoch, u32::from(VERSION))
        }
    }

    /// A new key for a record in the newest epoch, and its wrapped form for the store.
    ///
    /// # Errors
    /// The facility's key is worn out: begin a new epoch.
    pub fn make_case_key(
        &self,
        record: RecordHash,
        rng: &mut impl CryptoRng,
    ) -> Result<(Key<Case>, Vec<u8>), SealError> {
        let epoch = self.newest();
        let facility = &self
            .epoch(epoch)
            .expect("the newest epoch is held")
            .facility;
        let key = derived(facility, record, epoch);
        let place = self.case_place(record, epoch);
        let wrapped = wrap(facility, &key, &[&place.encode()], rng)?;
        Ok((
            key,
            [&[VERSION][..], &epoch.to_be_bytes(), &wrapped.0].concat(),
        ))
    }

    /// The key that every device makes for a record in an epoch. Rows of earlier builds are sealed by others.
    ///
    /// # Errors
    /// [`OpenError::EpochNotHeld`].
    pub fn derived_case_key(&self, record: RecordHash, epoch: u32) -> Result<Key<Case>, OpenError> {
        let facility = &self.epoch(epoch)?.facility;
        Ok(derived(facility, record, epoch))
    }

    /// A record's key out of its wrapped form, and its epoch.
    ///
    /// # Errors
    /// Says which kind of harm was done; see [`OpenError`].
    pub fn open_case_key(
        &self,
        record: RecordHash,
        wrapped: &[u8],
    ) -> Result<(Key<Case>, u32), OpenError> {
        let place = self.case_place(record, self.newest());
        let too_short = || OpenError::TooShort {
            place,
            len: wrapped.len(),
        };
        let (&version, rest) = wrapped.split_first().ok_or_else(too_short)?;
        if version != VERSION {
            return Err(OpenError::UnknownVersion { place, version });
        }
        let (epoch, rest) = rest.split_first_chunk().ok_or_else(too_short)?;
        let epoch = u32::from_be_bytes(*epoch);
        if wrapped.len() < LEN {
            return Err(too_short());
        }
        let place = self.case_place(record, epoch);
        let refused = OpenError::Refused { place };
        let wrap = Wrap(rest.try_into().map_err(|_| refused.clone())?);
        let facility = &self.epoch(epoch)?.facility;
        let key = unwrap(facility, &wrap, &[&place.encode()]).ok_or(refused)?;
        Ok((key, epoch))
    }
}

fn derived(facility: &Key<Facility>, record: RecordHash, epoch: u32) -> Key<Case> {
    Key::from_root(&expand(
        facility.root(),
        &[b"chartroom case key 1 ", &record.0, &epoch.to_be_bytes()],
    ))
}
