//! Who may come in: what a device asks of the server beside the exchange, and what it is told. Facilities, the accounts of
//! their members, the devices that members work on, sessions, and codes that let somebody in.
//!
//! The server knows members by their opaque ids and by the hash of their user name, and a device by the key it signs with.
//! What opens a record is in none of it: the ways in of an account (envelope and keyring) are bytes to it.
//!
//! A code that a person types is never sent. Of its secret the device derives two things that don't give each other away: what
//! the server is shown ([`Shown`]), and what seals or signs what the two people tell each other.

mod passkeys;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use passkeys::{Challenge, Fresh, PasskeyLine, Passkeys, Ticket};

use crate::wire::{Garbled, read, written};

/// What is shown to the server of a code: it keeps the SHA-256 of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shown(pub [u8; 32]);

/// Bytes of a nonce: when it was made, chance, and the server's own check of both.
pub const NONCE: usize = 32;

/// What a signature at the door is over, so that it can't be used anywhere else or twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nonce(pub [u8; NONCE]);

/// Ed25519, by the key of a member or of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed(pub Vec<u8>);

/// What a signature at the door is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A device comes in: it proves that it holds the key it is known by, or will be.
    ComeIn,
    /// A member proves who they are by their own key, after their recovery kit gave it to them without the password that the
    /// server knows.
    Myself,
    /// A device asks to be frozen.
    Contain,
    /// A device shows on which laptop it is, by the laptop's own key.
    ThisLaptop,
    /// A member changes what is asked beside their password.
    Passkeys,
}

/// What is signed: SHA-256 over purpose, facility, device and nonce.
#[must_use]
pub fn to_sign(purpose: Purpose, facility: [u8; 16], device: [u8; 16], nonce: &Nonce) -> [u8; 32] {
    let label: &[u8] = match purpose {
        Purpose::ComeIn => b"chartroom come in 1",
        Purpose::Myself => b"chartroom myself 1",
        Purpose::Contain => b"chartroom contain 1",
        Purpose::ThisLaptop => b"chartroom this laptop 1",
        Purpose::Passkeys => b"chartroom passkeys 1",
    };
    let mut hasher = Sha256::new();
    hasher.update(label);
    hasher.update(facility);
    hasher.update(device);
    hasher.update(nonce.0);
    hasher.finalize().into()
}

/// How many of a store's bytes are in its short name.
pub const SHORT_NAME: usize = 6;

/// By what a laptop is told from others when somebody reads it out: six letters and digits of Crockford's base 32.
#[must_use]
pub fn short_name(store: [u8; 16]) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let letters = store[..SHORT_NAME].iter();
    letters
        .map(|byte| char::from(LETTERS[usize::from(byte & 31)]))
        .collect()
}

/// A device of a member: one browser profile, or one program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDevice {
    /// Its id.
    pub device: [u8; 16],
    /// The store it is on. Devices of several members share one on a shared laptop.
    pub store: [u8; 16],
    /// By which its signatures are checked.
    pub public: [u8; 32],
    /// By which it is checked that it is on that store: the laptop's own key, which does not leave it. Of the store's id members
    /// hear from the server; it proves nothing.
    pub laptop: [u8; 32],
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// The member's id.
    pub member: [u8; 16],
    /// Hash of the user name with the facility.
    pub name: [u8; 32],
    /// How the password is stretched; told to whoever is about to log in.
    pub recipe: Vec<u8>,
    /// What the password gives for the server.
    pub auth: [u8; 32],
    /// By which the member's signatures are checked.
    pub signing: [u8; 32],
    /// Envelope and keyring, sealed: given to the member's next device.
    pub ways_in: Vec<u8>,
    /// Whether they may let in and put out others.
    pub admits: bool,
}

/// By what somebody proves who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// What the password gives for the server.
    Password([u8; 32]),
    /// The member's signature, [`Purpose::Myself`].
    Signature(Signed),
}

/// What a code lets its holder do, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Admits {
    /// A member's further device.
    Device {
        /// Whose.
        member: [u8; 16],
    },
    /// A new member, whom somebody who admits has yet to let in.
    Newcomer,
}

/// A question at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    // Without a session.
    /// How to log in under a name, and a nonce to sign. Told alike whether there is such a name or not.
    /// Answered by [`Told::Prelogin`].
    Prelogin {
        /// The facility.
        facility: [u8; 16],
        /// Hash of the user name.
        name: [u8; 32],
    },
    /// What a code is good for. Answered by [`Told::Code`].
    Code(Shown),
    /// Set up a facility here, with the code that the server's keeper was given. Answered by [`Told::In`].
    Found {
        /// Of that code.
        code: Shown,
        /// The facility, by the id that its first device chose.
        facility: [u8; 16],
        /// Its first member, who admits.
        account: NewAccount,
        /// Their device.
        device: NewDevice,
        /// A nonce of [`Ask::Code`].
        nonce: Nonce,
        /// The device's, [`Purpose::ComeIn`].
        signed: Signed,
        /// Its laptop's, [`Purpose::ThisLaptop`].
        here: Signed,
    },
    /// Begin a session. A device that is not known yet is let in where others on its laptop are known, and the laptop neither was
    /// put out nor is frozen. Answered by [`Told::In`]; of an account with passkeys by [`Told::Second`], unless the device showed
    /// one not long ago.
    LogIn {
        /// The facility.
        facility: [u8; 16],
        /// Hash of the user name.
        name: [u8; 32],
        /// Who one is.
        proof: Proof,
        /// The device.
        device: NewDevice,
        /// A nonce of [`Ask::Prelogin`].
        nonce: Nonce,
        /// The device's, [`Purpose::ComeIn`].
        signed: Signed,
        /// Its laptop's, [`Purpose::ThisLaptop`].
        here: Signed,
    },
    /// Come in with a further device. Answered by [`Told::In`], also of an account with passkeys: whoever made the code had shown
    /// one.
    Join {
        /// Of the code for it.
        code: Shown,
        /// The facility.
        facility: [u8; 16],
        /// Hash of the user name.
        name: [u8; 32],
        /// What the password gives for the server.
        auth: [u8; 32],
        /// The device.
        device: NewDevice,
        /// A nonce of [`Ask::Prelogin`].
        nonce: Nonce,
        /// The device's, [`Purpose::ComeIn`].
        signed: Signed,
        /// Its laptop's, [`Purpose::ThisLaptop`].
        here: Signed,
    },
    /// Ask to be let in as a new member. Answered by [`Told::Done`]; until somebody lets them in, [`Ask::LogIn`] is answered by
    /// [`Refused::Waiting`].
    Knock {
        /// Of the code for it.
        code: Shown,
        /// The facility.
        facility: [u8; 16],
        /// Who they are. That they would admit counts for nothing.
        account: NewAccount,
        /// Their device.
        device: NewDevice,
        /// For whoever made the code: that this is who was given it.
        vouched: [u8; 32],
        /// A nonce of [`Ask::Code`].
        nonce: Nonce,
        /// The device's, [`Purpose::ComeIn`].
        signed: Signed,
        /// Its laptop's, [`Purpose::ThisLaptop`].
        here: Signed,
    },
    /// Freeze the laptop of a device, with everybody's devices on it: their sessions end and none is let in until somebody who
    /// admits says so; what is known of what they did is kept. By its own signature, so that it can be asked also when it is locked. Answered by [`Told::Done`], also
    /// where it is frozen already.
    Contain {
        /// The facility.
        facility: [u8; 16],
        /// The device.
        device: [u8; 16],
        /// When it was asked for, milliseconds since 1970 by the device's clock.
        at: i64,
        /// When and why, sealed for those who may read it.
        report: Vec<u8>,
        /// Chance of the device's own: the message may have waited long for a line.
        nonce: Nonce,
        /// The device's, [`Purpose::Contain`].
        signed: Signed,
    },

    /// The order to remove what this device's laptop keeps, after [`Refused::Ended`]. Answered by [`Told::Order`], or
    /// [`Refused::Unknown`] where there is none.
    Order {
        /// The facility.
        facility: [u8; 16],
        /// The device.
        device: [u8; 16],
    },

    // With a session.
    /// End this session. Answered by [`Told::Done`].
    LogOut,
    /// One's own ways in. Answered by [`Told::WaysIn`].
    WaysIn,
    /// Change one's own ways in; with another password also what the server knows of it. Answered by [`Told::Done`], or
    /// [`Refused::Stale`] where they are another revision now.
    SetWaysIn {
        /// The revision that is replaced.
        revision: u64,
        /// The new ones.
        ways_in: Vec<u8>,
        /// With another password: recipe, what it gives for the server. Every other session of the account ends.
        password: Option<(Vec<u8>, [u8; 32])>,
    },
    /// The next key epoch's number, which nobody else is given. Answered by [`Told::Epoch`].
    ClaimEpoch {
        /// The newest that is known.
        newest: u32,
    },
    /// Members, devices, those who knock, alarms. Answered by [`Told::House`].
    House,
    /// Where the chains of all devices end, signed by the server. Answered by [`Told::Chains`].
    Chains,
    /// Make a code known. For a further device of oneself; for others and newcomers only by somebody who admits.
    /// Answered by [`Told::Done`].
    MakeCode {
        /// SHA-256 of what its holder will show.
        hash: [u8; 32],
        /// For how many seconds.
        seconds: u32,
        /// What for.
        admits: Admits,
        /// For a newcomer: whoever invites them, vouched for by the code's other half.
        inviter: Vec<u8>,
    },
    // By somebody who admits.
    /// An account for somebody who was taken in on a device here. Answered by [`Told::Done`], or [`Refused::Taken`].
    AddAccount(NewAccount),
    /// Let in a newcomer who knocked. Answered by [`Told::Done`].
    LetIn {
        /// Who.
        member: [u8; 16],
        /// Whether they may let in others.
        admits: bool,
        /// Their ways in from now on: with the keyring, sealed to them by whoever lets them in.
        ways_in: Vec<u8>,
    },
    /// Send a newcomer away who knocked. Answered by [`Told::Done`].
    SendAway {
        /// Who.
        member: [u8; 16],
    },
    /// Whether a member may let in and put out others. Answered by [`Told::Done`], or [`Refused::Last`].
    SetAdmits {
        /// Who.
        member: [u8; 16],
        /// Whether.
        admits: bool,
    },
    /// A member is no longer one: their sessions and devices end. Answered by [`Told::Done`], or [`Refused::Last`].
    EndMember {
        /// Who.
        member: [u8; 16],
        /// Whether their own devices are to remove what they keep at the next contact.
        wipe: bool,
    },
    /// Keep the order to remove what a laptop keeps, for when it is put out with that. Answered by [`Told::Done`].
    GiveOrder {
        /// Its store.
        store: [u8; 16],
        /// Signed by whoever gives it; bytes to the server.
        order: Vec<u8>,
    },
    /// A laptop is no longer one of the facility's: all devices on its store end. Answered by [`Told::Done`].
    EndStore {
        /// Its store.
        store: [u8; 16],
        /// Whether it is to remove what it keeps at the next contact.
        wipe: bool,
    },
    /// Freeze a device, by what its holder reads out, or let a frozen one go on. One's own anybody freezes who has a session;
    /// others', and letting go on, need somebody who admits. Answered by [`Told::Done`].
    SetFrozen {
        /// Which.
        device: [u8; 16],
        /// Whether.
        frozen: bool,
    },

    // Passkeys, last so that builds without them are still understood.
    /// Without a session: what an authenticator answered to [`Told::Second`]. Answered by [`Told::In`].
    Second {
        /// The facility.
        facility: [u8; 16],
        /// Hash of the user name.
        name: [u8; 32],
        /// Of that challenge.
        ticket: Ticket,
        /// `AuthenticationResponseJSON`.
        answer: Vec<u8>,
    },
    /// One's own passkeys, and for somebody who admits how many others have. Answered by [`Told::Passkeys`].
    Passkeys,
    /// Begin to add a passkey to one's own account. Answered by [`Told::Create`].
    AddPasskey(Fresh),
    /// What an authenticator answered to [`Told::Create`]. With an account's first passkey its other sessions end. Answered by
    /// [`Told::Done`].
    KeepPasskey {
        /// Of that challenge.
        ticket: Ticket,
        /// `RegistrationResponseJSON`.
        answer: Vec<u8>,
    },
    /// Remove a passkey of one's own or all of them; somebody who admits removes all of another member's, who has lost them.
    /// The account's other sessions end. Answered by [`Told::Done`].
    RemovePasskeys {
        /// Whose.
        member: [u8; 16],
        /// Which; nothing for all.
        passkey: Option<[u8; 16]>,
        /// Who asks.
        fresh: Fresh,
    },
}

/// A device as the server knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLine {
    /// Its id.
    pub device: [u8; 16],
    /// The store it is on. To somebody who does not admit and is not on it, no more of it than its short name needs.
    pub store: [u8; 16],
    /// Whose it is.
    pub member: [u8; 16],
    /// When it was let in, milliseconds since 1970 by the server's clock.
    pub since: i64,
    /// When it was last heard of.
    pub seen: i64,
    /// When it was put out.
    pub ended: Option<i64>,
    /// When it was frozen.
    pub frozen: Option<i64>,
    /// What it said when it asked to be frozen, the first first: when, by its clock, and the sealed report.
    pub reports: Vec<(i64, Vec<u8>)>,
}

/// An account as the server knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLine {
    /// The member's id.
    pub member: [u8; 16],
    /// Whether they may let in and put out others.
    pub admits: bool,
    /// When they were ended.
    pub ended: Option<i64>,
}

/// Somebody who knocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnockLine {
    /// SHA-256 of what they showed of the code they were given.
    pub code: [u8; 32],
    /// Their account, without what it gives the server for a password.
    pub member: [u8; 16],
    /// Hash of their user name.
    pub name: [u8; 32],
    /// Envelope, sealed.
    pub ways_in: Vec<u8>,
    /// Their device.
    pub device: NewDevice,
    /// That this is who was given the code.
    pub vouched: [u8; 32],
    /// When they knocked, milliseconds since 1970 by the server's clock.
    pub at: i64,
}

/// The house as the server knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct House {
    /// Accounts, those that were ended too.
    pub accounts: Vec<AccountLine>,
    /// Devices, those that were ended too.
    pub devices: Vec<DeviceLine>,
    /// Those who knock: told to those who admit only.
    pub knocks: Vec<KnockLine>,
    /// Bytes that the facility's rows take.
    pub used: u64,
    /// Bytes that they may take.
    pub quota: u64,
    /// The newest key epoch that was claimed.
    pub epoch: u32,
}

/// Where a device's rows end on the shelf, signed by the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainLine {
    /// The device.
    pub device: [u8; 16],
    /// Its last row.
    pub sequence: u64,
    /// The digest of all of them in their order: [`crate::Chain`].
    pub digest: [u8; 32],
    /// The server's, over [`chain_to_sign`].
    pub signed: Signed,
}

/// What the server signs of a chain's end: SHA-256 over facility, shelf, device, number and digest.
#[must_use]
pub fn chain_to_sign(
    facility: [u8; 16],
    shelf: [u8; 16],
    device: [u8; 16],
    sequence: u64,
    digest: &[u8; 32],
) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"chartroom countersigned 1");
    hasher.update(facility);
    hasher.update(shelf);
    hasher.update(device);
    hasher.update(sequence.to_be_bytes());
    hasher.update(digest);
    hasher.finalize().into()
}

/// How far the newest key epoch that a device names may be ahead of those that were claimed.
pub const EPOCHS_AHEAD: u32 = 512;

/// Most chains that are told at a time.
pub const CHAINS: usize = 2_000;

/// What is told at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// How to log in.
    Prelogin {
        /// How the password is stretched.
        recipe: Vec<u8>,
        /// To be signed.
        nonce: Nonce,
    },
    /// What a code is good for.
    Code {
        /// Of which facility it is; nothing for one that sets up a facility.
        facility: Option<[u8; 16]>,
        /// What it lets its holder do; nothing for one that sets up a facility.
        admits: Option<Admits>,
        /// For a newcomer: whoever invited them.
        inviter: Vec<u8>,
        /// To be signed.
        nonce: Nonce,
    },
    /// A session has begun.
    In {
        /// What proves it from now on.
        token: [u8; 32],
        /// For how many seconds it holds at most.
        seconds: u32,
        /// Whose account it is.
        member: [u8; 16],
        /// Whether they may let in and put out others.
        admits: bool,
        /// Revision of the account's ways in.
        revision: u64,
        /// The ways in, for a device that has just joined; else empty.
        ways_in: Vec<u8>,
        /// By which the server's signatures are checked.
        server: [u8; 32],
    },
    /// It is done, and on the server's disk.
    Done,
    /// The account's ways in.
    WaysIn {
        /// Their revision.
        revision: u64,
        /// They.
        ways_in: Vec<u8>,
    },
    /// A key epoch's number.
    Epoch(u32),
    /// The house.
    House(Box<House>),
    /// Where chains end.
    Chains {
        /// On which shelf.
        shelf: [u8; 16],
        /// They.
        chains: Vec<ChainLine>,
    },
    /// An order, signed by whoever gave it.
    Order(Vec<u8>),
    /// It is not done.
    Refused(Refused),
    /// Password or signature were right, and the account has passkeys: one of them is to answer this.
    Second {
        /// What.
        challenge: Challenge,
        /// By which the server's signatures are checked.
        server: [u8; 32],
    },
    /// A passkey is to be made.
    Create(Challenge),
    /// Passkeys.
    Passkeys(Passkeys),
}

/// Why something is not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refused {
    /// Name, password, code, signature or nonce: one of them is not right, and it is not said which.
    #[error("the server does not let in by that")]
    Wrong,
    /// Too often in a short time: again after so many seconds.
    #[error("too many tries; again in {0} seconds")]
    TooMany(u32),
    /// There is no session, or it is over.
    #[error("the session is over")]
    Expired,
    /// The account, the device or its laptop was put out.
    #[error("the device was taken out of the facility")]
    Ended {
        /// Whether what is kept there is to be removed.
        wipe: bool,
    },
    /// The device is frozen.
    #[error("the device is frozen")]
    Frozen,
    /// Nobody has let them in yet.
    #[error("nobody has let them in yet")]
    Waiting,
    /// Only somebody who admits may do that.
    #[error("only somebody who lets in others may do that")]
    NotAllowed,
    /// The id or the name is taken.
    #[error("it is taken")]
    Taken,
    /// There is no such member, device or knock.
    #[error("there is no such one")]
    Unknown,
    /// Somebody changed it meanwhile.
    #[error("it was changed meanwhile")]
    Stale {
        /// Its revision now.
        revision: u64,
    },
    /// Nobody who admits would remain.
    #[error("nobody who lets in others would remain")]
    Last,
    /// It can't be read, or is larger than there can be.
    #[error("it can't be read")]
    Malformed,
    /// The server has not been told the address that browsers use: it can neither take a passkey nor ask for one.
    #[error("the server can't ask for a passkey")]
    NoPasskeys,
}

impl Ask {
    /// Its bytes.
    ///
    /// # Panics
    /// Never: a question has nothing that can't be written.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        written(self)
    }

    /// Reads one.
    ///
    /// # Errors
    /// See [`Garbled`].
    pub fn read(bytes: &[u8]) -> Result<Self, Garbled> {
        read(bytes)
    }
}

impl Told {
    /// Its bytes.
    ///
    /// # Panics
    /// Never: an answer has nothing that can't be written.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        written(self)
    }

    /// Reads one.
    ///
    /// # Errors
    /// See [`Garbled`].
    pub fn read(bytes: &[u8]) -> Result<Self, Garbled> {
        read(bytes)
    }
}
