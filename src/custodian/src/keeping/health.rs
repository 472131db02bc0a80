//! How safe what is kept here is: whether the browser promised to keep it, how much room there is, and how long ago the
//! last backup was.

use store::{Store, StoreError};

use super::shown::{count, size};
use crate::custodian::Custodian;
use crate::protocol::HealthView;
use crate::surroundings::Surroundings;

const DAY: i64 = 86_400_000;
/// Days after which a backup is due.
const BACKUP_DUE: u32 = 7;
/// Part of the room, in per cent, from which on it gets narrow.
const NARROW: u8 = 80;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// How safe what is kept here is.
    pub async fn health(&self) -> HealthView {
        let storage = self.world.storage().await;
        let session = self.session.as_ref();
        let now = self.world.now().millis;
        let last = session.and_then(|session| session.backup);
        let days = last.map(|last| now.saturating_sub(last.at).max(0) / DAY);
        let days = days.and_then(|days| u32::try_from(days).ok());
        let saved_before = last.map_or(0, |last| last.arrivals);
        let unsaved = session.map(|_| self.arrivals.saturating_sub(saved_before));
        let room = storage.map_or((None, None), |room| (room.used, room.quota));
        let share = match room {
            (Some(used), Some(quota)) if quota > 0 => {
                Some(u8::try_from(u128::from(used) * 100 / u128::from(quota)).unwrap_or(100))
            }
            _ => None,
        };
        let persisted = storage.map(|storage| storage.persisted);
        let keys_due = session.is_some_and(|session| session.keyring.rotation_due());
        let mut says = vec![match persisted {
            Some(true) => "the browser keeps this site's storage".to_owned(),
            Some(false) => {
                "the browser may clear this site's storage when room gets short".to_owned()
            }
            None => "the browser does not say whether it keeps this site's storage".to_owned(),
        }];
        if session.is_some() {
            says.push(match (days, unsaved) {
                (None, Some(0)) | (Some(_), Some(0)) => "every change is in a backup".to_owned(),
                (None, _) => "there is no backup yet".to_owned(),
                (Some(days), unsaved) => format!(
                    "{} since the last backup, and {} that {} not in it",
                    count(u64::from(days), "day", "days"),
                    count(unsaved.unwrap_or(0), "change", "changes"),
                    if unsaved == Some(1) { "is" } else { "are" },
                ),
            });
        }
        if let Some(why) = self.store.once_only().await {
            let why = match why {
                StoreError::Full => "there is no room for the second".to_owned(),
                other => other.why(),
            };
            says.push(format!(
                "one copy of it is kept on this device, not two: {why}"
            ));
        }
        if share.is_some_and(|share| share >= NARROW) {
            says.push("room gets narrow".to_owned());
        }
        let overdue = unsaved.is_some_and(|unsaved| unsaved > 0)
            && days.is_none_or(|days| days >= BACKUP_DUE);
        let mut says = says.join("; ");
        if let Some(first) = says.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        HealthView {
            says: format!("{says}."),
            alarm: persisted == Some(false)
                || overdue
                || share.is_some_and(|share| share >= NARROW)
                || keys_due,
            persisted,
            used: room.0.map(size).unwrap_or_default(),
            quota: room.1.map(size).unwrap_or_default(),
            share,
            days,
            unsaved,
            keys_due,
        }
    }
}
