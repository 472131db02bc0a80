//! Many devices at a server without a custodian behind them: sessions and signatures that are right, items of chance as long as
//! sealed rows are.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use reqwest::Client;
use sync::door::{Ask, NewAccount, NewDevice, Nonce, Proof, Purpose, Shown, Signed, Told, to_sign};
use sync::{Answer, Item, Origin, Request, Said, Stopped, Stream, Verdict};
use vault::device::DeviceKey;
use vault::door::LaptopKey;
use vault::kit::DoorCode;

use super::places::Serving;
use super::wire::hex;

/// Devices of one facility at most: what a rural hospital has.
const OF_ONE: usize = 50;
/// Bytes of a sealed operation, of the key it stands under, and of an entry of the trail, as devices send them.
const OPERATION: usize = 320;
const KEY: usize = 33;
const ENTRY: usize = 192;
/// Bytes of a page of others' rows.
const PAGE: u32 = 32 << 10;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A device that is in.
pub(crate) struct Member {
    client: Client,
    base: Arc<str>,
    address: Ipv4Addr,
    facility: [u8; 16],
    name: [u8; 32],
    auth: [u8; 32],
    device: NewDevice,
    key: DeviceKey,
    laptop: LaptopKey,
    rng: ChaCha20Rng,
    token: [u8; 32],
    sequence: u64,
    after: u64,
    /// How often the server said that it has no time now.
    pub(crate) busy: u64,
}

fn drawn<const LENGTH: usize>(rng: &mut ChaCha20Rng) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    rng.fill_bytes(&mut bytes);
    bytes
}

/// So many devices, in facilities of at most [`OF_ONE`], each at an address of its own.
pub(crate) async fn come_in(serving: &Serving, devices: usize) -> Result<Vec<Member>> {
    let client = Client::builder().no_proxy().timeout(PATIENCE).build()?;
    let base: Arc<str> = format!("http://{}", serving.address).into();
    let mut all: Vec<Member> = Vec::new();
    let mut founder = 0;
    for number in 0..devices {
        let founds = number % OF_ONE == 0;
        if founds {
            founder = number;
        }
        let mut member = Member::new(client.clone(), Arc::clone(&base), number, founder);
        if founds {
            let code = serving.code()?;
            member.found(&code).await?;
        } else {
            let first = &all[founder];
            member.facility = first.facility;
            // A further person on a laptop that is known is let in by their password.
            member.device.store = first.device.store;
            let add = Ask::AddAccount(member.account(false));
            match first.ask(Some(first.token), &add).await? {
                Told::Done => {}
                other => bail!("no account: {other:?}"),
            }
            member.log_in().await?;
        }
        all.push(member);
    }
    Ok(all)
}

impl Member {
    /// A person's device, on the laptop that the facility was founded on.
    fn new(client: Client, base: Arc<str>, number: usize, founder: usize) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(number as u64 + 1);
        let key = DeviceKey::make(&mut rng);
        let mut of_founder = ChaCha20Rng::seed_from_u64(founder as u64 + (1 << 32));
        let laptop = LaptopKey::make(&mut of_founder);
        let address = u32::from(Ipv4Addr::new(10, 0, 0, 1)) + number as u32;
        Self {
            client,
            base,
            address: Ipv4Addr::from(address),
            facility: drawn(&mut rng),
            name: drawn(&mut rng),
            auth: drawn(&mut rng),
            device: NewDevice {
                device: key.public().id().0,
                store: drawn(&mut rng),
                public: key.public().0.0,
                laptop: laptop.public().0.0,
            },
            key,
            laptop,
            rng,
            token: [0; 32],
            sequence: 0,
            after: 0,
            busy: 0,
        }
    }

    fn account(&self, admits: bool) -> NewAccount {
        NewAccount {
            member: self.device.device,
            name: self.name,
            recipe: vec![6; 21],
            auth: self.auth,
            signing: self.key.public().0.0,
            ways_in: vec![7; 600],
            admits,
        }
    }

    fn signed(&self, purpose: Purpose, nonce: &Nonce) -> Signed {
        let digest = to_sign(purpose, self.facility, self.device.device, nonce);
        let signature = match purpose {
            Purpose::ThisLaptop => self.laptop.sign(&digest),
            _ => self.key.sign(&digest),
        };
        Signed(signature.0.to_vec())
    }

    async fn post(&self, path: &str, token: Option<[u8; 32]>, bytes: Vec<u8>) -> Result<Vec<u8>> {
        let mut request = self
            .client
            .post(format!("{}{path}", self.base))
            .header("x-forwarded-for", self.address.to_string())
            .body(bytes);
        if let Some(token) = token {
            request = request.bearer_auth(hex(token));
        }
        let response = request.send().await?.error_for_status()?;
        Ok(response.bytes().await?.to_vec())
    }

    async fn ask(&self, token: Option<[u8; 32]>, ask: &Ask) -> Result<Told> {
        Ok(Told::read(
            &self.post("/api/door", token, ask.to_bytes()).await?,
        )?)
    }

    async fn found(&mut self, code: &str) -> Result<()> {
        let code = DoorCode::parse(code).ok().context("a code")?;
        let code = Shown(code.shown());
        let nonce = match self.ask(None, &Ask::Code(code)).await? {
            Told::Code { nonce, .. } => nonce,
            other => bail!("no nonce: {other:?}"),
        };
        let found = Ask::Found {
            code,
            facility: self.facility,
            account: self.account(true),
            device: self.device,
            nonce,
            signed: self.signed(Purpose::ComeIn, &nonce),
            here: self.signed(Purpose::ThisLaptop, &nonce),
        };
        self.comes_in(&found).await
    }

    /// Begins a session.
    pub(crate) async fn log_in(&mut self) -> Result<()> {
        let prelogin = Ask::Prelogin {
            facility: self.facility,
            name: self.name,
        };
        let nonce = match self.ask(None, &prelogin).await? {
            Told::Prelogin { nonce, .. } => nonce,
            other => bail!("no nonce: {other:?}"),
        };
        let log_in = Ask::LogIn {
            facility: self.facility,
            name: self.name,
            proof: Proof::Password(self.auth),
            device: self.device,
            nonce,
            signed: self.signed(Purpose::ComeIn, &nonce),
            here: self.signed(Purpose::ThisLaptop, &nonce),
        };
        self.comes_in(&log_in).await
    }

    async fn comes_in(&mut self, ask: &Ask) -> Result<()> {
        match self.ask(None, ask).await? {
            Told::In { token, .. } => self.token = token,
            other => bail!("not in: {other:?}"),
        }
        Ok(())
    }

    /// Ends the session.
    pub(crate) async fn log_out(&self) -> Result<()> {
        let told = self.ask(Some(self.token), &Ask::LogOut).await?;
        ensure!(told == Told::Done, "not out: {told:?}");
        Ok(())
    }

    async fn exchange(&mut self, request: &Request) -> Result<Said> {
        let bytes = request.to_bytes();
        loop {
            let answer = self.post("/api/exchange", Some(self.token), bytes.clone());
            match Answer::read(&answer.await?)?.said {
                // Waiting is part of how long it takes.
                Said::Stopped(Stopped::Busy(seconds)) => {
                    self.busy += 1;
                    tokio::time::sleep(Duration::from_secs(u64::from(seconds))).await;
                }
                Said::Stopped(why) => bail!("stopped: {why:?}"),
                said => return Ok(said),
            }
        }
    }

    fn item(&mut self, stream: Stream, origin: Option<Origin>, length: usize) -> Item {
        let mut bytes = vec![0; length];
        self.rng.fill_bytes(&mut bytes);
        let key = drawn::<KEY>(&mut self.rng).to_vec();
        Item::new(stream, origin, 1, key, bytes)
    }

    /// Pushes operations, and for each its entry of the trail.
    pub(crate) async fn push(&mut self, operations: usize) -> Result<()> {
        let mut items = Vec::with_capacity(2 * operations);
        for _ in 0..operations {
            self.sequence += 1;
            let origin = Origin {
                device: self.device.device,
                sequence: self.sequence,
            };
            items.push(self.item(Stream::LOG, Some(origin), OPERATION));
        }
        for _ in 0..operations {
            items.push(self.item(Stream::TRAIL, None, ENTRY));
        }
        match self.exchange(&Request::Push(items)).await? {
            Said::Pushed(verdicts)
                if verdicts
                    .iter()
                    .all(|verdict| matches!(verdict, Verdict::Kept(_))) =>
            {
                Ok(())
            }
            other => bail!("not kept: {other:?}"),
        }
    }

    /// Pulls a page of what came.
    pub(crate) async fn pull(&mut self) -> Result<()> {
        let pull = Request::Pull {
            stream: Stream::LOG,
            after: self.after,
            own: Vec::new(),
            most: PAGE,
        };
        match self.exchange(&pull).await? {
            Said::Pulled { through, .. } => {
                self.after = through;
                Ok(())
            }
            other => bail!("nothing pulled: {other:?}"),
        }
    }

    /// Listens to hints until the line ends, and says so.
    pub(crate) fn listen(&self) -> impl Future<Output = Result<()>> + use<> {
        let request = self
            .client
            .get(format!("{}/api/hints", self.base))
            .timeout(Duration::from_secs(24 * 60 * 60))
            .header("x-forwarded-for", self.address.to_string())
            .bearer_auth(hex(self.token));
        async move {
            let mut response = request.send().await?.error_for_status()?;
            while response.chunk().await?.is_some() {}
            Ok(())
        }
    }
}
