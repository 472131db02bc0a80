//! What a device asks.

use serde::{Deserialize, Serialize};

use super::passkeys::{Fresh, Ticket};
use super::signing::{Nonce, Shown, Signed};
use crate::wire::{Garbled, read, written};

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
    /// Come in with a further device. Answered by [`Told::In`], also of an account with passkeys: the code is what is asked for
    /// beside the password. Whoever made it for themself had shown a passkey, for of codes that are older than the first one, or
    /// than the removal of any, none is good; somebody who lets in others may have made it without having one.
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
    /// Change one's own ways in. Answered by [`Told::Done`], or [`Refused::Stale`] where they are another revision now.
    SetWaysIn {
        /// The revision that is replaced.
        revision: u64,
        /// The new ones.
        ways_in: Vec<u8>,
        /// Nothing: with another password, whatever it is, [`Refused::NotAllowed`] is answered. Earlier builds changed it by a
        /// session alone; [`Ask::SetPassword`] does.
        password: Option<(Vec<u8>, [u8; 32])>,
    },
    /// The next key epoch's number, which nobody else is given. Answered by [`Told::Epoch`]; by [`Refused::NotAllowed`] where too
    /// many were given since somebody who admits last asked ([`super::EPOCHS_AHEAD`]).
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
    /// Change one's own ways in, and what the server knows of one's password. Every other session of the account ends, and its
    /// passkeys have to be shown again on other devices. Answered by [`Told::Done`], or as [`Ask::SetWaysIn`].
    SetPassword {
        /// The revision that is replaced.
        revision: u64,
        /// The new ones.
        ways_in: Vec<u8>,
        /// How the new password is stretched.
        recipe: Vec<u8>,
        /// What it gives for the server.
        auth: [u8; 32],
        /// Who asks: by the password before, or by the member's signature for [`super::Purpose::Password`].
        fresh: Fresh,
    },
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
