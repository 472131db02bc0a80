//! The language of the logic tables: `~` not, `&` and, `|` or, parentheses; `~` binds tightest, then `&`.
//!
//! A formula becomes a chain of tests, each leading on to the next by its answer. Following the chain tests the
//! atoms from left to right and stops as soon as the outcome is certain, which matters: which atoms were looked
//! at decides which codes are marked.

use crate::facts::{self, Facts};

/// Leads to "the formula is true".
pub(crate) const ACCEPT: u16 = u16::MAX;
/// Leads to "the formula is false".
pub(crate) const REJECT: u16 = u16::MAX - 1;

/// A test of one atom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Test {
    /// Number of the fact.
    pub(crate) fact: u16,
    /// Where to go if it holds.
    pub(crate) holds: u16,
    /// Where to go if not.
    pub(crate) fails: u16,
}

#[derive(Debug)]
enum Expression<'a> {
    Atom(&'a str),
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
}

/// Deepest nesting that is read; the tables stay below ten.
const DEEPEST: usize = 64;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn next_byte(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn list(
        &mut self,
        separator: u8,
        part: impl Fn(&mut Self) -> Option<Expression<'a>>,
        join: impl FnOnce(Vec<Expression<'a>>) -> Expression<'a>,
    ) -> Option<Expression<'a>> {
        let first = part(self)?;
        if self.next_byte() != Some(separator) {
            return Some(first);
        }
        let mut parts = vec![first];
        while self.next_byte() == Some(separator) {
            self.at += 1;
            parts.push(part(self)?);
        }
        Some(join(parts))
    }

    fn any(&mut self) -> Option<Expression<'a>> {
        self.list(b'|', Self::all, Expression::Any)
    }

    fn all(&mut self) -> Option<Expression<'a>> {
        self.list(b'&', Self::factor, Expression::All)
    }

    fn factor(&mut self) -> Option<Expression<'a>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let found = match self.next_byte()? {
            b'~' => {
                self.at += 1;
                Expression::Not(Box::new(self.factor()?))
            }
            b'(' => {
                self.at += 1;
                let inner = self.any()?;
                if self.next_byte()? != b')' {
                    return None;
                }
                self.at += 1;
                inner
            }
            _ => {
                let rest = &self.text[self.at..];
                let end = rest
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'))
                    .unwrap_or(rest.len());
                if end == 0 {
                    return None;
                }
                self.at += end;
                Expression::Atom(&rest[..end])
            }
        };
        self.depth -= 1;
        Some(found)
    }
}

/// A compiled formula.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compiled {
    /// Where the chain begins.
    pub(crate) start: u16,
    /// Facts of which at least one holds whenever the formula is true; `None` if there is no such set.
    pub(crate) needs_one_of: Option<Facts>,
}

/// Compiles `text`, appending to `tests`. `fact` numbers the atoms.
/// `None` if the text is no formula or the chain grows too long.
pub(crate) fn compile<'a>(
    text: &'a str,
    tests: &mut Vec<Test>,
    mut fact: impl FnMut(&'a str) -> u16,
) -> Option<Compiled> {
    let mut reader = Reader {
        text,
        at: 0,
        depth: 0,
    };
    let expression = reader.any()?;
    if reader.next_byte().is_some() {
        return None;
    }
    let start = emit(&expression, ACCEPT, REJECT, tests, &mut fact)?;
    Some(Compiled {
        start,
        needs_one_of: needs(&expression, &mut fact),
    })
}

/// Facts of which one must hold. Severity and discharge status hold too often to be worth asking for.
fn needs<'a>(expression: &Expression<'a>, fact: &mut impl FnMut(&'a str) -> u16) -> Option<Facts> {
    match expression {
        Expression::Atom(name) => {
            let fact = fact(name);
            (fact > facts::ANY_DIAGNOSIS).then(|| Facts::of(&[fact]))
        }
        Expression::Not(_) => None,
        Expression::All(parts) => parts
            .iter()
            .filter_map(|part| needs(part, fact))
            .min_by_key(|set| set.iter().count()),
        Expression::Any(parts) => parts
            .iter()
            .try_fold(Facts::default(), |all, part| Some(all | needs(part, fact)?)),
    }
}

/// Lays out an expression back to front, so that each test knows where to lead on to.
fn emit<'a>(
    expression: &Expression<'a>,
    holds: u16,
    fails: u16,
    tests: &mut Vec<Test>,
    fact: &mut impl FnMut(&'a str) -> u16,
) -> Option<u16> {
    match expression {
        Expression::Atom(name) => {
            let at = u16::try_from(tests.len()).ok().filter(|at| *at < REJECT)?;
            tests.push(Test {
                fact: fact(name),
                holds,
                fails,
            });
            Some(at)
        }
        Expression::Not(inner) => emit(inner, fails, holds, tests, fact),
        Expression::All(parts) => parts
            .iter()
            .rev()
            .try_fold(holds, |next, part| emit(part, next, fails, tests, fact)),
        Expression::Any(parts) => parts
            .iter()
            .rev()
            .try_fold(fails, |next, part| emit(part, holds, next, tests, fact)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Follows the chain for a set of true atoms; returns the outcome and the atoms looked at.
    fn run(text: &str, truths: &str) -> Option<(bool, String)> {
        let mut names = Vec::new();
        let mut tests = Vec::new();
        let mut at = compile(text, &mut tests, |n| {
            names.push(n.to_owned());
            names.len() as u16 - 1
        })?
        .start;
        let mut looked_at = String::new();
        while at < REJECT {
            let test = tests[usize::from(at)];
            let name = &names[usize::from(test.fact)];
            looked_at.push_str(name);
            at = if truths.contains(name.as_str()) {
                test.holds
            } else {
                test.fails
            };
        }
        Some((at == ACCEPT, looked_at))
    }

    #[test]
    fn looks_left_to_right_and_no_further_than_needed() {
        for (text, truths, outcome, looked_at) in [
            ("a", "a", true, "a"),
            ("a & b", "b", false, "a"),
            ("a | b & c", "bc", true, "abc"),
            ("a | b & c", "a", true, "a"),
            ("(a | b) & c", "a", false, "ac"),
            ("~a & b", "b", true, "ab"),
            ("~(a & b)", "a", true, "ab"),
            ("~(a | b) & c", "b", false, "ab"),
            ("((a)) & ~~b", "ab", true, "ab"),
        ] {
            assert_eq!(
                run(text, truths),
                Some((outcome, looked_at.to_owned())),
                "{text} with {truths}"
            );
        }
    }

    #[test]
    fn knows_what_a_true_formula_needs() {
        let number = |n: &str| 100 + u16::from(n.as_bytes()[0] - b'a');
        for (text, needed) in [
            ("a", Some(&[100][..])),
            ("a & b", Some(&[100])),
            ("(a | b) & c", Some(&[102])),
            ("a | b & c", Some(&[100, 101])),
            ("~a & b", Some(&[101])),
            ("~a", None),
            ("a | ~b", None),
        ] {
            let compiled = compile(text, &mut Vec::new(), number).map(|c| c.needs_one_of);
            assert_eq!(compiled, Some(needed.map(Facts::of)), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_formula() {
        for text in [
            "",
            "a &",
            "& a",
            "(a",
            "a)",
            "a b",
            "a ! b",
            "~",
            &"(".repeat(1000),
            &"~".repeat(1000),
        ] {
            assert_eq!(run(text, ""), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "[a-c&|~() ]{0,40}") {
            let _ = run(&text, "ab");
        }
    }
}
