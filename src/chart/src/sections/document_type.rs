//! The kind of a document, guessed from its LOINC document code or its title, with the reason.
//!
//! Codes are those of the LOINC document ontology (loinc.org) that C-CDA 2.1 and US Core name for clinical notes; titles are matched
//! by their words. A guess is shown with its reason and can be overruled.

use serde::{Deserialize, Serialize};

use crate::words::folded_words;

macro_rules! types {
    ($($kind:ident, $name:literal, [$($loinc:literal)*], [$($title:literal)*];)+) => {
        /// Kinds of documents of a chart.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum DocumentType {
            $(#[doc = $name] $kind,)+
        }

        impl DocumentType {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// Its name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)+ }
            }
        }

        const LOINC: &[(&str, DocumentType)] = &[$($(($loinc, DocumentType::$kind),)*)+];
        const TITLES: &[(&str, DocumentType)] = &[$($(($title, DocumentType::$kind),)*)+];
    };
}

// The order decides between titles: a "discharge instructions" is asked before a "discharge summary", and the general before none.
types! {
    HistoryAndPhysical, "History and physical", ["34117-2"], ["history and physical" "h p" "admission note" "admission h p"];
    OperativeReport, "Operative report", ["11504-8" "28570-0"], ["operative report" "operative note" "operation note" "op note" "op report" "procedure note" "surgical note"];
    AnesthesiaRecord, "Anesthesia record", [], ["anesthesia record" "anesthesia note" "preanesthesia" "postanesthesia" "anesthesia"];
    Pathology, "Pathology report", ["11526-1"], ["pathology" "surgical pathology" "cytology" "biopsy report"];
    Imaging, "Imaging report", ["18748-4"], ["radiology" "imaging" "x ray" "chest xray" "ct" "mri" "ultrasound" "echocardiogram" "mammogram"];
    Laboratory, "Laboratory report", ["11502-2"], ["laboratory" "lab report" "labs" "microbiology"];
    DischargeInstructions, "Discharge instructions", ["8653-8"], ["discharge instructions" "after visit summary"];
    DischargeSummary, "Discharge summary", ["18842-5"], ["discharge summary" "discharge note" "death summary"];
    Transfer, "Transfer summary", ["18761-7"], ["transfer summary" "transfer note"];
    Consultation, "Consultation", ["11488-4"], ["consultation" "consult note" "consult"];
    EmergencyNote, "Emergency department note", ["34111-5" "28568-4"], ["emergency department" "emergency room" "ed note" "ed provider note"];
    ProgressNote, "Progress note", ["11506-3" "34131-3"], ["progress note" "soap note" "daily note" "clinic note" "office visit"];
    NursingNote, "Nursing note", ["34746-8"], ["nursing" "nurse note" "nurses note"];
    MedicationAdministration, "Medication administration record", [], ["medication administration record" "mar"];
    Orders, "Orders", [], ["orders" "order set" "physician orders" "admission orders"];
    Consent, "Consent", ["59284-0"], ["consent"];
    AdvanceDirective, "Advance directive", ["42348-3"], ["advance directive" "advance directives" "living will" "polst" "power of attorney"];
    CarePlan, "Care plan", ["18776-5"], ["care plan" "plan of care"];
    Referral, "Referral", ["57133-1"], ["referral"];
    ContinuityOfCare, "Summary of care (CCD)", ["34133-9"], ["continuity of care" "summary of care" "summarization of episode" "ccd"];
    Photograph, "Photograph or picture", [], ["photograph" "photo"];
    External, "Document from elsewhere", [], ["outside records" "external"];
    Other, "Other document", [], [];
}

/// A kind with why it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeGuess {
    /// The kind.
    pub kind: DocumentType,
    /// Why, in words.
    pub reason: String,
}

/// The kind a LOINC document code stands for.
#[must_use]
pub fn loinc_type(code: &str) -> Option<DocumentType> {
    LOINC
        .iter()
        .find(|(known, _)| *known == code.trim())
        .map(|(_, kind)| *kind)
}

/// Guesses the kind from a LOINC code, else from a title.
#[must_use]
pub fn guess_type(loinc: Option<&str>, title: Option<&str>) -> TypeGuess {
    if let Some((code, kind)) = loinc.and_then(|code| Some((code, loinc_type(code)?))) {
        let reason = format!("LOINC document code {} is {}", code.trim(), kind.name());
        return TypeGuess { kind, reason };
    }
    let title = title.map(str::trim).filter(|title| !title.is_empty());
    if let Some(title) = title {
        let short: String = title.chars().take(200).collect();
        let folded = format!(" {} ", folded_words(&short).join(" "));
        let found = TITLES
            .iter()
            .filter(|(words, _)| folded.contains(&format!(" {words} ")))
            .max_by_key(|(words, _)| words.len());
        if let Some((words, kind)) = found {
            let reason = format!("the title has the words \"{words}\"");
            return TypeGuess {
                kind: *kind,
                reason,
            };
        }
    }
    let reason = match (loinc, title) {
        (None, None) => "there is neither a title nor a document code".to_owned(),
        (Some(code), _) => {
            format!("document code {code} and the title are not in the list of known kinds")
        }
        (None, Some(_)) => "the title names none of the known kinds".to_owned(),
    };
    TypeGuess {
        kind: DocumentType::Other,
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_goes_before_the_title_and_the_longer_title_before_the_shorter() {
        let guess = guess_type(Some("18842-5"), Some("Progress note"));
        assert_eq!(guess.kind, DocumentType::DischargeSummary);
        assert!(guess.reason.contains("18842-5"));
        assert_eq!(
            guess_type(None, Some("Cardiology CONSULT NOTE")).kind,
            DocumentType::Consultation
        );
        assert_eq!(
            guess_type(None, Some("Discharge Instructions")).kind,
            DocumentType::DischargeInstructions
        );
        assert_eq!(
            guess_type(Some("0-0"), Some("Letter")).kind,
            DocumentType::Other
        );
    }

    #[test]
    fn no_code_stands_for_two_kinds() {
        for (at, (code, _)) in LOINC.iter().enumerate() {
            assert!(
                LOINC[at + 1..].iter().all(|(other, _)| other != code),
                "{code}"
            );
        }
    }
}
