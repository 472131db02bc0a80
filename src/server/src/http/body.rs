//! Bodies, as they come: within a size, and not without end.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt as _;

use super::answers::plain;

/// How long the next piece may take to come. A line that is cut now and then is no reason to give up sooner.
const PIECE: Duration = Duration::from_secs(30);
/// How long all of a request of the exchange may take, in a session: the largest body at 14 kB/s.
pub(super) const LONG: Duration = Duration::from_secs(300);
/// How long all of any other may take: what is asked at the door has a few hundred bytes, or the keys of a member.
pub(super) const SHORT: Duration = Duration::from_secs(60);

/// Why a body is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// It has more bytes than there may be.
    TooLarge,
    /// It stopped coming.
    Slow,
    /// It broke off.
    Broken,
}

impl Lost {
    pub(super) fn answer(self) -> Response {
        match self {
            Self::TooLarge => plain(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "That is more than is taken at once.\n",
            ),
            Self::Slow => plain(
                StatusCode::REQUEST_TIMEOUT,
                "slow",
                "The request stopped coming.\n",
            ),
            Self::Broken => plain(
                StatusCode::BAD_REQUEST,
                "broken",
                "The request broke off.\n",
            ),
        }
    }
}

/// Bytes of a body that asks rather than sends: a facility needs no place for it.
const SMALL: u64 = 64 << 10;

fn said(headers: &HeaderMap) -> Option<u64> {
    let said = headers.get(header::CONTENT_LENGTH)?;
    said.to_str().ok()?.parse().ok()
}

/// As much as a body may have that says it is small.
pub(super) fn small(headers: &HeaderMap) -> Option<usize> {
    let said = said(headers).filter(|said| *said <= SMALL)?;
    usize::try_from(said).ok()
}

/// Receives a body of so many bytes at most, in so much time. Where it is not to be kept, it only lets it come.
pub(super) async fn receive(
    headers: &HeaderMap,
    body: Body,
    most: usize,
    whole: Duration,
    kept: bool,
) -> Result<Vec<u8>, Lost> {
    if said(headers).is_some_and(|said| said > most as u64) {
        return Err(Lost::TooLarge);
    }
    let received = tokio::time::timeout(whole, pieces(body, most, kept));
    received.await.unwrap_or(Err(Lost::Slow))
}

async fn pieces(mut body: Body, most: usize, kept: bool) -> Result<Vec<u8>, Lost> {
    let mut all = Vec::new();
    let mut length = 0_usize;
    loop {
        let frame = tokio::time::timeout(PIECE, body.frame()).await;
        let Some(frame) = frame.map_err(|_| Lost::Slow)? else {
            return Ok(all);
        };
        let frame = frame.map_err(|_| Lost::Broken)?;
        if let Some(piece) = frame.data_ref() {
            length = length.saturating_add(piece.len());
            if length > most {
                return Err(Lost::TooLarge);
            }
            if kept {
                all.extend_from_slice(piece);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;
    use tokio::time::Instant;

    use super::*;

    /// A byte every few seconds, for ever.
    fn trickle() -> Body {
        Body::from_stream(stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            Some((Ok::<_, Infallible>(vec![1]), ()))
        }))
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_trickles_has_its_time() {
        for whole in [SHORT, LONG] {
            let began = Instant::now();
            let received = receive(&HeaderMap::new(), trickle(), 1 << 20, whole, true).await;
            assert_eq!(received, Err(Lost::Slow));
            assert_eq!(began.elapsed().as_secs(), whole.as_secs());
        }
        assert!(SHORT <= Duration::from_secs(60));
    }
}
