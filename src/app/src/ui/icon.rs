//! Pictures of a few strokes, drawn in the colour of the text beside them. They never stand for a word alone.

use leptos::prelude::*;

/// Which picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Picture {
    Brand,
    Records,
    Worklist,
    Patients,
    Chart,
    Lock,
    Code,
    Batch,
    Rules,
    Disputes,
    About,
    Official,
    Keys,
    Settings,
    Sun,
    Moon,
    System,
    Update,
    More,
    Search,
    File,
    Plus,
}

impl Picture {
    const fn path(self) -> &'static str {
        match self {
            Self::Brand => "M4 3h9l3 3v11H4zM7 8h3M7 11h6M7 14h6M13 3v3h3",
            Self::Records => "M2.5 6V16h15V7.5H10L8 5H2.5zM2.5 10h15",
            Self::Worklist => {
                "M3 5l1.2 1.2L6.5 4M9 5h8M3 10l1.2 1.2L6.5 9M9 10h8M3.5 15h2.5M9 15h8"
            }
            Self::Patients => {
                "M10 3.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM4 17c0-3.3 2.6-5.2 6-5.2s6 1.9 6 5.2"
            }
            Self::Chart => "M6 4H4.5v13h11V4H14M7 2.8h6v2.7H7zM7 9h6M7 12h6M7 15h3.5",
            Self::Lock => "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9M10 12.2v1.8",
            Self::Code => "M7 5 2.5 10 7 15M13 5l4.5 5-4.5 5",
            Self::Batch => "M3 4.5h14M3 8.2h14M3 11.8h14M3 15.5h9",
            Self::Rules => "M3 5l1.5 1.5L7 4M3 11l1.5 1.5L7 10M10 5.5h7M10 11.5h7M3.5 16.5h13.5",
            Self::Disputes => "M5 17.5V3.5h10l-2.5 3.5 2.5 3.5H5",
            Self::About => {
                "M2.5 6.5 10 3l7.5 3.5L10 10zM2.5 10 10 13.5 17.5 10M2.5 13.5 10 17l7.5-3.5"
            }
            Self::Official => {
                "M10 5C8 3.6 5.5 3.4 3 4v11.5c2.5-.6 5-.4 7 1 2-1.4 4.5-1.6 7-1V4c-2.5-.6-5-.4-7 1zM10 5v11.5"
            }
            Self::Keys => {
                "M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.7h7"
            }
            Self::Settings => "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
            Self::Sun => {
                "M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M15.7 4.3l-1.1 1.1M5.4 14.6l-1.1 1.1"
            }
            Self::Moon => "M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z",
            Self::System => "M3 4h14v9.5H3zM7 17h6M10 13.5V17",
            Self::Update => "M16 10a6 6 0 1 1-1.8-4.3M16 3v3.5h-3.5",
            Self::More => "M10 4.5h.01M10 10h.01M10 15.5h.01",
            Self::Search => "M8.5 3.5a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM12.2 12.2 17 17",
            Self::File => "M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15",
            Self::Plus => "M10 4v12M4 10h12",
        }
    }
}

/// A picture. Hidden from those who listen: the text beside it, or its button's name, says it.
#[component]
pub(crate) fn Icon(
    /// Which one.
    of: Picture,
) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d=of.path()></path></svg> }
}
