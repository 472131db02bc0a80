//! What a facility sets for itself: when a device locks, who prints and copies, how long a broken glass stays open,
//! and when the house is open. It can narrow the matrix and never widen it.

use chrono::{Datelike, Timelike};
use serde::{Deserialize, Serialize};

use crate::{Action, Moment, RecordKind, Role, Roles};

/// A facility's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacilityRules {
    /// Minutes without a key or pointer after which the device locks ([`FacilityRules::IDLE`]).
    pub idle_minutes: u16,
    /// Minutes that a broken glass stays open ([`FacilityRules::GLASS`]).
    pub glass_minutes: u16,
    /// The roles that may print what the matrix lets them print.
    pub print: Roles,
    /// The roles that may copy what the matrix lets them copy.
    pub copy: Roles,
    /// One person holds every role: separations of duties become recorded self-reviews.
    pub one_person: bool,
    /// When work is expected.
    pub hours: Hours,
}

/// When a facility works, by the clock on the wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hours {
    /// Day and night: no hour is out of the ordinary.
    Always,
    /// From Monday to Sunday; `None` is a day without work.
    Week([Option<OpenFrom>; 7]),
}

/// The hours of one day, in minutes after local midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenFrom {
    /// The first minute, 0 to 1439.
    pub from: u16,
    /// The first minute after, above `from`, up to 1440.
    pub until: u16,
}

/// A rule that can't be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// Minutes out of bounds.
    #[error(
        "{what} of {given} minutes: has to be from {least} to {most}, or a device stands open or can't be worked with; \
         set it within these bounds"
    )]
    Minutes {
        /// Which rule.
        what: &'static str,
        /// What was set.
        given: u16,
        /// The least that is possible.
        least: u16,
        /// The most.
        most: u16,
    },
    /// Hours that end before they begin, or after midnight.
    #[error(
        "hours of day {day} of the week from minute {from} to {until}: have to begin before they end and end by \
         minute 1440; write a night shift as two days"
    )]
    Hours {
        /// 1 is Monday.
        day: u8,
        /// As given.
        from: u16,
        /// As given.
        until: u16,
    },
}

impl FacilityRules {
    /// Bounds of the minutes to the lock. The rule asks for a predetermined time and names none
    /// (45 CFR 164.312(a)(2)(iii)); thirty minutes is the most that NIST SP 800-63B allows at assurance level 2.
    pub const IDLE: (u16, u16) = (1, 30);
    /// Bounds of the minutes of a broken glass: from one look to one shift.
    pub const GLASS: (u16, u16) = (5, 480);

    /// These rules, if each is within its bounds.
    ///
    /// # Errors
    /// The first rule that isn't.
    pub fn checked(self) -> Result<Self, RulesError> {
        for (what, given, (least, most)) in [
            ("lock after idling", self.idle_minutes, Self::IDLE),
            ("broken glass", self.glass_minutes, Self::GLASS),
        ] {
            if !(least..=most).contains(&given) {
                return Err(RulesError::Minutes {
                    what,
                    given,
                    least,
                    most,
                });
            }
        }
        if let Hours::Week(days) = &self.hours {
            for (day, hours) in (1..).zip(days) {
                if let Some(OpenFrom { from, until }) = *hours
                    && (from >= until || until > 24 * 60)
                {
                    return Err(RulesError::Hours { day, from, until });
                }
            }
        }
        Ok(self)
    }

    /// The roles that count for `action` here. A recovery kit is printed by everybody: without it a lost password is
    /// lost data.
    pub(crate) fn narrowed(&self, roles: Roles, action: Action, kind: RecordKind) -> Roles {
        match action {
            _ if kind == RecordKind::KeyMaterial => roles,
            Action::Print => roles.and(self.print),
            Action::Copy => roles.and(self.copy),
            _ => roles,
        }
    }
}

impl Default for FacilityRules {
    /// Locks after ten minutes, the glass stays open for thirty; who may print or copy by the matrix may; expected hours
    /// are 6:00 to 20:00 on all days.
    fn default() -> Self {
        Self {
            idle_minutes: 10,
            glass_minutes: 30,
            print: Role::ALL.iter().copied().collect(),
            copy: Role::ALL.iter().copied().collect(),
            one_person: false,
            hours: Hours::Week(
                [Some(OpenFrom {
                    from: 6 * 60,
                    until: 20 * 60,
                }); 7],
            ),
        }
    }
}

impl Hours {
    /// Whether work is expected at `moment`, by its local clock. A moment outside the calendar is never expected.
    #[must_use]
    pub fn expect(&self, moment: Moment) -> bool {
        let Self::Week(days) = self else {
            return true;
        };
        let Some(local) = moment.local() else {
            return false;
        };
        let minute = local.hour() * 60 + local.minute();
        let day = local.weekday().num_days_from_monday() as usize;
        days[day]
            .is_some_and(|open| (u32::from(open.from)..u32::from(open.until)).contains(&minute))
    }
}
