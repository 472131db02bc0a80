//! How many encounters a second the generator makes: `cargo run --release -p hospital --example pace -- 100000`.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::Instant;

use chrono::NaiveDate;
use hospital::{Hospital, Made, Plan};

fn main() {
    let until = NaiveDate::from_ymd_opt(2026, 8, 31).unwrap();
    let count = std::env::args().nth(1).and_then(|n| n.parse().ok());
    let plan = count.map_or(Plan::demo(until), |count| Plan::bench(count, until));
    let begun = Instant::now();
    let (mut patients, mut encounters, mut documents, mut bytes) = (0_u64, 0_u64, 0, 0);
    for made in Hospital::new(plan) {
        match made {
            Made::Patient(_) => patients += 1,
            Made::Encounter(made) => {
                encounters += 1;
                documents += made.bodies.len();
                bytes += made
                    .bodies
                    .iter()
                    .map(|(_, text)| text.len())
                    .sum::<usize>();
            }
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{patients} patients, {encounters} encounters, {documents} documents, {bytes} bytes in {seconds:.2} s: {:.0} encounters/s",
        encounters as f64 / seconds
    );
}
