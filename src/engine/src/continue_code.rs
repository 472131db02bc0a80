//! From an incomplete diagnosis code to a valid one: what the next character can be, and what it speaks of.

use codes::Ymd;
use codes::book::{self, CannotContinue, Continuation};

use crate::code_text::dotted_diagnosis;
use crate::packs::{Packs, pack_failure_if_missing};
use crate::protocol::{CodeSystem, ContinuationOption, ContinuationView, Failure, PackName};

/// How the code can go on on the date.
pub(crate) fn ways(packs: &Packs, code: &str, date: Ymd) -> Result<ContinuationView, Failure> {
    let pack = packs
        .cm
        .as_ref()
        .ok_or_else(|| pack_failure_if_missing(packs, PackName::Icd10Cm))?;
    let ways = book::continuations(pack, code, date).map_err(|e| failure(&e))?;
    let line = |code: codes::cm::CmCode<'_>| packs.diagnosis_line(code.code(), Some(date));
    Ok(ContinuationView {
        asked: crate::code_text::normalise_code(code),
        filled: dotted_diagnosis(&ways.filled),
        finished: ways.finished.map(line),
        axis: ways
            .position
            .map(|position| axis(position, &ways.options))
            .unwrap_or_default(),
        options: ways
            .options
            .iter()
            .map(|option| ContinuationOption {
                character: option.character,
                code: option.code.clone(),
                dotted: dotted_diagnosis(&option.code),
                meaning: option.meaning.to_owned(),
                codes: u32::try_from(option.codes).unwrap_or(u32::MAX),
                finished: option.finished.map(line),
            })
            .collect(),
    })
}

/// The code that a text means which no release has but for its placeholders: `T81.4A` is read as `T81.4XXA`
/// (OCG I.A.4, I.A.5).
pub(crate) fn filled(packs: &Packs, text: &str, date: Ymd) -> Option<String> {
    let pack = packs.cm.as_ref()?;
    let finished = book::continuations(pack, text, date).ok()?.finished?;
    Some(finished.code().to_owned())
}

fn failure(error: &CannotContinue) -> Failure {
    Failure {
        what: "The code can't be completed.".to_owned(),
        why: error.to_string(),
        place: format!("the code, {}", CodeSystem::Cm.name()),
        fix: "Correct the code or the date, or search by words.".to_owned(),
    }
}

/// What the character at a position (1 to 7) speaks of, judged by what it can be.
fn axis(position: usize, options: &[Continuation<'_>]) -> String {
    let says = |word: &str| {
        options
            .iter()
            .any(|option| option.meaning.to_lowercase().contains(word))
    };
    let speaks = if says("encounter") {
        "Encounter"
    } else if says("trimester") {
        "Trimester"
    } else if says("right") && says("left") {
        "Laterality"
    } else if says("fetus") {
        "Fetus"
    } else if options.len() > 1 && says("stage") {
        "Stage"
    } else {
        return match position {
            7 => "7th character".to_owned(),
            _ => format!("Character {position}"),
        };
    };
    match position {
        7 => format!("{speaks} (7th character)"),
        _ => format!("{speaks} (character {position})"),
    }
}
