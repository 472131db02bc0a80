//! The table of rights. One line: role, kind of record, how far, what, why.
//!
//! What isn't here is refused. Reading, printing, writing into a file and copying are rights of their own. Nobody edits
//! or retires the audit trail, nobody reads keys, and the responder's lines hold no case, payment or report.

use super::Grant;
use super::Reach::{self, All, Assigned, Own, Unit};
use crate::Action::{
    Administer, Answer, Assign, BackUp, BreakGlass, Code, Copy, Create, Edit, Export, Finalise,
    Merge, Print, Read, Release, Reopen, Restore, Retire, Review, ReviewAudit, Search, Split,
    Unmerge, Verify,
};
use crate::RecordKind::{
    AuditTrail, CodingCase, Document, Encounter, Facility, KeyMaterial, NumberBlock, Patient,
    PatientPair, Payment, PracticeChart, Query, Report, User,
};
use crate::Role::{
    Analyst, Auditor, Billing, Coder, IndexCoordinator, Instructor, PrivacyOfficer, Registrar,
    Responder, Student, Supervisor, Transcription,
};
use crate::{Action, RecordKind, Role};

const fn grant(
    role: Role,
    kind: RecordKind,
    reach: Reach,
    actions: &'static [Action],
    why: &'static str,
) -> Grant {
    Grant {
        role,
        kind,
        reach,
        actions,
        why,
    }
}

const OWN_ACCOUNT: &str = "one's own password and display; roles are set by a supervisor";
const OWN_KEYS: &str = "one's own password and printed recovery kit";
const BACKUP: &str =
    "nothing else keeps a lone laptop's work (45 CFR 164.308(a)(7)(ii)(A)); the copy stays sealed";
const GLASS: &str = "emergency access (45 CFR 164.312(a)(2)(ii))";
const SAMPLE: &str =
    "a sample or complaint is assigned to the reviewer; a role alone opens no chart";

/// All rights.
#[rustfmt::skip]
pub(super) const GRANTS: &[Grant] = &[
    grant(Coder, Facility, All, &[Read], ""),
    grant(Coder, User, Own, &[Read, Edit], OWN_ACCOUNT),
    grant(Coder, KeyMaterial, Own, &[Create, Edit, Print], OWN_KEYS),
    grant(Coder, KeyMaterial, All, &[BackUp], BACKUP),
    grant(Coder, Patient, Assigned, &[Search, Read], "an audit must show no reads beyond assignment"),
    grant(Coder, Patient, All, &[BreakGlass], GLASS),
    grant(Coder, Encounter, Unit, &[Search], "the unit's worklist, from which the next case is loaded"),
    grant(Coder, Encounter, Assigned, &[Read, Edit, Copy], "coders correct discharge disposition and times from the chart"),
    grant(Coder, Encounter, All, &[BreakGlass], GLASS),
    grant(Coder, Document, Assigned, &[Search, Read, Copy], "words are taken as evidence; whoever codes the chart doesn't write it"),
    grant(Coder, Document, All, &[BreakGlass], GLASS),
    grant(Coder, CodingCase, Unit, &[Search], "the unit's worklist"),
    grant(Coder, CodingCase, Assigned, &[Read, Create, Edit, Code, Review, Finalise, Reopen, Print, Copy], "second review too is assigned, and never to who coded"),
    grant(Coder, Payment, Assigned, &[Read], ""),
    grant(Coder, Query, Assigned, &[Search, Read, Create, Assign, Finalise, Reopen], ""),
    grant(Coder, Query, Own, &[Edit, Retire], "the wording is its author's responsibility (AHIMA/ACDIS query practice)"),
    grant(Coder, Report, Own, &[Search, Read], "one's own figures"),

    grant(Analyst, Facility, All, &[Read], ""),
    grant(Analyst, User, Own, &[Read, Edit], OWN_ACCOUNT),
    grant(Analyst, KeyMaterial, Own, &[Create, Edit, Print], OWN_KEYS),
    grant(Analyst, KeyMaterial, All, &[BackUp], BACKUP),
    grant(Analyst, Patient, Unit, &[Search, Read], "every discharge of the unit is assembled"),
    grant(Analyst, Patient, All, &[BreakGlass], GLASS),
    grant(Analyst, Encounter, Unit, &[Search, Read, Edit, Print, Copy], ""),
    grant(Analyst, Encounter, All, &[BreakGlass], GLASS),
    grant(Analyst, Document, Unit, &[Search, Read, Create, Edit, Split, Assign, Review, Finalise, Reopen, Print, Retire], "split: a misfiled page found by the two-identifier check; assign: deficiencies; retire: entered in error, kept"),
    grant(Analyst, Document, All, &[BreakGlass], GLASS),
    grant(Analyst, CodingCase, Unit, &[Search], "whether a case is held, not its codes"),
    grant(Analyst, Query, Unit, &[Search, Read, Create, Assign, Finalise, Reopen], "clinical documentation queries are asked by analysts too"),
    grant(Analyst, Query, Own, &[Edit, Retire], ""),
    grant(Analyst, Report, Unit, &[Search, Read, Print], "deficiency and delinquency lists (42 CFR 482.24(c))"),
    grant(Analyst, Report, Own, &[Create, Edit, Retire], ""),

    grant(Registrar, Facility, All, &[Read], ""),
    grant(Registrar, User, Own, &[Read, Edit], OWN_ACCOUNT),
    grant(Registrar, KeyMaterial, Own, &[Create, Edit, Print], OWN_KEYS),
    grant(Registrar, KeyMaterial, All, &[BackUp], BACKUP),
    grant(Registrar, Patient, All, &[Search, Read, Create, Edit, Verify, Print, Copy], "search before create needs every patient (MPI-001); verify: with the attending's office"),
    grant(Registrar, Encounter, All, &[Search, Create], "an open encounter elsewhere decides whether this is one patient (MPI-005)"),
    grant(Registrar, Encounter, Unit, &[Read, Edit, Print], "what registration itself wrote, for its own desk"),
    grant(Registrar, Document, Unit, &[Create], "consents and cards are scanned at the desk"),
    grant(Registrar, Document, Own, &[Read], "what they scanned themselves, to check it; no chart"),
    grant(Registrar, PatientPair, All, &[Create], "proposes a pair when a candidate is doubtful (MPI-002)"),
    grant(Registrar, PatientPair, Own, &[Read], ""),
    grant(Registrar, NumberBlock, Assigned, &[Read], "the block leased to their device"),
    grant(Registrar, Report, Own, &[Search, Read], ""),

    grant(Role::Release, Facility, All, &[Read], ""),
    grant(Role::Release, User, Own, &[Read, Edit], OWN_ACCOUNT),
    grant(Role::Release, KeyMaterial, Own, &[Create, Edit, Print], OWN_KEYS),
    grant(Role::Release, KeyMaterial, All, &[BackUp], BACKUP),
    grant(Role::Release, Patient, All, &[Search, Read], "a request names any patient, and the identity is checked first (45 CFR 164.514(h))"),
    grant(Role::Release, Patient, Assigned, &[Release, Print, Export, Copy], "assigned means: a request about this patient is"),
    grant(Role::Release, Encounter, Assigned, &[Search, Read, Release, Print, Export, Copy], ""),
    grant(Role::Release, Encounter, All, &[BreakGlass], GLASS),
    grant(Role::Release, Document, Assigned, &[Search, Read, Create, Release, Print, Export, Copy], "create: the authorization that came with the request"),
    grant(Role::Release, Document, All, &[BreakGlass], GLASS),
    grant(Role::Release, CodingCase, Assigned, &[Read, Release, Print, Export], "billing records belong to the designated record set (45 CFR 164.501)"),
    grant(Role::Release, Report, Own, &[Search, Read, Create, Edit, Retire], "accounting of disclosures (45 CFR 164.528)"),

    grant(IndexCoordinator, Facility, All, &[Read], ""),
    grant(IndexCoordinator, User, Own, &[Read, Edit], OWN_ACCOUNT),
    grant(IndexCoordinator, KeyMaterial, Own, &[Create, Edit, Print], OWN_KEYS),
    grant(IndexCoordinator, KeyMaterial, All, &[BackUp], BACKUP),
    grant(IndexCoordinator, Patient, All, &[Search, Read, Create, Edit, Verify, Split, Print, Copy, Retire], "split: an overlay"),
    grant(IndexCoordinator, PatientPair, All, &[Search, Read, Create, Edit, Merge, Unmerge, Review, Finalise, Reopen, Print, Export], "export: the list of tasks that follow a merge"),
    grant(IndexCoordinator, Encounter, All, &[Search, Read, Split], "open encounters on both sides (MPI-005), two providers at one hour far apart; an overlay's are parted"),
    grant(IndexCoordinator, Document, Assigned, &[Search, Read, Split], "identifiers of another patient in a chart (MPI-008); assigned with the overlay"),
    grant(IndexCoordinator, NumberBlock, All, &[Search, Read, Review], "a number issued twice (MPI-004)"),
    grant(IndexCoordinator, Report, Unit, &[Search, Read, Print, Export], "error and creation rate of the index"),
    grant(IndexCoordinator, Report, Own, &[Create, Edit, Retire], ""),

    grant(Transcription, Facility, All, &[Read], ""),
    grant(Transcription, User, Own, &[Read, Edit], OWN_ACCOUNT),
    grant(Transcription, KeyMaterial, Own, &[Create, Edit, Print], OWN_KEYS),
    grant(Transcription, KeyMaterial, All, &[BackUp], BACKUP),
    grant(Transcription, Patient, Assigned, &[Search, Read], "two identifiers are checked on each document"),
    grant(Transcription, Encounter, Assigned, &[Search, Read], ""),
    grant(Transcription, Document, Assigned, &[Search, Read, Create, Edit, Review, Finalise, Copy], "finalise: ready for its author's authentication, which is the author's alone"),
    grant(Transcription, Report, Own, &[Search, Read, Create, Edit, Retire], ""),

    grant(Supervisor, Facility, All, &[Read, Edit, Administer, Print, Export], ""),
    grant(Supervisor, User, All, &[Search, Read, Create, Edit, Assign, Print, Export, Retire, Administer], "but not their own roles"),
    grant(Supervisor, KeyMaterial, Own, &[Create, Edit, Print], OWN_KEYS),
    grant(Supervisor, KeyMaterial, All, &[Administer, BackUp, Restore], "escrow is the facility's, not the vendor's; a restore concerns everybody"),
    grant(Supervisor, Patient, All, &[Search, Read], ""),
    grant(Supervisor, Encounter, All, &[Search, BreakGlass], "who is discharged and not yet coded"),
    grant(Supervisor, Encounter, Unit, &[Read, Assign, Retire], "retire: a cancelled encounter"),
    grant(Supervisor, Document, Unit, &[Search, Read, Assign, Review, Reopen], ""),
    grant(Supervisor, Document, All, &[BreakGlass], GLASS),
    grant(Supervisor, CodingCase, All, &[Search], ""),
    grant(Supervisor, CodingCase, Unit, &[Read, Create, Assign, Review, Finalise, Reopen, Print, Export, Retire], "a supervisor reviews and reopens but codes as a coder"),
    grant(Supervisor, Payment, Unit, &[Search, Read, Print, Export], ""),
    grant(Supervisor, Query, Unit, &[Search, Read, Assign, Review, Finalise, Reopen, Print, Export, Retire], "escalation"),
    grant(Supervisor, PatientPair, All, &[Search, Read, Assign, Merge, Unmerge, Review], "the second person for a merge of conflicting identities (MPI-005)"),
    grant(Supervisor, NumberBlock, All, &[Search, Read, Create, Assign, Export, Retire], "blocks are leased from the supervisor's device as a sealed file (MPI-004)"),
    grant(Supervisor, Report, All, &[Search, Read, Print, Export], ""),
    grant(Supervisor, Report, Own, &[Create, Edit, Retire], ""),

    grant(Responder, Facility, All, &[Read], ""),
    grant(Responder, User, Own, &[Read, Edit], OWN_ACCOUNT),
    grant(Responder, KeyMaterial, Own, &[Create, Edit, Print], OWN_KEYS),
    grant(Responder, Patient, Assigned, &[Read], "a responder comes by way of a query, not of a search"),
    grant(Responder, Patient, All, &[BreakGlass], GLASS),
    grant(Responder, Encounter, Assigned, &[Search, Read], ""),
    grant(Responder, Encounter, All, &[BreakGlass], GLASS),
    grant(Responder, Document, Assigned, &[Search, Read, Create, Verify], "authenticated by the person responsible for the care (42 CFR 482.24(c)(1))"),
    grant(Responder, Document, Own, &[Edit], "an amendment to what they wrote; the original stays"),
    grant(Responder, Document, All, &[BreakGlass], GLASS),
    grant(Responder, Query, Assigned, &[Search, Read, Answer], "never money, DRG or CC beside a query (QRY-003)"),

    grant(Billing, Facility, All, &[Read], ""),
    grant(Billing, User, Own, &[Read, Edit], OWN_ACCOUNT),
    grant(Billing, KeyMaterial, Own, &[Create, Edit, Print], OWN_KEYS),
    grant(Billing, KeyMaterial, All, &[BackUp], BACKUP),
    grant(Billing, Patient, Unit, &[Search, Read, Copy], "no chart: payment needs codes and demographics (45 CFR 164.502(b))"),
    grant(Billing, Encounter, Unit, &[Search, Read], ""),
    grant(Billing, CodingCase, Unit, &[Search, Read, Export], "export: the claim"),
    grant(Billing, Payment, Unit, &[Search, Read, Edit, Print, Export, Copy], "edit: payer and charges"),
    grant(Billing, Report, Unit, &[Search, Read, Print, Export], ""),
    grant(Billing, Report, Own, &[Create, Edit, Retire], ""),

    grant(Student, Facility, All, &[Read], ""),
    grant(Student, User, Own, &[Read, Edit], OWN_ACCOUNT),
    grant(Student, KeyMaterial, Own, &[Create, Edit, Print], OWN_KEYS),
    grant(Student, PracticeChart, Assigned, &[Search, Read, Code, Answer, Finalise], "practice charts only: a student needs no patient"),
    grant(Student, PracticeChart, Own, &[Export], "the sealed attempt, carried to the instructor"),

    grant(Instructor, Facility, All, &[Read], ""),
    grant(Instructor, User, Own, &[Edit], OWN_ACCOUNT),
    grant(Instructor, User, Unit, &[Read], "their students"),
    grant(Instructor, KeyMaterial, Own, &[Create, Edit, Print], OWN_KEYS),
    grant(Instructor, PracticeChart, All, &[Search, Read, Create, Assign, Code, Answer, Review, Reopen, Print, Export, Copy], "made-up charts only; export: for a laboratory without a network"),
    grant(Instructor, PracticeChart, Own, &[Edit, Retire], "another instructor's key is theirs"),
    grant(Instructor, Report, Own, &[Search, Read], "a cohort's scores"),

    grant(Auditor, Facility, All, &[Read], ""),
    grant(Auditor, User, All, &[Search, Read, Print, Export], "review of who has which access (45 CFR 164.308(a)(4)(ii)(C))"),
    grant(Auditor, User, Own, &[Edit], OWN_ACCOUNT),
    grant(Auditor, KeyMaterial, Own, &[Create, Edit, Print], OWN_KEYS),
    grant(Auditor, Patient, Assigned, &[Search, Read], SAMPLE),
    grant(Auditor, Encounter, Assigned, &[Search, Read], SAMPLE),
    grant(Auditor, Document, Assigned, &[Search, Read], SAMPLE),
    grant(Auditor, CodingCase, All, &[Search], "samples are drawn from all cases"),
    grant(Auditor, CodingCase, Assigned, &[Read, Review, Print, Export], SAMPLE),
    grant(Auditor, Payment, Assigned, &[Read], "DRG accuracy is part of a coding audit"),
    grant(Auditor, Query, Assigned, &[Search, Read, Review, Export], "query compliance"),
    grant(Auditor, PatientPair, Assigned, &[Search, Read], SAMPLE),
    grant(Auditor, AuditTrail, All, &[Search, Read, Verify, ReviewAudit, Print, Export], "information system activity review (45 CFR 164.308(a)(1)(ii)(D))"),
    grant(Auditor, Report, All, &[Search, Read, Print, Export], ""),
    grant(Auditor, Report, Own, &[Create, Edit, Retire], ""),

    grant(PrivacyOfficer, Facility, All, &[Read, Edit], "the privacy rules are this officer's (45 CFR 164.530(a)(1)(i))"),
    grant(PrivacyOfficer, User, All, &[Search, Read, Print, Export, Retire], "retire: ends access at once (45 CFR 164.308(a)(3)(ii)(C)); granting it is another's"),
    grant(PrivacyOfficer, User, Own, &[Edit], OWN_ACCOUNT),
    grant(PrivacyOfficer, KeyMaterial, Own, &[Create, Edit, Print], OWN_KEYS),
    grant(PrivacyOfficer, KeyMaterial, All, &[Administer, BackUp], "keys of a lost device are revoked at once"),
    grant(PrivacyOfficer, Patient, All, &[Search, Read], "a complaint names any patient (45 CFR 164.530(d))"),
    grant(PrivacyOfficer, Encounter, Assigned, &[Search, Read], SAMPLE),
    grant(PrivacyOfficer, Encounter, All, &[BreakGlass], GLASS),
    grant(PrivacyOfficer, Document, Assigned, &[Search, Read], SAMPLE),
    grant(PrivacyOfficer, Document, All, &[BreakGlass], GLASS),
    grant(PrivacyOfficer, CodingCase, Assigned, &[Search, Read], SAMPLE),
    grant(PrivacyOfficer, Query, Assigned, &[Search, Read], SAMPLE),
    grant(PrivacyOfficer, PatientPair, Assigned, &[Search, Read], SAMPLE),
    grant(PrivacyOfficer, AuditTrail, All, &[Search, Read, Verify, ReviewAudit, Print, Export], "information system activity review (45 CFR 164.308(a)(1)(ii)(D))"),
    grant(PrivacyOfficer, Report, All, &[Search, Read, Print, Export], ""),
    grant(PrivacyOfficer, Report, Own, &[Create, Edit, Retire], ""),
];
