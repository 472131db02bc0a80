//! The page of one code: where it stands, what is written beside it and when it is valid.

use codes::cm::{CmCode, CmPack, Level as Depth, NoteKind};
use codes::history::{self, Timeline};
use codes::pcs::{PcsCode, PcsPack};
use codes::{Ymd, book};
use edits::findings::CodeStatus;
use grouper::{CodeSeverity, Version};

use crate::code_text::normalise_code;
use crate::packs::{Packs, pack_failure_if_missing, title_mark, validity};
use crate::protocol::{
    Axis, CodeLine, CodePage, CodeSystem, Failure, Level, NoteLink, NoteView, PackName, Successors,
    Validity,
};

/// Builds the page of a code.
pub(crate) fn page(
    packs: &mut Packs,
    system: CodeSystem,
    code: &str,
    date: Ymd,
) -> Result<CodePage, Failure> {
    let code = normalise_code(code);
    let grouper = grouper_lines(packs, system, &code, date);
    match system {
        CodeSystem::Cm => {
            let pack = packs
                .cm
                .as_ref()
                .ok_or_else(|| pack_failure_if_missing(packs, PackName::Icd10Cm))?;
            let found = pack.code(&code).ok_or_else(|| unknown(system, &code))?;
            Ok(diagnosis_page(packs, pack, found, date, grouper))
        }
        CodeSystem::Pcs => {
            let pack = packs
                .pcs
                .as_ref()
                .ok_or_else(|| pack_failure_if_missing(packs, PackName::Icd10Pcs))?;
            let found = pack.code(&code).ok_or_else(|| unknown(system, &code))?;
            Ok(procedure_page(packs, pack, found, date, grouper))
        }
    }
}

fn unknown(system: CodeSystem, code: &str) -> Failure {
    Failure {
        what: format!("There is no {} code {code}.", system.name()),
        why: "No release of the code set that is loaded has it.".to_owned(),
        place: "the code that was asked for".to_owned(),
        fix: "Correct the code, or search by words.".to_owned(),
    }
}

fn diagnosis_page(
    packs: &Packs,
    pack: &CmPack,
    code: CmCode<'_>,
    date: Ymd,
    grouper: Vec<String>,
) -> CodePage {
    let status = packs
        .diagnosis_status(code.code(), date)
        .unwrap_or(CodeStatus::Unknown);
    let path = code.path();
    let notes = path
        .iter()
        .flat_map(|node| {
            let level = level_name(*node);
            let inherited = *node != code;
            node.notes().map(move |note| NoteView {
                kind: note_words(note.kind).to_owned(),
                text: note.text.to_owned(),
                level: level.clone(),
                inherited,
                year: note.year,
                links: links(pack, note.text),
            })
        })
        .collect();
    CodePage {
        line: packs.diagnosis_line(code.code(), Some(date)),
        date: date.to_iso(),
        validity: validity(status),
        validity_text: validity_text(&validity(status), date),
        successors: successors(&Timeline::of_diagnoses(pack), code.code(), |code| {
            packs.diagnosis_line(code, None)
        }),
        periods: periods(code.periods()),
        path: path.iter().map(|node| level(*node)).collect(),
        notes,
        inclusion_terms: code.inclusion_terms().map(str::to_owned).collect(),
        children: code
            .children()
            .map(|child| CodeLine {
                system: CodeSystem::Cm,
                code: child.code().to_owned(),
                dotted: child.dotted(),
                title: child.title().to_owned(),
                title_mark: title_mark(child.title_source()),
                billable: child.billable_on(date),
            })
            .collect(),
        axes: Vec::new(),
        grouper,
    }
}

fn procedure_page(
    packs: &Packs,
    pack: &PcsPack,
    code: PcsCode<'_>,
    date: Ymd,
    grouper: Vec<String>,
) -> CodePage {
    let status = packs
        .procedure_status(code.code(), date)
        .unwrap_or(CodeStatus::Unknown);
    let axes: Vec<Axis> = code
        .axes()
        .iter()
        .map(|axis| Axis {
            name: axis.name.to_owned(),
            value: axis.value.to_string(),
            label: axis.label.to_owned(),
        })
        .collect();
    CodePage {
        line: packs.procedure_line(code.code(), Some(date)),
        date: date.to_iso(),
        validity: validity(status),
        validity_text: validity_text(&validity(status), date),
        successors: successors(&Timeline::of_procedures(pack), code.code(), |code| {
            packs.procedure_line(code, None)
        }),
        periods: periods(code.periods()),
        path: axes
            .iter()
            .take(3)
            .map(|axis| Level {
                name: format!("{} {}", axis.name, axis.value),
                title: axis.label.clone(),
                code: None,
            })
            .collect(),
        notes: Vec::new(),
        inclusion_terms: Vec::new(),
        children: Vec::new(),
        axes,
        grouper,
    }
}

/// The codes that a note names.
fn links(pack: &CmPack, text: &str) -> Vec<NoteLink> {
    book::references(pack, text)
        .into_iter()
        .filter(|named| named.first.level() >= Depth::Category)
        .filter_map(|named| {
            Some(NoteLink {
                from: u32::try_from(named.span.start).ok()?,
                to: u32::try_from(named.span.end).ok()?,
                code: named.first.code().to_owned(),
            })
        })
        .collect()
}

/// What took over from the code, if the tables withdraw it.
fn successors(timeline: &Timeline<'_>, code: &str, line: impl Fn(&str) -> CodeLine) -> Successors {
    match timeline.successors(code) {
        None => Successors::None,
        Some(history::Successors::NotKnown) => Successors::NotKnown,
        Some(history::Successors::Known(rows)) => {
            let mut lines: Vec<CodeLine> = rows.iter().map(|row| line(row.new)).collect();
            lines.dedup();
            Successors::Known(lines)
        }
    }
}

fn level_name(node: CmCode<'_>) -> String {
    match node.level() {
        Depth::Chapter => format!("Chapter {}", node.code()),
        Depth::Block => format!("Block {}", node.code()),
        Depth::Category => format!("Category {}", node.code()),
        Depth::Code => format!("Code {}", node.dotted()),
    }
}

fn level(node: CmCode<'_>) -> Level {
    let has_page = node.level() >= Depth::Category;
    Level {
        name: level_name(node),
        title: node.title().to_owned(),
        code: has_page.then(|| node.code().to_owned()),
    }
}

const fn note_words(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Includes => "Includes",
        NoteKind::Excludes1 => "Excludes 1: never together",
        NoteKind::Excludes2 => "Excludes 2: not part of it, may be added",
        NoteKind::CodeFirst => "Code first",
        NoteKind::UseAdditionalCode => "Use additional code",
        NoteKind::CodeAlso => "Code also",
        NoteKind::Note => "Note",
        NoteKind::SeventhCharacter => "7th character",
        NoteKind::VisualImpairment => "Table of visual impairment",
    }
}

/// Days from which on an end means "no end known": the tables speak of the future only so far.
fn periods(periods: &[codes::Period]) -> Vec<(String, Option<String>)> {
    let open_ended = Version::ALL[Version::ALL.len() - 1].first_day();
    periods
        .iter()
        .map(|p| {
            (
                p.first.to_iso(),
                (p.last <= open_ended).then(|| p.last.to_iso()),
            )
        })
        .collect()
}

fn validity_text(validity: &Validity, date: Ymd) -> String {
    match validity {
        Validity::Billable => format!("Can be reported for a discharge on {date}."),
        Validity::Header => "A heading: choose one of the codes below it.".to_owned(),
        Validity::NotYet { from } => format!("Not yet valid on {date}: begins on {from}."),
        Validity::Ended { until } => format!("No longer valid on {date}: ended on {until}."),
        Validity::Unknown => "Not in the code set.".to_owned(),
    }
}

/// What the grouper of that date knows of the code.
fn grouper_lines(packs: &mut Packs, system: CodeSystem, code: &str, date: Ymd) -> Vec<String> {
    let Some((versions, version)) = packs.versions.as_mut().zip(Version::for_discharge(date))
    else {
        return Vec::new();
    };
    let grouper = versions.get(version);
    let line = match system {
        CodeSystem::Cm => grouper.severity_of(code).map(|severity| match severity {
            CodeSeverity::Mcc => "MCC as a secondary diagnosis",
            CodeSeverity::Cc => "CC as a secondary diagnosis",
            _ => "neither CC nor MCC",
        }),
        CodeSystem::Pcs => grouper.is_operating_room(code).map(|operating_room| {
            if operating_room {
                "operating room procedure"
            } else {
                "not an operating room procedure"
            }
        }),
    };
    line.map(|words| format!("{words} in {version}"))
        .into_iter()
        .collect()
}
