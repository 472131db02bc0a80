//! A patient's page: what is known, from which record, the encounters, and what is wrong (MPI-003 to MPI-008).

use access::Action;
use chrono::DateTime;
use identity::findings;
use identity::numbers::UnitNumber;
use records::model::{
    Decision, DocumentStatus, Encounter, IdentityCheck, Pair, Patient, PatientStatus,
};
use records::{Kind, RecordId};
use serde_json::Value as Json;
use store::Store;

use super::index::{line_of, ordered};
use super::person::person_id;
use super::views::finding;
use crate::custodian::Custodian;
use crate::protocol::{Failure, FieldView, FindingView, PatientPage};
use crate::summary::Line;
use crate::surroundings::Surroundings;

/// A field as it is shown and, in a merge, chosen.
pub(crate) struct Label {
    pub(crate) path: &'static str,
    pub(crate) label: &'static str,
    pub(crate) value: fn(&Patient) -> String,
}

/// Joins what is there.
fn said<'a>(parts: impl IntoIterator<Item = &'a str>, between: &str) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(between)
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}

/// All fields of a patient that are shown.
pub(crate) const LABELS: [Label; 18] = [
    Label {
        path: "names",
        label: "Names",
        value: |p| {
            lines(p.names.values().map(|name| match name.kind {
                records::model::NameKind::Legal => name.shown(),
                kind => format!("{} ({})", name.shown(), kind.said()),
            }))
        },
    },
    Label {
        path: "birth_date",
        label: "Birth date",
        value: |p| {
            p.birth_date
                .map_or_else(String::new, |date| date.to_string())
        },
    },
    Label {
        path: "administrative_sex",
        label: "Sex on the claim",
        value: |p| sex(p.administrative_sex),
    },
    Label {
        path: "sex_at_birth",
        label: "Sex assigned at birth",
        value: |p| sex(p.sex_at_birth),
    },
    Label {
        path: "gender_identity",
        label: "Gender identity",
        value: |p| p.gender_identity.clone(),
    },
    Label {
        path: "ssn",
        label: "Social security number",
        value: |p| p.ssn.clone(),
    },
    Label {
        path: "addresses",
        label: "Addresses",
        value: |p| {
            lines(p.addresses.values().map(|a| {
                let town = said([a.state.as_str(), a.zip.as_str()], " ");
                said([a.street.as_str(), a.city.as_str(), town.as_str()], ", ")
            }))
        },
    },
    Label {
        path: "phones",
        label: "Telephone",
        value: |p| {
            lines(p.phones.values().map(|phone| {
                if phone.used_for.is_empty() {
                    phone.number.clone()
                } else {
                    format!("{} ({})", phone.number, phone.used_for)
                }
            }))
        },
    },
    Label {
        path: "email",
        label: "E-mail",
        value: |p| p.email.clone(),
    },
    Label {
        path: "identifiers",
        label: "Other numbers",
        value: |p| {
            lines(
                p.identifiers
                    .values()
                    .map(|n| said([n.kind.said(), n.system.as_str(), n.value.as_str()], " ")),
            )
        },
    },
    Label {
        path: "mother",
        label: "Mother",
        value: |p| said([p.mother.given.as_str(), p.mother.maiden.as_str()], " "),
    },
    Label {
        path: "birth_order",
        label: "Birth order",
        value: |p| {
            p.birth_order
                .map_or_else(String::new, |order| order.to_string())
        },
    },
    Label {
        path: "death_date",
        label: "Date of death",
        value: |p| {
            p.death_date
                .map_or_else(String::new, |date| date.to_string())
        },
    },
    Label {
        path: "race",
        label: "Race",
        value: |p| p.race.join(", "),
    },
    Label {
        path: "ethnicity",
        label: "Ethnicity",
        value: |p| p.ethnicity.clone(),
    },
    Label {
        path: "language",
        label: "Language",
        value: |p| p.language.clone(),
    },
    Label {
        path: "attending_office",
        label: "Attending's office",
        value: |p| {
            said(
                [
                    p.attending_office.name.as_str(),
                    p.attending_office.phone.as_str(),
                ],
                ", ",
            )
        },
    },
    Label {
        path: "flags",
        label: "Protected as",
        value: |p| {
            let flags = [
                (p.flags.vip, "known to the public"),
                (p.flags.employee, "works here"),
                (p.flags.part_2, "42 CFR Part 2"),
                (p.flags.state_protected, "state law"),
            ];
            said(
                flags
                    .iter()
                    .map(|(there, words)| if *there { *words } else { "" }),
                ", ",
            )
        },
    },
];

fn sex(sex: records::model::Sex) -> String {
    match sex {
        records::model::Sex::Unknown => String::new(),
        sex => sex.said().to_owned(),
    }
}

/// A patient as shown, and the fields that come from a merged record with that record.
pub(crate) struct Shown {
    pub(crate) patient: Patient,
    pub(crate) from: Vec<(&'static str, RecordId)>,
}

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Opens a patient, or the record that stands for it.
    pub(crate) async fn open_patient(
        &mut self,
        patient: RecordId,
        reason: &str,
    ) -> Result<PatientPage, Failure> {
        self.there(patient)?;
        let root = self.session()?.patients.root(patient);
        let event = self.permit_patient(Action::Read, root, reason).await?;
        self.record_events(&[event]).await?;
        let mut page = self.page_of(root).await?;
        if root != patient {
            page.asked_for = Some(self.patient_row(patient)?);
        }
        Ok(page)
    }

    /// The page of a patient; whoever asks may see it.
    pub(crate) async fn page_of(&mut self, patient: RecordId) -> Result<PatientPage, Failure> {
        let shown = self.shown_patient(patient).await?;
        let log = self.log(Kind::Patient, patient).await?;
        let conflicts = log.state().conflicts().len() as u32;
        let own: Patient = log.state().model();
        let fields = LABELS
            .iter()
            .map(|field| {
                let from = shown.from.iter().find(|(path, _)| *path == field.path);
                let from = from.map(|(_, record)| self.called(*record)).transpose()?;
                Ok(FieldView {
                    label: field.label.to_owned(),
                    value: (field.value)(&shown.patient),
                    path: field.path.to_owned(),
                    from: from.unwrap_or_default(),
                })
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        let merged = self.session()?.patients.standing_here(patient);
        let merged: Result<Vec<_>, _> = merged
            .iter()
            .map(|record| self.patient_row(*record))
            .collect();
        let next = PatientStatus::ALL
            .iter()
            .filter(|next| **next != PatientStatus::Merged)
            .filter(|next| own.status.may_become(**next).is_ok())
            .map(|next| (next.word().to_owned(), next.said().to_owned()));
        let next = if own.merged_into.is_some() {
            Vec::new()
        } else {
            next.collect()
        };
        let encounters = self.stays_of(patient)?;
        let findings = self.findings_of(patient, &own).await?;
        Ok(PatientPage {
            row: self.patient_row(patient)?,
            asked_for: None,
            fields,
            encounters,
            findings,
            merged_here: merged?,
            split_from: own
                .split_from
                .map(|from| self.patient_row(from))
                .transpose()?,
            verified: self.verified(&own),
            searched: self.searched(&own),
            held_back: self
                .may_leave(patient)
                .err()
                .map_or_else(String::new, |failure| failure.what),
            next,
            conflicts,
            warning: String::new(),
        })
    }

    fn verified(&self, patient: &Patient) -> String {
        let Some(by) = &patient.verification else {
            return String::new();
        };
        let at = by
            .at
            .map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M").to_string());
        let changed = if by.changed.is_empty() {
            "nothing changed".to_owned()
        } else {
            format!("changed: {}", by.changed)
        };
        format!(
            "{} by {}, with {}, {}; {changed}",
            at,
            self.who(by.by),
            by.with,
            by.how
        )
    }

    fn searched(&self, patient: &Patient) -> String {
        let Some(search) = &patient.searched else {
            return String::new();
        };
        let at = search
            .at
            .map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M").to_string());
        format!(
            "{at} by {}, on {}, among {}; ruled out: {}",
            self.who(search.by),
            search.on.join(", "),
            match search.among {
                1 => "1 record".to_owned(),
                among => format!("{among} records"),
            },
            search.ruled_out.len()
        )
    }

    /// A patient with the fields of merged records that were chosen in their merges. Nothing is copied: it is laid over for
    /// showing.
    pub(crate) async fn shown_patient(&mut self, patient: RecordId) -> Result<Shown, Failure> {
        // Each record is laid over the one it points to, from the farthest on.
        let mut order = self.session()?.patients.standing_here(patient);
        order.reverse();
        let mut models: Vec<(RecordId, Patient)> = Vec::new();
        for record in order.iter().chain([&patient]) {
            let model = self.log(Kind::Patient, *record).await?.state().model();
            models.push((*record, model));
        }
        let mut from: Vec<(RecordId, &'static str, RecordId)> = Vec::new();
        for record in &order {
            let Some(retired) = models.iter().find(|(id, _)| id == record).cloned() else {
                continue;
            };
            let Some(into) = retired.1.merged_into else {
                continue;
            };
            let pair: Pair = self.pair_model(*record, into).await?;
            let Some(merge) = pair
                .merge
                .filter(|merge| merge.retired == *record && merge.survivor == into)
            else {
                continue;
            };
            if let Some((_, survivor)) = models.iter_mut().find(|(id, _)| *id == into) {
                for field in LABELS
                    .iter()
                    .filter(|field| merge.from_retired.iter().any(|path| path == field.path))
                {
                    lay_over(survivor, &retired.1, field.path);
                    let origin = from
                        .iter()
                        .find(|(of, path, _)| of == record && *path == field.path);
                    let origin = origin.map_or(*record, |(_, _, origin)| *origin);
                    from.push((into, field.path, origin));
                }
            }
        }
        let shown = models.pop().map(|(_, shown)| shown).unwrap_or_default();
        let from = from.into_iter().filter(|(of, ..)| *of == patient);
        Ok(Shown {
            patient: shown,
            from: from.map(|(_, path, record)| (path, record)).collect(),
        })
    }

    /// What is wrong with a patient's record.
    async fn findings_of(
        &mut self,
        patient: RecordId,
        own: &Patient,
    ) -> Result<Vec<FindingView>, Failure> {
        let now = self.utc();
        let today = self
            .civil_now()
            .map_or_else(|| now.date_naive(), |now| now.date_naive());
        let session = self.session()?;
        let Some(line) = line_of(&session.catalogue, patient).cloned() else {
            return Ok(Vec::new());
        };
        let id = person_id(patient);
        let mut found: Vec<FindingView> = Vec::new();
        let since = line
            .made
            .and_then(|(_, at)| DateTime::from_timestamp_millis(at));
        if own.status == PatientStatus::Provisional
            && let Some(of) = since.and_then(|since| findings::provisional(id, since, now))
        {
            found.push(finding(&of, "status".to_owned()));
        }
        if let Ok(number) = line.unit_number.parse::<UnitNumber>() {
            let bearers = session.patients.bearers(number);
            let issued: Vec<_> = bearers
                .iter()
                .map(|bearer| findings::Issued {
                    id: person_id(*bearer),
                    number: line.unit_number.clone(),
                    device: String::new(),
                })
                .collect();
            let others: Result<Vec<_>, _> = bearers
                .iter()
                .filter(|bearer| **bearer != patient)
                .map(|bearer| self.called(*bearer))
                .collect();
            let others = others?.join(", ");
            found.extend(
                findings::numbers(&issued)
                    .iter()
                    .map(|of| finding(of, format!("unit number; also on {others}"))),
            );
        } else if !line.unit_number.is_empty() {
            let issued = findings::Issued {
                id,
                number: line.unit_number.clone(),
                device: String::new(),
            };
            found.extend(
                findings::numbers(&[issued])
                    .iter()
                    .map(|of| finding(of, "unit number".to_owned())),
            );
        }
        for of in findings::values(id, &line.person, today) {
            // The place is “id, field”.
            let place = of
                .place
                .split_once(", ")
                .map_or("", |(_, field)| field)
                .to_owned();
            found.push(finding(&of, place));
        }
        if let Some(birth) = line.person.birth {
            for other in session.patients.born(birth) {
                if other == patient || session.patients.root(other) != other {
                    continue;
                }
                let twin = line_of(&session.catalogue, other).and_then(|twin| {
                    findings::multiples((id, &line.person), (person_id(other), &twin.person))
                });
                if let Some(of) = twin {
                    found.push(finding(
                        &of,
                        format!("birth order; beside {}", self.called(other)?),
                    ));
                }
            }
        }
        for other in self.asked_to_merge(patient)? {
            let with = self.called(other)?;
            for of in self.risks(patient, other)? {
                found.push(FindingView {
                    place: format!("with {with}"),
                    ..of
                });
            }
        }
        found.extend(self.foreign_documents(patient).await?);
        Ok(found)
    }

    /// Records with which a merge awaits its second person.
    fn asked_to_merge(&self, patient: RecordId) -> Result<Vec<RecordId>, Failure> {
        let session = self.session()?;
        let pairs = session
            .catalogue
            .slots()
            .iter()
            .filter_map(|slot| match &slot.line {
                Line::Pair(pair) if pair.decision == Decision::Same && pair.merged.is_none() => {
                    Some(pair)
                }
                _ => None,
            });
        Ok(pairs
            .filter_map(|pair| match (pair.one == patient, pair.other == patient) {
                (true, _) => Some(pair.other),
                (_, true) => Some(pair.one),
                _ => None,
            })
            .collect())
    }

    /// Documents whose two identifiers were found to be somebody else's (MPI-008).
    pub(crate) async fn foreign_documents(
        &mut self,
        patient: RecordId,
    ) -> Result<Vec<FindingView>, Failure> {
        let mut found = Vec::new();
        for stay in self.stays_of(patient)? {
            let state = self
                .log(Kind::Encounter, RecordId(stay.encounter))
                .await?
                .state();
            let model: Encounter = state.model();
            let wrong = model.documents.values().filter(|document| {
                document.identity == IdentityCheck::Wrong
                    && document.status != DocumentStatus::EnteredInError
            });
            for document in wrong {
                let title = if document.title.is_empty() {
                    document.kind.said()
                } else {
                    &document.title
                };
                found.push(FindingView {
                    rule: "MPI-008".to_owned(),
                    error: true,
                    what: format!("“{title}” bears another patient's identifiers"),
                    why: "care would be given on another patient's findings: an overlay".to_owned(),
                    place: format!("encounter {} of {}", stay.account, stay.admitted),
                    fix: "move the document to the patient it names, or split the encounter off"
                        .to_owned(),
                    source: "overlay: two people in one record".to_owned(),
                });
            }
        }
        Ok(found)
    }

    /// What was decided on two patients.
    pub(crate) async fn pair_model(
        &mut self,
        one: RecordId,
        other: RecordId,
    ) -> Result<Pair, Failure> {
        let (one, other) = ordered(one, other);
        let record = super::pairs::pair_record(one, other);
        Ok(self.log(Kind::Pair, record).await?.state().model())
    }
}

/// Shows a field of another record in place of one's own.
fn lay_over(onto: &mut Patient, from: &Patient, path: &str) {
    let (Ok(Json::Object(mut tree)), Ok(Json::Object(mut source))) =
        (serde_json::to_value(&*onto), serde_json::to_value(from))
    else {
        return;
    };
    match source.remove(path) {
        Some(value) => tree.insert(path.to_owned(), value),
        None => tree.remove(path),
    };
    if let Ok(laid) = serde_json::from_value(Json::Object(tree)) {
        *onto = laid;
    }
}
