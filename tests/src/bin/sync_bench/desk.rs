//! Somebody at a device: sets the demo hospital up, brings it to a server, comes in with a further device, works on cases.

use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use custodian::protocol::{
    CaseName, CaseView, CasesEvent, CasesRequest, ChartsEvent, ChartsRequest, Event, Failure,
    Joining, LineState, Person, Request, Step, SyncEvent, SyncRequest, WorklistQuery,
};
use device::Device;
use engine::draft::StayDraft;

use super::wire::Wire;

const USER: &str = "demo";
const PASSWORD: &str = "paper lantern otter seventeen";
/// The last day of the hospital: the same hospital every time.
const UNTIL: &str = "2026-08-31";
/// Encounters of the demo hospital, before any are generated behind it.
pub(crate) const DEMO: u32 = 360;
/// Why a chart is opened, where a reason is asked for.
const REASON: &str = "measuring";
/// Rounds within which an exchange has to come to its end.
const ROUNDS: u32 = 1_000;

/// A device, whoever sits at it, and its line.
pub(crate) struct Desk {
    device: Device<Wire>,
    pub(crate) wire: Wire,
}

/// A case that is being coded.
pub(crate) struct Case {
    pub(crate) of: CaseName,
    pub(crate) draft: StayDraft,
}

fn refused(failure: Failure) -> anyhow::Error {
    anyhow!("{} {} ({})", failure.what, failure.why, failure.place)
}

impl Desk {
    /// A device on which nothing is yet.
    async fn new(wire: Wire) -> Result<Self> {
        let device = Device::new(wire.clone()).await.map_err(refused)?;
        Ok(Self { device, wire })
    }

    /// A device with the demo hospital and so many encounters behind it.
    pub(crate) async fn with_hospital(wire: Wire, more: u32) -> Result<Self> {
        let mut desk = Self::new(wire).await?;
        let person = Person {
            name: "Sample, Robin".to_owned(),
            user_name: USER.to_owned(),
            password: PASSWORD.to_owned(),
            ..Person::default()
        };
        let until = UNTIL.to_owned();
        let open = ChartsRequest::OpenDemo { person, until };
        desk.ask(Request::Charts(open)).await?;
        desk.go_on(None).await?;
        if more > 0 {
            desk.generate(more).await?;
        }
        Ok(desk)
    }

    /// So many encounters more, with their patients and charts.
    pub(crate) async fn generate(&mut self, encounters: u32) -> Result<()> {
        let until = UNTIL.to_owned();
        let generate = ChartsRequest::Generate { encounters, until };
        let begun = self.ask(Request::Charts(generate)).await?;
        self.go_on(Some(begun)).await
    }

    /// Goes on until it is finished; little is with the first answer.
    async fn go_on(&mut self, mut begun: Option<Event>) -> Result<()> {
        let mut told = Instant::now();
        loop {
            let event = match begun.take() {
                Some(event) => event,
                None => self.ask(Request::Charts(ChartsRequest::GoOn)).await?,
            };
            match event {
                Event::Charts(ChartsEvent::Progress(progress)) if !progress.finished => {
                    if told.elapsed().as_secs() >= 10 {
                        told = Instant::now();
                        eprintln!("    {} of {} {}", progress.done, progress.of, progress.what);
                    }
                }
                _ => return Ok(()),
            }
        }
    }

    /// A further device of the same person, with everything.
    pub(crate) async fn joined(wire: Wire, code: String) -> Result<Self> {
        let mut desk = Self::new(wire).await?;
        let joining = Joining {
            code,
            user_name: USER.to_owned(),
            password: PASSWORD.to_owned(),
        };
        let join = Request::Sync(SyncRequest::Join(joining));
        desk.ask(join).await?;
        desk.settle().await?;
        Ok(desk)
    }

    pub(crate) async fn ask(&mut self, request: Request) -> Result<Event> {
        self.device.ask(request).await.map_err(refused)
    }

    async fn cases(&mut self, request: CasesRequest) -> Result<CasesEvent> {
        match self.ask(Request::Cases(request)).await? {
            Event::Cases(event) => Ok(event),
            other => bail!("another answer: {other:?}"),
        }
    }

    async fn case(&mut self, request: CasesRequest) -> Result<CaseView> {
        match self.cases(request).await? {
            CasesEvent::Opened(view) => Ok(*view),
            other => bail!("another answer: {other:?}"),
        }
    }

    /// Sets its facility up on a server.
    pub(crate) async fn connect(&mut self, code: String) -> Result<()> {
        self.ask(Request::Sync(SyncRequest::Connect { code }))
            .await?;
        self.settle().await
    }

    /// A code for a further device.
    pub(crate) async fn code(&mut self) -> Result<String> {
        let make = SyncRequest::MakeDeviceCode { minutes: 60 };
        match self.ask(Request::Sync(make)).await? {
            Event::Sync(SyncEvent::Code(view)) => Ok(view.code),
            other => bail!("another answer: {other:?}"),
        }
    }

    /// Exchanges until both sides have everything.
    pub(crate) async fn settle(&mut self) -> Result<()> {
        self.device.settle(ROUNDS).await.map_err(refused)
    }

    /// Lets it exchange by itself, without anybody asking it to, until both sides have everything.
    pub(crate) async fn left_alone(&mut self, most: std::time::Duration) -> Result<()> {
        let began = Instant::now();
        let mut told = Instant::now();
        while !self.is_even() {
            ensure!(
                began.elapsed() < most,
                "it does not come to its end: {:?}",
                self.device.view()
            );
            if let LineState::Shut(why) | LineState::Harmed(why) | LineState::Full(why) =
                &self.device.view().standing
            {
                return Err(refused(why.clone()));
            }
            if told.elapsed().as_secs() >= 30 {
                told = Instant::now();
                eprintln!("    {} rows wait", self.device.view().waiting);
            }
            self.device.later().await;
        }
        Ok(())
    }

    fn is_even(&self) -> bool {
        let view = self.device.view();
        view.standing == LineState::Even && view.waiting == 0
    }

    /// What there is, after all of it was looked through: operations, records, texts. An error where anything is wrong.
    pub(crate) async fn checked(&mut self) -> Result<(u64, u64, u64)> {
        match self.ask(Request::Check).await? {
            Event::Checked(checked) if checked.faults.is_empty() => {
                Ok((checked.operations, checked.records, checked.bodies))
            }
            Event::Checked(checked) => bail!("faults: {:?}", checked.faults),
            other => bail!("another answer: {other:?}"),
        }
    }

    /// Takes up so many cases that nobody has.
    pub(crate) async fn take_up(&mut self, most: u32) -> Result<Vec<Case>> {
        let query = WorklistQuery {
            statuses: vec!["unassigned".to_owned()],
            limit: most,
            ..WorklistQuery::default()
        };
        let list = match self.cases(CasesRequest::Worklist(Box::new(query))).await? {
            CasesEvent::Worklist(list) => list,
            other => bail!("another answer: {other:?}"),
        };
        let mut cases = Vec::new();
        for row in &list.rows {
            let of = CaseName {
                encounter: row.encounter,
                case: [0; 16],
            };
            let step = Step::Take;
            let view = self.case(CasesRequest::Step { of, step }).await?;
            cases.push(Case {
                of: view.of,
                draft: view.draft,
            });
        }
        ensure!(!cases.is_empty(), "no case that nobody has");
        Ok(cases)
    }

    /// Saves what a case looks like on screen.
    pub(crate) async fn save(&mut self, case: &Case) -> Result<()> {
        let save = CasesRequest::Save {
            of: case.of,
            draft: Box::new(case.draft.clone()),
            grouped: None,
        };
        match self.cases(save).await? {
            CasesEvent::Saved(saved) if saved.at.is_some() && saved.refused.is_empty() => Ok(()),
            other => bail!("not saved: {other:?}"),
        }
    }

    /// What stands in a case.
    pub(crate) async fn seen(&mut self, of: CaseName) -> Result<StayDraft> {
        let open = CasesRequest::Open {
            encounter: of.encounter,
            case: Some(of.case),
            reason: REASON.to_owned(),
        };
        Ok(self.case(open).await?.draft)
    }
}

/// Runs what a device does: it is one thread's.
pub(crate) fn at_a_desk<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("a runtime")?
        .block_on(work)
}
