//! Who may try at the door without a session, and what is learned of how it came out. The numbers stand in [`crate::tries`].

use std::net::IpAddr;

use sync::door::{Ask, Refused, Told};

use super::found::{Account, Device};
use super::{Door, Session, passkeys};
use crate::Trouble;
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

    /// Whether somebody may try, else in how many seconds.
    pub(super) async fn may_try(
        &self,
        from: IpAddr,
        ask: &Ask,
    ) -> Result<Result<(), u32>, Trouble> {
        let now = self.clock.now();
        let asker = self.asker(from, ask);
        // Whoever came in from there before is not kept out by what others did since.
        let came = asker
            .here
            .is_some_and(|here| self.tries.was_taken(What::Came, here, now));
        if !came {
            let failed = self.others_failed(&asker, ask, now);
            if failed.is_err() && !matches!(ask, Ask::LogIn { .. } | Ask::Second { .. }) {
                return Ok(failed);
            }
            if let Err(seconds) = self.tries.take(What::Any, asker.from, now) {
                return Ok(Err(seconds));
            }
            // And neither is a device of theirs, wherever it is and whatever this server remembers. It has tries of its own, so
            // that also who took its key can't guess from many addresses.
            if failed.is_err() {
                let Some(device) = self.known(ask, now).await? else {
                    return Ok(failed);
                };
                if let Err(seconds) = self.tries.take(What::Prove, device, now) {
                    return Ok(Err(seconds));
                }
            }
        }
        Ok(self.takes_one(&asker, ask, now))
    }

    /// Whether what came to nothing, at that address or of that name, stands in the way. It does not of how to log in: who is not
    /// told can't show what device they are at.
    fn others_failed(&self, asker: &Asker, ask: &Ask, now: i64) -> Result<(), u32> {
        if let Ask::Prelogin { .. } = ask {
            return Ok(());
        }
        self.tries.has(What::Failed, asker.from, now)?;
        match asker.name {
            Some(name) => self.tries.has(What::Name, name, now),
            None => Ok(()),
        }
    }

    /// Takes one of what is asked for.
    fn takes_one(&self, asker: &Asker, ask: &Ask, now: i64) -> Result<(), u32> {
        match (ask, asker.here) {
            (Ask::Prelogin { .. }, Some(here)) => self.tries.take(What::Prelogin, here, now)?,
            (_, Some(here)) => self.tries.take(What::Prove, here, now)?,
            _ => {}
        }
        match ask {
            Ask::Join { code, .. } | Ask::Found { code, .. } | Ask::Knock { code, .. } => {
                self.tries.take(What::Code, self.whom(&[&code.0]), now)
            }
            _ => Ok(()),
        }
    }

    /// The device that logs in, where it is known to be one of whom it says it is of, and not put out. Only looked up: its nonce is
    /// used by what follows.
    async fn known(&self, ask: &Ask, now: i64) -> Result<Option<Whom>, Trouble> {
        let mut book = self.database.to_read().await?;
        let (facility, known) = match ask {
            Ask::LogIn {
                facility,
                name,
                device,
                nonce,
                signed,
                here,
                ..
            } => {
                let shows = Self::comes_in(*facility, device, nonce, signed, here)
                    && self.secrets.good_until(nonce, now).is_some();
                let account = Account::named(&mut book, *facility, *name).await?;
                let known = Device::of(&mut book, *facility, device.device).await?;
                let theirs = match (&account, &known) {
                    (Some(account), Some(known)) => {
                        known.is(account.member, device) && !known.ended && !account.ended
                    }
                    _ => false,
                };
                (facility, (shows && theirs).then_some(device.device))
            }
            // Whoever has the ticket was right in everything but the passkey.
            Ask::Second {
                facility, ticket, ..
            } => {
                let device = passkeys::first_factor_of(&mut book, now, *facility, ticket);
                (facility, device.await?)
            }
            _ => return Ok(None),
        };
        book.commit().await?;
        Ok(known.map(|device| self.whom(&[facility, &device])))
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
                if let Ask::LogIn {
                    facility, device, ..
                } = ask
                {
                    let device = self.whom(&[facility, &device.device]);
                    self.tries.forgive(What::Prove, device);
                }
            }
            _ => {}
        }
    }
}
