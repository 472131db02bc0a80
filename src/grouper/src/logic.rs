//! The logic tables of one version, compiled: rows in the order they are tried, their formulas as tests of
//! numbered facts, and an index that names the rows worth trying.
//!
//! A row whose formula needs one of certain facts can't be true where the stay has none of them. Each table keeps,
//! for each such fact, the rows that it opens; the others need not be looked at unless somebody wants to see them.

use rustc_hash::FxHashMap;

use crate::facts::{self, CAPACITY, COUNTERS, FIRST_FREE, Facts, WORDS};
use crate::formula::{self, Test};
use crate::outcome::DrgKind;
use crate::tables::{LogicRow, Tables, span_holds};

/// Most rows of a table.
const MOST_ROWS: usize = 128;

/// Where a fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Prefix {
    /// A procedure's attribute.
    Bare,
    /// The principal diagnosis's.
    Principal,
    /// A secondary diagnosis's.
    Secondary,
    /// Any diagnosis's.
    Any,
}

/// A fact that a version numbered itself.
#[derive(Debug, Clone)]
pub(crate) struct NamedFact {
    pub(crate) prefix: Prefix,
    pub(crate) name: String,
}

/// A row of a logic table.
#[derive(Debug, Clone)]
pub(crate) struct RowView {
    pub(crate) rank: u16,
    pub(crate) base_drg: u16,
    pub(crate) drg: u16,
    pub(crate) kind: DrgKind,
    pub(crate) goes_to_mdc: u8,
    /// First test.
    pub(crate) start: u16,
    /// Suppression attributes, as bits.
    pub(crate) suppressed: u32,
    /// Position of its text.
    pub(crate) formula: u16,
}

/// The table of one MDC.
#[derive(Debug, Clone, Default)]
pub(crate) struct LogicTable {
    /// Position of its first row.
    pub(crate) first: usize,
    /// Number of rows.
    pub(crate) len: usize,
    /// Rows that are always tried, as bits.
    always: u128,
    /// Facts that open rows.
    openers: Facts,
    /// How many openers stand in the words before each word of the set.
    openers_before: [u16; WORDS],
    /// For each opener in ascending order, the rows that it opens, as bits.
    opened: Vec<u128>,
    /// Rows that ask for a counter, as bits.
    pub(crate) counting: u128,
}

impl LogicTable {
    /// The rows worth trying, as bits.
    pub(crate) fn worth_trying(&self, facts: &Facts) -> u128 {
        let mut rows = self.always;
        for (word, before) in self.openers_before.iter().enumerate() {
            let openers = self.openers.word(word);
            let mut here = facts.word(word) & openers;
            while here != 0 {
                let lowest = here & here.wrapping_neg();
                here ^= lowest;
                let rank = usize::from(*before) + (openers & (lowest - 1)).count_ones() as usize;
                rows |= self.opened[rank];
            }
        }
        rows
    }

    /// All rows, as bits.
    pub(crate) const fn all(&self) -> u128 {
        if self.len < MOST_ROWS {
            (1 << self.len) - 1
        } else {
            u128::MAX
        }
    }
}

/// The compiled logic of one version.
#[derive(Debug, Clone)]
pub(crate) struct Logic {
    pub(crate) tests: Vec<Test>,
    pub(crate) rows: Vec<RowView>,
    /// By MDC.
    pub(crate) tables: Vec<LogicTable>,
    /// Start of each hospital-acquired condition formula, by category.
    pub(crate) hac_formulas: [Option<u16>; 15],
    /// What each fact is, from [`FIRST_FREE`] on.
    pub(crate) named: Vec<NamedFact>,
    numbers: FxHashMap<(Prefix, String), u16>,
    suppression_names: Vec<u16>,
}

/// Numbers the facts that formulas name.
struct Numbering<'a> {
    named: Vec<NamedFact>,
    numbers: FxHashMap<(Prefix, &'a str), u16>,
    overflow: bool,
}

impl<'a> Numbering<'a> {
    fn fact(&mut self, atom: &'a str) -> u16 {
        let (prefix, name) = match atom.split_once(':') {
            Some(("PDX", name)) => (Prefix::Principal, name),
            Some(("SDX", name)) => (Prefix::Secondary, name),
            Some((_, name)) => (Prefix::Any, name),
            None => (Prefix::Bare, atom),
        };
        if let Some(fact) = facts::fixed(name) {
            return fact;
        }
        if let Some(fact) = self.numbers.get(&(prefix, name)) {
            return *fact;
        }
        let fact = FIRST_FREE + self.named.len() as u16;
        if fact >= CAPACITY {
            self.overflow = true;
            return facts::NEVER;
        }
        self.named.push(NamedFact {
            prefix,
            name: name.to_owned(),
        });
        self.numbers.insert((prefix, name), fact);
        fact
    }
}

impl Logic {
    /// Compiles the tables of the version at `index`. Names the table that makes no sense.
    pub(crate) fn compile(t: &Tables, index: usize) -> Result<Self, &'static str> {
        let mut numbering = Numbering {
            named: Vec::new(),
            numbers: FxHashMap::default(),
            overflow: false,
        };
        let mut logic = Self {
            tests: Vec::new(),
            rows: Vec::new(),
            tables: vec![LogicTable::default(); 32],
            hac_formulas: [None; 15],
            named: Vec::new(),
            numbers: FxHashMap::default(),
            suppression_names: suppression_names(t, index)?,
        };
        let mut order: Vec<&LogicRow> = t.logic[index].iter().collect();
        // Stable: rows of equal rank stay in file order.
        order.sort_by_key(|r| (r.mdc, r.rank));
        for of_table in order.chunk_by(|a, b| a.mdc == b.mdc) {
            let mut table = LogicTable {
                first: logic.rows.len(),
                ..LogicTable::default()
            };
            let mut needs = Vec::new();
            for row in of_table {
                let text = &t.formulas[usize::from(row.formula)];
                if facts::fixed(text) == Some(facts::NEVER) {
                    continue;
                }
                let first_test = logic.tests.len();
                let compiled =
                    formula::compile(text, &mut logic.tests, |atom| numbering.fact(atom))
                        .ok_or("formulas")?;
                if logic.tests[first_test..]
                    .iter()
                    .any(|test| COUNTERS.holds(test.fact))
                {
                    table.counting |= 1u128.checked_shl(needs.len() as u32).unwrap_or(0);
                }
                needs.push(compiled.needs_one_of);
                logic.rows.push(logic.row_view(row, compiled.start));
            }
            table.len = logic.rows.len() - table.first;
            if table.len > MOST_ROWS {
                return Err("logic tables (too many rows)");
            }
            table.index(&needs);
            logic.tables[usize::from(of_table[0].mdc)] = table;
        }
        for hac in t
            .hac_formulas
            .iter()
            .filter(|h| span_holds(h.versions, index))
        {
            let compiled =
                formula::compile(&hac.formula, &mut logic.tests, |atom| numbering.fact(atom));
            let start = compiled
                .ok_or("hospital-acquired condition formulas")?
                .start;
            logic.hac_formulas[usize::from(hac.number)] = Some(start);
        }
        if numbering.overflow {
            return Err("formulas (too many facts)");
        }
        logic.named = numbering.named;
        logic.numbers = numbering
            .numbers
            .into_iter()
            .map(|((prefix, name), n)| ((prefix, name.to_owned()), n))
            .collect();
        Ok(logic)
    }

    fn row_view(&self, row: &LogicRow, start: u16) -> RowView {
        RowView {
            rank: row.rank,
            base_drg: row.base_drg,
            drg: row.drg,
            kind: match row.kind {
                1 => DrgKind::Surgical,
                2 => DrgKind::Medical,
                _ => DrgKind::None,
            },
            goes_to_mdc: row.goes_to_mdc,
            start,
            suppressed: self.suppression_bits(&row.suppressed),
            formula: row.formula,
        }
    }

    /// The attributes of a list that some row suppresses, as bits.
    pub(crate) fn suppression_bits(&self, list: &[u16]) -> u32 {
        list.iter()
            .filter_map(|a| self.suppression_names.iter().position(|s| s == a))
            .fold(0, |bits, i| bits | 1 << i)
    }

    /// The number of a fact that some formula names.
    pub(crate) fn number(&self, prefix: Prefix, name: &str) -> Option<u16> {
        self.numbers.get(&(prefix, name.to_owned())).copied()
    }
}

impl LogicTable {
    fn index(&mut self, needs: &[Option<Facts>]) {
        for need in needs.iter().flatten() {
            self.openers |= *need;
        }
        let mut before = 0;
        for (word, openers_before) in self.openers_before.iter_mut().enumerate() {
            *openers_before = before;
            before += self.openers.word(word).count_ones() as u16;
        }
        self.opened = vec![0; usize::from(before)];
        for (row, need) in needs.iter().enumerate() {
            match need {
                None => self.always |= 1 << row,
                Some(need) => need
                    .iter()
                    .for_each(|fact| self.opened[self.openers.rank(fact)] |= 1 << row),
            }
        }
    }
}

/// Attributes that some row of the version suppresses; a diagnosis and a row keep them as bits.
fn suppression_names(t: &crate::tables::Tables, index: usize) -> Result<Vec<u16>, &'static str> {
    let mut names: Vec<u16> = t.logic[index]
        .iter()
        .flat_map(|r| r.suppressed.iter().copied())
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.len() > 32 {
        Err("logic rows (too many suppression attributes)")
    } else {
        Ok(names)
    }
}
