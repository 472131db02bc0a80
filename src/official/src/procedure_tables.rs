//! The tables of ICD-10-PCS: for each section, body system and operation, which body parts, approaches, devices and
//! qualifiers go together. A row stands for every combination of its values; together they are the code set.

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::code::is_pcs_character;
use crate::error::{ImportError, shortened};
use crate::import::{Contents, Raw};
use crate::xml::{Tag, Xml};

/// A value of an axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Value {
    /// The character.
    pub character: char,
    /// What it stands for.
    pub label: String,
}

/// An axis of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Axis {
    /// Its name, for example `Approach`; sections name some axes differently.
    pub title: String,
    /// The values it may take, at least one.
    pub values: Vec<Value>,
}

/// A row of a table: any value of each axis goes with any value of the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableRow {
    /// Axes of the characters 4 to 7.
    pub axes: [Axis; 4],
}

impl TableRow {
    /// Number of codes it stands for.
    #[must_use]
    pub fn len(&self) -> usize {
        self.axes.iter().map(|axis| axis.values.len()).product()
    }

    /// Whether it stands for no code: never, as read from a file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A table: what can be done with one operation in one body system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// The first three characters, for example `0DB`.
    pub prefix: CompactString,
    /// Names and values of the axes of characters 1 to 3.
    pub axes: [Axis; 3],
    /// Definition of the operation, where the file gives one.
    pub definition: Option<String>,
    /// Rows, in order of print.
    pub rows: Vec<TableRow>,
}

impl Table {
    /// The codes of the table, row by row, each row in order of its values.
    pub fn codes(&self) -> impl Iterator<Item = CompactString> {
        self.rows.iter().flat_map(move |row| {
            let [a, b, c, d] = &row.axes;
            (0..row.len()).map(move |n| {
                let (n, seventh) = (n / d.values.len(), n % d.values.len());
                let (n, sixth) = (n / c.values.len(), n % c.values.len());
                let (fourth, fifth) = (n / b.values.len(), n % b.values.len());
                let mut code = self.prefix.clone();
                for (axis, at) in [(a, fourth), (b, fifth), (c, sixth), (d, seventh)] {
                    code.push(axis.values[at].character);
                }
                code
            })
        })
    }

    /// Whether the table holds `code`.
    #[must_use]
    pub fn holds(&self, code: &str) -> bool {
        code.strip_prefix(self.prefix.as_str()).is_some_and(|rest| {
            rest.chars().count() == 4
                && self.rows.iter().any(|row| {
                    let fits =
                        |(axis, c): (&Axis, char)| axis.values.iter().any(|v| v.character == c);
                    row.axes.iter().zip(rest.chars()).all(fits)
                })
        })
    }
}

/// All tables of an edition.
#[derive(Debug, Clone, PartialEq)]
pub struct ProcedureTables {
    tables: Vec<Table>,
    by_prefix: FxHashMap<CompactString, usize>,
}

impl ProcedureTables {
    /// The tables in order of print.
    #[must_use]
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The table of a three-character prefix.
    #[must_use]
    pub fn table(&self, prefix: &str) -> Option<&Table> {
        self.by_prefix.get(prefix).map(|&at| &self.tables[at])
    }

    /// All codes, table by table.
    pub fn codes(&self) -> impl Iterator<Item = CompactString> {
        self.tables.iter().flat_map(Table::codes)
    }

    /// Whether the tables hold `code` (seven characters).
    #[must_use]
    pub fn holds(&self, code: &str) -> bool {
        code.get(..3)
            .and_then(|prefix| self.table(prefix))
            .is_some_and(|table| table.holds(code))
    }
}

/// Rows of a table; the longest official one has a few dozen. Each is compared with those above it.
const MOST_ROWS: usize = 1000;

type Result<T> = core::result::Result<T, ImportError>;

pub(crate) fn read(file: &str, text: &str) -> Result<Raw> {
    let (mut xml, _) = Xml::open(file, text)?;
    let mut year = None;
    let mut tables: Vec<Table> = Vec::new();
    let mut by_prefix = FxHashMap::default();
    let (mut rows, mut codes) = (0, 0);
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "version" => year = Some(xml.year()?),
            "title" => xml.skip()?,
            "pcsTable" => {
                let table = read_table(&mut xml)?;
                if by_prefix
                    .insert(table.prefix.clone(), tables.len())
                    .is_some()
                {
                    return Err(xml.damaged(format!("there are two tables {}", table.prefix)));
                }
                rows += table.rows.len();
                // At most 34 characters on each of four axes in each row; rows are bounded by the size of the file.
                codes += table.rows.iter().map(TableRow::len).sum::<usize>();
                tables.push(table);
            }
            _ => xml.unknown(&tag)?,
        }
    }
    if tables.is_empty() {
        return Err(xml.damaged("it holds no table"));
    }
    let warnings = xml.finish()?;
    Ok(Raw {
        year,
        day: None,
        rows: vec![("tables", tables.len()), ("rows", rows), ("codes", codes)],
        warnings,
        contents: Contents::ProcedureTables(ProcedureTables { tables, by_prefix }),
    })
}

fn read_table(xml: &mut Xml<'_>) -> Result<Table> {
    let mut head: Vec<Axis> = Vec::new();
    let mut prefix = CompactString::default();
    let mut definition = None;
    let mut rows: Vec<TableRow> = Vec::new();
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "axis" => {
                let (axis, said) = read_axis(xml, &tag, head.len() + 1)?;
                let [value] = axis.values.as_slice() else {
                    return Err(xml.damaged("an axis before the rows has not exactly one value"));
                };
                prefix.push(value.character);
                definition = said.or(definition);
                head.push(axis);
            }
            "pcsRow" => {
                let row = read_row(xml, &tag)?;
                if rows.len() == MOST_ROWS {
                    return Err(
                        xml.damaged(format!("table {prefix} has more than {MOST_ROWS} rows"))
                    );
                }
                let overlap = rows.iter().any(|other| {
                    let common = |(a, b): (&Axis, &Axis)| {
                        a.values
                            .iter()
                            .any(|v| b.values.iter().any(|w| v.character == w.character))
                    };
                    other.axes.iter().zip(&row.axes).all(common)
                });
                if overlap {
                    xml.warn(format!(
                        "a row of table {prefix} repeats codes of a row above"
                    ));
                }
                rows.push(row);
            }
            _ => xml.unknown(&tag)?,
        }
    }
    let axes = head
        .try_into()
        .map_err(|_| xml.damaged("a table has not the three axes that come before its rows"))?;
    if rows.is_empty() {
        return Err(xml.damaged(format!("table {prefix} has no row")));
    }
    Ok(Table {
        prefix,
        axes,
        definition,
        rows,
    })
}

fn read_row(xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<TableRow> {
    let mut axes: Vec<Axis> = Vec::new();
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "axis" => axes.push(read_axis(xml, &tag, axes.len() + 4)?.0),
            _ => xml.unknown(&tag)?,
        }
    }
    let axes = axes
        .try_into()
        .map_err(|_| xml.damaged("a row has not the four axes of characters 4 to 7"))?;
    let row = TableRow { axes };
    match tag.attribute("codes") {
        Some(stated) if stated.parse() != Ok(row.len()) => Err(xml.damaged(format!(
            "a row states {} codes and makes {}",
            shortened(&stated),
            row.len()
        ))),
        _ => Ok(row),
    }
}

/// Reads an axis that is to stand at `position`, with the definition that the operation's axis bears.
fn read_axis(xml: &mut Xml<'_>, tag: &Tag<'_>, position: usize) -> Result<(Axis, Option<String>)> {
    if tag.attribute("pos").and_then(|p| p.parse().ok()) != Some(position) {
        return Err(xml.damaged(format!("the axis of character {position} is due here")));
    }
    let mut axis = Axis {
        title: String::new(),
        values: Vec::new(),
    };
    let mut definition = None;
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "title" => axis.title = xml.text()?,
            "definition" => definition = Some(xml.text()?),
            "label" => {
                let stated = tag.attribute("code").unwrap_or_default();
                let character = match stated.as_bytes() {
                    [c] if is_pcs_character(*c) => char::from(*c),
                    _ => {
                        return Err(ImportError::code(
                            xml.place(),
                            &stated,
                            "character of an ICD-10-PCS",
                        ));
                    }
                };
                if axis.values.iter().any(|v| v.character == character) {
                    return Err(
                        xml.damaged(format!("the value {character} stands twice in an axis"))
                    );
                }
                let label = xml.text()?;
                axis.values.push(Value { character, label });
            }
            _ => xml.unknown(&tag)?,
        }
    }
    let stated = tag.attribute("values").and_then(|n| n.parse().ok());
    if axis.values.is_empty() || stated.is_some_and(|n: usize| n != axis.values.len()) {
        return Err(xml.damaged(format!(
            "an axis holds {} values and states otherwise",
            axis.values.len()
        )));
    }
    Ok((axis, definition))
}
