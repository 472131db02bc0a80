//! The tables, by names and numbers that never change: the names stand in browsers' databases, the numbers in backups.

/// A table of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// What the store says of itself: its id, its lease, small records of the custodian.
    Meta,
    /// Users' envelopes, wraps of the facility's keyring.
    Keys,
    /// Keys of cases, wrapped.
    CaseKeys,
    /// Operations, by record and arrival.
    Operations,
    /// In which order operations came to this device.
    Arrivals,
    /// States of records, so that not every operation has to be opened.
    Checkpoints,
    /// Pages of summaries of all records.
    Catalogue,
    /// Texts of documents and pieces of attachments.
    Bodies,
    /// The audit chain.
    Audit,
    /// What waits to be sent.
    Outbox,
}

impl Table {
    /// All tables, by number.
    pub const ALL: [Self; 10] = [
        Self::Meta,
        Self::Keys,
        Self::CaseKeys,
        Self::Operations,
        Self::Arrivals,
        Self::Checkpoints,
        Self::Catalogue,
        Self::Bodies,
        Self::Audit,
        Self::Outbox,
    ];

    /// The name it is stored under.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Keys => "keys",
            Self::CaseKeys => "case_keys",
            Self::Operations => "operations",
            Self::Arrivals => "arrivals",
            Self::Checkpoints => "checkpoints",
            Self::Catalogue => "catalogue",
            Self::Bodies => "bodies",
            Self::Audit => "audit",
            Self::Outbox => "outbox",
        }
    }

    /// Its number in a backup.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    /// The table of a number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They stand in databases and backups that exist.
    #[test]
    fn names_and_numbers_are_those_of_ever() {
        let told: Vec<String> = Table::ALL
            .iter()
            .map(|t| format!("{} {}", t.number(), t.name()))
            .collect();
        assert_eq!(
            told.join(", "),
            "1 meta, 2 keys, 3 case_keys, 4 operations, 5 arrivals, 6 checkpoints, 7 catalogue, 8 bodies, 9 audit, 10 outbox"
        );
        for table in Table::ALL {
            assert_eq!(Table::from_number(table.number()), Some(table));
        }
        assert_eq!(Table::from_number(0), None);
        assert_eq!(Table::from_number(11), None);
    }
}
