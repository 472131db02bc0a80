//! The whole store held against itself: every operation opened, its signature and its chain checked, every row accounted for,
//! and every body that a chart names.

mod bodies;

pub(crate) use bodies::bodies;

use std::collections::{BTreeMap, BTreeSet};

use records::{Break, Kind, RecordId, Recorded};
use store::{Range, Store, Table};
use vault::RecordHash;

use crate::custodian::Custodian;
use crate::devices::Signers;
use crate::failure::{Tell as _, Told as _};
use crate::protocol::{Checked, Failure};
use crate::reading::Row;
use crate::rows::{self, RowFault};
use crate::surroundings::Surroundings;

/// Rows checked at a time: the screen stays quick.
const AT_ONCE: usize = 256;

/// A check under way.
#[derive(Debug, Default)]
pub struct Checking {
    after: Option<Vec<u8>>,
    links: Vec<Recorded>,
    records: BTreeSet<(Kind, RecordId)>,
    faults: Vec<Failure>,
    /// What came under which number: the record and the operation.
    arrived: Option<BTreeMap<u64, Vec<u8>>>,
    seen: BTreeSet<u64>,
    operations: u64,
    bodies: u64,
    /// Charts whose bodies are still to be looked at, once all operations were.
    charts: Option<Vec<RecordId>>,
}

impl Checking {
    /// Operations looked at so far.
    #[must_use]
    pub const fn operations(&self) -> u64 {
        self.operations
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Checks some more rows. `None` while there are more.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub async fn check_some(
        &mut self,
        checking: &mut Checking,
    ) -> Result<Option<Checked>, Failure> {
        if let Some(charts) = &mut checking.charts {
            return match charts.pop() {
                Some(chart) => {
                    self.check_chart(chart, checking).await?;
                    Ok(None)
                }
                None => self.finish_check(checking).await.map(Some),
            };
        }
        if checking.arrived.is_none() {
            let arrived = self.rows(Table::Arrivals, &[]).await?.into_iter();
            let arrived = arrived.filter_map(|row| Some((rows::number_of(&row.key)?, row.value)));
            checking.arrived = Some(arrived.collect());
            self.check_case_keys(checking).await?;
        }
        let range = match &checking.after {
            Some(key) => Range::after(key.clone()),
            None => Range::all(),
        };
        let rows = self
            .store
            .range(
                Table::Operations,
                &range,
                Some(AT_ONCE),
                store::Direction::Forward,
            )
            .await
            .told()?;
        let session = self.session()?;
        let mut signers = Signers::of_here(&session.facility, &session.keyring);
        signers.extend(Signers::of_lines(&session.lines, &session.keyring));
        for row in &rows {
            self.check_row(row, &signers, checking).await?;
        }
        checking.after = rows.last().map(|row| row.key.clone());
        if rows.len() < AT_ONCE {
            let charts = checking.records.iter().rev();
            let charts = charts.filter(|(kind, _)| *kind == Kind::Encounter);
            checking.charts = Some(charts.map(|(_, record)| *record).collect());
        }
        Ok(None)
    }

    /// Keys of records that don't open: reading does without them where it can, and the check names them.
    async fn check_case_keys(&self, checking: &mut Checking) -> Result<(), Failure> {
        for row in self.rows(Table::CaseKeys, &[]).await? {
            let Some(hash) = row.key.first_chunk::<16>().map(|hash| RecordHash(*hash)) else {
                checking.faults.push(foreign_row());
                continue;
            };
            match self.session()?.keyring.open_case_key(hash, &row.value) {
                Ok((_, epoch)) if row.key == rows::case_key_key(hash, epoch) => {}
                Err(vault::OpenError::EpochNotHeld { .. }) => {}
                Ok(_) => checking.faults.push(RowFault::Exchanged.tell("case_keys")),
                Err(error) => checking.faults.push(error.tell()),
            }
        }
        Ok(())
    }

    async fn check_row(
        &mut self,
        row: &store::Row,
        signers: &Signers,
        checking: &mut Checking,
    ) -> Result<(), Failure> {
        checking.operations += 1;
        let Some(hash) = row.key.first_chunk::<16>().map(|hash| RecordHash(*hash)) else {
            checking.faults.push(foreign_row());
            return Ok(());
        };
        let arrival = rows::number_of(&row.key).unwrap_or_default();
        checking.seen.insert(arrival);
        if let Err(failure) = self.fetch_case_keys(hash).await {
            checking.faults.push(failure);
            return Ok(());
        }
        let row = Row {
            arrival,
            bytes: row.value.clone(),
        };
        match self.session()?.open_row(hash, &row) {
            Err(failure) => checking.faults.push(failure),
            Ok(opened) => {
                let signed = signers.signed(&opened).unwrap_or(false);
                let recorded = opened.recorded;
                let came = [&hash.0[..], &recorded.id.0[..]].concat();
                let arrived = checking
                    .arrived
                    .as_ref()
                    .and_then(|arrived| arrived.get(&arrival));
                if arrived != Some(&came) {
                    checking.faults.push(misplaced(arrival));
                }
                if !signed {
                    checking.faults.push(unsigned(arrival));
                }
                checking
                    .records
                    .insert((recorded.operation.kind, recorded.operation.record));
                checking.links.push(recorded);
            }
        }
        Ok(())
    }

    async fn finish_check(&mut self, checking: &mut Checking) -> Result<Checked, Failure> {
        let mut faults = core::mem::take(&mut checking.faults);
        let ends = self.session()?.ends.iter();
        let ends = ends.map(|(device, end)| (*device, end.sequence)).collect();
        faults.extend(records::check(&checking.links, &ends).iter().map(told));
        let missing: Vec<u64> = (1..=self.arrivals)
            .filter(|n| !checking.seen.contains(n))
            .collect();
        if !missing.is_empty() {
            faults.push(gaps(&missing));
        }
        if let access::audit::Verdict::Broken(broken) = self.verify_trail().await? {
            faults.extend(broken.iter().map(|fault| {
                let parts = fault.parts();
                Failure::new(parts.what, parts.why, parts.place, parts.fix)
            }));
        }
        Ok(Checked {
            operations: checking.operations,
            records: checking.records.len() as u64,
            bodies: checking.bodies,
            faults,
        })
    }
}

pub(crate) fn told(found: &Break) -> Failure {
    let (what, why, fix) = match found {
        Break::Missing { from, to, .. } if from == to => (
            format!("Change {from} of a device is missing."),
            "The device's changes are numbered without gaps.".to_owned(),
            "Restore a backup, or fetch it from another device.",
        ),
        Break::Missing { from, to, .. } => (
            format!("Changes {from} to {to} of a device are missing."),
            "The device's changes are numbered without gaps.".to_owned(),
            "Restore a backup, or fetch them from another device.",
        ),
        Break::Unlinked { sequence, .. } => (
            format!("Change {sequence} of a device does not follow the one before it."),
            "Each change names the digest of the one before.".to_owned(),
            "Export what can be read, then restore a backup.",
        ),
        Break::Forked { sequence, ops, .. } => (
            format!("{} changes of a device have the number {sequence}.", ops.len()),
            "The device's profile was copied, or an old copy of it came back and was written to. All of them count.".to_owned(),
            "Have both copies unlocked once more: each gets a new device.",
        ),
    };
    let device = match found {
        Break::Missing { device, .. }
        | Break::Unlinked { device, .. }
        | Break::Forked { device, .. } => device,
    };
    Failure::new(what, why, format!("device {device}"), fix)
}

fn foreign_row() -> Failure {
    Failure::new(
        "A row does not belong to the store.",
        "Its key has not the form of the keys here.",
        "table operations",
        "Tell your privacy officer.",
    )
}

fn misplaced(arrival: u64) -> Failure {
    Failure::new(
        "Two changes stand in each other's place.",
        "What came under this number is another change than the list of arrivals says.",
        format!("tables operations and arrivals, arrival {arrival}"),
        "Tell your privacy officer. The changes themselves are sound.",
    )
}

fn unsigned(arrival: u64) -> Failure {
    Failure::new(
        "A change is not signed by its device.",
        "Its signature is another one's, or the device is not known to the facility.",
        format!("table operations, arrival {arrival}"),
        "Tell your privacy officer.",
    )
}

fn gaps(missing: &[u64]) -> Failure {
    let shown: Vec<String> = missing.iter().take(10).map(u64::to_string).collect();
    let more = missing.len().saturating_sub(10);
    let more = if more == 0 {
        String::new()
    } else {
        format!(" and {more} more")
    };
    Failure::new(
        format!(
            "{} saved changes are missing from the store.",
            missing.len()
        ),
        format!(
            "Of the numbers they came under, {}{more} are not there.",
            shown.join(", ")
        ),
        "table operations",
        "Restore a backup.",
    )
}
