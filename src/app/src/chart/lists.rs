//! What can be chosen in forms: the word that the record keeps, and how it is said.

/// Kinds of documents.
pub(super) const KINDS: [(&str, &str); 20] = [
    ("h_and_p", "History and physical"),
    ("consult", "Consultation"),
    ("progress", "Progress note"),
    ("operative", "Operative report"),
    ("pre_anesthesia", "Pre-anesthesia evaluation"),
    ("post_anesthesia", "Post-anesthesia evaluation"),
    ("pathology", "Pathology report"),
    ("imaging", "Imaging report"),
    ("laboratory", "Laboratory results"),
    ("orders", "Orders"),
    ("mar", "Medication administration record"),
    ("discharge_summary", "Discharge summary"),
    ("ed_record", "Emergency department record"),
    ("clinic", "Clinic note"),
    ("nursing", "Nursing notes"),
    ("mds", "Resident assessment"),
    ("consent", "Consent"),
    ("advance_directive", "Advance directive"),
    ("photo", "Photograph"),
    ("external", "Document from elsewhere"),
];

/// Where a document that is entered may stand; it is signed afterwards.
pub(super) const BEGINS: [(&str, &str); 4] = [
    ("preliminary", "preliminary"),
    ("dictated", "dictated"),
    ("transcribed", "transcribed"),
    ("cosign_pending", "cosignature pending"),
];

/// Further protections of a document.
pub(super) const PROTECTIONS: [(&str, &str); 3] = [
    ("part_2", "Substance use disorder (42 CFR part 2)"),
    ("psychotherapy", "Psychotherapy notes"),
    ("hiv", "HIV"),
];

/// Settings of care.
pub(crate) const CLASSES: [(&str, &str); 12] = [
    ("IP", "inpatient"),
    ("OBS", "observation"),
    ("ED", "emergency department"),
    ("OP", "outpatient"),
    ("SDS", "same-day surgery"),
    ("SNF", "skilled nursing"),
    ("HH", "home health"),
    ("IRF", "inpatient rehabilitation"),
    ("IPF", "inpatient psychiatry"),
    ("LTCH", "long-term care hospital"),
    ("RHC", "rural health clinic"),
    ("FQHC", "federally qualified health center"),
];

/// What a provider did.
pub(super) const ROLES: [(&str, &str); 4] = [
    ("attending", "attending"),
    ("operating", "operating"),
    ("consulting", "consulting"),
    ("other", "other"),
];

#[cfg(test)]
mod tests {
    use records::model::{Class, DocumentKind, DocumentStatus, ProviderRole};

    use super::*;

    #[test]
    fn every_word_is_one_of_the_record_and_is_said_as_there() {
        let kinds: Vec<_> = DocumentKind::ALL
            .iter()
            .map(|of| (of.word(), of.said()))
            .collect();
        assert_eq!(kinds, KINDS);
        let roles: Vec<_> = ProviderRole::ALL
            .iter()
            .map(|of| (of.word(), of.said()))
            .collect();
        assert_eq!(roles, ROLES);
        let classes: Vec<_> = Class::ALL.iter().map(|of| (of.word(), of.said())).collect();
        assert_eq!(classes, CLASSES);
        for (word, said) in BEGINS {
            let known = DocumentStatus::ALL
                .iter()
                .any(|of| (of.word(), of.said()) == (word, said));
            assert!(known, "{word}");
        }
    }
}
