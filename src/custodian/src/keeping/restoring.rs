//! A backup comes back: it is read whole before the first row is written, its rows go into an empty store only, and the
//! store that comes of it is another one, with new devices for everybody. Whoever may restore unlocks it first, which
//! proves that the keys in it open it, and the trail says so.

use access::audit::{Act, Event, Head, Outcome};
use access::{Action, RecordKind};
use store::backup::{BackupError, Contents, Reader, Restoring};
use store::{Batch, Store, Table};
use vault::DeviceId;

use super::backing_up::short;
use super::manifest::Label;
use super::shown::{count, size};
use crate::custodian::Custodian;
use crate::failure::{Tell as _, Told as _};
use crate::protocol::{BackupView, Failure, FilePiece};
use crate::rows;
use crate::store_row::StoreRow;
use crate::surroundings::Surroundings;

/// A backup that is being read.
pub(crate) struct Reading {
    reader: Reader,
    read: u64,
    label: Option<Label>,
    store: Option<StoreRow>,
}

/// A backup that was read whole.
#[derive(Clone)]
pub(crate) struct CheckedFile {
    contents: Contents,
    label: Option<Label>,
    store: StoreRow,
}

/// What comes with the first unlocking after a restore.
#[derive(Default)]
pub(crate) struct Arrived {
    /// In a sentence; empty where nothing was restored.
    pub(crate) says: String,
    pub(crate) event: Option<Event>,
    pub(crate) rows: Batch,
    pub(crate) findings: Vec<Failure>,
}

/// Either what was asked, or the bytes read so far.
type Piecewise = Result<BackupView, u64>;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Reads a piece of a backup. With the last one, says what it holds, and whether it can be restored here.
    ///
    /// # Errors
    /// Where the file is no backup, damaged, cut off, of a newer version, or holds no facility.
    pub fn check_backup(&mut self, piece: &FilePiece) -> Result<Piecewise, Failure> {
        if piece.first {
            self.files.checked = None;
            self.files.reading = Some(Reading {
                reader: Reader::new(),
                read: 0,
                label: None,
                store: None,
            });
        }
        let Some(mut reading) = self.files.reading.take() else {
            return Err(begin_again());
        };
        reading.read += piece.bytes.len() as u64;
        reading.reader.feed(&piece.bytes);
        while let Some(section) = store::backup::section(&mut reading.reader).told()? {
            for row in section.rows {
                if section.table == Table::Meta && row.key == rows::STORE {
                    reading.store = Some(StoreRow::read(&row.value)?);
                } else if section.table == Table::Meta && row.key == rows::MANIFEST {
                    reading.label = Label::read(&row.value).map(|(label, _)| label);
                }
            }
        }
        if !piece.last {
            let read = reading.read;
            self.files.reading = Some(reading);
            return Ok(Err(read));
        }
        let contents = reading.reader.finish().told()?;
        let checked = CheckedFile {
            contents,
            label: reading.label,
            store: reading.store.ok_or_else(no_facility)?,
        };
        let view = self.view_backup(&checked);
        self.files.checked = Some(checked);
        Ok(Ok(view))
    }

    /// Brings a piece of the backup that was checked into this store.
    ///
    /// # Errors
    /// Where there are records here, the file is not the one that was checked, or the store can't take it. Then nothing here
    /// can be unlocked, and it can be begun again.
    pub async fn restore_backup(&mut self, piece: &FilePiece) -> Result<Piecewise, Failure> {
        let checked = self.files.checked.clone().ok_or_else(|| {
            Failure::new(
                "The backup was not checked yet.",
                "A file is read whole before the first row of it is written.",
                "backup",
                "Choose the file again.",
            )
        })?;
        if piece.first {
            self.begin_restore(&checked).await?;
        }
        let Some(mut coming_in) = self.files.coming_in.take() else {
            return Err(begin_again());
        };
        coming_in.feed(&self.store, &piece.bytes).await.told()?;
        self.files.restored += piece.bytes.len() as u64;
        if !piece.last {
            self.files.coming_in = Some(coming_in);
            return Ok(Err(self.files.restored));
        }
        let with = self.made_another_store(&checked).await?;
        coming_in.finish(&self.store, with).await.told()?;
        let view = self.view_backup(&checked);
        self.files.checked = None;
        self.look().await?;
        Ok(Ok(view))
    }

    async fn begin_restore(&mut self, checked: &CheckedFile) -> Result<(), Failure> {
        if let Some(refused) = self.view_backup(checked).refused {
            return Err(refused);
        }
        if store::backup::unfinished(&self.store).await.told()? {
            // What is there came out of a file, and not all of it.
            self.store.wipe().await.told()?;
        }
        self.take_over().await?;
        let lease = self.lease.ok_or_else(begin_again)?;
        let contents = checked.contents.clone();
        let coming_in = Restoring::begin(&self.store, lease, contents)
            .await
            .told()?;
        self.unfinished = true;
        self.files.restored = 0;
        self.files.coming_in = Some(coming_in);
        Ok(())
    }

    /// What makes another store of it: a new id, new devices for everybody, an audit chain that begins anew after the old.
    async fn made_another_store(&self, checked: &CheckedFile) -> Result<Batch, Failure> {
        let old = &checked.store;
        let end = self.store.read(Table::Meta, rows::AUDIT_END).await.told()?;
        let end: Option<Head> = end.and_then(|row| postcard::from_bytes(&row).ok());
        let end = end
            .filter(|head| head.device == old.audit_device())
            .unwrap_or_else(|| access::audit::Chain::begin(old.audit_device()).head());
        let store = DeviceId::make(&mut self.world.rng()).0;
        let now = self.world.now().millis;
        let mut batch = Batch::new();
        batch.put(
            Table::Meta,
            rows::STORE,
            old.restored_as(store, end, now).to_bytes(),
        );
        batch.delete(Table::Meta, rows::AUDIT_END);
        for row in self.rows(Table::Keys, rows::DEVICES).await? {
            batch.delete(Table::Keys, row.key);
        }
        // To a server it is a device that has yet to come in; then everything is offered to it.
        batch.delete(Table::Meta, rows::SYNC);
        for row in self.rows(Table::Outbox, &[]).await? {
            batch.delete(Table::Outbox, row.key);
        }
        Ok(batch)
    }

    fn view_backup(&self, checked: &CheckedFile) -> BackupView {
        let contents = &checked.contents;
        let (changes, entries) = (contents.rows(Table::Arrivals), contents.rows(Table::Audit));
        let made = checked.label.map(|label| self.shown_time(label.made));
        let missing = self.missing_in(checked, changes, entries);
        let refused = self.founded.as_ref().map(|founded| {
            let mut failure = BackupError::NotEmpty { table: Table::Meta }.tell();
            if founded.facility != checked.store.facility {
                failure = another_facility();
            } else if let Some(missing) = &missing {
                failure.why = format!("{} {}", failure.why, missing.what);
            }
            failure
        });
        BackupView {
            made: made.unwrap_or_default(),
            changes,
            entries,
            size: size(contents.size()),
            digest: short(contents.digest()),
            missing,
            refused,
        }
    }

    /// What is here, or was by the page's marker, and is not in the backup.
    fn missing_in(&self, checked: &CheckedFile, changes: u64, entries: u64) -> Option<Failure> {
        let (store, held, audit) = match (&self.founded, &self.files.marker) {
            (Some(founded), _) => (founded.store, self.arrivals, self.audit_length()),
            (None, Some(marker)) => (marker.store, marker.arrivals, marker.audit),
            (None, None) => return None,
        };
        let same = store == checked.store.store;
        let (held, audit) = (held.saturating_sub(changes), audit.saturating_sub(entries));
        if !same || (held == 0 && audit == 0) {
            return None;
        }
        let made = checked.label.map(|label| self.shown_time(label.made));
        Some(Failure::new(
            format!(
                "{} and {} are not in this backup.",
                count(held, "saved change", "saved changes"),
                count(
                    audit,
                    "entry of the audit trail",
                    "entries of the audit trail"
                ),
            ),
            format!(
                "It was made {}, and work went on afterwards.",
                made.unwrap_or_else(|| "earlier".to_owned())
            ),
            "backup",
            "Take a later backup if there is one.",
        ))
    }

    /// The first unlocking after a restore: only by whoever may restore. What came is held against the backup's own list.
    pub(crate) async fn arrived_from_backup(&mut self) -> Result<Arrived, Failure> {
        let manifest = self.left_manifest().await?;
        let mut arrived = Arrived::default();
        if manifest.is_some() {
            arrived.rows.delete(Table::Meta, rows::MANIFEST);
        }
        if !self.session()?.from_backup {
            return Ok(arrived);
        }
        let mut event = self.event(Act::Did(Action::Restore))?;
        event.kind = Some(RecordKind::KeyMaterial.into());
        if let Err(failure) = self.demand(Action::Restore, RecordKind::KeyMaterial) {
            event.outcome = Outcome::Refused.into();
            // Without a session: the store's account of itself stays the backup's.
            self.session = None;
            self.record_events(&[event]).await?;
            return Err(Failure {
                what: "A backup was restored here, and nobody who may restore has unlocked it yet."
                    .to_owned(),
                ..failure
            });
        }
        event.count = u32::try_from(self.arrivals).unwrap_or(u32::MAX);
        arrived.event = Some(event);
        let Some(manifest) = manifest.as_deref().and_then(|row| self.open_manifest(row)) else {
            arrived.says = "These records came out of a backup.".to_owned();
            arrived.findings.push(no_manifest());
            return Ok(arrived);
        };
        let session = self.session()?;
        let by = session.name_of(manifest.by);
        arrived.says = format!(
            "These records came out of the backup that {} made {}.",
            if by.is_empty() { "somebody" } else { &by },
            self.shown_time(manifest.label.made),
        );
        let ends_fit = manifest.devices.iter().all(|(device, sequence)| {
            session
                .ends
                .get(device)
                .is_some_and(|end| end.sequence == *sequence)
        });
        // The outbox was emptied when it was restored; earlier builds counted it.
        let outbox = Table::Outbox.number();
        let mut listed = manifest.rows.clone();
        listed.retain(|(table, _)| *table != outbox);
        if self.counted().await? != listed || manifest.label.arrivals != self.arrivals || !ends_fit
        {
            arrived.findings.push(not_as_listed());
        }
        Ok(arrived)
    }
}

impl crate::failure::Tell for BackupError {
    fn tell(&self) -> Failure {
        use crate::failure::sentence;
        Failure::new(
            sentence(self.what()),
            sentence(&self.why()),
            self.r#where(),
            sentence(self.fix()),
        )
    }
}

/// A restore did not come to its end.
pub(crate) fn unfinished_restore() -> Failure {
    Failure::new(
        "A restore did not come to its end here.",
        "The page was closed or the power failed while a backup was brought in.",
        "the store on this device",
        "Restore the backup again: what was begun is taken away first.",
    )
}

fn begin_again() -> Failure {
    Failure::new(
        "The file is read from its beginning.",
        "No first piece of it came before this one.",
        "backup",
        "Choose the file again.",
    )
}

fn no_facility() -> Failure {
    Failure::new(
        "This backup is of no facility.",
        "It is whole, and there are no records of Chartroom in it.",
        "the file",
        "Choose the file that the backup wrote.",
    )
}

fn another_facility() -> Failure {
    Failure::new(
        "This backup is of another facility.",
        "Records of two facilities are never mixed, and there are records on this device already.",
        "the file",
        "Restore it in another browser profile.",
    )
}

fn no_manifest() -> Failure {
    Failure::new(
        "The backup's own list of what is in it is missing or can't be opened.",
        "It was taken out of the file, or put there by somebody else.",
        "row “manifest” of table meta",
        "Have the store checked, and tell your privacy officer.",
    )
}

fn not_as_listed() -> Failure {
    Failure::new(
        "The backup does not hold what its own list says.",
        "Rows were taken out of the file, or put into it.",
        "the file that was restored",
        "Have the store checked, take another backup if one is at hand, and tell your privacy officer.",
    )
}
