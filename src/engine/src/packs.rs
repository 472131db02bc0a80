//! The packs the engine holds. Each loads by itself: a missing or damaged one leaves the others working.

use std::collections::BTreeMap;

use codes::cm::{CmCode, CmPack};
use codes::pcs::PcsPack;
use codes::search::{Hit, Index, Query, Scratch};
use codes::weights::Weights;
use codes::{PackError, System, Ymd};
use edits::conventions::Conventions;
use edits::findings::{CodeStatus, Seventh};
use edits::mce::CodeEditor;
use grouper::{MsDrg, Version};
use official::fit;

use crate::about;
use crate::code_text::dotted_diagnosis;
use crate::manifest::{Manifest, ManifestEntry};
use crate::official::{Changed, Official};
use crate::protocol::{
    CodeLine, CodeSystem, Failure, PackName, PackState, PackView, TitleMark, Validity,
};
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
    /// Weights of the pack, and of the tables that were taken in.
    pub(crate) weights: Option<Weights>,
    pack_weights: Option<Weights>,
    /// Official files that the user has taken in.
    pub(crate) official: Official,
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
            PackName::Weights => Weights::open(bytes).map(|p| self.pack_weights = Some(p)),
        };
        self.combine_weights();
        if opened.is_ok() && matches!(name, PackName::Icd10Cm | PackName::Icd10Pcs) {
            // Built anew when they are next wanted, over the sets that are there by then.
            self.forget_index();
            self.conventions = None;
        }
        opened
    }

    /// Puts the weights of the pack and those of tables taken in together; where both have a year, the pack's hold.
    pub(crate) fn combine_weights(&mut self) {
        let own = self.pack_weights.clone();
        self.weights = match self.official.weights() {
            [] => own,
            rows => Some(own.unwrap_or_default().with_years(rows)),
        };
    }

    /// Whether the pack of weights has this fiscal year.
    pub(crate) fn has_weights_of_its_own(&self, fiscal_year: u16) -> bool {
        self.pack_weights
            .as_ref()
            .is_some_and(|pack| pack.fiscal_years().contains(&fiscal_year))
    }

    /// What official files are held against.
    pub(crate) fn loaded(&self) -> fit::Loaded<'_> {
        fit::Loaded {
            diagnoses: self.cm.as_ref(),
            procedures: self.pcs.as_ref(),
            grouper: Some(Version::ALL[0].first_day()).zip(about::last_day()),
        }
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

    /// Builds the search index over the code sets that are loaded and the indexes that were taken in, unless it is there
    /// already.
    pub(crate) fn build_index(&mut self) {
        if self.index.is_none() && (self.cm.is_some() || self.pcs.is_some()) {
            let terms = self.official.index_terms();
            self.index = Some(Index::build_with(
                self.cm.as_ref(),
                self.pcs.as_ref(),
                terms,
            ));
        }
    }

    /// The search index is built anew when it is next wanted.
    pub(crate) fn forget_index(&mut self) {
        self.index = None;
    }

    /// Bytes the search index holds; 0 where it is not built.
    pub(crate) fn index_bytes(&self) -> usize {
        self.index.as_ref().map_or(0, Index::heap_bytes)
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

    /// A diagnosis code in one line, with the title it had on `date`, billable then or not. A code that is not known has
    /// an empty title; without a date it has the title of today.
    pub(crate) fn diagnosis_line(&self, code: &str, date: Option<Ymd>) -> CodeLine {
        let changed = date.and_then(|date| self.official.change(System::Cm, code, date));
        let date = last_known(changed, date);
        let found = self.cm.as_ref().and_then(|pack| pack.code(code));
        let title = |code: CmCode<'_>| {
            date.map_or_else(|| code.title(), |date| code.title_on(date))
                .to_owned()
        };
        CodeLine {
            system: CodeSystem::Cm,
            code: code.to_owned(),
            dotted: found.map_or_else(|| dotted_diagnosis(code), |c| c.dotted()),
            title: changed_title(changed).unwrap_or_else(|| found.map_or_else(String::new, title)),
            title_mark: found.map_or(TitleMark::Official, |c| title_mark(c.title_source())),
            billable: match changed {
                Some(Changed::New(_)) => true,
                Some(Changed::Ended(_)) => false,
                _ => found.zip(date).is_some_and(|(c, date)| c.billable_on(date)),
            },
        }
    }

    /// A procedure code in one line.
    pub(crate) fn procedure_line(&self, code: &str, date: Option<Ymd>) -> CodeLine {
        let changed = date.and_then(|date| self.official.change(System::Pcs, code, date));
        let date = last_known(changed, date);
        let found = self.pcs.as_ref().and_then(|pack| pack.code(code));
        CodeLine {
            system: CodeSystem::Pcs,
            code: code.to_owned(),
            dotted: code.to_owned(),
            title: changed_title(changed)
                .unwrap_or_else(|| found.map_or_else(String::new, |c| c.title().to_owned())),
            title_mark: found.map_or(TitleMark::Official, |c| title_mark(c.title_source())),
            billable: match changed {
                Some(Changed::New(_)) => true,
                Some(Changed::Ended(_)) => false,
                _ => found.zip(date).is_some_and(|(c, date)| c.billable_on(date)),
            },
        }
    }

    /// What the code set says of a diagnosis code. `None` without the set.
    pub(crate) fn diagnosis_status(&self, code: &str, date: Ymd) -> Option<CodeStatus> {
        let pack = self.cm.as_ref()?;
        Some(match self.official.change(System::Cm, code, date) {
            Some(Changed::New(_)) => CodeStatus::Billable,
            Some(Changed::Ended(last)) => CodeStatus::Ended(last),
            Some(Changed::Unchanged(day)) => CodeStatus::of_diagnosis(pack, code, day),
            None => CodeStatus::of_diagnosis(pack, code, date),
        })
    }

    /// What the code set says of a procedure code. `None` without the set.
    pub(crate) fn procedure_status(&self, code: &str, date: Ymd) -> Option<CodeStatus> {
        let pack = self.pcs.as_ref()?;
        Some(match self.official.change(System::Pcs, code, date) {
            Some(Changed::New(_)) => CodeStatus::Billable,
            Some(Changed::Ended(last)) => CodeStatus::Ended(last),
            Some(Changed::Unchanged(day)) => CodeStatus::of_procedure(pack, code, day),
            None => CodeStatus::of_procedure(pack, code, date),
        })
    }
}

/// The day on which the packs are to be asked.
fn last_known(changed: Option<Changed<'_>>, date: Option<Ymd>) -> Option<Ymd> {
    match changed {
        Some(Changed::Unchanged(day)) => Some(day),
        _ => date,
    }
}

/// The title of a code that a list taken in has and the packs have not.
fn changed_title(changed: Option<Changed<'_>>) -> Option<String> {
    match changed {
        Some(Changed::New(title)) => Some(title.to_owned()),
        _ => None,
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
