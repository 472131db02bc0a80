//! Recovers axis labels from titles, for the sections that no list of labels covers.
//!
//! Two ways. Sections whose titles follow one pattern ("operation of part using device, approach, qualifier") are
//! taken apart along it. For the others, codes that differ in one character only are laid side by side: where
//! their titles differ stands that character's label. Both can miss; what is recovered is marked as not published.

use std::collections::BTreeMap;

/// A recovered label: code, place (0 to 6), words, and how many titles speak for it.
pub(crate) type Recovered<'a> = (&'a str, usize, String, usize);

/// Places whose labels are recovered; section, body system and operation are not in the titles of all sections.
const PLACES: [usize; 4] = [3, 4, 5, 6];

/// Recovers what can be recovered from `titles`; codes of sections 0 and 1 are left to the published list.
pub(crate) fn recover(titles: &BTreeMap<String, String>) -> Vec<Recovered<'_>> {
    let mut out = Vec::new();
    let mut others = BTreeMap::new();
    for (code, title) in titles {
        match code.as_bytes().first() {
            Some(b'3' | b'B' | b'C' | b'D' | b'F' | b'X') => take_apart(code, title, &mut out),
            Some(b'2' | b'4'..=b'9' | b'G' | b'H') => {
                others.insert(code.as_str(), title.as_str());
            }
            _ => {}
        }
    }
    PLACES
        .iter()
        .for_each(|&place| lay_side_by_side(&others, place, &mut out));
    out
}

/// Takes a title apart along the pattern of its section.
fn take_apart<'a>(code: &'a str, title: &str, out: &mut Vec<Recovered<'a>>) {
    let section = code.as_bytes()[0];
    let absent = |place: usize| code.as_bytes().get(place) == Some(&b'Z');
    let mut add = |place: usize, words: &str| {
        let words = words.trim().trim_end_matches(',');
        if !words.is_empty() && !absent(place) {
            out.push((code, place, words.to_owned(), 1));
        }
    };
    let mut rest = title;
    // From the end: qualifiers stand behind a comma, in their order.
    if section == b'X' {
        let Some((before, group)) = rest.rsplit_once(", New Technology Group ") else {
            return;
        };
        add(6, &format!("New Technology Group {group}"));
        rest = before;
    } else if section != b'F' && section != b'3' {
        for place in [6, 5] {
            let free = place == 6 || section == b'B';
            if rest.ends_with(", Laser Intraoperative") {
                // The one pair of qualifiers that the titles print without a comma.
                rest = rest.trim_end_matches(", Laser Intraoperative");
                add(5, "Laser");
                add(6, "Intraoperative");
                break;
            }
            if free
                && !absent(place)
                && let Some((before, words)) = rest.rsplit_once(", ")
            {
                add(place, words);
                rest = before;
            }
        }
    }
    if matches!(section, b'X' | b'3') {
        if section == b'3' && !absent(6) {
            // "…, External Approach, Diagnostic" and the like; the approach is the part before.
            if let Some((before, words)) = rest
                .rsplit_once(", ")
                .filter(|(before, _)| approach_at_end(before).is_some())
            {
                add(6, words);
                rest = before;
            }
        }
        rest = approach_at_end(rest).unwrap_or(rest);
        // In Administration a qualifier changes the words for the substance: learn those that stand alone.
        let mixed = section == b'3' && !absent(6);
        device_and_part(rest, &mut |place, words| {
            if place != 5 || !mixed {
                add(place, words);
            }
        });
        return;
    }
    // "type of part using means".
    let (head, means) = rest.split_once(" using ").unwrap_or((rest, ""));
    if section == b'F' {
        let parts = [" Assessment of ", " Treatment of "]
            .iter()
            .find_map(|joint| head.split_once(joint));
        let (kind, part) = parts.unwrap_or((head, ""));
        add(3, part);
        add(
            4,
            kind.strip_suffix(" Assessment")
                .or_else(|| kind.strip_suffix(" Treatment"))
                .unwrap_or(kind),
        );
        add(5, means);
        return;
    }
    let Some((kind, part)) = head.split_once(" of ") else {
        return;
    };
    add(3, part);
    match (section, kind) {
        (b'D', "Beam Radiation") => add(4, means),
        (b'D', _) => {
            add(4, kind.strip_suffix(" Brachytherapy").unwrap_or(kind));
            add(5, means);
        }
        _ => add(4, means),
    }
}

/// The title without its approach, if one stands at its end.
fn approach_at_end(title: &str) -> Option<&str> {
    const ENDS: [&str; 6] = [
        ", Open Approach",
        ", Percutaneous Approach",
        ", Percutaneous Endoscopic Approach",
        ", External Approach",
        ", Via Natural or Artificial Opening Endoscopic",
        ", Via Natural or Artificial Opening",
    ];
    ENDS.iter().find_map(|end| title.strip_suffix(end))
}

/// "Introduction of substance into part", "Supplement part with device", "Fusion of part using device".
fn device_and_part(title: &str, add: &mut impl FnMut(usize, &str)) {
    for lead in ["Introduction of ", "Insertion of ", "Transfusion of "] {
        if let Some(rest) = title.strip_prefix(lead) {
            if let Some((device, part)) = rest
                .rsplit_once(" into ")
                .or_else(|| rest.rsplit_once(" in "))
            {
                add(5, device);
                add(3, part);
            }
            return;
        }
    }
    for lead in [
        "Extirpation of Matter from ",
        "Supplement ",
        "Bypass ",
        "Dilation of ",
        "Destruction of ",
        "Fusion of ",
        "Inspection of ",
        "Irrigation of ",
        "Replacement of ",
        "Reposition of ",
        "Restriction of ",
    ] {
        if let Some(rest) = title.strip_prefix(lead) {
            let using = rest.split_once(" using ");
            if let Some((part, device)) = using.or_else(|| rest.split_once(" with ")) {
                add(3, part);
                add(5, device);
            }
            return;
        }
    }
}

/// Lays titles side by side that differ in one character of their code.
fn lay_side_by_side<'a>(
    titles: &BTreeMap<&'a str, &str>,
    place: usize,
    out: &mut Vec<Recovered<'a>>,
) {
    let mut groups: BTreeMap<String, Vec<(&'a str, Vec<&str>)>> = BTreeMap::new();
    for (code, title) in titles {
        let (Some(before), Some(after)) = (code.get(..place), code.get(place + 1..)) else {
            continue;
        };
        groups
            .entry(format!("{before}_{after}"))
            .or_default()
            .push((code, title.split(' ').collect()));
    }
    for group in groups.into_values().filter(|group| group.len() > 1) {
        let first = group[0].1.clone();
        let shortest = group
            .iter()
            .map(|(_, words)| words.len())
            .min()
            .unwrap_or_default();
        let same = |at: usize| group.iter().all(|(_, words)| words[at] == first[at]);
        let start = (0..shortest).take_while(|&at| same(at)).count();
        let same_end = |at: usize| {
            group
                .iter()
                .all(|(_, words)| words[words.len() - 1 - at] == first[first.len() - 1 - at])
        };
        let end = (0..shortest - start).take_while(|&at| same_end(at)).count();
        for (code, words) in &group {
            let words = &words[start..words.len() - end];
            let lead = words
                .iter()
                .take_while(|w| {
                    matches!(**w, "using" | "with" | "of" | "into" | "on" | "in" | "from")
                })
                .count();
            let label = words[lead..].join(" ");
            let label = own_words(
                code,
                place,
                label.trim_matches([',', ' ']).trim_end_matches(" Approach"),
            );
            if !label.is_empty() && code.as_bytes()[place] != b'Z' {
                out.push((code, place, label.to_owned(), group.len()));
            }
        }
    }
}

/// What is left of a differing stretch when the words of the axis before it are taken off: they differ too where
/// the code without this label ends in other words.
fn own_words<'t>(code: &str, place: usize, words: &'t str) -> &'t str {
    let after = |joint: &str| words.rsplit_once(joint).map(|(_, after)| after);
    let own = match (code.as_bytes()[0], place) {
        (b'4' | b'8', 6) => after(" using ").or_else(|| after(", ")),
        (b'5', 6) => after("Hours, "),
        (b'6', 6) => after(" of "),
        _ => None,
    };
    own.unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use super::recover;
    use std::collections::BTreeMap;

    #[test]
    fn titles_come_apart_along_their_patterns() {
        let titles = BTreeMap::from([
            ("XW033H6".to_owned(), "Introduction of Test Antibody into Peripheral Vein, Percutaneous Approach, New Technology Group 6".to_owned()),
            ("B90B1ZZ".to_owned(), "Plain Radiography of Right Salivary Gland using Low Osmolar Contrast".to_owned()),
            ("2W07X3Z".to_owned(), "Change Brace on Left Inguinal Region".to_owned()),
            ("2W01X3Z".to_owned(), "Change Brace on Face".to_owned()),
        ]);
        let found = recover(&titles);
        for (code, place, label) in [
            ("XW033H6", 3, "Peripheral Vein"),
            ("XW033H6", 5, "Test Antibody"),
            ("XW033H6", 6, "New Technology Group 6"),
            ("B90B1ZZ", 3, "Right Salivary Gland"),
            ("B90B1ZZ", 4, "Low Osmolar Contrast"),
            ("2W07X3Z", 3, "Left Inguinal Region"),
            ("2W01X3Z", 3, "Face"),
        ] {
            assert!(
                found
                    .iter()
                    .any(|(c, p, l, _)| *c == code && *p == place && l == label),
                "{code} {place}: {found:?}"
            );
        }
    }
}
