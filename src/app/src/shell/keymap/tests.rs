//! Keys are written as they are read, given once, and there for every action in both layouts.

use super::*;

fn chord(text: &str) -> Chord {
    Chord::try_from(text.to_owned()).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn keys_are_written_as_they_are_read() {
    for text in [
        "Ctrl+K",
        "Ctrl+Shift+Z",
        "Alt+ArrowUp",
        "F8",
        "Shift+F1",
        "?",
        "/",
        "G",
        "Space",
        "+",
    ] {
        assert_eq!(chord(text).to_string(), text);
    }
    assert!(Chord::try_from("Ctrl+".to_owned()).is_err());
}

#[test]
fn a_letter_means_the_same_in_both_cases_and_a_sign_needs_no_shift() {
    for (parts, text) in [
        ((false, false, true, "G"), "G"),
        ((false, false, false, "g"), "G"),
        ((false, false, true, "?"), "?"),
        ((true, false, true, "z"), "Ctrl+Shift+Z"),
        ((false, false, true, "F1"), "Shift+F1"),
    ] {
        let (ctrl, alt, shift, key) = parts;
        let read = Chord::of(ctrl, alt, shift, key).map(|c| c.to_string());
        assert_eq!(read.as_deref(), Some(text));
    }
    assert_eq!(Chord::of(true, false, false, "Control"), None);
}

#[test]
fn both_layouts_give_every_action_keys_of_its_own() {
    for preset in Preset::ALL {
        let keymap = Keymap {
            preset,
            ..Keymap::default()
        };
        for action in Action::ALL {
            let own = keymap.chord(action).expect("every action has keys");
            assert_eq!(own.refused(action.scope()), None, "{preset:?} {action:?}");
            assert_eq!(keymap.meant(&own, action.scope()), Some(action), "{own}");
            let letters = preset == Preset::Letters;
            assert!(letters || !own.is_letter(), "{preset:?} {action:?} {own}");
        }
    }
}

#[test]
fn keys_are_given_once() {
    let mut keymap = Keymap::default();
    let taken = keymap.give(Action::Why, chord("E"));
    assert!(taken.is_err_and(|why| why.contains("edits in full")));
    // In a row W says that the provider can't tell; anywhere else it is free.
    assert_eq!(keymap.give(Action::Why, chord("W")), Ok(()));
    assert_eq!(
        keymap.meant(&chord("W"), Scope::Anywhere),
        Some(Action::Why)
    );
    assert_eq!(
        keymap.meant(&chord("W"), Scope::Row),
        Some(Action::PoaUndetermined)
    );
    assert_eq!(keymap.meant(&chord("G"), Scope::Anywhere), None);
    for kept in ["Enter", "ArrowUp", "Ctrl+C"] {
        assert!(keymap.give(Action::Edits, chord(kept)).is_err(), "{kept}");
    }
    assert_eq!(keymap.give(Action::Why, chord("G")), Ok(()));
    assert!(!keymap.is_changed(), "as the layout has it is no change");
    keymap.start_from(Preset::Functions);
    assert_eq!(
        keymap.meant(&chord("F8"), Scope::Anywhere),
        Some(Action::Why)
    );
}

#[test]
fn what_was_changed_outlives_the_page() {
    let mut keymap = Keymap::default();
    keymap
        .give(Action::Principal, chord("Ctrl+P"))
        .expect("Ctrl+P is free");
    let text = serde_json::to_string(&keymap).expect("plain data");
    assert!(text.contains("\"principal\":\"Ctrl+P\""), "{text}");
    let read: Keymap = serde_json::from_str(&text).expect("what was written can be read");
    assert_eq!(read, keymap);
}
