//! What can be done with a row, as a menu: the same as its keys, for the pointer.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::row::Row;
use super::session::Session;
use crate::shell::{Action, Shell};
use crate::ui::{Icon, Picture};

type Act = fn(Session, Row);

/// What stands in the menu; without an action its key is Enter, which can't be given away.
const LINES: [(&str, Option<Action>, Act); 6] = [
    ("Page of the code", None, |session, _| {
        session.look_up_current()
    }),
    ("One place up", Some(Action::Up), |session, row| {
        session.resequence(row, -1)
    }),
    ("One place down", Some(Action::Down), |session, row| {
        session.resequence(row, 1)
    }),
    (
        "Make it principal",
        Some(Action::Principal),
        |session, row| session.make_principal(row),
    ),
    (
        "Favourite, or no longer",
        Some(Action::Favourite),
        |session, row| session.toggle_favourite(row),
    ),
    ("Take it out", Some(Action::Remove), |session, row| {
        session.remove(row)
    }),
];

/// The menu behind three dots.
#[component]
pub(super) fn RowMenu(
    /// The row it belongs to.
    row: Row,
    /// Whether Tab reaches it: only in the current row.
    reach: Signal<&'static str>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let shell = expect_context::<Shell>();
    let open = RwSignal::new(false);
    let id = format!("menu-{}", row.element_id());
    let opener = format!("more-{}", row.element_id());
    let back = opener.clone();
    let act = move |act: Act| {
        open.set(false);
        act(session, row);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let buttons = event
            .current_target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let Some(menu) = buttons else { return };
        let all = menu.query_selector_all("button").ok();
        let count = all.as_ref().map_or(0, web_sys::NodeList::length);
        let active = document().active_element();
        let at = (0..count).find(|i| {
            let node = all.as_ref().and_then(|all| all.get(*i));
            node.as_ref().map(AsRef::<wasm_bindgen::JsValue>::as_ref)
                == active.as_ref().map(AsRef::as_ref)
        });
        let to = match event.key().as_str() {
            "ArrowDown" => (at.unwrap_or(0) + 1) % count.max(1),
            "ArrowUp" => (at.unwrap_or(0) + count - 1) % count.max(1),
            "Escape" => {
                open.set(false);
                crate::ui::focus(&back);
                event.prevent_default();
                event.stop_propagation();
                return;
            }
            _ => {
                event.stop_propagation();
                return;
            }
        };
        if let Some(button) = all
            .and_then(|all| all.get(to))
            .and_then(|b| b.dyn_into::<web_sys::HtmlElement>().ok())
        {
            let _ = button.focus();
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let on_leave = move |event: ev::FocusEvent| {
        let inside = event
            .related_target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        if inside
            .and_then(|to| to.closest(".row-more").ok().flatten())
            .is_none()
        {
            open.set(false);
        }
    };
    let first = format!("{id}-0");
    let menu_id = id.clone();
    view! {
        <div class="row-menu" on:focusout=on_leave>
            <button type="button" class="icon-button" id=opener tabindex=reach aria-haspopup="menu" aria-expanded=move || open.get().to_string()
                aria-label=format!("What to do with {}", row.name())
                on:click=move |_| {
                    open.update(|open| *open = !*open);
                    crate::ui::focus_soon(first.clone());
                }>
                <Icon of=Picture::More/>
            </button>
            <Show when=move || open.get()>
                <div class="menu" role="menu" id=menu_id.clone() aria-label=format!("What to do with {}", row.name()) on:keydown=on_key.clone()>
                    {LINES.iter().enumerate().map(|(index, (words, action, what))| view! {
                        <button type="button" role="menuitem" id=format!("{id}-{index}") on:click=move |_| act(*what)>{*words}<kbd>{action.map_or_else(|| "Enter".to_owned(), |action| shell.keys_of(action).join(" "))}</kbd></button>
                    }).collect_view()}
                </div>
            </Show>
        </div>
    }
}
