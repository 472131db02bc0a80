//! The search box: answers while typing, posts with Enter, takes pasted codes, leads on from headings.

use std::sync::Arc;

use engine::code_text::looks_like_codes;
use engine::protocol::{CodePage, CodeSystem, Event, Hit, ReadCode, Request};
use leptos::{ev, prelude::*};

use super::case::WaitingWords;
use super::code_lists::Tools;
use super::found;
use super::offers::{self, Offer, OfferLine};
use super::post_menu::PostMenu;
use super::row::Target;
use super::session::Session;
use crate::link::{Link, Newest};
use crate::ui::{Icon, Picture};

/// Most hits to ask for: what fits on a screen nearly twice.
const MOST: u32 = 16;
/// Most words of a selection that are looked for.
const LOOKED_FOR: usize = 12;

/// State of the search box. A copy is only a reference.
#[derive(Clone, Copy)]
pub(super) struct Search {
    session: Session,
    link: Link,
    text: RwSignal<String>,
    system: RwSignal<Option<CodeSystem>>,
    /// Hits, and the text they answer.
    hits: RwSignal<(String, Vec<Hit>)>,
    /// Heading that the text names.
    heading: RwSignal<Option<Arc<CodePage>>>,
    /// Heading whose codes are shown instead of hits.
    led_into: RwSignal<Option<Arc<CodePage>>>,
    /// What is offered.
    pub(super) offers: Memo<Vec<Offer>>,
    /// Which offer is chosen.
    pub(super) at: RwSignal<usize>,
    open: RwSignal<bool>,
    /// The menu of targets is open.
    pub(super) menu: RwSignal<bool>,
    /// Enter was pressed before the answer came.
    enter_waits: RwSignal<bool>,
    /// What could not be posted or searched.
    notice: RwSignal<Vec<String>>,
    find: Newest,
    find_heading: Newest,
}

impl Search {
    fn new(session: Session, link: Link) -> Self {
        let text = RwSignal::new(String::new());
        let hits = RwSignal::new((String::new(), Vec::new()));
        let heading = RwSignal::new(None::<Arc<CodePage>>);
        let led_into = RwSignal::new(None::<Arc<CodePage>>);
        let notice = RwSignal::new(Vec::new());
        let enter_waits = RwSignal::new(false);
        let at = RwSignal::new(0);
        let offers = Memo::new(move |_| {
            led_into.with(|page| match page {
                Some(page) => offers::below(page),
                None => heading
                    .with(|page| hits.with(|(_, hits)| offers::for_text(page.as_deref(), hits))),
            })
        });
        let answered = RwSignal::new(false);
        let find = Newest::new(link, move |event| match event {
            Event::Found(answer) => {
                notice.set(
                    answer
                        .not_searched
                        .into_iter()
                        .map(|(_, why)| why)
                        .collect(),
                );
                if text.with_untracked(|text| !text.trim().is_empty()) {
                    at.set(0);
                    hits.set((answer.text, answer.hits));
                    answered.set(!answered.get_untracked());
                }
            }
            Event::Failed(failure) => notice.set(vec![format!("{} {}", failure.what, failure.fix)]),
            _ => {}
        });
        let find_heading = Newest::new(link, move |event| {
            let page = match event {
                Event::Code(page) => Some(Arc::from(page)),
                _ => None,
            };
            heading.set(page.filter(|page: &Arc<CodePage>| {
                text.with_untracked(|text| {
                    engine::code_text::normalise_code(text) == page.line.code
                })
            }));
        });
        let search = Self {
            session,
            link,
            text,
            system: RwSignal::new(None),
            hits,
            heading,
            led_into,
            offers,
            at,
            open: RwSignal::new(false),
            menu: RwSignal::new(false),
            enter_waits,
            notice,
            find,
            find_heading,
        };
        Effect::new(move |_| {
            answered.track();
            if enter_waits.get_untracked() && search.answered() {
                enter_waits.set(false);
                search.post_chosen();
            }
        });
        // Words that were selected in the chart are what is looked for.
        Effect::new(move |_| {
            if let Some(words) = session.words.get() {
                let text: Vec<&str> = words.words.split_whitespace().take(LOOKED_FOR).collect();
                search.typed(text.join(" "));
            }
        });
        search
    }

    /// Whether the hits shown answer the text shown.
    fn answered(self) -> bool {
        self.text
            .with_untracked(|text| self.hits.with_untracked(|(of, _)| of == text))
    }

    fn typed(self, text: String) {
        self.led_into.set(None);
        self.enter_waits.set(false);
        self.menu.set(false);
        self.notice.set(Vec::new());
        self.text.set(text);
        self.ask();
    }

    fn ask(self) {
        let text = self.text.get_untracked();
        if text.trim().is_empty() {
            self.hits.set((text, Vec::new()));
            self.heading.set(None);
            self.open.set(false);
            return;
        }
        self.open.set(true);
        let date = self.session.code_date();
        if looks_like_codes(&text) && text.split_whitespace().count() == 1 {
            let system = if text.trim().len() == 7 && !text.contains('.') {
                CodeSystem::Pcs
            } else {
                CodeSystem::Cm
            };
            self.find_heading.ask(Request::Code {
                system,
                code: text.clone(),
                date: date.clone(),
            });
        } else {
            self.heading.set(None);
        }
        self.find.ask(Request::Search {
            text,
            system: self.system.get_untracked(),
            date,
            limit: MOST,
        });
    }

    fn clear(self) {
        self.text.set(String::new());
        self.hits.set((String::new(), Vec::new()));
        self.heading.set(None);
        self.led_into.set(None);
        self.enter_waits.set(false);
        self.at.set(0);
        self.menu.set(false);
        self.open.set(false);
    }

    /// The offer chosen.
    pub(super) fn chosen(self) -> Option<Offer> {
        self.offers
            .with_untracked(|offers| offers.get(self.at.get_untracked()).cloned())
    }

    fn move_by(self, by: isize) {
        let count = self.offers.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        self.open.set(true);
        let at = (self.at.get_untracked() + count).saturating_add_signed(by) % count;
        self.at.set(at);
        crate::ui::reveal_soon(format!("offer-{at}"));
        self.read_chosen();
    }

    /// Shows the chosen code's page, without posting.
    fn read_chosen(self) {
        if let Some(offer) = self.chosen() {
            self.session.glance(offer.line().system, &offer.line().code);
        }
    }

    fn enter(self) {
        let text = self.text.get_untracked();
        if text.trim().is_empty() {
            return;
        }
        let untouched =
            self.at.get_untracked() == 0 && self.led_into.with_untracked(Option::is_none);
        if untouched && looks_like_codes(&text) {
            self.read_codes(text, true);
        } else if self.led_into.with_untracked(Option::is_some) || self.answered() {
            self.post_chosen();
        } else {
            self.enter_waits.set(true);
        }
    }

    fn post_chosen(self) {
        match self.chosen() {
            Some(Offer::Code(_)) => self.post(Target::Usual),
            Some(Offer::Heading { line, .. }) => self.lead_into(line.system, line.code),
            None => self.notice.set(vec![format!(
                "Nothing found for “{}” among the codes valid on {}.",
                self.text.get_untracked().trim(),
                self.session.code_date()
            )]),
        }
    }

    /// Posts the chosen offer, if it is a code that can be reported.
    pub(super) fn post(self, target: Target) {
        if let Some(Offer::Code(hit)) = self.chosen() {
            let heading = self
                .led_into
                .with_untracked(|page| page.as_ref().map(|page| page.line.dotted.clone()));
            let way = self
                .text
                .with_untracked(|text| match (text.trim(), &heading) {
                    // A typed heading leads on after its text is gone.
                    ("", Some(heading)) => found::typed(heading),
                    (text, _) => found::search(text, heading.as_deref()),
                });
            self.session.post(
                hit.line.system,
                &hit.line.code,
                &hit.line.dotted,
                target,
                way,
            );
            self.clear();
            crate::ui::focus_soon("search");
        }
    }

    /// Shows the codes below a heading.
    fn lead_into(self, system: CodeSystem, code: String) {
        let date = self.session.code_date();
        self.link.ask(
            Request::Code { system, code, date },
            move |event| match event {
                Event::Code(page) if page.children.is_empty() => {
                    self.notice.set(vec![format!(
                        "{} was not posted. {}",
                        page.line.dotted, page.validity_text
                    )]);
                }
                Event::Code(page) => {
                    self.at.set(0);
                    self.led_into.set(Some(Arc::from(page)));
                    self.open.set(true);
                }
                Event::Failed(failure) => self
                    .notice
                    .set(vec![format!("{} {}", failure.what, failure.fix)]),
                _ => {}
            },
        );
    }

    /// Reads codes from text and posts those that can be reported. With `or_hits`, text that is no known code
    /// is taken as words after all.
    fn read_codes(self, text: String, or_hits: bool) {
        let date = self.session.code_date();
        let asked = text.clone();
        self.link.ask(
            Request::ReadCodes {
                text,
                date: date.clone(),
            },
            move |event| match event {
                Event::Codes(codes) if or_hits && codes.iter().all(|code| !code.known) => {
                    if self.answered() {
                        self.post_chosen();
                    } else {
                        self.enter_waits.set(true);
                    }
                }
                Event::Codes(codes) => {
                    let one = codes.len() == 1;
                    let bad = self
                        .session
                        .post_all(codes, |code| found::typed(&code.from));
                    // What a quick hand has typed behind the code since is the next search.
                    let next = self
                        .text
                        .with_untracked(|text| text.strip_prefix(&asked).map(str::to_owned))
                        .filter(|next| !next.trim().is_empty());
                    self.clear();
                    if let Some(next) = next {
                        self.typed(next);
                    }
                    match bad.first() {
                        Some(first) if one && first.known => {
                            self.lead_into(first.line.system, first.line.code.clone());
                        }
                        _ => self
                            .notice
                            .set(bad.iter().map(|code| not_posted(code, &date)).collect()),
                    }
                    crate::ui::focus_soon("search");
                }
                Event::Failed(failure) => self
                    .notice
                    .set(vec![format!("{} {}", failure.what, failure.fix)]),
                _ => {}
            },
        );
    }

    fn key(self, event: &ev::KeyboardEvent) {
        match event.key().as_str() {
            "ArrowDown" if !event.alt_key() => self.move_by(1),
            "ArrowUp" if !event.alt_key() => self.move_by(-1),
            "Enter" if event.ctrl_key() => self.read_chosen(),
            "Enter" if event.shift_key() => {
                if matches!(self.chosen(), Some(Offer::Code(_))) {
                    self.menu.set(true);
                    crate::ui::focus_soon("post-menu-0");
                }
            }
            "Enter" => self.enter(),
            "Escape" => {
                if self.session.words.with_untracked(Option::is_some) {
                    self.session.words.set(None);
                    self.clear();
                } else if self.led_into.with_untracked(Option::is_some) {
                    self.led_into.set(None);
                    self.at.set(0);
                } else if self.text.with_untracked(|text| !text.is_empty())
                    || self.open.get_untracked()
                {
                    self.clear();
                    self.notice.set(Vec::new());
                } else if let Some(row) = self.session.current_row() {
                    self.session.go_to(row);
                }
            }
            _ => return,
        }
        event.prevent_default();
    }

    fn paste(self, event: &ev::ClipboardEvent) {
        let pasted = event
            .clipboard_data()
            .and_then(|data| data.get_data("text").ok())
            .unwrap_or_default();
        if looks_like_codes(&pasted) {
            event.prevent_default();
            self.read_codes(pasted, false);
        }
    }
}

fn not_posted(code: &ReadCode, date: &str) -> String {
    if !code.known {
        format!("“{}” was not posted: no such code.", code.from)
    } else {
        format!(
            "{} was not posted: it can't be reported on {date}. Look it up to see its codes and dates.",
            code.line.dotted
        )
    }
}

/// The box, its offers, and the tools beside it.
#[component]
pub(super) fn SearchBox() -> impl IntoView {
    let session = expect_context::<Session>();
    let search = Search::new(session, expect_context::<Link>());
    let shown = move || search.open.get() && search.offers.with(|offers| !offers.is_empty());
    let leave = move |event: ev::FocusEvent| {
        use wasm_bindgen::JsCast;
        let stays = event
            .related_target()
            .and_then(|to| to.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|to| to.closest("#find").ok().flatten().is_some());
        if !stays {
            search.open.set(false);
            search.menu.set(false);
        }
    };
    let told = move || {
        if !search.open.get() {
            return String::new();
        }
        search.led_into.with(|page| match page {
            Some(page) => format!("{} codes below {}", page.children.len(), page.line.dotted),
            None => match search.offers.with(Vec::len) {
                0 => "no code found".to_owned(),
                n => crate::ui::counted(n as u64, "code", "codes"),
            },
        })
    };
    view! {
        <div class="find" id="find" role="search" on:focusout=leave>
            <div class="find-line">
                <div class="find-box">
                    <Icon of=Picture::Search/>
                    <input class="input" id="search" type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
                        role="combobox" aria-autocomplete="list" aria-controls="offers" aria-label="Find codes and post them"
                        placeholder="Find: words in any order, abbreviations, codes. Enter posts."
                        aria-expanded=move || shown().to_string()
                        aria-activedescendant=move || shown().then(|| format!("offer-{}", search.at.get()))
                        prop:value=move || search.text.get()
                        on:input:target=move |event| search.typed(event.target().value())
                        on:focus=move |_| search.open.set(search.text.with_untracked(|text| !text.is_empty()))
                        on:paste=move |event| search.paste(&event)
                        on:keydown=move |event| search.key(&event)/>
                </div>
                <select autocomplete="off" class="input find-in" aria-label="Search in" data-test="search-in"
                    on:change:target=move |event| {
                        search.system.set(match event.target().value().as_str() {
                            "cm" => Some(CodeSystem::Cm),
                            "pcs" => Some(CodeSystem::Pcs),
                            _ => None,
                        });
                        search.ask();
                        crate::ui::focus_soon("search");
                    }>
                    <option value="">"All codes"</option>
                    <option value="cm">"Diagnoses"</option>
                    <option value="pcs">"Procedures"</option>
                </select>
                <Tools/>
            </div>
            <p class="out-of-sight" role="status">{told}</p>
            <div class="offers" class:shut=move || !shown()>
                {move || search.led_into.get().map(|page| view! {
                    <p class="offers-head"><span class="mono">{page.line.dotted.clone()}</span>" "{page.line.title.clone()}
                        <span class="quiet">" · not complete, choose below · "<kbd>"Esc"</kbd>" back"</span></p>
                })}
                <div role="listbox" id="offers" aria-label="Codes found" class="offers-list">
                    {move || search.offers.get().into_iter().enumerate().map(|(index, offer)| {
                        let code = offer.line().code.clone();
                        view! {
                        <div role="option" class="offer" id=format!("offer-{index}") data-test="offer" data-code=code
                            aria-selected=move || (search.at.get() == index).to_string()
                            on:mousedown=move |event| event.prevent_default()
                            on:click=move |_| { search.at.set(index); search.post_chosen(); }>
                            <OfferLine offer/>
                        </div>
                    }}).collect_view()}
                </div>
                <p class="offers-foot">
                    <span><kbd>"Enter"</kbd>" posts"</span>
                    <button type="button" class="link" tabindex="-1" on:mousedown=move |event| event.prevent_default()
                        on:click=move |_| { search.menu.set(true); crate::ui::focus_soon("post-menu-0"); }>
                        <kbd>"Shift"</kbd>" "<kbd>"Enter"</kbd>" post as…"
                    </button>
                    <span><kbd>"↑"</kbd>" "<kbd>"↓"</kbd>" read on the left"</span>
                </p>
            </div>
            <PostMenu search/>
            <WaitingWords/>
            <div role="alert" class="find-notice">
                {move || search.notice.get().into_iter().map(|line| view! { <p class="notice warn">{line}</p> }).collect_view()}
            </div>
        </div>
    }
}
