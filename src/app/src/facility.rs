//! What this facility sets and adds: the weight of each rule and rules of its own, kept on this device.
//!
//! The document is JSON that only the engine understands whole. Each change is put to the engine first; what it refuses
//! is neither used nor kept. Nothing of a patient stands in it.

use engine::protocol::{DocumentProblem, Event, FacilityView, Request, RuleLine};
use leptos::prelude::*;

use crate::coding::Session;
use crate::link::Link;
use crate::shell::{Shell, keep};

mod condition;
mod condition_view;
mod document;
mod editor;
mod form;
mod own_rules;
mod page;
mod severities;
mod trial;

pub(crate) use page::FacilityPage;

use document::Document;
use form::Form;

/// Name under which the browser keeps the document.
const KEPT: &str = "chartroom.facility";

/// What the screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Severities,
    Own,
}

/// The facility's document. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Facility {
    link: Link,
    shell: Shell,
    session: Session,
    /// As it is kept and used.
    document: RwSignal<Document>,
    /// The document that an import replaced.
    before: RwSignal<Option<Document>>,
    /// Why a file, or what was kept, could not be used.
    refused: RwSignal<Vec<DocumentProblem>>,
    /// What the engine uses.
    used: RwSignal<FacilityView>,
    /// The list of rules; empty until the engine has told it.
    rules: RwSignal<Vec<RuleLine>>,
    tab: RwSignal<Tab>,
    /// Outlives the screen, so that a rule being written does too.
    owner: StoredValue<Owner>,
    /// The own rule that is being written.
    form: RwSignal<Option<Form>>,
}

impl Facility {
    /// What was kept, to be used as soon as the engine is ready.
    pub(crate) fn new(link: Link, shell: Shell, session: Session) -> Self {
        let facility = Self {
            link,
            shell,
            session,
            document: RwSignal::new(keep::load(KEPT).unwrap_or_default()),
            before: RwSignal::new(None),
            refused: RwSignal::new(Vec::new()),
            used: RwSignal::new(FacilityView::default()),
            rules: RwSignal::new(Vec::new()),
            tab: RwSignal::new(Tab::Severities),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            form: RwSignal::new(None),
        };
        Effect::new(move |begun: Option<bool>| {
            let ready = link.ready();
            if ready && begun != Some(true) {
                facility.begin();
            }
            ready
        });
        facility
    }

    fn begin(self) {
        self.link.ask(Request::Rules, move |event| {
            if let Event::Rules(rules) = event {
                self.rules.set(rules);
            }
        });
        let kept = self.document.get_untracked();
        if !kept.says_nothing() {
            self.put(kept, move |taken| {
                if let Err(problems) = taken {
                    self.refused.set(problems);
                    self.shell.say(
                        "The rules of this facility could not be used. The Rules page says why.",
                    );
                }
            });
        }
    }

    /// Puts a document to the engine. One that is taken is kept and used, and the stay is assessed anew.
    fn put(
        self,
        document: Document,
        hear: impl FnOnce(Result<(), Vec<DocumentProblem>>) + 'static,
    ) {
        let mut hear = Some(hear);
        let text = document.text();
        self.link
            .ask(Request::FacilityUse { text }, move |event| {
                let told = match event {
                    Event::Facility(used) => {
                        self.used.set(used);
                        self.document.set(document.clone());
                        if !keep::save(KEPT, &document) {
                            self.shell.say(
                                "Used now, but the browser does not let it be kept. Export it before you leave.",
                            );
                        }
                        self.session.assess_again();
                        Ok(())
                    }
                    Event::Refused(problems) => Err(problems),
                    Event::Failed(failure) => Err(vec![DocumentProblem {
                        path: failure.place,
                        what: failure.what,
                        why: failure.why,
                        fix: failure.fix,
                    }]),
                    _ => return,
                };
                if let Some(hear) = hear.take() {
                    hear(told);
                }
            });
    }

    /// Makes a change, counted as a revision.
    fn change(
        self,
        make: impl FnOnce(&mut Document),
        hear: impl FnOnce(Result<(), Vec<DocumentProblem>>) + 'static,
    ) {
        let mut next = self.document.get_untracked();
        make(&mut next);
        if self.document.with_untracked(|now| *now == next) {
            hear(Ok(()));
            return;
        }
        next.revision = next.revision.saturating_add(1);
        self.put(next, hear);
    }

    /// Opens a rule to be written.
    fn write(self, rule: impl FnOnce() -> Form) {
        self.form
            .set(Some(self.owner.with_value(|owner| owner.with(rule))));
    }

    /// Takes a file in place of the document, if it can be used.
    fn import(self, bytes: &[u8]) {
        self.refused.set(Vec::new());
        let text = String::from_utf8_lossy(bytes);
        match Document::read(&text) {
            Ok(document) => {
                let before = self.document.get_untracked();
                self.put(document, move |taken| match taken {
                    Ok(()) => {
                        self.before.set(Some(before));
                        self.form.set(None);
                        self.shell.say("The document is used from now on.");
                    }
                    Err(problems) => self.refused.set(problems),
                });
            }
            // Not even the outer form can be read: the engine says where, in its own words.
            Err(_) => self.link.ask(
                Request::FacilityUse {
                    text: text.into_owned(),
                },
                move |event| {
                    if let Event::Refused(problems) = event {
                        self.refused.set(problems);
                    }
                },
            ),
        }
    }

    /// Brings back what an import replaced.
    fn undo_import(self) {
        if let Some(before) = self.before.try_update(Option::take).flatten() {
            self.put(before, move |taken| match taken {
                Ok(()) => self
                    .shell
                    .say("The document from before the import is back."),
                Err(problems) => self.refused.set(problems),
            });
        }
    }

    /// Gives the user the document as a file.
    fn export(self) {
        let written = self.document.with_untracked(Document::pretty);
        let name = "facility-rules.json";
        self.shell.say(
            if crate::ui::hand_over(name, "application/json", written.as_bytes()) {
                format!("Written: {name}")
            } else {
                "The browser did not let the file be written. Allow downloads for this page and try again."
                    .to_owned()
            },
        );
    }
}
