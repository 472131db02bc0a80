//! Headings as notes write them, and what they name.

use serde::{Deserialize, Serialize};

use crate::words::folded_words;

macro_rules! headings {
    ($($kind:ident, $name:literal: $($written:literal)|+;)+) => {
        /// What the heading of a section names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum SectionKind {
            $(#[doc = $name] $kind,)+
            /// A heading that is not in the list; its words say what it names.
            Other,
        }

        impl SectionKind {
            /// Its name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                    Self::Other => "Other section",
                }
            }
        }

        /// Folded words of a heading, with `&` and `/` read as "and".
        const WRITTEN: &[(&str, SectionKind)] = &[$($(($written, SectionKind::$kind),)+)+];
    };
}

headings! {
    ChiefComplaint, "Chief complaint": "chief complaint" | "cc" | "presenting complaint" | "reason for visit" | "reason for admission";
    PresentIllness, "History of present illness": "history of present illness" | "hpi" | "present illness" | "interval history" | "subjective";
    PastMedicalHistory, "Past medical history": "past medical history" | "pmh" | "pmhx" | "medical history" | "past history" | "past medical and surgical history";
    PastSurgicalHistory, "Past surgical history": "past surgical history" | "psh" | "surgical history";
    FamilyHistory, "Family history": "family history" | "fh" | "fhx" | "family medical history";
    SocialHistory, "Social history": "social history" | "sh" | "shx";
    Medications, "Medications": "medications" | "home medications" | "current medications" | "discharge medications" | "medications on admission" | "medications on discharge" | "meds" | "medication list";
    Allergies, "Allergies": "allergies" | "allergy" | "allergies and intolerances" | "drug allergies";
    ReviewOfSystems, "Review of systems": "review of systems" | "ros";
    VitalSigns, "Vital signs": "vital signs" | "vitals";
    PhysicalExam, "Physical examination": "physical examination" | "physical exam" | "pe" | "exam" | "examination" | "objective";
    Laboratory, "Laboratory results": "laboratory" | "labs" | "laboratory results" | "laboratory data" | "results" | "data" | "pertinent results";
    Imaging, "Imaging": "imaging" | "radiology" | "diagnostic studies" | "studies" | "imaging studies";
    ProblemList, "Problem list": "problem list" | "problems" | "active problems" | "active problem list";
    Assessment, "Assessment": "assessment" | "impression and assessment" | "diagnosis" | "diagnoses" | "working diagnosis";
    Plan, "Plan": "plan" | "plan of care" | "treatment plan" | "recommendations";
    AssessmentAndPlan, "Assessment and plan": "assessment and plan" | "a and p" | "a p" | "assessment plan" | "impression and plan" | "medical decision making" | "mdm";
    HospitalCourse, "Hospital course": "hospital course" | "course in hospital" | "brief hospital course" | "ed course" | "emergency department course";
    AdmissionDiagnosis, "Admission diagnosis": "admission diagnosis" | "admission diagnoses" | "admitting diagnosis" | "admitting diagnoses";
    DischargeDiagnosis, "Discharge diagnosis": "discharge diagnosis" | "discharge diagnoses" | "final diagnosis" | "final diagnoses" | "principal diagnosis" | "secondary diagnoses";
    DischargeInstructions, "Discharge instructions": "discharge instructions" | "patient instructions" | "instructions" | "follow up" | "followup" | "follow up instructions";
    Disposition, "Disposition": "disposition" | "discharge disposition" | "condition at discharge" | "discharge condition";
    PreoperativeDiagnosis, "Preoperative diagnosis": "preoperative diagnosis" | "pre operative diagnosis" | "preop diagnosis" | "preoperative diagnoses";
    PostoperativeDiagnosis, "Postoperative diagnosis": "postoperative diagnosis" | "post operative diagnosis" | "postop diagnosis" | "postoperative diagnoses";
    Procedure, "Procedure": "procedure" | "procedures" | "procedure performed" | "procedures performed" | "operation" | "operation performed" | "name of procedure";
    ProcedureDescription, "Description of procedure": "description of procedure" | "procedure in detail" | "details of procedure" | "operative technique" | "description of operation" | "technique";
    Findings, "Findings": "findings" | "operative findings" | "intraoperative findings";
    Indications, "Indications": "indication" | "indications" | "indications for procedure" | "clinical indication";
    Anesthesia, "Anesthesia": "anesthesia" | "anesthesia type" | "type of anesthesia";
    Complications, "Complications": "complications";
    BloodLoss, "Estimated blood loss": "estimated blood loss" | "ebl";
    Specimens, "Specimens": "specimen" | "specimens" | "specimens removed" | "specimen submitted";
    GrossDescription, "Gross description": "gross description" | "gross" | "gross examination";
    MicroscopicDescription, "Microscopic description": "microscopic description" | "microscopic" | "microscopic examination";
    ClinicalInformation, "Clinical information": "clinical information" | "clinical history";
    Impression, "Impression": "impression" | "conclusion" | "opinion";
    Immunizations, "Immunizations": "immunizations" | "vaccinations";
    Consultants, "Consultations": "consultations" | "consultants" | "consults";
}

/// What a heading names.
pub(super) fn known(words: &str) -> Option<SectionKind> {
    let spelled = words.replace(['&', '/'], " and ");
    let folded = folded_words(&spelled).join(" ");
    WRITTEN
        .iter()
        .find(|(written, _)| *written == folded)
        .map(|(_, kind)| *kind)
}
