//! The custodian's own worker, asked as the page asks it: a request is handed over, and the time ends when its event is here.
//! Reading the event, which the page does afterwards, is not in it.

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use custodian::protocol::{
    CaseView, CasesEvent, CasesRequest, ChartOrder, ChartsEvent, ChartsRequest, Event, Failure,
    PatientsEvent, PatientsRequest, Person, Progress, Request, Step, Told, WorklistQuery,
    WorklistSort,
};
use engine::draft::DraftDiagnosis;
use journeys::Page;
use line::{Asked, Said, decode, encode};
use serde_json::{Value, json};

use super::{CODES, Hospital, Measured, PAGE, QUERIES, ROUNDS, Times, UNLOCKINGS, WORDS, say};

const USER: &str = "quillon";
const PASSWORD: &str = "marble otter lantern seventeen";

/// Pieces of a load that are asked for without a word in between.
const AT_ONCE: u32 = 32;

/// Charts of well-known patients and of colleagues are opened with a reason.
const REASON: &str = "measuring this device";

/// The worker on the page.
struct Custodian<'p>(&'p Page);

/// The whole work.
pub(crate) async fn measure(page: &Page, hospital: &Hospital) -> Result<Measured> {
    let custodian = Custodian(page);
    let mut measured = Measured {
        name: "Chartroom".to_owned(),
        ..Measured::default()
    };
    custodian.begin().await?;
    measured.load_seconds = custodian.load(hospital).await?;
    say("Chartroom: written");

    let (mut keys, mut unlock) = (Vec::new(), Vec::new());
    for _ in 0..UNLOCKINGS {
        custodian.ask(Request::Lock { idle: false }).await?;
        custodian.begin().await?;
        let (derived, entered, listed) = custodian.unlock().await?;
        say(&format!(
            "keys {derived:.0}, unlocked {entered:.0}, listed {listed:.0} ms"
        ));
        keys.push(derived);
        unlock.push(entered + listed);
    }
    measured.keys = Times::of(keys);
    measured.unlock = Times::of(unlock);

    measured.query = Times::of(custodian.queries().await?);
    measured.search = Times::of(custodian.searches().await?);
    measured.chart = Times::of(custodian.charts(&hospital.charts).await?);
    let again = vec![hospital.longest.clone(); 10];
    measured.longest = Times::of(custodian.charts(&again).await?);
    measured.save = Times::of(custodian.saves(&hospital.changed, &CODES[..3]).await?);
    let longest = [hospital.longest.clone()];
    measured.long_save = Times::of(custodian.saves(&longest, &CODES).await?);
    let (slices, most) = custodian.patients().await?;
    say(&format!(
        "index of patients, behind the scenes: {slices:.0} ms in all, the longest slice {most:.0} ms"
    ));
    custodian.ask(Request::Lock { idle: false }).await?;
    page.run("indexedDB.deleteDatabase('chartroom.records')", Vec::new())
        .await?;
    say("Chartroom: done");
    Ok(measured)
}

impl Custodian<'_> {
    /// A fresh worker that has looked into the store.
    async fn begin(&self) -> Result<()> {
        self.0
            .run_async("await startCustodian()", Vec::new())
            .await?;
        let key_worker = self.0.run("return keyWorker", Vec::new()).await?;
        let key_worker = key_worker.as_str().context("no key worker")?.to_owned();
        self.ask(Request::Begin { key_worker }).await?;
        Ok(())
    }

    /// What a request is answered with, and the milliseconds until then.
    async fn ask(&self, request: Request) -> Result<(Event, f64)> {
        let said = self
            .0
            .run_async(
                "return await askCustodian(...arguments)",
                vec![written(request)],
            )
            .await?;
        Ok((event(&said[0])?, number(&said[1])?))
    }

    /// Opens the demo hospital and generates the rest. Answers with the seconds it took to keep it.
    async fn load(&self, hospital: &Hospital) -> Result<f64> {
        let person = Person {
            name: "Testcase, Quillon".to_owned(),
            credentials: "RHIT".to_owned(),
            unit: String::new(),
            user_name: USER.to_owned(),
            password: PASSWORD.to_owned(),
        };
        let until = hospital.until.clone();
        self.ask(Request::Charts(ChartsRequest::OpenDemo {
            person,
            until: until.clone(),
        }))
        .await?;
        let demo = self.write_on(Progress::default(), 0.0).await?;
        let encounters = hospital.generated;
        let more = Request::Charts(ChartsRequest::Generate { encounters, until });
        let (begun, first) = self.progress(more).await?;
        Ok(demo + self.write_on(begun, first).await?)
    }

    /// Goes on until all is written.
    async fn write_on(&self, begun: Progress, mut millis: f64) -> Result<f64> {
        let mut progress = begun;
        let mut told = 0;
        while !progress.finished {
            let go_on = Request::Charts(ChartsRequest::GoOn);
            let said = self
                .0
                .run_async(
                    "return await askCustodianAgain(...arguments)",
                    vec![written(go_on), json!(AT_ONCE)],
                )
                .await?;
            millis += number(&said[1])?;
            for answer in said[0].as_array().into_iter().flatten() {
                // What is asked after the end is refused at once.
                if progress.finished {
                    break;
                }
                match event(answer)? {
                    Event::Charts(ChartsEvent::Progress(next)) => progress = next,
                    other => return unexpected(&other),
                }
            }
            if progress.done >= told + 10_000 {
                told = progress.done;
                say(&format!("Chartroom: {told} encounters"));
            }
        }
        Ok((millis - progress.making_millis as f64) / 1e3)
    }

    async fn progress(&self, request: Request) -> Result<(Progress, f64)> {
        match self.ask(request).await? {
            (Event::Charts(ChartsEvent::Progress(progress)), took) => Ok((progress, took)),
            (other, _) => unexpected(&other),
        }
    }

    /// Milliseconds of deriving the keys, of unlocking with them, and of the first page of the worklist.
    async fn unlock(&self) -> Result<(f64, f64, f64)> {
        let unlock = Request::Unlock {
            user_name: USER.to_owned(),
            password: PASSWORD.to_owned(),
        };
        let list = Request::Cases(CasesRequest::Worklist(Box::new(page_of(
            WorklistSort::Priority,
        ))));
        let said = self
            .0
            .run_async(
                "return await unlockCustodian(...arguments)",
                vec![written(unlock), written(list)],
            )
            .await?;
        match event(&said[0])? {
            Event::Opened(opened) if opened.findings.is_empty() => {}
            other => return unexpected(&other),
        }
        match event(&said[1])? {
            Event::Cases(CasesEvent::Worklist(list)) if list.rows.len() as u32 == PAGE => {}
            other => return unexpected(&other),
        }
        Ok((number(&said[2])?, number(&said[3])?, number(&said[4])?))
    }

    async fn listed(&self, query: WorklistQuery) -> Result<f64> {
        match self
            .ask(Request::Cases(CasesRequest::Worklist(Box::new(query))))
            .await?
        {
            (Event::Cases(CasesEvent::Worklist(_)), took) => Ok(took),
            (other, _) => unexpected(&other),
        }
    }

    /// Each query some times; the first time of a column, its order is made.
    async fn queries(&self) -> Result<Vec<f64>> {
        let queries: Vec<Value> = serde_json::from_str(QUERIES)?;
        let mut times = Vec::new();
        for query in (0..ROUNDS).flat_map(|_| &queries) {
            times.push(self.listed(asked(query)?).await?);
        }
        Ok(times)
    }

    async fn searches(&self) -> Result<Vec<f64>> {
        let mut times = Vec::new();
        for words in (0..ROUNDS).flat_map(|_| WORDS) {
            let query = WorklistQuery {
                text: words.to_owned(),
                ..page_of(WorklistSort::Priority)
            };
            times.push(self.listed(query).await?);
        }
        Ok(times)
    }

    /// Each chart with its first document.
    async fn charts(&self, stays: &[String]) -> Result<Vec<f64>> {
        let mut times = Vec::new();
        for stay in stays {
            let encounter = id(stay)?;
            let open = ChartsRequest::Open {
                encounter,
                order: ChartOrder::ByTime,
                reason: REASON.to_owned(),
            };
            let (chart, mut took) = match self.ask(Request::Charts(open)).await? {
                (Event::Charts(ChartsEvent::Chart(chart)), took) => (chart, took),
                (other, _) => return unexpected(&other),
            };
            let mut documents = chart.groups.iter().flat_map(|group| &group.documents);
            if let Some(first) = documents.find(|document| !document.media.is_empty()) {
                let read = ChartsRequest::Read {
                    encounter,
                    document: first.id,
                    version: None,
                    reason: REASON.to_owned(),
                };
                match self.ask(Request::Charts(read)).await? {
                    (Event::Charts(ChartsEvent::Page(page)), reading) if !page.text.is_empty() => {
                        took += reading;
                    }
                    (other, _) => return unexpected(&other),
                }
            }
            times.push(took);
        }
        Ok(times)
    }

    /// Opens each case, takes it up, and adds codes to it, a save each.
    async fn saves(&self, stays: &[String], codes: &[&str]) -> Result<Vec<f64>> {
        let mut times = Vec::new();
        for stay in stays {
            let mut view = self.taken_up(stay).await?;
            for code in codes {
                view.draft.secondary.push(DraftDiagnosis {
                    code: (*code).to_owned(),
                    ..DraftDiagnosis::default()
                });
                let save = CasesRequest::Save {
                    of: view.of,
                    draft: Box::new(view.draft.clone()),
                    grouped: view.grouped.clone(),
                };
                match self.ask(Request::Cases(save)).await? {
                    (Event::Cases(CasesEvent::Saved(saved)), took)
                        if saved.at.is_some() && saved.refused.is_empty() =>
                    {
                        times.push(took);
                    }
                    (other, _) => return unexpected(&other),
                }
            }
        }
        Ok(times)
    }

    /// A case that may be coded: given to whoever has unlocked, and opened again where it was final.
    async fn taken_up(&self, stay: &str) -> Result<Box<CaseView>> {
        let open = CasesRequest::Open {
            encounter: id(stay)?,
            case: None,
            reason: REASON.to_owned(),
        };
        let mut view = self.opened(open).await?;
        for _ in 0..3 {
            let Some(failure) = &view.read_only else {
                return Ok(view);
            };
            let step = match view.status.as_str() {
                "final" | "billed" => Step::Reopen {
                    reason: REASON.to_owned(),
                },
                "unassigned" | "coded" => Step::Take,
                _ if view.mine => return refused(failure),
                _ => Step::Assign {
                    coder: Some(self.me().await?),
                },
            };
            let of = view.of;
            view = self.opened(CasesRequest::Step { of, step }).await?;
        }
        unexpected(&Event::Cases(CasesEvent::Opened(view)))
    }

    async fn me(&self) -> Result<[u8; 16]> {
        match self.ask(Request::People).await? {
            (Event::People(people), _) => {
                let me = people.people.iter().find(|person| person.me);
                Ok(me.context("nobody has unlocked")?.user)
            }
            (other, _) => unexpected(&other),
        }
    }

    async fn opened(&self, request: CasesRequest) -> Result<Box<CaseView>> {
        match self.ask(Request::Cases(request)).await? {
            (Event::Cases(CasesEvent::Opened(view)), _) => Ok(view),
            (other, _) => unexpected(&other),
        }
    }

    /// What is left to take into the index of patients: milliseconds in all, and of the longest slice.
    async fn patients(&self) -> Result<(f64, f64)> {
        let (mut all, mut most) = (0.0, 0.0_f64);
        loop {
            match self
                .ask(Request::Patients(PatientsRequest::Prepare))
                .await?
            {
                (Event::Patients(PatientsEvent::Prepared(left)), took) => {
                    (all, most) = (all + took, most.max(took));
                    if left == 0 {
                        return Ok((all, most));
                    }
                }
                (other, _) => return unexpected(&other),
            }
        }
    }
}

fn page_of(sort: WorklistSort) -> WorklistQuery {
    WorklistQuery {
        sort,
        limit: PAGE,
        ..WorklistQuery::default()
    }
}

/// A query as the peers have it.
fn asked(query: &Value) -> Result<WorklistQuery> {
    let words = |name: &str| -> Vec<String> {
        let list = query[name].as_array().into_iter().flatten();
        list.filter_map(|word| Some(word.as_str()?.to_owned()))
            .collect()
    };
    let text = |name: &str| query[name].as_str().unwrap_or_default().to_owned();
    let sort = match query["sort"].as_str() {
        Some("patient") => WorklistSort::Patient,
        Some("charges_cents") => WorklistSort::Charges,
        Some("coder") => WorklistSort::Coder,
        Some("discharged") => WorklistSort::Discharged,
        Some("due") => WorklistSort::Due,
        Some("attending") => WorklistSort::Attending,
        Some("priority") => WorklistSort::Priority,
        other => bail!("nothing is sorted by {other:?}"),
    };
    Ok(WorklistQuery {
        statuses: words("statuses"),
        classes: words("classes"),
        service: text("service"),
        discharged_from: text("from"),
        descending: query["descending"] == Value::Bool(true),
        ..page_of(sort)
    })
}

fn written(request: Request) -> Value {
    json!(STANDARD.encode(encode(&Asked { id: 1, request })))
}

fn event(said: &Value) -> Result<Event> {
    let bytes = STANDARD.decode(said.as_str().context("no message")?)?;
    match decode::<Said<Event>>(&bytes, "custodian") {
        Ok(Said::Told(Told {
            event: Event::Failed(failure),
            ..
        }))
        | Ok(Said::Broken(failure)) => refused(&failure),
        Ok(Said::Told(told)) => Ok(told.event),
        Ok(Said::Listening) => bail!("the custodian began anew"),
        Err(failure) => bail!("{}", failure.why),
    }
}

fn refused<T>(failure: &Failure) -> Result<T> {
    bail!("{} {} ({})", failure.what, failure.why, failure.place)
}

fn unexpected<T>(event: &Event) -> Result<T> {
    let said: String = format!("{event:?}").chars().take(600).collect();
    bail!("the custodian answered {said}")
}

fn id(hex: &str) -> Result<[u8; 16]> {
    let mut id = [0; 16];
    for (place, byte) in id.iter_mut().enumerate() {
        let digits = hex.get(2 * place..2 * place + 2).context("no id")?;
        *byte = u8::from_str_radix(digits, 16)?;
    }
    Ok(id)
}

fn number(value: &Value) -> Result<f64> {
    value.as_f64().context("no time")
}
