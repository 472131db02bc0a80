//! The estimate itself: what would be paid, how it comes about, what would change it, what it leaves out.

use engine::protocol::{ChangeView, EstimateView, PartView, WarningView};
use leptos::prelude::*;

/// An estimate, from the amount to what is left out.
pub(super) fn amount(view: &EstimateView) -> impl IntoView + use<> {
    let days = crate::ui::counted(u64::from(view.days), "day", "days");
    let transfer = if view.reduced {
        ("chip cc", "paid as a transfer")
    } else {
        ("chip off", "paid in full")
    };
    view! {
        <section class="estimate-sum" aria-label="The estimate">
            <p class="estimate-total">
                <span class="chip warn">"Estimate"</span>
                <span class="num" data-test="estimate-total">{view.total.clone()}</span>
                <span class=transfer.0>{transfer.1}</span>
                {view.outlier.then(|| view! { <span class="chip cc">"with an outlier"</span> })}
            </p>
            <p class="out-of-sight" role="status" aria-live="polite">{format!("Estimate {}", view.total)}</p>
            <p class="small">{format!("MS-DRG {} {} · weight {} · {days}", view.drg, view.drg_title, view.weight)}</p>
            <p class="small">{view.transfer.clone()}" "<span class="quiet">{view.transfer_source.clone()}</span></p>
            <p class="quiet small">{view.label.clone()}": "{view.facility.clone()}"."</p>
        </section>
        {view.warning.as_ref().map(warning)}
        <section>
            <h3 id="estimate-steps">"Step by step"</h3>
            <table class="plain-table estimate-steps" aria-labelledby="estimate-steps" data-test="estimate-steps">
                <thead><tr><th scope="col">"Step"</th><th scope="col" class="num">"Amount"</th></tr></thead>
                {view.parts.iter().map(part).collect_view()}
                <tfoot><tr><th scope="row">"Estimated payment"</th><td class="num">{view.total.clone()}</td></tr></tfoot>
            </table>
            <p class="quiet small">"Amounts in bold are paid and add up to the total; the others lead to them."</p>
        </section>
        <section>
            <h3>"What would change it"</h3>
            <ul class="estimate-changes" data-test="estimate-changes">{view.changes.iter().map(change).collect_view()}</ul>
        </section>
        <details class="estimate-left-out">
            <summary>"What the estimate leaves out"</summary>
            <ul class="terms small">{view.not_modelled.iter().map(|left_out| view! { <li>{left_out.clone()}</li> }).collect_view()}</ul>
        </details>
    }
}

fn part(part: &PartView) -> impl IntoView + use<> {
    view! {
        <tbody>
            <tr class="part"><th scope="rowgroup">{part.name.clone()}</th><td class="num">{part.paid.clone()}</td></tr>
            {part.steps.iter().map(|step| view! {
                <tr class:paid=step.paid>
                    <th scope="row">
                        <span class="step-name">{step.what.clone()}</span>
                        <span class="formula">{step.formula.clone()}</span>
                        <span class="quiet">{step.source.clone()}</span>
                    </th>
                    <td class="num">{step.amount.clone()}</td>
                </tr>
            }).collect_view()}
        </tbody>
    }
}

fn change(change: &ChangeView) -> impl IntoView + use<> {
    view! {
        <li>
            <span>{change.what.clone()}<span class="quiet small">{change.why.clone()}</span></span>
            <span class="num">{change.total.clone()}<span class="small quiet">{change.difference.clone()}</span></span>
        </li>
    }
}

fn warning(warning: &WarningView) -> impl IntoView + use<> {
    view! {
        <div class="notice warn small" data-test="estimate-warning">
            <p class="strong">{warning.rule.clone()}" "{warning.what.clone()}</p>
            <p>{warning.why.clone()}</p>
            <p><span class="quiet">"To do: "</span>{warning.fix.clone()}" "<span class="quiet">{warning.source.clone()}</span></p>
        </div>
    }
}
