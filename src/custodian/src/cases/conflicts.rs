//! What two people changed at once: values that stand side by side until one is chosen, and changes that were merged and
//! should be looked at.

use std::collections::BTreeMap;

use access::{Action, RecordKind};
use records::model::{Encounter, Member};
use records::{Conflict, EntryId, Kind, Log, OpId, Parallel, RecordId, Recorded, State, Value};
use store::Store;

use super::past::{case_place, is_coded, is_of_the_stay};
use super::view::dotted;
use crate::commit::Work;
use crate::custodian::Custodian;
use crate::protocol::{CaseName, CaseView, ConflictChoice, ConflictView, Failure};
use crate::surroundings::Surroundings;

/// The conflicts that a person has to settle before a case is final. How a code was found and what the stay grouped to are
/// not among them: the one is a note, the other is made anew.
pub(super) fn of_case(state: &State, case: EntryId) -> Vec<Conflict> {
    let place = case_place(case);
    let grouped = format!("{place}/grouped");
    state
        .conflicts()
        .into_iter()
        .filter(|conflict| conflict.field.is_within(&place) || is_of_the_stay(&conflict.field))
        .filter(|conflict| !conflict.field.is_within(&grouped))
        .filter(|conflict| !conflict.field.as_str().ends_with("found_by"))
        .collect()
}

/// Operations on the case made without knowledge of each other, in words.
pub(super) fn parallel_in_words(
    log: &Log,
    stay: &Encounter,
    case: EntryId,
    names: &BTreeMap<EntryId, Member>,
) -> Vec<String> {
    let said = |op: &Recorded| {
        let who = names
            .get(&EntryId(op.operation.author.0))
            .map_or("Somebody", |member| member.name.as_str());
        let mut what: Vec<String> = Vec::new();
        for change in &op.operation.changes {
            let words = field_in_words(change.field.as_str(), stay, case);
            if concerns(change.field.as_str(), case) && !what.contains(&words) {
                what.push(words);
            }
        }
        format!("{who}: {}", what.join(", "))
    };
    of_both(log, case)
        .into_iter()
        .map(|(one, other)| format!("{}; {}", said(one), said(other)))
        .collect()
}

/// Pairs of operations that both changed the case.
fn of_both(log: &Log, case: EntryId) -> Vec<(&Recorded, &Recorded)> {
    pairs(log, case)
        .into_iter()
        .map(|(_, one, other)| (one, other))
        .collect()
}

fn pairs(log: &Log, case: EntryId) -> Vec<(Parallel, &Recorded, &Recorded)> {
    let touches = |op: &Recorded| {
        let mut changes = op.operation.changes.iter();
        changes.any(|change| concerns(change.field.as_str(), case))
    };
    log.state()
        .parallels()
        .into_iter()
        .filter_map(|pair| {
            let (one, other) = (log.operation(pair.one)?, log.operation(pair.other)?);
            (touches(one) && touches(other)).then_some((pair, one, other))
        })
        .collect()
}

fn concerns(field: &str, case: EntryId) -> bool {
    let field = records::Field::new(field);
    is_coded(&field, case) || is_of_the_stay(&field)
}

/// What a field is called.
pub(super) fn field_in_words(field: &str, stay: &Encounter, case: EntryId) -> String {
    let place = format!("{}/", case_place(case));
    let spaced = |text: &str| text.replace('_', " ");
    let Some(rest) = field.strip_prefix(&place) else {
        return match field {
            "admitted" => "admission".to_owned(),
            "discharged" => "discharge".to_owned(),
            other => spaced(other),
        };
    };
    let parts: Vec<&str> = rest.split('/').collect();
    let empty = records::model::CodingCase::default();
    let coded = stay.cases.get(&case).unwrap_or(&empty);
    let entry = parts.get(1).and_then(|part| part.parse::<EntryId>().ok());
    let part = parts.get(2).copied().unwrap_or_default();
    let of = |code: Option<String>, kind: &str| {
        let code = code.unwrap_or_else(|| format!("a {kind}"));
        match part {
            "poa" => format!("present on admission of {code}"),
            "order" => format!("place of {code}"),
            "date" | "date_typed" => format!("date of {code}"),
            _ => format!("{kind} {code}"),
        }
    };
    match (parts[0], entry) {
        ("principal", _) => "principal diagnosis".to_owned(),
        ("assignment", _) => "coder".to_owned(),
        ("poa_reporting", _) => "reporting of present on admission".to_owned(),
        ("admitting", _) => "admitting diagnosis".to_owned(),
        ("diagnoses", Some(id)) => {
            let code = coded.diagnoses.get(&id).map(|d| dotted(&d.code));
            of(code, "diagnosis")
        }
        ("procedures", Some(id)) => of(
            coded.procedures.get(&id).map(|p| p.code.clone()),
            "procedure",
        ),
        ("evidence", Some(id)) => {
            let code = coded.evidence.get(&id).map(|span| dotted(&span.code));
            format!(
                "evidence of {}",
                code.unwrap_or_else(|| "a code".to_owned())
            )
        }
        (name, _) => spaced(name),
    }
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// A conflict as it is shown, with every value and its author.
    pub(super) fn conflict_shown(
        &self,
        conflict: &Conflict,
        stay: &Encounter,
        case: EntryId,
    ) -> ConflictView {
        let field = conflict.field.as_str();
        let choices = conflict.values.iter().map(|live| ConflictChoice {
            choice: live.op.0,
            value: self.value_in_words(&live.value, field, stay, case),
            who: self.name_of(live.author),
            at: live.stamp.millis,
        });
        ConflictView {
            field: field.to_owned(),
            what: field_in_words(field, stay, case),
            choices: choices.collect(),
        }
    }

    fn value_in_words(
        &self,
        value: &Value,
        field: &str,
        stay: &Encounter,
        case: EntryId,
    ) -> String {
        let text = match value {
            Value::Nothing => return "none".to_owned(),
            Value::Text(text) => text.as_str(),
            other => return other.in_words(),
        };
        let coded = stay.cases.get(&case);
        if let (Ok(id), Some(coded)) = (text.parse::<EntryId>(), coded) {
            return coded
                .diagnoses
                .get(&id)
                .map_or_else(|| "a code taken out".to_owned(), |d| dotted(&d.code));
        }
        if field.ends_with("/coder")
            && let Ok(user) = text.parse::<records::UserId>()
        {
            return self.name_of(user);
        }
        if field.ends_with("/order")
            && let Some(coded) = coded
        {
            let before = coded.diagnoses.values().map(|d| d.order.as_str());
            let before = before.filter(|order| *order < text).count();
            return format!("place {}", before + 1);
        }
        text.to_owned()
    }

    /// A person's name; empty where that is not known here.
    pub(super) fn name_of(&self, user: records::UserId) -> String {
        let members = self
            .session
            .as_ref()
            .map(|session| &session.facility.members);
        members
            .and_then(|members| members.get(&EntryId(user.0)))
            .map_or_else(String::new, |member| member.name.clone())
    }

    /// Settles a conflict: one of the values stands from now on, in place of all.
    pub(super) async fn settle_conflict(
        &mut self,
        of: CaseName,
        field: &str,
        choice: OpId,
    ) -> Result<CaseView, Failure> {
        let encounter = RecordId(of.encounter);
        let read = self.read_case(of).await?;
        let event = self
            .demand_case(of, Action::Code, RecordKind::CodingCase)
            .await?;
        super::save::may_be_coded(read.case().status)?;
        let state = self.stay_log(encounter).await?.state();
        let conflict = of_case(state, read.id)
            .into_iter()
            .find(|conflict| conflict.field.as_str() == field)
            .ok_or_else(settled_already)?;
        let chosen = conflict
            .values
            .into_iter()
            .find(|live| live.op == choice)
            .ok_or_else(settled_already)?;
        let changes = vec![state.change(conflict.field, chosen.value)];
        self.commit(Work {
            audit: vec![event],
            ..Work::change(Kind::Encounter, encounter, changes, "conflict settled")
        })
        .await?;
        self.shown(of, read.id).await
    }

    /// Whoever codes has looked at what was changed at once.
    pub(super) async fn glance_parallel(&mut self, of: CaseName) -> Result<CaseView, Failure> {
        let encounter = RecordId(of.encounter);
        let read = self.read_case(of).await?;
        let event = self
            .demand_case(of, Action::Code, RecordKind::CodingCase)
            .await?;
        let log = self.stay_log(encounter).await?;
        let changes: Vec<_> = pairs(log, read.id)
            .into_iter()
            .map(|(pair, ..)| log.state().change(pair.glance(), Value::Flag(true)))
            .collect();
        if !changes.is_empty() {
            self.commit(Work {
                audit: vec![event],
                ..Work::change(Kind::Encounter, encounter, changes, "")
            })
            .await?;
        }
        self.shown(of, read.id).await
    }
}

fn settled_already() -> Failure {
    Failure::new(
        "Nothing was settled.",
        "Those values do not stand side by side any more.",
        "conflict",
        "Look at the case as it stands now.",
    )
}
