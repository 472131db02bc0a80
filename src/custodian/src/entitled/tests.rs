//! A supervisor, a coder, and what they write into the facility's record.

use records::model::{LaptopOut, Member};
use records::{DeviceId, Hand, RecordId, Stamp};

use super::*;

const HOUSE: RecordId = RecordId([1; 16]);
const FOUNDER: u8 = 1;
const CODER: u8 = 2;
const OTHER: u8 = 3;

fn hand(user: u8) -> Hand {
    Hand {
        device: DeviceId([user; 16]),
        author: UserId([user; 16]),
        sequence: 0,
        previous: [0; 32],
        stamp: Stamp::default(),
    }
}

fn member(user: u8, role: &str) -> Member {
    Member {
        user: UserId([user; 16]),
        name: format!("Testcase {user}"),
        roles: vec![role.to_owned()],
        ..Member::default()
    }
}

fn roles(facility: &Facility, user: u8) -> Vec<String> {
    facility.members[&EntryId([user; 16])].roles.clone()
}

struct House {
    log: Log,
    hands: BTreeMap<u8, Hand>,
    now: i64,
}

impl House {
    /// Founded, with two coders taken in.
    fn new() -> Self {
        let mut house = Self {
            log: Log::new(Kind::Facility),
            hands: [FOUNDER, CODER, OTHER]
                .map(|user| (user, hand(user)))
                .into(),
            now: 1_000,
        };
        house.writes(FOUNDER, |facility| {
            let founder = member(FOUNDER, "supervisor");
            facility.members.insert(EntryId([FOUNDER; 16]), founder);
        });
        for user in [CODER, OTHER] {
            house.writes(FOUNDER, |facility| {
                let coder = member(user, "coder");
                facility.members.insert(EntryId([user; 16]), coder);
            });
        }
        house
    }

    /// Somebody's operation over this state, which is not in the log yet.
    fn written(&mut self, by: u8, over: &State, change: impl FnOnce(&mut Facility)) -> Recorded {
        let before: Facility = over.model();
        let mut after = before.clone();
        change(&mut after);
        let changes = over.changes(&before, &after);
        self.now += 1;
        let hand = self.hands.get_mut(&by).expect("a hand");
        hand.write(HOUSE, over, changes, "", None, self.now)
    }

    fn writes(&mut self, by: u8, change: impl FnOnce(&mut Facility)) {
        let over = self.log.state().clone();
        let recorded = self.written(by, &over, change);
        self.log.insert(recorded);
    }

    fn role(&mut self, by: u8, of: u8, role: &str) {
        self.writes(by, |facility| {
            let member = facility.members.get_mut(&EntryId([of; 16]));
            member.expect("there").roles = vec![role.to_owned()];
        });
    }

    fn counts(&self) -> Facility {
        Entitled::of(&self.log).facility
    }
}

#[test]
fn what_a_supervisor_writes_counts_and_what_a_coder_writes_of_people_and_laptops_does_not() {
    let mut house = House::new();
    house.role(FOUNDER, OTHER, "analyst");
    assert_eq!(roles(&house.counts(), OTHER), ["analyst"]);
    assert!(Entitled::of(&house.log).findings.is_empty());
    house.role(CODER, CODER, "supervisor");
    house.writes(CODER, |facility| {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 27);
        let founder = facility.members.get_mut(&EntryId([FOUNDER; 16]));
        founder.expect("there").until = today;
        facility
            .laptops_out
            .insert(EntryId([9; 16]), LaptopOut::default());
        "Testcase Valley Clinic".clone_into(&mut facility.name);
    });
    house.writes(CODER, |facility| {
        facility.members.remove(&EntryId([OTHER; 16]));
    });
    let facility = house.counts();
    assert_eq!(roles(&facility, CODER), ["coder"]);
    assert_eq!(facility.members[&EntryId([FOUNDER; 16])].until, None);
    assert!(facility.laptops_out.is_empty());
    assert_eq!(roles(&facility, OTHER), ["analyst"]);
    assert_eq!(facility.name, "Testcase Valley Clinic");
    let findings = Entitled::of(&house.log).findings;
    let by_them = findings.iter().filter(|of| of.what.contains("Testcase 2"));
    assert!(by_them.count() >= 4, "{findings:?}");
}

#[test]
fn nobody_makes_themselves_a_supervisor_in_two_steps() {
    let mut house = House::new();
    house.role(CODER, CODER, "supervisor");
    house.role(CODER, OTHER, "supervisor");
    house.role(OTHER, CODER, "supervisor");
    let facility = house.counts();
    assert_eq!(roles(&facility, CODER), ["coder"]);
    assert_eq!(roles(&facility, OTHER), ["coder"]);
}

#[test]
fn a_supervisor_who_writes_over_it_settles_it() {
    let mut house = House::new();
    house.role(CODER, CODER, "supervisor");
    house.role(FOUNDER, CODER, "analyst");
    let entitled = Entitled::of(&house.log);
    assert_eq!(roles(&entitled.facility, CODER), ["analyst"]);
    assert!(entitled.findings.is_empty(), "it stands no more");
    let mut reading = Reading::default();
    for recorded in house.log.operations() {
        reading.read(recorded);
    }
    assert!(reading.state(&house.log).conflicts().is_empty());
}

#[test]
fn who_was_made_a_supervisor_is_one_from_then_on_and_who_was_not_any_more_is_none() {
    let mut house = House::new();
    house.role(FOUNDER, CODER, "supervisor");
    let then = house.log.state().clone();
    house.role(CODER, OTHER, "analyst");
    assert_eq!(roles(&house.counts(), OTHER), ["analyst"]);
    house.role(FOUNDER, CODER, "coder");
    house.role(CODER, OTHER, "supervisor");
    assert_eq!(roles(&house.counts(), OTHER), ["analyst"]);
    // Written on a laptop that had not heard of it: they were one by all that they had seen.
    let late = house.written(CODER, &then, |facility| {
        let other = facility.members.get_mut(&EntryId([OTHER; 16]));
        "Unit 3".clone_into(&mut other.expect("there").unit);
    });
    house.log.insert(late);
    assert_eq!(house.counts().members[&EntryId([OTHER; 16])].unit, "Unit 3");
}

#[test]
fn a_second_founding_founds_nothing() {
    let mut house = House::new();
    let empty = State::new(Kind::Facility);
    let founding = house.written(CODER, &empty, |facility| {
        let coder = member(CODER, "supervisor");
        facility.members.insert(EntryId([CODER; 16]), coder);
    });
    house.log.insert(founding);
    assert_eq!(roles(&house.counts(), CODER), ["coder"]);
    house.role(CODER, OTHER, "supervisor");
    assert_eq!(roles(&house.counts(), OTHER), ["coder"]);
}

#[test]
fn a_privacy_officer_ends_somebodys_work_and_gives_nobody_a_role() {
    let mut house = House::new();
    house.role(FOUNDER, OTHER, "privacy officer");
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 27);
    house.writes(OTHER, |facility| {
        let coder = facility.members.get_mut(&EntryId([CODER; 16]));
        coder.expect("there").until = today;
    });
    house.role(OTHER, OTHER, "supervisor");
    let facility = house.counts();
    assert_eq!(facility.members[&EntryId([CODER; 16])].until, today);
    assert_eq!(roles(&facility, OTHER), ["privacy officer"]);
    // Whose work has ended writes nothing that counts.
    house.role(FOUNDER, CODER, "supervisor");
    house.role(CODER, OTHER, "supervisor");
    assert_eq!(roles(&house.counts(), OTHER), ["privacy officer"]);
}
