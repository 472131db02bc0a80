//! The discharge that is to be paid: what of a stay the payment depends on.

use codes::Ymd;

use crate::error::InputError;
use crate::factor::Factor;
use crate::money::Money;
use crate::status::DischargeStatus;

/// Highest covered charges taken, in cents: the field that claims carry them in holds no more.
pub(crate) const MOST_CENTS: i64 = 999_999_999;
const MOST_CHARGES: Money = Money::from_cents(MOST_CENTS);

/// One discharge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discharge {
    /// Day of discharge; it chooses the fiscal year.
    pub date: Ymd,
    /// Final MS-DRG.
    pub drg: u16,
    /// Patient discharge status.
    pub status: DischargeStatus,
    /// Length of stay in days, the day of discharge not counted. 0 is paid as 1.
    pub length_of_stay: u16,
    /// Covered charges; up to $9,999,999.99.
    pub covered_charges: Money,
    /// What came after it.
    pub after: After,
    /// New technologies used that qualify for an add-on payment.
    pub new_technologies: Vec<NewTechnology>,
}

/// What of a discharge the transfer policy looks at. See [`transfer`](crate::transfer()).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Departure {
    /// Day of discharge.
    pub date: Ymd,
    /// Final MS-DRG.
    pub drg: u16,
    /// Patient discharge status.
    pub status: DischargeStatus,
    /// Length of stay in days, the day of discharge not counted. 0 is paid as 1.
    pub length_of_stay: u16,
    /// What came after it.
    pub after: After,
}

/// What came after a stay, beside the discharge status. By default nothing that the status doesn't say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct After {
    /// Home health care; looked at with discharge statuses 06 and 86 only.
    pub home_health: HomeHealth,
    /// The patient was admitted to another acute care hospital the same day, and not for something unrelated. Such a
    /// discharge is a transfer whatever its discharge status, also against medical advice (42 CFR 412.4(b)).
    pub admitted_elsewhere_same_day: bool,
}

/// What is known of home health care after the stay (42 CFR 412.4(c)(3)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HomeHealth {
    /// It is related to the stay and begins within three days: a transfer.
    #[default]
    RelatedWithinThreeDays,
    /// It isn't related to the stay (condition code 42 on the claim): no transfer.
    Unrelated,
    /// It begins later than three days after the discharge (condition code 43): no transfer.
    AfterThreeDays,
}

/// A technology approved for an add-on payment (42 CFR 412.88).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewTechnology {
    /// Maximum add-on payment, as the final rule prints it for the technology and the fiscal year.
    pub maximum: Money,
    /// Share of the costs beyond the DRG payment: 0.65, or 0.75 for the antimicrobials and therapies that the rule
    /// names.
    pub share: Factor,
    /// Fiscal year of the maximum; it has to be that of the discharge.
    pub fiscal_year: u16,
}

impl Discharge {
    /// The federal fiscal year of the discharge: October to September, named after the year it ends in.
    ///
    /// # Errors
    /// [`InputError`] if the date isn't a day of the calendar.
    pub fn fiscal_year(&self) -> Result<u16, InputError> {
        fiscal_year(self.date)
    }

    /// What the transfer policy looks at.
    #[must_use]
    pub const fn departure(&self) -> Departure {
        Departure {
            date: self.date,
            drg: self.drg,
            status: self.status,
            length_of_stay: self.length_of_stay,
            after: self.after,
        }
    }

    /// Looks for what can't be paid as it stands.
    pub(crate) fn check(&self, fiscal_year: u16) -> Result<(), InputError> {
        let error = |field: &str, what: String, why: &str, fix: &str| {
            Err(InputError {
                what,
                why: why.into(),
                r#where: field.into(),
                fix: fix.into(),
            })
        };
        if self.status.is_still_patient() {
            return error(
                "discharge status",
                "status 30: the patient is still in the hospital".into(),
                "an estimate is for a discharge",
                "estimate when the patient is discharged, or enter the status that is expected",
            );
        }
        if self.covered_charges < Money::ZERO || self.covered_charges > MOST_CHARGES {
            return error(
                "covered charges",
                format!(
                    "{} is not between $0.00 and {MOST_CHARGES}",
                    self.covered_charges
                ),
                "covered charges decide on a cost outlier",
                "enter the covered charges of this stay",
            );
        }
        for technology in &self.new_technologies {
            let shares = [Factor::new(65, 2), Factor::new(75, 2)];
            if !shares.contains(&technology.share) {
                return error(
                    "new technology",
                    format!("its share of costs is {}", technology.share),
                    "the share is 65 %, or 75 % for certain products (42 CFR 412.88(a)(2))",
                    "enter 0.65 or 0.75",
                );
            }
            if technology.maximum < Money::ZERO || technology.maximum > MOST_CHARGES {
                return error(
                    "new technology",
                    format!("a maximum of {} is out of range", technology.maximum),
                    "the maximum add-on payment is printed in the final rule",
                    "look the maximum up again",
                );
            }
            if technology.fiscal_year != fiscal_year {
                return error(
                    "new technology",
                    format!(
                        "its maximum is of FY {}, the discharge of FY {fiscal_year}",
                        technology.fiscal_year
                    ),
                    "technologies and their maxima change every year",
                    "enter the maximum of the discharge's fiscal year, if the technology still qualifies",
                );
            }
        }
        Ok(())
    }
}

/// The fiscal year of a day of discharge, which chooses the tables.
pub(crate) fn fiscal_year(date: Ymd) -> Result<u16, InputError> {
    date.fiscal_year().ok_or_else(|| InputError {
        what: format!("{date} is not a day of the calendar"),
        why: "the fiscal year of the discharge chooses the tables".into(),
        r#where: "discharge date".into(),
        fix: "enter the day of discharge".into(),
    })
}
