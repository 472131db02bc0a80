//! What of the stay only its payment needs: charges, covered days, an admission elsewhere, new technologies.

use engine::protocol::{Charged, RefusalKind, TechnologyUsed};
use leptos::prelude::*;

use super::super::session::Session;

/// The fields. `refused_at` is where the last answer stopped.
#[component]
pub(super) fn ChargedFields(refused_at: Memo<Option<RefusalKind>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let charged = session.payment.charged;
    let from_dates = move || {
        session.assessment.with(|told| {
            told.as_deref()
                .and_then(|told| told.length_of_stay)
                .map_or("from the dates".to_owned(), |days| {
                    format!("{days}, from the dates")
                })
        })
    };
    let invalid = move |kind: RefusalKind, filled: bool| {
        (filled && refused_at.get() == Some(kind)).then_some("true")
    };
    view! {
        <div class="charged">
            <div class="field">
                <label for="charges">"Covered charges, $"</label>
                <input class="input num" id="charges" type="text" inputmode="decimal" autocomplete="off" data-test="charges"
                    aria-invalid=move || invalid(RefusalKind::Charges, charged.with(|c| !c.charges.is_empty()))
                    prop:value=move || charged.with(|c| c.charges.clone())
                    on:input:target=move |e| { let text = e.target().value(); charged.update(|c| c.charges = text); }/>
            </div>
            <div class="field">
                <label for="covered-days">"Covered days"</label>
                <input class="input num" id="covered-days" type="text" inputmode="numeric" autocomplete="off" data-test="covered-days"
                    placeholder=from_dates
                    aria-invalid=move || invalid(RefusalKind::Days, charged.with(|c| !c.days.is_empty()))
                    prop:value=move || charged.with(|c| c.days.clone())
                    on:input:target=move |e| { let text = e.target().value(); charged.update(|c| c.days = text); }/>
            </div>
            <label class="tick wide">
                <input autocomplete="off" type="checkbox" data-test="admitted-elsewhere" prop:checked=move || session.draft.with(|d| d.admitted_elsewhere)
                    on:change:target=move |e| { let on = e.target().checked(); session.change("same-day admission elsewhere", |d| d.admitted_elsewhere = on); }/>
                "Admitted to another acute hospital the same day"
            </label>
            <Technologies/>
            <p class="quiet small wide">"Charges, days and technologies stand in memory only, and are not written into the stay's file."</p>
        </div>
    }
}

/// New technologies with an add-on of their own; mostly none.
#[component]
fn Technologies() -> impl IntoView {
    let session = expect_context::<Session>();
    let charged = session.payment.charged;
    let count = Memo::new(move |_| charged.with(|c| c.technologies.len()));
    view! {
        <div class="technologies wide">
            <For each=move || 0..count.get() key=|at| *at let:at><Technology at charged/></For>
            <button type="button" class="link small" data-test="add-technology"
                on:click=move |_| charged.update(|c| c.technologies.push(TechnologyUsed::default()))>"Add a new technology with an add-on payment"</button>
        </div>
    }
}

#[component]
fn Technology(at: usize, charged: RwSignal<Charged>) -> impl IntoView {
    let used = move || charged.with(|c| c.technologies.get(at).cloned().unwrap_or_default());
    let change = move |make: &dyn Fn(&mut TechnologyUsed)| {
        charged.update(|c| {
            if let Some(used) = c.technologies.get_mut(at) {
                make(used);
            }
        });
    };
    let id = format!("technology-{at}");
    view! {
        <div class="technology">
            <label for=id.clone()>"Its maximum add-on, $"</label>
            <input class="input num" id=id type="text" inputmode="decimal" autocomplete="off"
                prop:value=move || used().maximum
                on:input:target=move |e| { let text = e.target().value(); change(&|used| used.maximum.clone_from(&text)); }/>
            <label class="tick">
                <input autocomplete="off" type="checkbox" prop:checked=move || used().higher_share
                    on:change:target=move |e| { let on = e.target().checked(); change(&|used| used.higher_share = on); }/>
                "75 % instead of 65 %"
            </label>
            <button type="button" class="link small" aria-label=format!("Take out new technology {}", at + 1)
                on:click=move |_| charged.update(|c| { if at < c.technologies.len() { c.technologies.remove(at); } })>"take out"</button>
        </div>
    }
}
