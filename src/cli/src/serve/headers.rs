//! The headers every answer bears: what the page may do, and how long a copy of it may be kept.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

/// Nothing is allowed that the app does not use. There is no inline script and no other origin;
/// `wasm-unsafe-eval` is what a browser asks for before it compiles WebAssembly, and allows no other `eval`. `blob:` is what a
/// page makes of a document it has opened itself: a picture, or a PDF in the browser's own viewer.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; frame-src blob:; font-src 'self'; worker-src 'self'; \
     manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Sent with every answer that the app is made of, errors included. The worker's script bears the policy too: a worker obeys the one
/// it came with, not the page's.
const ALWAYS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-embedder-policy"),
        "require-corp",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), \
         midi=(), display-capture=(), browsing-topics=()",
    ),
    (header::VARY, "accept-encoding"),
];

/// Sent with every answer of the records' part. It is no page, and these are all that bear on what is none: on a slow line the
/// others would be a good part of what an answer weighs.
const RECORDS: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// An answer of the records' part, which says itself that it is not to be kept.
pub(super) async fn secured(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in RECORDS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn secure(response: &mut Response) {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Adds the security headers, and how long the answer for `path` may be kept.
pub(super) fn add(response: &mut Response, path: &str) {
    let success = response.status().is_success() || response.status().is_redirection();
    secure(response);
    let headers = response.headers_mut();
    let keep = if success && has_digest(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
}

/// Whether the file's name ends in a digest of its content (`app-0123456789abcdef.js`): such a file never
/// changes, every other one is asked for again.
fn has_digest(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((stem, _extension)) = name.rsplit_once('.') else {
        return false;
    };
    stem.rsplit_once('-').is_some_and(|(_, digest)| {
        digest.len() == 16 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}
