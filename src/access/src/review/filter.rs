//! What the reviewer's list is narrowed to.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{Entry, Hint, HintKind};
use crate::audit::{Act, Place};
use crate::{Known, RecordId, UserId};

/// A filter: what is set has to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Acts of this user.
    pub user: Option<UserId>,
    /// Acts upon this record.
    pub record: Option<RecordId>,
    /// This act.
    pub act: Option<Act>,
    /// From this local day on.
    pub from: Option<NaiveDate>,
    /// To this local day, itself included.
    pub until: Option<NaiveDate>,
    /// What hints of this kind rest on.
    pub hint: Option<HintKind>,
}

impl Filter {
    /// The entries for which it holds, in their order. An entry whose time is outside the calendar is on no day.
    #[must_use]
    pub fn of<'a>(&self, entries: &'a [Entry], hints: &[Hint]) -> Vec<&'a Entry> {
        let hinted: Option<HashSet<Place>> = self.hint.map(|kind| {
            hints
                .iter()
                .filter(|hint| hint.kind == kind)
                .flat_map(|hint| hint.events.iter().copied())
                .collect()
        });
        entries
            .iter()
            .filter(|Entry { place, event }| {
                let day = event.at.day();
                self.user.is_none_or(|user| event.user == user)
                    && self
                        .record
                        .is_none_or(|record| event.record == Some(record))
                    && self.act.is_none_or(|act| event.act == Known::This(act))
                    && self
                        .from
                        .is_none_or(|from| day.is_some_and(|day| day >= from))
                    && self
                        .until
                        .is_none_or(|until| day.is_some_and(|day| day <= until))
                    && hinted.as_ref().is_none_or(|places| places.contains(place))
            })
            .collect()
    }
}
