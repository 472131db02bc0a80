//! Faults planted in charts and in the patient index, each said where it is, so that an exercise can be marked and a
//! detector measured.

use records::model::DocumentKind;
use records::{EntryId, RecordId};

/// Kinds of planted faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A progress note is the one of the day before, with its vital signs.
    CopyForward,
    /// One note names the other side.
    Laterality,
    /// One note calls type 2 diabetes type 1.
    DiabetesType,
    /// One note gives another ejection fraction than the echocardiogram.
    EjectionFraction,
    /// A document is not signed.
    MissingSignature,
    /// History and physical came later than 24 hours after admission (42 CFR 482.22(c)(5)).
    LateHistory,
    /// No discharge summary.
    NoDischargeSummary,
    /// No operative report.
    NoOperativeReport,
    /// A verbal order nobody signed.
    UnsignedVerbalOrder,
    /// Another patient's page.
    WrongPatient,
    /// A note written days after what it speaks of.
    LateEntry,
    /// A diagnosis that was ruled out is still carried along.
    RuledOutCarried,
    /// An abnormal result that is treated and never named.
    AbnormalUnnamed,
    /// Signs of respiratory failure without the diagnosis.
    CriteriaUnnamed,
    /// Notes disagree on whether a condition was there on admission.
    PoaConflict,
    /// A condition acquired in the hospital.
    HospitalAcquired,
    /// A diagnosis that is still uncertain at discharge.
    Uncertain,
    /// One person has two records.
    Duplicate,
    /// Two persons have one record.
    Overlay,
}

impl Fault {
    /// All kinds.
    pub const ALL: [Self; 19] = [
        Self::CopyForward,
        Self::Laterality,
        Self::DiabetesType,
        Self::EjectionFraction,
        Self::MissingSignature,
        Self::LateHistory,
        Self::NoDischargeSummary,
        Self::NoOperativeReport,
        Self::UnsignedVerbalOrder,
        Self::WrongPatient,
        Self::LateEntry,
        Self::RuledOutCarried,
        Self::AbnormalUnnamed,
        Self::CriteriaUnnamed,
        Self::PoaConflict,
        Self::HospitalAcquired,
        Self::Uncertain,
        Self::Duplicate,
        Self::Overlay,
    ];

    /// What is wrong, in a few words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::CopyForward => "copied forward",
            Self::Laterality => "other side",
            Self::DiabetesType => "type of diabetes",
            Self::EjectionFraction => "ejection fraction",
            Self::MissingSignature => "not signed",
            Self::LateHistory => "late history and physical",
            Self::NoDischargeSummary => "no discharge summary",
            Self::NoOperativeReport => "no operative report",
            Self::UnsignedVerbalOrder => "verbal order not signed",
            Self::WrongPatient => "another patient's page",
            Self::LateEntry => "late entry",
            Self::RuledOutCarried => "ruled out and carried along",
            Self::AbnormalUnnamed => "abnormal result never named",
            Self::CriteriaUnnamed => "criteria without a diagnosis",
            Self::PoaConflict => "present on admission or not",
            Self::HospitalAcquired => "acquired in the hospital",
            Self::Uncertain => "uncertain at discharge",
            Self::Duplicate => "one person, two records",
            Self::Overlay => "two persons, one record",
        }
    }
}

/// Where a fault shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// In these words of the document.
    Words(String),
    /// In the document's signatures and times.
    Metadata,
    /// In that there is no such document, but one that is expected.
    Absent(DocumentKind),
    /// In the patient's record, beside another one.
    Record(RecordId),
}

/// A planted fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    /// The encounter; nothing where the fault lies in the patient index.
    pub encounter: Option<RecordId>,
    /// The patient's record.
    pub patient: RecordId,
    /// The document.
    pub document: Option<EntryId>,
    /// What kind.
    pub kind: Fault,
    /// What is wrong, in words.
    pub what: String,
    /// Where it shows.
    pub at: Where,
}
