//! Operations that were found sound are written, with their lines in the catalogue and that they came; numbers that a device gave
//! twice are told of.

use std::collections::{BTreeMap, BTreeSet};

use access::audit::Event;
use records::{Kind, Log, OpId, RecordId, Recorded};
use store::{Batch, Range, Store, Table};
use vault::RecordHash;

use crate::catalogue::Slot;
use crate::check::told;
use crate::commit::Work;
use crate::custodian::Custodian;
use crate::ends::DeviceEnd;
use crate::protocol::Failure;
use crate::rows::{self, Header};
use crate::summary::Line;
use crate::surroundings::Surroundings;

/// Operations written in one batch.
const AT_ONCE: usize = 256;
/// Headers read at a time.
const HEADERS: usize = 1_024;

/// An operation that is to be written.
pub(super) struct New {
    pub(super) hash: RecordHash,
    pub(super) recorded: Recorded,
    /// The row as it came, or sealed anew where the copies had made different keys.
    pub(super) row: Vec<u8>,
    /// It was kept for later before: it may be the server's, or have come in a file that others have not seen.
    pub(super) waited: bool,
    /// Where rows of its name were kept for later: they go.
    pub(super) waits: Vec<Vec<u8>>,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Devices of which operations come with a number that is not above all that came before: it may have been given twice, or
    /// they come out of their order.
    pub(super) fn numbered_before(
        &self,
        new: &[New],
    ) -> Result<BTreeSet<records::DeviceId>, Failure> {
        let session = self.session()?;
        let mut last: BTreeMap<records::DeviceId, u64> = BTreeMap::new();
        let mut suspects = BTreeSet::new();
        for New { recorded, .. } in new {
            let operation = &recorded.operation;
            let device = operation.device;
            let end = last.entry(device).or_insert_with(|| {
                if device == session.hand.device {
                    return session.hand.sequence;
                }
                session.ends.get(&device).map_or(0, |end| end.sequence)
            });
            if operation.sequence <= *end {
                suspects.insert(device);
            }
            *end = (*end).max(operation.sequence);
        }
        Ok(suspects)
    }

    /// Writes what is new, its lines in the catalogue, and that it came.
    pub(super) async fn write_taken(
        &mut self,
        new: &[New],
        gone: Vec<Vec<u8>>,
        told: Option<&Event>,
        of_shelf: bool,
    ) -> Result<BTreeSet<(Kind, RecordId)>, Failure> {
        let mut cleared = Batch::new();
        for key in gone {
            cleared.delete(Table::Meta, key);
        }
        let session = self.session()?;
        let own = session.hand.device;
        let mut records: BTreeSet<(Kind, RecordId)> = BTreeSet::new();
        for some in new.chunks(AT_ONCE) {
            let mut rows = core::mem::take(&mut cleared);
            let (before, arrivals) = (self.session()?.ends.clone(), self.arrivals);
            let hand = self.session()?.hand;
            let mut arrival = arrivals;
            for New {
                hash,
                recorded,
                row,
                waits,
                ..
            } in some
            {
                arrival += 1;
                let operation = &recorded.operation;
                // In the batch in which it is written, so that none is lost where the next is not.
                for key in waits {
                    rows.delete(Table::Meta, key.clone());
                }
                let key = rows::operation_key(*hash, arrival);
                rows.must_be_absent(Table::Operations, key.clone());
                rows.put(Table::Operations, key, row.clone());
                let arrived = [&hash.0[..], &recorded.id.0[..]].concat();
                rows.must_be_absent(Table::Arrivals, arrival.to_be_bytes());
                rows.put(Table::Arrivals, arrival.to_be_bytes(), arrived);
                records.insert((operation.kind, operation.record));
                let session = self.session_mut()?;
                // One's own that are not here: this store is older than what it sent. It goes on behind them.
                if operation.device == own && operation.sequence > session.hand.sequence {
                    session.hand.sequence = operation.sequence;
                    session.hand.previous = recorded.digest;
                    session.hand.stamp = session.hand.stamp.max(operation.stamp);
                }
                let end = session.ends.entry(operation.device).or_default();
                if operation.device != own && operation.sequence > end.sequence {
                    *end = DeviceEnd {
                        sequence: operation.sequence,
                        previous: recorded.digest,
                        stamp: operation.stamp,
                        revision: end.revision,
                    };
                }
            }
            let mut audit: Vec<Event> = told.cloned().into_iter().collect();
            for event in &mut audit {
                event.count = some.len() as u32;
            }
            // The end that is written with the batch counts them.
            self.arrivals = arrival;
            let work = Work {
                audit,
                rows,
                // What waited may have come in a file: others are to have it. What they have already is known there.
                brought: of_shelf && !some.iter().any(|new| new.waited),
                ..Work::default()
            };
            if let Err(failure) = self.commit(work).await {
                self.arrivals = arrivals;
                let session = self.session_mut()?;
                session.ends = before;
                session.hand = hand;
                return Err(failure);
            }
        }
        if !cleared.changes().is_empty() {
            self.write(cleared).await?;
        }
        for &(kind, record) in &records {
            self.session_mut()?.close(record);
            let hash = self.session()?.hash(kind, record);
            let mut log = Log::new(kind);
            self.fetch_case_keys(hash).await?;
            for row in self.operation_rows(hash).await? {
                log.insert(self.session()?.open_row(hash, &row)?.recorded);
            }
            let line = Line::of(log.state());
            let session = self.session_mut()?;
            session.catalogue.put(Slot { record, kind, line });
            if kind == Kind::Facility && record == session.facility_record() {
                self.take_facility(&log)?;
            }
        }
        Ok(records)
    }

    /// Numbers that these devices have given twice. Whose own device it is gets a new one at the next unlocking.
    pub(super) async fn forks(
        &mut self,
        devices: BTreeSet<records::DeviceId>,
    ) -> Result<Vec<Failure>, Failure> {
        let mut numbers: BTreeMap<(records::DeviceId, u64), BTreeSet<OpId>> = BTreeMap::new();
        let mut left = (!devices.is_empty()).then(Range::all);
        while let Some(rows) = self
            .next_rows(Table::Operations, &mut left, HEADERS)
            .await?
        {
            for row in &rows {
                if let Some((header, _)) = Header::read(&row.value)
                    && devices.contains(&header.device)
                {
                    let of = numbers.entry((header.device, header.sequence)).or_default();
                    of.insert(header.id);
                }
            }
        }
        let forks: Vec<_> = numbers
            .into_iter()
            .filter(|(_, ops)| ops.len() > 1)
            .collect();
        let own = self.session()?.hand.device;
        if forks.iter().any(|((device, _), _)| *device == own) {
            let member = self.session()?.member.member();
            let mut batch = Batch::new();
            batch.delete(Table::Keys, rows::device_key(member));
            self.write(batch).await?;
        }
        let forked = forks.into_iter().map(|((device, sequence), ops)| {
            told(&records::Break::Forked {
                device,
                sequence,
                ops: ops.into_iter().collect(),
            })
        });
        Ok(forked.collect())
    }
}
