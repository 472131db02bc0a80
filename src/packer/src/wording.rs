//! Words a title from the labels of a procedure's axes, after the pattern of the published titles.

use crate::labels::Label;

/// A title for `code`. A character whose label is not known is named by its value, never guessed.
pub(crate) fn compose(code: &str, axes: &[Label; 7]) -> String {
    let label = |place: usize| -> Option<String> {
        let value = code.get(place..=place).unwrap_or_default();
        match axes[place].0.as_str() {
            "" => Some(format!(
                "[{} {value}: label not available]",
                axis_word(code, place)
            )),
            "None" => None,
            none if none.starts_with("No ") => None,
            text => Some(text.to_owned()),
        }
    };
    let operation = label(2).unwrap_or_default();
    let (part, device, qualifier) = (label(3), label(5), label(6));
    let section = code.chars().next().unwrap_or_default();
    if !matches!(section, '0'..='4' | '7'..='9' | 'X') {
        // Sections without an approach: the operation, its object, and what is said of it.
        let of = part.map(|part| format!(" of {part}")).unwrap_or_default();
        let rest: String = [label(4), device, qualifier]
            .into_iter()
            .flatten()
            .map(|l| format!(", {l}"))
            .collect();
        return format!("{operation}{of}{rest}");
    }
    let Some(part) = part else {
        let rest: String = [device, label(4), qualifier]
            .into_iter()
            .flatten()
            .map(|l| format!(", {l}"))
            .collect();
        return format!("{operation}{rest}");
    };
    let approach = match label(4) {
        Some(via) if via.starts_with("Via ") || via.starts_with('[') => format!(", {via}"),
        Some(approach) => format!(", {approach} Approach"),
        None => String::new(),
    };
    let with = device
        .as_ref()
        .map(|d| format!(" with {d}"))
        .unwrap_or_default();
    let tail = qualifier
        .as_ref()
        .map(|q| format!(", {q}"))
        .unwrap_or_default();
    match operation.as_str() {
        "Bypass" | "Transfer" if section != 'X' => {
            let to = qualifier.map(|q| format!(" to {q}")).unwrap_or_default();
            format!("{operation} {part}{to}{with}{approach}")
        }
        "Insertion" | "Introduction" | "Transfusion" | "Removal" | "Revision" | "Change" => {
            let joint = match operation.as_str() {
                "Removal" => "from",
                "Revision" | "Change" => "in",
                _ => "into",
            };
            let of = if operation == "Change" { "" } else { " of" };
            let device = device.unwrap_or_else(|| "Device".to_owned());
            format!("{operation}{of} {device} {joint} {part}{approach}{tail}")
        }
        "Repair" | "Release" | "Reposition" | "Supplement" | "Map" | "Bypass" => {
            format!("{operation} {part}{with}{approach}{tail}")
        }
        "Control" => format!("Control Bleeding in {part}{with}{approach}{tail}"),
        "Extirpation" => format!("Extirpation of Matter from {part}{with}{approach}{tail}"),
        _ => format!("{operation} of {part}{with}{approach}{tail}"),
    }
}

fn axis_word(code: &str, place: usize) -> &'static str {
    codes::pcs::axis_name(code.chars().next().unwrap_or_default(), place)
}
