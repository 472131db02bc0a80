//! Whether the store still holds what the page last saw in it. The page keeps a small text outside of the database, which
//! says nothing of a record, and shows it here at the next start.

use store::Store;
use store::vanished::{Held, Marker, Missing, Verdict, compare};

use super::shown::count;
use crate::custodian::Custodian;
use crate::protocol::{Failure, VanishedView};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// What the page keeps outside the store after a save; empty before anything was saved.
    pub(crate) fn marker(&self) -> String {
        match (&self.founded, self.saved) {
            (Some(founded), Some(saved)) => Marker {
                store: founded.store,
                arrivals: self.arrivals,
                audit: self.audit_length(),
                saved: u64::try_from(saved).unwrap_or_default(),
            }
            .to_text(),
            _ => String::new(),
        }
    }

    /// Holds what the page kept against what is here.
    pub fn vanished(&mut self, text: &str) -> VanishedView {
        let marker = Marker::from_text(text.trim());
        self.files.marker = marker;
        let founded = self.founded.as_ref();
        let mut held = Held {
            store: founded.map(|row| row.store),
            arrivals: self.arrivals,
            audit: self.audit_length(),
            saved: None,
        };
        // A store that was restored stands for the one it came from.
        if let (Some(marker), Some(origin)) = (&marker, founded.and_then(|row| row.came_from()))
            && origin.store == marker.store
        {
            held.store = Some(marker.store);
        }
        let (missing, ways): (_, &[&str]) = match compare(marker.as_ref(), &held) {
            Verdict::First | Verdict::Unmarked | Verdict::Whole => (None, &[]),
            Verdict::Missing(missing) if held.store.is_none() => (
                Some(self.says(&missing, "All records kept on this device are gone.")),
                &[
                    "Restore the latest backup; it says what it does not hold.",
                    "If this is another browser, profile or a private window, close it and open the one you worked in.",
                    "Do not set up a new facility here before you have looked for a backup.",
                ],
            ),
            Verdict::Missing(missing) => (
                Some(self.says(&missing, "Records kept on this device are missing.")),
                &[
                    "Have the store checked: it names every change that is missing.",
                    "Restore a later backup in another browser profile, if there is one.",
                    "Tell your privacy officer.",
                ],
            ),
            Verdict::Another(missing) => (
                Some(self.says(&missing, "There are other records here than before.")),
                &[
                    "If somebody set up a facility here or restored another backup, nothing is wrong.",
                    "Otherwise tell your privacy officer, and restore the latest backup in another browser profile.",
                ],
            ),
        };
        VanishedView {
            missing,
            ways: ways.iter().map(|way| (*way).to_owned()).collect(),
            marker: self.marker(),
        }
    }

    fn says(&self, missing: &Missing, what: &str) -> Failure {
        let until = i64::try_from(missing.until).unwrap_or_default();
        Failure::new(
            what,
            format!(
                "{} and {} that were saved until {} are not here.",
                count(missing.operations, "change", "changes"),
                count(
                    missing.audit,
                    "entry of the audit trail",
                    "entries of the audit trail"
                ),
                self.shown_time(until)
            ),
            "the store on this device",
            "Restore a backup.",
        )
    }
}
