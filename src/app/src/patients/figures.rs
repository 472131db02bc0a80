//! How good the index is: records in possible duplicates, duplicates that were made, by whom and why.

use custodian::protocol::{Failure, PatientsEvent, PatientsRequest, QualityView, RateView};
use leptos::prelude::*;

use super::Patients;
use crate::ui::{DateInput, counted, failure};

/// The figures.
#[component]
pub(super) fn Figures() -> impl IntoView {
    let patients = expect_context::<Patients>();
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let view = RwSignal::new(None::<QualityView>);
    let refused = RwSignal::new(None::<Failure>);
    let comparing = patients.comparing;
    let fetch = move || {
        let request = PatientsRequest::Quality {
            from: from.get_untracked(),
            to: to.get_untracked(),
        };
        patients.ask(request, move |answer| match answer {
            Ok(PatientsEvent::Quality(told)) => {
                refused.set(None);
                patients.uncompared.set(Some(told.left));
                view.set(Some(*told));
            }
            Ok(_) => {}
            Err(told) => refused.set(Some(told)),
        });
    };
    // Anew when the period changes, and when the last record has been compared.
    Effect::new(move |before: Option<(String, String, bool)>| {
        let now = (from.get(), to.get(), comparing.get());
        let done = before.as_ref().is_some_and(|before| before.2 && !now.2);
        let begun = before.as_ref().is_some_and(|before| !before.2 && now.2);
        if !begun || done {
            fetch();
        }
        now
    });
    Effect::new(move |_| {
        if patients.uncompared.get().is_some_and(|left| left > 0) {
            patients.compare();
        }
    });
    on_cleanup(move || comparing.set(false));
    view! {
        <section class="patients-part" data-test="figures">
            <h2>"How good the index is"</h2>
            <div class="person-line two">
                <div class="field date-field"><label>"Registered from "<DateInput value=from set=move |date| from.set(date)/></label></div>
                <div class="field date-field"><label>"to "<DateInput value=to set=move |date| to.set(date)/></label></div>
            </div>
            {move || refused.get().map(|told| failure(&told))}
            {move || patients.uncompared.get().filter(|left| *left > 0).map(|left| view! {
                <p class="notice warn" role="status">{format!("{} still to be compared: until then the figures are not whole.", counted(left, "record is", "records are"))}</p>
            })}
            {move || view.get().map(|told| view! {
                <div class="scroll-x" tabindex="0" role="region" aria-label="Figures of the index">
                    <table class="plain-table rates" data-test="rates">
                        <thead><tr><th scope="col">"What"</th><th scope="col" class="num">"Count"</th><th scope="col" class="num">"Rate"</th></tr></thead>
                        <tbody>
                            {rate(told.error_rate, Some(format!("aim: {}", told.aim)))}
                            {rate(told.creation, None)}
                        </tbody>
                    </table>
                </div>
                {rates("By registrar", told.by_registrar)}
                {rates("By cause", told.by_cause)}
                <p class="small quiet">"Error rate: records in possible duplicates of all records. Creation rate: confirmed duplicates made in the period, of its registrations."</p>
            })}
        </section>
    }
}

fn rate(of: RateView, aim: Option<String>) -> impl IntoView {
    let value = if of.rate.is_empty() {
        "–".to_owned()
    } else {
        of.rate
    };
    view! {
        <tr><th scope="row">{of.of}{aim.map(|aim| view! { " "<span class="chip off">{aim}</span> })}</th><td class="num nowrap">{of.counts}</td><td class="num nowrap">{value}</td></tr>
    }
}

fn rates(heading: &'static str, of: Vec<RateView>) -> Option<impl IntoView> {
    (!of.is_empty()).then(|| {
        view! {
            <h3>{heading}</h3>
            <div class="scroll-x" tabindex="0" role="region" aria-label=heading>
                <table class="plain-table rates"><tbody>{of.into_iter().map(|one| rate(one, None)).collect_view()}</tbody></table>
            </div>
        }
    })
}
