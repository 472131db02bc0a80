//! What a member asks for themself: their ways in, and the number of a new key epoch.

use sync::door::{Ask, EPOCHS_AHEAD, Purpose, Refused, Told};

use super::{Door, Outcome, Session, passkeys};
use crate::Trouble;
use crate::database::{Book, values};

impl Door {
    pub(super) async fn ways_in(
        &self,
        book: &mut Book,
        session: &Session,
    ) -> Result<Outcome, Trouble> {
        let sql = "SELECT revision, ways_in FROM accounts WHERE facility = $1 AND member = $2";
        let row = book
            .row("accounts", sql, values![session.facility, session.member])
            .await?;
        let row = row.ok_or(Trouble::Harmed("accounts"))?;
        Ok(Ok(Told::WaysIn {
            revision: row.count(0)?,
            ways_in: row.bytes(1)?.to_vec(),
        }))
    }

    /// Changes them, if nobody has meanwhile. No password: whoever found an open session would make themself one by which they
    /// prove to be its owner.
    pub(super) async fn set_ways_in(
        &self,
        book: &mut Book,
        session: &Session,
        ask: &Ask,
    ) -> Result<Outcome, Trouble> {
        let Ask::SetWaysIn {
            revision,
            ways_in,
            password,
        } = ask
        else {
            return Ok(Err(Refused::Malformed));
        };
        if password.is_some() {
            return Ok(Err(Refused::NotAllowed));
        }
        replace(book, session, *revision, ways_in).await
    }

    /// Changes them and the password, of whoever proves once more who they are. All other sessions of the account end, what was
    /// begun with an authenticator is over, and codes for its further devices are good no more.
    pub(super) async fn set_password(
        &self,
        book: &mut Book,
        now: i64,
        session: &Session,
        ask: &Ask,
    ) -> Result<Outcome, Trouble> {
        let Ask::SetPassword {
            revision,
            ways_in,
            recipe,
            auth,
            fresh,
        } = ask
        else {
            return Ok(Err(Refused::Malformed));
        };
        let proved = self.proves_again(book, now, session, Purpose::Password, fresh);
        if let Err(refused) = proved.await? {
            return Ok(Err(refused));
        }
        let replaced = replace(book, session, *revision, ways_in).await?;
        if replaced.is_err() {
            return Ok(replaced);
        }
        let (facility, member) = (session.facility, session.member);
        let auth = self.secrets.auth(facility, member, auth);
        let sql = "UPDATE accounts SET recipe = $3, auth = $4 \
            WHERE facility = $1 AND member = $2";
        book.run(sql, values![facility, member, &recipe[..], auth])
            .await?;
        passkeys::end_others(book, now, facility, member, Some(session)).await?;
        Ok(replaced)
    }

    /// A number that nobody else is given. What they really have is believed of those who admit; others could name anything, and ask
    /// for as many as they like: theirs stay near what was named by somebody who does, so that no device finds the next too far off.
    pub(super) async fn claim_epoch(
        &self,
        book: &mut Book,
        session: &Session,
        newest: u32,
    ) -> Result<Outcome, Trouble> {
        let claimed = book.hold(session.facility).await?;
        let claimed = claimed.ok_or(Trouble::Harmed("houses"))?;
        let sql = "SELECT named FROM houses WHERE facility = $1";
        let row = book.row("houses", sql, values![session.facility]).await?;
        let named = row.ok_or(Trouble::Harmed("houses"))?.number(0)?;
        let mut named = u32::try_from(named).map_err(|_| Trouble::Harmed("houses"))?;
        let next = if session.admits {
            named = named.max(newest);
            // So many were given to those who admit and never begun: their answers were lost, and they are given again.
            let lost = claimed >= named.saturating_add(2 * EPOCHS_AHEAD);
            let from = if lost { named } else { claimed.max(named) };
            from.checked_add(1).ok_or(Refused::Malformed)
        } else {
            let next = claimed.max(newest).checked_add(1);
            let near = |next: &u32| *next <= named.saturating_add(EPOCHS_AHEAD);
            next.filter(near).ok_or(Refused::NotAllowed)
        };
        let next = match next {
            Ok(next) => next,
            Err(refused) => return Ok(Err(refused)),
        };
        let sql = "UPDATE houses SET epoch = $2, named = $3 WHERE facility = $1";
        let values = values![session.facility, i64::from(next), i64::from(named)];
        book.run(sql, values).await?;
        Ok(Ok(Told::Epoch(next)))
    }
}

/// Ways in are others from now on, if they are still of this revision.
async fn replace(
    book: &mut Book,
    session: &Session,
    revision: u64,
    ways_in: &[u8],
) -> Result<Outcome, Trouble> {
    let (facility, member) = (session.facility, session.member);
    let sql = "SELECT revision FROM accounts WHERE facility = $1 AND member = $2";
    let row = book.row("accounts", sql, values![facility, member]).await?;
    let current = row.ok_or(Trouble::Harmed("accounts"))?.count(0)?;
    if current != revision {
        return Ok(Err(Refused::Stale { revision: current }));
    }
    let sql = "UPDATE accounts SET ways_in = $3, revision = $4 \
        WHERE facility = $1 AND member = $2";
    book.run(
        sql,
        values![facility, member, ways_in, current.saturating_add(1)],
    )
    .await?;
    Ok(Ok(Told::Done))
}
