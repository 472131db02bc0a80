//! What a keystroke costs natively: `bench_stays PACKS DATE` prints one JSON line, as the engine in a browser does.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Instant;

use engine::protocol::{Event, PackName};
use engine::{Asked, Engine, Request};

fn now() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1_000.0
}

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let (Some(packs), Some(date)) = (arguments.next(), arguments.next()) else {
        return Err("usage: bench_stays PACKS DATE".to_owned());
    };
    let mut engine = Engine::new(now);
    for name in PackName::ALL {
        let path = PathBuf::from(&packs).join(format!("{}.pack", name.stem()));
        let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        drop(engine.load(name, Ok(&bytes)));
    }
    let request = Request::BenchStays { date };
    for told in engine.handle(Asked { id: 1, request }) {
        match told.event {
            Event::BenchStays(stays, what_if) => {
                println!(
                    "{}",
                    serde_json::json!({ "stays": stays, "what_if": what_if })
                );
            }
            other => return Err(format!("{other:?}")),
        }
    }
    Ok(())
}
