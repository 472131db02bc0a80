//! The door: unlocking by password, recovery kit or escrow, changing what opens it, and locking.

mod entering;

pub(crate) use entering::{Entry, no_grant};

use access::audit::{Happened, Reason, Why};
use store::{Batch, Durability, Store, Table};
use vault::kit::{EscrowCode, RecoveryCode};
use vault::member::{NameHash, UnlockError};
use vault::{Envelope, MemberId, Zeroizing};

use crate::commit::Work;
use crate::custodian::Custodian;
use crate::failure::{Tell as _, Told as _};
use crate::protocol::{ByEscrow, ByKit, Door, Failure, Kit, Opened};
use crate::rows;
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// What stands at the door before anybody has unlocked.
    #[must_use]
    pub fn door(&self) -> Door {
        Door {
            founded: self.founded.is_some(),
            open: self.session.is_some(),
            store: self.founded.as_ref().map(|row| row.store),
            arrivals: self.arrivals,
            audit: self.audit_length(),
            saved: self.saved,
            marker: self.marker(),
            unfinished: self.unfinished,
            brought_back: self.brought_back,
            knocked: self.knocked,
            frozen: self.frozen.clone(),
            made_up: self.made_up,
        }
    }

    /// Unlocks by user name and password.
    ///
    /// # Errors
    /// A wrong name or password, told alike; or what was changed in the store.
    pub async fn unlock(&mut self, user_name: &str, password: &str) -> Result<Opened, Failure> {
        let Some((_, envelope)) = self.envelope(user_name).await? else {
            return Err(self.refused(None).await);
        };
        let keys = self.world.derive(password, envelope.recipe()).await?.keys;
        let entry = Entry::by_password(&keys);
        match envelope.unlock(&keys.unlock) {
            Ok(unlocked) => self.enter(unlocked, envelope, entry).await,
            Err(UnlockError::WrongPassword) => Err(self.refused(Some(envelope.member())).await),
            Err(error) => Err(error.tell()),
        }
    }

    /// Unlocks by the printed recovery kit, with a new password. Gives a new kit: the used one opens nothing any more.
    ///
    /// # Errors
    /// As [`Custodian::unlock`]; or a kit that is mistyped, used up or somebody else's.
    pub async fn unlock_by_kit(&mut self, by: &ByKit) -> Result<(Kit, Opened), Failure> {
        let code = RecoveryCode::parse(&by.code).told()?;
        let Some((name, envelope)) = self.envelope(&by.user_name).await? else {
            return Err(self.refused(None).await);
        };
        let recovered = match envelope.unlock_by_kit(&code) {
            Ok(recovered) => recovered,
            Err(error) => {
                self.record_failed_unlock(Some(envelope.member())).await?;
                return Err(error.tell());
            }
        };
        self.judge(&by.new_password, &[&by.user_name]).await?;
        let (recipe, keys) = self.derive_calibrated(&by.new_password).await?;
        let enrolled = recovered
            .finish(recipe, &keys.unlock, &mut self.world.rng())
            .told()?;
        let kit = Kit {
            recovery: enrolled.kit.print().to_string(),
            escrow: String::new(),
            fingerprint: enrolled.unlocked.public().fingerprint(),
        };
        self.keep_envelope(&name, &enrolled.envelope).await?;
        let opened = self
            .enter(enrolled.unlocked, enrolled.envelope, Entry::by_kit(&keys))
            .await?;
        let changed = self.happened(Happened::KeyChanged)?;
        self.record_events(&[changed]).await?;
        Ok((kit, opened))
    }

    /// Opens a person's keys by the facility's escrow code: in an emergency, with a reason that the trail keeps.
    ///
    /// # Errors
    /// As [`Custodian::unlock`]; or a code that is mistyped or another facility's, or a reason that says nothing.
    pub async fn unlock_by_escrow(&mut self, by: &ByEscrow) -> Result<Opened, Failure> {
        let reason = reason(&by.reason)?;
        let code = EscrowCode::parse(&by.code).told()?;
        let Some((_, envelope)) = self.envelope(&by.user_name).await? else {
            return Err(self.refused(None).await);
        };
        match envelope.unlock_by_escrow(&code) {
            Ok(unlocked) => {
                self.enter(unlocked, envelope, Entry::by_escrow(reason))
                    .await
            }
            Err(error) => {
                self.record_failed_unlock(Some(envelope.member())).await?;
                Err(error.tell())
            }
        }
    }

    /// Another password. The old one has to be typed again; nothing that it opened is lost.
    ///
    /// # Errors
    /// A wrong old password, a weak new one, or a store that can't be written.
    pub async fn change_password(&mut self, old: &str, new: &str) -> Result<(), Failure> {
        let name = self.session()?.envelope.name();
        self.demand_password(old).await?;
        let facility = self.session()?.facility.name.clone();
        self.judge(new, &[&facility]).await?;
        let (recipe, keys) = self.derive_calibrated(new).await?;
        let mut rng = self.world.rng();
        let session = self.session()?;
        let envelope = session
            .member
            .change_password(&session.envelope, recipe, &keys.unlock, &mut rng)
            .told()?;
        self.keep_changed_envelope(&name, envelope).await?;
        let session = self.session_mut()?;
        session.auth = Some(Zeroizing::new(*keys.auth.bytes()));
        session.auth_unknown = true;
        Ok(())
    }

    /// Whoever has unlocked types their password once more.
    pub(crate) async fn demand_password(&mut self, password: &str) -> Result<(), Failure> {
        let recipe = self.session()?.envelope.recipe();
        let keys = self.world.derive(password, recipe).await?.keys;
        if self.session()?.envelope.unlock(&keys.unlock).is_err() {
            let member = self.session()?.member.member();
            return Err(self.refused(Some(member)).await);
        }
        Ok(())
    }

    /// A new recovery kit. The old one opens nothing any more.
    ///
    /// # Errors
    /// Where the store can't be written.
    pub async fn new_kit(&mut self) -> Result<Kit, Failure> {
        let mut rng = self.world.rng();
        let session = self.session()?;
        let name = session.envelope.name();
        let (envelope, code) = session
            .member
            .replace_kit(&session.envelope, &mut rng)
            .told()?;
        let kit = Kit {
            recovery: code.print().to_string(),
            escrow: String::new(),
            fingerprint: session.member.public().fingerprint(),
        };
        self.keep_changed_envelope(&name, envelope).await?;
        Ok(kit)
    }

    /// Locks. Every key in memory is wiped; whoever holds the memory of the screen has to clear that too.
    ///
    /// # Errors
    /// Where the trail could not be written. It is locked all the same.
    pub async fn lock(&mut self, idle: bool) -> Result<(), Failure> {
        if self.session.is_none() {
            return Ok(());
        }
        let happened = if idle {
            Happened::LockedIdle
        } else {
            Happened::Locked
        };
        let kept = self.keep_catalogue().await;
        let told = match self.happened(happened) {
            Ok(event) => self.record_events(&[event]).await,
            Err(failure) => Err(failure),
        };
        self.session = None;
        told.and(kept)
    }

    pub(crate) async fn envelope(
        &self,
        user_name: &str,
    ) -> Result<Option<(NameHash, Envelope)>, Failure> {
        let name = NameHash::of(self.founded()?.facility, user_name);
        let row = self
            .store
            .read(Table::Keys, &rows::member_key(&name))
            .await
            .told()?;
        row.map(|row| {
            Envelope::parse(&row)
                .told()
                .map(|envelope| (name, envelope))
        })
        .transpose()
    }

    /// Tells the trail, and gives what is said for a wrong name and a wrong password alike.
    async fn refused(&mut self, member: Option<MemberId>) -> Failure {
        if let Err(failure) = self.record_failed_unlock(member).await {
            return failure;
        }
        Failure::new(
            "That user name and password do not open it.",
            "Nobody of that name has an account here, or the password is another one.",
            "user name and password",
            "Look at Caps Lock and the keyboard's language and try again, or use your printed recovery kit.",
        )
    }

    async fn keep_envelope(&mut self, name: &NameHash, envelope: &Envelope) -> Result<(), Failure> {
        let mut batch = Batch::new();
        batch.put(Table::Keys, rows::member_key(name), envelope.to_bytes());
        self.write_with(batch, Durability::Strict).await
    }

    async fn keep_changed_envelope(
        &mut self,
        name: &NameHash,
        envelope: Envelope,
    ) -> Result<(), Failure> {
        let mut batch = Batch::new();
        batch.put(Table::Keys, rows::member_key(name), envelope.to_bytes());
        let before = core::mem::replace(&mut self.session_mut()?.envelope, envelope);
        let audit = vec![self.happened(Happened::KeyChanged)?];
        let written = self
            .commit(Work {
                audit,
                rows: batch,
                ..Work::default()
            })
            .await;
        if written.is_err() {
            self.session_mut()?.envelope = before;
        }
        written.map(|_| ())
    }
}

fn reason(text: &str) -> Result<Reason, Failure> {
    Reason::new(Why::Other, text).map_err(|error| {
        Failure::new(
            "A reason is needed.",
            format!("{error}."),
            "reason",
            "Say in a few words what the emergency is.",
        )
    })
}
