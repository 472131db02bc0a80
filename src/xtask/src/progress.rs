//! What set-up says while it works: one line per step, each with the time since the command began.

use std::io::Write as _;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

static BEGAN: OnceLock<Instant> = OnceLock::new();

/// Time since the first line.
pub(crate) fn elapsed() -> Duration {
    BEGAN.get_or_init(Instant::now).elapsed()
}

/// Prints `message` behind the time that has passed.
pub(crate) fn say(message: &str) {
    let passed = elapsed().as_secs_f32();
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "[{passed:>6.1} s] {message}");
    let _ = out.flush();
}
