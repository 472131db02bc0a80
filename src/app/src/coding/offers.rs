//! What the search box offers: hits to post, and headings that lead on to their codes. Pure, but for the drawing of titles.

use engine::protocol::{CodeLine, CodePage, Hit, Severity};
use leptos::prelude::*;

/// One line under the search box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Offer {
    /// A code that can be posted.
    Code(Hit),
    /// A heading: it needs more characters, so it leads on and is never posted.
    Heading {
        /// The heading.
        line: CodeLine,
        /// Codes directly below, where that is known.
        below: Option<usize>,
    },
}

impl Offer {
    /// Its code.
    pub(super) const fn line(&self) -> &CodeLine {
        match self {
            Self::Code(hit) => &hit.line,
            Self::Heading { line, .. } => line,
        }
    }
}

/// What to offer for a typed text: the heading it names, if it names one, then the hits.
pub(super) fn for_text(heading: Option<&CodePage>, hits: &[Hit]) -> Vec<Offer> {
    let heading = heading
        .filter(|page| !page.line.billable && !page.children.is_empty())
        .map(|page| Offer::Heading {
            line: page.line.clone(),
            below: Some(page.children.len()),
        });
    heading
        .into_iter()
        .chain(hits.iter().cloned().map(Offer::Code))
        .collect()
}

/// What to offer below a heading.
pub(super) fn below(page: &CodePage) -> Vec<Offer> {
    page.children
        .iter()
        .map(|line| {
            if line.billable {
                Offer::Code(Hit {
                    line: line.clone(),
                    why: String::new(),
                    underline: Vec::new(),
                    severity: None,
                    operating_room: None,
                })
            } else {
                Offer::Heading {
                    line: line.clone(),
                    below: None,
                }
            }
        })
        .collect()
}

/// The title cut into pieces, each with whether it is to be underlined. Ranges that don't fit are left out.
pub(super) fn pieces<'t>(title: &'t str, underline: &[(u32, u32)]) -> Vec<(&'t str, bool)> {
    let mut out = Vec::new();
    let mut done = 0;
    for (from, to) in underline
        .iter()
        .map(|(from, to)| (*from as usize, *to as usize))
    {
        let (Some(before), Some(marked)) = (title.get(done..from), title.get(from..to)) else {
            continue;
        };
        if !before.is_empty() {
            out.push((before, false));
        }
        if !marked.is_empty() {
            out.push((marked, true));
        }
        done = to;
    }
    if let Some(rest) = title.get(done..).filter(|rest| !rest.is_empty()) {
        out.push((rest, false));
    }
    out
}

/// One offer, drawn.
#[component]
pub(super) fn OfferLine(
    /// What is offered.
    offer: Offer,
) -> impl IntoView {
    match offer {
        Offer::Code(hit) => {
            let mark = hit.line.title_mark.words();
            let title = pieces(&hit.line.title, &hit.underline)
                .into_iter()
                .map(|(text, marked)| {
                    let text = text.to_owned();
                    if marked {
                        view! { <u>{text}</u> }.into_any()
                    } else {
                        text.into_any()
                    }
                })
                .collect_view();
            let chip = match (hit.severity, hit.operating_room) {
                (Some(Severity::Mcc), _) => Some(("chip mcc", "MCC")),
                (Some(Severity::Cc), _) => Some(("chip cc", "CC")),
                (_, Some(true)) => Some(("chip accent", "OR")),
                _ => None,
            };
            view! {
                <span class="offer-code mono">{hit.line.dotted.clone()}</span>
                <span class="offer-text">
                    <span class="offer-title">{title}</span>
                    <small>{hit.why.clone()}{(!mark.is_empty()).then(|| format!(" · {mark}"))}</small>
                </span>
                {chip.map(|(class, word)| view! { <span class=class>{word}</span> })}
            }
            .into_any()
        }
        Offer::Heading { line, below } => view! {
            <span class="offer-code mono">{line.dotted.clone()}</span>
            <span class="offer-text">
                <span class="offer-title">{line.title.clone()}</span>
                <small>{match below {
                    Some(1) => "heading, not complete: 1 code below".to_owned(),
                    Some(n) => format!("heading, not complete: {n} below"),
                    None => "heading, not complete".to_owned(),
                }}</small>
            </span>
            <span class="chip off">"leads on ›"</span>
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn underlines_what_matched() {
        for (title, ranges, expected) in [
            (
                "Heart failure",
                vec![(0, 5)],
                vec![("Heart", true), (" failure", false)],
            ),
            (
                "Heart failure",
                vec![(6, 10)],
                vec![("Heart ", false), ("fail", true), ("ure", false)],
            ),
            (
                "Ménière's disease",
                vec![(0, 4)],
                vec![("Mén", true), ("ière's disease", false)],
            ),
            ("Ménière", vec![(0, 2)], vec![("Ménière", false)]),
            ("Heart", vec![(3, 99)], vec![("Heart", false)]),
            ("", vec![(0, 0)], vec![]),
        ] {
            assert_eq!(pieces(title, &ranges), expected, "{title} {ranges:?}");
        }
    }
}
