//! Two ways of one stay, through two versions, side by side.
//!
//! Most rules that are tried fail in both versions and say nothing. Shown are the steps that settle something, and of
//! the rules that failed those whose DRG the other version reached: they tell why. The rest is counted.

use grouper::Step;

use super::Explained;
use crate::protocol::{StepLine, TwoLine};

/// A step of one way, with what it is compared by.
struct Shown {
    key: String,
    line: StepLine,
    /// Rules passed over since the step before.
    passed: u32,
}

/// Sets two ways side by side.
pub(crate) fn abreast(left: &Explained<'_>, right: &Explained<'_>) -> Vec<TwoLine> {
    let (ours, our_rest) = shown(left, right);
    let (theirs, their_rest) = shown(right, left);
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (a, b) in common(&ours, &theirs) {
        apart(&mut out, &ours[i..a], &theirs[j..b]);
        passed(&mut out, ours[a].passed, theirs[b].passed);
        out.push(TwoLine::Same(ours[a].line.clone()));
        (i, j) = (a + 1, b + 1);
    }
    apart(&mut out, &ours[i..], &theirs[j..]);
    passed(&mut out, our_rest, their_rest);
    out
}

fn passed(out: &mut Vec<TwoLine>, left: u32, right: u32) {
    if left + right > 0 {
        out.push(TwoLine::Passed(left, right));
    }
}

fn apart(out: &mut Vec<TwoLine>, left: &[Shown], right: &[Shown]) {
    for at in 0..left.len().max(right.len()) {
        let (left, right) = (left.get(at), right.get(at));
        passed(
            out,
            left.map_or(0, |step| step.passed),
            right.map_or(0, |step| step.passed),
        );
        let line = |step: Option<&Shown>| step.map(|step| step.line.clone());
        out.push(TwoLine::Apart(line(left), line(right)));
    }
}

/// The steps of a way that are shown, and how many rules were passed over after the last of them.
fn shown(way: &Explained<'_>, other: &Explained<'_>) -> (Vec<Shown>, u32) {
    let mut out = Vec::new();
    let mut passed = 0;
    for step in way.steps {
        if says_something(step, other.steps) {
            out.push(Shown {
                key: key(step),
                line: way.line(step),
                passed: core::mem::take(&mut passed),
            });
        } else {
            passed += 1;
        }
    }
    (out, passed)
}

/// Whether a step is more than a rule that failed in both.
fn says_something(step: &Step, other: &[Step]) -> bool {
    let Step::Row {
        pass,
        mdc,
        drg,
        matched,
        goes_to_mdc,
        ..
    } = step
    else {
        return true;
    };
    *matched
        || other.iter().any(|step| {
            matches!(step, Step::Row { pass: p, mdc: m, drg: d, matched: true, goes_to_mdc: g, .. }
                if p == pass && m == mdc && d == drg && g == goes_to_mdc)
        })
}

/// A step without the numbers that are a version's own: its name, ranks, exclusion collections, names of clusters.
fn key(step: &Step) -> String {
    let mut step = step.clone();
    match &mut step {
        Step::Version { .. } => return String::new(),
        Step::Row { rank, .. } => *rank = 0,
        Step::Excluded { collection, .. } => *collection = 0,
        Step::ClusterMet { name, .. } => name.clear(),
        _ => {}
    }
    format!("{step:?}")
}

/// Pairs of positions of the longest common way.
fn common(left: &[Shown], right: &[Shown]) -> Vec<(usize, usize)> {
    let same = |i: usize, j: usize| !left[i].key.is_empty() && left[i].key == right[j].key;
    let mut longest = vec![vec![0_u32; right.len() + 1]; left.len() + 1];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            longest[i][j] = if same(i, j) {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < left.len() && j < right.len() {
        if same(i, j) {
            out.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}
