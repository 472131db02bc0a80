//! How text becomes words: lower case, no accents, singular, one spelling for numbers.
//!
//! Titles, inclusion terms, the lexicon and queries go through the same door, so that "Cushing's", "cushings" and
//! "Cushing" are one word, and "Type II" and "type 2" are the same two.

/// A word of a text, with the bytes it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Normal form.
    pub text: String,
    /// Byte offset in the text.
    pub start: u32,
    /// Byte offset behind it.
    pub end: u32,
    /// Punctuation that ends a clause stands between the word before and this one.
    pub clause: bool,
}

/// Written forms with a slash or an ampersand that are one word to a coder.
const SLASHED: &[(&str, &str)] = &[
    ("w/o", "without"),
    ("w/out", "without"),
    ("w/", "with"),
    ("h/o", "history"),
    ("s/p", "status"),
    ("status post", "status"),
    ("c/o", "with"),
    ("d/t", "with"),
    ("b/l", "bilateral"),
    ("n/v", "nausea vomiting"),
    ("r/t", "with"),
    ("2/2", "with"),
    ("d/c", "discharge"),
    ("i&d", "iandd"),
    ("d&c", "dandc"),
    ("d&e", "dande"),
    ("t&a", "tanda"),
    ("a&p", "aandp"),
    ("h&p", "handp"),
    (">=", "greater"),
    (">", "greater"),
    ("<", "less"),
];

/// Splits a text into words in normal form.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::with_capacity(text.len() / 6 + 1);
    each_word(text, |raw, start, end, gap| {
        let previous = out.last().map_or("", |w: &Word| w.text.as_str());
        let text = normal(raw, previous);
        out.push(Word {
            text,
            start,
            end,
            clause: gap.clause,
        });
    });
    out
}

/// Splits what a coder typed: as [`words`], with the shorthand of charts read and figures parted from units.
pub(super) fn query_words(text: &str) -> Vec<Word> {
    let lower = text.to_lowercase();
    let mut plain = String::with_capacity(lower.len());
    let mut rest = lower.as_str();
    'next: while let Some(c) = rest.chars().next() {
        let at_start = plain
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric());
        if at_start {
            for (short, long) in SLASHED {
                if let Some(after) = rest.strip_prefix(short) {
                    plain.push_str(long);
                    plain.push(' ');
                    rest = after;
                    continue 'next;
                }
            }
        }
        plain.push(c);
        rest = &rest[c.len_utf8()..];
    }
    let mut out: Vec<Word> = Vec::new();
    each_word(&plain, |raw, start, end, gap| {
        for part in figures_apart(raw) {
            let previous = out.last().map_or("", |w: &Word| w.text.as_str());
            let text = normal(part, previous);
            out.push(Word {
                text,
                start,
                end,
                clause: gap.clause,
            });
        }
    });
    out
}

/// Parts `39w`, `39wks`, `10mm`, `x3` into figure and unit; other mixtures (`t2`, `l1`, `h1n1`) are names and stay.
fn figures_apart(raw: &str) -> impl Iterator<Item = &str> {
    let digits = raw.bytes().take_while(u8::is_ascii_digit).count();
    let (first, second) = match &raw[digits..] {
        "w" | "wk" | "wks" | "week" | "weeks" | "hr" | "hrs" | "h" | "hours" | "cm" | "mm"
        | "vessel" | "vessels" | "level" | "levels" | "day" | "days" | "lead"
            if digits > 0 =>
        {
            (&raw[..digits], Some(&raw[digits..]))
        }
        unit if digits == 2
            && unit.starts_with('w')
            && unit.ends_with('d')
            && unit.len() == 3
            && unit.as_bytes()[1].is_ascii_digit() =>
        {
            (&raw[..digits], Some("week"))
        }
        _ if raw.len() <= 3
            && raw.starts_with('x')
            && raw.len() > 1
            && raw[1..].bytes().all(|b| b.is_ascii_digit()) =>
        {
            (&raw[1..], None)
        }
        _ => (raw, None),
    };
    core::iter::once(first).chain(second)
}

/// What parts a word from the one before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Gap {
    /// Punctuation that ends a clause.
    pub clause: bool,
    /// Nothing but a hyphen.
    pub hyphen: bool,
    /// The word stands in parentheses.
    pub aside: bool,
}

/// Calls `f` with each word in lower case without accents, its bytes, and what parted it from the one before.
pub(super) fn each_word(text: &str, f: impl FnMut(&str, u32, u32, Gap)) {
    if text
        .bytes()
        .all(|b| b.is_ascii() && b != b'\'' && b != b'`')
    {
        each_plain_word(text, f);
    } else {
        each_accented_word(text, f);
    }
}

/// [`each_word`] for plain ASCII, which nearly all titles are: words are slices of the text in lower case.
fn each_plain_word(text: &str, mut f: impl FnMut(&str, u32, u32, Gap)) {
    let lower = text.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let mut gap = Gap::default();
    let (mut depth, mut hyphen_ahead, mut at) = (0u8, false, 0usize);
    while at < bytes.len() {
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
            at += 1;
        }
        if at > start {
            gap.hyphen = hyphen_ahead;
            gap.aside = depth > 0;
            #[allow(clippy::cast_possible_truncation)]
            f(&lower[start..at], start as u32, at as u32, gap);
            gap.clause = false;
            hyphen_ahead = bytes.get(at) == Some(&b'-');
        } else {
            hyphen_ahead = hyphen_ahead
                && bytes[at] == b'-'
                && at > 0
                && bytes[at - 1].is_ascii_alphanumeric();
            gap.clause |= matches!(bytes[at], b',' | b';' | b':' | b'(' | b')' | b'.');
            match bytes[at] {
                b'(' | b'[' => depth = depth.saturating_add(1),
                b')' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
    }
}

/// [`each_word`] for any text.
fn each_accented_word(text: &str, mut f: impl FnMut(&str, u32, u32, Gap)) {
    let mut raw = String::new();
    let (mut start, mut end) = (0usize, 0usize);
    let mut gap = Gap::default();
    let mut hyphen_ahead = false;
    let mut depth = 0u8;
    let mut chars = text.char_indices().peekable();
    #[allow(clippy::cast_possible_truncation)]
    let mut flush = |raw: &mut String, start: usize, end: usize, gap: &mut Gap| {
        if !raw.is_empty() {
            f(raw, start as u32, end as u32, *gap);
            raw.clear();
            gap.clause = false;
        }
    };
    while let Some((at, c)) = chars.next() {
        if c.is_alphanumeric() {
            if raw.is_empty() {
                start = at;
                gap.hyphen = hyphen_ahead;
                gap.aside = depth > 0;
            }
            fold(c, &mut raw);
            end = at + c.len_utf8();
            hyphen_ahead = false;
        } else if matches!(c, '\'' | '’' | '`') && !raw.is_empty() {
            // The possessive goes; any other apostrophe is no boundary (O'Clock).
            if matches!(chars.peek(), Some((_, 's' | 'S'))) {
                let mut ahead = chars.clone();
                ahead.next();
                if ahead.peek().is_none_or(|(_, c)| !c.is_alphanumeric()) {
                    chars.next();
                }
            }
        } else {
            let had = !raw.is_empty();
            flush(&mut raw, start, end, &mut gap);
            hyphen_ahead = had && matches!(c, '-' | '‐' | '–');
            gap.clause |= matches!(c, ',' | ';' | ':' | '(' | ')' | '.');
            match c {
                '(' | '[' => depth = depth.saturating_add(1),
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    flush(&mut raw, start, end, &mut gap);
}

/// Adds `c` in lower case, without accent.
fn fold(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for c in c.to_lowercase() {
        match c {
            'à'..='å' | 'ā' => out.push('a'),
            'æ' => out.push_str("ae"),
            'ç' => out.push('c'),
            'è'..='ë' | 'ē' => out.push('e'),
            'ì'..='ï' => out.push('i'),
            'ñ' | 'ń' => out.push('n'),
            'ò'..='ö' | 'ø' => out.push('o'),
            'œ' => out.push_str("oe"),
            'ù'..='ü' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'š' | 'ş' => out.push('s'),
            'β' => out.push_str("beta"),
            'α' => out.push_str("alpha"),
            other => out.push(other),
        }
    }
}

/// Normal form of one raw word after `previous`.
pub(super) fn normal(raw: &str, previous: &str) -> String {
    let numbered = matches!(
        previous,
        "type" | "stage" | "grade" | "class" | "factor" | "bipolar" | "level"
    );
    let number = match raw {
        "i" if numbered => "1",
        "v" if numbered => "5",
        "x" if numbered => "10",
        "one" => "1",
        "ii" | "two" => "2",
        "iii" | "three" => "3",
        "iv" if numbered => "4",
        "four" => "4",
        "five" => "5",
        "vi" | "six" => "6",
        "vii" | "seven" => "7",
        "viii" | "eight" => "8",
        "ix" | "nine" => "9",
        "ten" => "10",
        "xi" => "11",
        "xii" => "12",
        "iiia" => "3a",
        "iiib" => "3b",
        "iiic" => "3c",
        "1st" => "first",
        "2nd" => "second",
        "3rd" => "third",
        "4th" => "fourth",
        "5th" => "fifth",
        "6th" => "sixth",
        "7th" => "seventh",
        _ => "",
    };
    if !number.is_empty() {
        return number.to_owned();
    }
    singular(raw)
}

/// The singular, as far as endings tell. Wrong singulars do no harm: both sides get the same.
fn singular(raw: &str) -> String {
    const KEPT: &[&str] = &[
        "rabies", "scabies", "caries", "series", "species", "facies", "lens", "yes", "gas", "ties",
    ];
    let n = raw.len();
    if n < 4 || !raw.ends_with('s') || KEPT.contains(&raw) {
        return raw.to_owned();
    }
    if raw == "feet" {
        return "foot".to_owned();
    }
    if n > 4 && raw.ends_with("ies") {
        return format!("{}y", &raw[..n - 3]);
    }
    if raw.ends_with("sses")
        || raw.ends_with("xes")
        || (n >= 7 && raw.ends_with("uses") && !raw.ends_with("auses"))
        || (raw.ends_with("ches") && !raw.ends_with("aches"))
    {
        return raw[..n - 2].to_owned();
    }
    if n >= 7
        && (raw.ends_with("oses")
            || raw.ends_with("yses")
            || (raw.ends_with("ases") && !raw.ends_with("eases")))
    {
        return format!("{}is", &raw[..n - 2]);
    }
    if raw.ends_with("ss")
        || raw.ends_with("us")
        || raw.ends_with("is")
        || raw.ends_with("as")
        || raw.ends_with("os")
    {
        return raw.to_owned();
    }
    raw[..n - 1].to_owned()
}

/// Words that say nothing about a code.
pub(super) fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "of" | "the"
            | "a"
            | "an"
            | "and"
            | "or"
            | "in"
            | "on"
            | "to"
            | "for"
            | "by"
            | "at"
            | "from"
            | "with"
            | "due"
            | "as"
            | "is"
            | "be"
            | "into"
            | "approach"
            | "patient"
            | "pt"
            | "side"
            | "having"
            | "using"
            | "via"
            | "that"
            | "status"
            | "his"
            | "her"
            | "my"
            | "has"
            | "use"
            | "w"
    ) && word != "status"
}

/// The words that a chart's short form stands for; none for other words. Unlike a line of the lexicon they also stand
/// in for the long form within phrases ("bone marrow bx").
pub(super) fn spelled_out(short: &str) -> &'static [&'static str] {
    const SHORT: &[(&str, &[&str])] = &[
        ("abd", &["abdominal", "abdomen"]),
        ("abx", &["antibiotic"]),
        ("amp", &["amputation"]),
        ("bilat", &["bilateral"]),
        ("bx", &["biopsy"]),
        ("ca", &["cancer"]),
        ("cath", &["catheterization", "catheter"]),
        ("exac", &["exacerbation"]),
        ("fx", &["fracture"]),
        ("htn", &["hypertension"]),
        ("hx", &["history"]),
        ("l", &["left"]),
        ("lac", &["laceration"]),
        ("lap", &["laparoscopic"]),
        ("lt", &["left"]),
        ("perc", &["percutaneous"]),
        ("pna", &["pneumonia"]),
        ("pulm", &["pulmonary"]),
        ("r", &["right"]),
        ("repl", &["replacement"]),
        ("resp", &["respiratory"]),
        ("rt", &["right"]),
        ("sz", &["seizure"]),
        ("tri", &["trimester"]),
        ("wk", &["week"]),
        ("wks", &["week"]),
    ];
    SHORT
        .binary_search_by(|(have, _)| have.cmp(&short))
        .map_or(&[], |at| SHORT[at].1)
}

/// Words that turn what follows into its absence.
pub(super) fn is_negation(word: &str) -> bool {
    matches!(word, "without" | "no" | "not" | "nor" | "neither")
}

/// The word without its grammatical ending (`obstructed`, `obstruction`, `obstructive`); `None` if too little is left.
pub(super) fn root(word: &str) -> Option<&str> {
    const ENDINGS: &[&str] = &[
        "ational", "ization", "iveness", "ation", "ative", "ingly", "ional", "ously", "ities",
        "ility", "ement", "ance", "ence", "able", "ible", "ment", "ated", "ates", "ous", "ive",
        "ing", "ion", "ity", "ism", "ist", "ate", "ant", "ent", "ial", "ary", "ory", "ics", "ic",
        "al", "ed", "er", "ly", "y", "e",
    ];
    if word.len() < 6 || !word.is_ascii() || word.ends_with("itis") {
        return None;
    }
    let stem = ENDINGS
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|s| s.len() >= 5))
        .unwrap_or(word);
    Some(stem)
}

/// American spellings of a word in British spelling, most likely first.
pub(super) fn american(word: &str) -> Vec<String> {
    const PAIRS: &[(&str, &str)] = &[
        ("ae", "e"),
        ("oe", "e"),
        ("our", "or"),
        ("ise", "ize"),
        ("isation", "ization"),
        ("ised", "ized"),
        ("yse", "yze"),
        ("tre", "ter"),
        ("lling", "ling"),
        ("lled", "led"),
        ("ph", "f"),
        ("que", "ck"),
    ];
    let mut out = Vec::new();
    let mut all = word.to_owned();
    for (british, plain) in PAIRS {
        if word.contains(british) {
            out.push(word.replace(british, plain));
            all = all.replace(british, plain);
        }
    }
    if !out.is_empty() && !out.contains(&all) {
        out.push(all);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{american, query_words, root, spelled_out, words};

    fn plain(text: &str) -> Vec<String> {
        words(text).into_iter().map(|w| w.text).collect()
    }

    #[test]
    fn one_form_for_what_coders_write_differently() {
        for (a, b) in [
            ("Cushing's syndrome", "cushings SYNDROMES"),
            ("Type II diabetes", "type 2 diabetes"),
            ("stage iv", "Stage 4"),
            ("Sjögren", "sjogren"),
            ("Ménière’s", "meniere"),
            ("metastases", "metastasis"),
            ("arteries", "artery"),
            ("1st trimester", "first trimester"),
            ("abscesses", "abscess"),
        ] {
            assert_eq!(plain(a), plain(b), "{a} / {b}");
        }
    }

    #[test]
    fn chart_shorthand_is_read() {
        let read = |t: &str| {
            query_words(t)
                .into_iter()
                .map(|w| w.text)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(read("hernia w/o obstruction"), "hernia without obstruction");
        assert_eq!(read("39w2d"), "39 week");
        assert_eq!(read("cabg x3"), "cabg 3");
        assert_eq!(read("vent >96h"), "vent greater 96 h");
        assert_eq!(read("t2 dm"), "t2 dm");
        assert_eq!(read("s/p lung transplant"), "status lung transplant");
    }

    #[test]
    fn short_forms_stand_for_their_long_forms() {
        for (short, long) in [
            ("bx", "biopsy"),
            ("l", "left"),
            ("wks", "week"),
            ("abd", "abdomen"),
        ] {
            assert!(spelled_out(short).contains(&long), "{short}");
        }
        assert!(spelled_out("biopsy").is_empty());
    }

    #[test]
    fn offsets_point_into_the_text() {
        let text = "Bell’s palsy, left-sided";
        let found: Vec<&str> = words(text)
            .iter()
            .map(|w| &text[w.start as usize..w.end as usize])
            .collect();
        assert_eq!(found, ["Bell", "palsy", "left", "sided"]);
    }

    #[test]
    fn plain_and_accented_texts_are_read_alike() {
        for text in [
            "Non-pressure chronic ulcer, (left) [heel] - unspecified; stage 2.",
            "T1-T2  a--b (c (d) e) x",
            "",
            "-",
        ] {
            let mut plain = Vec::new();
            super::each_plain_word(text, |w, a, b, g| plain.push((w.to_owned(), a, b, g)));
            let mut accented = Vec::new();
            super::each_accented_word(text, |w, a, b, g| accented.push((w.to_owned(), a, b, g)));
            assert_eq!(plain, accented, "{text}");
        }
    }

    #[test]
    fn roots_and_spellings() {
        assert_eq!(root("obstruction"), root("obstructed"));
        assert_eq!(root("hip"), None);
        assert!(american("anaemia").contains(&"anemia".to_owned()));
        assert!(american("haemorrhoea").contains(&"hemorrhea".to_owned()));
    }
}
