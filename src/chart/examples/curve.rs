//! How long search and difference take on charts of made-up words: `cargo run --release -p chart --example curve`.

use std::time::Instant;

use chart::difference::difference;
use chart::search::{ChartIndex, Query};
use chart::text::Text;

/// Words of one page: about 3,000 letters.
const WORDS: u64 = 480;
const STOCK: [&str; 40] = [
    "patient",
    "denies",
    "chest",
    "pain",
    "no",
    "evidence",
    "of",
    "pneumonia",
    "heart",
    "failure",
    "with",
    "preserved",
    "ejection",
    "fraction",
    "and",
    "the",
    "was",
    "seen",
    "today",
    "plan",
    "continue",
    "furosemide",
    "mg",
    "daily",
    "sodium",
    "potassium",
    "creatinine",
    "stable",
    "history",
    "diabetes",
    "mellitus",
    "type",
    "2",
    "hypertension",
    "acute",
    "kidney",
    "injury",
    "sepsis",
    "lactate",
    "improved",
];

fn page(number: u64) -> String {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut out = String::new();
    for word in 0..WORDS {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        // One word in eight is rare, as names, numbers and misspellings are.
        if (state >> 20).is_multiple_of(8) {
            out.push_str(&format!("w{}", (state >> 25) % 40_000));
        } else {
            out.push_str(STOCK[usize::try_from((state >> 33) % 40).unwrap_or(0)]);
        }
        out.push_str(if word % 12 == 11 { ".\n" } else { " " });
    }
    out
}

fn main() {
    for pages in [50_u64, 500, 5_000] {
        let notes: Vec<String> = (0..pages.div_ceil(4))
            .map(|note| {
                (0..4)
                    .map(|at| page(note * 4 + at))
                    .collect::<Vec<_>>()
                    .join("\u{c}\n")
            })
            .collect();
        let started = Instant::now();
        let mut index = ChartIndex::new();
        for (number, note) in notes.iter().enumerate() {
            if let Ok(text) = Text::new(note.as_str()) {
                index.add(&number.to_string(), text);
            }
        }
        let built = started.elapsed();
        println!("{pages} pages: built in {built:?}");
        for question in [
            "w12345",
            "sepsis lactate",
            "\"heart failure\"",
            "pneum evid",
            "p",
            "pa*",
        ] {
            let started = Instant::now();
            let results = index.search(&Query::parse(question), 200);
            println!(
                "  {question:16} {:>8} hits in {:?}",
                results.total,
                started.elapsed()
            );
        }
    }
    for pages in [5_u64, 50, 500] {
        let earlier: Vec<String> = (0..pages).map(page).collect();
        let mut later = earlier.clone();
        later
            .iter_mut()
            .step_by(3)
            .for_each(|page| *page = page.replace("sodium", "chloride"));
        let other: Vec<String> = (0..pages).map(|number| page(number + 1_000_000)).collect();
        for (name, later) in [("copied on", later), ("without a common line", other)] {
            let (Ok(earlier), Ok(later)) = (Text::new(earlier.concat()), Text::new(later.concat()))
            else {
                return;
            };
            let started = Instant::now();
            let found = difference(&earlier, &later);
            println!(
                "{pages} pages, {name}: {} rows, {:?} thousandths copied, {:?}",
                found.rows.len(),
                found.copied.whole.permille(),
                started.elapsed()
            );
        }
    }
}
