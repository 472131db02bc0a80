//! What speaks against a diagnosis as principal: how much, in words, and who says so.

use edits::findings::CodeStatus;
use grouper::Diagnosis;

use super::Standing;
use crate::change::dotted;

/// Why a diagnosis can't or should not be principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It is not valid on the discharge date.
    NotValid {
        /// What the code set says; `None` where only the editor said so.
        status: Option<CodeStatus>,
    },
    /// The grouper version doesn't know it.
    NotInGrouper,
    /// An external cause of morbidity.
    ExternalCause,
    /// A manifestation of another disease.
    Manifestation,
    /// A circumstance, not a current illness or injury.
    Unacceptable,
    /// It is principal only beside a secondary diagnosis, and there is none.
    RequiresSecondary,
    /// Severe sepsis, which follows the infection.
    SevereSepsis,
    /// It was not present on admission.
    NotPresentOnAdmission,
    /// A sequela: the condition that remains comes before it.
    Sequela,
    /// The tabular list has another diagnosis of the stay coded before it.
    CodeFirst {
        /// The diagnosis that goes before.
        before: Diagnosis,
    },
    /// A symptom, while the stay has a definitive diagnosis.
    Symptom,
    /// Codes of pregnancy, childbirth and the puerperium go before those of other chapters.
    ObstetricPriority,
    /// By itself it seldom justifies an admission.
    QuestionableAdmission,
}

impl Reason {
    /// How much it speaks against the diagnosis: [`Standing::NotPreferred`] or [`Standing::Ineligible`].
    #[must_use]
    pub const fn standing(&self) -> Standing {
        match self {
            Self::NotValid { .. }
            | Self::NotInGrouper
            | Self::ExternalCause
            | Self::Manifestation
            | Self::Unacceptable
            | Self::RequiresSecondary
            | Self::SevereSepsis => Standing::Ineligible,
            Self::NotPresentOnAdmission
            | Self::Sequela
            | Self::CodeFirst { .. }
            | Self::Symptom
            | Self::ObstetricPriority
            | Self::QuestionableAdmission => Standing::NotPreferred,
        }
    }

    /// Who says so.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        match self {
            Self::NotValid { .. } => "Medicare Code Editor, edit 1; OCG I.B.2",
            Self::NotInGrouper => "MS-DRG Definitions Manual, DRG 999",
            Self::ExternalCause => "Medicare Code Editor, edit 2; OCG I.C.20.a.6",
            Self::Manifestation => "Medicare Code Editor, edit 6; OCG I.A.13",
            Self::Unacceptable | Self::RequiresSecondary => "Medicare Code Editor, edit 9",
            Self::SevereSepsis => "OCG I.C.1.d.4",
            Self::NotPresentOnAdmission => "OCG II (UHDDS definition); OCG Appendix I",
            Self::Sequela => "OCG I.B.10",
            Self::CodeFirst { .. } => "ICD-10-CM tabular list; OCG I.A.13",
            Self::Symptom => "OCG II.A",
            Self::ObstetricPriority => "OCG I.C.15.a.1",
            Self::QuestionableAdmission => "Medicare Code Editor, edit 8",
        }
    }
}

impl core::fmt::Display for Reason {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::NotValid { status } => match status {
                None | Some(CodeStatus::Billable) => {
                    "It is not a valid code on the discharge date."
                }
                Some(CodeStatus::Header) => "It is a heading: the code lacks characters.",
                Some(CodeStatus::Seventh(_)) => {
                    "Its 7th character, or a placeholder before it, is missing or wrong."
                }
                Some(CodeStatus::Unknown) => "It is not an ICD-10-CM code.",
                Some(CodeStatus::NotYet(first)) => {
                    return write!(f, "It is valid only for discharges from {first}.");
                }
                Some(CodeStatus::Ended(last)) => {
                    return write!(f, "It was valid only for discharges up to {last}.");
                }
            },
            Self::NotInGrouper => "The grouper version does not know it.",
            Self::ExternalCause => {
                "An external cause says how something happened; it is never principal."
            }
            Self::Manifestation => {
                "It shows another disease, which is coded before it; it is never principal."
            }
            Self::Unacceptable => {
                "It describes a circumstance that influences health, not a current illness or injury."
            }
            Self::RequiresSecondary => {
                "It is accepted as principal only beside a secondary diagnosis, and the stay has none."
            }
            Self::SevereSepsis => {
                "Severe sepsis follows the infection that underlies it; it is never principal."
            }
            Self::NotPresentOnAdmission => {
                "It was not present on admission, so it did not occasion it. A complication of delivery or a \
                 combination code can be the exception."
            }
            Self::Sequela => {
                "The condition that remains is coded before the sequela it comes from."
            }
            Self::CodeFirst { before } => {
                return write!(
                    f,
                    "A note at the code has {}, which is on the stay, coded before it where the two belong together.",
                    dotted(&before.code)
                );
            }
            Self::Symptom => {
                "It is a symptom or finding, and the stay has a definitive diagnosis: where that explains it, that comes first."
            }
            Self::ObstetricPriority => {
                "The stay has a diagnosis of pregnancy, childbirth or the puerperium, and those go before others."
            }
            Self::QuestionableAdmission => "By itself it seldom justifies an admission.",
        })
    }
}
