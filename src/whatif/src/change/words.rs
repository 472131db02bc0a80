//! A change in words, to stand after "if" or in a log.

use core::fmt;

use grouper::PresentOnAdmission;

use super::{Change, DiagnosisPlace, dotted};

impl fmt::Display for Change {
    /// The change in words, to stand after "if": without a full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RemoveDiagnosis { place, diagnosis } => {
                write!(f, "without {}, {place}", dotted(&diagnosis.code))
            }
            Self::RemovePair { first, second } => write!(
                f,
                "without {} and {}, secondary diagnoses {} and {}",
                dotted(&first.1.code),
                dotted(&second.1.code),
                first.0 + 1,
                second.0 + 1
            ),
            Self::RemoveProcedure { at, code } => {
                write!(f, "without {code}, procedure {}", at + 1)
            }
            Self::PresentOnAdmission {
                place,
                diagnosis,
                to,
            } => write!(
                f,
                "{}, {place}, with present on admission {} instead of {}",
                dotted(&diagnosis.code),
                indicator(*to),
                indicator(diagnosis.poa)
            ),
            Self::DischargeStatus { from, to } => {
                write!(f, "with discharge status {to:02} instead of {from:02}")
            }
            Self::AddDiagnosis(diagnosis) => write!(
                f,
                "with {} as a further secondary diagnosis, present on admission {}",
                dotted(&diagnosis.code),
                indicator(diagnosis.poa)
            ),
            Self::AddProcedure(code) => write!(f, "with {code} as a further procedure"),
            Self::Principal {
                diagnosis,
                instead_of,
                ..
            } => {
                write!(f, "with {} as principal diagnosis", dotted(&diagnosis.code))?;
                instead_of
                    .as_ref()
                    .map_or(Ok(()), |d| write!(f, " instead of {}", dotted(&d.code)))
            }
            Self::Several { changes } => {
                for (i, change) in changes.iter().enumerate() {
                    write!(f, "{}{change}", if i == 0 { "" } else { ", and " })?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for DiagnosisPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Principal => f.write_str("principal diagnosis"),
            Self::Secondary(at) => write!(f, "secondary diagnosis {}", at + 1),
        }
    }
}

const fn indicator(poa: PresentOnAdmission) -> &'static str {
    match poa {
        PresentOnAdmission::Blank => "blank",
        given => given.as_claim(),
    }
}
