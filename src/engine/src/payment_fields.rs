//! The fields of the facility's payment inputs: what each is called, where its figure is published, and which of them
//! have to be filled in. Names of fields only; no figure of any table.

use std::collections::BTreeMap;

/// What belongs in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Dollars and cents.
    Money,
    /// A factor, ratio or share, a percentage as a fraction.
    Factor,
    /// One of these, by value and words; the first where nothing was chosen.
    Choice(&'static [(&'static str, &'static str)]),
}

/// A part of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Operating payment.
    Operating,
    /// Capital payment.
    Capital,
    /// Cost outliers.
    Outlier,
    /// Programs and statuses of the hospital.
    Programs,
}

impl Section {
    /// All, in the order of the form.
    pub const ALL: [Self; 4] = [
        Self::Operating,
        Self::Capital,
        Self::Outlier,
        Self::Programs,
    ];

    /// Its heading.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Operating => "Operating payment",
            Self::Capital => "Capital payment",
            Self::Outlier => "Cost outliers",
            Self::Programs => "What applies to this hospital",
        }
    }
}

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Where the figure stands in the document; also its name in the form.
    pub key: &'static str,
    /// Its name on screen.
    pub name: &'static str,
    /// What belongs there.
    pub kind: Kind,
    /// The part of the form it stands in.
    pub section: Section,
    /// Whether there is no estimate without it.
    pub required: bool,
    /// Where the figure is published.
    pub found_in: &'static str,
    /// Asked for only while another field has this value.
    pub only_with: Option<(&'static str, &'static [&'static str])>,
}

/// How the standardized amount is given.
pub const AMOUNT_FORM: &str = "operating.standardized_amount.form";
/// Kind of the operating teaching figure.
pub const TEACHING_KIND: &str = "operating.teaching.kind";
/// Kind of the capital teaching figure.
pub const CAPITAL_TEACHING_KIND: &str = "capital.teaching.kind";
/// Kind of the capital disproportionate share figure.
pub const CAPITAL_SHARE_KIND: &str = "capital.disproportionate_share.kind";
/// Status with a hospital-specific rate.
pub const SPECIAL_STATUS: &str = "adjustments.hospital_specific.status";

const SPLIT: &[(&str, &str)] = &[
    ("split", "labor and nonlabor parts"),
    ("share", "one amount and its labor share"),
];
const FACTOR_OR_RESIDENTS: &[(&str, &str)] = &[
    ("factor", "the factor itself"),
    ("ratio", "the resident-to-bed ratio"),
];
const FACTOR_OR_CENSUS: &[(&str, &str)] = &[
    ("factor", "the factor itself"),
    ("ratio", "residents to average daily census"),
];
const FACTOR_OR_PATIENTS: &[(&str, &str)] = &[
    ("factor", "the factor itself"),
    ("ratio", "the disproportionate patient percentage"),
];
const YES_NO: &[(&str, &str)] = &[
    ("", "not stated"),
    ("no", "no reduction"),
    ("yes", "worst quartile: 1 % less"),
];
const STATUSES: &[(&str, &str)] = &[
    ("", "none"),
    ("sole_community", "sole community hospital"),
    ("medicare_dependent", "Medicare-dependent, small rural"),
];

const fn field(
    section: Section,
    key: &'static str,
    name: &'static str,
    kind: Kind,
    required: bool,
    found_in: &'static str,
) -> Field {
    Field {
        key,
        name,
        kind,
        section,
        required,
        found_in,
        only_with: None,
    }
}

const fn only_with(field: Field, key: &'static str, values: &'static [&'static str]) -> Field {
    Field {
        only_with: Some((key, values)),
        ..field
    }
}

/// Every field, in the order of the form.
#[rustfmt::skip]
pub const FIELDS: [Field; 26] = {
    use Kind::{Choice, Factor, Money};
    use Section::{Capital, Operating, Outlier, Programs};
    const TABLE_1: &str = "Final rule, Table 1A, or 1B at a wage index of 1 or less; the column of this hospital's quality and electronic-record status";
    [
        field(Operating, AMOUNT_FORM, "Standardized amount given as", Choice(SPLIT), false, ""),
        only_with(field(Operating, "operating.standardized_amount.labor", "Labor-related amount", Money, true, TABLE_1), AMOUNT_FORM, &["", "split"]),
        only_with(field(Operating, "operating.standardized_amount.nonlabor", "Nonlabor-related amount", Money, true, TABLE_1), AMOUNT_FORM, &["", "split"]),
        only_with(field(Operating, "operating.standardized_amount.amount", "Standardized amount", Money, true, TABLE_1), AMOUNT_FORM, &["share"]),
        only_with(field(Operating, "operating.standardized_amount.labor_share", "Labor share", Factor, true, "Final rule, addendum; a fraction"), AMOUNT_FORM, &["share"]),
        field(Operating, "operating.wage_index", "Wage index", Factor, true, "Final rule, Table 2 (by hospital), after floors, caps and reclassification"),
        field(Operating, "operating.cost_of_living", "Cost-of-living adjustment", Factor, false, "Final rule, addendum; Alaska and Hawaii only"),
        field(Operating, TEACHING_KIND, "Indirect medical education given as", Choice(FACTOR_OR_RESIDENTS), false, ""),
        field(Operating, "operating.teaching", "Indirect medical education", Factor, false, "Provider-specific file or cost report; teaching hospitals only"),
        field(Operating, "operating.disproportionate_share", "Disproportionate share (DSH)", Factor, false, "Provider-specific file; the percentage as a fraction, before it is cut to a quarter"),
        field(Operating, "operating.uncompensated_care", "Uncompensated care per discharge", Money, false, "Final rule, DSH supplemental data file; the amount per claim"),
        field(Capital, "capital.federal_rate", "Capital federal rate", Money, true, "Final rule, Table 1D"),
        field(Capital, "capital.geographic_adjustment", "Geographic adjustment factor", Factor, false, "Final rule, Table 2 or 3; left empty it follows from the wage index"),
        field(Capital, CAPITAL_TEACHING_KIND, "Capital teaching given as", Choice(FACTOR_OR_CENSUS), false, ""),
        field(Capital, "capital.teaching", "Capital teaching", Factor, false, "Provider-specific file or cost report; teaching hospitals only"),
        field(Capital, CAPITAL_SHARE_KIND, "Capital DSH given as", Choice(FACTOR_OR_PATIENTS), false, ""),
        field(Capital, "capital.disproportionate_share", "Capital DSH", Factor, false, "Provider-specific file; urban hospitals with 100 beds or more"),
        field(Outlier, "outlier.fixed_loss", "Fixed-loss threshold", Money, true, "Final rule, addendum, outlier payments"),
        field(Outlier, "outlier.operating_cost_to_charge", "Operating cost-to-charge ratio", Factor, true, "Provider-specific file, or the contractor's notice"),
        field(Outlier, "outlier.capital_cost_to_charge", "Capital cost-to-charge ratio", Factor, true, "Provider-specific file, or the contractor's notice"),
        field(Programs, "adjustments.value_based_purchasing", "Value-based purchasing factor", Factor, false, "Final rule, Table 16B"),
        field(Programs, "adjustments.readmissions", "Readmissions factor", Factor, false, "Final rule, Table 15"),
        field(Programs, "adjustments.hospital_acquired_conditions", "Hospital-acquired conditions", Choice(YES_NO), false, "CMS's yearly notice to the hospital"),
        field(Programs, SPECIAL_STATUS, "Status with a rate of its own", Choice(STATUSES), false, ""),
        only_with(field(Programs, "adjustments.hospital_specific", "Hospital-specific rate", Money, true, "Contractor's notice; updated to the year, before any weight"), SPECIAL_STATUS, &["sole_community", "medicare_dependent"]),
        field(Programs, "adjustments.low_volume", "Low-volume adjustment", Factor, false, "Contractor's notice; a fraction"),
    ]
};

/// What stands in a field: as typed, without the blanks around it.
#[must_use]
pub fn value<'a>(values: &'a BTreeMap<String, String>, key: &str) -> &'a str {
    values.get(key).map_or("", |text| text.trim())
}

impl Field {
    /// Whether the field is asked for, as the others stand.
    #[must_use]
    pub fn asked(&self, values: &BTreeMap<String, String>) -> bool {
        self.only_with
            .is_none_or(|(key, wanted)| wanted.contains(&value(values, key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_name_of_its_own_and_says_where_its_figure_is_found() {
        for (at, field) in FIELDS.iter().enumerate() {
            assert!(FIELDS[..at].iter().all(|other| other.key != field.key));
            let figure = !matches!(field.kind, Kind::Choice(_));
            assert!(!figure || !field.found_in.is_empty(), "{}", field.key);
            if let Some((key, values)) = field.only_with {
                let other = FIELDS.iter().find(|other| other.key == key);
                let Some(Kind::Choice(choices)) = other.map(|other| other.kind) else {
                    panic!("{} depends on no choice", field.key);
                };
                let offered = |value: &&str| {
                    value.is_empty() || choices.iter().any(|(offered, _)| offered == value)
                };
                assert!(values.iter().all(offered), "{}", field.key);
            }
        }
    }

    #[test]
    fn a_field_is_asked_for_as_the_others_stand() {
        let asked = |values: &BTreeMap<String, String>| {
            FIELDS
                .iter()
                .filter(|field| field.required && field.asked(values))
                .count()
        };
        let mut values = BTreeMap::new();
        assert_eq!(asked(&values), 7);
        values.insert(SPECIAL_STATUS.to_owned(), "sole_community".to_owned());
        assert_eq!(asked(&values), 8);
        values.insert(AMOUNT_FORM.to_owned(), "share".to_owned());
        assert_eq!(asked(&values), 8);
    }
}
