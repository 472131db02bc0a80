//! Composes the content of the ICD-10-CM pack: one tree of chapters, blocks, categories and codes.
//!
//! The newer tabular list gives the tree; the older one adds the codes withdrawn since; codes that neither has
//! stand below the longest beginning of theirs that is there, and get their titles from a title list or, at last,
//! from the working titles.

use std::collections::{BTreeMap, HashMap};

use codes::TitleSource;
use codes::cm::Level;
use codes::cm::content::Node;

use crate::PackerError;
use crate::calendar::Calendar;
use crate::former_titles;
use crate::read::tabular::{Entry, Tabular};
use crate::read::titles::WorkingTitle;

const PACK: &str = "icd10cm";

/// What the content is composed of.
pub(crate) struct Sources<'a> {
    /// Tabular lists, newest first.
    pub(crate) tabulars: &'a [Tabular],
    /// Long titles by code.
    pub(crate) titles: &'a BTreeMap<String, String>,
    /// Titles in our own words.
    pub(crate) working_titles: &'a [WorkingTitle],
    /// When each code is billable.
    pub(crate) calendar: &'a Calendar,
}

/// The tree while it grows: nodes, and the places of each node's children in order.
#[derive(Default)]
struct Tree {
    nodes: Vec<Node>,
    children: Vec<Vec<usize>>,
    roots: Vec<usize>,
    by_id: HashMap<String, usize>,
}

impl Tree {
    /// Adds a node as the last child of `parent`.
    fn add(&mut self, node: Node, parent: Option<usize>) -> usize {
        let at = self.nodes.len();
        self.by_id.insert(key(node.level, &node.id), at);
        self.nodes.push(node);
        self.children.push(Vec::new());
        match parent {
            Some(parent) => self.children[parent].push(at),
            None => self.roots.push(at),
        }
        at
    }

    /// Moves the last child of `parent` behind the greatest sibling that is smaller than it.
    fn settle_last(&mut self, parent: usize) {
        let Some(at) = self.children[parent].pop() else {
            return;
        };
        let id = &self.nodes[at].id;
        let before = self.children[parent]
            .iter()
            .enumerate()
            .filter(|(_, sibling)| self.nodes[**sibling].id < *id);
        let place = before
            .max_by_key(|(_, sibling)| &self.nodes[**sibling].id)
            .map_or(0, |(place, _)| place + 1);
        self.children[parent].insert(place, at);
    }

    fn find(&self, code: &str) -> Option<usize> {
        self.by_id.get(code).copied()
    }

    /// The node of the longest proper beginning of `code`.
    fn above(&self, code: &str) -> Option<usize> {
        (3..code.len())
            .rev()
            .find_map(|length| self.find(&code[..length]))
    }

    /// The nodes in order of print.
    fn in_order(mut self) -> Vec<Node> {
        let mut order = Vec::with_capacity(self.nodes.len());
        let mut stack: Vec<(usize, u8)> = self.roots.iter().rev().map(|&at| (at, 0)).collect();
        while let Some((at, depth)) = stack.pop() {
            self.nodes[at].depth = depth;
            order.push(at);
            stack.extend(
                self.children[at]
                    .iter()
                    .rev()
                    .map(|&child| (child, depth + 1)),
            );
        }
        let mut nodes: Vec<Option<Node>> = self.nodes.into_iter().map(Some).collect();
        order
            .into_iter()
            .filter_map(|at| nodes[at].take())
            .collect()
    }
}

/// Chapters and blocks are kept apart from codes: "C80" might be both.
fn key(level: Level, id: &str) -> String {
    if level >= Level::Category {
        id.to_owned()
    } else {
        format!("§{id}")
    }
}

/// Composes the nodes.
///
/// # Errors
/// [`PackerError::Content`] for a code that has no title or no place.
pub(crate) fn compose(sources: &Sources<'_>) -> Result<Vec<Node>, PackerError> {
    let mut tree = Tree::default();
    for tabular in sources.tabulars {
        add_tabular(&mut tree, tabular, sources.calendar);
    }
    let working: BTreeMap<&str, &WorkingTitle> = sources
        .working_titles
        .iter()
        .map(|t| (t.code.as_str(), t))
        .collect();
    // Headers first: BTreeMap order puts a header before the codes it begins.
    let headers = working
        .values()
        .filter(|t| t.kind == "header")
        .map(|t| t.code.as_str());
    let mut missing: Vec<&str> = sources
        .calendar
        .keys()
        .map(String::as_str)
        .chain(headers)
        .collect();
    missing.retain(|code| tree.find(code).is_none());
    missing.sort_unstable_by_key(|code| (code.len(), *code));
    for code in missing {
        add_untabulated(&mut tree, code, sources.titles, &working)?;
    }
    let mut nodes = tree.in_order();
    for node in nodes.iter_mut().filter(|n| n.level >= Level::Category) {
        node.periods = sources.calendar.get(&node.id).cloned().unwrap_or_default();
    }
    former_titles::add(&mut nodes, sources.tabulars);
    check(&nodes)?;
    Ok(nodes)
}

/// Adds what a tabular list has and the tree has not, 7th-character codes spelled out.
fn add_tabular(tree: &mut Tree, tabular: &Tabular, calendar: &Calendar) {
    let mut path: Vec<usize> = Vec::new();
    for (entry, seventh) in tabular.with_seventh_characters() {
        path.truncate(entry.depth);
        let (at, new) = match tree.find(&key(entry.level, &entry.id)) {
            Some(at) => (at, false),
            None => {
                let parent = path.last().copied();
                let at = tree.add(node(entry, tabular.year), parent);
                // In the first list the order of print is kept; later lists are sorted in.
                if let Some(parent) =
                    parent.filter(|&p| tree.nodes[p].tabular_year != Some(tabular.year))
                {
                    tree.settle_last(parent);
                }
                (at, true)
            }
        };
        path.push(at);
        for (character, meaning) in seventh {
            let code = format!("{:X<6}{character}", entry.id);
            // Not every combination exists: S06 with death as outcome takes no later encounter.
            if !calendar.contains_key(&code) || tree.find(&code).is_some() {
                continue;
            }
            let title = format!("{}, {meaning}", entry.description);
            tree.add(
                plain(code, title, TitleSource::Official, Some(tabular.year)),
                Some(at),
            );
            if !new {
                tree.settle_last(at);
            }
        }
    }
}

/// Adds a code that no tabular list has.
fn add_untabulated(
    tree: &mut Tree,
    code: &str,
    titles: &BTreeMap<String, String>,
    working: &BTreeMap<&str, &WorkingTitle>,
) -> Result<(), PackerError> {
    let wrong = |what: &str| PackerError::Content {
        pack: PACK,
        detail: format!("code “{code}” {what}"),
    };
    let parent = match tree.above(code) {
        Some(parent) => parent,
        // A category of its own goes into the block of the category before it.
        None => {
            block_before(tree, code).ok_or_else(|| wrong("has no place in the tabular list"))?
        }
    };
    let (title, source) = if let Some(title) = titles.get(code) {
        (title.clone(), TitleSource::Official)
    } else if let Some(title) = working.get(code) {
        (title.title.clone(), TitleSource::OwnWording)
    } else {
        // Withdrawn, but its 7th character is still defined above it.
        let last = code.chars().last().filter(|_| code.len() == 7);
        let meaning = last
            .and_then(|c| seventh_meaning(tree, parent, c))
            .ok_or_else(|| wrong("has no title"))?;
        (
            format!("{}, {meaning}", tree.nodes[parent].title),
            TitleSource::Official,
        )
    };
    tree.add(plain(code.to_owned(), title, source, None), Some(parent));
    tree.settle_last(parent);
    Ok(())
}

/// What a 7th character means at `node`: as defined at the nearest beginning of its code that defines any.
fn seventh_meaning(tree: &Tree, node: usize, character: char) -> Option<String> {
    let id = &tree.nodes[node].id;
    (3..=id.len())
        .rev()
        .filter_map(|length| tree.find(&id[..length]))
        .find_map(|at| {
            let defined = &tree.nodes[at].seventh_characters;
            defined
                .iter()
                .find(|(c, _)| *c == character)
                .map(|(_, meaning)| meaning.clone())
        })
}

/// The block that holds the greatest category before `code`.
fn block_before(tree: &Tree, code: &str) -> Option<usize> {
    let (mut best, mut block) = ("", None);
    for (at, children) in tree
        .children
        .iter()
        .enumerate()
        .filter(|(at, _)| tree.nodes[*at].level == Level::Block)
    {
        for &child in children {
            let id = tree.nodes[child].id.as_str();
            if tree.nodes[child].level == Level::Category && id < code && id > best {
                (best, block) = (id, Some(at));
            }
        }
    }
    block
}

fn node(entry: &Entry, year: u16) -> Node {
    Node {
        depth: 0,
        level: entry.level,
        id: entry.id.clone(),
        title: entry.description.clone(),
        title_source: TitleSource::Official,
        periods: Vec::new(),
        tabular_year: Some(year),
        notes: entry.notes.clone(),
        inclusion_terms: entry.inclusion_terms.clone(),
        seventh_characters: entry.seventh_characters.clone(),
        former_titles: Vec::new(),
    }
}

fn plain(
    code: String,
    title: String,
    title_source: TitleSource,
    tabular_year: Option<u16>,
) -> Node {
    Node {
        depth: 0,
        level: if code.len() == 3 {
            Level::Category
        } else {
            Level::Code
        },
        id: code,
        title,
        title_source,
        periods: Vec::new(),
        tabular_year,
        notes: Vec::new(),
        inclusion_terms: Vec::new(),
        seventh_characters: Vec::new(),
        former_titles: Vec::new(),
    }
}

/// A node without anything below it has to be a code that was billable once.
fn check(nodes: &[Node]) -> Result<(), PackerError> {
    let idle = nodes
        .iter()
        .zip(nodes.iter().skip(1).map(|n| n.depth).chain([0]));
    for (node, next) in idle {
        if node.level >= Level::Category && next <= node.depth && node.periods.is_empty() {
            let detail = format!("“{}” is neither a header nor ever billable", node.id);
            return Err(PackerError::Content { pack: PACK, detail });
        }
    }
    Ok(())
}
