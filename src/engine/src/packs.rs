//! The packs the engine holds. Each loads by itself: a missing or damaged one leaves the others working.

use std::collections::BTreeMap;

use codes::cm::CmPack;
use codes::pcs::PcsPack;
use codes::search::{Hit, Index, Query, Scratch};
use codes::weights::Weights;
use codes::{PackError, Ymd};
use edits::conventions::Conventions;
use edits::findings::{CodeStatus, Seventh};
use edits::mce::CodeEditor;
use grouper::MsDrg;

use crate::code_text::dotted_diagnosis;
use crate::manifest::{Manifest, ManifestEntry};
use crate::protocol::{
    CodeLine, CodeSystem, Failure, PackName, PackState, PackView, TitleMark, Validity,
};
use crate::search_index;
use crate::versions::Versions;

/// Every pack, opened or with the reason why not.
#[derive(Debug, Default)]
pub(crate) struct Packs {
    pub(crate) cm: Option<CmPack>,
    pub(crate) pcs: Option<PcsPack>,
    /// The notes of the tabular list, read for what they say of other codes.
    pub(crate) conventions: Option<Conventions>,
    index: Option<Index>,
    scratch: Scratch,
    pub(crate) versions: Option<Versions>,
    pub(crate) editor: Option<CodeEditor>,
    pub(crate) weights: Option<Weights>,
    manifest: Manifest,
    states: BTreeMap<&'static str, Loaded>,
}

/// What became of a pack.
#[derive(Debug, Clone)]
struct Loaded {
    state: PackState,
    bytes: u64,
    ready_ms: u32,
}

impl Packs {
    /// Takes over what the manifest says about the packs.
    pub(crate) fn describe(&mut self, manifest: Manifest) {
        self.manifest = manifest;
    }

    /// Opens a pack; the time it took is given by `elapsed_ms` afterwards.
    pub(crate) fn open(&mut self, name: PackName, bytes: &[u8]) -> Result<(), PackError> {
        let opened = match name {
            PackName::Icd10Cm => CmPack::open(bytes).map(|p| self.cm = Some(p)),
            PackName::Icd10Pcs => PcsPack::open(bytes).map(|p| self.pcs = Some(p)),
            PackName::MsDrg => MsDrg::open(bytes).map(|p| self.versions = Some(Versions::new(p))),
            PackName::Mce => CodeEditor::open(bytes).map(|p| self.editor = Some(p)),
            PackName::Weights => Weights::open(bytes).map(|p| self.weights = Some(p)),
        };
        if opened.is_ok() && matches!(name, PackName::Icd10Cm | PackName::Icd10Pcs) {
            // Built anew when they are next wanted, over the sets that are there by then.
            self.index = None;
            self.conventions = None;
        }
        opened
    }

    /// Records what became of a pack.
    pub(crate) fn record(&mut self, name: PackName, result: Result<u64, Failure>, ready_ms: f64) {
        let (state, bytes) = match result {
            Ok(bytes) => (PackState::Ready, bytes),
            Err(failure) => (PackState::Failed(failure), 0),
        };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let ready_ms = ready_ms.max(0.0).round() as u32;
        self.states.insert(
            name.stem(),
            Loaded {
                state,
                bytes,
                ready_ms,
            },
        );
    }

    /// Builds the search index over the code sets that are loaded, unless it is there already.
    pub(crate) fn build_index(&mut self) {
        if self.index.is_none() {
            self.index = search_index::build(self.cm.as_ref(), self.pcs.as_ref());
        }
    }

    /// Reads the notes of the tabular list, unless they are read already.
    pub(crate) fn read_conventions(&mut self) {
        if self.conventions.is_none() {
            self.conventions = self.cm.as_ref().map(Conventions::of);
        }
    }

    /// Searches the code sets that are loaded.
    pub(crate) fn search(&mut self, query: &Query<'_>) -> Vec<Hit> {
        self.build_index();
        self.index
            .as_ref()
            .map(|index| index.search_with(query, &mut self.scratch))
            .unwrap_or_default()
    }

    /// A pack as the screen shows it.
    pub(crate) fn view(&self, name: PackName) -> PackView {
        let loaded = self.states.get(name.stem());
        let ManifestEntry {
            sources,
            edition,
            licence,
            rows,
            sha256,
            brotli_bytes,
            gaps,
            ..
        } = self.manifest.entry(name).cloned().unwrap_or_default();
        PackView {
            name,
            state: loaded.map_or(PackState::Waiting, |l| l.state.clone()),
            bytes: loaded.map_or(0, |l| l.bytes),
            brotli_bytes,
            sources,
            edition,
            licence,
            rows: rows.into_iter().collect(),
            digest: sha256,
            ready_ms: loaded.map_or(0, |l| l.ready_ms),
            gaps,
        }
    }

    /// Why a pack can't be used, for whoever needs it now. `None` if it can.
    pub(crate) fn trouble(&self, name: PackName) -> Option<Failure> {
        match self.states.get(name.stem()).map(|l| &l.state) {
            Some(PackState::Ready) => None,
            Some(PackState::Failed(failure)) => Some(failure.clone()),
            Some(PackState::Waiting) | None => Some(Failure {
                what: format!("The pack “{}” is not loaded yet.", name.stem()),
                why: format!("It is needed for {}.", name.needed_for()),
                place: format!("pack {}", name.stem()),
                fix: "Wait a moment.".to_owned(),
            }),
        }
    }

    /// The digest the manifest promises for a pack.
    pub(crate) fn promised_digest(&self, name: PackName) -> Option<&str> {
        self.manifest
            .entry(name)
            .map(|e| e.sha256.as_str())
            .filter(|d| !d.is_empty())
    }

    /// A diagnosis code in one line, billable or not on `date`. A code that is not known has an empty title.
    pub(crate) fn diagnosis_line(&self, code: &str, date: Option<Ymd>) -> CodeLine {
        let found = self.cm.as_ref().and_then(|pack| pack.code(code));
        CodeLine {
            system: CodeSystem::Cm,
            code: code.to_owned(),
            dotted: found.map_or_else(|| dotted_diagnosis(code), |c| c.dotted()),
            title: found.map_or_else(String::new, |c| c.title().to_owned()),
            title_mark: found.map_or(TitleMark::Official, |c| title_mark(c.title_source())),
            billable: found.zip(date).is_some_and(|(c, date)| c.billable_on(date)),
        }
    }

    /// A procedure code in one line.
    pub(crate) fn procedure_line(&self, code: &str, date: Option<Ymd>) -> CodeLine {
        let found = self.pcs.as_ref().and_then(|pack| pack.code(code));
        CodeLine {
            system: CodeSystem::Pcs,
            code: code.to_owned(),
            dotted: code.to_owned(),
            title: found.map_or_else(String::new, |c| c.title().to_owned()),
            title_mark: found.map_or(TitleMark::Official, |c| title_mark(c.title_source())),
            billable: found.zip(date).is_some_and(|(c, date)| c.billable_on(date)),
        }
    }

    /// What the code set says of a diagnosis code. `None` without the set.
    pub(crate) fn diagnosis_status(&self, code: &str, date: Ymd) -> Option<CodeStatus> {
        self.cm
            .as_ref()
            .map(|pack| CodeStatus::of_diagnosis(pack, code, date))
    }

    /// What the code set says of a procedure code. `None` without the set.
    pub(crate) fn procedure_status(&self, code: &str, date: Ymd) -> Option<CodeStatus> {
        self.pcs
            .as_ref()
            .map(|pack| CodeStatus::of_procedure(pack, code, date))
    }
}

/// The failure to answer with where a pack is needed and not there.
pub(crate) fn pack_failure_if_missing(packs: &Packs, name: PackName) -> Failure {
    packs.trouble(name).unwrap_or_else(|| {
        pack_failure(
            name,
            &PackError::Missing {
                pack: name.stem().to_owned(),
                detail: "it was not given to the engine".to_owned(),
            },
        )
    })
}

/// A pack's error as a failure for the screen.
pub(crate) fn pack_failure(name: PackName, error: &PackError) -> Failure {
    let what = error.to_string();
    let mut letters = what.chars();
    let what = letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    });
    Failure {
        what: format!("{what}."),
        why: format!(
            "Without it there is no {}; everything else works.",
            name.needed_for()
        ),
        place: format!("pack {}", name.stem()),
        fix: error.fix().to_owned(),
    }
}

/// The mark of a title's source.
pub(crate) const fn title_mark(source: codes::TitleSource) -> TitleMark {
    match source {
        codes::TitleSource::Official => TitleMark::Official,
        codes::TitleSource::Composed => TitleMark::Composed,
        codes::TitleSource::OwnWording => TitleMark::OwnWording,
    }
}

/// A code's status as the screen shows it.
pub(crate) fn validity(status: CodeStatus) -> Validity {
    match status {
        CodeStatus::Billable => Validity::Billable,
        CodeStatus::Header | CodeStatus::Seventh(Seventh::Missing) => Validity::Header,
        CodeStatus::NotYet(first) => Validity::NotYet {
            from: first.to_iso(),
        },
        CodeStatus::Ended(last) => Validity::Ended {
            until: last.to_iso(),
        },
        CodeStatus::Unknown | CodeStatus::Seventh(_) => Validity::Unknown,
    }
}
