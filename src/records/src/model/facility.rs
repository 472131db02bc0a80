//! The facility: what it is, who works there, and which blocks of unit numbers went to which device.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Entries;
use super::words::words;
use crate::clock::Moment;
use crate::id::{DeviceId, UserId};

words! {
    /// What kind of facility.
    FacilityType {
        /// Short-term acute care, paid under the inpatient prospective payment system.
        Acute = "ipps", "short-term acute care";
        /// Critical access hospital.
        CriticalAccess = "cah", "critical access hospital";
        /// Rural health clinic.
        RuralClinic = "rhc", "rural health clinic";
        /// Skilled nursing facility.
        SkilledNursing = "snf", "skilled nursing facility";
        /// Cancer hospital.
        Cancer = "cancer", "cancer hospital";
        /// Children's hospital.
        Children = "children", "children's hospital";
        /// A school.
        School = "school", "training lab";
        /// Any other.
        Other = "other", "other";
    }
}

/// Hours in which people usually work, by the facility's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hours {
    /// First hour, 0–23.
    pub from: u8,
    /// Hour at which it ends, 1–24.
    pub to: u8,
}

impl Default for Hours {
    fn default() -> Self {
        Self { from: 6, to: 20 }
    }
}

/// A facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Facility {
    /// Name.
    pub name: String,
    /// What kind.
    pub kind: FacilityType,
    /// CMS Certification Number.
    pub ccn: String,
    /// National Provider Identifier.
    pub npi: String,
    /// One person has all roles; separations of duties become recorded self-reviews.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub small: bool,
    /// Made up, for trying and for practice.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub demo: bool,
    /// Minutes without a key or click until Chartroom locks; 0 where nobody has set it.
    pub idle_minutes: u16,
    /// Usual hours.
    pub hours: Option<Hours>,
    /// Who works here, by user id.
    pub members: Entries<Member>,
    /// On which devices they write.
    pub devices: Entries<Device>,
    /// Blocks of unit numbers.
    pub leases: Entries<Lease>,
    /// Which device lends from which stretch of the numbers.
    pub stretches: Entries<Stretch>,
    /// Suspected breaches.
    pub incidents: Entries<Incident>,
    /// People who were invited and come in by themselves.
    pub invitations: Entries<Invitation>,
    /// Laptops that were put out, by their stores: a server that was put back to an older day is told again.
    pub laptops_out: Entries<LaptopOut>,
}

/// Somebody who was given a code to come in with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Invitation {
    /// The code, and what else is said here of the person, sealed by whoever made it for themselves, in lower-case hexadecimal:
    /// whoever knows it can come in. What is sealed counts.
    pub code: String,
    /// Name as shown.
    pub name: String,
    /// Credentials.
    pub credentials: String,
    /// Nursing unit or department.
    pub unit: String,
    /// Roles, by their words.
    pub roles: Vec<String>,
    /// Who invited them.
    pub by: UserId,
    /// When.
    pub at: Option<Moment>,
    /// Who they became.
    pub member: Option<UserId>,
}

/// A laptop that is no longer one of the facility's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct LaptopOut {
    /// Who put it out.
    pub by: UserId,
    /// When.
    pub at: Option<Moment>,
}

/// A suspected breach of health information (45 CFR 164.402), from the moment somebody found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Incident {
    /// When somebody found out: the clocks of 45 CFR 164.404(b) run from here.
    pub found: Option<Moment>,
    /// Who did.
    pub by: UserId,
    /// What happened, in their words.
    pub words: String,
    /// The laptop that may be in the wrong hands, by what it is told from others.
    pub laptop: String,
    /// The devices on it that were frozen.
    pub devices: Entries<Frozen>,
    /// Who has seen it of those who have to.
    pub seen_by: Option<UserId>,
    /// When they saw it.
    pub seen: Option<Moment>,
    /// When it was closed.
    pub closed: Option<Moment>,
    /// What it came to, in words.
    pub outcome: String,
}

/// A device that was frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Frozen {
    /// Which.
    pub device: DeviceId,
}

/// A device as one person uses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Device {
    /// The device.
    pub device: DeviceId,
    /// Who writes on it.
    pub user: UserId,
    /// Public half of the key that signs there, in lower-case hexadecimal.
    pub signs_with: String,
    /// Signature by which that person vouches for it with their own key, in lower-case hexadecimal.
    pub vouched: String,
    /// Since when.
    pub since: Option<Moment>,
    /// What it is called: “Laptop of the clinic”.
    pub name: String,
}

/// Somebody who works here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// Name as shown.
    pub name: String,
    /// Credentials: RHIT, CCS, ODS-C.
    pub credentials: String,
    /// Roles, by their words.
    pub roles: Vec<String>,
    /// Nursing unit or department, for need to know.
    pub unit: String,
    /// Since when.
    pub since: Option<Moment>,
    /// Last day; nothing while he works here.
    pub until: Option<NaiveDate>,
}

/// A block of unit numbers that one device may give out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Lease {
    /// To which device.
    pub device: DeviceId,
    /// First number, without check digit.
    pub from: u64,
    /// Last number, without check digit.
    pub to: u64,
    /// When.
    pub at: Option<Moment>,
    /// By whom.
    pub by: UserId,
}

/// A stretch of unit numbers out of which one device lends blocks: two that lend without a line never lend the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Stretch {
    /// The device that lends.
    pub device: DeviceId,
    /// Number of the stretch.
    pub number: u64,
    /// Since when.
    pub at: Option<Moment>,
}
