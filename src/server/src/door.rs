//! Who may come in: answers what devices ask at the door ([`sync::door`]), out of the database.
//!
//! Whatever is not right without a session is [`Refused::Wrong`], and takes the same way through the same statements whether
//! there is such a facility or name or not. With a session, every statement is keyed by the session's facility. What changes
//! anything of a facility's holds its house, so that two changes come one after the other.

mod admitting;
mod codes;
mod entering;
mod found;
mod freezing;
mod house;
mod inside;
mod invited;
mod keeper;
mod laptops;
mod limits;
mod orders;
mod passkeys;
mod session;
mod trying;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use sync::door::{Ask, Refused, Told};
use vault::kit::DoorCode;

use crate::Trouble;
use crate::clock::Clock;
use crate::database::{Book, Database};
use crate::passkeys::Offer;
use crate::secrets::{Secrets, chance};
use crate::tries::Tries;
use crate::turns::Turns;
use found::Device;

pub use keeper::Reached;
pub(crate) use session::{Session, Shows};

/// Answers at the door. See the module.
#[derive(Debug, Clone)]
pub struct Door {
    database: Database,
    secrets: Arc<Secrets>,
    tries: Arc<Tries>,
    turns: Turns,
    clock: Clock,
    /// Whether passkeys are offered.
    offer: Offer,
    /// How long a session holds.
    session: Duration,
    /// Bytes that a new facility's rows may take.
    quota: u64,
}

/// What is told, and whom it concerns.
#[derive(Debug)]
pub struct Answered {
    /// The answer.
    pub told: Told,
    /// The facility, where it is known whose it is.
    pub facility: Option<[u8; 16]>,
    /// Whether others of the facility are to look who may come in now.
    pub wakes: bool,
}

impl Answered {
    const fn nobody(told: Told) -> Self {
        Self {
            told,
            facility: None,
            wakes: false,
        }
    }
}

/// What a rule of the door comes to: an answer, or a refusal.
type Outcome = Result<Told, Refused>;

impl Door {
    pub(crate) async fn at(
        database: Database,
        clock: Clock,
        offer: Offer,
        (session, quota): (Duration, u64),
        turns: Turns,
    ) -> Result<Self, Trouble> {
        let secrets = Arc::new(Secrets::of(&database).await?);
        Ok(Self {
            database,
            secrets,
            tries: Arc::default(),
            turns,
            clock,
            offer,
            session,
            quota,
        })
    }

    /// Answers a question from an address, by whoever shows a session's token or none.
    ///
    /// # Errors
    /// When the database can't be read or written; nothing was changed then.
    pub async fn answer(
        &self,
        from: IpAddr,
        token: Option<&[u8; 32]>,
        ask: &Ask,
    ) -> Result<Answered, Trouble> {
        if !limits::fits(ask) {
            return Ok(Answered::nobody(Told::Refused(Refused::Malformed)));
        }
        if needs_session(ask) {
            return self.answer_inside(token, ask).await;
        }
        if let Ask::Contain { .. } = ask {
            return self.answer_contain(self.clock.now(), ask).await;
        }
        if let Err(seconds) = self.may_try(from, ask).await? {
            return Ok(Answered::nobody(Told::Refused(Refused::TooMany(seconds))));
        }
        let answered = self.answer_outside(ask).await?;
        self.learn(from, ask, &answered.told);
        Ok(answered)
    }

    async fn answer_outside(&self, ask: &Ask) -> Result<Answered, Trouble> {
        let now = self.clock.now();
        let (told, facility) = match ask {
            Ask::Prelogin { facility, name } => {
                let mut book = self.database.to_read().await?;
                let told = self.prelogin(&mut book, now, *facility, *name).await?;
                book.commit().await?;
                (Ok(told), None)
            }
            Ask::Code(shown) => {
                let mut book = self.database.to_read().await?;
                let outcome = self.code(&mut book, now, &shown.0).await?;
                book.commit().await?;
                (outcome, None)
            }
            Ask::Order { facility, device } => {
                let mut book = self.database.to_read().await?;
                let outcome = orders::order(&mut book, *facility, *device).await?;
                book.commit().await?;
                (outcome, None)
            }
            _ => {
                let _turn = match facility_of(ask) {
                    Some(facility) => Some(self.turns.of(facility).await),
                    None => None,
                };
                let mut book = self.database.to_write().await?;
                let outcome = match ask {
                    Ask::Found { facility, .. } => {
                        (self.found(&mut book, now, ask).await?, Some(*facility))
                    }
                    Ask::LogIn { facility, .. } => {
                        (self.log_in(&mut book, now, ask).await?, Some(*facility))
                    }
                    Ask::Join { facility, .. } => {
                        (self.join(&mut book, now, ask).await?, Some(*facility))
                    }
                    Ask::Knock { facility, .. } => {
                        (self.knock(&mut book, now, ask).await?, Some(*facility))
                    }
                    Ask::Second { facility, .. } => {
                        (self.second(&mut book, now, ask).await?, Some(*facility))
                    }
                    _ => (Err(Refused::Malformed), None),
                };
                // Also where it is refused: a nonce was used.
                book.commit().await?;
                outcome
            }
        };
        let wakes = match ask {
            Ask::Knock { .. } | Ask::Join { .. } => told.is_ok(),
            _ => false,
        };
        // A facility that somebody only named is not said to be one.
        let facility = facility.filter(|_| told.is_ok());
        Ok(Answered {
            told: told.unwrap_or_else(Told::Refused),
            facility,
            wakes,
        })
    }

    async fn answer_inside(
        &self,
        token: Option<&[u8; 32]>,
        ask: &Ask,
    ) -> Result<Answered, Trouble> {
        let now = self.clock.now();
        let writes = !matches!(ask, Ask::WaysIn | Ask::House | Ask::Chains | Ask::Passkeys);
        let mut book = self.database.to_read().await?;
        let mut shows = self.shows(&mut book, now, token).await?;
        let mut _turn = None;
        if let (Shows::Session(session), true) = (&shows, writes) {
            book.commit().await?;
            _turn = Some(self.turns.of(session.facility).await);
            book = self.database.to_write().await?;
        }
        if let (Shows::Session(session), true) = (&shows, writes) {
            book.hold(session.facility).await?;
            // Whoever had the turn before may have ended it.
            shows = self.shows(&mut book, now, token).await?;
        }
        let (outcome, facility) = match &shows {
            Shows::Session(session) => (
                self.with_session(&mut book, now, session, ask).await?,
                Some(session.facility),
            ),
            Shows::Ended { facility, wipe } => {
                (Err(Refused::Ended { wipe: *wipe }), Some(*facility))
            }
            Shows::Frozen { facility } => (Err(Refused::Frozen), Some(*facility)),
            Shows::Nothing => (Err(Refused::Expired), None),
        };
        book.commit().await?;
        if let Shows::Session(session) = &shows {
            self.saw(now, session).await;
        }
        Ok(Answered {
            wakes: outcome.is_ok() && changes_house(ask),
            told: outcome.unwrap_or_else(Told::Refused),
            facility,
        })
    }

    async fn with_session(
        &self,
        book: &mut Book,
        now: i64,
        session: &Session,
        ask: &Ask,
    ) -> Result<Outcome, Trouble> {
        match ask {
            Ask::LogOut => self.log_out(book, session).await,
            Ask::WaysIn => self.ways_in(book, session).await,
            Ask::SetWaysIn { .. } => self.set_ways_in(book, session, ask).await,
            Ask::SetPassword { .. } => self.set_password(book, now, session, ask).await,
            Ask::ClaimEpoch { newest } => self.claim_epoch(book, session, *newest).await,
            Ask::House => self.house(book, session).await,
            Ask::Chains => self.chains(book, session).await,
            Ask::MakeCode { .. } => self.make_code(book, now, session, ask).await,
            Ask::Passkeys => self.passkeys(book, session).await,
            Ask::AddPasskey(fresh) => self.add_passkey(book, now, session, fresh).await,
            Ask::KeepPasskey { ticket, answer } => {
                self.keep_passkey(book, now, session, ticket, answer).await
            }
            Ask::RemovePasskeys {
                member,
                passkey,
                fresh,
            } => {
                self.remove_passkeys(book, now, session, (*member, *passkey), fresh)
                    .await
            }
            Ask::SetFrozen {
                device,
                frozen: true,
            } if Device::of(book, session.facility, *device)
                .await?
                .is_some_and(|of| of.member == session.member) =>
            {
                freezing::set_frozen(book, now, session.facility, *device, true).await
            }
            _ if !session.admits => Ok(Err(Refused::NotAllowed)),
            _ => self.with_right(book, now, session, ask).await,
        }
    }

    /// Who shows a token.
    pub(crate) async fn who(&self, token: Option<&[u8; 32]>) -> Result<Shows, Trouble> {
        let mut book = self.database.to_look().await?;
        let shows = self.shows(&mut book, self.clock.now(), token).await?;
        book.commit().await?;
        Ok(shows)
    }

    /// A new code that sets up a facility, to be given to whoever is to do it. Without a time it holds as long as there is no
    /// facility. Only its hash is kept.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn setup_code(&self, holds: Option<Duration>) -> Result<String, Trouble> {
        let code = DoorCode::make(&mut chance());
        let expires = holds.map(|holds| {
            let holds = i64::try_from(holds.as_millis()).unwrap_or(i64::MAX);
            self.clock.now().saturating_add(holds)
        });
        let mut book = self.database.to_write().await?;
        codes::keep_setup(&mut book, code.kept(), expires).await?;
        book.commit().await?;
        Ok(code.print().to_string())
    }

    /// Whether there is a facility yet.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn has_facility(&self) -> Result<bool, Trouble> {
        let mut book = self.database.to_look().await?;
        let has = codes::has_facility(&mut book).await?;
        book.commit().await?;
        Ok(has)
    }

    /// The first characters of a hash of a facility, for a log: enough to tell a few apart, and nothing to look it up by.
    pub(crate) fn tag(&self, facility: &[u8; 16]) -> String {
        let hash = self.secrets.hash("tag", &[facility]);
        hash.iter()
            .take(3)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Removes what is over: nonces, codes, old sessions and knocks.
    pub(crate) async fn sweep(&self) -> Result<(), Trouble> {
        let now = self.clock.now();
        let mut book = self.database.to_write().await?;
        limits::sweep(&mut book, now).await?;
        book.commit().await
    }
}

const fn needs_session(ask: &Ask) -> bool {
    !matches!(
        ask,
        Ask::Prelogin { .. }
            | Ask::Code(_)
            | Ask::Found { .. }
            | Ask::LogIn { .. }
            | Ask::Join { .. }
            | Ask::Knock { .. }
            | Ask::Contain { .. }
            | Ask::Second { .. }
            | Ask::Order { .. }
    )
}

/// Whose house a question without a session would change.
const fn facility_of(ask: &Ask) -> Option<[u8; 16]> {
    match ask {
        Ask::Found { facility, .. }
        | Ask::LogIn { facility, .. }
        | Ask::Join { facility, .. }
        | Ask::Knock { facility, .. }
        | Ask::Contain { facility, .. }
        | Ask::Second { facility, .. } => Some(*facility),
        _ => None,
    }
}

const fn changes_house(ask: &Ask) -> bool {
    matches!(
        ask,
        Ask::SetWaysIn { .. }
            | Ask::SetPassword { .. }
            | Ask::ClaimEpoch { .. }
            | Ask::AddAccount(_)
            | Ask::LetIn { .. }
            | Ask::SendAway { .. }
            | Ask::SetAdmits { .. }
            | Ask::EndMember { .. }
            | Ask::EndStore { .. }
            | Ask::SetFrozen { .. }
            | Ask::KeepPasskey { .. }
            | Ask::RemovePasskeys { .. }
            | Ask::LogOut
    )
}

/// What is kept of what somebody shows.
fn hashed(shown: &[u8; 32]) -> [u8; 32] {
    Sha256::digest(shown).into()
}
