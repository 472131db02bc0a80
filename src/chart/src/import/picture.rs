//! Headers of pictures: format, dimensions, orientation. The pixels are never unpacked here.

use super::found::{Format, Picture};
use super::limits::{LONGEST_SIDE, MOST_PIXELS};
use super::refusal::{Problem, Refusal, Result};

/// Most entries of a directory of a TIFF, and most pages.
const MOST_ENTRIES: usize = 1_000;
const MOST_PAGES: usize = 5_000;

/// The format of a picture, by its first bytes.
pub(super) fn format(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Format::Png),
        [0xff, 0xd8, 0xff, ..] => Some(Format::Jpeg),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(Format::Tiff),
        _ => None,
    }
}

/// Reads a header and holds it against the limits.
pub(super) fn header(bytes: &[u8], format: Format) -> Result<Picture> {
    let read = match format {
        Format::Png => png(bytes),
        Format::Jpeg => jpeg(bytes),
        _ => tiff(bytes),
    };
    let picture = read.ok_or_else(|| {
        Refusal::new(
            Problem::Damaged,
            "the header of the picture is damaged or cut off",
        )
    })?;
    if picture.width == 0 || picture.height == 0 {
        return Err(Refusal::new(
            Problem::Damaged,
            "the picture declares no width or no height",
        ));
    }
    let pixels = u64::from(picture.width) * u64::from(picture.height);
    if pixels > MOST_PIXELS || picture.width.max(picture.height) > LONGEST_SIDE {
        let why = format!(
            "the picture declares {} × {} pixels, the limit is {MOST_PIXELS} in all and {LONGEST_SIDE} a side",
            picture.width, picture.height
        );
        return Err(Refusal::new(Problem::TooLarge, why));
    }
    Ok(picture)
}

fn png(bytes: &[u8]) -> Option<Picture> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    let (width, height) = (number(16)?, number(20)?);
    let (mut at, mut orientation) = (8_usize, 1);
    // The chunk with the orientation stands before the pixels.
    while let (Some(length), Some(name)) = (number(at), bytes.get(at + 4..at + 8)) {
        let length = length as usize;
        if name == b"IDAT" || length > bytes.len() {
            break;
        }
        if let (b"eXIf", Some(exif)) = (name, bytes.get(at + 8..at + 8 + length)) {
            orientation = tiff(exif).map_or(1, |exif| exif.orientation);
        }
        at += length + 12;
    }
    Some(Picture {
        width,
        height,
        orientation,
        pages: 1,
    })
}

fn jpeg(bytes: &[u8]) -> Option<Picture> {
    let number = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let (mut at, mut orientation) = (2_usize, 1);
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Fill bytes and markers without length.
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let (height, width) = (number(at + 5)?, number(at + 7)?);
                return Some(Picture {
                    width: width.into(),
                    height: height.into(),
                    orientation,
                    pages: 1,
                });
            }
            0xd9 | 0xda => return None,
            _ => {
                let length = usize::from(number(at + 2)?);
                if length < 2 {
                    return None;
                }
                let data = bytes.get(at + 4..at + 2 + length)?;
                if let (0xe1, Some(exif)) = (marker, data.strip_prefix(b"Exif\0\0")) {
                    orientation = tiff(exif).map_or(orientation, |exif| exif.orientation);
                }
                at += 2 + length;
            }
        }
    }
}

/// The first directory of a TIFF, and how many there are.
fn tiff(bytes: &[u8]) -> Option<Picture> {
    let little = bytes.starts_with(b"II");
    let short = |at: usize| {
        let two: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(if little {
            u16::from_le_bytes(two)
        } else {
            u16::from_be_bytes(two)
        })
    };
    let long = |at: usize| {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(if little {
            u32::from_le_bytes(four)
        } else {
            u32::from_be_bytes(four)
        })
    };
    let mut picture = Picture {
        width: 0,
        height: 0,
        orientation: 1,
        pages: 0,
    };
    let mut seen = Vec::new();
    let mut directory = long(4)? as usize;
    while directory != 0 && seen.len() < MOST_PAGES && !seen.contains(&directory) {
        let Some(entries) = short(directory) else {
            break;
        };
        for entry in 0..usize::from(entries).min(if seen.is_empty() { MOST_ENTRIES } else { 0 }) {
            let at = directory + 2 + entry * 12;
            let value = match short(at + 2)? {
                3 => u32::from(short(at + 8)?),
                4 => long(at + 8)?,
                _ => continue,
            };
            match short(at)? {
                256 => picture.width = value,
                257 => picture.height = value,
                274 => {
                    picture.orientation = u8::try_from(value)
                        .ok()
                        .filter(|value| (1..=8).contains(value))
                        .unwrap_or(1)
                }
                _ => {}
            }
        }
        seen.push(directory);
        directory = long(directory + 2 + usize::from(entries) * 12).unwrap_or(0) as usize;
    }
    picture.pages = seen.len();
    Some(picture)
}
