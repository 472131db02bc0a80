//! A backup: all rows as they are sealed, in one file, written piece by piece as the page asks for them, so that it never
//! holds more than a piece and can be stopped at any time.

use access::audit::Outcome;
use access::{Action, RecordKind};
use records::Kind;
use store::backup::{BackupError, Piece, Saving};
use store::{Batch, Store, Table};

use super::manifest::Label;
use super::shown::size;
use crate::commit::Work;
use crate::custodian::Custodian;
use crate::ends::LastBackup;
use crate::failure::{Tell as _, Told as _};
use crate::protocol::{BackedUp, BackupPiece, Failure};
use crate::rows;
use crate::surroundings::Surroundings;

/// A backup that is being written.
pub(crate) struct Outgoing {
    saving: Saving,
    so_far: u64,
    label: Label,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Begins a backup.
    ///
    /// # Errors
    /// Where whoever has unlocked may not, or the store can't be written.
    pub async fn begin_backup(&mut self) -> Result<(), Failure> {
        let record = self.session()?.facility_record();
        let on = (Kind::Facility, record);
        let event = self
            .demand_on(on, Action::BackUp, RecordKind::KeyMaterial, "")
            .await?;
        self.keep_catalogue().await?;
        let (label, row) = self.manifest_row().await?;
        let mut rows = Batch::new();
        rows.put(Table::Meta, rows::MANIFEST, row);
        self.commit(Work {
            audit: vec![event],
            rows,
            ..Work::default()
        })
        .await?;
        self.files.out = Some(Outgoing {
            saving: Saving::new(),
            so_far: 0,
            label,
        });
        Ok(())
    }

    /// The next piece of the backup.
    ///
    /// # Errors
    /// Where none was begun, or something was saved meanwhile. The file is of no use then.
    pub async fn back_up_more(&mut self) -> Result<BackupPiece, Failure> {
        self.session()?;
        let (arrivals, audit) = (self.arrivals, self.audit_length());
        let Some(out) = &mut self.files.out else {
            return Err(Failure::new(
                "There is no backup under way.",
                "It was stopped, or Chartroom locked meanwhile.",
                "backup",
                "Begin it again.",
            ));
        };
        let piece = if (out.label.arrivals, out.label.audit) == (arrivals, audit) {
            out.saving.next(&self.store).await
        } else {
            Err(BackupError::Changed {
                table: Table::Arrivals,
            })
        };
        match piece {
            Ok(Piece::More(bytes)) => {
                out.so_far += bytes.len() as u64;
                Ok(BackupPiece {
                    so_far: out.so_far,
                    bytes,
                    done: None,
                })
            }
            Ok(Piece::Last(bytes, contents)) => {
                let label = out.label;
                self.end_backup(Some(LastBackup {
                    at: label.made,
                    arrivals: label.arrivals,
                }))
                .await?;
                let day = self.civil_now().map(|now| now.date_naive().to_string());
                Ok(BackupPiece {
                    bytes,
                    so_far: contents.size(),
                    done: Some(BackedUp {
                        name: format!("chartroom-{}.backup", day.unwrap_or_default()),
                        changes: label.arrivals,
                        entries: label.audit,
                        size: size(contents.size()),
                        digest: short(contents.digest()),
                    }),
                })
            }
            Err(error) => {
                self.end_backup(None).await?;
                Err(error.tell())
            }
        }
    }

    /// Stops the backup: the file could not be written, or nobody wants it.
    ///
    /// # Errors
    /// Where the store can't be written.
    pub async fn stop_backup(&mut self) -> Result<(), Failure> {
        if self.files.out.is_none() {
            return Ok(());
        }
        self.end_backup(None).await
    }

    async fn end_backup(&mut self, done: Option<LastBackup>) -> Result<(), Failure> {
        self.files.out = None;
        let mut rows = Batch::new();
        rows.delete(Table::Meta, rows::MANIFEST);
        let before = self.session()?.backup;
        let mut audit = Vec::new();
        if done.is_some() {
            self.session_mut()?.backup = done;
        } else {
            let did = access::audit::Act::Did(Action::BackUp);
            let mut event = self.event(did)?;
            event.kind = Some(RecordKind::KeyMaterial.into());
            event.outcome = Outcome::Failed.into();
            audit.push(event);
        }
        let work = Work {
            audit,
            rows,
            ..Work::default()
        };
        let ended = self.commit(work).await.map(|_| ());
        if ended.is_err() {
            self.session_mut()?.backup = before;
        }
        ended
    }

    /// Takes out the manifest that a backup left here which was cut short.
    pub(super) async fn left_manifest(&self) -> Result<Option<Vec<u8>>, Failure> {
        self.store.read(Table::Meta, rows::MANIFEST).await.told()
    }
}

/// As much of a digest as a person compares.
pub(crate) fn short(digest: &[u8; 32]) -> String {
    let bytes: Vec<String> = digest[..8].chunks(2).map(hex).collect();
    bytes.join(" ")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
