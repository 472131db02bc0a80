//! Requests of the keeping, each brought to the part that answers it.

use store::Store;

use super::hints::LookingAround;
use crate::custodian::Custodian;
use crate::protocol::{Failure, KeepingEvent, KeepingRequest};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    pub(crate) async fn answer_keeping(
        &mut self,
        request: KeepingRequest,
        mut tell: impl FnMut(KeepingEvent),
    ) -> Result<KeepingEvent, Failure> {
        Ok(match request {
            KeepingRequest::Trail(query) => KeepingEvent::Trail(self.trail(&query).await?),
            KeepingRequest::Hints => {
                let mut looking = LookingAround::default();
                loop {
                    if let Some(hints) = self.look_around(&mut looking).await? {
                        break KeepingEvent::Hints(hints);
                    }
                    tell(KeepingEvent::Looking(looking.entries()));
                }
            }
            KeepingRequest::Verdict => KeepingEvent::Verdict(self.verdict().await?),
            KeepingRequest::ExportTrail(query) => {
                KeepingEvent::TrailFile(self.export_trail(&query).await?)
            }
            KeepingRequest::BreakGlass(breaking) => {
                KeepingEvent::Glass(self.break_glass(&breaking).await?)
            }
            KeepingRequest::CloseGlass { record } => {
                self.close_glass(record).await?;
                KeepingEvent::Glasses(self.glasses().await?)
            }
            KeepingRequest::Glasses => KeepingEvent::Glasses(self.glasses().await?),
            KeepingRequest::ReviewGlass { glass, note } => {
                self.review_glass(glass, &note).await?;
                KeepingEvent::Glasses(self.glasses().await?)
            }
            KeepingRequest::BackUp { begin } => {
                if begin {
                    self.begin_backup().await?;
                }
                KeepingEvent::Backup(self.back_up_more().await?)
            }
            KeepingRequest::StopBackup => {
                self.stop_backup().await?;
                KeepingEvent::Stopped
            }
            KeepingRequest::CheckBackup(piece) => match self.check_backup(&piece)? {
                Ok(view) => KeepingEvent::BackupChecked(Box::new(view)),
                Err(read) => KeepingEvent::BackupRead(read),
            },
            KeepingRequest::Restore(piece) => match self.restore_backup(&piece).await? {
                Ok(view) => KeepingEvent::Restored(Box::new(view)),
                Err(read) => KeepingEvent::BackupRead(read),
            },
            KeepingRequest::Marker(text) => KeepingEvent::Vanished(self.vanished(&text)),
            KeepingRequest::Health => KeepingEvent::Health(self.health().await),
            KeepingRequest::NewKeys { reason } => KeepingEvent::Keys {
                epoch: self.new_keys(&reason).await?,
            },
        })
    }
}
