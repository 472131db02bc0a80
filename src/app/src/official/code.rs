//! The code that a book leads to, as the tabular list has it: completed where characters are missing, then posted.

use engine::protocol::{CodePage, CodeSystem, Validity};
use leptos::{ev, prelude::*};

use super::browse::Browse;
use crate::ui::failure;

/// The pane.
#[component]
pub(super) fn CodePane() -> impl IntoView {
    let browse = expect_context::<Browse>();
    let on_key = move |event: ev::KeyboardEvent| {
        let at = document()
            .active_element()
            .and_then(|e| e.id().strip_prefix("completion-")?.parse::<usize>().ok());
        let moved = match (event.key().as_str(), at) {
            ("Escape" | "ArrowLeft", _) => {
                browse.leave();
                true
            }
            ("ArrowDown", Some(at)) => crate::ui::focus(&format!("completion-{}", at + 1)),
            ("ArrowUp", Some(at)) => {
                crate::ui::focus(&format!("completion-{}", at.saturating_sub(1)))
            }
            _ => false,
        };
        if moved {
            event.prevent_default();
        }
    };
    view! {
        <section class="book-code" aria-label="Code in the tabular list" data-test="book-code" on:keydown=on_key>
            {move || match browse.code.get() {
                None => view! {
                    <div class="empty">
                        <p class="strong">"The code a book leads to is verified here."</p>
                        <p>"Choose a code with "<kbd>"Enter"</kbd>". Where characters are missing you choose them; then it is posted into the open stay."</p>
                    </div>
                }.into_any(),
                Some(Err(told)) => failure(&told).into_any(),
                Some(Ok(page)) => shown(browse, &page).into_any(),
            }}
        </section>
    }
}

fn shown(browse: Browse, page: &CodePage) -> impl IntoView + use<> {
    let line = page.line.clone();
    let post = line.clone();
    let open = browse.session.open;
    let (class, word) = match page.validity {
        Validity::Billable => ("chip ok", "can be reported"),
        Validity::Header => ("chip warn", "more characters needed"),
        _ => ("chip stop", "not valid on this date"),
    };
    let notes: Vec<_> = page
        .notes
        .iter()
        .filter(|note| !note.text.is_empty())
        .map(|note| (note.kind.clone(), note.text.clone(), note.level.clone()))
        .collect();
    let first = usize::from(line.billable);
    view! {
        <p class="quiet small" data-test="way">{browse.way.get_untracked()}</p>
        <h2><span class="mono">{line.dotted.clone()}</span>" "{line.title.clone()}</h2>
        <p class="code-validity"><span class=class>{word}</span>" "{page.validity_text.clone()}</p>
        {line.billable.then(move || view! {
            <p><button type="button" class="button first" id="completion-0" data-test="book-post"
                on:click=move |_| browse.post(post.system, &post.code, &post.dotted)>"Post this code"</button>
                {move || (!open.get()).then_some(view! { " "<span class="quiet small">"No stay is open to post it into."</span> })}</p>
        })}
        {(!page.children.is_empty()).then(|| view! {
            <h3>"Choose the next character"</h3>
            <ul class="completions">
                {page.children.iter().enumerate().map(|(at, child)| {
                    let child = child.clone();
                    let (system, code, dotted, billable) = (child.system, child.code.clone(), child.dotted.clone(), child.billable);
                    view! {
                        <li><button type="button" class="completion" id=format!("completion-{}", at + first) data-test="completion"
                            on:click=move |_| choose(browse, system, &code, &dotted, billable)>
                            <span class="mono">{child.dotted}{(!billable).then_some("-")}</span><span>{child.title}</span></button></li>
                    }
                }).collect_view()}
            </ul>
        })}
        {(!notes.is_empty()).then(|| view! {
            <h3>"Notes"</h3>
            <ul class="terms small">{notes.into_iter().map(|(kind, text, level)| view! {
                <li><span class="strong">{kind}</span>" "{text}" "<span class="quiet">"("{level}")"</span></li>
            }).collect_view()}</ul>
        })}
    }
}

/// A whole code is posted, the beginning of one is gone on with. Without a stay a whole code is shown.
fn choose(browse: Browse, system: CodeSystem, code: &str, dotted: &str, billable: bool) {
    if billable && browse.session.open_now() {
        browse.post(system, code, dotted);
    } else {
        browse.complete(system, code);
    }
}
