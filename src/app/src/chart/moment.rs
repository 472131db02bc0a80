//! Times as the record keeps them: by the facility's clock, with how far that clock was from UTC then.

use leptos::prelude::*;

/// A field for a time. What is typed is this device's clock; its offset on that day goes with it, so that an hour in autumn
/// is one hour and not two.
#[component]
pub(super) fn TimeField(
    /// Its id.
    id: &'static str,
    /// What it is.
    label: &'static str,
    /// `2026-03-01T08:00-06:00`, or empty.
    value: RwSignal<String>,
) -> impl IntoView {
    let under = format!("{id}-under");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input autocomplete="off" class="input" id=id type="datetime-local" data-test=id min="1900-01-01T00:00" max="2099-12-31T23:59" aria-describedby=under.clone()
                prop:value=move || value.with(|value| local(value).to_owned())
                on:change:target=move |event| value.set(with_offset(&event.target().value()))/>
            <span class="under" id=under>{move || value.with(|value| offset(value).map_or_else(String::new, |offset| format!("UTC {offset}")))}</span>
        </div>
    }
}

/// The part of a time that stands on a clock.
fn local(moment: &str) -> &str {
    moment.get(..16).unwrap_or_default()
}

/// The part that says how far the clock is from UTC.
fn offset(moment: &str) -> Option<&str> {
    moment.get(16..).filter(|offset| !offset.is_empty())
}

/// A time as typed, with the offset that this device has then.
pub(super) fn with_offset(typed: &str) -> String {
    let number = |from: usize, to: usize| -> Option<u32> { typed.get(from..to)?.parse().ok() };
    let parts = (|| {
        Some((
            number(0, 4)?,
            number(5, 7)?,
            number(8, 10)?,
            number(11, 13)?,
            number(14, 16)?,
        ))
    })();
    let Some((year, month, day, hour, minute)) = parts else {
        return String::new();
    };
    let to_signed = |number: u32| i32::try_from(number).unwrap_or(0);
    let then = js_sys::Date::new_with_year_month_day_hr_min(
        year,
        to_signed(month) - 1,
        to_signed(day),
        to_signed(hour),
        to_signed(minute),
    );
    // The browser counts the other way round.
    #[allow(clippy::cast_possible_truncation)]
    let ahead = -then.get_timezone_offset() as i32;
    format!(
        "{}{}{:02}:{:02}",
        local(typed),
        if ahead < 0 { '-' } else { '+' },
        ahead.abs() / 60,
        ahead.abs() % 60
    )
}

/// Now, as a time of the record.
pub(super) fn now() -> String {
    let now = js_sys::Date::new_0();
    with_offset(&format!(
        "{}T{:02}:{:02}",
        crate::ui::today(),
        now.get_hours(),
        now.get_minutes()
    ))
}
