//! The ICD-10-PCS builder for the screen: what can still be chosen, place by place, and words read into choices.

use codes::Ymd;
use codes::pcs::builder::{Choice, Choices, Chosen};
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
    let mut places: Vec<BuildPlace> = (0..PLACES)
        .map(|place| at(&choices, &chosen, place))
        .collect();
    define(packs, &mut places, date);
    explain(packs, &mut places, date);
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

/// Adds what CMS's definitions of that day say of the values that are chosen.
fn define(packs: &Packs, places: &mut [BuildPlace], date: Ymd) {
    let section = places
        .first()
        .and_then(|place| place.chosen.as_ref())
        .map(|c| c.value);
    let Some((section, definitions)) = section.zip(packs.official.definitions(date)) else {
        return;
    };
    for (character, place) in (1_u8..).zip(places) {
        let found = place
            .chosen
            .as_ref()
            .and_then(|chosen| definitions.find(section, character, &chosen.label));
        if let Some(found) = found {
            let includes = (!found.includes.is_empty())
                .then(|| format!("Includes {}.", found.includes.join(", ")));
            let said = [
                found.definition.clone(),
                found.explanation.clone(),
                includes,
            ];
            place.definition = said.into_iter().flatten().collect::<Vec<_>>().join(" ");
        }
    }
}

/// Other words that are shown of one value; CMS's definitions name up to dozens.
const MOST_WORDS: usize = 8;

/// Says what each value offered is: operations and approaches in Chartroom's words, or in CMS's where its definitions
/// are taken in; and by which other words the operating room knows it.
fn explain(packs: &Packs, places: &mut [BuildPlace], date: Ymd) {
    let section = places
        .first()
        .and_then(|place| place.chosen.as_ref())
        .map(|chosen| chosen.value);
    let definitions = packs.official.definitions(date);
    for (at, place) in places.iter_mut().enumerate() {
        let axis = match at {
            2 => Some(guide::Axis::Operation),
            3 => Some(guide::Axis::Part),
            4 => Some(guide::Axis::Approach),
            5 => Some(guide::Axis::Device),
            _ => None,
        };
        // Approaches have their own words only where the fifth character is one.
        let approaches = at == 4 && place.name == "Approach";
        for choice in &mut place.choices {
            let found = section.zip(definitions).and_then(|(section, definitions)| {
                let character = u8::try_from(at + 1).ok()?;
                definitions.find(section, character, &choice.label)
            });
            let operation = section
                .filter(|_| at == 2)
                .and_then(|section| guide::operation(section, choice.value));
            if let Some(operation) = operation {
                operation.aim.sentence().clone_into(&mut choice.aim);
            }
            let own = operation.map(|o| o.sentence).or_else(|| {
                let approach = guide::approach(choice.value).filter(|_| approaches)?;
                Some(approach.sentence)
            });
            choice.means = found
                .and_then(|found| found.definition.clone())
                .or_else(|| own.map(str::to_owned))
                .unwrap_or_default();
            let of_room = guide::surgical_words()
                .filter(|word| Some(word.axis) == axis && word.means(&choice.label))
                .flat_map(|word| word.phrases().map(str::to_owned).collect::<Vec<_>>());
            let included = found
                .into_iter()
                .flat_map(|found| found.includes.iter().cloned());
            choice.also = of_room.chain(included).take(MOST_WORDS).collect();
        }
    }
}

fn plain(choice: &Choice<'_>) -> BuildChoice {
    BuildChoice {
        value: choice.value,
        label: choice.label.to_owned(),
        codes: choice.codes,
        means: String::new(),
        also: Vec::new(),
        aim: String::new(),
    }
}

fn at(choices: &Choices<'_>, chosen: &Chosen, place: usize) -> BuildPlace {
    let all = choices.at(place);
    let fitting: Vec<BuildChoice> = all.iter().filter(|choice| choice.fits).map(plain).collect();
    // What only one value is left for is as good as chosen.
    let only = fitting
        .first()
        .filter(|first| fitting.iter().all(|choice| choice.value == first.value));
    BuildPlace {
        name: choices.axis_name(place).to_owned(),
        chosen: only
            .filter(|_| chosen.has(place) || fitting.len() == 1)
            .cloned(),
        definition: String::new(),
        choices: if chosen.has(place) {
            all.iter().map(plain).collect()
        } else {
            fitting
        },
    }
}
