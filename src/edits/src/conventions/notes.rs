//! The notes of the tabular list, read once: for each chapter, block, category and code the instructions that stand
//! there, with the codes they name.

use codes::cm::{CmCode, CmPack, NoteKind};

use super::reading::{Understood, read};
use super::span::{Key, Limit, Span, within};

/// How binding an instruction is, as far as its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demand {
    /// It holds for every use of the code, and names all that can meet it.
    Always,
    /// It holds for every use of the code; what it names are examples ("such as").
    AlwaysForExample,
    /// It holds if the chart says so ("if applicable", "any associated"), or it names alternatives none of which need
    /// be the patient's.
    IfSo,
}

/// One instruction: a note, or a heading with the notes that it heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instruction {
    /// The node of the tabular list where it stands.
    pub(crate) node: u32,
    pub(crate) kind: NoteKind,
    pub(crate) demand: Demand,
    /// Its notes, by number among the node's.
    first_note: u16,
    last_note: u16,
    spans: (u32, u32),
}

/// How many notes of a kind were understood how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Notes all of whose codes were understood.
    pub all: usize,
    /// Notes some of whose codes were understood.
    pub some: usize,
    /// Notes that name codes of which none was understood.
    pub nothing: usize,
    /// Notes in words alone.
    pub no_codes: usize,
}

/// The instructions of a tabular list, read once when its pack is opened. It holds positions in that pack and is good
/// for that pack only.
#[derive(Debug, Clone)]
pub struct Conventions {
    instructions: Vec<Instruction>,
    spans: Vec<Span>,
    limits: Vec<Limit>,
    coverage: [Coverage; 5],
}

/// Kinds of notes that name codes, in the order of [`Conventions::coverage`]'s counts.
const KINDS: [NoteKind; 5] = [
    NoteKind::Excludes1,
    NoteKind::Excludes2,
    NoteKind::CodeFirst,
    NoteKind::UseAdditionalCode,
    NoteKind::CodeAlso,
];

impl Conventions {
    /// Reads the notes of a pack.
    #[must_use]
    pub fn of(pack: &CmPack) -> Self {
        let mut this = Self {
            instructions: Vec::new(),
            spans: Vec::new(),
            limits: Vec::new(),
            coverage: [Coverage::default(); 5],
        };
        for node in pack.nodes() {
            if node.notes().next().is_none() {
                continue;
            }
            for (at, kind) in KINDS.into_iter().enumerate() {
                this.read_node(pack, node, at, kind);
            }
        }
        this
    }

    /// How far the notes of a kind were understood. `None` for kinds that name no codes (includes, 7th characters …).
    #[must_use]
    pub fn coverage(&self, kind: NoteKind) -> Option<Coverage> {
        let at = KINDS.iter().position(|&k| k == kind)?;
        Some(self.coverage[at])
    }

    fn read_node(&mut self, pack: &CmPack, node: CmCode<'_>, at: usize, kind: NoteKind) {
        let excludes = matches!(kind, NoteKind::Excludes1 | NoteKind::Excludes2);
        let first = self.instructions.len();
        let mut headed = false;
        for (number, note) in (0u16..).zip(node.notes()).filter(|(_, n)| n.kind == kind) {
            let reading = read(note.text, |code| pack.code(code).is_some());
            let count = &mut self.coverage[at];
            match reading.understood {
                Understood::All => count.all += 1,
                Understood::Some => count.some += 1,
                Understood::Nothing => count.nothing += 1,
                Understood::NoCodes => count.no_codes += 1,
            }
            let heads = note.text.trim_end().ends_with(':');
            let listed = headed && !heads && !opens(note.text);
            let continues = !excludes && (listed || note.text.starts_with("or "));
            let start = position(self.spans.len());
            for (span, limit) in reading.spans {
                let limit = limit.map_or(0, |limit| self.limit(limit));
                self.spans.push(Span { limit, ..span });
            }
            let end = position(self.spans.len());
            match self.instructions[first..].last_mut() {
                Some(open) if continues => {
                    open.last_note = number;
                    open.spans.1 = end;
                }
                _ => {
                    headed = heads;
                    self.instructions.push(Instruction {
                        node: node.index(),
                        kind,
                        demand: demand(kind, note.text),
                        first_note: number,
                        last_note: number,
                        spans: (start, end),
                    });
                }
            }
        }
        self.soften_alternatives(first);
    }

    /// Several notes of a kind at one node without a heading, and lists after a bare "to identify:", are alternatives:
    /// no single one of them binds.
    fn soften_alternatives(&mut self, first: usize) {
        let here = &mut self.instructions[first..];
        let alone = here.len() == 1;
        for instruction in here {
            let several = instruction.last_note > instruction.first_note;
            let choice = matches!(instruction.kind, NoteKind::CodeFirst | NoteKind::CodeAlso);
            if (choice && !alone) || (several && instruction.demand == Demand::Always) {
                instruction.demand = Demand::IfSo;
            }
        }
    }

    fn limit(&mut self, limit: Limit) -> u16 {
        let at = self.limits.iter().position(|known| *known == limit);
        let at = at.unwrap_or_else(|| {
            self.limits.push(limit);
            self.limits.len() - 1
        });
        u16::try_from(at + 1).unwrap_or(u16::MAX)
    }

    /// The instructions at a node, in the order of [`KINDS`].
    pub(crate) fn at(&self, node: CmCode<'_>) -> &[Instruction] {
        let start = self.instructions.partition_point(|i| i.node < node.index());
        let rest = &self.instructions[start..];
        &rest[..rest.partition_point(|i| i.node == node.index())]
    }

    /// The spans an instruction names.
    pub(crate) fn spans(&self, instruction: &Instruction) -> &[Span] {
        let (start, end) = instruction.spans;
        &self.spans[start as usize..end as usize]
    }

    /// Whether everything an instruction names lies in a list of prefixes and ranges.
    pub(crate) fn names_only(&self, instruction: &Instruction, list: &[&str]) -> bool {
        self.spans(instruction)
            .iter()
            .all(|span| within(span.first, list) && within(span.last, list))
    }

    /// Whether a span names a code, its limit included.
    pub(crate) fn names(&self, span: &Span, key: Key) -> bool {
        span.covers(key)
            && (span.limit == 0
                || self
                    .limits
                    .get(usize::from(span.limit) - 1)
                    .is_some_and(|limit| limit.met_by(key)))
    }
}

impl Instruction {
    /// Its words as printed, the first few of a long list, and the year they were published in.
    pub(crate) fn words(&self, pack: &CmPack) -> (String, u16) {
        const SHOWN: usize = 4;
        let Some(node) = pack.at(self.node) else {
            return (String::new(), 0);
        };
        let count = usize::from(self.last_note - self.first_note) + 1;
        let mut words = String::new();
        let mut year = 0;
        let notes = (0u16..).zip(node.notes()).filter(|(number, note)| {
            note.kind == self.kind && (self.first_note..=self.last_note).contains(number)
        });
        for (shown, (_, note)) in notes.enumerate().take(SHOWN + 1) {
            year = note.year;
            if shown == SHOWN && count > SHOWN {
                words.push_str(", …");
                break;
            }
            match shown {
                0 => {}
                1 => words.push(' '),
                _ => words.push_str(", "),
            }
            words.push_str(note.text.trim_start_matches([',', ' ']));
        }
        (words, year)
    }
}

fn position(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// Whether a note under a heading begins an instruction of its own.
fn opens(text: &str) -> bool {
    let text = text.trim_start();
    let bare_codes = text
        .strip_prefix('(')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    bare_codes
        || ["code ", "code(", "code,", ",", "external cause code"]
            .iter()
            .any(|start| text.starts_with(start))
}

/// How binding the words of a note of a kind are.
fn demand(kind: NoteKind, text: &str) -> Demand {
    /// Words that leave it to the chart, or to which kind of case it is, whether a note holds.
    const DEPENDS: [&str; 14] = [
        " if ",
        "(if ",
        "where applicable",
        "any ",
        "associated",
        "complicating",
        "following",
        "when ",
        "pre-existing",
        "as applicable",
        "as needed",
        "when documented",
        "due to",
        "external cause or",
    ];
    /// What a further code may tell of, and what only some patients have: how the disease shows itself or has gone wrong,
    /// a habit beside it.
    const SOME_HAVE: [&str; 4] = [
        "manifestation",
        "identify complications",
        "other transplant complications",
        "drug abuse and dependence",
    ];
    let further = matches!(kind, NoteKind::UseAdditionalCode | NoteKind::CodeAlso);
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&DEPENDS) || text.starts_with("if ") || (further && says(&SOME_HAVE)) {
        Demand::IfSo
    } else if text.contains("such as") {
        Demand::AlwaysForExample
    } else {
        Demand::Always
    }
}
