//! A facility's own rule, checked, and what it says of a stay.

use super::condition::{Budget, Dx, MOST_PARTS, Test, procedure};
use super::document::{Each, Level, OwnRule, Spot};
use super::message::{At, Message};
use super::patterns::Codes;
use super::problem::{Checks, Problem};
use crate::findings::{Facts, Finding, Place, Severity};

/// A rule that has been checked and can be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyRule {
    id: String,
    level: Level,
    reason_required: bool,
    when: Option<Test>,
    each: Option<Through>,
    what: Message,
    why: Message,
    fix: Message,
    place: Option<Spot>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Through {
    Diagnosis(Dx),
    Secondary(Dx),
    Procedure(Codes),
}

/// What a rule says of a stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It fires: one finding, or one for each code that matches.
    Fired(Vec<Finding>),
    /// It does not fire.
    Quiet,
    /// It can't be told: the stay lacks what the rule asks for.
    Undecided,
}

impl ReadyRule {
    /// Checks a rule by itself, for example to try it before it is added.
    ///
    /// # Errors
    /// All that is wrong with it, paths counted from the rule.
    pub fn check(rule: &OwnRule) -> Result<Self, Vec<Problem>> {
        let mut checks = Checks::default();
        let ready = Self::checked(rule, "rule", &mut checks);
        checks.finish(ready)
    }

    /// Reads and checks a rule written as JSON, as it stands in a document.
    ///
    /// # Errors
    /// All that is wrong with it, paths counted from the rule.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        Self::check(&super::read(text)?)
    }

    pub(super) fn checked(rule: &OwnRule, path: &str, checks: &mut Checks) -> Self {
        if !is_own_id(&rule.id) {
            let shown: String = rule.id.chars().take(40).collect();
            checks.add(Problem::new(
                format!("{path}.id"),
                format!("{shown:?} is no number of an own rule."),
                "Own rules are told from others by their number: OWN- and 1 to 9999.",
                "Number it OWN-1 or the next that is free.",
            ));
        }
        checks.text(&format!("{path}.title"), &rule.title, 80);
        if rule.when.is_none() && rule.each.is_none() {
            checks.add(Problem::new(
                path,
                "The rule has neither when nor each.",
                "It would fire on every stay.",
                "Say when it fires, or through which codes it goes.",
            ));
        }
        let mut budget = Budget { parts: MOST_PARTS };
        let when = rule
            .when
            .as_ref()
            .and_then(|when| Test::check(when, &format!("{path}.when"), 1, &mut budget, checks));
        let each = rule.each.as_ref().map(|each| match each {
            Each::Diagnosis(m) => {
                Through::Diagnosis(Dx::check(m, &format!("{path}.each.diagnosis"), checks))
            }
            Each::Secondary(m) => {
                Through::Secondary(Dx::check(m, &format!("{path}.each.secondary"), checks))
            }
            Each::Procedure(m) => {
                Through::Procedure(procedure(m, &format!("{path}.each.procedure"), checks))
            }
        });
        if rule.place == Some(Spot::Code) && each.is_none() {
            checks.add(Problem::new(
                format!("{path}.place"),
                "There is no code at hand.",
                "Only a rule that goes through codes stands at one.",
                "Choose another place, or give the rule each.",
            ));
        }
        let code = each.is_some();
        let poa = matches!(each, Some(Through::Diagnosis(_) | Through::Secondary(_)));
        let mut message = |name: &str, text: &str| {
            Message::check(text, &format!("{path}.{name}"), code, poa, checks)
        };
        Self {
            what: message("what", &rule.what),
            why: message("why", &rule.why),
            fix: message("fix", &rule.fix),
            id: rule.id.clone(),
            level: rule.severity,
            reason_required: rule.reason_required,
            when,
            each,
            place: rule.place,
        }
    }

    /// Its number.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it is switched on.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.level != Level::Off
    }

    /// Whether somebody who passes over it has to say why.
    #[must_use]
    pub fn reason_required(&self) -> bool {
        self.reason_required
    }

    /// What it says of a stay, switched on or not. A rule that is off speaks as information.
    #[must_use]
    pub fn evaluate(&self, facts: &Facts<'_>) -> Outcome {
        match self.when.as_ref().map(|when| when.holds(facts)) {
            Some(Some(false)) => return Outcome::Quiet,
            Some(None) => return Outcome::Undecided,
            Some(Some(true)) | None => {}
        }
        let (items, undecided) = match &self.each {
            None => return Outcome::Fired(vec![self.finding(facts, None)]),
            Some(through) => through.items(facts),
        };
        if items.is_empty() {
            return if undecided {
                Outcome::Undecided
            } else {
                Outcome::Quiet
            };
        }
        let findings = items
            .into_iter()
            .map(|item| self.finding(facts, Some(item)));
        Outcome::Fired(findings.collect())
    }

    fn finding(&self, facts: &Facts<'_>, item: Option<(Place, At<'_>)>) -> Finding {
        let at = item.map(|(_, at)| at);
        let here = item.map_or(Place::Stay, |(place, _)| place);
        Finding {
            rule: self.id.clone().into(),
            severity: severity(self.level).unwrap_or(Severity::Info),
            what: self.what.fill(facts, at),
            why: self.why.fill(facts, at),
            place: self.place.map_or(here, |spot| place(spot, here)),
            fix: self.fix.fill(facts, at),
            source: "The facility's own rules",
        }
    }
}

impl Through {
    /// The codes that match, and whether of others it can't be told.
    fn items<'a>(&self, facts: &'a Facts<'_>) -> (Vec<(Place, At<'a>)>, bool) {
        let dx = match self {
            Self::Procedure(codes) => {
                let procedures = facts.stay.procedures.iter().enumerate();
                let matching = procedures.filter(|(_, code)| codes.take(code));
                let items = matching.map(|(i, code)| (Place::Procedure(i), At { code, poa: None }));
                return (items.collect(), false);
            }
            Self::Diagnosis(dx) | Self::Secondary(dx) => dx,
        };
        let secondary_only = matches!(self, Self::Secondary(_));
        let (mut items, mut undecided) = (Vec::new(), false);
        for (place, diagnosis) in facts.diagnoses() {
            if secondary_only && place == Place::Principal {
                continue;
            }
            match dx.takes(facts, place, diagnosis) {
                Some(true) => items.push((
                    place,
                    At {
                        code: &diagnosis.code,
                        poa: Some(diagnosis.poa.as_claim()),
                    },
                )),
                Some(false) => {}
                None => undecided = true,
            }
        }
        (items, undecided)
    }
}

/// The severity of a level; `None` for off.
pub(super) const fn severity(level: Level) -> Option<Severity> {
    Some(match level {
        Level::Stop => Severity::Stop,
        Level::Warn => Severity::Warn,
        Level::Info => Severity::Info,
        Level::Off => return None,
    })
}

const fn place(spot: Spot, here: Place) -> Place {
    match spot {
        Spot::Stay => Place::Stay,
        Spot::AdmissionDate => Place::AdmissionDate,
        Spot::DischargeDate => Place::DischargeDate,
        Spot::Age => Place::Age,
        Spot::Sex => Place::Sex,
        Spot::DischargeStatus => Place::DischargeStatus,
        Spot::Hospital => Place::Hospital,
        Spot::Admitting => Place::Admitting,
        Spot::Principal => Place::Principal,
        Spot::Drg => Place::Drg,
        Spot::Code => here,
    }
}

/// `OWN-` and a number from 1 to 9999 without leading zeros.
pub(super) fn is_own_id(id: &str) -> bool {
    id.strip_prefix("OWN-").is_some_and(|number| {
        (1..=4).contains(&number.len())
            && !number.starts_with('0')
            && number.bytes().all(|b| b.is_ascii_digit())
    })
}

/// How often a rule would have fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Stays it fires on.
    pub fired: usize,
    /// Stays that lack what it asks for.
    pub undecided: usize,
    /// Stays in all.
    pub of: usize,
}

/// Tries a rule on stays of the past, switched on or not.
#[must_use]
pub fn would_have_fired<'a>(rule: &ReadyRule, stays: impl IntoIterator<Item = Facts<'a>>) -> Count {
    let mut count = Count::default();
    for facts in stays {
        count.of += 1;
        match rule.evaluate(&facts) {
            Outcome::Fired(_) => count.fired += 1,
            Outcome::Undecided => count.undecided += 1,
            Outcome::Quiet => {}
        }
    }
    count
}
