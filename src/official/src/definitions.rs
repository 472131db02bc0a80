//! The definitions of ICD-10-PCS: what an operation, approach, device or qualifier means, which anatomical terms a body
//! part takes in, and which general device stands for a specific one.

use serde::Serialize;

use crate::error::{ImportError, shortened};
use crate::import::{Contents, Raw};
use crate::keys::Aggregation;
use crate::xml::{Tag, Xml};

/// What one or several values of an axis mean.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// Names of the values it is about, at least one; body parts on both sides share an entry.
    pub titles: Vec<String>,
    /// What it means, where the file says so.
    pub definition: Option<String>,
    /// What is to be understood by that.
    pub explanation: Option<String>,
    /// What it takes in: examples, anatomical terms, product names.
    pub includes: Vec<String>,
}

/// The definitions of one axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DefinedAxis {
    /// Character it is about, 3 to 7.
    pub position: u8,
    /// Name of the axis.
    pub title: String,
    /// Definitions in order of print.
    pub terms: Vec<Definition>,
}

/// The definitions of one section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// First character of the section's codes.
    pub character: char,
    /// Name.
    pub title: String,
    /// Axes that have definitions.
    pub axes: Vec<DefinedAxis>,
}

/// The whole file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Definitions {
    /// Sections in order of print.
    pub sections: Vec<Section>,
    /// Specific devices with the general value that stands for them.
    pub device_aggregation: Vec<Aggregation>,
}

impl Definitions {
    /// The definition of a value: section (first character), character 3 to 7, and the value's name.
    #[must_use]
    pub fn find(&self, section: char, position: u8, title: &str) -> Option<&Definition> {
        self.sections
            .iter()
            .filter(|s| s.character == section)
            .flat_map(|s| &s.axes)
            .filter(|axis| axis.position == position)
            .flat_map(|axis| &axis.terms)
            .find(|term| term.titles.iter().any(|t| t == title))
    }
}

type Result<T> = core::result::Result<T, ImportError>;

pub(crate) fn read(file: &str, text: &str) -> Result<Raw> {
    let (mut xml, _) = Xml::open(file, text)?;
    let mut year = None;
    let mut all = Definitions::default();
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "version" => year = Some(xml.year()?),
            "title" => xml.skip()?,
            "section" => all.sections.push(section(&mut xml, &tag)?),
            "deviceAggregation" => {
                while let Some(tag) = xml.child()? {
                    match tag.name.as_str() {
                        "aggregate" => all.device_aggregation.push(aggregate(&mut xml)?),
                        _ => xml.unknown(&tag)?,
                    }
                }
            }
            _ => xml.unknown(&tag)?,
        }
    }
    if all.sections.is_empty() {
        return Err(xml.damaged("it holds no section"));
    }
    let warnings = xml.finish()?;
    let axes = all.sections.iter().map(|s| s.axes.len()).sum();
    let terms = all
        .sections
        .iter()
        .flat_map(|s| &s.axes)
        .map(|a| a.terms.len())
        .sum();
    Ok(Raw {
        year,
        day: None,
        rows: vec![
            ("sections", all.sections.len()),
            ("axes", axes),
            ("definitions", terms),
            ("devices", all.device_aggregation.len()),
        ],
        warnings,
        contents: Contents::Definitions(all),
    })
}

fn section(xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<Section> {
    let code = tag.attribute("code").unwrap_or_default();
    let mut characters = code.chars();
    let (Some(character), None) = (characters.next(), characters.next()) else {
        return Err(xml.damaged(format!("“{}” is no section", shortened(&code))));
    };
    let mut section = Section {
        character,
        title: String::new(),
        axes: Vec::new(),
    };
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "title" => section.title = xml.text()?,
            "axis" => section.axes.push(axis(xml, &tag)?),
            _ => xml.unknown(&tag)?,
        }
    }
    Ok(section)
}

fn axis(xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<DefinedAxis> {
    let position = tag.attribute("pos").and_then(|p| p.parse().ok());
    let position = position
        .filter(|p| (1..=7).contains(p))
        .ok_or_else(|| xml.damaged("an axis names no character from 1 to 7"))?;
    let mut axis = DefinedAxis {
        position,
        title: String::new(),
        terms: Vec::new(),
    };
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "title" => axis.title = xml.text()?,
            "terms" => {
                let term = definition(xml)?;
                if term.titles.is_empty() {
                    return Err(xml.damaged("a definition names no value"));
                }
                axis.terms.push(term);
            }
            _ => xml.unknown(&tag)?,
        }
    }
    Ok(axis)
}

fn definition(xml: &mut Xml<'_>) -> Result<Definition> {
    let mut term = Definition::default();
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "title" => term.titles.push(xml.text()?),
            "definition" => term.definition = Some(xml.text()?),
            "explanation" => term.explanation = Some(xml.text()?),
            "includes" => term.includes.push(xml.text()?),
            _ => xml.unknown(&tag)?,
        }
    }
    Ok(term)
}

fn aggregate(xml: &mut Xml<'_>) -> Result<Aggregation> {
    let mut found = Aggregation {
        specific: String::new(),
        operation: String::new(),
        body_systems: Vec::new(),
        general: String::new(),
    };
    while let Some(tag) = xml.child()? {
        match tag.name.as_str() {
            "device" => found.specific = xml.text()?,
            "operation" => found.operation = xml.text()?,
            "bodySys" => found.body_systems.push(xml.text()?),
            "parent" => found.general = xml.text()?,
            _ => xml.unknown(&tag)?,
        }
    }
    if found.specific.is_empty() || found.general.is_empty() {
        return Err(xml.damaged("an aggregation lacks the specific or the general device"));
    }
    Ok(found)
}
