//! How many bytes a case takes.

use engine::draft::{DraftProcedure, Poa};
use futures_executor::block_on;
use records::model::Class;
use store::simulated::Device;
use store::{Direction, Range, Store as _, Table};

use super::super::world::{World, founded};
use super::diagnosis;
use crate::protocol::{CasesRequest, GroupedDraft};

fn bytes(device: &Device, table: Table) -> usize {
    let rows = block_on(device.range(table, &Range::prefix([]), None, Direction::Forward));
    let rows = rows.expect("read");
    rows.iter().map(|row| row.key.len() + row.value.len()).sum()
}

/// A case of twenty codes, saved sixty times, is to go over a rural line in 20 KB (F-134). What goes is operations.
#[test]
fn a_case_of_twenty_codes_in_sixty_saves_stays_within_twenty_kilobytes() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = founded(&device, &world);
    let stay = keeper.discharged(1, Class::Inpatient);
    let opened = keeper.take_up(stay);
    let (of, mut draft) = (opened.of, opened.draft);
    let before = (
        bytes(&device, Table::Operations),
        bytes(&device, Table::Audit),
    );
    for number in 0..60_usize {
        match number % 3 {
            0 if number / 3 < 16 => draft.secondary.push(diagnosis(&format!("A{number:02}"))),
            0 => draft.procedures.push(DraftProcedure {
                code: format!("02100Z{}", number % 9),
                date: "2026-03-02".to_owned(),
                found_by: "tables: a few words that lead there".to_owned(),
            }),
            1 => {
                let last = draft.secondary.len() - 1;
                // Alt+Up.
                draft.secondary.swap(last, last.saturating_sub(1));
            }
            _ => {
                let place = number % draft.secondary.len();
                draft.secondary[place].poa = [Poa::N, Poa::Y, Poa::W][number / 3 % 3];
            }
        }
        let grouped = GroupedDraft {
            version: "V43.1".to_owned(),
            drg: ["871", "872"][number / 20 % 2].to_owned(),
            title: "Septicemia or severe sepsis without MV >96 hours".to_owned(),
            weight_e4: Some(19_000 + (number / 20) as u32),
            stops: 0,
            warnings: (number / 10) as u32,
        };
        keeper
            .ask(CasesRequest::Save {
                of,
                draft: Box::new(draft.clone()),
                grouped: Some(grouped),
            })
            .expect("saved");
    }
    let operations = bytes(&device, Table::Operations) - before.0;
    let audit = bytes(&device, Table::Audit) - before.1;
    println!(
        "operations {operations} bytes, {} a save; audit {audit}",
        operations / 60
    );
    assert!(operations <= 20 * 1024, "{operations} bytes of operations");
}
