//! What the streams of a PDF would inflate to, counted before it is opened.
//!
//! A reader of PDFs goes wherever the file's tables point, so every place where a stream could begin is looked at, whatever
//! stands around it: the dictionary before it names the filters, what they give is counted without being kept. What can't be
//! counted (packed twice, filters named elsewhere, an encrypted file) is refused. So is a predictor with rows longer
//! than any page is wide, since a reader makes room for a whole row.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

use crate::{Limits, NoText};

/// How far before a stream its dictionary may begin.
const LONGEST_DICTIONARY: usize = 16 << 10;
/// Longest row of a predictor, in samples.
const LONGEST_ROW: u64 = 100_000;
/// Most places where a stream could begin.
const MOST_STREAMS: usize = 200_000;

/// Why a file is not opened, with the byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// One filter within another, of which both expand.
    PackedTwice(usize),
    /// Filters, or what they are given, stand elsewhere in the file.
    Elsewhere(usize),
    /// A row of a predictor is too long.
    LongRow(usize),
    /// More than the limit of one stream.
    Inflates(usize),
    /// A stream that holds another one.
    Nested(usize),
}

impl Refused {
    fn no_text(self, limits: &Limits) -> NoText {
        match self {
            Self::PackedTwice(at) => {
                NoText::Forbidden(format!("the stream at byte {at} is packed twice over"))
            }
            Self::Elsewhere(at) => NoText::Forbidden(format!(
                "how the stream at byte {at} is packed is not said beside it"
            )),
            Self::LongRow(at) => NoText::Forbidden(format!(
                "the stream at byte {at} has rows of more than {LONGEST_ROW} samples"
            )),
            Self::Inflates(at) => NoText::TooLarge(format!(
                "the stream at byte {at} inflates to more than {} bytes, or all streams to more than {}",
                limits.stream, limits.all
            )),
            Self::Nested(at) => {
                NoText::Forbidden(format!("the stream at byte {at} holds another stream"))
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    Flate,
    Lzw,
    RunLength,
    /// Hexadecimal or base 85: gives less than it takes.
    Ascii,
}

/// Looks at all places where a stream could begin.
pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<(), NoText> {
    if names(bytes).any(|(_, name)| name == b"Encrypt") {
        return Err(NoText::Locked);
    }
    let mut budget = limits.all;
    let (mut from, mut streams) = (0, 0);
    while let Some(found) = find(&bytes[from..], b"stream") {
        let at = from + found;
        from = at + b"stream".len();
        let data = match bytes.get(from) {
            Some(b'\n') => from + 1,
            Some(b'\r') => from + 1 + usize::from(bytes.get(from + 1) == Some(&b'\n')),
            _ => continue,
        };
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        streams += 1;
        if streams > MOST_STREAMS {
            return Err(NoText::TooLarge(format!(
                "it has more than {MOST_STREAMS} streams"
            )));
        }
        let given = stream(bytes, at, data, limits.stream.min(budget))
            .map_err(|why| why.no_text(limits))?;
        budget = budget.saturating_sub(given);
    }
    Ok(())
}

/// How many bytes the stream whose keyword stands at `at` gives.
fn stream(bytes: &[u8], at: usize, data: usize, most: usize) -> Result<usize, Refused> {
    let dictionary = dictionary(bytes, at);
    let mut filters = Vec::new();
    let mut elsewhere = false;
    for (place, name) in names(dictionary) {
        let filter = match name.as_slice() {
            b"FlateDecode" | b"Fl" => Some(Filter::Flate),
            b"LZWDecode" | b"LZW" => Some(Filter::Lzw),
            b"RunLengthDecode" | b"RL" => Some(Filter::RunLength),
            b"ASCIIHexDecode" | b"AHx" | b"ASCII85Decode" | b"A85" => Some(Filter::Ascii),
            _ => None,
        };
        let value = dictionary[place..].trim_ascii_start();
        match name.as_slice() {
            b"Filter" | b"F" | b"DecodeParms" | b"DP" => elsewhere |= refers(value),
            b"Columns" | b"Colors" | b"BitsPerComponent" if leading_number(value) > LONGEST_ROW => {
                return Err(Refused::LongRow(at));
            }
            b"Columns" | b"Colors" | b"Predictor" => elsewhere |= is_reference(value),
            _ => {}
        }
        filters.extend(filter);
    }
    if elsewhere {
        return Err(Refused::Elsewhere(at));
    }
    let expanding = filters
        .iter()
        .filter(|filter| **filter != Filter::Ascii)
        .count();
    let [filter] = filters.as_slice() else {
        // ASCII alone gives less than it takes; before another filter it hides what that one is given.
        return if expanding == 0 {
            Ok(0)
        } else {
            Err(Refused::PackedTwice(at))
        };
    };
    let packed = &bytes[data..];
    let given = match filter {
        Filter::Ascii => 0,
        Filter::RunLength => {
            let end = find(packed, b"endstream").unwrap_or(packed.len());
            run_length(&packed[..end])
        }
        Filter::Lzw => {
            let end = find(packed, b"endstream").unwrap_or(packed.len());
            lzw(&packed[..end], most)
        }
        Filter::Flate => {
            let (given, nested) = inflated(packed, most);
            if nested {
                return Err(Refused::Nested(at));
            }
            given
        }
    };
    if given > most {
        Err(Refused::Inflates(at))
    } else {
        Ok(given)
    }
}

/// The dictionary before a stream: from its matching brackets on. Where these can't be trusted (strings may hold brackets), all that
/// stands before, up to the longest that is looked at.
fn dictionary(bytes: &[u8], at: usize) -> &[u8] {
    let window = &bytes[at.saturating_sub(LONGEST_DICTIONARY)..at];
    let (mut depth, mut place) = (0_usize, window.len());
    while place >= 2 {
        match &window[place - 2..place] {
            b">>" => {
                depth += 1;
                place -= 2;
            }
            b"<<" => {
                depth = depth.saturating_sub(1);
                place -= 2;
                if depth == 0 {
                    let found = &window[place..];
                    let hides = found.contains(&b'(') || found.contains(&b'%');
                    return if hides { window } else { found };
                }
            }
            _ => place -= 1,
        }
    }
    window
}

/// The names in a piece of a PDF, `#xx` resolved, each with the place behind it.
fn names(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> + '_ {
    let mut from = 0;
    core::iter::from_fn(move || {
        let at = from + bytes[from..].iter().position(|byte| *byte == b'/')? + 1;
        let mut name = Vec::new();
        let mut place = at;
        while let Some(byte) = bytes.get(place).filter(|byte| regular(**byte)) {
            let pair = (*byte == b'#')
                .then(|| bytes.get(place + 1..place + 3))
                .flatten()
                .and_then(|pair| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok());
            place += if pair.is_some() { 3 } else { 1 };
            // Names that matter are short.
            if name.len() < 32 {
                name.push(pair.unwrap_or(*byte));
            }
        }
        from = place;
        Some((place, name))
    })
}

fn regular(byte: u8) -> bool {
    !matches!(
        byte,
        b'\0'
            | b'\t'
            | b'\n'
            | b'\x0c'
            | b'\r'
            | b' '
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

/// Whether a value, or a first value in a list, stands elsewhere.
fn refers(value: &[u8]) -> bool {
    let list = value.strip_prefix(b"[");
    let within = list.unwrap_or(value);
    let end = within
        .iter()
        .position(|byte| matches!(byte, b']' | b'/'))
        .unwrap_or(within.len());
    match list {
        Some(_) => within
            .split(|byte| *byte == b']')
            .next()
            .is_some_and(|list| list.windows(2).any(|two| two == b" R")),
        None => is_reference(&within[..end]),
    }
}

/// Whether a value is a reference: "5 0 R".
fn is_reference(value: &[u8]) -> bool {
    let mut parts = value
        .split(|byte| !regular(*byte))
        .filter(|part| !part.is_empty());
    let number = |part: Option<&[u8]>| part.is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    number(parts.next())
        && number(parts.next())
        && parts.next().is_some_and(|part| part.starts_with(b"R"))
}

fn leading_number(value: &[u8]) -> u64 {
    value
        .iter()
        .skip_while(|byte| **byte == b'+')
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0_u64, |number, byte| {
            number
                .saturating_mul(10)
                .saturating_add(u64::from(byte - b'0'))
        })
}

/// What deflate gives, counted up to `most`, and whether a stream begins within.
fn inflated(packed: &[u8], most: usize) -> (usize, bool) {
    let (zlib, nested) = counted(ZlibDecoder::new(packed), most);
    if zlib > 0 {
        return (zlib, nested);
    }
    let (raw, nested) = counted(DeflateDecoder::new(packed), most);
    let (headless, within) = packed
        .get(2..)
        .map_or((0, false), |rest| counted(DeflateDecoder::new(rest), most));
    (raw.max(headless), nested || within)
}

fn counted(mut decoder: impl Read, most: usize) -> (usize, bool) {
    let mut buffer = [0_u8; 16 << 10];
    let (mut count, mut nested, mut kept) = (0, false, 0);
    loop {
        match decoder.read(&mut buffer[kept..]) {
            Ok(0) | Err(_) => return (count, nested),
            Ok(read) => {
                count += read;
                let all = &buffer[..kept + read];
                nested |= holds_stream(all);
                // What may be the beginning of "endobj >> stream" is looked at again with what follows.
                let again = all.len().min(64);
                let from = all.len() - again;
                kept = again;
                buffer.copy_within(from..from + again, 0);
            }
        }
        if count > most {
            return (count, nested);
        }
    }
}

/// Whether ">>" and "stream" follow each other: the beginning of a stream.
fn holds_stream(bytes: &[u8]) -> bool {
    let mut from = 0;
    while let Some(found) = find(&bytes[from..], b"stream") {
        let at = from + found;
        from = at + 6;
        if bytes[..at].trim_ascii_end().ends_with(b">>")
            && matches!(bytes.get(from), Some(b'\n' | b'\r'))
        {
            return true;
        }
    }
    false
}

/// What a run-length stream gives.
fn run_length(packed: &[u8]) -> usize {
    let (mut at, mut count) = (0, 0_usize);
    while let Some(length) = packed.get(at) {
        match *length {
            128 => break,
            length @ 0..=127 => {
                at += usize::from(length) + 2;
                count += usize::from(length) + 1;
            }
            length => {
                at += 2;
                count += 257 - usize::from(length);
            }
        }
    }
    count
}

/// What an LZW stream gives, counted up to `most`. Codes are followed by their lengths alone; whether they grow one code early is
/// said elsewhere, so both are followed.
fn lzw(packed: &[u8], most: usize) -> usize {
    lzw_count(packed, most, 1).max(lzw_count(packed, most, 0))
}

fn lzw_count(packed: &[u8], most: usize, early: usize) -> usize {
    const FIRST: usize = 258;
    let mut lengths = vec![1_usize; FIRST];
    let (mut bits, mut held, mut count) = (0_u32, 0_u32, 0_usize);
    let mut before: Option<usize> = None;
    let mut bytes = packed.iter();
    while count <= most {
        let width = match lengths.len() + early {
            2048.. => 12,
            1024.. => 11,
            512.. => 10,
            _ => 9,
        };
        while held < width {
            let Some(byte) = bytes.next() else {
                return count;
            };
            bits = bits << 8 | u32::from(*byte);
            held += 8;
        }
        held -= width;
        let code = (bits >> held & ((1 << width) - 1)) as usize;
        bits &= (1 << held) - 1;
        match code {
            256 => {
                lengths.truncate(FIRST);
                before = None;
                continue;
            }
            257 => return count,
            _ => {}
        }
        let known = lengths.get(code).copied();
        let Some(length) = known.or(before.map(|before| before + 1)) else {
            return count;
        };
        count += length;
        if let Some(before) = before.filter(|_| lengths.len() < 4096) {
            lengths.push(before + 1);
        }
        before = Some(length);
    }
    count
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    let first = *what.first()?;
    let mut from = 0;
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| *byte == first)?;
        if bytes[at..].starts_with(what) {
            return Some(at);
        }
        from = at + 1;
    }
}
