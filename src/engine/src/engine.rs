//! The engine: one request in, some events out. It knows no browser, no disk and no clock but the one it is given.
//!
//! Long work is not done while a request is handled but in [`Engine::idle_work`], a slice at a time, so that a
//! search or an assessment is answered in between.

use edits::facility::Facility;
use grouper::Version;

use crate::about;
use crate::assess::assess;
use crate::batch::{Batch, Tools};
use crate::facility;
use crate::manifest::Manifest;
use crate::packs::{Packs, pack_failure, pack_failure_if_missing};
use crate::protocol::{Asked, Event, Failure, PackName, Request, RequestId, Told};
use crate::search::{lookup_date, read_codes, search};
use crate::survey::{Means, Question, Shift, Survey, Touched, Trial};
use crate::watch::Watch;
use crate::{
    bench, build_procedure, changes, code_page, continue_code, dispute, examples, instead,
    official, payment, query, stay_file, suppose, tabular, what_if,
};

/// A clock that only goes forward, in milliseconds from any start.
pub type Clock = fn() -> f64;

/// The engine's whole state.
#[derive(Debug)]
pub struct Engine {
    packs: Packs,
    clock: Clock,
    batch: Option<Batch>,
    /// Request of the batch that is being worked on.
    batch_request: Option<RequestId>,
    /// What the hospital sets and adds.
    facility: Option<Facility>,
    /// A question that is being put to the claims of the batch.
    survey: Option<Survey>,
    /// The stay on screen, from change to change.
    watch: Watch,
    /// A grouper version that will be wanted soon.
    warm: Option<Version>,
    notes_wanted: bool,
    index_wanted: bool,
}

impl Engine {
    /// An engine without any pack: it answers what needs none and says what is missing for the rest.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self {
            packs: Packs::default(),
            clock,
            batch: None,
            batch_request: None,
            facility: None,
            survey: None,
            watch: Watch::default(),
            warm: None,
            notes_wanted: false,
            index_wanted: false,
        }
    }

    /// Takes over the manifest, if there is one; to be given before the packs.
    pub fn describe(&mut self, manifest: Manifest) {
        self.packs.describe(manifest);
    }

    /// Takes a pack's bytes, or why there are none, and says what became of it ([`Event::PackLoaded`]).
    pub fn load(&mut self, name: PackName, bytes: Result<&[u8], Failure>) -> Event {
        let started = (self.clock)();
        let result = bytes.and_then(|bytes| {
            about::check_digest(&self.packs, name, bytes)?;
            self.packs
                .open(name, bytes)
                .map_err(|e| pack_failure(name, &e))?;
            Ok(bytes.len() as u64)
        });
        self.index_wanted |=
            matches!(name, PackName::Icd10Cm | PackName::Icd10Pcs) && result.is_ok();
        self.notes_wanted |= name == PackName::Icd10Cm && result.is_ok();
        self.packs.record(name, result, (self.clock)() - started);
        Event::PackLoaded(self.packs.view(name))
    }

    /// Answers a request. [`Request::Start`] is answered with the state of the packs: loading them is the business
    /// of whoever runs the engine.
    pub fn handle(&mut self, asked: Asked) -> Vec<Told> {
        let Asked { id, request } = asked;
        let mut told = Vec::new();
        // A file that can't be taken leaves what is running as it is.
        let ends_batch = match request {
            Request::BatchOpen { .. } => self.packs.versions.is_some(),
            Request::BatchCancel => true,
            _ => false,
        };
        if ends_batch {
            told.extend(self.stop_batch());
        }
        let asks_claims = matches!(
            request,
            Request::RuleTry { .. } | Request::BatchShift { .. } | Request::BatchTouched { .. }
        );
        if ends_batch || asks_claims {
            told.extend(self.survey.take().map(|survey| Told {
                id: survey.id,
                event: Event::Done,
            }));
        }
        match self.answer(id, request) {
            Ok(Some(event)) => told.push(Told { id, event }),
            Ok(None) => {}
            Err(failure) => told.push(Told {
                id,
                event: Event::Failed(failure),
            }),
        }
        told
    }

    /// Whether [`Engine::idle_work`] has something to do.
    #[must_use]
    pub fn has_idle_work(&self) -> bool {
        self.batch_request.is_some()
            || self.survey.is_some()
            || self.warm.is_some()
            || self.notes_wanted
            || self.index_wanted
    }

    /// Does some of the waiting work, for about so many milliseconds, and says how far it is.
    pub fn idle_work(&mut self, budget_ms: f64) -> Vec<Told> {
        if core::mem::take(&mut self.notes_wanted) {
            self.packs.read_conventions();
            return Vec::new();
        }
        if core::mem::take(&mut self.index_wanted) {
            self.packs.build_index();
            return Vec::new();
        }
        if let Some(version) = self.warm.take() {
            if let Some(versions) = &mut self.packs.versions {
                versions.get(version);
            }
            return Vec::new();
        }
        if self.survey.is_some() {
            return self.go_on_asking(budget_ms).into_iter().collect();
        }
        let (Some(id), Some(batch)) = (self.batch_request, &mut self.batch) else {
            return Vec::new();
        };
        let Packs {
            versions: Some(versions),
            editor,
            ..
        } = &mut self.packs
        else {
            return Vec::new();
        };
        let (clock, started) = (self.clock, (self.clock)());
        let mut tools = Tools {
            versions,
            editor: editor.as_ref(),
        };
        batch.work(&mut tools, || clock() - started >= budget_ms);
        if batch.finished() {
            self.batch_request = None;
            vec![
                Told {
                    id,
                    event: batch.progress(),
                },
                Told {
                    id,
                    event: Event::BatchDone(batch.summary()),
                },
            ]
        } else {
            vec![Told {
                id,
                event: batch.progress(),
            }]
        }
    }

    fn go_on_asking(&mut self, budget_ms: f64) -> Option<Told> {
        let mut survey = self.survey.take()?;
        let id = survey.id;
        let batch = self.batch.as_ref()?;
        let (clock, started) = (self.clock, (self.clock)());
        let mut means = Means {
            packs: &mut self.packs,
            facility: self.facility.as_ref(),
        };
        survey.work(batch, &mut means, || clock() - started >= budget_ms);
        let event = if survey.finished() {
            survey.answer(batch)
        } else {
            let event = survey.progress();
            self.survey = Some(survey);
            event
        };
        Some(Told { id, event })
    }

    /// Puts a question to the claims of the opened file.
    fn ask_claims(&mut self, id: RequestId, question: Box<dyn Question>) -> Result<(), Failure> {
        if self.batch_request.is_some() {
            return Err(Failure {
                what: "The claims file is still being grouped.".to_owned(),
                why: "The question is put to the whole file.".to_owned(),
                place: "the batch".to_owned(),
                fix: "Wait until it is grouped, or stop it.".to_owned(),
            });
        }
        self.survey = Some(Survey::of(id, question, self.opened_batch()?));
        Ok(())
    }

    fn stop_batch(&mut self) -> Option<Told> {
        let id = self.batch_request.take()?;
        let batch = self.batch.as_mut()?;
        batch.cancel();
        Some(Told {
            id,
            event: Event::BatchDone(batch.summary()),
        })
    }

    fn answer(&mut self, id: RequestId, request: Request) -> Result<Option<Event>, Failure> {
        let event = match request {
            Request::Start { .. } => Event::Ready(about::about(&self.packs)),
            Request::About => Event::About(about::about(&self.packs)),
            Request::Search {
                text,
                system,
                date,
                limit,
            } => {
                let date = lookup_date(&date)?;
                self.warm_for(date);
                Event::Found(search(&mut self.packs, text, system, date, limit))
            }
            Request::ReadCodes { text, date } => {
                Event::Codes(read_codes(&self.packs, &text, lookup_date(&date)?))
            }
            Request::Code { system, code, date } => Event::Code(Box::new(code_page::page(
                &mut self.packs,
                system,
                &code,
                lookup_date(&date)?,
            )?)),
            Request::List { system, key, date } => Event::List(Box::new(tabular::list(
                &self.packs,
                system,
                &key,
                lookup_date(&date)?,
            )?)),
            Request::Continue { code, date } => Event::Continued(Box::new(continue_code::ways(
                &self.packs,
                &code,
                lookup_date(&date)?,
            )?)),
            Request::Changes(query) => {
                Event::Changes(Box::new(changes::changes(&self.packs, &query)?))
            }
            Request::Instead { codes, date } => {
                let date = lookup_date(&date)?;
                Event::Instead(instead::instead(&self.packs, &codes, date))
            }
            Request::BuildProcedure {
                values,
                words,
                date,
            } => Event::Build(Box::new(build_procedure::build(
                &self.packs,
                &values,
                &words,
                lookup_date(&date)?,
            )?)),
            Request::Assess { stay, watched } => Event::Assessed(Box::new(assess(
                &mut self.packs,
                self.facility.as_ref(),
                watched.map(|now| (&mut self.watch, now)),
                &stay,
            ))),
            Request::WhatIf { stay } => {
                Event::WhatIf(Box::new(what_if::ask(&mut self.packs, &stay)?))
            }
            Request::SideBySide { stay } => {
                Event::SideBySide(what_if::under_versions(&mut self.packs, &stay)?)
            }
            Request::Estimate {
                stay,
                charged,
                inputs,
            } => Event::Estimated(Box::new(payment::estimate(
                &mut self.packs,
                &stay,
                &charged,
                &inputs,
            )?)),
            Request::InputsCheck { form } => {
                Event::InputsChecked(payment::form::read(&form).err().unwrap_or_default())
            }
            Request::InputsExport { form } => payment::form::export(&form)?,
            Request::InputsImport { bytes } => {
                Event::Inputs(Box::new(payment::form::import(&bytes)?))
            }
            Request::Suppose {
                stay,
                suppositions: of,
            } => Event::Stacked(Box::new(suppose::stack(&mut self.packs, &stay, &of)?)),
            Request::TwoAtOnce { stay } => {
                Event::TwoAtOnce(suppose::two_at_once(&mut self.packs, &stay)?)
            }
            Request::TakeOver {
                stay,
                suppositions: of,
                bases,
            } => {
                let taken = suppose::take_over(&mut self.packs, &stay, &of, &bases)?;
                // An indicator that was supposed rests on its basis now.
                self.watch.forget(suppose::given_indicators(&stay, &of));
                Event::TakenOver(Box::new(taken))
            }
            Request::Query(draft) => Event::Query(query::check(&draft)),
            Request::TwoWays { stay, left, right } => {
                let ways = what_if::two_ways(&mut self.packs, &stay, &left, &right)?;
                Event::TwoWays(Box::new(ways))
            }
            Request::ExamplesList => Event::Examples(examples::list()),
            Request::ExampleOpen { key } => Event::Stay(Box::new(examples::open(&key)?)),
            Request::BatchOpen { name, bytes } => {
                if self.packs.versions.is_none() {
                    return Err(pack_failure_if_missing(&self.packs, PackName::MsDrg));
                }
                self.batch = Some(Batch::open(name, bytes));
                self.batch_request = Some(id);
                return Ok(None);
            }
            Request::BatchCancel => Event::Done,
            Request::BatchPage(query) => Event::Page(
                self.opened_batch()?
                    .page(&query, self.packs.weights.as_ref()),
            ),
            Request::BatchStay { line } => Event::Stay(Box::new(self.opened_batch()?.stay(line)?)),
            Request::BatchExportCsv(query) => {
                let weights = self.packs.weights.as_ref();
                self.opened_batch()?.export(&query, weights)?
            }
            Request::Rules => facility::rules(),
            Request::FacilityUse { text } => match facility::read(&text) {
                Ok(read) => {
                    self.facility = read;
                    Event::Facility(facility::view(self.facility.as_ref()))
                }
                Err(problems) => facility::refused(problems),
            },
            Request::RuleTry { rule } => match Trial::of(&rule) {
                Ok(trial) => {
                    self.ask_claims(id, Box::new(trial))?;
                    return Ok(None);
                }
                Err(problems) => facility::refused(problems),
            },
            Request::BatchShift {
                version,
                own_weights,
            } => {
                let weights = self.packs.weights.as_ref();
                let shift = Shift::of(&version, own_weights, weights)?;
                self.ask_claims(id, Box::new(shift))?;
                return Ok(None);
            }
            Request::BatchTouched {
                disputed,
                discharge_date,
            } => {
                let touched = Touched::of(disputed, &discharge_date)?;
                self.ask_claims(id, Box::new(touched))?;
                return Ok(None);
            }
            Request::DisputeBegin {
                stay,
                disputed,
                said,
                today,
            } => Event::Dispute(Box::new(dispute::begin(&stay, disputed, said, today)?)),
            Request::DisputeCheck(dispute) => Event::DisputeChecked(dispute::check(&dispute)),
            Request::DisputesExport(disputes) => dispute::write(disputes)?,
            Request::DisputesImport { bytes } => Event::Disputes(dispute::read(&bytes)?),
            Request::StayExport { stay } => stay_file::write(&stay)?,
            Request::StayImport { bytes } => Event::Stay(Box::new(stay_file::read(&bytes)?)),
            Request::OfficialTake {
                name,
                bytes,
                effective,
            } => official::take(&mut self.packs, &name, &bytes, effective.as_deref())?,
            Request::OfficialForget { id } => {
                official::forget(&mut self.packs, &id);
                Event::Done
            }
            Request::BookMain {
                book,
                letters,
                limit,
                date,
            } => Event::MainTerms(
                self.packs
                    .official
                    .shelf(lookup_date(&date)?)
                    .main_terms(book, &letters, limit)?,
            ),
            Request::BookTerm { book, term, date } => Event::Term(Box::new(
                self.packs
                    .official
                    .shelf(lookup_date(&date)?)
                    .term(book, term)?,
            )),
            Request::BookRows {
                book,
                first,
                letters,
                limit,
                date,
            } => Event::TableRows(
                self.packs
                    .official
                    .shelf(lookup_date(&date)?)
                    .rows(book, first, &letters, limit)?,
            ),
            Request::BookDefects { book, date } => Event::Defects(
                self.packs
                    .official
                    .shelf(lookup_date(&date)?)
                    .defects(book)?,
            ),
            Request::Section { id, date } => Event::Section(Box::new(
                self.packs.official.section(&id, lookup_date(&date)?)?,
            )),
            Request::SectionsFind { words, limit, date } => {
                let date = lookup_date(&date)?;
                Event::Sections(self.packs.official.search_guidelines(&words, limit, date))
            }
            Request::BenchGroup { bytes, seconds } => {
                Event::BenchGroup(bench::group(&mut self.packs, &bytes, seconds, self.clock)?)
            }
            Request::BenchStays { date } => {
                let (stays, what_if) = bench::stays(
                    &mut self.packs,
                    self.facility.as_ref(),
                    lookup_date(&date)?,
                    self.clock,
                )?;
                Event::BenchStays(stays, what_if)
            }
            Request::BenchSearch {
                queries,
                prefixes,
                date,
            } => {
                let date = lookup_date(&date)?;
                Event::BenchSearch(bench::searches(
                    &mut self.packs,
                    &queries,
                    prefixes,
                    date,
                    self.clock,
                ))
            }
        };
        Ok(Some(event))
    }

    fn opened_batch(&self) -> Result<&Batch, Failure> {
        self.batch.as_ref().ok_or_else(|| Failure {
            what: "No claims file is open.".to_owned(),
            why: "Results are kept only while the page is open.".to_owned(),
            place: "the batch".to_owned(),
            fix: "Open a claims file.".to_owned(),
        })
    }

    /// Has the grouper of a date made ready when there is time, so that hits can say what codes are to it.
    fn warm_for(&mut self, date: codes::Ymd) {
        if let (Some(versions), Some(version)) =
            (&self.packs.versions, Version::for_discharge(date))
            && versions.if_ready(version).is_none()
        {
            self.warm = Some(version);
        }
    }
}
