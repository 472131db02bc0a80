//! What shows only in how entries follow each other: failed unlocks in a row, and a broken glass that nobody reviewed.

use std::collections::{BTreeMap, HashSet};

use super::hint::{Basis, Hint, HintKind};
use super::{Entry, Limits};
use crate::audit::{Act, Happened, Place, Why};
use crate::{Action, DeviceId, Known, Moment, UserId};

/// Failed unlocks of one user on one device without a success between them.
pub(super) fn add_failed_unlocks(in_time: &[&Entry], limits: &Limits, hints: &mut Vec<Hint>) {
    let mut runs: BTreeMap<(UserId, DeviceId), Vec<&Entry>> = BTreeMap::new();
    let mut end = |user: UserId, run: Vec<&Entry>| {
        let measure = u32::try_from(run.len()).unwrap_or(u32::MAX);
        if let Some(first) = run.first()
            && measure >= limits.failed_unlocks
        {
            hints.push(Hint {
                kind: HintKind::FailedUnlocks,
                user,
                record: None,
                from: first.event.at,
                events: run.iter().map(|entry| entry.place).collect(),
                measure,
                threshold: limits.failed_unlocks,
                basis: Basis::Rule,
            });
        }
    };
    for entry in in_time {
        let key = (entry.event.user, entry.event.device);
        match entry.event.act {
            Known::This(Act::Happened(Happened::UnlockFailed)) => {
                runs.entry(key).or_default().push(entry)
            }
            Known::This(Act::Happened(Happened::Unlocked)) => {
                end(key.0, runs.remove(&key).unwrap_or_default())
            }
            _ => {}
        }
    }
    for ((user, _), run) in runs {
        end(user, run);
    }
}

/// Broken glasses that another person hasn't reviewed in time. A self-review counts where it is recorded as one.
pub(super) fn add_glass_unreviewed(
    in_time: &[&Entry],
    limits: &Limits,
    now: Moment,
    hints: &mut Vec<Hint>,
) {
    let reviews: Vec<&Entry> = in_time
        .iter()
        .copied()
        .filter(|entry| entry.event.is(Act::Did(Action::ReviewAudit)))
        .collect();
    let by_another: HashSet<(Place, UserId)> = reviews
        .iter()
        .filter_map(|review| Some((review.event.about?, review.event.user)))
        .collect();
    let mut reviewers: BTreeMap<Place, Vec<UserId>> = BTreeMap::new();
    for (place, user) in by_another {
        reviewers.entry(place).or_default().push(user);
    }
    let by_oneself: HashSet<Place> = reviews
        .iter()
        .filter(|review| {
            review
                .event
                .reason
                .as_ref()
                .is_some_and(|reason| reason.why() == Known::This(Why::SelfReview))
        })
        .filter_map(|review| review.event.about)
        .collect();
    for entry in in_time {
        let event = &entry.event;
        if !event.is(Act::Happened(Happened::GlassBroken)) {
            continue;
        }
        let reviewed = by_oneself.contains(&entry.place)
            || reviewers
                .get(&entry.place)
                .is_some_and(|users| users.iter().any(|user| *user != event.user));
        let waited = now.milliseconds.saturating_sub(event.at.milliseconds) / 3_600_000;
        let waited = u32::try_from(waited.max(0)).unwrap_or(u32::MAX);
        if !reviewed && waited >= limits.glass_review_hours {
            hints.push(Hint {
                kind: HintKind::GlassUnreviewed,
                user: event.user,
                record: event.record,
                from: event.at,
                events: vec![entry.place],
                measure: waited,
                threshold: limits.glass_review_hours,
                basis: Basis::Rule,
            });
        }
    }
}
