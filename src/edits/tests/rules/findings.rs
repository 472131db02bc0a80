//! What is read off the code sets, the editor and the grouping: where it must fire and where it must not. No tables are
//! needed, the facts are given.

use std::sync::LazyLock;

use codes::Ymd;
use codes::weights::Weight;
use grouper::{
    Affects, CodeSeverity, Diagnosis, DiagnosisOutcome, DrgSeverity, Grouping, HacEntryStatus,
    HacList, HacOutcome, HospitalStatus, PoaFinding, PresentOnAdmission as Poa, ProcedureOutcome,
    ReturnCode, Sex, Stay, Version,
};

use edits::findings::{
    After, CodeStatus, CodeStatuses, Facts, Finding, Given, Grouped, HomeHealth, Place, References,
    Seventh, Severity, find,
};
use edits::mce::{Edit, EditSet, EditType, McEdits};
use edits::poa::{ExemptList, Exemptions};

use super::count;

fn diagnosis(code: &str, poa: Poa) -> Diagnosis {
    Diagnosis {
        code: code.into(),
        poa,
    }
}

/// A stay about which there is nothing to say, with what is known of it.
struct Case {
    stay: Stay,
    given: Given,
    admission_date: Option<Ymd>,
    procedure_dates: Vec<Option<Ymd>>,
    unreadable: Vec<Place>,
    codes: CodeStatuses,
    editor: Option<McEdits>,
    grouping: Option<Grouping>,
    alive_only: Vec<usize>,
    without: Vec<u16>,
    references: References<'static>,
}

impl Case {
    fn clean() -> Self {
        let stay = Stay {
            age: 66,
            sex: Sex::Female,
            discharge_status: 1,
            hospital_status: HospitalStatus::NotExempt,
            discharge_date: Ymd(20_260_510),
            length_of_stay: Some(5),
            admitting_diagnosis: Some(diagnosis("R509", Poa::Blank)),
            principal_diagnosis: Some(diagnosis("A419", Poa::Y)),
            secondary_diagnoses: vec![diagnosis("J9601", Poa::Y), diagnosis("I10", Poa::Y)],
            procedures: vec!["5A1955Z".into()],
        };
        let billable = Some(CodeStatus::Billable);
        let outcome = |severity_final| DiagnosisOutcome {
            severity_final,
            ..DiagnosisOutcome::default()
        };
        let mut grouping = Grouping {
            secondary: vec![
                outcome(CodeSeverity::Neither),
                outcome(CodeSeverity::Neither),
            ],
            ..Grouping::default()
        };
        grouping.initial.drg = 872;
        grouping.r#final.drg = 872;
        Self {
            codes: CodeStatuses {
                admitting: billable,
                principal: billable,
                secondary: vec![billable; 2],
                procedures: vec![billable],
            },
            editor: Some(McEdits {
                diagnoses: vec![EditSet::NONE; 3],
                procedures: vec![EditSet::NONE],
                admitting: Some(EditSet::NONE),
                ..McEdits::default()
            }),
            given: Given::ALL,
            admission_date: Some(Ymd(20_260_505)),
            procedure_dates: vec![Some(Ymd(20_260_505))],
            unreadable: Vec::new(),
            grouping: Some(grouping),
            alive_only: Vec::new(),
            without: vec![872, 872],
            references: References::default(),
            stay,
        }
    }

    fn with(change: impl FnOnce(&mut Self)) -> Self {
        let mut case = Self::clean();
        change(&mut case);
        case
    }

    /// The clean stay with one edit of the code editor at a place.
    fn edited(edit: Edit, place: Place) -> Self {
        Self::with(|case| {
            let editor = case.editor.get_or_insert_default();
            editor.edit_type = EditType::Prepayment;
            editor.counts[edit as usize] += 1;
            match place {
                Place::Admitting => editor.admitting = Some([edit].into_iter().collect()),
                Place::Principal => editor.diagnoses[0].insert(edit),
                Place::Secondary(i) => editor.diagnoses[i + 1].insert(edit),
                Place::Procedure(i) => editor.procedures[i].insert(edit),
                _ => {}
            }
        })
    }

    fn grouped(change: impl FnOnce(&mut Grouping)) -> Self {
        Self::with(|case| change(case.grouping.get_or_insert_default()))
    }

    fn findings(&self) -> Vec<Finding> {
        find(&Facts {
            stay: &self.stay,
            given: self.given,
            admission_date: self.admission_date,
            procedure_dates: &self.procedure_dates,
            unreadable_dates: &self.unreadable,
            codes: &self.codes,
            editor: self.editor.as_ref(),
            grouped: self.grouping.as_ref().map(|grouping| Grouped {
                version: Version::ALL[7],
                grouping,
                alive_only: &self.alive_only,
                without_secondary: &self.without,
            }),
            references: self.references,
        })
    }

    fn told(&self) -> Vec<(String, Severity, Place)> {
        self.findings()
            .iter()
            .map(|f| (f.rule.to_string(), f.severity, f.place))
            .collect()
    }
}

/// An imported list for the discharge of the clean stay, with one code of our choice.
static LISTED: LazyLock<Exemptions> = LazyLock::new(|| {
    let mut exemptions = Exemptions::default();
    let list = ExemptList::new(Ymd(20_251_001), Ymd(20_260_930), ["I10"]);
    exemptions.import(list.unwrap());
    exemptions
});

/// The stay with other procedures, whose dates are not known.
fn procedures(case: &mut Case, codes: &[&str]) {
    case.stay.procedures = codes.iter().map(|code| (*code).into()).collect();
    case.procedure_dates.clear();
    case.codes.procedures.clear();
}

/// Procedures of which one is the operation that decides the DRG.
fn operations(codes: &[&str], operation: usize) -> Case {
    Case::with(|c| {
        procedures(c, codes);
        let outcome = |i| ProcedureOutcome {
            valid: true,
            operating_room: i == operation,
            affects: if i == operation {
                Affects::Both
            } else {
                Affects::None
            },
            ..ProcedureOutcome::default()
        };
        c.grouping.get_or_insert_default().procedures = (0..codes.len()).map(outcome).collect();
    })
}

/// Discharged with a status after some days; the mean of the DRG is 4.9 days.
fn transfer(status: i64, days: Option<i64>, post_acute: bool) -> Case {
    Case::with(|c| {
        c.stay.procedures.clear();
        c.stay.discharge_status = status;
        c.stay.length_of_stay = days;
        c.references.weight = Some(Weight {
            weight: 1.0,
            weight_before_cap: 1.0,
            gmlos: Some(4.9),
            amlos: Some(6.0),
            post_acute,
            special_pay: false,
        });
    })
}

/// Discharged after a day with home health care, of which the claim speaks.
fn home_health(home_health: HomeHealth) -> Case {
    Case {
        given: Given {
            after: After {
                home_health,
                ..After::default()
            },
            ..Given::ALL
        },
        ..transfer(6, Some(1), true)
    }
}

/// A newborn in MDC 15 with secondary diagnoses.
fn newborn(drg: u16, secondary: &[&str]) -> Case {
    Case::with(|c| {
        c.stay.age = 0;
        c.stay.procedures.clear();
        c.stay.secondary_diagnoses = secondary.iter().map(|s| diagnosis(s, Poa::Y)).collect();
        let grouping = c.grouping.get_or_insert_default();
        grouping.secondary.truncate(secondary.len());
        grouping.r#final.mdc = 15;
        grouping.r#final.drg = drg;
    })
}

#[test]
pub(super) fn a_clean_stay_gives_none() {
    assert_eq!(Case::clean().findings(), []);
}

#[test]
pub(super) fn each_fires_where_it_should() {
    use Place::{
        AdmissionDate, Admitting, Age, DischargeDate, DischargeStatus, Hospital, Principal,
        Procedure, Secondary,
    };
    use Severity::{Info, Stop, Warn};
    let status = |status: CodeStatus| move |c: &mut Case| c.codes.secondary[0] = Some(status);
    let procedure = |status: CodeStatus| move |c: &mut Case| c.codes.procedures[0] = Some(status);
    let poa = |poa: Poa| move |c: &mut Case| c.stay.secondary_diagnoses[1].poa = poa;
    let hac = |g: &mut Grouping| {
        g.secondary[0].hacs.push(HacOutcome {
            number: 4,
            list: HacList::Numbered(4),
            status: HacEntryStatus::HacCriteriaMet,
        });
    };
    let cases: Vec<(&str, Case, (&str, Severity, Place))> = vec![
        (
            "heading that lacks its 7th character",
            Case::with(status(CodeStatus::Seventh(Seventh::Missing))),
            ("CM-003", Stop, Secondary(0)),
        ),
        (
            "7th character that the code has not",
            Case::with(status(CodeStatus::Seventh(Seventh::NotOfThisCode))),
            ("CM-003", Stop, Secondary(0)),
        ),
        (
            "the admitting diagnosis, said to have come later",
            Case::with(|c| {
                c.stay.admitting_diagnosis = Some(diagnosis("j9601", Poa::Blank));
                c.stay.secondary_diagnoses[0].poa = Poa::N;
            }),
            ("POA-006", Warn, Secondary(0)),
        ),
        (
            "the principal diagnosis, said to have come later",
            Case::with(|c| c.stay.principal_diagnosis = Some(diagnosis("A419", Poa::N))),
            ("POA-006", Warn, Principal),
        ),
        (
            "the principal diagnosis, and nobody says when it came",
            Case::with(|c| c.stay.principal_diagnosis = Some(diagnosis("A419", Poa::U))),
            ("POA-004", Warn, Principal),
        ),
        (
            "a procedure without a date",
            Case::with(|c| c.procedure_dates = vec![None]),
            ("PCS-013", Stop, Procedure(0)),
        ),
        (
            "a procedure without a date beside one that has it, and no birth date",
            Case::with(|c| {
                c.given.birth_date = false;
                c.stay.procedures = vec!["0DTN0ZZ".into(), "0HQ9XZZ".into()];
                c.codes.procedures.clear();
                c.procedure_dates = vec![Some(Ymd(20_260_506)), None];
            }),
            ("PCS-013", Stop, Procedure(1)),
        ),
        (
            "a claim of a file: no dates, and an age in place of the birth date",
            Case::with(|c| {
                c.given.birth_date = false;
                c.stay.procedures = vec!["0DTN0ZZ".into(), "0HQ9XZZ".into()];
                c.codes.procedures.clear();
                c.procedure_dates = vec![None, None];
            }),
            ("PCS-013", Info, Procedure(0)),
        ),
        (
            "a biopsy before the operation",
            operations(&["0DB68ZX", "0DTN0ZZ"], 1),
            ("PCS-008", Warn, Procedure(0)),
        ),
        (
            "imaging before the operation",
            operations(&["B2111ZZ", "0DTN0ZZ"], 1),
            ("PCS-008", Warn, Procedure(0)),
        ),
        (
            "a look at the fetus before the operation",
            operations(&["10J07ZZ", "0DQR0ZZ"], 1),
            ("PCS-008", Warn, Procedure(0)),
        ),
        (
            "an infusion before the operation",
            operations(&["3E0P3MZ", "0DTN0ZZ"], 1),
            ("PCS-008", Info, Procedure(0)),
        ),
        (
            "unknown code",
            Case::with(status(CodeStatus::Unknown)),
            ("CM-001", Stop, Secondary(0)),
        ),
        (
            "code not yet valid",
            Case::with(status(CodeStatus::NotYet(Ymd(20_261_001)))),
            ("CM-001", Stop, Secondary(0)),
        ),
        (
            "code ended",
            Case::with(status(CodeStatus::Ended(Ymd(20_250_930)))),
            ("CM-001", Stop, Secondary(0)),
        ),
        (
            "heading",
            Case::with(status(CodeStatus::Header)),
            ("CM-002", Stop, Secondary(0)),
        ),
        (
            "heading as admitting diagnosis",
            Case::with(|c| c.codes.admitting = Some(CodeStatus::Header)),
            ("CM-002", Stop, Admitting),
        ),
        (
            "heading as principal diagnosis",
            Case::with(|c| c.codes.principal = Some(CodeStatus::Header)),
            ("CM-002", Stop, Principal),
        ),
        (
            "unknown procedure",
            Case::with(procedure(CodeStatus::Unknown)),
            ("PCS-002", Stop, Procedure(0)),
        ),
        (
            "procedure ended",
            Case::with(procedure(CodeStatus::Ended(Ymd(20_250_930)))),
            ("PCS-002", Stop, Procedure(0)),
        ),
        (
            "letter O in a procedure",
            Case::with(|c| {
                c.codes.procedures[0] = Some(CodeStatus::Unknown);
                c.stay.procedures[0] = "OFT44ZZ".into();
            }),
            ("PCS-001", Stop, Procedure(0)),
        ),
        (
            "six characters",
            Case::with(|c| {
                c.codes.procedures[0] = Some(CodeStatus::Unknown);
                c.stay.procedures[0] = "0FT44Z".into();
            }),
            ("PCS-001", Stop, Procedure(0)),
        ),
        (
            "manifestation",
            Case::edited(Edit::ManifestationAsPdx, Principal),
            ("CM-010", Stop, Principal),
        ),
        (
            "external cause",
            Case::edited(Edit::ECodeAsPdx, Principal),
            ("CM-011", Stop, Principal),
        ),
        (
            "unacceptable",
            Case::edited(Edit::UnacceptablePdx, Principal),
            ("CM-012", Stop, Principal),
        ),
        (
            "needs a secondary",
            Case::edited(Edit::RequiresSdx, Principal),
            ("CM-012", Stop, Principal),
        ),
        (
            "repeats the principal",
            Case::edited(Edit::DuplicateOfPdx, Secondary(1)),
            ("CM-013", Stop, Secondary(1)),
        ),
        (
            "stands twice",
            Case::with(|c| c.stay.secondary_diagnoses[1].code = "j9601".into()),
            ("CM-014", Warn, Secondary(1)),
        ),
        (
            "age",
            Case::edited(Edit::AgeConflict, Secondary(0)),
            ("CM-015", Warn, Secondary(0)),
        ),
        (
            "age, admitting",
            Case::edited(Edit::AgeConflict, Admitting),
            ("CM-015", Warn, Admitting),
        ),
        (
            "sex",
            Case::edited(Edit::SexConflict, Secondary(0)),
            ("CM-016", Warn, Secondary(0)),
        ),
        (
            "sex, procedure",
            Case::edited(Edit::SexConflict, Procedure(0)),
            ("MCE-05", Warn, Procedure(0)),
        ),
        (
            "side",
            Case::edited(Edit::Unspecified, Secondary(0)),
            ("CM-017", Warn, Secondary(0)),
        ),
        (
            "no admitting diagnosis",
            Case::with(|c| c.stay.admitting_diagnosis = None),
            ("CM-041", Stop, Admitting),
        ),
        (
            "questionable admission",
            Case::edited(Edit::QuestionableAdmission, Principal),
            ("MCE-08", Warn, Principal),
        ),
        (
            "delivery",
            Case::edited(Edit::QuestionableObstetricAdmission, Procedure(0)),
            ("MCE-OB", Warn, Procedure(0)),
        ),
        (
            "not covered",
            Case::edited(Edit::NonCovered, Procedure(0)),
            ("PCS-009", Warn, Procedure(0)),
        ),
        (
            "limited coverage",
            Case::edited(Edit::LimitedCoverage, Procedure(0)),
            ("PCS-010", Info, Procedure(0)),
        ),
        (
            "wrong procedure",
            Case::edited(Edit::WrongProcedurePerformed, Secondary(0)),
            ("PCS-011", Stop, Secondary(0)),
        ),
        (
            "short stay",
            Case::edited(Edit::InconsistentWithLengthOfStay, Procedure(0)),
            ("PCS-012", Warn, Procedure(0)),
        ),
        (
            "procedure four days before admission",
            Case::with(|c| c.procedure_dates[0] = Some(Ymd(20_260_501))),
            ("PCS-003", Warn, Procedure(0)),
        ),
        (
            "procedure after discharge",
            Case::with(|c| c.procedure_dates[0] = Some(Ymd(20_260_511))),
            ("PCS-003", Warn, Procedure(0)),
        ),
        (
            "invalid code without the code set",
            {
                let mut case = Case::edited(Edit::InvalidCode, Secondary(0));
                case.codes = CodeStatuses::default();
                case
            },
            ("CM-001", Stop, Secondary(0)),
        ),
        (
            "no discharge date",
            Case::with(|c| c.given.discharge_date = false),
            ("DRG-001", Stop, DischargeDate),
        ),
        (
            "discharge before all versions",
            Case::with(|c| {
                c.stay.discharge_date = Ymd(20_200_510);
                c.admission_date = None;
            }),
            ("DRG-001", Stop, DischargeDate),
        ),
        (
            "admitted after discharge",
            Case::with(|c| c.admission_date = Some(Ymd(20_260_511))),
            ("DRG-001", Stop, AdmissionDate),
        ),
        (
            "unreadable date",
            Case::with(|c| c.unreadable.push(AdmissionDate)),
            ("DRG-007", Stop, AdmissionDate),
        ),
        (
            "no age",
            Case::with(|c| c.given.age = false),
            ("DRG-007", Stop, Age),
        ),
        (
            "no discharge status",
            Case::with(|c| c.given.discharge_status = false),
            ("DRG-007", Stop, DischargeStatus),
        ),
        (
            "invalid age",
            Case::edited(Edit::InvalidAge, Age),
            ("DRG-007", Stop, Age),
        ),
        (
            "invalid sex",
            Case::edited(Edit::InvalidSex, Place::Sex),
            ("DRG-007", Stop, Place::Sex),
        ),
        (
            "invalid discharge status",
            Case::edited(Edit::InvalidDischargeStatus, DischargeStatus),
            ("DRG-007", Stop, DischargeStatus),
        ),
        (
            "ungroupable",
            Case::grouped(|g| g.r#final.return_code = ReturnCode::InvalidPdx),
            ("DRG-002", Stop, Principal),
        ),
        (
            "DRG 998",
            Case::grouped(|g| g.r#final.drg = 998),
            ("DRG-002", Stop, Principal),
        ),
        (
            "unknown hospital",
            Case::grouped(|g| g.r#final.return_code = ReturnCode::HacStatusInvalidPoaNOrU),
            ("DRG-002", Stop, Hospital),
        ),
        (
            "unrelated procedure",
            Case::grouped(|g| g.r#final.drg = 988),
            ("DRG-003", Warn, Principal),
        ),
        (
            "sole MCC",
            Case::with(|c| {
                c.without[0] = 872;
                let g = c.grouping.get_or_insert_default();
                g.r#final.drg = 871;
                g.r#final.secondary_severity = DrgSeverity::Mcc;
                g.secondary[0].severity_final = CodeSeverity::Mcc;
            }),
            ("DRG-004", Info, Secondary(0)),
        ),
        (
            "died",
            Case::with(|c| c.alive_only.push(0)),
            ("DRG-005", Info, Secondary(0)),
        ),
        (
            "no indicator",
            Case::with(poa(Poa::Blank)),
            ("POA-001", Stop, Secondary(1)),
        ),
        (
            "no indicator where the grouper needs it",
            Case::with(|c| {
                c.stay.secondary_diagnoses[0].poa = Poa::Blank;
                c.grouping.get_or_insert_default().secondary[0].poa_finding =
                    PoaFinding::PoaNotRecognized;
            }),
            ("POA-001", Stop, Secondary(0)),
        ),
        (
            "an indicator that does not exist",
            Case::with(poa(Poa::Invalid)),
            ("POA-001", Stop, Secondary(1)),
        ),
        (
            "no indicator, and the hospital not known",
            Case::with(|c| {
                c.stay.hospital_status = HospitalStatus::Unknown;
                c.stay.secondary_diagnoses[1].poa = Poa::Blank;
            }),
            ("POA-001", Warn, Secondary(1)),
        ),
        (
            "the former mark of an exempt code, on one that is not",
            Case::with(poa(Poa::One)),
            ("POA-001", Stop, Secondary(1)),
        ),
        (
            "an indicator on an exempt code",
            Case::with(|c| c.stay.secondary_diagnoses[1] = diagnosis("Z87891", Poa::Y)),
            ("POA-002", Warn, Secondary(1)),
        ),
        (
            "the former mark on an exempt code",
            Case::with(|c| c.stay.secondary_diagnoses[1] = diagnosis("Z87891", Poa::E)),
            ("POA-002", Warn, Secondary(1)),
        ),
        (
            "no indicator on a code that the imported list lacks",
            Case::with(|c| {
                c.references.exemptions = Some(&LISTED);
                c.stay.secondary_diagnoses[1] = diagnosis("Z87891", Poa::Blank);
            }),
            ("POA-001", Stop, Secondary(1)),
        ),
        (
            "indicator W",
            Case::with(poa(Poa::W)),
            ("POA-005", Warn, Secondary(1)),
        ),
        (
            "combination code, all of it present",
            Case::with(|c| c.stay.secondary_diagnoses[1] = diagnosis("J441", Poa::Y)),
            ("POA-007", Info, Secondary(1)),
        ),
        (
            "indicator U",
            Case::with(poa(Poa::U)),
            ("POA-004", Warn, Secondary(1)),
        ),
        (
            "exempt hospital",
            Case::with(|c| c.stay.hospital_status = HospitalStatus::Exempt),
            ("POA-003", Info, Hospital),
        ),
        (
            "hospital-acquired",
            Case::grouped(hac),
            ("HAC-001", Warn, Secondary(0)),
        ),
        (
            "thrombosis in the stay, no joint replaced",
            Case::with(|c| {
                c.stay.secondary_diagnoses[1] = diagnosis("I82411", Poa::N);
                c.grouping.get_or_insert_default().secondary[1]
                    .hacs
                    .push(HacOutcome {
                        number: 0,
                        list: HacList::Numbered(10),
                        status: HacEntryStatus::HacCriteriaNotMet,
                    });
            }),
            ("HAC-002", Info, Secondary(1)),
        ),
        (
            "discharged early to a nursing facility",
            transfer(3, Some(1), true),
            ("DRG-006", Warn, DischargeStatus),
        ),
        (
            "discharged early to another hospital, DRG outside the post-acute policy",
            transfer(2, Some(1), false),
            ("DRG-006", Warn, DischargeStatus),
        ),
        (
            "discharged early with home health care",
            transfer(6, Some(1), true),
            ("DRG-006", Warn, DischargeStatus),
        ),
        (
            "gone home early, and admitted to another hospital the same day",
            Case {
                given: Given {
                    after: After {
                        admitted_elsewhere_same_day: true,
                        ..After::default()
                    },
                    ..Given::ALL
                },
                ..transfer(1, Some(1), false)
            },
            ("DRG-006", Warn, DischargeStatus),
        ),
        (
            "a sick newborn",
            newborn(790, &[]),
            ("DRG-008", Info, Place::Drg),
        ),
        (
            "more than 96 hours of ventilation, begun the day before discharge",
            Case::with(|c| c.procedure_dates = vec![Some(Ymd(20_260_509))]),
            ("DRG-009", Warn, Procedure(0)),
        ),
        (
            "more than 96 hours of ventilation in three nights",
            Case::with(|c| {
                c.admission_date = None;
                c.procedure_dates.clear();
                c.stay.length_of_stay = Some(3);
            }),
            ("DRG-009", Warn, Procedure(0)),
        ),
        (
            "24 hours of ventilation in a stay of a day",
            Case::with(|c| {
                c.stay.procedures = vec!["5A1945Z".into()];
                c.admission_date = Some(Ymd(20_260_510));
                c.procedure_dates.clear();
            }),
            ("DRG-009", Warn, Procedure(0)),
        ),
        (
            "two episodes of ventilation, longer than the stay",
            Case::with(|c| procedures(c, &["5A1955Z", "5A1955Z"])),
            ("DRG-009", Warn, Procedure(1)),
        ),
        (
            "two episodes of ventilation",
            Case::with(|c| procedures(c, &["5A1945Z", "5A1935Z"])),
            ("DRG-009", Info, Procedure(1)),
        ),
        (
            "inspection of the upper tract and excision from the stomach, one approach",
            Case::with(|c| procedures(c, &["0DJ08ZZ", "0DB68ZZ"])),
            ("PCS-005", Warn, Procedure(0)),
        ),
        (
            "inspection of the knee and repair of it",
            Case::with(|c| procedures(c, &["0SQC4ZZ", "0SJC4ZZ"])),
            ("PCS-005", Warn, Procedure(1)),
        ),
        (
            "biopsy and resection of the breast",
            Case::with(|c| procedures(c, &["0HBT0ZX", "0HTT0ZZ"])),
            ("PCS-006", Info, Procedure(0)),
        ),
        (
            "two bypasses alike",
            Case::with(|c| procedures(c, &["0210093", "0211093"])),
            ("PCS-007", Info, Procedure(1)),
        ),
    ];
    for (name, case, expected) in cases {
        let (rule, severity, place) = expected;
        assert_eq!(case.told(), [(rule.to_owned(), severity, place)], "{name}");
        count(rule, true);
        for finding in case.findings() {
            for part in [
                &finding.what,
                &finding.why,
                &finding.fix,
                &finding.source.to_owned(),
            ] {
                assert!(
                    !part.is_empty() && !part.contains("{}"),
                    "{name}: {finding:?}"
                );
            }
        }
    }
}

#[test]
pub(super) fn none_fires_where_it_should_not() {
    let cases: Vec<(&str, &str, Case)> = vec![
        (
            "PCS-013",
            "every procedure has its date",
            Case::with(|c| c.procedure_dates = vec![Some(Ymd(20_260_506))]),
        ),
        (
            "POA-006",
            "the admitting diagnosis, present on admission",
            Case::with(|c| c.stay.admitting_diagnosis = Some(diagnosis("J9601", Poa::Blank))),
        ),
        (
            "POA-006",
            "an obstetric principal diagnosis that came in labour",
            Case::with(|c| c.stay.principal_diagnosis = Some(diagnosis("O701", Poa::N))),
        ),
        (
            "POA-006",
            "a combination code as principal, a part of which came later",
            Case::with(|c| c.stay.principal_diagnosis = Some(diagnosis("K254", Poa::N))),
        ),
        (
            "POA-007",
            "an exacerbation beside another disease of the lungs",
            Case::with(|c| {
                c.stay.principal_diagnosis = Some(diagnosis("J189", Poa::Y));
                c.stay.secondary_diagnoses[1] = diagnosis("J440", Poa::Y);
            }),
        ),
        (
            "POA-007",
            "an exacerbation of a patient who came short of breath",
            Case::with(|c| {
                c.stay.admitting_diagnosis = Some(diagnosis("R0602", Poa::Blank));
                c.stay.secondary_diagnoses[1] = diagnosis("J441", Poa::Y);
            }),
        ),
        (
            "POA-006",
            "another diagnosis that came later",
            Case::with(|c| c.stay.secondary_diagnoses[0].poa = Poa::N),
        ),
        (
            "PCS-008",
            "the operation first, then a biopsy",
            operations(&["0DTN0ZZ", "0DB68ZX"], 1),
        ),
        (
            "PCS-008",
            "a delivery by forceps, then the repair of the tear",
            operations(&["10D07Z3", "0DQR0ZZ"], 1),
        ),
        (
            "PCS-008",
            "a biopsy beside what is no operation",
            operations(&["0DB68ZX", "3E0P3MZ"], 9),
        ),
        ("POA-004", "indicator Y", Case::clean()),
        ("POA-005", "indicator Y", Case::clean()),
        ("DRG-005", "left alive", Case::clean()),
        (
            "PCS-003",
            "procedure three days before admission",
            Case::with(|c| c.procedure_dates[0] = Some(Ymd(20_260_502))),
        ),
        (
            "PCS-013",
            "procedure without a date",
            Case::with(|c| c.procedure_dates.clear()),
        ),
        (
            "PCS-003",
            "unknown admission date",
            Case::with(|c| c.admission_date = None),
        ),
        (
            "CM-001",
            "code sets not loaded",
            Case::with(|c| c.codes = CodeStatuses::default()),
        ),
        (
            "POA-001",
            "indicator N",
            Case::with(|c| {
                c.stay.secondary_diagnoses[0].poa = Poa::N;
                c.stay.secondary_diagnoses[1].poa = Poa::N;
            }),
        ),
        (
            "POA-002",
            "an exempt code without indicator",
            Case::with(|c| c.stay.secondary_diagnoses[1] = diagnosis("Z87891", Poa::Blank)),
        ),
        (
            "POA-001",
            "no indicator on a code of the imported list",
            Case::with(|c| {
                c.references.exemptions = Some(&LISTED);
                c.stay.secondary_diagnoses[1] = diagnosis("I10", Poa::Blank);
            }),
        ),
        (
            "POA-007",
            "combination code as principal diagnosis",
            Case::with(|c| c.stay.principal_diagnosis = Some(diagnosis("J441", Poa::Y))),
        ),
        (
            "POA-007",
            "combination code, a part came later",
            Case::with(|c| c.stay.secondary_diagnoses[1] = diagnosis("J441", Poa::N)),
        ),
        (
            "HAC-002",
            "thrombosis present on admission, no joint replaced",
            Case::with(|c| {
                c.stay.secondary_diagnoses[1] = diagnosis("I82411", Poa::Y);
                c.grouping.get_or_insert_default().secondary[1]
                    .hacs
                    .push(HacOutcome {
                        number: 0,
                        list: HacList::Numbered(10),
                        status: HacEntryStatus::HacCriteriaNotMet,
                    });
            }),
        ),
        (
            "DRG-006",
            "to a nursing facility, a day short of the mean",
            transfer(3, Some(4), true),
        ),
        (
            "DRG-006",
            "early to a nursing facility, DRG outside the post-acute policy",
            transfer(3, Some(1), false),
        ),
        ("DRG-006", "early home", transfer(1, Some(1), true)),
        (
            "DRG-006",
            "early, home health care unrelated to the stay: condition code 42",
            home_health(HomeHealth::Unrelated),
        ),
        (
            "DRG-006",
            "early, home health care from the fourth day on: condition code 43",
            home_health(HomeHealth::AfterThreeDays),
        ),
        (
            "DRG-006",
            "a neonate transferred early, paid in full by 42 CFR 412.4(f)(3)",
            Case::with(|c| {
                *c = transfer(2, Some(1), false);
                c.grouping.get_or_insert_default().r#final.drg = 789;
            }),
        ),
        (
            "DRG-006",
            "early to a nursing facility, from a hospital outside the payment system",
            Case::with(|c| {
                *c = transfer(3, Some(1), true);
                c.stay.hospital_status = HospitalStatus::Exempt;
                c.stay.principal_diagnosis = Some(diagnosis("A419", Poa::Blank));
                for d in &mut c.stay.secondary_diagnoses {
                    d.poa = Poa::Blank;
                }
            }),
        ),
        (
            "DRG-006",
            "to a nursing facility, length not known",
            transfer(3, None, true),
        ),
        ("DRG-008", "a normal newborn", newborn(795, &[])),
        (
            "DRG-008",
            "a newborn of low weight",
            newborn(790, &["P0716"]),
        ),
        (
            "DRG-008",
            "a newborn small for its age",
            newborn(790, &["P0503"]),
        ),
        (
            "DRG-009",
            "24 hours of ventilation in one night",
            Case::with(|c| {
                c.stay.procedures = vec!["5A1945Z".into()];
                c.admission_date = Some(Ymd(20_260_509));
                c.procedure_dates = vec![Some(Ymd(20_260_509))];
            }),
        ),
        (
            "DRG-009",
            "more than 96 hours of ventilation in four nights",
            Case::with(|c| {
                c.admission_date = Some(Ymd(20_260_506));
                c.procedure_dates = vec![Some(Ymd(20_260_506))];
            }),
        ),
        (
            "DRG-009",
            "ventilation in a stay of unknown length",
            Case::with(|c| {
                c.admission_date = None;
                c.procedure_dates.clear();
                c.stay.length_of_stay = None;
            }),
        ),
        (
            "PCS-005",
            "inspection by another approach",
            Case::with(|c| procedures(c, &["0DJ04ZZ", "0DB68ZZ"])),
        ),
        (
            "PCS-005",
            "inspection of another part",
            Case::with(|c| procedures(c, &["0DJD8ZZ", "0DB68ZZ"])),
        ),
        (
            "PCS-005",
            "inspection on another day",
            Case::with(|c| {
                procedures(c, &["0DJ08ZZ", "0DB68ZZ"]);
                c.procedure_dates = vec![Some(Ymd(20_260_506)), Some(Ymd(20_260_507))];
            }),
        ),
        (
            "PCS-006",
            "biopsy and resection of the two breasts",
            Case::with(|c| procedures(c, &["0HBT0ZX", "0HTU0ZZ"])),
        ),
        (
            "PCS-006",
            "biopsies alone",
            Case::with(|c| procedures(c, &["0HBT0ZX", "0HBT0ZX"])),
        ),
        (
            "PCS-007",
            "bypasses from two vessels",
            Case::with(|c| procedures(c, &["0210093", "021009W"])),
        ),
        (
            "PCS-005",
            "letters of another alphabet as a procedure",
            Case::with(|c| procedures(c, &["0Ø08ZZ", "0DB68ZZ", ""])),
        ),
        (
            "DRG-004",
            "two codes carry the MCC",
            Case::with(|c| {
                c.without = vec![871, 871];
                let g = c.grouping.get_or_insert_default();
                g.initial.drg = 871;
                g.r#final.drg = 871;
                g.r#final.secondary_severity = DrgSeverity::Mcc;
                g.secondary
                    .iter_mut()
                    .for_each(|s| s.severity_final = CodeSeverity::Mcc);
            }),
        ),
        (
            "DRG-004",
            "a code that is no CC changes the DRG",
            Case::with(|c| c.without[1] = 999),
        ),
        (
            "HAC-001",
            "hospital-acquired condition not met",
            Case::grouped(|g| {
                g.secondary[0].hacs.push(HacOutcome {
                    number: 0,
                    list: HacList::Numbered(4),
                    status: HacEntryStatus::HacCriteriaNotMet,
                });
            }),
        ),
        (
            "POA-003",
            "exempt hospital without indicators",
            Case::with(|c| {
                c.stay.hospital_status = HospitalStatus::Exempt;
                let diagnoses = c
                    .stay
                    .principal_diagnosis
                    .iter_mut()
                    .chain(&mut c.stay.secondary_diagnoses);
                diagnoses.for_each(|d| d.poa = Poa::Blank);
            }),
        ),
        (
            "DRG-002",
            "no editor, nothing grouped",
            Case::with(|c| {
                c.editor = None;
                c.grouping = None;
            }),
        ),
    ];
    for (rule, name, case) in cases {
        assert_eq!(case.findings(), [], "{name}");
        count(rule, false);
    }
}

/// A hospital-acquired condition is said to be what it is: unclear where its indicator is U, and one of several where only
/// all of them are known to change the DRG.
#[test]
pub(super) fn an_acquired_condition_is_not_said_to_be_more_than_it_is() {
    let acquired = |poas: &[Poa]| {
        let case = Case::with(|c| {
            let grouping = c.grouping.get_or_insert_default();
            grouping.initial.drg = 871;
            for (i, poa) in poas.iter().enumerate() {
                c.stay.secondary_diagnoses[i].poa = *poa;
                grouping.secondary[i].hacs.push(HacOutcome {
                    number: 4,
                    list: HacList::Numbered(4),
                    status: HacEntryStatus::HacCriteriaMet,
                });
            }
        });
        let mut found = case.findings();
        found.retain(|f| f.rule == "HAC-001");
        found
    };
    let alone = acquired(&[Poa::N]);
    assert!(
        alone[0].what.ends_with(": DRG 871 becomes 872."),
        "{alone:#?}"
    );
    assert!(alone[0].why.starts_with("It was not present"), "{alone:#?}");
    let unclear = acquired(&[Poa::U]);
    assert!(unclear[0].why.contains("does not tell"), "{unclear:#?}");
    assert!(!unclear[0].why.contains("was not present"), "{unclear:#?}");
    let two = acquired(&[Poa::N, Poa::U]);
    assert_eq!(two.len(), 2);
    for one in &two {
        assert!(one.what.contains("together with the other one"), "{one:#?}");
    }
}

#[test]
pub(super) fn the_code_set_speaks_instead_of_the_editor() {
    let mut case = Case::edited(Edit::InvalidCode, Place::Secondary(0));
    case.codes.secondary[0] = Some(CodeStatus::Ended(Ymd(20_250_930)));
    let findings = case.findings();
    assert_eq!(findings.len(), 1);
    assert!(findings[0].why.contains("2025-09-30"));
}

#[test]
pub(super) fn a_missing_age_is_said_once_and_conflicts_with_nothing() {
    let mut case = Case::edited(Edit::AgeConflict, Place::Secondary(0));
    case.given.age = false;
    if let Some(editor) = &mut case.editor {
        editor.counts[Edit::InvalidAge as usize] = 1;
    }
    assert_eq!(
        case.told(),
        [("DRG-007".to_owned(), Severity::Stop, Place::Age)]
    );
}

#[test]
pub(super) fn hours_of_ventilation_that_the_editor_doubts_are_doubted_once() {
    let mut case = Case::edited(Edit::InconsistentWithLengthOfStay, Place::Procedure(0));
    case.admission_date = Some(Ymd(20_260_508));
    case.procedure_dates.clear();
    assert_eq!(
        case.told(),
        [("PCS-012".to_owned(), Severity::Warn, Place::Procedure(0))]
    );
}

#[test]
pub(super) fn the_heaviest_comes_first() {
    let case = Case::with(|c| {
        c.stay.secondary_diagnoses[0] = diagnosis("J441", Poa::Y);
        c.stay.secondary_diagnoses[1].poa = Poa::U;
        c.stay.admitting_diagnosis = None;
    });
    let weights: Vec<Severity> = case.findings().iter().map(|f| f.severity).collect();
    assert_eq!(weights, [Severity::Stop, Severity::Warn, Severity::Info]);
}

#[test]
pub(super) fn an_empty_stay_is_told_what_it_lacks() {
    let stay = Stay {
        age: -1,
        sex: Sex::Unknown,
        discharge_status: 0,
        hospital_status: HospitalStatus::NotExempt,
        discharge_date: Ymd(0),
        length_of_stay: None,
        admitting_diagnosis: None,
        principal_diagnosis: None,
        secondary_diagnoses: Vec::new(),
        procedures: Vec::new(),
    };
    let rules: Vec<String> = find(&Facts {
        stay: &stay,
        given: Given {
            age: false,
            discharge_status: false,
            discharge_date: false,
            birth_date: false,
            ..Given::ALL
        },
        admission_date: None,
        procedure_dates: &[],
        unreadable_dates: &[],
        codes: &CodeStatuses::default(),
        editor: None,
        grouped: None,
        references: References::default(),
    })
    .iter()
    .map(|f| f.rule.to_string())
    .collect();
    assert_eq!(
        rules,
        ["DRG-001", "DRG-007", "DRG-007", "CM-041", "DRG-002"]
    );
}
