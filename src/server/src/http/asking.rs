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
    let (receiving, shows) = match receiving(&server, from, token.as_ref()).await {
        Ok(known) => known,
        Err(response) => return response,
    };
    let (head, body) = request.into_parts();
    let parts = &server.parts;
    // Who has no session has no memory of the server's either, and each facility has so much of it.
    let small = body::small(&head.headers);
    let mut held = None;
    let kept = match &shows {
        Shows::Session(_) if small.is_some() => true,
        Shows::Session(session) => match parts.holding.enter(session.facility) {
            Ok(place) => {
                held = Some(place);
                true
            }
            Err(Full::One) => false,
            Err(Full::All) => return later("full", "2", TOO_MANY),
        },
        _ => false,
    };
    let most = small.filter(|_| held.is_none()).unwrap_or(EXCHANGE);
    let whole = if kept { LONG } else { SHORT };
    let received = body::receive(&head.headers, body, most, whole, kept).await;
    let body = match received {
        Ok(body) => body,
        Err(lost) => return lost.answer(),
    };
    drop(receiving);
    facts.received(body.len());
    let session = match shows {
        Shows::Session(session) => session,
        Shows::Ended { wipe, .. } => return stopped(Stopped::Revoked { wipe }),
        Shows::Frozen { .. } | Shows::Nothing => return stopped(Stopped::Expired),
    };
    facts.concerns(parts.door.tag(&session.facility));
    if !kept {
        return stopped(Stopped::Busy(SOON));
    }
    let _place = match parts.answering.enter(session.facility) {
        Ok(place) => place,
        Err(Full::One) => return stopped(Stopped::Busy(SOON)),
        Err(Full::All) => return later("full", "2", TOO_MANY),
    };
    let answered = on_shelf(&server, &session, token.as_ref(), &body);
    let answered = tokio::time::timeout(parts.options.timeout, answered).await;
    drop(held);
    match answered {
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
    let parts = &server.parts;
    let shows = match token {
        None => Shows::Nothing,
        Some(token) => looked_up(server, from, token).await?,
    };
    let place = match &shows {
        Shows::Session(session) => parts.receiving.enter(parts.door.member(session)),
        _ => parts.outside.enter(network(from, PLACE)),
    };
    let place = place.map_err(|_| later("full", "2", TOO_MANY))?;
    Ok((place, shows))
}

/// Who shows a token: of one address so many are looked up at once, and no longer than a request may take.
pub(super) async fn looked_up(
    server: &Server,
    from: IpAddr,
    token: &[u8; 32],
) -> Result<Shows, Response> {
    let parts = &server.parts;
    let looking = parts.looking.enter(network(from, PLACE));
    let _looking = looking.map_err(|_| later("full", "2", TOO_MANY))?;
    let who = parts.door.who(Some(token));
    let who = tokio::time::timeout(parts.options.timeout, who).await;
    who.map_err(|_| later("slow", "5", TOO_LONG))?
        .map_err(|problem| trouble(&problem))
}

/// Answers out of one transaction, in which it is also looked up again who asks: a body may take minutes to come, and a session may
/// end meanwhile.
async fn on_shelf(
    server: &Server,
    known: &Session,
    token: Option<&[u8; 32]>,
    body: &[u8],
) -> Result<Response, Trouble> {
    let parts = &server.parts;
    let wanted = Wanted::read(body);
    // What can't be read is answered with how the shelf stands.
    let malformed = wanted.is_err();
    let wanted = wanted.unwrap_or(Wanted::Kin);
    let facility = FacilityId(known.facility);
    let mut sitting = parts.shelves.sit(facility, &wanted).await?;
    let now = parts.options.clock.now();
    let ended = match parts.door.shows(&mut sitting.book, now, token).await? {
        Shows::Session(session) => Ok(session),
        Shows::Ended { wipe, .. } => Err(Stopped::Revoked { wipe }),
        Shows::Frozen { .. } | Shows::Nothing => Err(Stopped::Expired),
    };
    let session = match ended {
        Ok(session) => session,
        Err(why) => {
            sitting.book.commit().await?;
            return Ok(stopped(why));
        }
    };
    let by = Sender {
        device: session.device,
        at: now,
    };
    let told = parts
        .shelves
        .answer_in(sitting, facility, by, &wanted)
        .await;
    let mut told = match told {
        Err(Trouble::NoFacility) if malformed => {
            return Ok(plain(
                StatusCode::BAD_REQUEST,
                "malformed",
                "The request can't be read.\n",
            ));
        }
        told => told?,
    };
    if malformed {
        told.said = Said::Stopped(Stopped::Malformed);
        return Ok(answer(&told));
    }
    if let Said::Pushed(verdicts) = &told.said
        && verdicts
            .iter()
            .any(|verdict| matches!(verdict, Verdict::Kept(_)))
    {
        parts.hints.pushed(session.facility, told.head);
    }
    parts.door.saw(now, &session).await;
    Ok(answer(&told))
}
