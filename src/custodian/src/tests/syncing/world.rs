//! Devices that are joined by a server, and a line that can be cut.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request as HttpRequest;
use futures_executor::block_on;
use server::{Options, Server, Source};
use store::simulated::Device;
use sync::door::Told;
use sync::{Answer, Item, Request as Wire, Said};
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use crate::protocol::{
    CodeView, Event, Failure, HouseView, Joining, LineState, Request, SyncEvent, SyncRequest,
    SyncView,
};
use crate::tests::world::{Keeper, World, open};
use crate::{Errand, Heard};

/// The server's file in its folder.
const RECORDS: &str = "chartroom.sqlite";

/// The server, and the runtime it lives in.
pub(super) struct Site {
    runtime: Runtime,
    pub(super) server: Server,
    router: Router,
    folder: tempfile::TempDir,
}

impl Site {
    pub(super) fn new() -> Self {
        Self::with(Options::default())
    }

    pub(super) fn with(options: Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let folder = tempfile::tempdir().expect("a folder");
        Self::open(runtime, folder, options)
    }

    fn open(runtime: Runtime, folder: tempfile::TempDir, options: Options) -> Self {
        let file = folder.path().join(RECORDS);
        let server = runtime
            .block_on(Server::open_sqlite(&file, options))
            .expect("the server opens");
        let router = server.router();
        Self {
            runtime,
            server,
            router,
            folder,
        }
    }

    /// The server as it was when this backup of it was made.
    pub(super) fn put_back(self, backup: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(RECORDS);
        let restored = server::restore(backup, Source::Sqlite(&file));
        self.runtime.block_on(restored).expect("put back");
        Self::open(self.runtime, folder, Options::default())
    }

    /// Makes a backup of it.
    pub(super) fn backup(&self) -> PathBuf {
        let to = self.folder.path().join("b");
        self.back_up(&to);
        to
    }

    /// Likewise, into this file.
    pub(super) fn back_up(&self, to: &Path) {
        let file = self.folder.path().join(RECORDS);
        let written = server::backup(Source::Sqlite(&file), to);
        self.runtime.block_on(written).expect("a backup");
    }

    pub(super) fn setup_code(&self) -> String {
        self.runtime
            .block_on(self.server.setup_code())
            .expect("a code")
    }

    /// Asks something at the door by itself.
    pub(super) fn told(&self, token: Option<[u8; 32]>, ask: &sync::door::Ask) -> Told {
        let bytes = self.post("/api/door", token, ask.to_bytes());
        Told::read(&bytes.expect("answered")).expect("read")
    }

    /// The house, to whoever has this session.
    pub(super) fn house(&self, token: [u8; 32]) -> sync::door::House {
        match self.told(Some(token), &sync::door::Ask::House) {
            Told::House(house) => *house,
            other => panic!("{other:?}"),
        }
    }

    fn post(&self, path: &str, token: Option<[u8; 32]>, bytes: Vec<u8>) -> Option<Vec<u8>> {
        let mut request =
            HttpRequest::post(path).header("content-type", "application/octet-stream");
        if let Some(token) = token {
            let hex: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
            request = request.header("authorization", format!("Bearer {hex}"));
        }
        let request = request.body(Body::from(bytes)).expect("a request");
        let router = self.router.clone();
        self.runtime.block_on(async move {
            let response = router.oneshot(request).await.expect("answered");
            if !response.status().is_success() {
                return None;
            }
            let body = to_bytes(response.into_body(), 8 << 20).await;
            Some(body.expect("read").to_vec())
        })
    }
}

/// A laptop: what is on it, and its errands.
pub(super) struct Laptop {
    pub(super) keeper: Keeper,
    pub(super) device: Device,
    errands: VecDeque<Errand>,
    pub(super) has_line: bool,
    /// What its page was told, by request.
    told: Vec<(u32, Event)>,
    rests: Vec<u64>,
    requests: u32,
    /// The last session.
    token: Option<[u8; 32]>,
    /// What it has sent.
    pub(super) pushed: Vec<Item>,
}

/// Something asked at the door, on its way.
pub(super) struct AtDoor {
    number: u64,
    token: Option<[u8; 32]>,
    pub(super) bytes: Vec<u8>,
}

impl Laptop {
    pub(super) fn of(keeper: Keeper, device: Device) -> Self {
        Self {
            keeper,
            device,
            errands: VecDeque::new(),
            has_line: true,
            told: Vec::new(),
            rests: Vec::new(),
            requests: 100,
            token: None,
            pushed: Vec::new(),
        }
    }

    pub(super) fn new(world: &World) -> Self {
        let device = Device::new();
        Self::of(open(&device, world), device)
    }

    /// Carries errands until there are none but rests.
    pub(super) fn run(&mut self, site: &Site) {
        let pulse = block_on(self.keeper.pulse());
        self.errands.extend(pulse);
        for _ in 0..20_000 {
            let Some(errand) = self.errands.pop_front() else {
                return;
            };
            let heard = match errand {
                Errand::Exchange {
                    ticket,
                    token,
                    bytes,
                } => {
                    self.token = Some(token);
                    if let Ok(Wire::Push(items)) = Wire::read(&bytes) {
                        self.pushed.extend(items);
                    }
                    let bytes = self
                        .has_line
                        .then(|| site.post("/api/exchange", Some(token), bytes));
                    Heard::Exchanged {
                        ticket,
                        bytes: bytes.flatten(),
                    }
                }
                Errand::Door {
                    number,
                    token,
                    bytes,
                } => {
                    let bytes = self.has_line.then(|| site.post("/api/door", token, bytes));
                    Heard::AtDoor {
                        number,
                        bytes: bytes.flatten(),
                    }
                }
                Errand::Rest { number, .. } => {
                    self.rests.push(number);
                    continue;
                }
                Errand::Hints(_) => continue,
                Errand::Tell(id, event) => {
                    self.told.push((id, *event));
                    continue;
                }
            };
            let more = block_on(self.keeper.hear(heard));
            self.errands.extend(more);
        }
        panic!("it does not come to rest");
    }

    /// Asks the server's exchange by its session, as another build on this laptop would.
    pub(super) fn exchange(&self, site: &Site, request: &Wire) -> Said {
        let bytes = site.post("/api/exchange", self.token, request.to_bytes());
        let answer = Answer::read(&bytes.expect("answered"));
        answer.expect("read").said
    }

    /// Time passes: the rest is over, and what is new is looked at.
    pub(super) fn later(&mut self, site: &Site) {
        for number in core::mem::take(&mut self.rests) {
            let more = block_on(self.keeper.hear(Heard::Rested { number }));
            self.errands.extend(more);
        }
        self.run(site);
    }

    /// Asks as the page does, and gives the answer once it has come.
    pub(super) fn ask(&mut self, site: &Site, request: Request) -> Result<Event, Failure> {
        let id = self.begin(request);
        self.run(site);
        self.answer_to(id)
    }

    /// Asks as the page does; nothing is carried yet.
    fn begin(&mut self, request: Request) -> u32 {
        self.requests += 1;
        let id = self.requests;
        if let Some(errands) = block_on(self.keeper.answer_by_line(id, &request)) {
            self.errands.extend(errands);
        } else if let Request::Sync(request) = request {
            let errands = block_on(self.keeper.answer_sync(id, request));
            self.errands.extend(errands);
        } else {
            let event = block_on(self.keeper.answer(request, |_| {}));
            self.told.push((id, event));
        }
        id
    }

    /// What the page was told.
    fn answer_to(&mut self, id: u32) -> Result<Event, Failure> {
        let at = self.told.iter().position(|(of, _)| *of == id);
        let at = at.unwrap_or_else(|| panic!("no answer yet: {:?}", self.told));
        match self.told.swap_remove(at).1 {
            Event::Failed(failure) => Err(failure),
            event => Ok(event),
        }
    }

    pub(super) fn sync(&mut self, site: &Site, request: SyncRequest) -> Result<SyncEvent, Failure> {
        match self.ask(site, Request::Sync(request))? {
            Event::Sync(event) => Ok(event),
            other => panic!("{other:?}"),
        }
    }

    /// What it asks at the door next, which is not carried there yet.
    pub(super) fn asks_at_door(&mut self) -> Option<AtDoor> {
        let pulse = block_on(self.keeper.pulse());
        self.errands.extend(pulse);
        let door = |errand: &Errand| matches!(errand, Errand::Door { .. });
        let place = self.errands.iter().position(door)?;
        match self.errands.remove(place)? {
            Errand::Door {
                number,
                token,
                bytes,
            } => Some(AtDoor {
                number,
                token,
                bytes,
            }),
            _ => None,
        }
    }

    /// Carries there what was not carried yet, and what follows.
    pub(super) fn carry(&mut self, site: &Site, asked: AtDoor) {
        self.bring(site, asked);
        self.run(site);
    }

    /// Carries there what was not carried yet, and nothing else.
    pub(super) fn bring(&mut self, site: &Site, asked: AtDoor) {
        let heard = Heard::AtDoor {
            number: asked.number,
            bytes: site.post("/api/door", asked.token, asked.bytes),
        };
        let more = block_on(self.keeper.hear(heard));
        self.errands.extend(more);
    }

    /// Asks as the page does, and the line is cut at the last of so many questions at the door for it: before that is heard
    /// there, or before its answer comes.
    pub(super) fn ask_and_lose(
        &mut self,
        site: &Site,
        request: Request,
        last: usize,
        is_heard: bool,
    ) -> Result<Event, Failure> {
        let id = self.begin(request);
        for count in 1..=last {
            let asked = self.asks_at_door().expect("something is asked");
            let goes = count < last || is_heard;
            let answer = goes.then(|| site.post("/api/door", asked.token, asked.bytes.clone()));
            let answer = answer.flatten().filter(|_| count < last);
            self.hear_at_door(&asked, answer);
        }
        self.run(site);
        self.answer_to(id)
    }

    /// Hears at the door what nobody may have said.
    pub(super) fn hear_at_door(&mut self, asked: &AtDoor, bytes: Option<Vec<u8>>) {
        let number = asked.number;
        let more = block_on(self.keeper.hear(Heard::AtDoor { number, bytes }));
        self.errands.extend(more);
    }

    /// The last session.
    pub(super) fn token(&self) -> [u8; 32] {
        self.token.expect("there was one")
    }

    /// Asks something at the door that no page asks.
    pub(super) fn say_at_door(&mut self, site: &Site, ask: sync::door::Ask) {
        let mut errands = Vec::new();
        block_on(self.keeper.ask_changed(ask, &mut errands)).expect("asked");
        self.errands.extend(errands);
        self.run(site);
    }

    /// A patient's name as it stands; empty for none.
    pub(super) fn patient(&mut self, number: u8) -> String {
        self.keeper.patient_name(number)
    }

    /// How the exchange stands.
    pub(super) fn view(&mut self) -> SyncView {
        let errands = block_on(self.keeper.answer_sync(1, SyncRequest::Watch));
        let view = errands.into_iter().find_map(|errand| match errand {
            Errand::Tell(1, event) => match *event {
                Event::Sync(SyncEvent::Standing(view)) => Some(view),
                _ => None,
            },
            _ => None,
        });
        view.expect("it is told")
    }

    pub(super) fn is_even(&mut self) -> bool {
        let view = self.view();
        view.standing == LineState::Even && view.waiting == 0
    }

    /// Sets its facility up on the server.
    pub(super) fn connect(&mut self, site: &Site) {
        let code = site.setup_code();
        self.sync(site, SyncRequest::Connect { code })
            .expect("it is set up");
        self.run(site);
    }

    /// A code for a further device.
    pub(super) fn code(&mut self, site: &Site) -> String {
        match self.sync(site, SyncRequest::MakeDeviceCode { minutes: 15 }) {
            Ok(SyncEvent::Code(CodeView { code, .. })) => code,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn join(
        &mut self,
        site: &Site,
        code: &str,
        user_name: &str,
        password: &str,
    ) -> Result<Event, Failure> {
        let joining = Joining {
            code: code.to_owned(),
            user_name: user_name.to_owned(),
            password: password.to_owned(),
        };
        self.ask(site, Request::Sync(SyncRequest::Join(joining)))
    }

    pub(super) fn house(&mut self, site: &Site) -> HouseView {
        match self.sync(site, SyncRequest::House) {
            Ok(SyncEvent::House(house)) => house,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn unlock(&mut self, site: &Site, user_name: &str, password: &str) {
        block_on(self.keeper.unlock(user_name, password)).expect("unlocked");
        self.run(site);
    }

    pub(super) fn lock(&mut self, site: &Site) {
        block_on(self.keeper.lock(false)).expect("locked");
        self.run(site);
    }
}

/// Both exchange until neither has anything for the other.
pub(super) fn settle(site: &Site, laptops: &mut [&mut Laptop]) {
    for _ in 0..4 {
        for laptop in laptops.iter_mut() {
            laptop.later(site);
        }
    }
}
