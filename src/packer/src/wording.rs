//! Words a title from the labels of a procedure's axes, after the pattern of the published titles.

use crate::labels::Label;

/// A title for `code`. A character whose label nobody gives is named by its value.
pub(crate) fn compose(code: &str, axes: &[Label; 7]) -> String {
    let label = |place: usize| -> Option<String> {
        let value = code.get(place..=place).unwrap_or_default();
        match axes[place].0.as_str() {
            "" => Some(format!("[{} {value}]", axis_word(code, place))),
            none if none.starts_with("No ") || none == "None" => None,
            text => Some(text.to_owned()),
        }
    };
    let operation = label(2).unwrap_or_default();
    let part = label(3).unwrap_or_default();
    let (device, qualifier) = (label(5), label(6));
    let approach = label(4).map(|a| format!(", {a} Approach")).unwrap_or_default();
    let with = |device: &Option<String>| device.as_ref().map(|d| format!(" with {d}")).unwrap_or_default();
    let tail = qualifier.as_ref().map(|q| format!(", {q}")).unwrap_or_default();
    match operation.as_str() {
        "Bypass" | "Transfer" => {
            let to = qualifier.as_ref().map(|q| format!(" to {q}")).unwrap_or_default();
            format!("{operation} {part}{to}{}{approach}", with(&device))
        }
        "Insertion" | "Introduction" | "Removal" | "Revision" | "Change" => {
            let joint = match operation.as_str() {
                "Insertion" | "Introduction" => "into",
                "Removal" => "from",
                _ => "in",
            };
            let of = if operation == "Change" { "" } else { " of" };
            let device = device.unwrap_or_else(|| "Device".to_owned());
            format!("{operation}{of} {device} {joint} {part}{approach}{tail}")
        }
        "Repair" | "Release" | "Reposition" | "Supplement" | "Map" => {
            format!("{operation} {part}{}{approach}{tail}", with(&device))
        }
        "Control" => format!("Control Bleeding in {part}{}{approach}{tail}", with(&device)),
        "Extirpation" => format!("Extirpation of Matter from {part}{}{approach}{tail}", with(&device)),
        _ => format!("{operation} of {part}{}{approach}{tail}", with(&device)),
    }
}

fn axis_word(code: &str, place: usize) -> &'static str {
    codes::pcs::axis_name(code.chars().next().unwrap_or_default(), place)
}
