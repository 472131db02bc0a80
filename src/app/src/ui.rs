//! Parts that every screen shares, and the few things asked of the browser directly: focus, files.

use leptos::prelude::*;

mod date_input;
mod dialog;
mod failure;
#[cfg(test)]
mod fields;
mod file;
mod focus;
mod icon;
mod keys;
mod rows_in_sight;
mod text_field;
mod window;

pub(crate) use date_input::DateInput;
pub(crate) use dialog::Dialog;
pub(crate) use failure::failure;
pub(crate) use file::{give, hand_over, read_all, read_chosen};
pub(crate) use focus::{focus, focus_soon};
pub(crate) use icon::{Icon, Picture};
pub(crate) use keys::Keys;
pub(crate) use rows_in_sight::RowsInSight;
pub(crate) use text_field::TextField;
pub(crate) use window::{BLOCK, Window};

/// Scrolls the element with this id into view, if it is out of it.
pub(crate) fn reveal_soon(id: String) {
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&id) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// Today on this device, `YYYY-MM-DD`: the date to search on while a stay has none.
pub(crate) fn today() -> String {
    day(&js_sys::Date::new_0())
}

/// The day of a moment on this device, `YYYY-MM-DD`.
pub(crate) fn day(date: &js_sys::Date) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date()
    )
}

/// The time of a moment on this device, `HH:MM:SS`. Milliseconds since 1970.
pub(crate) fn clock(millis: i64) -> String {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(millis as f64));
    format!(
        "{:02}:{:02}:{:02}",
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds()
    )
}

/// The federal fiscal year of a date `YYYY-MM-DD`: October to September, named after the year it ends in.
pub(crate) fn fiscal_year(date: &str) -> Option<u16> {
    let year: u16 = date.get(..4)?.parse().ok()?;
    let month: u16 = date.get(5..7)?.parse().ok()?;
    Some(year + u16::from(month >= 10))
}

/// `1 code`, `22 codes`; thousands are set apart.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// A number with its thousands set apart by a comma.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Bytes in the unit that a person compares: `812 bytes`, `4.2 MB`.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 3] = ["kB", "MB", "GB"];
    if bytes < 1_000 {
        return counted(bytes, "byte", "bytes");
    }
    let mut unit = 0;
    let mut tenths = bytes / 100;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1_000;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::{counted, fiscal_year, grouped, size};

    #[test]
    fn the_fiscal_year_begins_in_october() {
        assert_eq!(fiscal_year("2025-09-30"), Some(2025));
        assert_eq!(fiscal_year("2025-10-01"), Some(2026));
        assert_eq!(fiscal_year("2026-12-31"), Some(2027));
        assert_eq!(fiscal_year(""), None);
        assert_eq!(fiscal_year("20é5-1"), None);
    }

    #[test]
    fn sizes_are_in_the_unit_a_person_compares() {
        for (bytes, text) in [
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (999_999, "999.9 kB"),
            (1_000_000, "1.0 MB"),
            (4_290_000_000, "4.2 GB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn sets_thousands_apart() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (74_879, "74,879"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(counted(1, "line", "lines"), "1 line");
        assert_eq!(counted(10_000, "line", "lines"), "10,000 lines");
    }
}
