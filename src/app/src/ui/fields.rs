//! What every control has to say to the browser: that it must not be kept. What is typed into a field goes into the
//! browser's own list, and what stands in any control goes into the file of its session every few seconds, both in the
//! clear.

use std::fs;
use std::path::Path;

const CONTROLS: [&str; 3] = ["input", "select", "textarea"];

/// The lines on which a control begins that says nothing of it, with their files.
fn silent(folder: &Path, seen: &mut usize) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the sources are here") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(silent(&path, seen));
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source");
        for (line, at) in text.lines().zip(1..) {
            for control in controls(line) {
                *seen += 1;
                if !says(control) {
                    found.push(format!("{}:{at}: {control}", path.display()));
                }
            }
        }
    }
    found
}

/// The controls that begin on a line, each up to the next tag.
fn controls(line: &str) -> impl Iterator<Item = &str> {
    line.split('<').skip(1).filter(|tag| {
        let name = tag.split([' ', '>']).next();
        name.is_some_and(|name| CONTROLS.contains(&name))
    })
}

fn says(control: &str) -> bool {
    control.contains(" autocomplete=")
}

#[test]
fn every_control_says_that_the_browser_must_not_keep_it() {
    let mut seen = 0;
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let silent = silent(&sources, &mut seen);
    assert!(seen > 100, "{seen} controls are not all there are");
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn a_control_that_says_nothing_is_noticed() {
    // Put together, or it would itself be one of the lines that are looked through.
    let line = [
        "",
        "p>",
        "select aria-autocomplete=list>",
        "textarea>",
        "input autocomplete=off/>",
    ]
    .join("<");
    let said: Vec<bool> = controls(&line).map(says).collect();
    assert_eq!(said, [false, false, true]);
}
