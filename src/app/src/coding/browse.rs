//! The code sets leafed through by keyboard: chapters, blocks, categories, codes; sections, tables.

use engine::protocol::{CodeSystem, Event, Failure, ListLine, ListView, Request};
use leptos::prelude::*;

use super::long_list::{LongList, Rows};
use super::session::Session;
use crate::link::{Link, Newest};
use crate::ui::{counted, failure};

/// Where the list is opened: the code set and the level's key.
pub(super) type ListPlace = (CodeSystem, String);

/// The list, as part of the left pane.
#[component]
pub(super) fn Browse() -> impl IntoView {
    let session = expect_context::<Session>();
    let link = expect_context::<Link>();
    let told: RwSignal<Option<Result<ListView, Failure>>> = RwSignal::new(None);
    let at = RwSignal::new(0_u32);
    let place = session.list;
    let ask = Newest::new(link, move |event| match event {
        Event::List(view) => {
            // Coming up again, the row that was gone into is the current one.
            let from = told.with_untracked(|told| match told {
                Some(Ok(before)) if before.system == view.system => Some(before.key.clone()),
                _ => None,
            });
            let row = view
                .lines
                .iter()
                .position(|line| {
                    from.as_ref().is_some_and(|from| {
                        *from == line.key
                            || told.with_untracked(|told| match told {
                                Some(Ok(before)) => {
                                    before.path.iter().any(|step| step.key == line.key)
                                }
                                _ => false,
                            })
                    })
                })
                .and_then(|row| u32::try_from(row).ok());
            let same = told.with_untracked(|told| {
                matches!(told, Some(Ok(before)) if before.key == view.key && before.system == view.system)
            });
            if !same {
                at.set(row.unwrap_or(0));
            }
            told.set(Some(Ok(*view)));
        }
        Event::Failed(failure) => told.set(Some(Err(failure))),
        _ => {}
    });
    Effect::new(move |_| {
        let (system, key) = place.get();
        let date = session.reading_date();
        if link.ready() {
            ask.ask(Request::List { system, key, date });
        }
    });
    let line = move |index: u32| -> Option<ListLine> {
        told.with_untracked(|told| match told {
            Some(Ok(view)) => view.lines.get(index as usize).cloned(),
            _ => None,
        })
    };
    let into = move |line: &ListLine| {
        place.update(|place| place.1.clone_from(&line.key));
    };
    let up = move || {
        let above = told.with_untracked(|told| match told {
            Some(Ok(view)) if !view.path.is_empty() => Some(
                view.path
                    .len()
                    .checked_sub(2)
                    .and_then(|at| view.path.get(at))
                    .map_or_else(String::new, |step| step.key.clone()),
            ),
            _ => None,
        });
        if let Some(above) = above {
            place.update(|place| place.1 = above);
        }
    };
    let open = move |(index, page): (u32, bool)| {
        let Some(line) = line(index) else { return };
        match &line.code {
            Some(code) if page || !line.leads_on => {
                session.look_up(place.get_untracked().0, code);
                crate::ui::focus_soon("book-panel");
            }
            _ => into(&line),
        }
    };
    let rows = Rows {
        count: Signal::derive(move || {
            told.with(|told| match told {
                Some(Ok(view)) => u32::try_from(view.lines.len()).unwrap_or(u32::MAX),
                _ => 0,
            })
        }),
        at,
        found_by: Callback::new(move |index| {
            line(index).map_or_else(Default::default, |line| {
                [
                    line.code.unwrap_or_default().to_lowercase(),
                    line.name.to_lowercase(),
                    line.title.to_lowercase(),
                ]
            })
        }),
        draw: Callback::new(move |index: u32| {
            told.with(|told| match told {
                Some(Ok(view)) => view.lines.get(index as usize).map(row),
                _ => None,
            })
            .into_any()
        }),
        open: Callback::new(open),
        sideways: Callback::new(move |right: bool| {
            if right {
                if let Some(line) = line(at.get_untracked()).filter(|line| line.leads_on) {
                    into(&line);
                }
            } else {
                up();
            }
        }),
    };
    view! {
        <div class="browse" data-test="browse">
            <h2>"Leaf through the codes"</h2>
            <p class="browse-sets" role="group" aria-label="Code set">
                {[CodeSystem::Cm, CodeSystem::Pcs].map(|system| view! {
                    <button type="button" class="button" aria-pressed=move || (place.get().0 == system).to_string()
                        on:click=move |_| { place.set((system, String::new())); crate::ui::focus_soon("browse-list"); }>{system.name()}</button>
                })}
                <span class="quiet small">{move || format!("as on {}", session.reading_date())}</span>
            </p>
            {move || told.with(|told| match told {
                None => view! { <p class="quiet">"The list is being read."</p> }.into_any(),
                Some(Err(told)) => failure(told).into_any(),
                Some(Ok(view)) => way(place, view).into_any(),
            })}
            <LongList id="browse-list" label="Codes; Enter opens, left arrow goes up" rows/>
            <p class="quiet small">
                <kbd>"→"</kbd>" goes in, "<kbd>"←"</kbd>" out, letters find, "<kbd>"Enter"</kbd>" opens, "<kbd>"Ctrl"</kbd><kbd>"Enter"</kbd>" reads a heading's page."
            </p>
        </div>
    }
}

/// The way down to the level.
fn way(place: RwSignal<ListPlace>, view: &ListView) -> impl IntoView + use<> {
    let go = move |key: String| {
        place.update(|place| place.1 = key);
        crate::ui::focus_soon("browse-list");
    };
    view! {
        <ol class="code-path" aria-label="Where the list stands" data-test="browse-path">
            <li><button type="button" class="link" on:click=move |_| go(String::new())>{view.system.name()}</button></li>
            {view.path.iter().map(|step| {
                let key = step.key.clone();
                view! { <li><button type="button" class="link" on:click=move |_| go(key.clone())>{step.name.clone()}</button>" "<span>{step.title.clone()}</span></li> }
            }).collect_view()}
        </ol>
    }
}

fn row(line: &ListLine) -> impl IntoView + use<> {
    view! {
        <span class="mono long-name">{line.name.clone()}</span>
        <span class="long-title" title=line.title.clone()>{line.title.clone()}</span>
        {line.leads_on.then(|| view! { <span class="quiet small num">{counted(u64::from(line.codes), "code ›", "codes ›")}</span> })}
    }
}
