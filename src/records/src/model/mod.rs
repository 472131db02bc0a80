//! The present of a record in the field's terms. Every structure reads and writes the fields of [`crate::State`]: names of
//! fields are those of the structures, entries of lists carry ids, so that two people can change two of them at once.
//!
//! An unknown word of a newer build reads as the most careful one there is, and stays in the record as it was.

use std::collections::BTreeMap;

use crate::id::EntryId;

mod case;
mod date;
mod desk;
mod document;
mod encounter;
mod facility;
mod pair;
mod patient;
mod words;

pub use case::{
    Assignment, CaseStatus, CaseVersion, CodedDiagnosis, CodedProcedure, CodingCase, EvidenceSpan,
    GroupedAs, KeptEdit, Pend, PendReason, Poa, Purpose, Review, ReviewOutcome, TakenOver,
};
pub use date::{NoDate, PartialDate};
pub use desk::Desk;
pub use document::{
    Amendment, Body, Document, DocumentKind, DocumentStatus, IdentityCheck, Media, Provenance,
    Signature, SignatureMeaning, Source,
};
pub use encounter::{
    AssignedTo, BillingStatus, Class, CodeAtSource, Encounter, EncounterStatus, Newborn, Payer,
    Provider, ProviderRole, Sex,
};
pub use facility::{
    Device, Facility, FacilityType, Frozen, Hours, Incident, Invitation, LaptopOut, Lease, Member,
    Stretch,
};
pub use pair::{Decision, Merge, Pair};
pub use patient::{
    Address, Flags, Identifier, IdentifierKind, Mother, NameKind, Office, Patient, PatientStatus,
    PersonName, Phone, RuledOut, Searched, Verification,
};
pub use words::Transition;

/// A list whose entries can be changed by several people at once.
pub type Entries<T> = BTreeMap<EntryId, T>;
