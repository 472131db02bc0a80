//! The code sets as books that are leafed through: chapters, blocks, categories and codes; sections and tables.
//!
//! A level of the list shows what stands on the date and nothing else, with the count of valid codes in it.

use codes::Ymd;
use codes::cm::{CmCode, CmPack, Level as Depth};
use codes::pcs::{PcsPack, axis_name};

use crate::code_page::level_name;
use crate::packs::{Packs, pack_failure_if_missing};
use crate::protocol::{CodeSystem, Failure, ListLine, ListStep, ListView, PackName};

/// Characters of a procedure code that name a table.
const TABLE: usize = 3;

/// One level of a code set's list.
pub(crate) fn list(
    packs: &Packs,
    system: CodeSystem,
    key: &str,
    date: Ymd,
) -> Result<ListView, Failure> {
    let (path, lines) = match system {
        CodeSystem::Cm => {
            let pack = packs
                .cm
                .as_ref()
                .ok_or_else(|| pack_failure_if_missing(packs, PackName::Icd10Cm))?;
            diagnoses(pack, key, date).ok_or_else(|| no_level(system, key))?
        }
        CodeSystem::Pcs => {
            let pack = packs
                .pcs
                .as_ref()
                .ok_or_else(|| pack_failure_if_missing(packs, PackName::Icd10Pcs))?;
            procedures(pack, key, date).ok_or_else(|| no_level(system, key))?
        }
    };
    Ok(ListView {
        system,
        date: date.to_iso(),
        key: key.to_owned(),
        path,
        lines,
    })
}

/// The key of a node of the tabular list.
pub(crate) fn key_of(node: CmCode<'_>) -> String {
    node.index().to_string()
}

fn no_level(system: CodeSystem, key: &str) -> Failure {
    Failure {
        what: format!(
            "There is no level “{key}” in the list of {}.",
            system.name()
        ),
        why: "The list was made from other tables, or the level is no part of it.".to_owned(),
        place: "the list that was asked for".to_owned(),
        fix: "Begin at the top of the list.".to_owned(),
    }
}

type Level = (Vec<ListStep>, Vec<ListLine>);

fn diagnoses(pack: &CmPack, key: &str, date: Ymd) -> Option<Level> {
    let (path, below): (Vec<CmCode<'_>>, Vec<CmCode<'_>>) = if key.is_empty() {
        (Vec::new(), pack.chapters().collect())
    } else {
        let node = pack.at(key.parse().ok()?)?;
        (node.path(), node.children().collect())
    };
    let steps = path
        .into_iter()
        .map(|node| ListStep {
            key: key_of(node),
            name: level_name(node),
            title: node.title_on(date).to_owned(),
        })
        .collect();
    let lines = below
        .into_iter()
        .filter_map(|node| {
            let own = u32::from(node.billable_on(date));
            let codes = own + counted(node.descendants().filter(|n| n.billable_on(date)));
            let has_page = node.level() >= Depth::Category;
            (codes > 0).then(|| ListLine {
                key: key_of(node),
                name: if has_page {
                    node.dotted()
                } else {
                    node.code().to_owned()
                },
                title: node.title_on(date).to_owned(),
                codes,
                code: has_page.then(|| node.code().to_owned()),
                leads_on: codes > own,
            })
        })
        .collect();
    Some((steps, lines))
}

fn procedures(pack: &PcsPack, key: &str, date: Ymd) -> Option<Level> {
    let depth = key.len();
    let mut valid = pack
        .starting_with(key)
        .filter(|code| code.billable_on(date))
        .peekable();
    if depth > TABLE || (depth > 0 && valid.peek().is_none()) {
        return None;
    }
    let axes = valid.peek().map(|code| code.axes());
    let steps = (0..depth)
        .filter_map(|place| {
            let axis = axes.as_ref()?.get(place)?;
            Some(ListStep {
                key: key.get(..=place)?.to_owned(),
                name: format!("{} {}", axis.name, axis.value),
                title: axis.label.to_owned(),
            })
        })
        .collect();
    let mut lines: Vec<ListLine> = Vec::new();
    for code in valid {
        if depth == TABLE {
            lines.push(ListLine {
                key: code.code().to_owned(),
                name: code.code().to_owned(),
                title: code.title().to_owned(),
                codes: 1,
                code: Some(code.code().to_owned()),
                leads_on: false,
            });
            continue;
        }
        let beginning = code.code().get(..=depth)?;
        match lines.last_mut() {
            Some(line) if line.key == beginning => line.codes += 1,
            _ => {
                let label = code.axes().get(depth).map_or("", |axis| axis.label);
                lines.push(ListLine {
                    key: beginning.to_owned(),
                    name: beginning.to_owned(),
                    title: match label {
                        "" => axis_name(beginning.chars().next()?, depth).to_owned(),
                        _ => label.to_owned(),
                    },
                    codes: 1,
                    code: None,
                    leads_on: true,
                });
            }
        }
    }
    Some((steps, lines))
}

fn counted<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
