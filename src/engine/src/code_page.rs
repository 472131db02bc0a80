//! The page of one code: where it stands, what is written beside it and when it is valid.

use codes::Ymd;
use codes::book::{self, Page};
use codes::cm::{CmCode, CmPack, Level as Depth, NoteKind};
use codes::history::{self, Replacement, Timeline, day_after};
use codes::pcs::{PcsCode, PcsPack};
use edits::findings::CodeStatus;
use grouper::{CodeSeverity, Version};

use crate::code_text::normalise_code;
use crate::packs::{Packs, pack_failure_if_missing, title_mark, validity};
use crate::protocol::{
    Axis, CodeLine, CodePage, CodeSystem, Failure, Inclusion, Level, Moment, NoteLink, NoteView,
    PackName, SeventhLine, SeventhView, Successors, Validity,
};
use crate::tabular::key_of;

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
    let timeline = Timeline::of_diagnoses(pack);
    let line = |code: &str| packs.diagnosis_line(code, None);
    let found = Page::of(pack, code, date);
    CodePage {
        line: packs.diagnosis_line(code.code(), Some(date)),
        date: date.to_iso(),
        validity: validity(status),
        validity_text: validity_text(&validity(status), date),
        title_note: title_note(&timeline, code.code(), date),
        successors: successors(&timeline, code.code(), line),
        periods: periods(code.periods()),
        moments: moments(&timeline, code.code(), pack.replaces(code.code()), line),
        releases: releases(&timeline),
        path: path.iter().map(|node| level(*node, date)).collect(),
        notes,
        inclusion_terms: found
            .inclusion_terms
            .iter()
            .map(|(at, text)| Inclusion {
                text: (*text).to_owned(),
                level: level_name(*at),
                inherited: *at != code,
            })
            .collect(),
        seventh: found.seventh.as_ref().map(|seventh| SeventhView {
            level: level_name(seventh.defined_at),
            lines: seventh
                .characters
                .iter()
                .map(|(seventh, made)| SeventhLine {
                    character: seventh.character,
                    meaning: seventh.meaning.to_owned(),
                    code: made.map(|made| packs.diagnosis_line(made.code(), Some(date))),
                })
                .collect(),
        }),
        children: code
            .children()
            .map(|child| CodeLine {
                system: CodeSystem::Cm,
                code: child.code().to_owned(),
                dotted: child.dotted(),
                title: child.title_on(date).to_owned(),
                title_mark: title_mark(child.title_source()),
                billable: child.billable_on(date),
            })
            .collect(),
        axes: Vec::new(),
        rewordings: rewordings_known(&timeline),
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
    let timeline = Timeline::of_procedures(pack);
    let line = |code: &str| packs.procedure_line(code, None);
    CodePage {
        line: packs.procedure_line(code.code(), Some(date)),
        date: date.to_iso(),
        validity: validity(status),
        validity_text: validity_text(&validity(status), date),
        title_note: String::new(),
        successors: successors(&timeline, code.code(), line),
        periods: periods(code.periods()),
        moments: moments(&timeline, code.code(), pack.replaces(code.code()), line),
        releases: releases(&timeline),
        path: axes
            .iter()
            .take(3)
            .enumerate()
            .map(|(place, axis)| Level {
                name: format!("{} {}", axis.name, axis.value),
                title: axis.label.clone(),
                code: None,
                key: code.code().get(..=place).unwrap_or_default().to_owned(),
            })
            .collect(),
        notes: Vec::new(),
        inclusion_terms: Vec::new(),
        seventh: None,
        children: Vec::new(),
        axes,
        rewordings: rewordings_known(&timeline),
        grouper,
    }
}

/// The codes that a note names.
fn links(pack: &CmPack, text: &str) -> Vec<NoteLink> {
    book::references(pack, text)
        .into_iter()
        .filter(|named| named.first.level() >= Depth::Category)
        .flat_map(|named| {
            let span = named.span.clone();
            let last = text.get(span.clone()).unwrap_or_default();
            let last = last.rfind(&named.last.dotted()).unwrap_or_default();
            if named.first == named.last || last == 0 {
                vec![link(span, named.first)]
            } else {
                let from = span.start + last;
                let first = span.start..span.start + named.first.dotted().len();
                vec![link(first, named.first), link(from..span.end, named.last)]
            }
        })
        .collect()
}

fn link(span: core::ops::Range<usize>, code: CmCode<'_>) -> NoteLink {
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    NoteLink {
        from: place(span.start),
        to: place(span.end),
        code: code.code().to_owned(),
    }
}

/// What happened to the code: when it came, what it took over, when it went and what took over.
fn moments<'p>(
    timeline: &Timeline<'_>,
    code: &str,
    replaces: impl Iterator<Item = Replacement<'p>>,
    line: impl Fn(&str) -> CodeLine,
) -> Vec<Moment> {
    let Some(entry) = timeline.entry(code) else {
        return Vec::new();
    };
    let took_over: Vec<Replacement<'p>> = replaces.collect();
    let mut out = Vec::new();
    for (at, period) in entry.periods.iter().enumerate() {
        let mut codes: Vec<CodeLine> = took_over
            .iter()
            .filter(|row| row.effective == period.first)
            .map(|row| line(row.old))
            .collect();
        codes.dedup();
        let words = if timeline.releases().first() == Some(&period.first) {
            "part of the first release"
        } else if at > 0 {
            "valid again"
        } else if codes.is_empty() {
            "new"
        } else {
            "new, in place of"
        };
        out.push(Moment {
            day: period.first.to_iso(),
            words: words.to_owned(),
            codes,
        });
        if period.last < timeline.horizon() {
            let for_good = at + 1 == entry.periods.len();
            let codes = match timeline.successors(code) {
                Some(history::Successors::Known(rows)) if for_good => {
                    let mut codes: Vec<CodeLine> = rows.iter().map(|row| line(row.new)).collect();
                    codes.dedup();
                    codes
                }
                _ => Vec::new(),
            };
            let words = if codes.is_empty() {
                "deleted"
            } else {
                "deleted, replaced by"
            };
            out.push(Moment {
                day: day_after(period.last).to_iso(),
                words: words.to_owned(),
                codes,
            });
        }
    }
    out.extend(timeline.former_titles(entry).map(|former| Moment {
        day: former.revised_by.to_iso(),
        words: format!(
            "title revised between {} and this day (on which day, the sources don’t say); was “{}”",
            former.seen, former.title
        ),
        codes: Vec::new(),
    }));
    out.sort_by(|one, other| one.day.cmp(&other.day));
    out
}

/// What is to be said of the title on the date; nothing where no rewording is known.
fn title_note(timeline: &Timeline<'_>, code: &str, date: Ymd) -> String {
    let Some(entry) = timeline.entry(code) else {
        return String::new();
    };
    let former = timeline
        .former_titles(entry)
        .find(|former| date < former.revised_by);
    match former {
        Some(former) if date <= former.seen => {
            format!(
                "The title as of {}. Today it is “{}”.",
                former.seen, entry.title
            )
        }
        Some(former) => format!(
            "The title was revised between {} and {}: on {date} it may still have been “{}”.",
            former.seen, former.revised_by, former.title
        ),
        None => String::new(),
    }
}

/// How far rewordings of titles are known, in a sentence.
fn rewordings_known(timeline: &Timeline<'_>) -> String {
    match timeline.rewordings_known() {
        Some((seen, by)) => format!(
            "Rewordings of titles are known between {seen} and {by} only, and those of words only."
        ),
        None => {
            "Rewordings of titles are not known: the packs have one title of each code.".to_owned()
        }
    }
}

fn releases(timeline: &Timeline<'_>) -> Vec<String> {
    timeline
        .releases()
        .iter()
        .rev()
        .map(|day| day.to_iso())
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

/// What a level of the tabular list is called.
pub(crate) fn level_name(node: CmCode<'_>) -> String {
    match node.level() {
        Depth::Chapter => format!("Chapter {}", node.code()),
        Depth::Block => format!("Block {}", node.code()),
        Depth::Category => format!("Category {}", node.code()),
        Depth::Code => format!("Code {}", node.dotted()),
    }
}

fn level(node: CmCode<'_>, date: Ymd) -> Level {
    let has_page = node.level() >= Depth::Category;
    Level {
        name: level_name(node),
        title: node.title_on(date).to_owned(),
        code: has_page.then(|| node.code().to_owned()),
        key: key_of(node),
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
