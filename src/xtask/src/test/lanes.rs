//! Programs of tests side by side. A program whose tests wait for a browser leaves a core idle, and most hold one or two
//! tests: so several go on at once, each with one test at a time, and no more tests run at once than there are cores.

use std::num::NonZero;
use std::process::{Command, Output};
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result};

use super::built::Built;
use crate::progress::say;

/// More lanes than this take more memory for browsers and servers than they save time.
const MOST: usize = 4;

/// Runs all of them, those with the most tests first, and returns the titles of those that failed. What one prints is shown
/// when it has ended, so that no two mix.
pub(super) fn run(built: &[Built], command: impl Fn(&Built) -> Command + Sync) -> Vec<String> {
    let mut order: Vec<(usize, &Built)> =
        built.iter().map(|one| (count(command(one)), one)).collect();
    order.sort_by_key(|(tests, _)| std::cmp::Reverse(*tests));
    let waiting = Mutex::new(order.into_iter().filter(|(tests, _)| *tests > 0));
    let failed = Mutex::new(Vec::new());
    let lanes = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 0..lanes.clamp(1, MOST) {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().expect("no lane panics holding it").next();
                    let Some((tests, one)) = next else { return };
                    if !one_by_one(one, tests, command(one)) {
                        failed
                            .lock()
                            .expect("no lane panics holding it")
                            .push(one.title());
                    }
                }
            });
        }
    });
    failed.into_inner().expect("no lane panics holding it")
}

/// How many tests a program holds. One that can't say is run, and fails there with what it says.
fn count(mut command: Command) -> usize {
    let listed = command.args(["--list", "--format", "terse"]).output();
    listed.map_or(1, |listed| {
        if !listed.status.success() {
            return 1;
        }
        let said = String::from_utf8_lossy(&listed.stdout);
        said.lines().filter(|line| line.ends_with(": test")).count()
    })
}

/// Runs one program, one test after the other, and says whether all passed.
fn one_by_one(built: &Built, tests: usize, mut command: Command) -> bool {
    let title = built.title();
    say(&format!("{title}: {tests} to run"));
    let began = Instant::now();
    let ended = command
        .args(["--test-threads", "1"])
        .output()
        .with_context(|| format!("starting {}", command.get_program().display()));
    let took = began.elapsed().as_secs();
    report(&title, took, &ended);
    ended.is_ok_and(|output| output.status.success())
}

fn report(title: &str, took: u64, ended: &Result<Output>) {
    match ended {
        Ok(output) => {
            say(&format!("{title}: {} after {took} s", output.status));
            print!("{}", String::from_utf8_lossy(&output.stdout));
            eprint!("{}", String::from_utf8_lossy(&output.stderr));
        }
        Err(problem) => eprintln!("{title}: {problem:#}"),
    }
}
