//! Kinds of record, and how a user stands to one.

use crate::numbered::numbered;

numbered! {
    /// What is acted upon.
    pub enum RecordKind {
        /// The facility's settings and rules.
        Facility = 0, "facility settings";
        /// A person who uses the program.
        User = 1, "user account";
        /// Who a patient is: names, numbers, addresses.
        Patient = 2, "patient";
        /// A stay or visit and its times, providers and payers.
        Encounter = 3, "encounter";
        /// A document of the chart.
        Document = 4, "document";
        /// The codes of an encounter and how they came about.
        CodingCase = 5, "coding case";
        /// A question to a physician about the documentation.
        Query = 6, "query";
        /// Two records that may be one patient, and what was decided.
        PatientPair = 7, "patient pair";
        /// What everybody did.
        AuditTrail = 8, "audit trail";
        /// Keys, recovery kits, escrow, and sealed backups.
        KeyMaterial = 9, "keys and backups";
        /// A block of unit numbers leased to a device.
        NumberBlock = 10, "number block";
        /// A made-up chart to learn on.
        PracticeChart = 11, "practice chart";
        /// A list or figure over many records.
        Report = 12, "report";
        /// DRG, weight and expected payment of an encounter: apart from the case and the query, so that a view for a
        /// provider can be built which cannot contain them.
        Payment = 13, "DRG and payment";
    }
}

impl RecordKind {
    /// Whether it is about one real patient, so that what protects the patient protects it.
    #[must_use]
    pub const fn of_a_patient(self) -> bool {
        matches!(self, Self::Patient | Self::PatientPair) || self.of_the_chart()
    }

    /// Whether it says why the patient was here.
    #[must_use]
    pub const fn of_the_chart(self) -> bool {
        matches!(
            self,
            Self::Encounter | Self::Document | Self::CodingCase | Self::Query | Self::Payment
        )
    }
}

numbered! {
    /// How the user stands to the record. The caller gives the nearest that holds.
    pub enum Relation {
        /// Not at all.
        None = 0, "no relation";
        /// The record is in the care of the user's unit.
        SameUnit = 1, "same unit";
        /// The record, or a piece of work on it, is assigned to the user.
        Assigned = 2, "assigned";
        /// The user's own: made by them, or about them as a user.
        OwnWork = 3, "own work";
        /// None of these, but the user broke the glass for this record and the time has not run out.
        BreakGlass = 4, "glass broken";
    }
}
