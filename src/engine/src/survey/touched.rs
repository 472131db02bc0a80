//! Which claims a disputed result touches: those to be coded again once it is put right.

use codes::Ymd;
use grouper::Version;
use grouper::claim::Claim;

use super::{Means, NAMED, Named, Question, count};
use crate::assess::assess;
use crate::batch::csv_of;
use crate::code_text::normalise_code;
use crate::intake::draft_of_claim;
use crate::protocol::{CodeSystem, Disputed, Event, Failure, Touched as TouchedView};

/// A disputed result on its way through the claims.
#[derive(Debug)]
pub(crate) struct Touched {
    disputed: Disputed,
    /// Claims of other versions are not touched.
    version: Version,
    of: usize,
    claims: Named,
}

impl Touched {
    /// A result in the version that a discharge date calls for.
    ///
    /// # Errors
    /// No version is loaded for that date.
    pub(crate) fn of(disputed: Disputed, discharge_date: &str) -> Result<Self, Failure> {
        let version = Ymd::parse_iso(discharge_date).and_then(Version::for_discharge);
        let version = version.ok_or_else(|| Failure {
            what: "The claims can't be searched.".to_owned(),
            why: "The disputed stay has no discharge date that a grouper version is loaded for."
                .to_owned(),
            place: "the disputed stay".to_owned(),
            fix: "Dispute a result of a stay that was grouped.".to_owned(),
        })?;
        let disputed = match disputed {
            Disputed::Code { system, code } => Disputed::Code {
                system,
                code: normalise_code(&code),
            },
            other => other,
        };
        Ok(Self {
            disputed,
            version,
            of: 0,
            claims: Named::default(),
        })
    }
}

/// Whether a claim has a code.
fn has(claim: &Claim, system: CodeSystem, code: &str) -> bool {
    let stay = &claim.stay;
    match system {
        CodeSystem::Cm => stay
            .admitting_diagnosis
            .iter()
            .chain(&stay.principal_diagnosis)
            .chain(&stay.secondary_diagnoses)
            .any(|diagnosis| diagnosis.code == code),
        CodeSystem::Pcs => stay.procedures.iter().any(|procedure| procedure == code),
    }
}

impl Question for Touched {
    fn put(&mut self, line: u32, claim: &Claim, means: &mut Means<'_>) {
        if claim.version != self.version {
            return;
        }
        self.of += 1;
        let Some(versions) = &mut means.packs.versions else {
            return;
        };
        let drg = versions.get(claim.version).group(&claim.stay).r#final.drg;
        let touched = match &self.disputed {
            Disputed::Drg { number } => *number == format!("{drg:03}"),
            Disputed::Code { system, code } => has(claim, *system, code),
            Disputed::Edit { rule } => {
                let draft = draft_of_claim(&claim.id, &claim.stay);
                let told = assess(means.packs, means.facility, None, &draft);
                told.findings.iter().any(|finding| finding.rule == *rule)
            }
        };
        if touched {
            self.claims.add(line, claim, drg);
        }
    }

    fn answer(mut self: Box<Self>, file: &str) -> Event {
        let first = self.claims.first(NAMED);
        let all = self.claims.0;
        let rows: Vec<[String; 3]> = all
            .iter()
            .map(|claim| [claim.line.to_string(), claim.id.clone(), claim.drg.clone()])
            .collect();
        Event::Touched(Box::new(TouchedView {
            file: file.to_owned(),
            of: count(self.of),
            touched: count(all.len()),
            first,
            list: csv_of(&["line", "id", "drg"], &rows),
        }))
    }
}
