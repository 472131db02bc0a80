//! A document of the chart: its times, signatures, states and amendments. The words themselves are a sealed body beside
//! the record and never change; an amendment is a body of its own.

use serde::{Deserialize, Serialize};

use super::Entries;
use super::words::{Transition, words};
use crate::clock::Moment;
use crate::id::{BodyId, UserId};

words! {
    /// Kinds of documents.
    DocumentKind {
        /// History and physical.
        HistoryAndPhysical = "h_and_p", "History and physical";
        /// Consultation.
        Consultation = "consult", "Consultation";
        /// Progress note.
        Progress = "progress", "Progress note";
        /// Operative report.
        Operative = "operative", "Operative report";
        /// Before anesthesia.
        PreAnesthesia = "pre_anesthesia", "Pre-anesthesia evaluation";
        /// After anesthesia.
        PostAnesthesia = "post_anesthesia", "Post-anesthesia evaluation";
        /// Pathology.
        Pathology = "pathology", "Pathology report";
        /// Imaging.
        Imaging = "imaging", "Imaging report";
        /// Laboratory.
        Laboratory = "laboratory", "Laboratory results";
        /// Orders.
        Orders = "orders", "Orders";
        /// Medication administration record.
        Medications = "mar", "Medication administration record";
        /// Discharge summary.
        DischargeSummary = "discharge_summary", "Discharge summary";
        /// Emergency department record.
        Emergency = "ed_record", "Emergency department record";
        /// Clinic note.
        Clinic = "clinic", "Clinic note";
        /// Nursing.
        Nursing = "nursing", "Nursing notes";
        /// Resident assessment in skilled nursing.
        ResidentAssessment = "mds", "Resident assessment";
        /// Consent.
        Consent = "consent", "Consent";
        /// Advance directive.
        AdvanceDirective = "advance_directive", "Advance directive";
        /// Photograph.
        Photo = "photo", "Photograph";
        /// From elsewhere.
        External = "external", "Document from elsewhere";
    }
}

words! {
    /// Where a document stands.
    DocumentStatus {
        /// Policy wants it; it is not there.
        Expected = "expected", "expected";
        /// Dictated.
        Dictated = "dictated", "dictated";
        /// Typed, not read by its author.
        Transcribed = "transcribed", "transcribed";
        /// Not signed yet.
        Preliminary = "preliminary", "preliminary";
        /// A second signature is wanted.
        CosignPending = "cosign_pending", "cosignature pending";
        /// Signed by its author.
        Authenticated = "authenticated", "authenticated";
        /// Changed after authentication; the original is kept.
        Amended = "amended", "amended";
        /// Something was added after authentication.
        Addended = "addended", "addended";
        /// Should not be here; kept and marked.
        EnteredInError = "entered_in_error", "entered in error";
    }
}

impl DocumentStatus {
    /// Whether its author has signed it.
    #[must_use]
    pub const fn is_authenticated(self) -> bool {
        matches!(self, Self::Authenticated | Self::Amended | Self::Addended)
    }

    /// Whether the state may become another.
    ///
    /// # Errors
    /// [`Transition`] says what has to come first.
    pub const fn may_become(self, next: Self) -> Result<(), Transition> {
        use DocumentStatus::{
            Addended, Amended, Authenticated, CosignPending, Dictated, EnteredInError, Expected,
            Preliminary, Transcribed, Unknown,
        };
        let instead = match (self, next) {
            (Unknown, _)
            | (Expected, Dictated | Transcribed | Preliminary | CosignPending | Authenticated)
            | (Dictated, Transcribed | Preliminary | Authenticated)
            | (Transcribed, Preliminary | CosignPending | Authenticated)
            | (Preliminary, CosignPending | Authenticated | Transcribed)
            | (CosignPending, Authenticated)
            | (Authenticated | Amended | Addended, Amended | Addended) => return Ok(()),
            (Expected, EnteredInError) => "nothing is there that could be in error",
            (EnteredInError, _) => "a document entered in error stays marked; enter the right one",
            (_, EnteredInError) => return Ok(()),
            (_, Amended | Addended) => "only what is authenticated is amended; change the draft",
            (Authenticated | Amended | Addended, _) => {
                "what is authenticated is not taken back; amend it"
            }
            _ => "there is no such step",
        };
        Err(Transition {
            from: self.said(),
            to: next.said(),
            instead,
        })
    }
}

words! {
    /// How the document came.
    Source {
        /// Written here.
        Native = "native", "written here";
        /// Scanned from paper.
        Scan = "scan", "scanned";
        /// A text, PDF or image file.
        File = "file", "from a file";
        /// C-CDA.
        Ccda = "ccda", "C-CDA";
        /// FHIR R4.
        Fhir = "fhir", "FHIR";
        /// HL7 version 2.
        Hl7 = "hl7", "HL7 v2";
        /// Made up for the demo hospital.
        Demo = "demo", "demo hospital";
    }
}

words! {
    /// What a body is.
    Media {
        /// Text, UTF-8.
        Text = "text", "text";
        /// PDF.
        Pdf = "pdf", "PDF";
        /// PNG.
        Png = "png", "PNG image";
        /// JPEG.
        Jpeg = "jpeg", "JPEG image";
        /// TIFF.
        Tiff = "tiff", "TIFF image";
    }
}

/// A sealed body beside the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Body {
    /// Its name.
    pub id: BodyId,
    /// What it is.
    pub media: Media,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
}

words! {
    /// What a signature says.
    SignatureMeaning {
        /// Wrote it.
        Author = "author", "author";
        /// Supervises its author.
        Cosigner = "cosigner", "cosigner";
        /// Saw it done.
        Witness = "witness", "witness";
    }
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Signature {
    /// Who.
    pub name: String,
    /// In which role.
    pub role: String,
    /// What it says.
    pub meaning: SignatureMeaning,
    /// When; nothing where only the name stands there.
    pub at: Option<Moment>,
}

/// A later version of the words. The original stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Amendment {
    /// The words as amended, or what was added.
    pub body: Body,
    /// Who.
    pub by: String,
    /// When.
    pub at: Option<Moment>,
    /// Why.
    pub reason: String,
}

/// Where an imported document comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Provenance {
    /// System or organisation.
    pub system: String,
    /// Its number there.
    pub identifier: String,
    /// SHA-256 of the file it came in, in lower-case hexadecimal.
    pub file_sha256: String,
    /// Length of that file in bytes, where it is kept beside the record as it came; 0 where it is not.
    pub file_bytes: u64,
    /// When it was taken in.
    pub taken_in: Option<Moment>,
    /// Who took it in.
    pub by: UserId,
    /// What of the file was not understood, in words.
    pub not_understood: Vec<String>,
}

words! {
    /// Whether the two identifiers on the pages were found to be the patient's (CHT-012).
    IdentityCheck {
        /// Nobody has looked.
        Open = "open", "not checked";
        /// Both are the patient's.
        Right = "right", "two identifiers match";
        /// Somebody else's page.
        Wrong = "wrong", "wrong patient";
    }
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Document {
    /// What kind.
    pub kind: DocumentKind,
    /// Title as it stands above it.
    pub title: String,
    /// Where it stands.
    pub status: DocumentStatus,
    /// Author's name and credentials.
    pub author: String,
    /// Author's role: attending, resident, nurse.
    pub author_role: String,
    /// Day or time the document speaks of.
    pub about: Option<Moment>,
    /// When it was dictated.
    pub dictated: Option<Moment>,
    /// When it was typed.
    pub transcribed: Option<Moment>,
    /// When it came into the record.
    pub entered: Option<Moment>,
    /// When its author signed it.
    pub authenticated: Option<Moment>,
    /// Signatures.
    pub signatures: Entries<Signature>,
    /// How it came.
    pub source: Source,
    /// Where from.
    pub provenance: Option<Provenance>,
    /// Its words or its image.
    pub body: Option<Body>,
    /// Number of pages; 0 where pages are not counted.
    pub pages: u32,
    /// Later versions.
    pub amendments: Entries<Amendment>,
    /// Two-identifier check.
    pub identity: IdentityCheck,
    /// What it holds that is protected further: `part_2`, `psychotherapy`, `hiv`.
    pub sensitivity: Vec<String>,
}

impl Document {
    /// The body to read: of the latest amendment, else the original.
    #[must_use]
    pub fn current_body(&self) -> Option<&Body> {
        self.amendments
            .iter()
            .max_by_key(|(id, amendment)| (amendment.at, **id))
            .map(|(_, amendment)| &amendment.body)
            .or(self.body.as_ref())
    }

    /// The time it is put in order by: what it speaks of, else when it came in.
    #[must_use]
    pub fn ordered_by(&self) -> Option<Moment> {
        self.about
            .or(self.entered)
            .or(self.transcribed)
            .or(self.dictated)
            .or(self.authenticated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_authenticated_is_amended_and_never_taken_back() {
        use DocumentStatus::{Amended, Authenticated, EnteredInError, Expected, Preliminary};
        assert!(Preliminary.may_become(Authenticated).is_ok());
        assert!(Authenticated.may_become(Preliminary).is_err());
        assert!(Authenticated.may_become(Amended).is_ok());
        assert!(Preliminary.may_become(Amended).is_err());
        assert!(Authenticated.may_become(EnteredInError).is_ok());
        assert!(EnteredInError.may_become(Authenticated).is_err());
        assert!(Expected.may_become(EnteredInError).is_err());
    }

    #[test]
    fn the_latest_amendment_is_read_and_the_original_kept() {
        let body = |id| Body {
            id: BodyId([id; 16]),
            ..Body::default()
        };
        let amended = |id, at: &str| Amendment {
            body: body(id),
            at: at.parse().ok(),
            ..Amendment::default()
        };
        let mut document = Document {
            body: Some(body(1)),
            ..Document::default()
        };
        assert_eq!(document.current_body(), Some(&body(1)));
        let entry = |id| crate::EntryId([id; 16]);
        document
            .amendments
            .insert(entry(1), amended(3, "2026-03-02T10:00:00Z"));
        document
            .amendments
            .insert(entry(2), amended(2, "2026-03-01T10:00:00Z"));
        assert_eq!(document.current_body(), Some(&body(3)));
        assert_eq!(document.body, Some(body(1)));
    }
}
