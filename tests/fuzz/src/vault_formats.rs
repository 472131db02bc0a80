//! What the vault reads: rows, wrapped case keys, attachments, audit events, member envelopes, grants of a keyring, printed
//! codes. Nothing breaks it, and nothing opens but what was sealed.

use std::sync::LazyLock;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use vault::attachment::Sealer;
use vault::audit::AuditKey;
use vault::kdf::{Derived, Params, Recipe};
use vault::keyring::Grant;
use vault::kit::{EscrowCode, RecoveryCode};
use vault::member::{Enrolled, Enrolment, enrol};
use vault::{
    Case, Envelope, FacilityId, Key, Keyring, MemberId, Place, RecordHash, Table, Zeroizing, open,
    seal,
};

const RECORD: RecordHash = RecordHash([7; 16]);

/// Keys of a made-up member and facility, and one sound thing of each kind.
struct Sound {
    member: Enrolled,
    keyring: Keyring,
    audit: AuditKey,
    case: Key<Case>,
    things: Vec<Vec<u8>>,
}

fn place(table: Table) -> Place {
    Place {
        record: Some(RECORD),
        ..Place::new(FacilityId([1; 16]), table, 1, 100)
    }
}

static SOUND: LazyLock<Sound> =
    LazyLock::new(|| make().unwrap_or_else(|problem| panic!("{problem}")));

fn make() -> Result<Sound, Box<dyn core::error::Error>> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let unlock = Derived::from_bytes(&Zeroizing::new([3; 64])).unlock;
    let new = Enrolment {
        facility: FacilityId([1; 16]),
        member: MemberId([2; 16]),
        name: "ttestcase",
        recipe: Recipe::make(Params::FLOOR, &mut rng)?,
        unlock: &unlock,
        escrow: Some(EscrowCode::make(&mut rng).public()),
    };
    let member = enrol(&new, &mut rng)?;
    let (keyring, audit) = Keyring::found(&member.unlocked, &mut rng);
    let (case, wrapped) = keyring.make_case_key(RECORD, &mut rng)?;
    let grant = keyring.grant(MemberId([2; 16]), &member.unlocked, &mut rng)?;
    let things = vec![
        seal(
            &case,
            &place(Table::Operations),
            b"made-up finding",
            &mut rng,
        )?,
        wrapped,
        Sealer::seal_whole(&case, &place(Table::Bodies), b"made-up picture")?,
        keyring
            .audit()
            .seal(&place(Table::Audit), b"made-up event", &mut rng)?,
        member.envelope.to_bytes(),
        grant.to_bytes(),
        member.kit.print().as_bytes().to_vec(),
        EscrowCode::make(&mut rng).print().as_bytes().to_vec(),
    ];
    Ok(Sound {
        member,
        keyring,
        audit,
        case,
        things,
    })
}

/// One sound thing of each kind.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    SOUND.things.clone()
}

/// Reads `data` as each kind of thing. What opens is what was sealed; what is read as an envelope, a grant or a code is
/// written the same again.
pub fn read(data: &[u8]) {
    let Sound {
        member,
        keyring,
        audit,
        case,
        things,
    } = &*SOUND;
    let sealed = |opens: bool, number: usize| {
        assert!(
            !opens || data == things[number],
            "something else opened as thing {number}"
        );
    };
    sealed(open(case, &place(Table::Operations), data).is_ok(), 0);
    sealed(keyring.open_case_key(RECORD, data).is_ok(), 1);
    sealed(
        Sealer::open_whole(case, &place(Table::Bodies), data).is_ok(),
        2,
    );
    sealed(audit.open(&place(Table::Audit), data).is_ok(), 3);
    if let Ok(envelope) = Envelope::parse(data) {
        assert_eq!(envelope.to_bytes(), data);
    }
    if let Ok(grant) = Grant::parse(data) {
        assert_eq!(grant.to_bytes(), data);
        let signer = member.envelope.public().signing;
        sealed(grant.open(&member.unlocked, &signer).is_ok(), 5);
    }
    let Ok(typed) = core::str::from_utf8(data) else {
        return;
    };
    for printed in [
        RecoveryCode::parse(typed).map(|code| code.print()),
        EscrowCode::parse(typed).map(|code| code.print()),
    ]
    .into_iter()
    .flatten()
    {
        // Every typed form of a code is the same code.
        assert!(RecoveryCode::parse(&printed).is_ok() != EscrowCode::parse(&printed).is_ok());
    }
}
