//! What anybody may post to a server: any bytes, with any header that says who asks. Nothing of it is a fault of the server's, and
//! whatever comes back can be read.

use std::cell::RefCell;

use axum::http::StatusCode;
use sha2::{Digest as _, Sha256};
use sync::door::Told;
use sync::{Answer, PROTOCOL};

use crate::site::{Site, hex};

thread_local! {
    static SITE: RefCell<Site> = RefCell::new(
        Site::new("requests").unwrap_or_else(|problem| panic!("{problem}")),
    );
}

/// Posts what `input` makes. The first byte says where to (its last bit: the door or the exchange), who asks (two more: nobody, the
/// session, or who the next bytes name, up to a 0), and whether the rest is the body or the inside of a message.
pub fn post(input: &[u8]) {
    let Some((how, rest)) = input.split_first() else {
        return;
    };
    let path = if how & 1 == 0 {
        "/api/door"
    } else {
        "/api/exchange"
    };
    SITE.with_borrow(|site| {
        let (said, rest) = match how >> 1 & 3 {
            0 => (None, rest),
            1 | 2 => (
                Some(format!("Bearer {}", hex(&site.token)).into_bytes()),
                rest,
            ),
            _ => {
                let end = rest.iter().position(|byte| *byte == 0);
                let (said, rest) = rest.split_at(end.unwrap_or(rest.len()));
                (
                    Some([b"Bearer ", said].concat()),
                    rest.get(1..).unwrap_or_default(),
                )
            }
        };
        let body = if how & 8 == 0 {
            rest.to_vec()
        } else {
            checked(rest)
        };
        let Some((status, body)) = site.post(path, said.as_deref(), body) else {
            return;
        };
        assert!(
            !status.is_server_error(),
            "{status}: {}",
            String::from_utf8_lossy(&body)
        );
        if status == StatusCode::OK {
            let read = match path {
                "/api/door" => Told::read(&body).is_ok(),
                _ => Answer::read(&body).is_ok(),
            };
            assert!(read, "what came back can't be read");
        }
    });
}

fn checked(message: &[u8]) -> Vec<u8> {
    let mut bytes = [&[PROTOCOL][..], message].concat();
    let check = Sha256::digest(&bytes);
    bytes.extend(&check[..8]);
    bytes
}

/// First inputs: each message of [`crate::sync_messages`] to either place, by nobody, by the session and by a made-up token.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let made_up = [&[b'a'; 64][..], &[0]].concat();
    let messages = crate::sync_messages::seeds();
    let inside = messages.iter().filter(|seed| seed.first() == Some(&1));
    inside
        .flat_map(|seed| {
            let inside = seed.get(1..).unwrap_or_default();
            [
                [&[8][..], inside].concat(),
                [&[8 | 2][..], inside].concat(),
                [&[8 | 2 | 1][..], inside].concat(),
                [&[8 | 6 | 1][..], &made_up, inside].concat(),
            ]
        })
        .collect()
}
