//! The ICD-10-PCS builder for the screen: what can still be chosen, place by place, and words read into choices.

use codes::Ymd;
use codes::pcs::builder::{Choices, Chosen};
use codes::pcs::guide;

use crate::packs::{Packs, pack_failure_if_missing};
use crate::protocol::{BuildChoice, BuildPlace, BuilderView, Failure, PackName};

/// Places of a procedure code.
const PLACES: usize = 7;

/// Says what can still be chosen. `values` holds the character of each place, or another sign where none is chosen;
/// `words` are read into further choices.
///
/// # Errors
/// A missing pack, or a character that no procedure code has at its place.
pub(crate) fn build(
    packs: &Packs,
    values: &str,
    words: &str,
    date: Ymd,
) -> Result<BuilderView, Failure> {
    let pack = packs
        .pcs
        .as_ref()
        .ok_or_else(|| pack_failure_if_missing(packs, PackName::Icd10Pcs))?;
    let builder = pack.builder();
    let mut chosen = Chosen::new();
    for (place, value) in values.chars().take(PLACES).enumerate() {
        if value.is_alphanumeric() {
            chosen.choose(place, value).map_err(|e| Failure {
                what: e.to_string(),
                why: "No procedure code has it there.".to_owned(),
                place: format!("character {}", place + 1),
                fix: "Choose one of the values offered.".to_owned(),
            })?;
        }
    }
    let (mut understood, mut unread) = (Vec::new(), Vec::new());
    if !words.trim().is_empty() {
        let reading = builder.read(date, &chosen, words);
        understood = reading
            .understood
            .iter()
            .map(|u| (u.words.clone(), u.labels.join(", ")))
            .collect();
        unread = reading.unread;
        chosen = reading.chosen;
    }
    let choices = builder.choices(date, &chosen);
    let places: Vec<BuildPlace> = (0..PLACES)
        .map(|place| at(&choices, &chosen, place))
        .collect();
    let settled = |place: usize| {
        let chosen = places.get(place)?.chosen.as_ref()?;
        Some(chosen.value)
    };
    let operation = settled(0)
        .zip(settled(2))
        .and_then(|(section, value)| guide::operation(section, value))
        .map_or_else(String::new, |o| format!("{}: {}", o.name, o.sentence));
    let (finished, open) = match builder.finish(date, &chosen) {
        Ok(code) => (
            Some(packs.procedure_line(code.code(), Some(date))),
            String::new(),
        ),
        Err(unfinished) => (None, unfinished.to_string()),
    };
    Ok(BuilderView {
        date: date.to_iso(),
        codes: choices.codes(),
        places,
        finished,
        open,
        operation,
        understood,
        unread,
    })
}

fn at(choices: &Choices<'_>, chosen: &Chosen, place: usize) -> BuildPlace {
    let all = choices.at(place);
    let fitting: Vec<BuildChoice> = all
        .iter()
        .filter(|choice| choice.fits)
        .map(|choice| BuildChoice {
            value: choice.value,
            label: choice.label.to_owned(),
            codes: choice.codes,
        })
        .collect();
    // What only one value is left for is as good as chosen.
    let only = fitting
        .first()
        .filter(|first| fitting.iter().all(|choice| choice.value == first.value));
    BuildPlace {
        name: choices.axis_name(place).to_owned(),
        chosen: only
            .filter(|_| chosen.has(place) || fitting.len() == 1)
            .cloned(),
        choices: if chosen.has(place) {
            all.iter()
                .map(|choice| BuildChoice {
                    value: choice.value,
                    label: choice.label.to_owned(),
                    codes: choice.codes,
                })
                .collect()
        } else {
            fitting
        },
    }
}
