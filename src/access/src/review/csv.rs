//! The reviewer's list as a file for a spreadsheet (RFC 4180), in which no cell can act as a formula.

use std::collections::HashMap;

use chrono::SecondsFormat;

use super::{Entry, Hint};
use crate::UserId;
use crate::audit::Place;

const HEADINGS: [&str; 15] = [
    "device", "entry", "time", "user", "roles", "act", "kind", "record", "part", "relation",
    "outcome", "reason", "count", "about", "hints",
];

/// The entries, one line each, with what hints say of them. `name` gives what stands for a user.
#[must_use]
pub fn csv(entries: &[&Entry], hints: &[Hint], name: impl Fn(UserId) -> String) -> String {
    let mut said: HashMap<Place, Vec<&Hint>> = HashMap::new();
    for hint in hints {
        for place in &hint.events {
            said.entry(*place).or_default().push(hint);
        }
    }
    let mut text = String::new();
    line(&mut text, HEADINGS.map(String::from));
    for Entry { place, event } in entries {
        let time = event.at.local().map_or_else(
            || format!("{} ms", event.at.milliseconds),
            |local| local.to_rfc3339_opts(SecondsFormat::Secs, false),
        );
        let reason = event.reason.as_ref().map(|reason| match reason.text() {
            "" => reason.why().to_string(),
            text => format!("{}: {text}", reason.why()),
        });
        let hints: Vec<String> = said
            .get(place)
            .into_iter()
            .flatten()
            .map(|hint| format!("{}: {}", hint.kind.words(), hint.explain()))
            .collect();
        line(
            &mut text,
            [
                place.device.to_string(),
                place.sequence.to_string(),
                time,
                name(event.user),
                event.roles.words(),
                event.act.to_string(),
                event.kind.map(|kind| kind.to_string()).unwrap_or_default(),
                event
                    .record
                    .map(|record| record.to_string())
                    .unwrap_or_default(),
                event
                    .part
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                event.relation.to_string(),
                event.outcome.to_string(),
                reason.unwrap_or_default(),
                event.count.to_string(),
                event
                    .about
                    .map(|about| format!("entry {} of {}", about.sequence, about.device))
                    .unwrap_or_default(),
                hints.join("; "),
            ],
        );
    }
    text
}

fn line<const N: usize>(text: &mut String, cells: [String; N]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push('"');
        // What spreadsheets take for the beginning of a formula; an apostrophe makes it text. Blanks before it are
        // skipped by some of them, and full-width signs are taken as well.
        let begins = cell.trim_start().chars().next();
        let control = cell.starts_with(['\t', '\r', '\n']);
        if control
            || begins.is_some_and(|sign| "=+-@\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(sign))
        {
            text.push('\'');
        }
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}
