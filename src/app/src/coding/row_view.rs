//! One row of the code lists, with its keys.

use engine::choices::POA_CHOICES;
use engine::draft::Poa;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::case::RestsOn;
use super::row::{self, Row};
use super::row_chips::{self, RowFacts};
use super::row_menu::RowMenu;
use super::session::{BookTab, Session};
use crate::shell::{Action, Scope, Shell};
use crate::ui::DateInput;

/// What the row shows, from the engine's latest word, if that is about the code that stands here now.
fn facts(session: Session, row: Row) -> Memo<RowFacts> {
    let code = Memo::new(move |_| {
        session
            .draft
            .with(|draft| row.code(draft).unwrap_or_default().to_owned())
    });
    Memo::new(move |before: Option<&RowFacts>| {
        code.with(|code| {
            let told = session.assessment.with(|told| {
                let told = told.as_deref()?;
                let diagnosis = match row {
                    Row::Admitting => told.admitting.as_ref(),
                    Row::Principal => told.principal.as_ref(),
                    Row::Secondary(i) => told.secondary.get(i),
                    Row::Procedure(i) => {
                        let view = told
                            .procedures
                            .get(i)
                            .filter(|view| view.line.code == *code)?;
                        return Some(row_chips::procedure(view));
                    }
                };
                diagnosis
                    .filter(|view| view.line.code == *code)
                    .map(|view| row_chips::diagnosis(row, view))
            });
            let unknown = || row_chips::unknown(row, code);
            told.unwrap_or_else(|| {
                before
                    .filter(|facts| facts.dotted == unknown().dotted)
                    .cloned()
                    .unwrap_or_else(unknown)
            })
        })
    })
}

/// Number in the list, as on a claim.
fn number(row: Row) -> String {
    match row {
        Row::Admitting => "adm".to_owned(),
        Row::Principal => "1".to_owned(),
        Row::Secondary(i) => (i + 2).to_string(),
        Row::Procedure(i) => (i + 1).to_string(),
    }
}

/// Keys of a row. Keys typed into a field of the row are the field's, but for Esc.
fn on_key(event: &ev::KeyboardEvent, session: Session, shell: Shell, row: Row) {
    let target = event
        .target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let tag = target.map(|t| t.tag_name()).unwrap_or_default();
    let in_field = matches!(tag.as_str(), "INPUT" | "SELECT");
    let key = event.key();
    if in_field && key != "Escape" {
        return;
    }
    if tag == "BUTTON" && matches!(key.as_str(), "Enter" | " ") {
        return;
    }
    let step = |by: isize| {
        session
            .draft
            .with_untracked(|draft| row::neighbour(draft, row, by))
    };
    let end = |last: bool| {
        session.draft.with_untracked(|draft| {
            let rows = row::rows(draft);
            if last {
                rows.last().copied()
            } else {
                rows.first().copied()
            }
        })
    };
    if let Some(action) = shell.meant(event, Scope::Row) {
        if !act(session, row, action) {
            return;
        }
    } else if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    } else {
        match key.as_str() {
            "ArrowDown" => step(1).into_iter().for_each(|to| session.go_to(to)),
            "ArrowUp" => match step(-1) {
                Some(to) => session.go_to(to),
                None => crate::ui::focus_soon("search"),
            },
            "Home" => end(false).into_iter().for_each(|to| session.go_to(to)),
            "End" => end(true).into_iter().for_each(|to| session.go_to(to)),
            "Enter" => session.look_up_current(),
            "Escape" if in_field => session.go_to(row),
            "Escape" => crate::ui::focus_soon("search"),
            _ => return,
        }
    }
    event.prevent_default();
    event.stop_propagation();
}

/// Does to a row what a key means. False where it makes no sense in this row.
fn act(session: Session, row: Row, action: Action) -> bool {
    let poa = match action {
        Action::Up => {
            session.resequence(row, -1);
            return true;
        }
        Action::Down => {
            session.resequence(row, 1);
            return true;
        }
        Action::Remove => {
            session.remove(row);
            return true;
        }
        Action::Principal => {
            session.make_principal(row);
            return true;
        }
        Action::Words => {
            session.go_to_words(row);
            return true;
        }
        Action::Favourite => {
            session.toggle_favourite(row);
            return true;
        }
        Action::PoaYes => Poa::Y,
        Action::PoaNo => Poa::N,
        Action::PoaUnknown => Poa::U,
        Action::PoaUndetermined => Poa::W,
        Action::PoaBlank => Poa::Blank,
        _ => return false,
    };
    let asked = session
        .draft
        .with_untracked(|draft| row.poa(draft).is_some());
    if asked {
        session.set_poa(row, poa);
    }
    asked
}

/// One row.
#[component]
pub(super) fn RowView(
    /// Which.
    row: Row,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let shell = expect_context::<Shell>();
    let facts = facts(session, row);
    let current = Memo::new(move |_| session.row.get() == Some(row));
    let reach = move || if current.get() { "0" } else { "-1" };
    let on_focus = move |_| {
        if session.row.get_untracked() != Some(row) {
            session.row.set(Some(row));
        }
        if session.tab.get_untracked() == BookTab::Code {
            session.look_up_current();
        }
    };
    let title = move || {
        session.draft.with(|draft| match row.found_by(draft) {
            "" => "Page of this code".to_owned(),
            way => format!("Page of this code. Found by {way}"),
        })
    };
    view! {
        <tr class="code-row" id=row.element_id() data-test="row" tabindex=reach aria-selected=move || current.get().to_string()
            class:here=current on:focus=on_focus on:focusin=move |_| session.row.set(Some(row))
            on:keydown=move |event| on_key(&event, session, shell, row)>
            <td class="row-number num">{number(row)}</td>
            <td class="row-code">
                <button type="button" class="link mono" tabindex=reach title=title on:click=move |_| session.look_up_current()>
                    {move || facts.with(|f| f.dotted.clone())}
                </button>
            </td>
            <td class="row-title">
                <span>{move || facts.with(|f| f.title.clone())}</span>
                {move || facts.with(|f| (!f.title_mark.is_empty()).then(|| view! { " "<span class="chip off">{f.title_mark}</span> }))}
                {move || facts.with(|f| (!f.trouble.is_empty()).then(|| view! { " "<span class="chip stop">{f.trouble.clone()}</span> }))}
                <RestsOn row reach=Signal::derive(reach)/>
            </td>
            <td class="row-poa">{match row {
                Row::Procedure(i) => view! { <ProcedureDate index=i reach=Signal::derive(reach)/> }.into_any(),
                Row::Admitting => view! { <span class="quiet" aria-label="not asked">"–"</span> }.into_any(),
                _ => view! { <PoaChoice row reach=Signal::derive(reach)/> }.into_any(),
            }}</td>
            <td class="row-chips">
                {move || facts.with(|f| f.chips.iter().map(|chip| view! {
                    <span class=chip.class title=chip.detail.clone()>{chip.word.clone()}</span>" "
                }).collect_view())}
            </td>
            <td class="row-effect">
                {move || facts.with(|f| (!f.because.is_empty()).then(|| view! { <span class="because">{f.because.clone()}</span>" " }))}
                <span class:decides=move || facts.with(|f| f.decides)>{move || facts.with(|f| f.effect.clone())}</span>
            </td>
            <td class="row-more"><RowMenu row reach=Signal::derive(reach)/></td>
        </tr>
    }
}

#[component]
fn PoaChoice(row: Row, reach: Signal<&'static str>) -> impl IntoView {
    let session = expect_context::<Session>();
    let poa = Memo::new(move |_| {
        session
            .draft
            .with(|draft| row.poa(draft).unwrap_or_default())
    });
    let words = |letter: &'static str| if letter.is_empty() { "–" } else { letter };
    let odd = move || {
        Some(poa.get())
            .filter(|poa| POA_CHOICES.iter().all(|(choice, _)| choice != poa))
            .map(|poa| {
                view! { <option value="odd" selected=true>{poa.letter()}</option> }
            })
    };
    view! {
        <select autocomplete="off" class="input poa mono" data-test="poa" prop:disabled=move || session.locked() aria-label=move || format!("Present on admission, {}", row.name()) tabindex=reach
            class:missing=move || poa.get() == Poa::Blank
            on:change:target=move |event| {
                let letter = event.target().value();
                if let Some((poa, _)) = POA_CHOICES.iter().find(|(poa, _)| poa.letter() == letter) {
                    session.set_poa(row, *poa);
                }
            }>
            {POA_CHOICES.iter().map(|(choice, detail)| view! {
                <option value=choice.letter() title=*detail prop:selected=move || poa.get() == *choice>{words(choice.letter())}</option>
            }).collect_view()}
            {odd}
        </select>
    }
}

#[component]
fn ProcedureDate(index: usize, reach: Signal<&'static str>) -> impl IntoView {
    let session = expect_context::<Session>();
    let date = Memo::new(move |_| {
        session.draft.with(|d| {
            d.procedures
                .get(index)
                .map(|p| p.date.clone())
                .unwrap_or_default()
        })
    });
    view! {
        <DateInput attr:class="input procedure-date" attr:aria-label=format!("Date of procedure {}", index + 1) attr:tabindex=reach attr:disabled=move || session.locked()
            value=date
            set=move |date| {
                session.change(format!("date of procedure {}", index + 1), |stay| {
                    if let Some(procedure) = stay.procedures.get_mut(index) {
                        procedure.date = date;
                    }
                });
            }/>
    }
}
