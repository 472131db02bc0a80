//! A facility to try: the demo hospital on the server, with three people who can come in, each from a browser of their own.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request as HttpRequest, header};
use custodian::protocol::{
    ChartsEvent, ChartsRequest, Event, FacilityForm, Failure, NewMember, Person, Request,
    SyncEvent, SyncRequest,
};
use device::{Carrier, Device};
use server::Server;
use tower::ServiceExt as _;

/// The most bytes of an answer.
const LARGEST: usize = 8 << 20;
/// For how long the codes are good: somebody may look around first.
const MINUTES: u32 = 12 * 60;
/// Rounds of exchange within which everything has to be at the server.
const ROUNDS: u32 = 1_000;

/// A person who can come in.
struct Guest {
    name: &'static str,
    credentials: &'static str,
    user_name: &'static str,
    password: &'static str,
    /// Empty for whoever set the hospital up, who has every role.
    role: &'static str,
}

const GUESTS: [Guest; 3] = [
    Guest {
        name: "Sample, Robin",
        credentials: "RHIT",
        user_name: "demo",
        password: "paper lantern otter seventeen",
        role: "",
    },
    Guest {
        name: "Testcase, Casey",
        credentials: "CCS",
        user_name: "casey",
        password: "marble harbor violin eleven",
        role: "coder",
    },
    Guest {
        name: "Testcase, Morgan",
        credentials: "",
        user_name: "morgan",
        password: "copper meadow anchor thirty",
        role: "registrar",
    },
];

/// The server itself, in this program.
struct Here(Router);

impl Carrier for Here {
    async fn post(&self, path: &str, token: Option<[u8; 32]>, bytes: Vec<u8>) -> Option<Vec<u8>> {
        let mut request = HttpRequest::post(path);
        if let Some(token) = token {
            let hex: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
            request = request.header(header::AUTHORIZATION, format!("Bearer {hex}"));
        }
        let request = request.body(Body::from(bytes)).ok()?;
        let response = self.0.clone().oneshot(request).await.ok()?;
        if !response.status().is_success() {
            return None;
        }
        let body = to_bytes(response.into_body(), LARGEST).await.ok()?;
        Some(body.to_vec())
    }

    async fn rest(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

/// Sets the demo hospital up on a server on which there is no facility yet, and says how to come in.
///
/// # Errors
/// What stood in the way.
pub(crate) async fn fill(server: &Server, say: &mut impl FnMut(&str)) -> Result<String, Failure> {
    let code = server.setup_code().await.map_err(|trouble| {
        Failure::new(
            "The demo hospital was not set up.",
            trouble.to_string(),
            "the server",
            "Try again with an empty --data folder.",
        )
    })?;
    let mut device = Device::new(Here(server.router())).await?;
    open(&mut device, say).await?;
    say("the demo hospital goes to the server, sealed");
    device
        .ask(Request::Sync(SyncRequest::Connect { code }))
        .await?;
    device.settle(ROUNDS).await?;
    let mut said = String::from(
        "Three people can come in, each once and from a browser profile of their own:\n",
    );
    for guest in &GUESTS {
        take_in(&mut device, guest).await?;
        let code = code_of(&mut device, guest).await?;
        said.push_str(&format!(
            "  {:<18} {:<11} user {:<7} password {:<30} code {code}\n",
            guest.name,
            if guest.role.is_empty() {
                "every role"
            } else {
                guest.role
            },
            guest.user_name,
            guest.password,
        ));
    }
    device.settle(ROUNDS).await?;
    said.push_str("There: Records, “Come in with this device”. The codes are good for twelve hours. All of it is made up.");
    Ok(said)
}

/// Opens the demo hospital on the device.
async fn open<C: Carrier>(
    device: &mut Device<C>,
    say: &mut impl FnMut(&str),
) -> Result<(), Failure> {
    let [first, ..] = &GUESTS;
    let request = ChartsRequest::OpenDemo {
        person: person(first),
        until: String::new(),
    };
    device.ask(Request::Charts(request)).await?;
    let mut told = 0;
    loop {
        let answer = device.ask(Request::Charts(ChartsRequest::GoOn)).await?;
        let Event::Charts(ChartsEvent::Progress(progress)) = answer else {
            return Ok(());
        };
        if progress.finished {
            return Ok(());
        }
        if progress.done >= told + 100 {
            told = progress.done;
            say(&format!(
                "the demo hospital: {told} of {} encounters",
                progress.of
            ));
        }
    }
}

fn person(guest: &Guest) -> Person {
    Person {
        name: guest.name.to_owned(),
        credentials: guest.credentials.to_owned(),
        // For the whole house: of a unit they would see its stays only.
        unit: String::new(),
        user_name: guest.user_name.to_owned(),
        password: guest.password.to_owned(),
    }
}

/// Takes a person in, unless they are there already: in a facility in which several people share the work.
async fn take_in<C: Carrier>(device: &mut Device<C>, guest: &Guest) -> Result<(), Failure> {
    if guest.role.is_empty() {
        return Ok(());
    }
    unlock(device, &GUESTS[0]).await?;
    let Event::People(people) = device.ask(Request::People).await? else {
        return Ok(());
    };
    let form = FacilityForm {
        small: false,
        ..people.facility
    };
    device.ask(Request::SetFacility(form)).await?;
    let new = NewMember {
        person: person(guest),
        roles: vec![guest.role.to_owned()],
    };
    device.ask(Request::AddMember(Box::new(new))).await?;
    device.settle(ROUNDS).await
}

async fn unlock<C: Carrier>(device: &mut Device<C>, guest: &Guest) -> Result<(), Failure> {
    device.ask(Request::Lock { idle: false }).await?;
    let request = Request::Unlock {
        user_name: guest.user_name.to_owned(),
        password: guest.password.to_owned(),
    };
    device.ask(request).await?;
    device.settle(ROUNDS).await
}

/// A code for a person's own device. Whoever unlocks is heard of at the server: from then on their password lets them in there.
async fn code_of<C: Carrier>(device: &mut Device<C>, guest: &Guest) -> Result<String, Failure> {
    unlock(device, guest).await?;
    let request = SyncRequest::MakeDeviceCode { minutes: MINUTES };
    match device.ask(Request::Sync(request)).await? {
        Event::Sync(SyncEvent::Code(view)) => Ok(view.code),
        _ => Err(Failure::new(
            "No code was made.",
            "The server answered something else.",
            "the server",
            "Try again.",
        )),
    }
}

#[cfg(test)]
mod tests;
