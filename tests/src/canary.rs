//! Canaries: words that stand for what a record says, and the search for them wherever they must not be.
//!
//! Each is a long word out of chance. LevelDB compresses its blocks with Snappy, which writes what has not occurred
//! before as it is and replaces only repetitions of four bytes and more: the first occurrence of such a word in a
//! block is always whole. A word of a language could hide there; these can't. What deflate, Brotli or Zstandard
//! compress, and what is enciphered, hides anything, and is not looked into.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use serde_json::{Value, json};

/// Letters of a word, drawn from 26: about 75 bits.
const LETTERS: usize = 16;

/// A stream of chance that a seed repeats (SplitMix64, Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Out of a seed.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (word ^ (word >> 31)) % end.max(1)
    }
}

/// A canary that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which, and in which form.
    pub what: String,
    /// Where.
    pub place: String,
    /// At which byte.
    pub at: u64,
}

/// The canaries of a day, and the forms in which they are sought.
#[derive(Debug, Clone)]
pub struct Canaries {
    words: Vec<(String, String)>,
    forms: Vec<(String, Vec<u8>)>,
    search: AhoCorasick,
}

/// A search over many files.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Files read.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What was found.
    pub found: Vec<Found>,
}

/// A new word out of chance, its first letter a capital: `Qzjwvkxpthrbnslm`.
pub fn word(chance: &mut Chance) -> String {
    let mut letters =
        (0..LETTERS).map(|_| char::from(b'a' + u8::try_from(chance.below(26)).unwrap_or_default()));
    let first = letters.next().unwrap_or('q').to_ascii_uppercase();
    core::iter::once(first).chain(letters).collect()
}

/// A social security number that nobody has: from 900 on, none was ever given.
pub fn ssn(chance: &mut Chance) -> String {
    format!(
        "9{:02}-{:02}-{:04}",
        chance.below(100),
        10 + chance.below(90),
        1_000 + chance.below(9_000)
    )
}

impl Canaries {
    /// Of words by name: `family name`, `note`. Dashes in a number may be left out where it is kept.
    ///
    /// # Errors
    /// When there are too many for one search.
    pub fn of(words: &[(&str, &str)]) -> Result<Self> {
        let words: Vec<(String, String)> = words
            .iter()
            .map(|(name, word)| ((*name).to_owned(), (*word).to_owned()))
            .collect();
        let mut forms = Vec::new();
        for (name, word) in &words {
            forms.extend(forms_of(name, word));
            if word.contains('-') {
                forms.extend(forms_of(
                    &format!("{name} without dashes"),
                    &word.replace('-', ""),
                ));
            }
        }
        let search = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .build(forms.iter().map(|(_, bytes)| bytes))?;
        Ok(Self {
            words,
            forms,
            search,
        })
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words.len()
    }

    /// In how many forms they are sought.
    #[must_use]
    pub fn forms(&self) -> usize {
        self.forms.len()
    }

    /// The words as a module may hold them, one character a byte, for a search inside of the browser, which takes
    /// capitals and small letters for different ones: as they are and as an index of names keeps them.
    pub(crate) fn in_memory(&self) -> Value {
        let spread = |word: &str| word.chars().flat_map(|one| [one, '\0']).collect::<String>();
        let forms = self.words.iter().flat_map(|(name, word)| {
            let (capitals, small) = (word.to_uppercase(), word.to_lowercase());
            let bare = word.replace('-', "");
            [word.clone(), capitals, small, bare]
                .into_iter()
                .flat_map(|form| [spread(&form), form])
                .map(move |form| json!([name, form]))
        });
        let mut forms: Vec<Value> = forms.collect();
        forms.dedup();
        Value::Array(forms)
    }

    /// Those that stand in some bytes, each once.
    #[must_use]
    pub fn within(&self, bytes: &[u8], place: &str) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for hit in self.search.find_overlapping_iter(bytes) {
            let what = &self.forms[hit.pattern().as_usize()].0;
            if !found.iter().any(|one| one.what == *what) {
                found.push(Found {
                    what: what.clone(),
                    place: place.to_owned(),
                    at: hit.start() as u64,
                });
            }
        }
        found
    }

    /// Reads every byte of every file below a folder, names of files included.
    ///
    /// # Errors
    /// When a file that stays can't be read.
    pub fn below(&self, folder: &Path) -> Result<Search> {
        let mut search = Search::default();
        self.search_folder(folder, folder, &mut search)?;
        Ok(search)
    }

    fn search_folder(&self, root: &Path, folder: &Path, search: &mut Search) -> Result<()> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            // A running browser takes files and folders away at any time.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error).with_context(|| folder.display().to_string()),
        };
        for entry in entries {
            let path = entry?.path();
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .display()
                .to_string();
            search
                .found
                .extend(self.within(name.as_bytes(), &format!("the name of {name}")));
            let Ok(kind) = path.symlink_metadata().map(|meta| meta.file_type()) else {
                continue;
            };
            if kind.is_dir() {
                self.search_folder(root, &path, search)?;
            } else if kind.is_file() {
                let mut bytes = Vec::new();
                match fs::File::open(&path).and_then(|mut file| file.read_to_end(&mut bytes)) {
                    Ok(_) => {}
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                    Err(error) => return Err(error).with_context(|| path.display().to_string()),
                }
                search.files += 1;
                search.bytes += bytes.len() as u64;
                search.found.extend(self.within(&bytes, &name));
            }
        }
        Ok(())
    }
}

/// A word in every form in which it could lie somewhere. Case is left to the search, which takes capitals and small
/// letters for the same.
fn forms_of(name: &str, word: &str) -> Vec<(String, Vec<u8>)> {
    let bytes = word.as_bytes();
    let wide: Vec<u8> = bytes.iter().flat_map(|byte| [*byte, 0]).collect();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
    let mut forms = vec![
        (format!("{name}, UTF-8"), bytes.to_vec()),
        (format!("{name}, UTF-16"), wide.clone()),
        (format!("{name}, hexadecimal"), hex.into_bytes()),
        (format!("{name}, percent-encoded"), percent.into_bytes()),
    ];
    for (kind, bytes) in [("UTF-8", bytes), ("UTF-16", wide.as_slice())] {
        for before in 0..3 {
            let form = within_base64(bytes, before);
            forms.push((
                format!("{name}, base64 of {kind} at {before}"),
                form.into_bytes(),
            ));
        }
    }
    forms
}

/// What of the base64 of bytes does not depend on the `before` bytes before them, nor on those that follow.
fn within_base64(bytes: &[u8], before: usize) -> String {
    let mut padded = vec![0; before];
    padded.extend_from_slice(bytes);
    let text = BASE64_STANDARD_NO_PAD.encode(&padded);
    let first = (before * 8).div_ceil(6);
    let whole = padded.len() * 8 / 6;
    text[first..whole].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> (String, Canaries) {
        let mut chance = Chance::from_seed(4);
        let word = word(&mut chance);
        let canaries = Canaries::of(&[("name", &word), ("number", "900-12-3456")]).expect("few");
        (word, canaries)
    }

    fn finds(canaries: &Canaries, bytes: &[u8]) -> Vec<String> {
        let found = canaries.within(bytes, "here");
        found.into_iter().map(|one| one.what).collect()
    }

    #[test]
    fn a_word_is_found_in_every_form_wherever_it_stands() {
        let (word, canaries) = some();
        for before in 0..5 {
            let mut text = "x".repeat(before);
            text.push_str(&word);
            text.push_str("yz");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let found = |bytes: &[u8], form: &str| {
                let all = finds(&canaries, bytes);
                assert!(all.iter().any(|one| one.contains(form)), "{form}: {all:?}");
            };
            found(text.as_bytes(), "UTF-8");
            found(text.to_uppercase().as_bytes(), "UTF-8");
            found(&wide, "UTF-16");
            found(
                BASE64_STANDARD_NO_PAD.encode(&text).as_bytes(),
                "base64 of UTF-8",
            );
            found(
                BASE64_STANDARD_NO_PAD.encode(&wide).as_bytes(),
                "base64 of UTF-16",
            );
            let hex: String = text.bytes().map(|byte| format!("{byte:02X}")).collect();
            found(hex.as_bytes(), "hexadecimal");
        }
        assert_eq!(finds(&canaries, b"900123456 and 900 12 3456").len(), 1);
        assert_eq!(
            finds(&canaries, &word.as_bytes()[1..]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn every_file_below_a_folder_is_read_and_its_name_too() {
        let (word, canaries) = some();
        let folder = std::env::temp_dir().join(format!("canaries-{}", std::process::id()));
        fs::create_dir_all(folder.join("deep/er")).expect("made");
        fs::write(folder.join("deep/er/clean"), b"nothing").expect("written");
        fs::write(folder.join("deep/er/log"), format!("\0\0{word}")).expect("written");
        fs::write(folder.join(format!("{word}.tmp")), b"").expect("written");
        let search = canaries.below(&folder).expect("read");
        fs::remove_dir_all(&folder).expect("removed");
        assert_eq!(search.files, 3);
        let mut places: Vec<String> = search.found.into_iter().map(|one| one.place).collect();
        places.sort();
        places.dedup();
        assert_eq!(
            places,
            ["deep/er/log".to_owned(), format!("the name of {word}.tmp")]
        );
    }
}
