//! From the bytes that a user picked to the texts in them: plain, in a `.gz`, or several in a `.zip`.
//!
//! Archives are unpacked in memory and within [`Limits`]: what inflates beyond them is given up before it takes the
//! machine with it. Text may be UTF-8, UTF-16 with a mark, or Windows-1252, which CMS's spreadsheets save.

use std::io::{Cursor, Read};

use encoding_rs::{Encoding, WINDOWS_1252};
use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use crate::error::{ImportError, Place, Problem};
use crate::guidelines;
use crate::guidelines_pdf::{self, NoGuidelines};
use crate::kind::Kind;
use pdf::NoText;

/// How much is unpacked, in bytes and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes picked by the user.
    pub picked: u64,
    /// Bytes of one file, unpacked.
    pub file: u64,
    /// Bytes of all files of an archive together, unpacked.
    pub all: u64,
    /// Files in an archive.
    pub files: usize,
}

impl Limits {
    /// Several times the largest official files: an order file has 15 MB, a release 60 MB unpacked.
    pub const OFFICIAL: Self = Self {
        picked: 64 << 20,
        file: 64 << 20,
        all: 192 << 20,
        files: 200,
    };
}

/// A file that can be read with [`read`](crate::read).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name; in an archive `ARCHIVE › NAME`.
    pub name: String,
    /// What kind it is.
    pub kind: Kind,
    /// Its text; of a PDF what its pages show, each ended by a form feed.
    pub text: String,
}

/// A file of an archive that can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// Its name, `ARCHIVE › NAME`.
    pub name: String,
    /// Why.
    pub error: ImportError,
}

/// What was found in the bytes that a user picked: at least one file that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// Files that can be read.
    pub files: Vec<Found>,
    /// Files of an archive that can't: other guides as PDF, schemas, addenda, archives within.
    pub passed_over: Vec<PassedOver>,
}

/// Tells by content what `bytes` hold. `name` is used in messages only.
///
/// # Errors
/// [`ImportError`] when nothing in it can be read: for one file its own error, for an archive the first one.
pub fn recognise(name: &str, bytes: &[u8]) -> Result<Container, ImportError> {
    recognise_within(name, bytes, Limits::OFFICIAL)
}

/// [`recognise`] with limits of one's own.
///
/// # Errors
/// As [`recognise`].
pub fn recognise_within(
    name: &str,
    bytes: &[u8],
    limits: Limits,
) -> Result<Container, ImportError> {
    if bytes.len() as u64 > limits.picked {
        let why = format!(
            "it has {} bytes, the limit is {}",
            bytes.len(),
            limits.picked
        );
        return Err(ImportError::too_large(name, why));
    }
    if is_zip(bytes) {
        return unpack_zip(name, bytes, limits);
    }
    let found = if is_gzip(bytes) {
        let inflated = inflate(name, MultiGzDecoder::new(bytes), limits.file, &mut {
            limits.all
        })?;
        look_at(name.to_owned(), &inflated)?
    } else {
        look_at(name.to_owned(), bytes)?
    };
    Ok(Container {
        files: vec![found],
        passed_over: Vec::new(),
    })
}

fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

fn unpack_zip(name: &str, bytes: &[u8], limits: Limits) -> Result<Container, ImportError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|e| ImportError::archive(name, e.to_string()))?;
    if archive.len() > limits.files {
        let why = format!(
            "it holds {} files, the limit is {}",
            archive.len(),
            limits.files
        );
        return Err(ImportError::too_large(name, why));
    }
    let mut left = limits.all;
    let mut container = Container {
        files: Vec::new(),
        passed_over: Vec::new(),
    };
    for number in 0..archive.len() {
        let listed = archive.name_for_index(number).unwrap_or_default();
        if listed.ends_with('/') {
            continue;
        }
        let path = format!("{name} › {listed}");
        let looked_at = archive
            .by_index(number)
            .map_err(|e| ImportError::archive(&path, e.to_string()))
            .and_then(|entry| inflate(&path, entry, limits.file, &mut left))
            .and_then(|inflated| look_at(path.clone(), &inflated));
        match looked_at {
            Ok(found) => container.files.push(found),
            // Beyond the limits nothing more is unpacked; one damaged file leaves the others.
            Err(error) if *error.problem() == Problem::TooLarge => return Err(error),
            Err(error) => container.passed_over.push(PassedOver { name: path, error }),
        }
    }
    if !container.files.is_empty() {
        return Ok(container);
    }
    Err(match container.passed_over.into_iter().next() {
        Some(first) => first.error,
        None => ImportError::not_recognised(name, "the archive holds no file".to_owned()),
    })
}

/// Reads all of `source`, but gives up beyond `limit` bytes or what is `left` of them, and takes from `left` what it
/// read, also of a source that breaks off.
fn inflate(
    name: &str,
    source: impl Read,
    limit: u64,
    left: &mut u64,
) -> Result<Vec<u8>, ImportError> {
    let limit = limit.min(*left);
    let mut out = Vec::new();
    let read = source.take(limit + 1).read_to_end(&mut out);
    *left = left.saturating_sub(out.len() as u64);
    read.map_err(|e| ImportError::archive(name, e.to_string()))?;
    if out.len() as u64 > limit {
        let why = format!("unpacked it has more than {limit} bytes");
        return Err(ImportError::too_large(name, why));
    }
    Ok(out)
}

/// Tells the kind of one file.
fn look_at(name: String, bytes: &[u8]) -> Result<Found, ImportError> {
    let refuse = |why: &str| Err(ImportError::not_recognised(&name, why.to_owned()));
    if is_zip(bytes) || is_gzip(bytes) {
        return refuse("it is an archive within an archive: unpack the outer one first");
    }
    if bytes.starts_with(b"%PDF") {
        return of_pdf(name, bytes);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return refuse("it is an old spreadsheet: save it as tab-separated text first");
    }
    // XML is UTF-8 unless its first line says otherwise; a broken sequence there is damage, not another encoding.
    if let (true, Err(broken)) = (is_utf8_xml(bytes), core::str::from_utf8(bytes)) {
        let offset = broken.valid_up_to();
        let place = Place {
            file: name,
            line: Some(bytes[..offset].iter().filter(|&&b| b == b'\n').count() + 1),
            offset: Some(offset),
        };
        return Err(ImportError::damaged(
            place,
            "it is no UTF-8 from here on".to_owned(),
        ));
    }
    let text = decode(bytes);
    if text.contains('\0') {
        return refuse("it is no text");
    }
    let kind = Kind::of(&name, &text)?;
    Ok(Found { name, kind, text })
}

/// A PDF is read where it is the guidelines; the others are guides, not tables to take over.
fn of_pdf(name: String, bytes: &[u8]) -> Result<Found, ImportError> {
    let wanted = |text: &str| guidelines::named(text).is_some();
    let text = guidelines_pdf::text(bytes, wanted).map_err(|why| match why {
        NoGuidelines::NoText(NoText::Damaged(why)) => {
            ImportError::damaged(Place::whole(&name), why.to_owned())
        }
        NoGuidelines::NoText(NoText::TooLarge(why)) => ImportError::too_large(&name, why),
        NoGuidelines::NoText(NoText::Forbidden(why)) => {
            ImportError::damaged(Place::whole(&name), why)
        }
        NoGuidelines::NoText(NoText::Locked) => {
            ImportError::no_text(&name, "it is encrypted".to_owned())
        }
        NoGuidelines::Pictures(pages) => ImportError::no_text(
            &name,
            format!("its pages ({pages}) show pictures and no letters"),
        ),
        NoGuidelines::Other => ImportError::not_recognised(
            &name,
            "it is a PDF of something else: of PDFs only the ICD-10-CM guidelines are read"
                .to_owned(),
        ),
    })?;
    let kind = Kind::of(&name, &text)?;
    Ok(Found { name, kind, text })
}

fn is_utf8_xml(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if !start.starts_with(b"<") {
        return false;
    }
    let declaration = start.split(|&b| b == b'>').next().unwrap_or_default();
    let declaration = declaration.to_ascii_lowercase();
    let says = |what: &[u8]| declaration.windows(what.len()).any(|w| w == what);
    !says(b"encoding") || says(b"utf-8")
}

/// Text of `bytes`: by their mark, else UTF-8, else Windows-1252.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding
            .decode_without_bom_handling(&bytes[mark..])
            .0
            .into_owned();
    }
    match core::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    }
}
