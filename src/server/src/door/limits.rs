//! How large what is asked may be, how much of everything a facility may have, and how long what is over is kept.

use sync::door::{Ask, NewAccount, Proof, Signed};

use crate::Trouble;
use crate::database::{Book, values};

/// Bytes of a signature.
const SIGNATURE: usize = 64;
/// Bytes of a recipe at most.
const RECIPE: usize = 64;
/// Bytes of an account's ways in at most.
const WAYS_IN: usize = 256 << 10;
/// Bytes of what an inviter says at most.
const INVITER: usize = 1 << 10;
/// Bytes of a report at most.
const REPORT: usize = 4 << 10;
/// Seconds that a code may hold at most: a week.
const CODE_HOLDS: u32 = 7 * 24 * 60 * 60;

/// Accounts of a facility at most, those that were ended too.
pub(super) const ACCOUNTS: u64 = 5_000;
/// Devices of a facility at most, those that were ended too.
pub(super) const DEVICES: u64 = 20_000;
/// Devices of one member at most, those that were ended not counted.
pub(super) const DEVICES_OF_A_MEMBER: u64 = 50;
/// Codes of a facility that are good at one time.
pub(super) const CODES: u64 = 500;
/// And of one member: for their own devices, and of one who admits also for a house full of newcomers.
pub(super) const CODES_OF_A_MEMBER: u64 = 20;
pub(super) const CODES_OF_WHO_ADMITS: u64 = 100;
/// Sessions of a device at one time; the oldest end.
pub(super) const SESSIONS: i64 = 8;
/// Passkeys of an account.
pub(super) const PASSKEYS: usize = 10;
/// Ceremonies of an account at one time; the oldest end.
pub(super) const CEREMONIES: i64 = 8;
/// Bytes of an authenticator's answer at most.
const ANSWER: usize = 16 << 10;
/// Chains that are told at most: those of known devices first.
pub(super) const CHAINS: u64 = sync::door::CHAINS as u64;
/// When somebody may try again who would have too much of something, in seconds.
pub(super) const LATER: u32 = 60 * 60;

const DAY: i64 = 24 * 60 * 60 * 1_000;
/// How long it is known whose a session was that is over.
const SESSION_KNOWN: i64 = 90 * DAY;
/// How long somebody may knock.
const KNOCK_HOLDS: i64 = 30 * DAY;

/// The longest order.
const ORDER: usize = 256;

/// Whether nothing of a question is larger than there can be.
pub(super) fn fits(ask: &Ask) -> bool {
    let signs = |signed: &Signed| signed.0.len() == SIGNATURE;
    let proves = |proof: &Proof| match proof {
        Proof::Password(_) => true,
        Proof::Signature(signed) => signs(signed),
    };
    let is_account =
        |account: &NewAccount| account.recipe.len() <= RECIPE && account.ways_in.len() <= WAYS_IN;
    match ask {
        Ask::Found {
            account,
            signed,
            here,
            ..
        }
        | Ask::Knock {
            account,
            signed,
            here,
            ..
        } => is_account(account) && signs(signed) && signs(here),
        Ask::LogIn {
            proof,
            signed,
            here,
            ..
        } => proves(proof) && signs(signed) && signs(here),
        Ask::Join { signed, here, .. } => signs(signed) && signs(here),
        Ask::Contain { report, signed, .. } => report.len() <= REPORT && signs(signed),
        Ask::SetWaysIn {
            ways_in, password, ..
        } => {
            let recipe = password.as_ref().map_or(0, |(recipe, _)| recipe.len());
            ways_in.len() <= WAYS_IN && recipe <= RECIPE
        }
        Ask::SetPassword {
            ways_in,
            recipe,
            fresh,
            ..
        } => ways_in.len() <= WAYS_IN && recipe.len() <= RECIPE && proves(&fresh.proof),
        Ask::MakeCode {
            seconds, inviter, ..
        } => (1..=CODE_HOLDS).contains(seconds) && inviter.len() <= INVITER,
        Ask::GiveOrder { order, .. } => order.len() <= ORDER,
        Ask::AddAccount(account) => is_account(account),
        Ask::LetIn { ways_in, .. } => ways_in.len() <= WAYS_IN,
        Ask::Second { answer, .. } | Ask::KeepPasskey { answer, .. } => answer.len() <= ANSWER,
        Ask::AddPasskey(fresh) | Ask::RemovePasskeys { fresh, .. } => proves(&fresh.proof),
        _ => true,
    }
}

/// Removes what is over.
pub(super) async fn sweep(book: &mut Book, now: i64) -> Result<(), Trouble> {
    for (sql, before) in [
        // Other servers' clocks may be behind.
        (
            "DELETE FROM nonces WHERE expires < $1",
            now.saturating_sub(60_000),
        ),
        ("DELETE FROM codes WHERE expires < $1", now),
        ("DELETE FROM setup_codes WHERE expires < $1", now),
        ("DELETE FROM ceremonies WHERE expires < $1", now),
        ("DELETE FROM touches WHERE holds < $1", now),
        (
            "DELETE FROM sessions WHERE expires < $1",
            now.saturating_sub(SESSION_KNOWN),
        ),
        (
            "DELETE FROM knocks WHERE at < $1",
            now.saturating_sub(KNOCK_HOLDS),
        ),
    ] {
        book.run(sql, values![before]).await?;
    }
    Ok(())
}
