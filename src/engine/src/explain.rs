//! The grouper's trace in plain words: a short path for the eye, and every step for who asks why.

use grouper::{DrgKind, Grouper, Grouping, Stay, Step};

mod abreast;
mod manual;
mod path;
mod steps;

pub(crate) use abreast::abreast;

/// A grouping with its trace.
pub(crate) struct Explained<'a> {
    pub(crate) grouper: &'a Grouper,
    pub(crate) stay: &'a Stay,
    pub(crate) grouping: &'a Grouping,
    pub(crate) steps: &'a [Step],
}

impl Explained<'_> {
    fn drg_title(&self, drg: u16) -> String {
        self.grouper
            .drg_title(drg)
            .map_or_else(|| format!("DRG {drg:03}"), str::to_owned)
    }

    fn mdc_title(&self, mdc: u8) -> String {
        self.grouper
            .mdc_title(mdc)
            .map_or_else(|| mdc_name(mdc), str::to_owned)
    }
}

fn mdc_name(mdc: u8) -> String {
    match mdc {
        0 => "Pre-MDC".to_owned(),
        29 => "unrelated procedures".to_owned(),
        _ => format!("MDC {mdc}"),
    }
}

const fn kind_words(kind: DrgKind) -> &'static str {
    match kind {
        DrgKind::Surgical => "surgical",
        DrgKind::Medical => "medical",
        DrgKind::None => "neither surgical nor medical",
    }
}
