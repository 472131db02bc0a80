//! The door and the exchange.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use sync::door::{Ask, Refused, Told};
use sync::{Request as Wanted, Said, Stopped, Verdict};

use super::answers::{answer, later, plain, stopped, told, trouble};
use super::watching::Facts;
use super::{asker, body, token};
use crate::crowd::Full;
use crate::door::{Session, Shows};
use crate::shelves::{FacilityId, Sender};
use crate::tries::network;
use crate::{Server, Trouble};

/// Bytes of a question at the door at most.
const DOOR: usize = 512 << 10;
/// Bytes of a request of the exchange at most.
const EXCHANGE: usize = 4 << 20;
/// Seconds after which somebody may ask again who asks too much at once.
const SOON: u32 = 2;

const TOO_MANY: &str = "Too many are asking now. Try again.\n";
const TOO_LONG: &str = "It took too long. Ask again: what was done already is not done twice.\n";

pub(super) async fn door(State(server): State<Server>, request: Request) -> Response {
    let from = asker(&server, &request);
    let token = token(request.headers());
    let facts = Facts::of(&request);
    let Ok(receiving) = server.parts.receiving.enter(network(from)) else {
        return later("full", "2", TOO_MANY);
    };
    let (head, body) = request.into_parts();
    let body = match body::receive(&head.headers, body, DOOR, true).await {
        Ok(body) => body,
        Err(lost) => return lost.answer(),
    };
    drop(receiving);
    facts.received(body.len());
    let Ok(ask) = Ask::read(&body) else {
        return told(&Told::Refused(Refused::Malformed));
    };
    let _place = match server.parts.answering.enter(network(from)) {
        Ok(place) => place,
        Err(Full::One) => return told(&Told::Refused(Refused::TooMany(SOON))),
        Err(Full::All) => return later("full", "2", TOO_MANY),
    };
    let answered = server.parts.door.answer(from, token.as_ref(), &ask);
    let answered = tokio::time::timeout(server.parts.options.timeout, answered).await;
    let answered = match answered {
        Ok(Ok(answered)) => answered,
        Ok(Err(problem)) => return trouble(&problem),
        Err(_) => return later("slow", "5", TOO_LONG),
    };
    if let Some(facility) = answered.facility {
        facts.concerns(server.parts.door.tag(&facility));
        if answered.wakes {
            server.parts.hints.changed(facility);
        }
    }
    told(&answered.told)
}

pub(super) async fn exchange(State(server): State<Server>, request: Request) -> Response {
    let token = token(request.headers());
    let from = asker(&server, &request);
    let facts = Facts::of(&request);
    let Ok(_receiving) = server.parts.receiving.enter(network(from)) else {
        return later("full", "2", TOO_MANY);
    };
    // Who has no session has no memory of the server's either.
    let shows = match server.parts.door.who(token.as_ref()).await {
        Ok(shows) => shows,
        Err(problem) => return trouble(&problem),
    };
    let place = match &shows {
        Shows::Session(session) => match server.parts.answering.enter(session.facility) {
            Ok(place) => Some(place),
            Err(Full::One) => None,
            Err(Full::All) => return later("full", "2", TOO_MANY),
        },
        _ => None,
    };
    let (head, body) = request.into_parts();
    let body = match body::receive(&head.headers, body, EXCHANGE, place.is_some()).await {
        Ok(body) => body,
        Err(lost) => return lost.answer(),
    };
    facts.received(body.len());
    // A body may take minutes to come, and a session may end meanwhile.
    let shows = match shows {
        Shows::Session(_) => server.parts.door.who(token.as_ref()).await,
        other => Ok(other),
    };
    let session = match shows {
        Err(problem) => return trouble(&problem),
        Ok(Shows::Session(session)) => session,
        Ok(Shows::Ended { wipe, .. }) => return stopped(Stopped::Revoked { wipe }),
        Ok(Shows::Frozen { .. } | Shows::Nothing) => return stopped(Stopped::Expired),
    };
    facts.concerns(server.parts.door.tag(&session.facility));
    if place.is_none() {
        return stopped(Stopped::Busy(SOON));
    }
    let Ok(wanted) = Wanted::read(&body) else {
        return malformed(&server, &session).await;
    };
    let answered = on_shelf(&server, &session, &wanted);
    match tokio::time::timeout(server.parts.options.timeout, answered).await {
        Ok(Ok(response)) => response,
        Ok(Err(problem)) => trouble(&problem),
        Err(_) => later("slow", "5", TOO_LONG),
    }
}

async fn on_shelf(
    server: &Server,
    session: &Session,
    wanted: &Wanted,
) -> Result<Response, Trouble> {
    let parts = &server.parts;
    let now = parts.options.clock.now();
    let facility = FacilityId(session.facility);
    let by = Sender {
        device: session.device,
        at: now,
    };
    let told = parts.shelves.answer(facility, by, wanted).await?;
    if let Said::Pushed(verdicts) = &told.said
        && verdicts
            .iter()
            .any(|verdict| matches!(verdict, Verdict::Kept(_)))
    {
        parts.hints.pushed(session.facility, told.head);
    }
    parts.door.saw(now, session).await;
    Ok(answer(&told))
}

/// What can't be read is answered with how the shelf stands, where it is known whose it is.
async fn malformed(server: &Server, session: &Session) -> Response {
    let parts = &server.parts;
    let facility = FacilityId(session.facility);
    let by = Sender {
        device: session.device,
        at: parts.options.clock.now(),
    };
    match parts.shelves.answer(facility, by, &Wanted::Kin).await {
        Ok(mut told) => {
            told.said = Said::Stopped(Stopped::Malformed);
            answer(&told)
        }
        Err(Trouble::NoFacility) => plain(
            StatusCode::BAD_REQUEST,
            "malformed",
            "The request can't be read.\n",
        ),
        Err(problem) => trouble(&problem),
    }
}
