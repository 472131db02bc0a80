//! What the keeper of a server does for a facility in which nobody is left who could: by what a laptop's screen shows.
//!
//! Six letters and digits tell the laptops of one clinic apart, not those of all: somebody's laptop may be called, or may have been
//! made to be called, as another's in another facility. Where it is not clear whose is meant, nothing is changed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Door, freezing};
use crate::Trouble;
use crate::database::{Book, values};

/// A member or a device of a facility: whichever is reached.
type One = [u8; 16];
/// Who is reached, by facility.
type Called = BTreeMap<[u8; 16], BTreeSet<One>>;
/// A facility, and who is reached in it.
type InOne = ([u8; 16], BTreeSet<One>);

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reached {
    /// So many were changed.
    Changed(u64),
    /// Nothing was, for laptops of several facilities are called so: the short hash by which each facility is named in the log, and
    /// how many would be reached in it.
    Several(Vec<(String, u64)>),
}

impl Door {
    /// Lets the laptops of this short name go on that are frozen. Counts devices. Where there are such in several facilities,
    /// whose is meant has to be said, by the short hash of the facility.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn let_go_on(&self, short: &str, facility: Option<&str>) -> Result<Reached, Trouble> {
        let mut book = self.database.to_write().await?;
        let sql = "SELECT facility, device, store FROM devices WHERE frozen IS NOT NULL";
        let called = self.called(&mut book, sql, short, facility).await?;
        let (facility, devices) = match only(called) {
            Ok(Some(one)) => one,
            Ok(None) => return Ok(Reached::Changed(0)),
            Err(several) => return Ok(self.several(&several)),
        };
        for device in &devices {
            freezing::go_on(&mut book, facility, *device).await?;
        }
        book.commit().await?;
        Ok(Reached::Changed(devices.len() as u64))
    }

    /// Removes all passkeys of those who have devices on the laptops of this short name. Counts passkeys, and people where there are
    /// such in several facilities: whose is meant has to be said then, by the short hash of the facility.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn forget_passkeys(
        &self,
        short: &str,
        facility: Option<&str>,
    ) -> Result<Reached, Trouble> {
        let mut book = self.database.to_write().await?;
        let now = self.clock.now();
        let sql = "SELECT d.facility, d.member, d.store FROM devices d \
            JOIN passkeys p ON p.facility = d.facility AND p.member = d.member \
            WHERE d.ended IS NULL GROUP BY d.facility, d.member, d.store";
        let called = self.called(&mut book, sql, short, facility).await?;
        let (facility, members) = match only(called) {
            Ok(Some(one)) => one,
            Ok(None) => return Ok(Reached::Changed(0)),
            Err(several) => return Ok(self.several(&several)),
        };
        let mut removed = 0;
        for member in members {
            removed += Self::forget_of(&mut book, now, facility, member).await?;
        }
        book.commit().await?;
        Ok(Reached::Changed(removed))
    }

    /// Whoever a statement finds at laptops of this short name, by facility; of one facility only, where it is said which. The
    /// statement gives facility, whom, and the laptop's store.
    async fn called(
        &self,
        book: &mut Book,
        sql: &'static str,
        short: &str,
        facility: Option<&str>,
    ) -> Result<Called, Trouble> {
        let short = short.trim().to_uppercase();
        let wanted = facility.map(|tag| tag.trim().to_lowercase());
        let mut called: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for row in book.rows("devices", sql, values![]).await? {
            let facility: [u8; 16] = row.fixed(0)?;
            let meant = wanted
                .as_ref()
                .is_none_or(|tag| *tag == self.tag(&facility));
            if meant && sync::door::short_name(row.fixed(2)?) == short {
                called.entry(facility).or_default().insert(row.fixed(1)?);
            }
        }
        Ok(called)
    }

    fn several(&self, called: &Called) -> Reached {
        let line =
            |(facility, whom): (&[u8; 16], &BTreeSet<One>)| (self.tag(facility), whom.len() as u64);
        Reached::Several(called.iter().map(line).collect())
    }
}

/// The one facility in which somebody is reached, or nothing where nobody is.
fn only(mut called: Called) -> Result<Option<InOne>, Called> {
    if called.len() > 1 {
        return Err(called);
    }
    Ok(called.pop_first())
}
