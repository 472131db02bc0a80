//! Suspected breaches as those see them who answer for them, with the days by which others have to be told.

use access::audit::Happened;
use access::{Action, RecordKind};
use chrono::NaiveDate;
use records::model::Incident;
use records::{EntryId, UserId};
use store::Store;

use crate::custodian::Custodian;
use crate::protocol::{Failure, IncidentView};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Whether whoever has unlocked has to be told of suspected breaches, and may answer them.
    pub(super) fn answers_for_breaches(&self) -> bool {
        self.demand(Action::Administer, RecordKind::KeyMaterial)
            .is_ok()
    }

    /// How many suspected breaches nobody has seen of those who have to; 0 for others.
    pub(super) fn alarms(&self) -> u32 {
        let Ok(session) = self.session() else {
            return 0;
        };
        if !self.answers_for_breaches() {
            return 0;
        }
        let incidents = session.facility.incidents.values();
        incidents.filter(|of| of.seen.is_none()).count() as u32
    }

    /// Suspected breaches, the latest first: all for those who answer for them, one's own for others.
    pub(super) fn incidents(&self) -> Result<Vec<IncidentView>, Failure> {
        let session = self.session()?;
        let (me, all) = (session.user(), self.answers_for_breaches());
        let today = self.civil_now().map(|now| now.date_naive());
        let incidents = session.facility.incidents.iter();
        let mut shown: Vec<_> = incidents
            .filter(|(_, of)| all || of.by == me)
            .map(|(entry, of)| (of.found, self.incident_view(*entry, of, today, all)))
            .collect();
        shown.sort_by_key(|(found, _)| core::cmp::Reverse(*found));
        Ok(shown.into_iter().map(|(_, view)| view).collect())
    }

    fn incident_view(
        &self,
        entry: EntryId,
        of: &Incident,
        today: Option<NaiveDate>,
        may_answer: bool,
    ) -> IncidentView {
        let at = |moment: Option<records::Moment>| {
            moment.map_or_else(String::new, |at| self.shown_minute(at.timestamp_millis()))
        };
        let name = |user: UserId| {
            self.session()
                .map_or_else(|_| String::new(), |session| session.name_of(user))
        };
        let clocks = of
            .found
            .map(|found| breach::Clocks::from(found.date_naive()));
        IncidentView {
            incident: entry.0,
            found: at(of.found),
            by: name(of.by),
            words: of.words.clone(),
            laptop: of.laptop.clone(),
            seen: match of.seen_by {
                Some(user) => format!("{} {}", name(user), at(of.seen)),
                None => String::new(),
            },
            closed: at(of.closed),
            outcome: of.outcome.clone(),
            clocks: clocks.map_or_else(Vec::new, |clocks| clocks_in_words(&clocks)),
            days_left: clocks
                .zip(today)
                .map_or(0, |(clocks, today)| clocks.days_left(today)),
            may_answer,
        }
    }

    /// Notes that a suspected breach was seen, or what it came to.
    pub(super) async fn set_incident(
        &mut self,
        entry: EntryId,
        outcome: &str,
    ) -> Result<(), Failure> {
        self.demand(Action::Administer, RecordKind::KeyMaterial)?;
        let (me, now) = (self.session()?.user(), self.civil_now());
        self.change_facility(Happened::RulesChanged, "", |facility| {
            if let Some(of) = facility.incidents.get_mut(&entry) {
                of.seen_by = of.seen_by.or(Some(me));
                of.seen = of.seen.or(now);
                if !outcome.trim().is_empty() {
                    of.closed = now;
                    outcome.trim().clone_into(&mut of.outcome);
                }
            }
        })
        .await
        .map(|_| ())
    }
}

fn clocks_in_words(clocks: &breach::Clocks) -> Vec<String> {
    let day = crate::keeping::day;
    vec![
        format!(
            "Those concerned: without unreasonable delay, by {} at the latest (45 CFR 164.404(b)).",
            day(clocks.individuals)
        ),
        format!(
            "More than 500 residents of one state: its media too, by {} (45 CFR 164.406).",
            day(clocks.media)
        ),
        format!(
            "500 or more: the Secretary of HHS with the notice, by {} (45 CFR 164.408(b)).",
            day(clocks.secretary_at_once)
        ),
        format!(
            "Fewer than 500: the Secretary in the yearly report, by {} (45 CFR 164.408(c)).",
            day(clocks.secretary_yearly)
        ),
    ]
}
