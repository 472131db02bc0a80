//! A passkey's authenticator in software, with the browser before it: takes what a server has a page ask, and answers as the page
//! would. For tests: its keys are in memory, nobody is asked to touch anything, and it can be made to misbehave.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rand::rand_bytes;
use openssl::sha::sha256;
use openssl::sign::Signer;
use serde_json::{Value, json};

/// Somebody is there, and is who they are.
const PRESENT_AND_VERIFIED: u8 = 0b0000_0101;
/// A new key follows.
const WITH_KEY: u8 = 0b0100_0000;
/// Bytes of a coordinate on the curve P-256.
const COORDINATE: i32 = 32;

/// Why it does not answer.
#[derive(Debug)]
pub enum Problem {
    /// What it was asked is not as the platform has it.
    NotUnderstood,
    /// It has none of the passkeys that were asked for.
    NoneOfThese,
    /// It has one already, and was not to make another.
    OneAlready,
    /// The cryptography failed.
    Crypto(ErrorStack),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUnderstood => {
                f.write_str("what the authenticator was asked is not understood")
            }
            Self::NoneOfThese => f.write_str("the authenticator has none of these passkeys"),
            Self::OneAlready => f.write_str("the authenticator has a passkey here already"),
            Self::Crypto(problem) => write!(f, "the authenticator's cryptography: {problem}"),
        }
    }
}

impl std::error::Error for Problem {}

impl From<ErrorStack> for Problem {
    fn from(problem: ErrorStack) -> Self {
        Self::Crypto(problem)
    }
}

/// A passkey: what it is called, and its key.
#[derive(Clone)]
struct Passkey {
    id: Vec<u8>,
    key: PKey<Private>,
}

/// The authenticator, before a page of one origin.
#[derive(Clone)]
pub struct Authenticator {
    /// The page's origin, as the browser says it. May be set to another, as a page that poses would have.
    pub origin: String,
    /// How often it has signed; it may be put back, as in a copy. Nothing: it does not count, as those that share their keys.
    pub count: Option<u32>,
    passkeys: Vec<Passkey>,
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authenticator(..)")
    }
}

impl Authenticator {
    /// One without passkeys, before a page of this origin.
    #[must_use]
    pub fn before(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            count: Some(0),
            passkeys: Vec::new(),
        }
    }

    /// Makes a passkey: `PublicKeyCredentialCreationOptionsJSON` in, `RegistrationResponseJSON` out.
    ///
    /// # Errors
    /// See [`Problem`].
    pub fn create(&mut self, options: &[u8]) -> Result<Vec<u8>, Problem> {
        let options = read(options)?;
        if self.chosen(&options["excludeCredentials"])?.is_some() {
            return Err(Problem::OneAlready);
        }
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
        let key = EcKey::generate(&group)?;
        let (mut x, mut y) = (BigNum::new()?, BigNum::new()?);
        let mut context = BigNumContext::new()?;
        key.public_key()
            .affine_coordinates(&group, &mut x, &mut y, &mut context)?;
        let mut id = vec![0; 32];
        rand_bytes(&mut id)?;

        let site = text(&options["rp"]["id"])?;
        let mut data = self.data(site, PRESENT_AND_VERIFIED | WITH_KEY);
        // Whose make it is: nobody's.
        data.extend([0; 16]);
        data.extend(u16::try_from(id.len()).unwrap_or(0).to_be_bytes());
        data.extend(&id);
        data.extend(cose_key(
            &x.to_vec_padded(COORDINATE)?,
            &y.to_vec_padded(COORDINATE)?,
        ));
        let client = self.client("webauthn.create", text(&options["challenge"])?);
        let answer = json!({
            "id": said(&id),
            "rawId": said(&id),
            "type": "public-key",
            "response": {
                "clientDataJSON": said(&client),
                "attestationObject": said(&attestation(&data)),
                "transports": ["internal"],
            },
            "clientExtensionResults": {},
        });
        let key = PKey::from_ec_key(key)?;
        self.passkeys.push(Passkey { id, key });
        Ok(answer.to_string().into_bytes())
    }

    /// Answers by a passkey: `PublicKeyCredentialRequestOptionsJSON` in, `AuthenticationResponseJSON` out.
    ///
    /// # Errors
    /// See [`Problem`].
    pub fn get(&mut self, options: &[u8]) -> Result<Vec<u8>, Problem> {
        let options = read(options)?;
        let chosen = self.chosen(&options["allowCredentials"])?;
        let Passkey { id, key } = chosen.ok_or(Problem::NoneOfThese)?.clone();
        self.count = self.count.map(|count| count.wrapping_add(1));
        let data = self.data(text(&options["rpId"])?, PRESENT_AND_VERIFIED);
        let client = self.client("webauthn.get", text(&options["challenge"])?);
        let mut signer = Signer::new(MessageDigest::sha256(), &key)?;
        signer.update(&data)?;
        signer.update(&sha256(&client))?;
        let answer = json!({
            "id": said(&id),
            "rawId": said(&id),
            "type": "public-key",
            "response": {
                "clientDataJSON": said(&client),
                "authenticatorData": said(&data),
                "signature": said(&signer.sign_to_vec()?),
                "userHandle": null,
            },
            "clientExtensionResults": {},
        });
        Ok(answer.to_string().into_bytes())
    }

    /// The passkey of a list that it has.
    fn chosen(&self, list: &Value) -> Result<Option<&Passkey>, Problem> {
        for of in list.as_array().into_iter().flatten() {
            let id = URL_SAFE_NO_PAD.decode(text(&of["id"])?);
            let id = id.map_err(|_| Problem::NotUnderstood)?;
            let found = self.passkeys.iter().find(|own| own.id == id);
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// What it says of itself: for which site, who was there, how often it has signed.
    fn data(&self, site: &str, flags: u8) -> Vec<u8> {
        let mut data = sha256(site.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.count.unwrap_or(0).to_be_bytes());
        data
    }

    /// What the browser says of the page.
    fn client(&self, kind: &str, challenge: &str) -> Vec<u8> {
        let client = json!({
            "type": kind,
            "challenge": challenge,
            "origin": self.origin,
            "crossOrigin": false,
        });
        client.to_string().into_bytes()
    }
}

fn read(options: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(options).map_err(|_| Problem::NotUnderstood)
}

fn text(value: &Value) -> Result<&str, Problem> {
    value.as_str().ok_or(Problem::NotUnderstood)
}

fn said(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A key for ES256 as COSE has it (RFC 9053, 7.1.1): key type EC2, algorithm -7, curve P-256, x, y.
fn cose_key(x: &[u8], y: &[u8]) -> Vec<u8> {
    let head = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
    [&head[..], x, &[0x22, 0x58, 0x20], y].concat()
}

/// An attestation that says nothing of the maker: format "none" (Web Authentication, 8.7), as a map of CBOR.
fn attestation(data: &[u8]) -> Vec<u8> {
    let mut object = vec![0xa3, 0x63];
    object.extend(b"fmt");
    object.push(0x64);
    object.extend(b"none");
    object.push(0x67);
    object.extend(b"attStmt");
    object.push(0xa0);
    object.push(0x68);
    object.extend(b"authData");
    object.push(0x59);
    object.extend(u16::try_from(data.len()).unwrap_or(0).to_be_bytes());
    object.extend(data);
    object
}
