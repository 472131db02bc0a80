//! The door and the exchange.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use sync::door::{Ask, Refused, Told};
use sync::{Request as Wanted, Said, Stopped, Verdict};

use super::answers::{answer, later, plain, stopped, told, trouble};
use super::body::{LONG, SHORT};
use super::watching::Facts;
use super::{asker, body, token};
use crate::crowd::{Full, Place};
use crate::door::{Session, Shows};
use crate::shelves::{FacilityId, Sender};
use crate::tries::{PLACE, network};
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
    let receiving = match receiving(&server, from, token.as_ref()).await {
        Ok((place, _)) => place,
        Err(response) => return response,
    };
    let (head, body) = request.into_parts();
    let body = match body::receive(&head.headers, body, DOOR, SHORT, true).await {
        Ok(body) => body,
        Err(lost) => return lost.answer(),
    };
    drop(receiving);
    facts.received(body.len());
    let Ok(ask) = Ask::read(&body) else {
        return told(&Told::Refused(Refused::Malformed));
    };
    let _place = match server.parts.answering.enter(network(from, PLACE)) {
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
    let (_receiving, shows) = match receiving(&server, from, token.as_ref()).await {
        Ok(known) => known,
        Err(response) => return response,
    };
    // Who has no session has no memory of the server's either.
    let place = match &shows {
        Shows::Session(session) => match server.parts.answering.enter(session.facility) {
            Ok(place) => Some(place),
            Err(Full::One) => None,
            Err(Full::All) => return later("full", "2", TOO_MANY),
        },
        _ => None,
    };
    let (head, body) = request.into_parts();
    let whole = if place.is_some() { LONG } else { SHORT };
    let received = body::receive(&head.headers, body, EXCHANGE, whole, place.is_some());
    let body = match received.await {
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

/// A place for a body to come in, and who sends it. Those who have a session have places of their own: whoever has none can take
/// none from them. To look up a session takes a moment, and a place of a third kind, so that no body is waited for in it.
async fn receiving(
    server: &Server,
    from: IpAddr,
    token: Option<&[u8; 32]>,
) -> Result<(Place, Shows), Response> {
    let full = |_| later("full", "2", TOO_MANY);
    let parts = &server.parts;
    let address = network(from, PLACE);
    let shows = match token {
        None => Shows::Nothing,
        Some(_) => {
            let _looking = parts.looking.enter(address).map_err(full)?;
            let who = tokio::time::timeout(parts.options.timeout, parts.door.who(token)).await;
            who.map_err(|_| later("slow", "5", TOO_LONG))?
                .map_err(|problem| trouble(&problem))?
        }
    };
    let place = match &shows {
        Shows::Session(session) => parts.receiving.enter(parts.door.member(session)),
        _ => parts.outside.enter(address),
    };
    Ok((place.map_err(full)?, shows))
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
