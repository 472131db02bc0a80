//! What the operators of a page show, and where (ISO 32000-1, 9.3 and 9.4).

use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Page;
use rustc_hash::FxHashMap;

use super::Limits;
use super::font::Font;

/// Most pieces of text on one page, most operators that are followed for them, and most fonts of one page.
const MOST_RUNS: usize = 20_000;
const MOST_OPERATORS: usize = 2_000_000;
const MOST_FONTS: usize = 200;
/// Most states put aside at one time.
const MOST_KEPT: usize = 64;
/// Most pieces that the contents of a page come in.
const MOST_PARTS: usize = 1_000;

/// Text shown at one place.
pub(super) struct Run {
    pub(super) x: f32,
    pub(super) y: f32,
    /// Where it ends.
    pub(super) end: f32,
    /// Height of the letters.
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) text: String,
}

/// Reads pages; fonts are read once, and what all contents and maps have in bytes is limited.
pub(super) struct Reader {
    fonts: FxHashMap<ObjectIdentifier, Rc<Font>>,
    stream: usize,
    contents: usize,
    maps: usize,
}

impl Reader {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            fonts: FxHashMap::default(),
            stream: limits.stream,
            contents: limits.all,
            maps: limits.stream,
        }
    }

    /// What a page shows, in its own order; nothing where its contents go beyond the limits.
    pub(super) fn runs(&mut self, page: &Page<'_>) -> Option<Vec<Run>> {
        let contents = self.contents(page)?;
        let mut fonts = FxHashMap::default();
        for (name, _) in page.resources().fonts.entries().take(MOST_FONTS) {
            let Some(font) = page.resources().get_font(&name) else {
                continue;
            };
            let maps = &mut self.maps;
            let read = match font.obj_id() {
                Some(id) => Rc::clone(
                    self.fonts
                        .entry(id)
                        .or_insert_with(|| Rc::new(Font::of(&font, maps))),
                ),
                None => Rc::new(Font::of(&font, maps)),
            };
            fonts.insert(name.as_str().to_owned(), read);
        }
        let mut hand = Hand::new(&fonts);
        let mut operations = TypedIter::new(&contents);
        let mut followed = 0;
        while let Some(operation) = operations.next() {
            followed += 1;
            if hand.runs.len() >= MOST_RUNS || followed > MOST_OPERATORS {
                break;
            }
            hand.follow(&operation);
        }
        Some(hand.runs)
    }

    fn contents(&mut self, page: &Page<'_>) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        if let Some(stream) = page.raw().get::<Stream<'_>>(b"Contents") {
            self.content(&stream, &mut out)?;
        } else if let Some(parts) = page.raw().get::<Array<'_>>(b"Contents") {
            for (number, part) in parts.iter::<Object<'_>>().enumerate() {
                if number >= MOST_PARTS {
                    return None;
                }
                if let Object::Stream(stream) = part {
                    self.content(&stream, &mut out)?;
                    // An operator never runs over the end of a part.
                    out.push(b' ');
                }
            }
        }
        Some(out)
    }

    fn content(&mut self, stream: &Stream<'_>, out: &mut Vec<u8>) -> Option<()> {
        let Ok(decoded) = stream.decoded() else {
            return Some(());
        };
        self.contents = self.contents.checked_sub(decoded.len())?;
        if out.len() + decoded.len() > self.stream {
            return None;
        }
        out.extend_from_slice(&decoded);
        Some(())
    }
}

/// A transformation: `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Clone, Copy)]
struct Matrix([f32; 6]);

impl Matrix {
    const SAME: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn moved(x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First `self`, then `then`.
    fn then(self, then: Self) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, then.0);
        Self([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }
}

/// How text is shown.
#[derive(Clone, Copy)]
struct State<'f> {
    font: Option<&'f Font>,
    size: f32,
    /// Added behind each character, and behind each blank.
    between: f32,
    word: f32,
    scale: f32,
    leading: f32,
    place: Matrix,
}

/// The writing hand: its state, where its line begins and where it is.
struct Hand<'f> {
    fonts: &'f FxHashMap<String, Rc<Font>>,
    state: State<'f>,
    kept: Vec<State<'f>>,
    line: Matrix,
    at: Matrix,
    runs: Vec<Run>,
}

impl<'f> Hand<'f> {
    fn new(fonts: &'f FxHashMap<String, Rc<Font>>) -> Self {
        Self {
            fonts,
            state: State {
                font: None,
                size: 1.0,
                between: 0.0,
                word: 0.0,
                scale: 1.0,
                leading: 0.0,
                place: Matrix::SAME,
            },
            kept: Vec::new(),
            line: Matrix::SAME,
            at: Matrix::SAME,
            runs: Vec::new(),
        }
    }

    fn follow(&mut self, operation: &Op<'_, '_>) {
        match operation {
            Op::SaveState(_) if self.kept.len() < MOST_KEPT => self.kept.push(self.state),
            Op::RestoreState(_) => self.state = self.kept.pop().unwrap_or(self.state),
            Op::Transform(to) => {
                let to = six([&to.0, &to.1, &to.2, &to.3, &to.4, &to.5]);
                self.state.place = to.then(self.state.place);
            }
            Op::BeginText(_) => self.start(Matrix::SAME),
            Op::TextFont(font) => {
                self.state.font = self.fonts.get(font.0.as_str()).map(Rc::as_ref);
                self.state.size = font.1.as_f32();
            }
            Op::CharacterSpacing(by) => self.state.between = by.0.as_f32(),
            Op::WordSpacing(by) => self.state.word = by.0.as_f32(),
            Op::HorizontalScaling(by) => self.state.scale = by.0.as_f32() / 100.0,
            Op::TextLeading(by) => self.state.leading = by.0.as_f32(),
            Op::SetTextMatrix(to) => self.start(six([&to.0, &to.1, &to.2, &to.3, &to.4, &to.5])),
            Op::NextLine(by) => self.next(by.0.as_f32(), by.1.as_f32()),
            Op::NextLineAndSetLeading(by) => {
                self.state.leading = -by.1.as_f32();
                self.next(by.0.as_f32(), by.1.as_f32());
            }
            Op::NextLineUsingLeading(_) => self.next(0.0, -self.state.leading),
            Op::ShowText(text) => self.show(text.0),
            Op::ShowTexts(texts) => self.show_all(texts.0),
            Op::NextLineAndShowText(text) => {
                self.next(0.0, -self.state.leading);
                self.show(text.0);
            }
            Op::ShowTextWithParameters(text) => {
                (self.state.word, self.state.between) = (text.0.as_f32(), text.1.as_f32());
                self.next(0.0, -self.state.leading);
                self.show(text.2);
            }
            _ => {}
        }
    }

    fn start(&mut self, at: Matrix) {
        (self.line, self.at) = (at, at);
    }

    fn next(&mut self, x: f32, y: f32) {
        self.start(Matrix::moved(x, y).then(self.line));
    }

    fn forward(&mut self, by: f32) {
        self.at = Matrix::moved(by * self.state.scale, 0.0).then(self.at);
    }

    fn show_all(&mut self, texts: &Array<'_>) {
        for piece in texts.iter::<Object<'_>>() {
            match piece {
                Object::String(text) => self.show(&text),
                Object::Number(back) => self.forward(-back.as_f32() / 1000.0 * self.state.size),
                _ => {}
            }
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        let state = self.state;
        let Some(font) = state.font else { return };
        let begins = self.at.then(state.place).0;
        for character in bytes.chunks(font.bytes) {
            let word = if character == b" " { state.word } else { 0.0 };
            self.forward(font.width(character) / 1000.0 * state.size + state.between + word);
        }
        let ends = self.at.then(state.place).0;
        let mut text = String::new();
        font.read(bytes, &mut text);
        let run = Run {
            x: begins[4],
            y: begins[5],
            end: ends[4],
            size: (state.size * begins[3]).abs(),
            bold: font.bold,
            text,
        };
        let placed = [run.x, run.y, run.end, run.size]
            .iter()
            .all(|value| value.is_finite());
        if placed && !run.text.is_empty() && self.runs.len() < MOST_RUNS {
            self.runs.push(run);
        }
    }
}

fn six(numbers: [&Number; 6]) -> Matrix {
    Matrix(numbers.map(Number::as_f32))
}
