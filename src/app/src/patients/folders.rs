//! Folders in terminal-digit order: the last two digits name the section of the shelves, the middle ones the place in it.

use custodian::protocol::{Failure, FolderView, PatientsEvent, PatientsRequest};
use leptos::{ev, prelude::*};

use super::Patients;
use crate::ui::{RowsInSight, counted, failure};

/// Height of a row in CSS pixels; the stylesheet says the same.
const ROW: u32 = 36;
/// Rows drawn above and below those in sight.
const SPARE: u32 = 10;
/// Sections of the shelves.
const SECTIONS: u8 = 100;

/// One section of the shelves.
#[component]
pub(super) fn Folders() -> impl IntoView {
    let patients = expect_context::<Patients>();
    let section = RwSignal::new(0_u8);
    let folders = RwSignal::new(None::<Vec<FolderView>>);
    let refused = RwSignal::new(None::<Failure>);
    let at = RwSignal::new(0_u32);
    Effect::new(move |_| {
        let wanted = section.get();
        let request = PatientsRequest::Folders {
            section: Some(wanted),
        };
        patients.ask(request, move |answer| match answer {
            Ok(PatientsEvent::Folders(told)) if section.try_get_untracked() == Some(wanted) => {
                at.set(0);
                refused.set(None);
                folders.set(Some(told));
            }
            Ok(_) => {}
            Err(told) => refused.set(Some(told)),
        });
    });
    let count = Memo::new(move |_| {
        folders.with(|folders| {
            folders.as_ref().map_or(0, |folders| {
                u32::try_from(folders.len()).unwrap_or(u32::MAX)
            })
        })
    });
    let sight = RowsInSight::new(count.into(), ROW, SPARE);
    let row = move |at: u32| folders.with(|folders| folders.as_ref()?.get(at as usize).cloned());
    let open = move |at: u32| {
        if let Some(folder) = untrack(|| row(at)) {
            patients.open(folder.row.patient);
        }
    };
    let go = move |to: u32| {
        at.set(to);
        sight.reveal(to, 0);
        crate::ui::focus_soon(format!("folder-{to}"));
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let last = count.get_untracked().saturating_sub(1);
        let here = at.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => go((here + 1).min(last)),
            "ArrowUp" => go(here.saturating_sub(1)),
            "PageDown" => go((here + sight.page()).min(last)),
            "PageUp" => go(here.saturating_sub(sight.page())),
            "Home" => go(0),
            "End" => go(last),
            "Enter" => open(here),
            _ => return,
        }
        event.prevent_default();
    };
    let none =
        Memo::new(move |_| folders.with(|folders| folders.as_ref().is_some_and(Vec::is_empty)));
    view! {
        <section class="patients-part" data-test="folders">
            <h2>"Folders by terminal digits"</h2>
            <div class="person-line two">
                <div class="field">
                    <label for="folder-section">"Section: the last two digits"</label>
                    <select autocomplete="off" class="input fit" id="folder-section" on:change:target=move |event| section.set(event.target().value().parse().unwrap_or(0))>
                        {(0..SECTIONS).map(|number| view! { <option value=number.to_string() selected=move || section.get() == number>{format!("{number:02}")}</option> }).collect_view()}
                    </select>
                </div>
            </div>
            <p class="quiet small" role="status">{move || folders.with(|folders| folders.as_ref().map(|folders| counted(folders.len() as u64, "folder", "folders")))}</p>
            {move || refused.get().map(|told| failure(&told))}
            {move || none.get().then(|| view! { <p class="quiet">"No folder stands in this section."</p> })}
            <div class="folder-scroll" role="listbox" aria-label="Folders" tabindex="-1" node_ref=sight.scroller hidden=move || count.get() == 0 on:scroll=move |_| sight.measure() on:keydown=on_key>
                <div class="folder-all" role="presentation" style:height=move || format!("{}px", count.get() * ROW)>
                    <For each=move || { let (first, last) = sight.range(); first..last } key=|index| *index let:index>
                        <div class="folder" role="option" id=format!("folder-{index}") style:top=format!("{}px", index * ROW)
                            tabindex=move || if at.get() == index { "0" } else { "-1" } aria-selected=move || (at.get() == index).to_string()
                            aria-posinset=(index + 1).to_string() aria-setsize=move || count.get().to_string()
                            on:focus=move |_| at.set(index) on:dblclick=move |_| open(index)>
                            {move || row(index).map(|folder| view! { <span class="mono strong">{folder.label}</span><span>{folder.row.name}</span><span class="num">{folder.row.birth_date}</span><span>{folder.row.status}</span> })}
                        </div>
                    </For>
                </div>
            </div>
        </section>
    }
}
