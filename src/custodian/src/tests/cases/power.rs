//! Killed in the middle of a word: what was told as saved is there.

use futures_executor::block_on;
use proptest::prelude::*;
use records::model::Class;
use store::simulated::Device;

use super::super::world::{World, open};
use super::{CODER, diagnosis, house};

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn a_power_cut_after_any_save_takes_nothing_that_was_acknowledged(
        seed: u64,
        saves in 0_usize..24,
        torn: bool,
    ) {
        let (device, world) = (Device::new(), World::new(seed));
        let mut keeper = house(&device, &world);
        let stay = keeper.discharged(1, Class::Inpatient);
        keeper.enter_as("perrin");
        let opened = keeper.take_up(stay);
        let (of, mut draft) = (opened.of, opened.draft);
        draft.principal = Some(diagnosis("A419"));
        keeper.save(of, &draft).expect("saved");
        for number in 0..saves {
            match number % 3 {
                0 => draft.secondary.push(diagnosis(&format!("B{number:02}"))),
                1 => draft.note.push('x'),
                _ => draft.secondary.reverse(),
            }
            keeper.save(of, &draft).expect("saved");
        }
        if torn {
            // The next word does not reach the disk, and nobody was told that it had.
            device.fill(device.used());
            let mut next = draft.clone();
            next.note.push_str("half a word");
            prop_assert!(keeper.save(of, &next).is_err());
            device.make_room();
        }
        device.power_cut(seed);
        drop(keeper);
        let device = device.reopen();
        let mut again = open(&device, &world);
        let opened = block_on(again.unlock("perrin", CODER)).expect("unlocked");
        prop_assert_eq!(opened.findings, vec![]);
        prop_assert_eq!(again.open_stay(stay).expect("opened").draft, draft);
    }
}
