//! Codes that people type. On paper: a member's recovery kit and the facility's escrow, 140 random bits as seven groups of four
//! characters and a check character, made to be read aloud and typed back. At a server's door, where each is good once and for a
//! short time: 80 bits, four groups.
//!
//! Characters are Crockford's base 32 (no I, L, O, U). A group's check character finds every single wrong character and
//! every two that changed places in it, wherever they are: it is a sum over the field of 32 elements in which each position
//! has a weight of its own. The sum begins with the group's number and the kind of code, so groups in the wrong order and
//! a code of the other kind are found too.

use core::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::digest::extract;
use crate::exchange::{ExchangePublic, ExchangeSecret};
use crate::key::{Key, Recovery};
use crate::parts::{Parts, says_its_parts};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Groups of a code on paper.
pub const GROUPS: usize = 7;
/// Groups of a code for a server's door.
pub const DOOR_GROUPS: usize = 4;
/// Characters of a group, the check character last.
pub const GROUP_LEN: usize = 5;
/// Powers of the generator of GF(32) over x⁵ + x² + 1, for the four characters; the check character's weight is 1.
const WEIGHTS: [u8; GROUP_LEN - 1] = [2, 4, 8, 16];

/// Which code it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A member's recovery kit.
    Recovery,
    /// The facility's escrow.
    Escrow,
    /// One that lets in at a server's door.
    Door,
}

impl Kind {
    /// The other kind of the same length, for which it may have been taken.
    const fn other(self) -> Self {
        match self {
            Self::Recovery => Self::Escrow,
            Self::Escrow => Self::Recovery,
            Self::Door => Self::Door,
        }
    }

    const fn groups(self) -> usize {
        match self {
            Self::Recovery | Self::Escrow => GROUPS,
            Self::Door => DOOR_GROUPS,
        }
    }

    /// What sets its check characters apart.
    const fn mark(self) -> u8 {
        match self {
            Self::Recovery => 0,
            Self::Escrow => 16,
            Self::Door => 8,
        }
    }

    const fn place(self) -> &'static str {
        match self {
            Self::Recovery | Self::Escrow => "printed code",
            Self::Door => "code for the door",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Recovery => "a member's recovery code",
            Self::Escrow => "the facility's escrow code",
            Self::Door => "a code for the door",
        }
    }
}

/// Why what was typed isn't a code. Groups are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KitError {
    /// Not as many characters as a code has.
    Length {
        /// Of which kind.
        kind: Kind,
        /// How many there are.
        found: usize,
    },
    /// A group hasn't five characters.
    GroupLength {
        /// Of which kind.
        kind: Kind,
        /// The group.
        group: usize,
        /// How many there are.
        found: usize,
    },
    /// A character that no code has.
    Character {
        /// Of which kind.
        kind: Kind,
        /// The group it stands in.
        group: usize,
        /// The character.
        found: char,
    },
    /// Groups with a wrong character, or out of order.
    Mistyped {
        /// Of which kind.
        kind: Kind,
        /// The groups.
        groups: Vec<usize>,
    },
    /// A sound code of the other kind.
    OtherKind {
        /// What it is.
        found: Kind,
    },
}

impl KitError {
    /// The refusal in four parts.
    #[must_use]
    pub fn parts(&self) -> Parts {
        let again = |kind| match kind {
            Kind::Recovery | Kind::Escrow => "compare it with the paper and type it again",
            Kind::Door => "compare it with the screen it is shown on and type it again",
        };
        match self {
            Self::Length { kind, found } => Parts::new(
                format!("{found} characters"),
                format!("a code has {} groups of {GROUP_LEN}", kind.groups()),
                kind.place(),
                again(*kind),
            ),
            Self::GroupLength { kind, group, found } => Parts::new(
                format!("{found} characters"),
                format!("each group has {GROUP_LEN}"),
                format!("{}, group {group}", kind.place()),
                again(*kind),
            ),
            Self::Character { kind, group, found } => Parts::new(
                format!("the character “{found}”"),
                "codes have digits and letters without I, L, O and U",
                format!("{}, group {group}", kind.place()),
                again(*kind),
            ),
            Self::Mistyped { kind, groups } => {
                let groups: Vec<_> = groups.iter().map(usize::to_string).collect();
                Parts::new(
                    "a character is wrong or two have changed places",
                    "the check character doesn't agree",
                    format!("{}, group {}", kind.place(), groups.join(", ")),
                    again(*kind),
                )
            }
            Self::OtherKind { found } => Parts::new(
                format!("this is {}", found.name()),
                format!("{} is asked for", found.other().name()),
                "printed code",
                "type the other code",
            ),
        }
    }
}

says_its_parts!(KitError);

fn times(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b != 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a <<= 1;
        if a & 32 != 0 {
            a ^= 0b10_0101;
        }
        b >>= 1;
    }
    product
}

fn check(kind: Kind, group: usize, symbols: &[u8]) -> u8 {
    let start = group as u8 | kind.mark();
    symbols
        .iter()
        .zip(WEIGHTS)
        .fold(start, |sum, (&symbol, weight)| sum ^ times(symbol, weight))
}

/// The value of a character as people type it.
fn symbol(typed: char) -> Option<u8> {
    let typed = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let byte = u8::try_from(typed).ok()?;
    ALPHABET
        .iter()
        .position(|&known| known == byte)
        .map(|at| at as u8)
}

fn is_separator(typed: char) -> bool {
    typed.is_whitespace()
        || matches!(
            typed,
            '-' | '.' | ',' | '_' | '/' | ':' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
}

/// The random part of a code. Wiped on drop.
struct Code(Zeroizing<Vec<u8>>);

impl Code {
    fn make(kind: Kind, rng: &mut impl CryptoRng) -> Self {
        let mut symbols = Zeroizing::new(vec![0; kind.groups() * (GROUP_LEN - 1)]);
        rng.fill_bytes(symbols.as_mut_slice());
        symbols.iter_mut().for_each(|symbol| *symbol &= 31);
        Self(symbols)
    }

    fn print(&self, kind: Kind) -> Zeroizing<String> {
        let mut out = Zeroizing::new(String::with_capacity(kind.groups() * (GROUP_LEN + 1)));
        for (group, symbols) in self.0.chunks_exact(GROUP_LEN - 1).enumerate() {
            if group > 0 {
                out.push('-');
            }
            for &symbol in symbols.iter().chain([&check(kind, group, symbols)]) {
                out.push(char::from(ALPHABET[usize::from(symbol)]));
            }
        }
        out
    }

    fn parse(kind: Kind, typed: &str) -> Result<Self, KitError> {
        let lengths: Vec<_> = typed
            .split(is_separator)
            .map(|part| part.chars().count())
            .filter(|&len| len > 0)
            .collect();
        let wanted = kind.groups();
        if lengths.len() == wanted
            && let Some(group) = lengths.iter().position(|&len| len != GROUP_LEN)
        {
            return Err(KitError::GroupLength {
                kind,
                group: group + 1,
                found: lengths[group],
            });
        }
        let found = lengths.iter().sum();
        if found != wanted * GROUP_LEN {
            return Err(KitError::Length { kind, found });
        }
        let mut all = Zeroizing::new(vec![0; wanted * GROUP_LEN]);
        for (at, typed) in typed
            .chars()
            .filter(|&typed| !is_separator(typed))
            .enumerate()
        {
            all[at] = symbol(typed).ok_or(KitError::Character {
                kind,
                group: at / GROUP_LEN + 1,
                found: typed,
            })?;
        }
        let mistyped = |kind| -> Vec<usize> {
            let agrees = |(group, symbols): (usize, &[u8])| {
                let (last, symbols) = symbols.split_last()?;
                (check(kind, group, symbols) != *last).then_some(group + 1)
            };
            all.chunks_exact(GROUP_LEN)
                .enumerate()
                .filter_map(agrees)
                .collect()
        };
        let groups = mistyped(kind);
        if !groups.is_empty() {
            let other = kind.other();
            return Err(if other != kind && mistyped(other).is_empty() {
                KitError::OtherKind { found: other }
            } else {
                KitError::Mistyped { kind, groups }
            });
        }
        let mut symbols = Zeroizing::new(vec![0; wanted * (GROUP_LEN - 1)]);
        for (to, from) in symbols
            .chunks_exact_mut(GROUP_LEN - 1)
            .zip(all.chunks_exact(GROUP_LEN))
        {
            to.copy_from_slice(&from[..GROUP_LEN - 1]);
        }
        Ok(Self(symbols))
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $kind:expr;)+) => {$(
        $(#[$doc])*
        pub struct $name(Code);

        impl $name {
            /// A new code, at random.
            pub fn make(rng: &mut impl CryptoRng) -> Self {
                Self(Code::make($kind, rng))
            }

            /// As it is printed or shown: groups of five, hyphens between.
            #[must_use]
            pub fn print(&self) -> Zeroizing<String> {
                self.0.print($kind)
            }

            /// Reads a code as people type it: in any case, with or without spaces or hyphens, O for 0, I or L for 1.
            ///
            /// # Errors
            /// Says which group is wrong; see [`KitError`].
            pub fn parse(typed: &str) -> Result<Self, KitError> {
                Code::parse($kind, typed).map(Self)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}

codes! {
    /// What a member's recovery kit says. Opens that member's envelope.
    RecoveryCode = Kind::Recovery;
    /// What the facility's escrow sheet says. Opens every envelope and keyring sealed to it.
    EscrowCode = Kind::Escrow;
    /// What lets a device or a person in at a server's door: good once, and not for long.
    DoorCode = Kind::Door;
}

impl RecoveryCode {
    /// A code has 140 random bits: it needs no slow derivation.
    pub(crate) fn key(&self, salt: &[u8; 16]) -> Key<Recovery> {
        Key::from_root(&extract(self.0.0.as_slice(), salt, b"chartroom recovery 1"))
    }
}

impl EscrowCode {
    pub(crate) fn exchange(&self) -> ExchangeSecret {
        ExchangeSecret::derive(extract(self.0.0.as_slice(), b"", b"chartroom escrow 1").as_slice())
    }

    /// The public half, to which envelopes and keyrings are sealed; the code itself is printed and forgotten.
    #[must_use]
    pub fn public(&self) -> ExchangePublic {
        self.exchange().public()
    }
}

impl DoorCode {
    /// What the server is shown of it. It gives away nothing of [`DoorCode::vouch`].
    #[must_use]
    pub fn shown(&self) -> [u8; 32] {
        *extract(self.0.0.as_slice(), b"", b"chartroom door shown 1")
    }

    /// What the server keeps to know it by, before anybody shows it.
    #[must_use]
    pub fn kept(&self) -> [u8; 32] {
        Sha256::digest(self.shown()).into()
    }

    /// That whoever says this has the code: HMAC-SHA256, by a key that the server does not get to know. `from` is who speaks,
    /// so that what one side says can't be given back to it as the other's.
    #[must_use]
    pub fn vouch(&self, from: Speaker, said: &[u8]) -> [u8; 32] {
        let key = extract(self.0.0.as_slice(), b"", b"chartroom door vouch 1");
        let mut mac = Hmac::<Sha256>::new_from_slice(&key[..]).expect("HMAC takes any key");
        mac.update(match from {
            Speaker::Inviter => b"inviter",
            Speaker::Invited => b"invited",
        });
        mac.update(said);
        mac.finalize().into_bytes().into()
    }

    /// Whether somebody who has the code has said this.
    #[must_use]
    pub fn vouches(&self, from: Speaker, said: &[u8], vouched: &[u8; 32]) -> bool {
        self.vouch(from, said).ct_eq(vouched).into()
    }
}

/// Who speaks, of the two who have a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// Who made it.
    Inviter,
    /// Who was given it.
    Invited,
}
