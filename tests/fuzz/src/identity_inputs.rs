//! What the patient index reads: lease files, weights, unit numbers, birth dates and people as JSON. What is read is
//! written and read back the same; a person of any text can be made comparable, and is most like itself.

use identity::numbers::{Device, Lease, UnitNumber};
use identity::weights::Model;
use identity::{BirthDate, Candidates, Person, PersonId};

/// A lease file of a made-up device.
pub const LEASE: &str = r#"{"format":"chartroom-number-lease","version":1,"lease":{"id":"desk/00000000","device":"laptop","from":0,"to":99}}"#;

/// Facts of a made-up person.
pub const PERSON: &str = r#"{"names":[{"kind":"legal","given":"María José","middle":"","family":"de la Cruz-O'Fake","suffix":"Jr"}],
"birth":"1984-03-12","sex":"female","addresses":[{"line":"12 N. Main Street, Apt 4","city":"Madeup","state":"ZZ","postcode":"99001"}],
"phones":["+1 (207) 555-0123"],"email":"me@example.com","ssn":"0003","birth_order":1,
"identifiers":[{"kind":"MR","system":"here","value":"00000007-1"}]}"#;

/// One sound input of each kind.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let texts = [
        LEASE.to_owned(),
        PERSON.to_owned(),
        Model::shipped().to_json(),
        "00000007-1".to_owned(),
        "1984-03-12".to_owned(),
    ];
    texts.map(String::into_bytes).to_vec()
}

/// Reads any bytes as each of them.
pub fn any(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else {
        return;
    };
    let device = Device("laptop".to_owned());
    if let Ok(lease) = Lease::from_file(text, &device) {
        assert_eq!(Lease::from_file(&lease.to_file(), &device), Ok(lease));
    }
    if let Ok(model) = Model::from_json(text) {
        assert_eq!(Model::from_json(&model.to_json()), Ok(model));
    }
    if let Ok(number) = text.parse::<UnitNumber>() {
        assert_eq!(number.to_string().parse(), Ok(number));
    }
    if let Ok(date) = text.parse::<BirthDate>() {
        assert_eq!(date.to_string().parse(), Ok(date));
    }
    if let Ok(person) = serde_json::from_str::<Person>(text) {
        let mut index = Candidates::new(Model::shipped());
        index.insert(PersonId(1), &person);
        let found = index.find(&person);
        assert!(found.candidates.len() <= 1);
        if let Some(own) = index.explain(PersonId(1), PersonId(1)) {
            assert!(own.total.is_finite() && (0.0..=1.0).contains(&own.probability));
        }
        assert!(index.remove(PersonId(1)) && index.is_empty());
    }
}
