//! A document's words, line by line with page and line numbers, and what is marked in them. A word cursor goes through them
//! by keyboard; what it or the pointer selects can be put under a code.
//!
//! Of a long text a stretch is drawn, so that five hundred pages open as fast as one.

use std::sync::Arc;

use custodian::protocol::DocumentPage;
use leptos::{ev, prelude::*};

use super::find::marked;
use super::selection;
use super::words::{self, Kind, Line, Piece, Range, Step};
use super::{Charts, Selected};

/// Lines drawn at once, and by how many one goes on.
const STRETCH: usize = 500;
const FURTHER: usize = 400;

/// Where the text stands.
const TEXT: &str = "chart-text";

/// What is known of the text on screen. A copy is only a reference.
#[derive(Clone, Copy)]
struct Reading {
    charts: Charts,
    page: StoredValue<Arc<DocumentPage>>,
    lines: StoredValue<Arc<Vec<Line>>>,
    /// First line drawn.
    from: RwSignal<usize>,
    /// The word cursor: where the selection began, and where it stands.
    cursor: RwSignal<Option<(Range, Range)>>,
    /// What is marked.
    marks: Memo<Vec<(Range, Kind)>>,
}

/// The words.
#[component]
pub(super) fn TextView(
    /// The document.
    page: Arc<DocumentPage>,
) -> impl IntoView {
    let charts = expect_context::<Charts>();
    let lines = Arc::new(words::lines(&page.text, &page.page_starts));
    let count = lines.len();
    let pages = page.page_starts.len();
    let several = pages > 1;
    let cursor = RwSignal::new(None);
    let kept = StoredValue::new(Arc::clone(&page));
    let marks = Memo::new(move |_| all_marks(charts, kept, cursor));
    let reading = Reading {
        charts,
        page: kept,
        lines: StoredValue::new(Arc::clone(&lines)),
        from: RwSignal::new(0),
        cursor,
        marks,
    };
    // What was asked for comes into sight.
    Effect::new(move |_| {
        if let Some((start, _)) = charts.shown.get() {
            reading.reveal(start);
        }
    });
    let sections = page.sections.clone();
    let told = move || {
        charts.selected.with(|selected| {
            selected.as_ref().map_or_else(String::new, |selected| {
                format!("Selected: {}", selected.words)
            })
        })
    };
    view! {
        {(sections.len() > 1 || pages > 1).then(|| view! {
            <div class="chart-text-tools">
                {(sections.len() > 1).then(|| view! { <Sections reading sections/> })}
                {(pages > 1).then(|| view! { <PageField reading pages/> })}
            </div>
        })}
        <Show when=move || { reading.from.get() > 0 }>
            <p class="chart-further"><button type="button" class="button" data-test="chart-text-before" on:click=move |_| reading.further(false)>"Lines before these"</button></p>
        </Show>
        <div class="chart-text" id=TEXT tabindex="0" role="document" aria-label="Text of the document. Arrow keys go word by word, Shift selects." data-test="chart-text"
            on:keydown=move |event| reading.key(&event) on:pointerup=move |_| reading.pointer()>
            {move || {
                let from = reading.from.get();
                let lines = lines.iter().copied().skip(from).take(STRETCH);
                lines.map(|line| view! { <OneLine reading line several/> }).collect_view()
            }}
        </div>
        <Show when=move || { reading.from.get() + STRETCH < count }>
            <p class="chart-further"><button type="button" class="button" data-test="chart-text-after" on:click=move |_| reading.further(true)>"Further lines"</button></p>
        </Show>
        <p class="out-of-sight" role="status">{told}</p>
        <SelectionBar/>
    }
}

/// All that is marked in a document.
fn all_marks(
    charts: Charts,
    page: StoredValue<Arc<DocumentPage>>,
    cursor: RwSignal<Option<(Range, Range)>>,
) -> Vec<(Range, Kind)> {
    let mut marks = Vec::new();
    page.with_value(|page| {
        for section in &page.sections {
            let heading = page
                .text
                .get(section.start as usize..section.end as usize)
                .and_then(|words| words.lines().next())
                .unwrap_or_default();
            let length = u32::try_from(heading.len()).unwrap_or(0);
            marks.push(((section.start, section.start + length), Kind::Heading));
        }
        if super::is_latest(page) {
            charts.find.found.with(|found| {
                let hits = found.iter().flat_map(|found| &found.hits);
                for hit in hits.filter(|hit| hit.document == page.line.id) {
                    marks.extend(marked(hit).into_iter().map(|range| (range, Kind::Hit)));
                }
            });
        }
    });
    charts.coded.with(|coded| {
        let coded = coded.iter().map(|coded| (coded.start, coded.end));
        marks.extend(coded.map(|range| (range, Kind::Coded)));
    });
    marks.extend(charts.shown.get().map(|range| (range, Kind::Shown)));
    marks.extend(
        cursor
            .get()
            .map(|(anchor, head)| (whole(anchor, head), Kind::Cursor)),
    );
    marks
}

/// From the first to the last of two words.
fn whole(anchor: Range, head: Range) -> Range {
    (anchor.0.min(head.0), anchor.1.max(head.1))
}

#[component]
fn OneLine(
    /// The text it is of.
    reading: Reading,
    /// The line.
    line: Line,
    /// Whether the document has several pages.
    several: bool,
) -> impl IntoView {
    let pieces = Memo::new(move |_| reading.marks.with(|marks| words::pieces(line, marks)));
    let begins = (several && line.number == 1)
        .then(|| view! { <p class="chart-page-mark" aria-hidden="true">{format!("Page {}", line.page)}</p> });
    view! {
        {begins}
        <div class="chart-line" id=format!("chart-line-{}", line.start) data-from=line.start.to_string() data-number=line.number.to_string()>
            <span class="chart-line-words">
                {move || pieces.get().into_iter().map(|piece| one_piece(reading, &piece)).collect_view()}
            </span>
        </div>
    }
}

fn one_piece(reading: Reading, piece: &Piece) -> impl IntoView + use<> {
    let at = piece.start.to_string();
    let words = reading.page.with_value(|page| {
        let words = page.text.get(piece.start as usize..piece.end as usize);
        words.unwrap_or_default().to_owned()
    });
    let codes: Vec<String> = reading.charts.coded.with_untracked(|coded| {
        coded
            .iter()
            .filter(|coded| coded.start <= piece.start && coded.end >= piece.end)
            .map(|coded| coded.code.clone())
            .collect()
    });
    if piece.classes.is_empty() {
        return view! { <span data-at=at>{words}</span> }.into_any();
    }
    let title = (!codes.is_empty()).then(|| codes.join(", "));
    view! { <mark data-at=at class=piece.classes.clone() title=title>{words}</mark> }.into_any()
}

impl Reading {
    /// Brings a byte into sight; the stretch that holds it is drawn first.
    fn reveal(self, byte: u32) {
        let at = self.lines.with_value(|lines| words::line_at(lines, byte));
        let from = self.from.get_untracked();
        if at < from || at >= from + STRETCH {
            self.from.set(at.saturating_sub(STRETCH - FURTHER));
        }
        let start = self
            .lines
            .with_value(|lines| lines.get(at).map(|line| line.start));
        if let Some(start) = start {
            crate::ui::reveal_soon(format!("chart-line-{start}"));
        }
    }

    fn further(self, on: bool) {
        let count = self.lines.with_value(|lines| lines.len());
        self.from.update(|from| {
            *from = if on {
                (*from + FURTHER).min(count.saturating_sub(1))
            } else {
                from.saturating_sub(FURTHER)
            };
        });
        crate::ui::focus_soon(TEXT);
    }

    /// Selects from one word to another.
    fn set_cursor(self, anchor: Range, head: Range) {
        selection::let_go();
        self.cursor.set(Some((anchor, head)));
        self.select(whole(anchor, head));
        self.reveal(head.0);
    }

    fn select(self, range: Range) {
        let Some(encounter) = self.charts.encounter.get_untracked() else {
            return;
        };
        let selected = self.page.with_value(|page| {
            let (start, end) = words::trimmed(&page.text, range)?;
            let line = self
                .lines
                .with_value(|lines| lines.get(words::line_at(lines, start)).copied())?;
            Some(Selected {
                encounter,
                document: page.line.id,
                title: page.line.title.clone(),
                start,
                end,
                body_sha256: page.text_sha256.clone(),
                words: page.text.get(start as usize..end as usize)?.to_owned(),
                page: line.page,
                line: line.number,
            })
        });
        self.charts.selected.set(selected);
    }

    /// Takes what the pointer selected; a click alone puts the cursor there and lets go of what was selected.
    fn pointer(self) {
        // The browser has its selection ready only after the event.
        request_animation_frame(move || {
            if let Some((start, end)) = selection::selected_in(TEXT) {
                self.cursor.try_set(None);
                self.select((start, end));
            } else if let Some(byte) = selection::clicked_in(TEXT) {
                let word = self
                    .page
                    .try_with_value(|page| words::word_from(&page.text, byte))
                    .flatten();
                self.cursor.try_set(word.map(|word| (word, word)));
                self.charts.selected.set(None);
            }
        });
    }

    fn key(self, event: &ev::KeyboardEvent) {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let step = match event.key().as_str() {
            "ArrowRight" => Step::Right,
            "ArrowLeft" => Step::Left,
            "ArrowDown" => Step::Down,
            "ArrowUp" => Step::Up,
            "Home" => Step::Home,
            "End" => Step::End,
            "Enter" => {
                event.prevent_default();
                self.charts.link_selected();
                return;
            }
            "Escape" => {
                event.prevent_default();
                self.escape();
                return;
            }
            _ => return,
        };
        event.prevent_default();
        let moved = self.page.with_value(|page| {
            let Some((anchor, head)) = self.cursor.get_untracked() else {
                return self.first_word(&page.text).map(|word| (word, word));
            };
            let next = self
                .lines
                .with_value(|lines| words::step(&page.text, lines, head, step));
            Some(if event.shift_key() {
                (anchor, next)
            } else {
                (next, next)
            })
        });
        if let Some((anchor, head)) = moved {
            self.set_cursor(anchor, head);
        }
    }

    /// Where the cursor begins: at what was asked for, else at the beginning of what is drawn.
    fn first_word(self, text: &str) -> Option<Range> {
        let shown = self.charts.shown.get_untracked().map(|shown| shown.0);
        let from = self.from.get_untracked();
        let begins = self
            .lines
            .with_value(|lines| lines.get(from).map_or(0, |line| line.start));
        words::word_from(text, shown.unwrap_or(begins))
    }

    /// Lets go of what is selected; with nothing selected, goes back to the list.
    fn escape(self) {
        if self.charts.selected.with_untracked(Option::is_some)
            || self.cursor.get_untracked().is_some()
        {
            self.charts.selected.set(None);
            self.cursor.set(None);
            selection::let_go();
        } else {
            self.charts.back_to_list();
        }
    }
}

/// Sections to go to.
#[component]
fn Sections(
    /// The text.
    reading: Reading,
    /// Its sections.
    sections: Vec<custodian::protocol::SectionView>,
) -> impl IntoView {
    view! {
        <select autocomplete="off" class="input" aria-label="Go to a section" data-test="chart-section" on:change:target=move |event| {
            if let Ok(start) = event.target().value().parse::<u32>() {
                reading.reveal(start);
            }
        }>
            <option value="">"Sections…"</option>
            {sections.into_iter().map(|section| view! { <option value=section.start.to_string()>{section.name}</option> }).collect_view()}
        </select>
    }
}

/// The page to go to.
#[component]
fn PageField(
    /// The text.
    reading: Reading,
    /// How many pages it has.
    pages: usize,
) -> impl IntoView {
    view! {
        <label class="chart-page-field">"Page "
            <input autocomplete="off" class="input num" type="number" min="1" max=pages.to_string() data-test="chart-page-number" on:change:target=move |event| {
                let page = event.target().value().parse::<usize>().unwrap_or(0).clamp(1, pages);
                let start = reading.page.with_value(|of| of.page_starts.get(page - 1).copied());
                if let Some(start) = start {
                    reading.reveal(start);
                }
            }/>
            {format!(" of {pages}")}
        </label>
    }
}

/// What can be done with the words that are selected.
#[component]
fn SelectionBar() -> impl IntoView {
    let charts = expect_context::<Charts>();
    let short = |words: &str| {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        match words.char_indices().nth(90) {
            Some((cut, _)) => format!("“{}…”", &words[..cut]),
            None => format!("“{words}”"),
        }
    };
    view! {
        {move || charts.selected.get().map(|selected| view! {
            <div class="chart-selection" data-test="chart-selection">
                <p><span data-test="chart-selected-words">{short(&selected.words)}</span>
                    <span class="quiet small">{format!(" page {}, line {}", selected.page, selected.line)}</span></p>
                {if charts.take.with(Option::is_some) {
                    view! {
                        <button type="button" class="button first" data-test="chart-link" on:pointerdown=move |event| event.prevent_default()
                            on:click=move |_| charts.link_selected()>"Link to a code"<kbd>"Enter"</kbd></button>
                    }.into_any()
                } else {
                    view! { <p class="quiet small">"Open the encounter's case from the worklist to put these words under a code."</p> }.into_any()
                }}
            </div>
        })}
    }
}
