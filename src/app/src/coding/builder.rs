//! The ICD-10-PCS builder: place by place, by the character itself or by its meaning, each choice narrowing the rest.

use engine::protocol::{BuildChoice, BuildPlace, BuilderView, Event, Failure, Request};
use leptos::{ev, prelude::*};

use super::found;
use super::row::Target;
use super::session::Session;
use crate::link::{Link, Newest};
use crate::ui::{counted, failure};

/// Stands where nothing is chosen.
const OPEN: char = '.';
/// Places of a procedure code.
const PLACES: usize = 7;

/// The builder. A copy is only a reference.
#[derive(Clone, Copy)]
struct Build {
    session: Session,
    /// The character of each place.
    values: RwSignal<[char; PLACES]>,
    /// Words to be read into choices.
    words: RwSignal<String>,
    /// Words that narrow the values offered at the present place.
    narrow: RwSignal<String>,
    /// The place whose values are offered.
    place: RwSignal<usize>,
    told: RwSignal<Option<Result<BuilderView, Failure>>>,
}

impl Build {
    /// Chooses a value at the present place and goes on to the next open one.
    fn choose(self, value: char) {
        let place = self.place.get_untracked();
        self.values
            .update(|values| values[place] = value.to_ascii_uppercase());
        self.go_on(place);
    }

    fn go_on(self, from: usize) {
        self.narrow.set(String::new());
        let next = self.values.with_untracked(|values| {
            (from..PLACES)
                .chain(0..from)
                .find(|place| values[*place] == OPEN)
        });
        if let Some(next) = next {
            self.place.set(next);
        }
        crate::ui::focus_soon("build-place");
    }

    /// Takes the last choice back.
    fn back(self) {
        let last = self
            .values
            .with_untracked(|values| values.iter().rposition(|value| *value != OPEN));
        if let Some(last) = last {
            self.values.update(|values| values[last] = OPEN);
            self.place.set(last);
        }
    }

    fn clear(self) {
        self.values.set([OPEN; PLACES]);
        self.words.set(String::new());
        self.place.set(0);
        crate::ui::focus_soon("build-words");
    }

    /// Takes over what the words were read as.
    fn take_words(self) {
        let read = self.told.with_untracked(|told| match told {
            Some(Ok(view)) => Some(
                view.places
                    .iter()
                    .map(|place| place.chosen.as_ref().map_or(OPEN, |c| c.value))
                    .collect::<Vec<char>>(),
            ),
            _ => None,
        });
        if let Some(Ok(values)) = read.map(<[char; PLACES]>::try_from) {
            self.values.set(values);
            self.go_on(0);
        }
    }

    fn post(self) {
        let line = self.told.with_untracked(|told| match told {
            Some(Ok(view)) => view.finished.clone(),
            _ => None,
        });
        if let Some(line) = line {
            let way = self.words.with_untracked(|words| found::builder(words));
            self.session
                .post(line.system, &line.code, &line.dotted, Target::Usual, way);
            self.clear();
        }
    }

    fn key(self, event: &ev::KeyboardEvent) {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let place = self.place.get_untracked();
        let key = event.key();
        match key.as_str() {
            "ArrowLeft" => self.place.set(place.saturating_sub(1)),
            "ArrowRight" => self.place.set((place + 1).min(PLACES - 1)),
            "Backspace" => self.back(),
            "Enter" if self.finished() => self.post(),
            _ => {
                let mut letters = key.chars();
                match (letters.next(), letters.next()) {
                    (Some(value), None) if self.offers(value) => self.choose(value),
                    // A letter that leads nowhere here is no command either.
                    (Some(value), None) if value.is_ascii_alphanumeric() => {}
                    _ => return,
                }
            }
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn finished(self) -> bool {
        self.told
            .with_untracked(|told| matches!(told, Some(Ok(view)) if view.finished.is_some()))
    }

    fn offers(self, value: char) -> bool {
        let place = self.place.get_untracked();
        self.told.with_untracked(|told| match told {
            Some(Ok(view)) => view.places.get(place).is_some_and(|place| {
                place
                    .choices
                    .iter()
                    .any(|choice| choice.value == value.to_ascii_uppercase())
            }),
            _ => false,
        })
    }
}

/// The builder, as part of the left pane.
#[component]
pub(super) fn ProcedureBuilder() -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    let told = RwSignal::new(None);
    let build = Build {
        session,
        values: RwSignal::new([OPEN; PLACES]),
        words: RwSignal::new(String::new()),
        narrow: RwSignal::new(String::new()),
        place: RwSignal::new(0),
        told,
    };
    let ask = Newest::new(link, move |event| match event {
        Event::Build(view) => told.set(Some(Ok(*view))),
        Event::Failed(failure) => told.set(Some(Err(failure))),
        _ => {}
    });
    Effect::new(move |_| {
        let values: String = build.values.get().iter().collect();
        let words = build.words.get();
        let date = session.draft.with(|_| session.code_date());
        if link.ready() {
            ask.ask(Request::BuildProcedure {
                values,
                words,
                date,
            });
        }
    });
    view! {
        <div class="build" data-test="build">
            <h2>"Build a procedure code"</h2>
            <label for="build-words" class="quiet small">"In words, as the operation is called; Enter takes over what was understood"</label>
            <input class="input" id="build-words" type="text" autocomplete="off" spellcheck="false" data-test="build-words"
                prop:value=move || build.words.get()
                on:input:target=move |event| build.words.set(event.target().value())
                on:keydown=move |event| if event.key() == "Enter" { event.prevent_default(); build.take_words(); }/>
            {move || told.with(|told: &Option<Result<BuilderView, Failure>>| match told {
                None => view! { <p class="quiet">"The tables are being arranged."</p> }.into_any(),
                Some(Err(told)) => failure(told).into_any(),
                Some(Ok(view)) => reading(view).into_any(),
            })}
            // Stands still while its content changes: the focus is in it.
            <div class="build-code" id="build-place" tabindex="0" role="group" data-test="build-place"
                aria-label="The seven characters. Type a character, arrows change the place, Backspace takes back"
                on:keydown=move |event| build.key(&event)>
                {(0..PLACES).map(|at| view! { <Character of=build at/> }).collect_view()}
            </div>
            {move || told.with(|told| match told {
                Some(Ok(view)) => shown(build, view).into_any(),
                _ => ().into_any(),
            })}
        </div>
    }
}

/// What words were read as.
fn reading(view: &BuilderView) -> impl IntoView + use<> {
    let words = view.understood.clone();
    let unread = view.unread.clone();
    view! {
        {(!words.is_empty()).then(|| view! {
            <p class="small" data-test="build-understood">{words.into_iter().map(|(words, labels)| format!("“{words}”: {labels}. ")).collect::<String>()}</p>
        })}
        {(!unread.is_empty()).then(|| view! { <p class="small quiet">{format!("Not understood: {}.", unread.join(", "))}</p> })}
    }
}

fn shown(build: Build, view: &BuilderView) -> impl IntoView + use<> {
    let finished = view.finished.clone();
    let places = StoredValue::new(view.places.clone());
    view! {
        <p role="status" data-test="build-state">
            {match &finished {
                Some(line) => view! { <span class="mono strong">{line.code.clone()}</span>" "{line.title.clone()} }.into_any(),
                None if view.codes == 0 => view! { {view.open.clone()}"." }.into_any(),
                None => view! { {counted(u64::from(view.codes), "code remains", "codes remain")}". " }.into_any(),
            }}
        </p>
        {view.places.iter().filter(|place| !place.definition.is_empty()).map(|place| view! {
            <p class="small" data-test="build-definition"><span class="strong">{place.name.clone()}": "</span>{place.definition.clone()}</p>
        }).collect_view()}
        {(!view.operation.is_empty()).then(|| view! { <p class="notice info small">{view.operation.clone()}</p> })}
        <p class="code-actions">
            {finished.is_some().then(|| view! {
                <button type="button" class="button first" data-test="build-post" on:click=move |_| build.post()>"Post this code"</button>
            })}
            <button type="button" class="button" on:click=move |_| build.clear()>"Start again"</button>
        </p>
        {move || places.with_value(|places| {
            let at = build.place.get();
            places.get(at).map(|place| choices(build, at, place))
        })}
    }
}

/// One of the seven characters.
#[component]
fn Character(of: Build, at: usize) -> impl IntoView {
    let place = Memo::new(move |_| {
        of.told.with(|told| match told {
            Some(Ok(view)) => view
                .places
                .get(at)
                .map(|place| (place.name.clone(), place.chosen.clone())),
            _ => None,
        })
    });
    let words = move || {
        place.with(|place| match place {
            Some((name, chosen)) => format!(
                "Character {}, {}: {}",
                at + 1,
                if name.is_empty() {
                    "not named yet"
                } else {
                    name
                },
                chosen
                    .as_ref()
                    .map_or_else(|| "open".to_owned(), |c| format!("{} {}", c.value, c.label)),
            ),
            None => format!("Character {}", at + 1),
        })
    };
    let value = move || {
        place.with(|place| {
            place
                .as_ref()
                .and_then(|(_, chosen)| chosen.as_ref())
                .map_or('·', |chosen| chosen.value)
                .to_string()
        })
    };
    view! {
        <button type="button" class="build-character mono" tabindex="-1" class:here=move || of.place.get() == at
            aria-label=words
            on:click=move |_| { of.place.set(at); crate::ui::focus_soon("build-place"); }>
            {value}
        </button>
    }
}

/// Whether a value is meant by words: by its label, what it is, or another name.
fn is_meant(choice: &BuildChoice, words: &str) -> bool {
    let all = [&choice.label, &choice.means, &choice.aim]
        .into_iter()
        .chain(&choice.also)
        .map(|text| text.to_lowercase())
        .collect::<Vec<_>>()
        .join(" ");
    words
        .to_lowercase()
        .split_whitespace()
        .all(|word| all.contains(word))
}

fn choices(build: Build, at: usize, place: &BuildPlace) -> impl IntoView + use<> {
    let name = if place.name.is_empty() {
        "Meaning depends on the section".to_owned()
    } else {
        place.name.clone()
    };
    let offered = StoredValue::new(place.choices.clone());
    let meant = move || {
        build.narrow.with(|words| {
            offered.with_value(|all| {
                all.iter()
                    .filter(|choice| is_meant(choice, words))
                    .cloned()
                    .collect::<Vec<_>>()
            })
        })
    };
    let first = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            let first = build.narrow.with_untracked(|words| {
                offered.with_value(|all| all.iter().find(|c| is_meant(c, words)).map(|c| c.value))
            });
            if let Some(value) = first {
                build.choose(value);
            }
        }
    };
    view! {
        <h3>{format!("Character {}: {name}", at + 1)}</h3>
        <label class="quiet small" for="build-narrow">"By meaning; Enter takes the first"</label>
        <input class="input" id="build-narrow" type="text" autocomplete="off" spellcheck="false" data-test="build-narrow"
            prop:value=move || build.narrow.get() on:input:target=move |event| build.narrow.set(event.target().value()) on:keydown=first/>
        {move || by_aim(meant()).into_iter().map(|(aim, choices)| view! {
            {(!aim.is_empty()).then(|| view! { <p class="build-aim">{aim}</p> })}
            <ul class="build-choices" data-test="build-choices">{choices.into_iter().map(|choice| offer(build, choice)).collect_view()}</ul>
        }).collect_view()}
        {move || meant().is_empty().then(|| view! { <p class="quiet">"No value that still fits is called so."</p> })}
    }
}

/// The values under what they aim to do, where that is known: operations by what the surgeon set out to do.
fn by_aim(choices: Vec<BuildChoice>) -> Vec<(String, Vec<BuildChoice>)> {
    let mut out: Vec<(String, Vec<BuildChoice>)> = Vec::new();
    for choice in choices {
        match out.iter_mut().find(|(aim, _)| *aim == choice.aim) {
            Some((_, same)) => same.push(choice),
            None => out.push((choice.aim.clone(), vec![choice])),
        }
    }
    out
}

fn offer(build: Build, choice: BuildChoice) -> impl IntoView {
    let value = choice.value;
    let also = choice.also.join(", ");
    view! {
        <li><button type="button" class="build-choice" on:click=move |_| build.choose(value)>
            <span class="mono strong">{value.to_string()}</span>
            <span>{if choice.label.is_empty() { "meaning not known".to_owned() } else { choice.label }}
                {(!choice.means.is_empty()).then(|| view! { <span class="build-means">{choice.means}</span> })}
                {(!also.is_empty()).then(|| view! { <span class="build-means">{format!("also: {also}")}</span> })}</span>
            <span class="quiet num">{crate::ui::grouped(u64::from(choice.codes))}</span>
        </button></li>
    }
}
