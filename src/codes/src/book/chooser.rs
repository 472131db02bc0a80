//! From an incomplete code to a valid one, position by position.
//!
//! A code with a 7th character is filled with the placeholder X up to the sixth (OCG I.A.4, I.A.5). What is offered
//! are the characters that lead to codes valid on the date; where nothing but X comes next, it is filled in.

use crate::Ymd;
use crate::cm::{CmCode, CmPack};

/// The placeholder (OCG I.A.4).
const PLACEHOLDER: char = 'X';
/// Characters of the longest code.
const LONGEST: usize = 7;

/// How a code can go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Continuations<'p> {
    /// The code so far without a dot, placeholders filled in where nothing else comes next.
    pub filled: String,
    /// The code itself, if it may be reported on the date as it is.
    pub finished: Option<CmCode<'p>>,
    /// Position (1 to 7) of the character to choose; `None` if the code is finished.
    pub position: Option<usize>,
    /// The characters, in the order of the tabular list. Empty if the code is finished.
    pub options: Vec<Continuation<'p>>,
}

/// A character that can come next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Continuation<'p> {
    /// The character.
    pub character: char,
    /// The code with it and the placeholders that must follow.
    pub code: String,
    /// What it means: the title of the subcategory or code it leads to, at the seventh position what the 7th
    /// character stands for.
    pub meaning: &'p str,
    /// How many codes valid on the date begin so.
    pub codes: usize,
    /// The code, if this character finishes one.
    pub finished: Option<CmCode<'p>>,
}

/// Why a text can't be continued to a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotContinue {
    /// It is not written like a diagnosis code.
    #[error(
        "“{text}” is no beginning of an ICD-10-CM code: that is a letter, a digit, then up to five digits or \
         letters; type it with or without its dot"
    )]
    NotWritten {
        /// What was given.
        text: String,
    },
    /// No code begins so.
    #[error("no ICD-10-CM code begins with {text}; {}", so_far(.longest))]
    Unknown {
        /// What was given, without dot.
        text: String,
        /// The longest beginning of it that leads to codes valid on the date; may be empty.
        longest: String,
    },
    /// Codes begin so, but none is valid on the date.
    #[error(
        "no code that begins with {text} is valid on {date}; check the date, or start from the category"
    )]
    NotOnDate {
        /// What was given, without dot.
        text: String,
        /// The date.
        date: Ymd,
    },
    /// The 7th character does not make a valid code.
    #[error("{code} takes no 7th character {character} on {date}; {}", takes(.allowed))]
    Seventh {
        /// The code without dot, as given.
        code: String,
        /// The character.
        character: char,
        /// The date.
        date: Ymd,
        /// Characters that do make a valid code of it.
        allowed: Vec<char>,
    },
}

fn so_far(longest: &str) -> String {
    match longest {
        "" => "look the condition up by its name".to_owned(),
        _ => format!("{longest} is as far as it goes"),
    }
}

fn takes(allowed: &[char]) -> String {
    match allowed {
        [] => "characters before the seventh are missing, or it has none".to_owned(),
        _ => format!(
            "it takes {}",
            allowed
                .iter()
                .map(char::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        ),
    }
}

/// How `text` (with or without dot, any case) can go on to a code valid on `date`. A 7th character typed right after
/// a short code is set in its place: `M80.08A` is read as `M80.08XA`.
///
/// # Errors
/// [`CannotContinue`], without `Seventh`.
pub fn continuations<'p>(
    pack: &'p CmPack,
    text: &str,
    date: Ymd,
) -> Result<Continuations<'p>, CannotContinue> {
    let code = written(text)?;
    let valid = beginning(pack, &code, date);
    if let Some(valid) = valid.filter(|valid| !valid.is_empty()) {
        return Ok(go_on(pack, code, &valid, date));
    }
    if let Some((short, character)) = code
        .char_indices()
        .next_back()
        .map(|(i, c)| (&code[..i], c))
        && short.len() >= 3
        && let Ok(finished) = finish_with(pack, short, character, date)
    {
        return Ok(Continuations {
            filled: finished.code().to_owned(),
            finished: Some(finished),
            position: None,
            options: Vec::new(),
        });
    }
    if holder(pack, &code).is_some_and(|node| {
        node.code().starts_with(&code) || node.descendants().any(|n| n.code().starts_with(&code))
    }) {
        return Err(CannotContinue::NotOnDate { text: code, date });
    }
    let longest = (0..code.len())
        .rev()
        .map(|n| &code[..n])
        .find(|start| beginning(pack, start, date).is_some_and(|valid| !valid.is_empty()))
        .unwrap_or("")
        .to_owned();
    Err(CannotContinue::Unknown {
        text: code,
        longest,
    })
}

/// The code that a 7th character makes of a shorter one on `date`, filled with the placeholder: `T36.0X5` and A give
/// `T36.0X5A`, `M80.08` and A give `M80.08XA`.
///
/// # Errors
/// [`CannotContinue::NotWritten`] or [`CannotContinue::Seventh`].
pub fn finish_with<'p>(
    pack: &'p CmPack,
    text: &str,
    character: char,
    date: Ymd,
) -> Result<CmCode<'p>, CannotContinue> {
    let code = written(text)?;
    let make = |character: char| -> Option<CmCode<'p>> {
        if !(3..LONGEST).contains(&code.len()) || !character.is_ascii_alphanumeric() {
            return None;
        }
        let mut whole = code.clone();
        while whole.len() < LONGEST - 1 {
            whole.push(PLACEHOLDER);
        }
        whole.push(character.to_ascii_uppercase());
        pack.code(&whole).filter(|code| code.billable_on(date))
    };
    make(character).ok_or_else(|| CannotContinue::Seventh {
        allowed: holder(pack, &code)
            .into_iter()
            .flat_map(CmCode::seventh_characters)
            .map(|seventh| seventh.character)
            .filter(|&c| make(c).is_some())
            .collect(),
        code: code.clone(),
        character,
        date,
    })
}

/// The text as a code without its dot.
fn written(text: &str) -> Result<String, CannotContinue> {
    let code: String = text
        .trim()
        .trim_end_matches('-')
        .chars()
        .filter(|c| *c != '.')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let bytes = code.as_bytes();
    let sound = matches!(bytes.len(), 1..=LONGEST)
        && bytes[0].is_ascii_uppercase()
        && bytes.get(1).is_none_or(u8::is_ascii_digit)
        && bytes.iter().all(u8::is_ascii_alphanumeric);
    sound
        .then_some(code)
        .ok_or_else(|| CannotContinue::NotWritten {
            text: text.to_owned(),
        })
}

/// The deepest node whose code begins `code` or is it.
fn holder<'p>(pack: &'p CmPack, code: &str) -> Option<CmCode<'p>> {
    (3..=code.len()).rev().find_map(|n| pack.code(&code[..n]))
}

/// Codes valid on `date` that begin with `code`. `None` if not even a category does.
fn beginning<'p>(pack: &'p CmPack, code: &str, date: Ymd) -> Option<Vec<CmCode<'p>>> {
    let valid = |node: &CmCode<'p>| node.code().starts_with(code) && node.billable_on(date);
    if code.is_empty() {
        return None;
    }
    if code.len() < 3 {
        let all = pack.codes().filter(valid).collect::<Vec<_>>();
        return (!all.is_empty()).then_some(all);
    }
    let node = holder(pack, code)?;
    Some(
        core::iter::once(node)
            .chain(node.descendants())
            .filter(valid)
            .collect(),
    )
}

/// The next characters of codes that begin with `code`, in order, each with its codes.
fn next<'p>(code: &str, valid: &[CmCode<'p>]) -> Vec<(char, Vec<CmCode<'p>>)> {
    let mut out: Vec<(char, Vec<CmCode<'p>>)> = Vec::new();
    for node in valid {
        let Some(character) = node.code()[code.len()..].chars().next() else {
            continue;
        };
        match out.iter_mut().find(|(c, _)| *c == character) {
            Some((_, codes)) => codes.push(*node),
            None => out.push((character, vec![*node])),
        }
    }
    out
}

/// Adds placeholders while nothing else can come next.
fn fill(code: &mut String, valid: &[CmCode<'_>]) {
    let whole = |code: &str| valid.iter().any(|node| node.code() == code);
    while !whole(code) {
        match next(code, valid).as_slice() {
            [(PLACEHOLDER, _)] => code.push(PLACEHOLDER),
            _ => break,
        }
    }
}

fn go_on<'p>(
    pack: &'p CmPack,
    mut code: String,
    valid: &[CmCode<'p>],
    date: Ymd,
) -> Continuations<'p> {
    fill(&mut code, valid);
    let position = code.len() + 1;
    let options: Vec<Continuation<'p>> = next(&code, valid)
        .into_iter()
        .map(|(character, codes)| {
            let mut longer = format!("{code}{character}");
            fill(&mut longer, &codes);
            let finished = pack.code(&longer).filter(|code| code.billable_on(date));
            let seventh = (position == LONGEST)
                .then(|| {
                    codes
                        .first()?
                        .seventh_characters()
                        .find(|s| s.character == character)
                })
                .flatten();
            let meaning = seventh.map_or_else(
                || holder(pack, &longer).map_or("", CmCode::title),
                |seventh| seventh.meaning,
            );
            Continuation {
                character,
                code: longer,
                meaning,
                codes: codes.len(),
                finished,
            }
        })
        .collect();
    Continuations {
        finished: pack.code(&code).filter(|code| code.billable_on(date)),
        filled: code,
        position: (!options.is_empty()).then_some(position),
        options,
    }
}
