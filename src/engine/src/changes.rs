//! What changed in the code sets between two dates, as a list to be filtered.

use codes::Ymd;
use codes::history::{Change, Successors, Timeline, WITHDRAWALS_KNOWN_FROM};
use codes::pcs::PcsPack;

use crate::code_text::{dotted_diagnosis, normalise_code};
use crate::packs::{Packs, pack_failure_if_missing};
use crate::protocol::{
    ChangeCount, ChangesQuery, ChapterLine, CodeChange, CodeChanges, CodeLine, CodeSystem, Failure,
    PackName,
};
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
        let fits = |change: &&Change<'_>| fits(packs, asked, *system, change);
        let line = |change: &Change<'_>, added: bool| CodeChange {
            line: line(packs, *system, change.code, found.to),
            added,
            day: change.day.to_iso(),
            replaced_by: if added {
                Vec::new()
            } else {
                replaced_by(timeline, *system, change.code)
            },
        };
        let added = found.added.iter().filter(fits).map(|c| line(c, true));
        let before = out.lines.len();
        out.lines.extend(added);
        let added = out.lines.len() - before;
        let gone = found.withdrawn.iter().filter(fits).map(|c| line(c, false));
        out.lines.extend(gone);
        let all = out.lines.len() - before;
        out.lines[before..].sort_by(|a, b| a.line.code.cmp(&b.line.code));
        out.counts.push(ChangeCount {
            system: *system,
            added: number(added),
            deleted: number(all - added),
        });
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
    out.limits.push(
        "Reworded titles are not listed: the tables keep each title as it is today.".to_owned(),
    );
    Ok(out)
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

fn fits(packs: &Packs, asked: &ChangesQuery, system: CodeSystem, change: &Change<'_>) -> bool {
    if !asked.chapter.is_empty() && chapter_of(packs, system, change.code) != asked.chapter {
        return false;
    }
    let text = asked.text.trim();
    if text.is_empty() || change.code.starts_with(&normalise_code(text)) {
        return true;
    }
    let title = change.title.to_lowercase();
    text.to_lowercase()
        .split_whitespace()
        .all(|word| title.contains(word))
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
