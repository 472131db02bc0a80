//! Who works at the demo hospital: a health information department with all thirteen roles, and those who write in charts.

use records::model::{Facility, FacilityType, Hours, Member};
use records::{EntryId, UserId};

use super::names::{FAMILY, MEN, WOMEN};
use crate::draw::Draw;
use crate::plan::Plan;
use crate::zone::moment;

/// Its name. Nobody should take it for a real one.
pub const NAME: &str = "Testcase Valley Hospital (made up)";

/// Roles of a health information department, with the credentials that go with each.
const ROLES: [(&str, &str); 13] = [
    ("coder", "CCS"),
    ("record analyst", "RHIT"),
    ("registrar", ""),
    ("release-of-information specialist", "RHIT"),
    ("MPI coordinator", "RHIA"),
    ("transcription reviewer", "RHDS"),
    ("supervisor", "RHIA, CCS"),
    ("physician responder", "MD"),
    ("biller", ""),
    ("student", ""),
    ("instructor", "RHIA"),
    ("auditor", "CCS, CDIP"),
    ("privacy officer", "RHIA, CHPS"),
];

/// Somebody who writes in charts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practitioner {
    /// Name with credentials.
    pub name: String,
    /// National Provider Identifier; begins with 9, as none that is given out does. Empty for who has none.
    pub npi: String,
    /// What the practitioner does, for example `Hospitalist`.
    pub specialty: &'static str,
    /// How this person writes, from 0: headings, lists, shorthand.
    pub(crate) hand: u32,
}

/// Specialties, credentials and how many.
const PRACTITIONERS: &[(&str, &str, u32)] = &[
    ("Hospitalist", "MD", 4),
    ("Emergency medicine", "DO", 4),
    ("General surgery", "MD", 2),
    ("Orthopedics", "MD", 2),
    ("Cardiology", "MD", 2),
    ("Pulmonary and critical care", "MD", 2),
    ("Gastroenterology", "MD", 1),
    ("Nephrology", "MD", 1),
    ("Neurology", "MD", 1),
    ("Neurosurgery", "MD", 1),
    ("Infectious disease", "MD", 1),
    ("Obstetrics", "MD", 2),
    ("Pediatrics", "MD", 2),
    ("Oncology", "MD", 2),
    ("Urology", "MD", 1),
    ("Gynecology", "MD", 1),
    ("Psychiatry", "MD", 1),
    ("Dermatology", "MD", 1),
    ("Anesthesiology", "MD", 2),
    ("Radiology", "MD", 2),
    ("Pathology", "MD", 2),
    ("Family medicine", "MD", 3),
    ("Skilled nursing", "NP", 2),
    ("Nurse", "RN", 9),
    ("Physical therapy", "PT", 2),
    ("Dietitian", "RD", 1),
    ("Wound care", "RN, CWOCN", 1),
    ("Respiratory therapy", "RRT", 2),
    ("Case management", "LCSW", 1),
    ("Laboratory", "MLS", 1),
];

/// A fake name for somebody of the staff.
fn name(draw: &mut Draw) -> String {
    let given = if draw.chance(50) {
        draw.pick(WOMEN)
    } else {
        draw.pick(MEN)
    };
    format!("{given} {}", draw.pick(FAMILY))
}

/// Those who write in charts.
pub(crate) fn practitioners(plan: &Plan) -> Vec<Practitioner> {
    let mut draw = Draw::new(plan.seed, 1, 0);
    let mut all: Vec<Practitioner> = Vec::new();
    for (specialty, credentials, count) in PRACTITIONERS {
        for number in 0..*count {
            let mut called = name(&mut draw);
            while all.iter().any(|p| p.name.starts_with(&called)) {
                called = name(&mut draw);
            }
            let prescribes = matches!(*credentials, "MD" | "DO" | "NP");
            let npi = format!("99999{:05}", all.len() * 7 + 11);
            all.push(Practitioner {
                name: format!("{called}, {credentials}"),
                npi: if prescribes { npi } else { String::new() },
                specialty,
                hand: number + draw.below(3),
            });
        }
    }
    all
}

/// The facility with its members: one for each role, and two more coders.
pub(crate) fn facility(plan: &Plan) -> Facility {
    let mut draw = Draw::new(plan.seed, 2, 0);
    let mut facility = Facility {
        name: NAME.into(),
        kind: FacilityType::Acute,
        ccn: "999999".into(),
        npi: "9999999999".into(),
        demo: true,
        idle_minutes: 15,
        hours: Some(Hours::default()),
        ..Facility::default()
    };
    let since = plan.from().and_hms_opt(8, 0, 0).map(moment);
    let coders = [("coder", "RHIT"), ("coder", "CCS")];
    for (role, credentials) in ROLES.into_iter().chain(coders) {
        let member = Member {
            user: UserId(draw.id()),
            name: name(&mut draw),
            credentials: credentials.into(),
            roles: vec![role.into()],
            unit: "Health information".into(),
            since,
            ..Member::default()
        };
        facility.members.insert(EntryId(draw.id()), member);
    }
    facility
}
