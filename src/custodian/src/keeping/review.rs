//! Reading the trail: entries opened with the audit key, newest first, a page at a time; the verdict on the chain; and a
//! plain file of it. That somebody reviewed or exported is an entry itself.

use access::audit::{Act, Event, Happened, Outcome, Row, Stored, Verdict};
use access::review::{Entry, Filter, Hint, HintKind, csv};
use access::{Action, Numbered as _, RecordKind};
use chrono::NaiveDate;
use records::{EntryId, Kind, RecordId, UserId};
use store::{Direction, Range, Store, Table};

use super::glass::said;
use super::hints::LookingAround;
use super::shown::shown;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{
    Failure, HintView, TrailEntry, TrailFile, TrailPage, TrailQuery, TrailVerdict,
};
use crate::rows;
use crate::surroundings::Surroundings;

/// Rows opened at a time. Opening one takes a multiplication on Curve25519, some tenth of a millisecond natively.
pub(super) const AT_ONCE: usize = 256;
/// Entries looked at for one page: the page asks on.
const PER_PAGE: u64 = 1_024;
/// Entries looked at for one file.
const PER_FILE: u64 = 20_000;
const USUAL: usize = 100;

/// An entry as it came out of its row.
pub(super) enum Opened {
    Event(Entry),
    /// It can't be opened, or a newer version wrote it; why.
    Dark(String),
}

/// What entries have to be.
struct Wanted {
    filter: Filter,
    hinted: Option<HintKind>,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Opens what a row of the trail holds.
    pub(super) fn open_entry(&self, row: &Row<'_>) -> Result<Stored, Failure> {
        let session = self.session()?;
        let key = session.audit_key.as_ref().ok_or_else(no_audit_key)?;
        let bytes = key
            .open(&session.places().audit(row.place), row.sealed)
            .told()?;
        Event::from_bytes(&bytes).map_err(|error| {
            Failure::new(
                "An entry of the trail can't be read.",
                format!("{error}."),
                format!("entry {}", row.place.sequence),
                "Tell the privacy officer.",
            )
        })
    }

    /// Entries of this laptop's trail or of another's before a number, the latest first, at most [`AT_ONCE`].
    async fn entries_in(
        &self,
        laptop: Option<[u8; 16]>,
        before: u64,
    ) -> Result<Vec<(u64, Opened)>, Failure> {
        match laptop {
            Some(laptop) => self.entries_of(laptop, before, AT_ONCE).await,
            None => self.entries_before(before).await,
        }
    }

    /// How many entries the trail of this laptop or another has.
    async fn length_of(&self, laptop: Option<[u8; 16]>) -> Result<u64, Failure> {
        Ok(match laptop {
            Some(laptop) => self.trail_head(laptop).await?.length,
            None => self.audit_length(),
        })
    }

    /// Entries before a number, the latest first, at most [`AT_ONCE`].
    pub(super) async fn entries_before(&self, before: u64) -> Result<Vec<(u64, Opened)>, Failure> {
        let range = Range::before(before.to_be_bytes());
        let rows = self
            .store
            .range(Table::Audit, &range, Some(AT_ONCE), Direction::Backward)
            .await
            .told()?;
        Ok(rows.iter().map(|row| self.opened_row(row)).collect())
    }

    /// An entry out of its row, with the number it stands under.
    pub(super) fn opened_row(&self, stored: &store::Row) -> (u64, Opened) {
        let number = rows::number_of(&stored.key).unwrap_or_default();
        let row = match Row::read(&stored.value) {
            Ok(row) => row,
            Err(error) => return (number, Opened::Dark(format!("{error}."))),
        };
        let opened = match self.open_entry(&row) {
            Ok(Stored::Event(event)) => Opened::Event(Entry {
                place: row.place,
                event: *event,
            }),
            Ok(Stored::Newer { version }) => {
                Opened::Dark(format!("written in form {version}, by a newer version"))
            }
            Err(failure) => Opened::Dark(failure.why),
        };
        (number, opened)
    }

    /// How many entries the trail has.
    pub(crate) fn audit_length(&self) -> u64 {
        let before = self.founded.as_ref().map_or(0, |row| row.audit_offset());
        before + self.audit.map_or(0, |chain| chain.head().length)
    }

    async fn may_read_trail(&mut self, action: Action) -> Result<Event, Failure> {
        let record = self.session()?.facility_record();
        let on = (Kind::Facility, record);
        let mut event = self
            .demand_on(on, action, RecordKind::AuditTrail, "")
            .await?;
        event.record = None;
        self.session()?
            .audit_key
            .as_ref()
            .ok_or_else(no_audit_key)?;
        Ok(event)
    }

    /// Some entries of the trail.
    ///
    /// # Errors
    /// Where whoever has unlocked may not review it or has not the key, or the query can't be read.
    pub async fn trail(&mut self, query: &TrailQuery) -> Result<TrailPage, Failure> {
        let event = self.may_read_trail(Action::ReviewAudit).await?;
        let wanted = self.wanted(query)?;
        self.hinted(&wanted).await?;
        if query.before.is_none() {
            self.record_events(&[event]).await?;
        }
        let limit = match query.limit {
            0 => USUAL,
            limit => usize::from(limit),
        };
        let of = self.length_of(query.laptop).await?;
        let mut before = query.before.unwrap_or(of);
        let (mut entries, mut looked) = (Vec::new(), 0);
        let next = 'all: loop {
            let some = self.entries_in(query.laptop, before).await?;
            if some.is_empty() {
                break None;
            }
            for (number, opened) in some {
                (before, looked) = (number, looked + 1);
                if let Some(entry) = self.shown_entry(number, &opened, &wanted) {
                    entries.push(entry);
                }
                if entries.len() >= limit {
                    break 'all (number > 0).then_some(number);
                }
            }
            if looked >= PER_PAGE {
                break (before > 0).then_some(before);
            }
        };
        let session = self.session()?;
        let members = session.facility.members.values();
        let mut people: Vec<_> = members
            .map(|member| (member.user.0, member.name.clone()))
            .collect();
        people.sort_by(|a, b| a.1.cmp(&b.1));
        Ok(TrailPage {
            entries,
            next,
            of,
            laptops: self.trails_here().await?,
            people,
            acts: acts().map(|act| act.words().to_owned()).collect(),
            hints: HintKind::ALL
                .iter()
                .map(|kind| kind.words().to_owned())
                .collect(),
        })
    }

    /// Looks for hints where they are asked for and nobody has looked.
    async fn hinted(&mut self, wanted: &Wanted) -> Result<(), Failure> {
        if wanted.hinted.is_some() && self.session()?.hints.is_none() {
            let mut looking = LookingAround::default();
            while self.look_around(&mut looking).await?.is_none() {}
        }
        Ok(())
    }

    /// What was found worth a look.
    fn hints(&self) -> &[Hint] {
        let session = self.session.as_ref();
        session
            .and_then(|session| session.hints.as_deref())
            .unwrap_or_default()
    }

    fn wanted(&self, query: &TrailQuery) -> Result<Wanted, Failure> {
        let day = |text: &str, place: &str| match text.trim() {
            "" => Ok(None),
            text => NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .map(Some)
                .map_err(|_| {
                    Failure::new(
                        "The day can't be read.",
                        format!("“{text}” is no day of the calendar."),
                        place,
                        "Write it as 2026-10-01.",
                    )
                }),
        };
        let hinted = HintKind::ALL
            .iter()
            .copied()
            .find(|kind| kind.words() == query.hint);
        let filter = Filter {
            user: query.who.map(access::UserId),
            record: query.record.map(access::RecordId),
            act: acts().find(|act| act.words() == query.act),
            from: day(&query.from, "from")?,
            until: day(&query.until, "until")?,
            hint: hinted,
        };
        if filter.act.is_none() && !query.act.is_empty()
            || hinted.is_none() && !query.hint.is_empty()
        {
            return Err(Failure::new(
                "There is no such filter.",
                "It is none of the acts or hints there are.",
                "filter",
                "Choose one of the list.",
            ));
        }
        Ok(Wanted { filter, hinted })
    }

    /// An entry as it is shown, if it is wanted. What can't be opened is shown unless a filter is set, so that nothing hides.
    fn shown_entry(&self, number: u64, opened: &Opened, wanted: &Wanted) -> Option<TrailEntry> {
        let session = self.session().ok()?;
        let entry = match opened {
            Opened::Dark(why) => {
                return (wanted.filter == Filter::default()).then(|| TrailEntry {
                    number,
                    act: "can't be read".to_owned(),
                    reason: why.clone(),
                    ..TrailEntry::default()
                });
            }
            Opened::Event(entry) => entry,
        };
        let one = core::slice::from_ref(entry);
        if wanted.filter.of(one, self.hints()).is_empty() {
            return None;
        }
        let event = &entry.event;
        let hints = self.hints().iter();
        let hints = hints.filter(|hint| {
            hint.events.contains(&entry.place) && wanted.hinted.is_none_or(|kind| hint.kind == kind)
        });
        let failed = event.act.this() == Some(Act::Happened(Happened::UnlockFailed));
        let who = session.name_of(UserId(event.user.0));
        let word = |text: Option<String>| text.unwrap_or_default();
        Some(TrailEntry {
            number,
            time: shown(event.at),
            who: if who.is_empty() && failed {
                "nobody who has an account here".to_owned()
            } else {
                who
            },
            roles: event.roles.words(),
            act: event.act.to_string(),
            kind: word(event.kind.map(|kind| kind.to_string())),
            record: event.record.map(|record| record.0),
            record_name: word(
                event
                    .record
                    .map(|record| self.record_name(RecordId(record.0))),
            ),
            part: word(event.part.as_ref().map(ToString::to_string)),
            relation: match event.kind {
                Some(_) => event.relation.to_string(),
                None => String::new(),
            },
            outcome: event.outcome.to_string(),
            reason: said(event),
            count: event.count,
            about: event
                .about
                .and_then(|place| self.founded().ok()?.number_of(place)),
            hints: hints
                .map(|hint| format!("{}: {}", hint.kind.words(), hint.explain()))
                .collect(),
        })
    }

    /// Whether the trail is whole.
    ///
    /// # Errors
    /// Where whoever has unlocked may not verify it.
    pub async fn verdict(&mut self) -> Result<TrailVerdict, Failure> {
        let record = self.session()?.facility_record();
        let on = (Kind::Facility, record);
        let mut event = self
            .demand_on(on, Action::Verify, RecordKind::AuditTrail, "")
            .await?;
        event.record = None;
        let verdict = self.verify_trail().await?;
        let (others, broken) = self.verify_trails().await?;
        let entries = self.audit_length() + others;
        let mut faults = match verdict {
            Verdict::Sound(_) => Vec::new(),
            Verdict::Broken(faults) => faults
                .iter()
                .map(|fault| crate::failure::of_parts(fault.parts()))
                .collect(),
        };
        faults.extend(broken.into_iter().map(|(laptop, fault)| {
            let mut failure = crate::failure::of_parts(fault.parts());
            failure.place = format!("laptop {laptop}, {}", failure.place);
            failure
        }));
        if !faults.is_empty() {
            event.outcome = Outcome::Failed.into();
        }
        self.record_events(&[event]).await?;
        Ok(TrailVerdict { entries, faults })
    }

    /// The entries as a plain file, which is no longer protected by anything. The export is an entry.
    ///
    /// # Errors
    /// As [`Self::trail`]; or whoever has unlocked may not export it.
    pub async fn export_trail(&mut self, query: &TrailQuery) -> Result<TrailFile, Failure> {
        let mut event = self.may_read_trail(Action::Export).await?;
        let wanted = self.wanted(query)?;
        self.hinted(&wanted).await?;
        let of = self.length_of(query.laptop).await?;
        let mut before = query.before.unwrap_or(of);
        let (mut entries, mut looked) = (Vec::new(), 0);
        let next = loop {
            let some = self.entries_in(query.laptop, before).await?;
            let Some((last, _)) = some.last() else {
                break None;
            };
            (before, looked) = (*last, looked + some.len() as u64);
            let hints = self.hints();
            entries.extend(some.into_iter().filter_map(|(_, opened)| match opened {
                Opened::Event(entry) => {
                    let one = core::slice::from_ref(&entry);
                    (!wanted.filter.of(one, hints).is_empty()).then_some(entry)
                }
                Opened::Dark(_) => None,
            }));
            if looked >= PER_FILE {
                break (before > 0).then_some(before);
            }
        };
        event.count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        self.record_events(&[event]).await?;
        let session = self.session()?;
        let all: Vec<&Entry> = entries.iter().collect();
        let text = csv(&all, self.hints(), |user| {
            let member = session.facility.members.get(&EntryId(user.0));
            member.map_or_else(|| user.to_string(), |member| member.name.clone())
        });
        let day = self.civil_now().map(|now| now.date_naive().to_string());
        Ok(TrailFile {
            name: format!("audit-trail-{}.csv", day.unwrap_or_default()),
            text,
            entries: all.len() as u64,
            next,
        })
    }

    /// A hint as it is shown.
    pub(super) fn shown_hint(&self, hint: &Hint) -> HintView {
        let record = hint.record.map(|record| RecordId(record.0));
        let name = self
            .session()
            .map(|session| session.name_of(UserId(hint.user.0)));
        let numbers = hint.events.iter();
        HintView {
            kind: hint.kind.words().to_owned(),
            who: name.unwrap_or_default(),
            record: record.map(|record| record.0),
            record_name: record.map_or_else(String::new, |record| self.record_name(record)),
            from: shown(hint.from),
            why: hint.explain(),
            entries: numbers
                .filter_map(|place| self.founded().ok()?.number_of(*place))
                .collect(),
        }
    }
}

/// All acts an entry can tell of.
fn acts() -> impl Iterator<Item = Act> {
    let did = Action::ALL.iter().copied().map(Act::Did);
    did.chain(Happened::ALL.iter().copied().map(Act::Happened))
}

pub(super) fn no_audit_key() -> Failure {
    Failure::new(
        "The trail can't be opened.",
        "The key that reads it is given to reviewers, and not to you.",
        "audit trail",
        "Have a reviewer who can unlock give you the role; the key is there when you next unlock.",
    )
}
