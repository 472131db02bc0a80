//! Who may try at the door without a session, and what is learned of how it came out. The numbers stand in [`crate::tries`].

use std::net::IpAddr;

use sync::door::{Ask, Refused, Told};

use super::{Door, Session};
use crate::tries::{PLACE, SITE, What, Whom, network};

/// Whoever asks, as far as it is counted.
struct Asker {
    /// Their address.
    from: Whom,
    /// The name that they say is theirs, or ask about.
    name: Option<Whom>,
    /// That name, from that address.
    here: Option<Whom>,
}

impl Door {
    pub(super) fn whom(&self, parts: &[&[u8]]) -> Whom {
        let hash = self.secrets.hash("whom", parts);
        hash.first_chunk().copied().unwrap_or_default()
    }

    /// Whose session it is, for whoever counts.
    pub(crate) fn member(&self, session: &Session) -> Whom {
        self.whom(&[&session.facility, &session.member])
    }

    fn asker(&self, from: IpAddr, ask: &Ask) -> Asker {
        let crowded = self.tries.is_crowded();
        let network = network(from, if crowded { SITE } else { PLACE });
        let name = match ask {
            Ask::Prelogin { facility, name }
            | Ask::LogIn { facility, name, .. }
            | Ask::Join { facility, name, .. }
            | Ask::Second { facility, name, .. } => Some((facility, name)),
            _ => None,
        };
        Asker {
            from: self.whom(&[&network]),
            name: name.map(|(facility, name)| self.whom(&[&facility[..], name])),
            here: name.map(|(facility, name)| self.whom(&[&facility[..], name, &network])),
        }
    }

    pub(super) fn may_try(&self, from: IpAddr, ask: &Ask) -> Result<(), u32> {
        let now = self.clock.now();
        let asker = self.asker(from, ask);
        let here = asker.here;
        // Whoever came in from there before is not kept out by what others did since.
        let came = here.is_some_and(|here| self.tries.was_taken(What::Came, here, now));
        if !came {
            self.tries.has(What::Failed, asker.from, now)?;
            self.tries.take(What::Any, asker.from, now)?;
        }
        match (ask, here) {
            (Ask::Prelogin { .. }, Some(here)) => self.tries.take(What::Prelogin, here, now)?,
            (Ask::LogIn { .. } | Ask::Join { .. } | Ask::Second { .. }, Some(here)) => {
                if let Some(name) = asker.name.filter(|_| !came) {
                    self.tries.has(What::Name, name, now)?;
                }
                self.tries.take(What::Prove, here, now)?;
            }
            _ => {}
        }
        match ask {
            Ask::Join { code, .. } | Ask::Found { code, .. } | Ask::Knock { code, .. } => {
                self.tries.take(What::Code, self.whom(&[&code.0]), now)
            }
            _ => Ok(()),
        }
    }

    /// What came to nothing costs its address, and its name everywhere; what was right costs its name there nothing.
    pub(super) fn learn(&self, from: IpAddr, ask: &Ask, told: &Told) {
        let now = self.clock.now();
        let asker = self.asker(from, ask);
        match told {
            Told::Refused(Refused::Wrong) => {
                let _ = self.tries.take(What::Failed, asker.from, now);
                if let Some(name) = asker.name {
                    let _ = self.tries.take(What::Name, name, now);
                }
            }
            Told::In { .. } => {
                if let Some(here) = asker.here {
                    self.tries.forgive(What::Prove, here);
                    self.tries.forgive(What::Prelogin, here);
                    let _ = self.tries.take(What::Came, here, now);
                }
            }
            _ => {}
        }
    }
}
