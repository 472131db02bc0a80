//! Which characters the bytes of a text are, and how wide they stand.
//!
//! A font says it by a map to Unicode (ISO 32000-1, 9.10.3); where it has none, its bytes are read as Windows or
//! Macintosh text, as its encoding says. Glyphs named one by one without such a map are not known.

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use hayro_syntax::object::{Array, Dict, Name, Stream};
use rustc_hash::FxHashMap;

/// Most characters of a map that are kept.
const MOST_MAPPED: usize = 70_000;
/// Longest text that one character stands for, in bytes: a ligature has a few letters.
const LONGEST_MAPPED: usize = 32;
/// Width of a character of which nothing is known, in thousandths of the letters' height.
const USUAL_WIDTH: f32 = 500.0;

/// What is known of a font.
pub(super) struct Font {
    pub(super) bold: bool,
    /// Bytes of one character.
    pub(super) bytes: usize,
    map: FxHashMap<u32, String>,
    encoding: &'static Encoding,
    first: usize,
    widths: Vec<f32>,
}

impl Font {
    /// Reads a font; `maps` is how many bytes of maps may still be read.
    pub(super) fn of(font: &Dict<'_>, maps: &mut usize) -> Self {
        let name = font.get::<Name<'_>>(b"BaseFont");
        let composite = font
            .get::<Name<'_>>(b"Subtype")
            .is_some_and(|kind| kind.as_str() == "Type0");
        let encoding = font.get::<Name<'_>>(b"Encoding").or_else(|| {
            let encoding = font.get::<Dict<'_>>(b"Encoding")?;
            encoding.get::<Name<'_>>(b"BaseEncoding")
        });
        let map = font
            .get::<Stream<'_>>(b"ToUnicode")
            .filter(|_| *maps > 0)
            .and_then(|map| {
                let map = map.decoded().ok()?;
                *maps = maps.saturating_sub(map.len());
                Some(characters(&map))
            });
        Self {
            bold: name.is_some_and(|name| name.as_str().contains("Bold")),
            bytes: if composite { 2 } else { 1 },
            map: map.unwrap_or_default(),
            encoding: match encoding {
                Some(name) if name.as_str() == "MacRomanEncoding" => MACINTOSH,
                _ => WINDOWS_1252,
            },
            first: font.get::<usize>(b"FirstChar").unwrap_or(0),
            widths: font
                .get::<Array<'_>>(b"Widths")
                .map(|widths| widths.iter::<f32>().take(256).collect())
                .unwrap_or_default(),
        }
    }

    /// Width of a character in thousandths of the letters' height.
    pub(super) fn width(&self, character: &[u8]) -> f32 {
        match character {
            [byte] => usize::from(*byte)
                .checked_sub(self.first)
                .and_then(|at| self.widths.get(at))
                .copied()
                .unwrap_or(USUAL_WIDTH),
            _ => USUAL_WIDTH,
        }
    }

    /// The characters of a text.
    pub(super) fn read(&self, bytes: &[u8], out: &mut String) {
        for character in bytes.chunks(self.bytes) {
            let number = character
                .iter()
                .fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
            match self.map.get(&number) {
                Some(mapped) => out.push_str(mapped),
                None if self.bytes == 1 => {
                    out.push_str(&self.encoding.decode_without_bom_handling(character).0);
                }
                None => {}
            }
        }
    }
}

/// The map to Unicode of a font: lines of `<code> <text>` and of `<first> <last> <text>`, or `[<text> ...]`.
fn characters(map: &[u8]) -> FxHashMap<u32, String> {
    let mut out = FxHashMap::default();
    let text = String::from_utf8_lossy(map);
    let mut words = words(&text);
    while let Some(word) = words.next() {
        match word {
            Word::Name("beginbfchar") => {
                while let (Some(Word::Hex(code)), Some(Word::Hex(to))) =
                    (words.next(), words.next())
                {
                    put(&mut out, number(&code), &to);
                }
            }
            Word::Name("beginbfrange") => {
                while let (Some(Word::Hex(first)), Some(Word::Hex(last))) =
                    (words.next(), words.next())
                {
                    let (first, last) = (number(&first), number(&last));
                    match words.next() {
                        Some(Word::Hex(mut to)) => {
                            for code in first..=last.min(first.saturating_add(0xff)) {
                                put(&mut out, code, &to);
                                if let Some(end) = to.last_mut() {
                                    *end = end.wrapping_add(1);
                                }
                            }
                        }
                        Some(Word::Open) => {
                            let mut code = first;
                            while let Some(Word::Hex(to)) = words.next() {
                                put(&mut out, code, &to);
                                code = code.saturating_add(1);
                            }
                        }
                        _ => break,
                    }
                }
            }
            _ => {}
        }
    }
    out
}

fn put(out: &mut FxHashMap<u32, String>, code: u32, utf16: &[u8]) {
    let units: Vec<u16> = utf16
        .chunks_exact(2)
        .map(|unit| u16::from_be_bytes([unit[0], unit[1]]))
        .collect();
    if out.len() < MOST_MAPPED && utf16.len() <= LONGEST_MAPPED {
        out.insert(code, String::from_utf16_lossy(&units));
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

enum Word<'t> {
    Hex(Vec<u8>),
    Open,
    Name(&'t str),
}

/// The words of a map; `]` and what else can't matter are names.
fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = text;
    core::iter::from_fn(move || {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        let end = match first {
            '<' => rest.find('>').map_or(rest.len(), |end| end + 1),
            '[' | ']' => 1,
            _ => rest[first.len_utf8()..]
                .find(|c: char| c.is_whitespace() || matches!(c, '<' | '[' | ']'))
                .map_or(rest.len(), |end| end + first.len_utf8()),
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(match first {
            '<' => Word::Hex(hex(word)),
            '[' => Word::Open,
            _ => Word::Name(word),
        })
    })
}

fn hex(word: &str) -> Vec<u8> {
    let digits: Vec<u8> = word
        .chars()
        .filter_map(|c| c.to_digit(16))
        .filter_map(|d| u8::try_from(d).ok())
        .collect();
    digits
        .chunks_exact(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_to_unicode_is_read_in_its_three_forms() {
        let map = characters(
            b"2 beginbfchar <01> <0041> <02> <00660069> endbfchar\n\
              2 beginbfrange\n<10> <12> <0061>\n<20><21>[<2022> <2013>]\nendbfrange",
        );
        let read = |code: u32| map.get(&code).map(String::as_str);
        assert_eq!((read(1), read(2)), (Some("A"), Some("fi")));
        assert_eq!((read(0x10), read(0x12)), (Some("a"), Some("c")));
        assert_eq!(
            (read(0x20), read(0x21), read(0x22)),
            (Some("•"), Some("–"), None)
        );
    }

    #[test]
    fn a_map_cut_off_anywhere_is_survived() {
        let map = b"1 beginbfrange <0001> <00ff> <0041> endbfrange beginbfchar <1 <00";
        for end in 0..map.len() {
            let _ = characters(&map[..end]);
        }
    }
}
