//! Whether passkeys are offered, and for which address: a passkey is made for a name, and answers pages of that name only.

use std::sync::Arc;
use std::time::Duration;

use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

/// How long somebody has for their authenticator, beginning when they are asked.
pub(crate) const CEREMONY: Duration = Duration::from_secs(5 * 60);

/// Why passkeys are not offered. Those that accounts have are asked for all the same: nobody of them comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPasskeys {
    /// The address that browsers use was not said.
    #[error("it is not known which address browsers use")]
    NotSaid,
    /// It can't be read.
    #[error("the address is none such as https://records.example.org")]
    NoAddress,
    /// It is a number. A passkey is made for a name.
    #[error("the address is a number, and a passkey is made for a name")]
    NoName,
    /// Browsers have passkeys over HTTPS only, and on the machine itself.
    #[error("browsers have them only over HTTPS, and on this machine at http://localhost")]
    NoHttps,
}

/// What passkeys are made for, or why there are none.
#[derive(Debug, Clone)]
pub(crate) struct Offer(Result<Arc<Webauthn>, NoPasskeys>);

impl Offer {
    /// For the address that browsers use.
    pub(crate) fn at(origin: Option<&str>) -> Self {
        Self(webauthn(origin).map(Arc::new))
    }

    pub(crate) fn of(&self) -> Result<&Webauthn, NoPasskeys> {
        self.0.as_deref().map_err(|why| *why)
    }
}

fn webauthn(origin: Option<&str>) -> Result<Webauthn, NoPasskeys> {
    let said = Url::parse(origin.ok_or(NoPasskeys::NotSaid)?).map_err(|_| NoPasskeys::NoAddress)?;
    if !matches!(said.scheme(), "https" | "http") || said.path() != "/" || said.query().is_some() {
        return Err(NoPasskeys::NoAddress);
    }
    let name = said.domain().ok_or(NoPasskeys::NoName)?;
    let here = name == "localhost" || name.ends_with(".localhost");
    if said.scheme() == "http" && !here {
        return Err(NoPasskeys::NoHttps);
    }
    WebauthnBuilder::new(name, &said)
        .and_then(|builder| builder.rp_name("Chartroom").timeout(CEREMONY).build())
        .map_err(|_| NoPasskeys::NoAddress)
}

#[cfg(test)]
mod tests {
    use super::{NoPasskeys, Offer};

    fn why(origin: &str) -> Option<NoPasskeys> {
        Offer::at(Some(origin)).of().err()
    }

    #[test]
    fn passkeys_are_offered_for_a_name_that_browsers_trust() {
        assert_eq!(Offer::at(None).of().err(), Some(NoPasskeys::NotSaid));
        for offered in [
            "https://records.example.org",
            "https://records.clinic.internal:8443/",
            "http://localhost:8080",
        ] {
            assert_eq!(why(offered), None, "{offered}");
        }
        for (origin, reason) in [
            ("records.example.org", NoPasskeys::NoAddress),
            ("ftp://records.example.org", NoPasskeys::NoAddress),
            ("https://records.example.org/app", NoPasskeys::NoAddress),
            ("http://127.0.0.1:8080", NoPasskeys::NoName),
            ("https://192.168.1.10", NoPasskeys::NoName),
            ("https://[::1]", NoPasskeys::NoName),
            ("http://records.example.org", NoPasskeys::NoHttps),
        ] {
            assert_eq!(why(origin), Some(reason), "{origin}");
        }
    }
}
