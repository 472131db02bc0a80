//! All rules: what each is called, how much it weighs, who says so, and whether this crate applies it.
//!
//! A screen shows from this, family by family, what is checked and what is only listed. A rule's words stand where it
//! is applied; here is its short title.

mod acquired;
mod admission;
mod diagnoses;
mod editor;
mod grouping;
mod payment;
mod procedures;
#[cfg(test)]
mod tests;

use crate::findings::Severity;

/// A group of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// `CM`: diagnosis codes.
    Diagnoses,
    /// `PCS`: procedure codes.
    Procedures,
    /// `POA`: present on admission.
    Admission,
    /// `HAC`: hospital-acquired conditions.
    Acquired,
    /// `DRG`: grouping.
    Grouping,
    /// `PAY`: payment.
    Payment,
    /// `MCE`: the code editor's remaining edits.
    Editor,
}

impl Family {
    /// All families, in the order of [`ALL`].
    pub const ALL: [Self; 7] = [
        Self::Diagnoses,
        Self::Procedures,
        Self::Admission,
        Self::Acquired,
        Self::Grouping,
        Self::Payment,
        Self::Editor,
    ];

    /// The letters its numbers begin with.
    #[must_use]
    pub const fn letters(self) -> &'static str {
        match self {
            Self::Diagnoses => "CM",
            Self::Procedures => "PCS",
            Self::Admission => "POA",
            Self::Acquired => "HAC",
            Self::Grouping => "DRG",
            Self::Payment => "PAY",
            Self::Editor => "MCE",
        }
    }

    /// What its rules are about.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Diagnoses => "Diagnosis codes",
            Self::Procedures => "Procedure codes",
            Self::Admission => "Present on admission",
            Self::Acquired => "Hospital-acquired conditions",
            Self::Grouping => "Grouping",
            Self::Payment => "Payment",
            Self::Editor => "Medicare Code Editor, other edits",
        }
    }

    /// Its rules, by number.
    pub fn rules(self) -> impl Iterator<Item = &'static Rule> + Clone {
        ALL.iter().filter(move |rule| rule.family == self)
    }

    /// How many of its rules this crate applies, and how many there are.
    #[must_use]
    pub fn counts(self) -> (usize, usize) {
        let rules = self.rules();
        (rules.clone().filter(|r| r.applied()).count(), rules.count())
    }
}

/// How far a rule goes here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Listed {
    /// It is listed and not applied: what it needs that a stay's codes and dates don't tell.
    Only(&'static str),
    /// It is applied.
    Here,
    /// It is applied, and is an edit of the Medicare Code Editor: the payer applies it too.
    Editor,
}

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its number, for example `CM-010`: what a finding bears.
    pub id: &'static str,
    /// Its family.
    pub family: Family,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// What it weighs unless the case makes it lighter, or a facility sets another.
    pub severity: Severity,
    /// How far it goes here.
    pub listed: Listed,
    /// Who says so.
    pub source: &'static str,
}

impl Rule {
    const fn new(
        id: &'static str,
        family: Family,
        title: &'static str,
        severity: Severity,
        listed: Listed,
        source: &'static str,
    ) -> Self {
        Self {
            id,
            family,
            title,
            severity,
            listed,
            source,
        }
    }

    /// Whether this crate applies it.
    #[must_use]
    pub const fn applied(&self) -> bool {
        !matches!(self.listed, Listed::Only(_))
    }

    /// Why it is not applied; `None` where it is.
    #[must_use]
    pub const fn not_applied(&self) -> Option<&'static str> {
        match self.listed {
            Listed::Only(why) => Some(why),
            Listed::Here | Listed::Editor => None,
        }
    }

    /// Whether it is a hard stop of the Medicare Code Editor: who lowers it has to say why, since the payer will stop
    /// the claim all the same.
    #[must_use]
    pub const fn is_editor_stop(&self) -> bool {
        matches!(
            (self.listed, self.severity),
            (Listed::Editor, Severity::Stop)
        )
    }
}

/// Every rule, family by family, each by number.
pub const ALL: &[Rule] = &joined();

const COUNT: usize = diagnoses::RULES.len()
    + procedures::RULES.len()
    + admission::RULES.len()
    + acquired::RULES.len()
    + grouping::RULES.len()
    + payment::RULES.len()
    + editor::RULES.len();

const fn joined() -> [Rule; COUNT] {
    let families: [&[Rule]; 7] = [
        &diagnoses::RULES,
        &procedures::RULES,
        &admission::RULES,
        &acquired::RULES,
        &grouping::RULES,
        &payment::RULES,
        &editor::RULES,
    ];
    let mut all = [diagnoses::RULES[0]; COUNT];
    let (mut family, mut at) = (0, 0);
    while family < families.len() {
        let mut i = 0;
        while i < families[family].len() {
            all[at] = families[family][i];
            at += 1;
            i += 1;
        }
        family += 1;
    }
    all
}

/// The rule with a number; `None` if there is none, or it is a facility's own.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.id == id)
}
