//! Check digits, schemes, shelves and blocks of numbers.

use std::collections::BTreeSet;

use identity::numbers::{
    Device, Filing, Lease, LeaseError, Ledger, Numbering, Request, Scheme, UnitNumber, check_digit,
    overlaps,
};
use proptest::prelude::*;

fn device(name: &str) -> Device {
    Device(name.to_owned())
}

fn request(of: &str, count: u64, known: &[Lease]) -> Request {
    Request {
        device: device(of),
        count,
        known: known.to_vec(),
    }
}

#[test]
fn the_check_digit_is_damms() {
    // The worked example of the algorithm: 572 has check digit 4.
    assert_eq!(check_digit(&[5, 7, 2]), Some(4));
    assert_eq!(check_digit(&[10]), None);
    let number = UnitNumber::new(123_456).unwrap();
    assert_eq!(number.to_string().parse(), Ok(number));
    assert!(
        "00123456".parse::<UnitNumber>().is_err(),
        "the check digit is missing"
    );
}

proptest! {
    #[test]
    fn one_wrong_digit_and_two_swapped_neighbours_are_always_caught(serial in 0u64..=99_999_999, at in 0usize..9, by in 1u8..10) {
        let text = UnitNumber::new(serial).unwrap().to_string().replace('-', "");
        let mut wrong = text.clone().into_bytes();
        wrong[at] = b'0' + (wrong[at] - b'0' + by) % 10;
        prop_assert!(String::from_utf8(wrong).unwrap().parse::<UnitNumber>().is_err());
        if at < 8 {
            let mut swapped = text.clone().into_bytes();
            swapped.swap(at, at + 1);
            let swapped = String::from_utf8(swapped).unwrap();
            prop_assert_eq!(swapped.parse::<UnitNumber>().is_err(), swapped != text);
        }
    }

    #[test]
    fn reading_a_number_or_a_lease_never_panics(text in "\\PC{0,40}") {
        let _ = text.parse::<UnitNumber>();
        let _ = Lease::from_file(&text, &device("laptop"));
    }

    #[test]
    fn two_devices_offline_never_mint_one_number_twice(order in prop::collection::vec(any::<bool>(), 2_000), sizes in prop::collection::vec(1u64..700, 40)) {
        let here = device("supervisor");
        let mut ledger = Ledger::begin(here.clone(), 0).unwrap();
        let mut sizes = sizes.into_iter().cycle();
        let mut minted = BTreeSet::new();
        let mut held: [(Option<Lease>, Option<UnitNumber>, u32); 2] = Default::default();
        for second in order.into_iter().chain([false, true].repeat(1_000)) {
            let (lease, last, count) = &mut held[usize::from(second)];
            if *count == 1_000 {
                continue;
            }
            let own = device(if second { "laptop 2" } else { "laptop 1" });
            let number = loop {
                match lease.as_ref().map(|lease| lease.next_number(&own, *last)) {
                    Some(Ok(number)) => break number,
                    Some(Err(LeaseError::Exhausted(_))) | None => {
                        let granted = ledger.grant(&here, &request(&own.0, sizes.next().unwrap(), &[])).unwrap();
                        *lease = Some(Lease::from_file(&granted.to_file(), &own).unwrap());
                    }
                    Some(Err(other)) => panic!("{other}"),
                }
            };
            *last = Some(number);
            *count += 1;
            prop_assert!(minted.insert(number), "{} twice", number);
        }
        prop_assert_eq!(minted.len(), 2_000);
        prop_assert!(overlaps(ledger.granted()).is_empty());
    }

    #[test]
    fn a_restored_ledger_never_lends_again_what_a_device_knows(sizes in prop::collection::vec(1u64..500, 2..20), back in 0usize..20) {
        let here = device("supervisor");
        let mut ledger = Ledger::begin(here.clone(), 1).unwrap();
        let mut copies = vec![ledger.clone()];
        for size in &sizes {
            let known = ledger.granted().to_vec();
            ledger.grant(&here, &request("laptop 1", *size, &known)).unwrap();
            copies.push(ledger.clone());
        }
        let lent = ledger.granted().to_vec();
        let mut restored = copies.swap_remove(back % copies.len());
        let again = restored.grant(&here, &request("laptop 1", 300, &lent)).unwrap();
        prop_assert!(lent.iter().all(|lease| lease.to < again.from || again.to < lease.from));
    }
}

#[test]
fn two_copies_that_lend_to_devices_which_never_met_are_found_when_the_leases_meet() {
    let here = device("supervisor");
    let mut ledger = Ledger::begin(here.clone(), 0).unwrap();
    let mut copy = ledger.clone();
    let first = ledger.grant(&here, &request("laptop 1", 100, &[])).unwrap();
    let second = copy.grant(&here, &request("laptop 2", 100, &[])).unwrap();
    let [(a, b)] = overlaps(&[second.clone(), first.clone(), first.clone()])
        .try_into()
        .unwrap();
    assert_eq!(BTreeSet::from([&a, &b]), BTreeSet::from([&first, &second]));
}

#[test]
fn a_copied_ledger_lends_nothing_elsewhere_until_it_has_a_stretch_of_its_own() {
    let here = device("supervisor");
    let mut ledger = Ledger::begin(here.clone(), 0).unwrap();
    let lent = ledger.grant(&here, &request("laptop 1", 100, &[])).unwrap();
    let there = device("other office");
    let mut copy = ledger.clone();
    let asked = request("laptop 2", 100, &[]);
    assert_eq!(
        copy.grant(&there, &asked),
        Err(LeaseError::OtherLedger("supervisor".to_owned()))
    );
    assert_eq!(
        copy.adopt(there.clone(), 0),
        Err(LeaseError::StretchTaken(0))
    );
    copy.adopt(there.clone(), 3).unwrap();
    let other = copy.grant(&there, &asked).unwrap();
    assert!(overlaps(&[lent, other]).is_empty());
}

#[test]
fn a_lease_is_worth_nothing_on_another_device_and_warns_before_it_ends() {
    let lease = Lease {
        id: "s/0".to_owned(),
        device: device("laptop 1"),
        from: 100,
        to: 199,
    };
    assert!(matches!(
        lease.next_number(&device("laptop 2"), None),
        Err(LeaseError::OtherDevice { .. })
    ));
    assert!(matches!(
        Lease::from_file(&lease.to_file(), &device("laptop 2")),
        Err(LeaseError::OtherDevice { .. })
    ));
    assert_eq!(
        lease
            .next_number(&device("laptop 1"), None)
            .map(UnitNumber::serial),
        Ok(100)
    );
    let last = UnitNumber::new(199);
    assert!(matches!(
        lease.next_number(&device("laptop 1"), last),
        Err(LeaseError::Exhausted(_))
    ));
    assert_eq!(
        (
            lease.left(None),
            lease.left(UnitNumber::new(189)),
            lease.left(last)
        ),
        (100, 10, 0)
    );
    assert!(!lease.runs_out(UnitNumber::new(189)) && lease.runs_out(UnitNumber::new(190)));
    for wrong in [r#""from":200"#, r#""from":-1"#, r#""from":100,"more":1"#] {
        let file = lease.to_file().replace(r#""from":100"#, wrong);
        assert!(
            matches!(
                Lease::from_file(&file, &device("laptop 1")),
                Err(LeaseError::Unreadable(_))
            ),
            "{file}"
        );
    }
}

#[test]
fn serial_unit_and_serial_unit_numbering() {
    let number = UnitNumber::new(7).unwrap();
    let cases = [
        (Scheme::Unit, None, Numbering::New),
        (Scheme::Unit, Some(number), Numbering::Keeps(number)),
        (Scheme::Serial, Some(number), Numbering::New),
        (
            Scheme::SerialUnit,
            Some(number),
            Numbering::NewWithRecordsOf(number),
        ),
    ];
    for (scheme, latest, expected) in cases {
        assert_eq!(scheme.at_encounter(latest), expected, "{scheme:?}");
    }
}

#[test]
fn terminal_digit_order_files_by_the_last_pair_first() {
    let number = |serial| UnitNumber::new(serial).unwrap();
    let mut shelf = [
        number(123_456),
        number(993_355),
        number(3_456),
        number(123_455),
        number(123_356),
    ];
    shelf.sort_by_key(|number| Filing::TerminalDigit.shelf(*number));
    let labels: Vec<String> = shelf
        .iter()
        .map(|number| Filing::TerminalDigit.label(*number))
        .collect();
    assert_eq!(
        labels,
        [
            "55-33-0099",
            "55-34-0012",
            "56-33-0012",
            "56-34-0000",
            "56-34-0012"
        ]
    );
    assert_eq!(Filing::MiddleDigit.label(number(123_456)), "34-0012-56");
    assert_eq!(Filing::Straight.label(number(123_456)), "0012-34-56");
    // A thousand numbers, against the digits read from behind.
    let mut thousand: Vec<UnitNumber> = (0..1_000)
        .map(|n| number(n * 99_991 % 100_000_000))
        .collect();
    thousand.sort_by_key(|number| Filing::TerminalDigit.shelf(*number));
    let key = |number: &UnitNumber| {
        let text = format!("{:08}", number.serial());
        format!("{}{}{}", &text[6..], &text[4..6], &text[..4])
    };
    assert!(thousand.is_sorted_by_key(key));
}
