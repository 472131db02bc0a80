//! What changed in the code sets between two dates, as a list to be filtered.

use codes::Ymd;
use codes::history::{Changes, Successors, Timeline, WITHDRAWALS_KNOWN_FROM};
use codes::pcs::PcsPack;

use crate::code_text::{dotted_diagnosis, normalise_code};
use crate::packs::{Packs, pack_failure_if_missing};
use crate::protocol::{
    ChangeCount, ChangeKind, ChangesQuery, ChapterLine, CodeChange, CodeChanges, CodeLine,
    CodeSystem, Failure, PackName,
};
use crate::rewording;
use crate::search::lookup_date;

/// Answers the question.
pub(crate) fn changes(packs: &Packs, asked: &ChangesQuery) -> Result<CodeChanges, Failure> {
    let mut sets = Vec::new();
    for (system, name) in [
        (CodeSystem::Cm, PackName::Icd10Cm),
        (CodeSystem::Pcs, PackName::Icd10Pcs),
    ] {
        let timeline = match system {
            CodeSystem::Cm => packs.cm.as_ref().map(Timeline::of_diagnoses),
            CodeSystem::Pcs => packs.pcs.as_ref().map(Timeline::of_procedures),
        };
        match timeline {
            Some(timeline) => sets.push((system, timeline)),
            None if asked.system == Some(system)
                || system == CodeSystem::Pcs && sets.is_empty() =>
            {
                return Err(pack_failure_if_missing(packs, name));
            }
            None => {}
        }
    }
    let wanted = |system: CodeSystem| asked.system.is_none_or(|only| only == system);
    let mut releases: Vec<Ymd> = sets
        .iter()
        .filter(|(system, _)| wanted(*system))
        .flat_map(|(_, timeline)| timeline.releases().iter().copied())
        .collect();
    releases.sort_unstable();
    releases.dedup();
    let to = lookup_date(&asked.to)?;
    let from = if asked.from.trim().is_empty() {
        let in_force = releases.partition_point(|release| *release <= to);
        releases
            .get(in_force.saturating_sub(2))
            .copied()
            .unwrap_or(to)
    } else {
        lookup_date(&asked.from)?
    };
    let mut out = CodeChanges {
        from: from.min(to).to_iso(),
        to: from.max(to).to_iso(),
        counts: Vec::new(),
        lines: Vec::new(),
        releases: releases.iter().rev().map(|day| day.to_iso()).collect(),
        chapters: chapters(packs),
        limits: Vec::new(),
    };
    let mut horizon = None;
    for (system, timeline) in sets.iter().filter(|(system, _)| wanted(*system)) {
        let found = timeline.changes(from, to);
        let mut lines = lines(packs, asked, timeline, *system, &found);
        let count = |kind| number(lines.iter().filter(|line| line.kind == kind).count());
        out.counts.push(ChangeCount {
            system: *system,
            added: count(ChangeKind::Added),
            deleted: count(ChangeKind::Deleted),
            retitled: timeline
                .rewordings_known()
                .map(|_| count(ChangeKind::Retitled)),
        });
        out.limits.extend(rewordings(*system, timeline, &found));
        out.lines.append(&mut lines);
        if found.to > timeline.horizon() {
            horizon = Some(timeline.horizon());
        }
    }
    if from.min(to) < WITHDRAWALS_KNOWN_FROM {
        out.limits.push(format!(
            "Codes deleted before {WITHDRAWALS_KNOWN_FROM} are missing: the tables begin there."
        ));
    }
    if let Some(horizon) = horizon {
        out.limits
            .push(format!("Nothing is known of the time after {horizon}."));
    }
    Ok(out)
}

/// The changes of one set that fit what is asked, in the order of the codes.
fn lines(
    packs: &Packs,
    asked: &ChangesQuery,
    timeline: &Timeline<'_>,
    system: CodeSystem,
    found: &Changes<'_>,
) -> Vec<CodeChange> {
    let wanted = |kind: ChangeKind| asked.kind.is_none_or(|only| only == kind);
    let came_or_went = [
        (ChangeKind::Added, &found.added),
        (ChangeKind::Deleted, &found.withdrawn),
    ]
    .into_iter()
    .filter(|(kind, _)| wanted(*kind))
    .flat_map(|(kind, changes)| changes.iter().map(move |change| (kind, change)))
    .filter(|(_, change)| fits(packs, asked, system, change.code, &[change.title]))
    .map(|(kind, change)| CodeChange {
        line: line(packs, system, change.code, found.to),
        kind,
        day: change.day.to_iso(),
        rewording: None,
        replaced_by: match kind {
            ChangeKind::Deleted => replaced_by(timeline, system, change.code),
            _ => Vec::new(),
        },
    });
    let retitled = found
        .retitled
        .iter()
        .filter(|_| wanted(ChangeKind::Retitled))
        .filter(|change| {
            fits(
                packs,
                asked,
                system,
                change.code,
                &[change.title, change.was],
            )
        })
        .map(|change| CodeChange {
            line: CodeLine {
                title: change.title.to_owned(),
                ..line(packs, system, change.code, found.to)
            },
            kind: ChangeKind::Retitled,
            day: change.revised_by.to_iso(),
            rewording: Some(rewording::compare(change.was, change.title)),
            replaced_by: Vec::new(),
        });
    let mut lines: Vec<CodeChange> = came_or_went.chain(retitled).collect();
    lines.sort_by(|a, b| a.line.code.cmp(&b.line.code));
    lines
}

/// What is not known of reworded titles, in sentences.
fn rewordings(system: CodeSystem, timeline: &Timeline<'_>, found: &Changes<'_>) -> Vec<String> {
    let Some((seen, by)) = timeline.rewordings_known() else {
        return vec![format!(
            "Retitled codes of {} are not listed: the packs have one title of each.",
            system.name()
        )];
    };
    let mut out = vec![format!(
        "Retitled codes of {}, headings included, are known from the tabular lists of {seen} and {by} alone; changes of \
         spacing, punctuation and capitals are left out.",
        system.name()
    )];
    if found.retitled.iter().any(|change| !change.certain) {
        out.push(format!(
            "On which day after {seen} a title was revised, at the latest on {by}, is not in the sources: it may lie \
             outside these two dates."
        ));
    }
    out
}

/// The chapter of a code as it is filtered by.
fn chapter_of(packs: &Packs, system: CodeSystem, code: &str) -> String {
    match system {
        CodeSystem::Cm => packs
            .cm
            .as_ref()
            .and_then(|pack| pack.code(code))
            .and_then(|code| code.path().first().map(|chapter| chapter.code().to_owned()))
            .map_or_else(String::new, |chapter| format!("cm:{chapter}")),
        CodeSystem::Pcs => format!("pcs:{}", code.get(..1).unwrap_or_default()),
    }
}

fn fits(
    packs: &Packs,
    asked: &ChangesQuery,
    system: CodeSystem,
    code: &str,
    titles: &[&str],
) -> bool {
    if !asked.chapter.is_empty() && chapter_of(packs, system, code) != asked.chapter {
        return false;
    }
    let text = asked.text.trim();
    if text.is_empty() || code.starts_with(&normalise_code(text)) {
        return true;
    }
    let words = text.to_lowercase();
    titles.iter().any(|title| {
        let title = title.to_lowercase();
        words.split_whitespace().all(|word| title.contains(word))
    })
}

fn line(packs: &Packs, system: CodeSystem, code: &str, date: Ymd) -> CodeLine {
    match system {
        CodeSystem::Cm => packs.diagnosis_line(code, Some(date)),
        CodeSystem::Pcs => packs.procedure_line(code, Some(date)),
    }
}

fn replaced_by(timeline: &Timeline<'_>, system: CodeSystem, code: &str) -> Vec<String> {
    let Some(Successors::Known(rows)) = timeline.successors(code) else {
        return Vec::new();
    };
    let mut codes: Vec<String> = rows
        .iter()
        .map(|row| match system {
            CodeSystem::Cm => dotted_diagnosis(row.new),
            CodeSystem::Pcs => row.new.to_owned(),
        })
        .collect();
    codes.dedup();
    codes
}

fn chapters(packs: &Packs) -> Vec<ChapterLine> {
    let diagnoses = packs.cm.iter().flat_map(|pack| {
        pack.chapters().map(|chapter| ChapterLine {
            key: format!("cm:{}", chapter.code()),
            words: format!("Chapter {} {}", chapter.code(), chapter.title()),
        })
    });
    let procedures = packs.pcs.iter().flat_map(sections);
    diagnoses.chain(procedures).collect()
}

fn sections(pack: &PcsPack) -> Vec<ChapterLine> {
    ('0'..='9')
        .chain('A'..='Z')
        .filter_map(|section| {
            let code = pack.starting_with(&section.to_string()).next()?;
            Some(ChapterLine {
                key: format!("pcs:{section}"),
                words: format!("Section {section} {}", code.axes()[0].label),
            })
        })
        .collect()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
