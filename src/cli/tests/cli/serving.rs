//! `chartroom serve` as a process of its own, and a client that speaks to it over a socket.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use sync::door::{Ask, NewAccount, NewDevice, Nonce, Proof, Purpose, Shown, Signed, Told, to_sign};
use sync::{Answer, Request};
use vault::device::DeviceKey;
use vault::door::LaptopKey;
use vault::kit::DoorCode;

static MADE: AtomicU32 = AtomicU32::new(0);
pub(crate) const HOUSE: [u8; 16] = [0xa1; 16];

/// A folder that goes with the value, with an app in it.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("chartroom-serving-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(folder.join("app")).unwrap();
        std::fs::write(folder.join("app/index.html"), "<!doctype html>").unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// The program with arguments, to its end: what it printed, and what it said went wrong.
pub(crate) fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .args(arguments)
        .env_remove("CHARTROOM_POSTGRES")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

/// A server; killed when the value is dropped.
pub(crate) struct Serving {
    pub(crate) process: Child,
    output: BufReader<ChildStdout>,
    pub(crate) address: String,
    errors: PathBuf,
}

impl Serving {
    /// Starts one in a folder, with more arguments.
    pub(crate) fn start(folder: &Folder, more: &[&str]) -> Self {
        Self::start_by(Command::new(env!("CARGO_BIN_EXE_chartroom")), folder, more)
    }

    /// The same, by a command that ends in the program.
    pub(crate) fn start_by(mut command: Command, folder: &Folder, more: &[&str]) -> Self {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let errors = folder.0.join(format!("errors-{number}"));
        let mut process = command
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "json", "--app"])
            .arg(folder.0.join("app"))
            .args(more)
            .env_remove("CHARTROOM_POSTGRES")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&errors).unwrap())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut said = String::new();
        output.read_line(&mut said).unwrap();
        let address = said
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('/'))
            .map(|(address, _)| address.to_owned());
        let address = address.unwrap_or_else(|| {
            let errors = std::fs::read_to_string(&errors).unwrap();
            panic!("no server: {said}{errors}")
        });
        Self {
            process,
            output,
            address,
            errors,
        }
    }

    /// The next line it prints.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line
    }

    /// The code that it prints where there is no facility.
    pub(crate) fn code(&mut self) -> DoorCode {
        let line = self.line();
        let (_, code) = line.rsplit_once(": ").unwrap();
        DoorCode::parse(code.trim()).unwrap()
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.errors).unwrap()
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }

    /// Tells it to end.
    pub(crate) fn terminate(&self) {
        let tell = format!("kill -TERM {}", self.process.id());
        let told = Command::new("sh").args(["-c", &tell]).status();
        assert!(told.unwrap().success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Sends one request on a connection of its own. Nothing where the line was cut.
pub(crate) fn post(
    address: &str,
    path: &str,
    token: Option<&[u8; 32]>,
    body: &[u8],
) -> Option<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .ok()?;
    let authorization = token.map_or_else(String::new, |token| {
        let token: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("Authorization: Bearer {token}\r\n")
    });
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{authorization}Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    let body = answer[end + 4..].to_vec();
    (length == Some(body.len())).then_some((status, body))
}

pub(crate) fn ask(address: &str, token: Option<&[u8; 32]>, ask: &Ask) -> Told {
    let (status, body) = post(address, "/api/door", token, &ask.to_bytes()).unwrap();
    assert_eq!(status, 200);
    Told::read(&body).unwrap()
}

/// What the exchange answers. Nothing where the line was cut.
pub(crate) fn exchange(address: &str, token: &[u8; 32], request: &Request) -> Option<Answer> {
    let (status, body) = post(address, "/api/exchange", Some(token), &request.to_bytes())?;
    assert_eq!(status, 200);
    Some(Answer::read(&body).unwrap())
}

/// A member at their only device.
pub(crate) struct Member {
    key: DeviceKey,
    laptop: LaptopKey,
}

impl Member {
    pub(crate) fn new() -> Self {
        Self {
            key: DeviceKey::make(&mut ChaCha20Rng::seed_from_u64(1)),
            laptop: LaptopKey::make(&mut ChaCha20Rng::seed_from_u64(2)),
        }
    }

    fn device(&self) -> NewDevice {
        NewDevice {
            device: [2; 16],
            store: [3; 16],
            public: self.key.public().0.0,
            laptop: self.laptop.public().0.0,
        }
    }

    fn signs(&self, nonce: &Nonce) -> Signed {
        let digest = to_sign(Purpose::ComeIn, HOUSE, [2; 16], nonce);
        Signed(self.key.sign(&digest).0.to_vec())
    }

    fn here(&self, nonce: &Nonce) -> Signed {
        let digest = to_sign(Purpose::ThisLaptop, HOUSE, [2; 16], nonce);
        Signed(self.laptop.sign(&digest).0.to_vec())
    }

    /// Sets up the facility.
    pub(crate) fn found(&self, address: &str, code: &DoorCode) -> [u8; 32] {
        let code = Shown(code.shown());
        let Told::Code { nonce, .. } = ask(address, None, &Ask::Code(code)) else {
            panic!("no code");
        };
        let found = Ask::Found {
            code,
            facility: HOUSE,
            account: NewAccount {
                member: [4; 16],
                name: [5; 32],
                recipe: vec![6; 21],
                auth: [7; 32],
                signing: [8; 32],
                ways_in: b"CANARY ways in".to_vec(),
                admits: true,
            },
            device: self.device(),
            nonce,
            signed: self.signs(&nonce),
            here: self.here(&nonce),
        };
        token_of(&ask(address, None, &found))
    }

    pub(crate) fn log_in(&self, address: &str) -> [u8; 32] {
        let prelogin = Ask::Prelogin {
            facility: HOUSE,
            name: [5; 32],
        };
        let Told::Prelogin { nonce, .. } = ask(address, None, &prelogin) else {
            panic!("no nonce");
        };
        let log_in = Ask::LogIn {
            facility: HOUSE,
            name: [5; 32],
            proof: Proof::Password([7; 32]),
            device: self.device(),
            nonce,
            signed: self.signs(&nonce),
            here: self.here(&nonce),
        };
        token_of(&ask(address, None, &log_in))
    }
}

fn token_of(told: &Told) -> [u8; 32] {
    match told {
        Told::In { token, .. } => *token,
        other => panic!("{other:?}"),
    }
}

/// Whether a file is there.
pub(crate) fn there(folder: &Folder, name: &str) -> bool {
    Path::new(&folder.path(name)).exists()
}
