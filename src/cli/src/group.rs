//! `chartroom group`: claims in, groupings out, line by line in the order they came.
//!
//! A line that can't be read is answered in its place and the rest goes on. Lines are taken in batches and shared
//! out to threads; memory stays bounded however long the input is.

use std::io::{self, BufRead, Write};

use edits::mce::{CodeEditor, McEdits};
use grouper::claim::{ClaimError, parse_line};
use grouper::{Grouper, Grouping, MsDrg, Scratch, Trace, Unobserved};
use serde::Serialize;

use crate::answer::Answer;

/// Lines handed to the threads at a time, for each thread.
const BATCH: usize = 2048;

/// What to do besides grouping.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// Threads that group.
    pub(crate) threads: usize,
    /// Whether each answer carries its steps.
    pub(crate) trace: bool,
}

/// An answer to a line that can't be read.
#[derive(Serialize)]
struct Refusal<'a> {
    id: Option<&'a str>,
    line: u64,
    error: &'a ClaimError,
}

/// One thread's grouper: versions are made ready when first asked for.
struct Worker<'a> {
    tables: &'a [std::sync::OnceLock<Grouper>; 9],
    source: &'a MsDrg,
    editor: &'a CodeEditor,
    trace: bool,
    scratch: Scratch,
    grouping: Grouping,
    edits: McEdits,
    out: Vec<u8>,
    refused: u64,
}

impl Worker<'_> {
    fn answer(&mut self, number: u64, line: &[u8]) -> io::Result<()> {
        if line.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        match parse_line(line) {
            Err(error) => {
                self.refused += 1;
                serde_json::to_writer(
                    &mut self.out,
                    &Refusal {
                        id: error.id.as_deref(),
                        line: number,
                        error: &error,
                    },
                )?;
            }
            Ok(claim) => {
                let grouper = self.tables[claim.version.index()]
                    .get_or_init(|| self.source.ready(claim.version));
                let mut trace = self.trace.then(Trace::default);
                match &mut trace {
                    Some(trace) => grouper.group_into(
                        &claim.stay,
                        &mut self.scratch,
                        &mut self.grouping,
                        trace,
                    ),
                    None => grouper.group_into(
                        &claim.stay,
                        &mut self.scratch,
                        &mut self.grouping,
                        &mut Unobserved,
                    ),
                }
                self.editor.edit_into(&claim.stay, &mut self.edits);
                let answer = Answer {
                    claim: &claim,
                    grouping: &self.grouping,
                    edits: &self.edits,
                    trace: trace.as_ref(),
                };
                serde_json::to_writer(&mut self.out, &answer)?;
            }
        }
        self.out.push(b'\n');
        Ok(())
    }
}

/// Answers every line of `input`. Returns how many lines could not be read.
///
/// # Errors
/// Only when reading or writing itself fails.
pub(crate) fn run(
    source: &MsDrg,
    editor: &CodeEditor,
    options: Options,
    mut input: impl BufRead,
    mut output: impl Write,
) -> io::Result<u64> {
    let tables: [std::sync::OnceLock<Grouper>; 9] = Default::default();
    let mut workers: Vec<Worker<'_>> = (0..options.threads.max(1))
        .map(|_| Worker {
            tables: &tables,
            source,
            editor,
            trace: options.trace,
            scratch: Scratch::default(),
            grouping: Grouping::default(),
            edits: McEdits::default(),
            out: Vec::new(),
            refused: 0,
        })
        .collect();
    let mut lines: Vec<(u64, Vec<u8>)> = Vec::new();
    let mut number = 0;
    loop {
        lines.clear();
        while lines.len() < BATCH * workers.len() {
            let mut line = Vec::new();
            if input.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            number += 1;
            lines.push((number, line));
        }
        if lines.is_empty() {
            break;
        }
        let share = lines.len().div_ceil(workers.len());
        std::thread::scope(|scope| -> io::Result<()> {
            let running: Vec<_> = workers
                .iter_mut()
                .zip(lines.chunks(share))
                .map(|(worker, lines)| {
                    scope.spawn(move || {
                        lines
                            .iter()
                            .try_for_each(|(number, line)| worker.answer(*number, line))
                    })
                })
                .collect();
            running
                .into_iter()
                .try_for_each(|thread| match thread.join() {
                    Ok(done) => done,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
        })?;
        for worker in &mut workers {
            output.write_all(&worker.out)?;
            worker.out.clear();
        }
    }
    output.flush()?;
    Ok(workers.iter().map(|w| w.refused).sum())
}
