//! A dialog over the page: the browser's own, so that focus stays in it and Esc closes it.

use leptos::{ev, html, prelude::*};

/// A modal dialog; its content exists only while it is open.
#[component]
pub(crate) fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Called when Esc, the backdrop or the browser closes it.
    on_close: impl Fn() + Copy + Send + Sync + 'static,
    /// Its heading, and its name for those who do not see it.
    #[prop(into)]
    title: String,
    /// The name only, no heading.
    #[prop(optional)]
    untitled: bool,
    /// For long content.
    #[prop(optional)]
    wide: bool,
    /// Near the top instead of in the middle.
    #[prop(optional)]
    top: bool,
    /// Name for tests.
    test: &'static str,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let on_click = move |event: ev::MouseEvent| {
        let on_backdrop = dialog.get().is_some_and(|dialog| {
            event.target().is_some_and(|target| {
                let dialog: &wasm_bindgen::JsValue = dialog.as_ref();
                *dialog == wasm_bindgen::JsValue::from(target)
            })
        });
        if on_backdrop {
            on_close();
        }
    };
    // The browser tells of a close some time after it, and of one that is over: opened again since, it stays open.
    let on_closed = move |_: ev::Event| {
        if dialog.get_untracked().is_none_or(|dialog| !dialog.open()) {
            on_close();
        }
    };
    let classes = match (wide, top) {
        (true, _) => "dialog wide",
        (_, true) => "dialog high",
        _ => "dialog",
    };
    let children = StoredValue::new(children);
    let title = StoredValue::new(title);
    view! {
        <dialog class=classes node_ref=dialog aria-label=title.get_value() data-test=test
            on:close=on_closed on:cancel=move |_: ev::Event| on_close() on:click=on_click>
            <Show when=move || open.get()>
                {if untitled {
                    children.with_value(|children| children()).into_any()
                } else {
                    view! {
                        <div class="inside">
                            <h2>{title.get_value()}</h2>
                            {children.with_value(|children| children())}
                        </div>
                    }.into_any()
                }}
            </Show>
        </dialog>
    }
}
