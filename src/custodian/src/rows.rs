//! How things stand in the store: keys of rows, and the place each sealed value is bound to. A row's key and its header
//! tell ids, numbers and lengths; everything else is sealed.

use records::{BodyId, Kind, OpId, Recorded};
use vault::{FacilityId, OperationId, Place, RecordHash, Table};

use crate::protocol::Failure;

/// Version of what is inside the seals.
const SCHEMA: u32 = 1;
/// Version of an operation's row.
const OPERATION: u8 = 1;
const OPERATION_HEADER: usize = 1 + 16 + 16 + 8;
const SIGNATURE: usize = 64;

/// What the store says of itself without a key.
pub(crate) const STORE: &[u8] = b"store";
/// End of the audit chain, in the clear: entries are added while nobody has unlocked.
pub(crate) const AUDIT_END: &[u8] = b"audit";
/// Which pages the catalogue has, up to which arrival they go, and their digests.
pub(crate) const CATALOGUE: &[u8] = b"catalogue";
/// Where everything ends, sealed.
pub(crate) const END: &[u8] = b"end";
/// What a backup says of itself. It stands in the store while a backup is written, and in one that came out of a backup
/// until somebody unlocks.
pub(crate) const MANIFEST: &[u8] = b"manifest";
/// That this is the demo hospital, whether it is whole, and its last day; in the clear, for nothing in it is anybody's.
pub(crate) const DEMO: &[u8] = b"demo";
/// The keyring sealed to the facility's escrow.
pub(crate) const ESCROW_GRANT: &[u8] = b"escrow";

/// Operations that were brought here and can't be used yet.
pub(crate) const DEFERRED: &[u8] = b"deferred/";
/// How far the exchange with a server has come.
pub(crate) const SYNC: &[u8] = b"sync";
/// That this device is frozen, and what its holder reads out; in the clear, for it is shown while nobody can unlock.
pub(crate) const FROZEN: &[u8] = b"frozen";
/// Who was let go on at this frozen device, while others on it were not.
pub(crate) const RELEASED: &[u8] = b"released/";
/// What asks the server to freeze this device, until it was heard.
pub(crate) const CONTAIN: &[u8] = b"contain";
/// Other devices that are to be frozen, until the server has heard of it.
pub(crate) const FREEZE: &[u8] = b"freeze/";
/// Up to which change a file for another laptop was written; in such a file, what it says of itself.
pub(crate) const STICK: &[u8] = b"stick";
/// Records of which bodies came since such a file was written: they go into the next one, though no change of theirs is new.
pub(crate) const SINCE_STICK: &[u8] = b"stick/";
/// The laptop's own key; in the clear, for it opens nothing.
pub(crate) const LAPTOP: &[u8] = b"this device/laptop";
/// That somebody has knocked with this device and waits to be let in.
pub(crate) const KNOCKED: &[u8] = b"knocked";
/// What a knock showed of the code, until it is known that the server has heard it.
pub(crate) const UNHEARD: &[u8] = b"this device/unheard";
/// Entries of other laptops' trails, for somebody who reviews them.
pub(crate) const TRAILS: &[u8] = b"trail/";
/// Keyrings offered to members.
pub(crate) const OFFERS: &[u8] = b"offer/";
/// What came from a server and is of a kind that this build does not know.
pub(crate) const UNKNOWN: &[u8] = b"unknown/";
/// Envelopes.
pub(crate) const MEMBERS: &[u8] = b"member/";
/// Devices of members.
pub(crate) const DEVICES: &[u8] = b"device/";

/// What stands in the keys of an attachment's rows behind its name.
const ATTACHMENT: &[u8] = b"/";

/// The name by which the keyring hashes a kind's ids.
pub(crate) const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Facility => "facility",
        Kind::Patient => "patient",
        Kind::Encounter => "encounter",
        Kind::Pair => "pair",
        Kind::Desk => "desk",
    }
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

pub(crate) fn member_key(name: &vault::member::NameHash) -> Vec<u8> {
    joined(&[MEMBERS, &name.0])
}

pub(crate) fn grant_key(member: vault::MemberId) -> Vec<u8> {
    joined(&[b"grant/", &member.0])
}

pub(crate) fn audit_grant_key(member: vault::MemberId) -> Vec<u8> {
    joined(&[b"audit_grant/", &member.0])
}

/// A newer keyring that somebody else sealed to the member: taken over, and sealed by themselves, when they next unlock.
pub(crate) fn offer_key(to: vault::MemberId, from: vault::MemberId) -> Vec<u8> {
    joined(&[OFFERS, &to.0, &from.0])
}

/// Whom the key of an offer names: to whom, and from whom.
pub(crate) fn members_of_offer(key: &[u8]) -> Option<(vault::MemberId, vault::MemberId)> {
    let (to, from) = key.strip_prefix(OFFERS)?.split_first_chunk::<16>()?;
    let from: [u8; 16] = from.try_into().ok()?;
    Some((vault::MemberId(*to), vault::MemberId(from)))
}

/// All that is offered to a member.
pub(crate) fn offers_of(member: vault::MemberId) -> Vec<u8> {
    joined(&[OFFERS, &member.0])
}

/// An operation that was brought here and can't be used yet. Anybody can write another's name over a row, so each stands for
/// itself: `digest` is that of the row. Rows of earlier builds end behind the operation.
pub(crate) fn deferred_key(record: RecordHash, operation: OpId, digest: &[u8; 32]) -> Vec<u8> {
    joined(&[DEFERRED, &record.0, &operation.0, &digest[..16]])
}

/// The trail of another laptop.
pub(crate) fn trail_of(laptop: [u8; 16]) -> Vec<u8> {
    joined(&[TRAILS, &laptop])
}

/// An entry of it.
pub(crate) fn trail_key(place: access::audit::Place) -> Vec<u8> {
    joined(&[TRAILS, &place.device.0, &place.sequence.to_be_bytes()])
}

/// The member's device on this store: its id and its wrapped key.
pub(crate) fn device_key(member: vault::MemberId) -> Vec<u8> {
    joined(&[DEVICES, &member.0])
}

pub(crate) fn operation_key(record: RecordHash, arrival: u64) -> Vec<u8> {
    joined(&[&record.0, &arrival.to_be_bytes()])
}

pub(crate) fn case_key_key(record: RecordHash, epoch: u32) -> Vec<u8> {
    joined(&[&record.0, &epoch.to_be_bytes()])
}

/// A text.
pub(crate) fn text_key(record: RecordHash, body: BodyId) -> Vec<u8> {
    joined(&[&record.0, &body.0, &[0; 4]])
}

/// What stands before an attachment's chunks: the header of its seal, and how long its chunks are together. Two devices may
/// seal the same one in two epochs: their rows never mix.
pub(crate) fn attachment_key(record: RecordHash, body: BodyId, epoch: u32) -> Vec<u8> {
    joined(&[&record.0, &body.0, ATTACHMENT, b"a", &epoch.to_be_bytes()])
}

/// Headers of an attachment, of every epoch.
pub(crate) fn attachments_of(record: RecordHash, body: BodyId) -> Vec<u8> {
    joined(&[&record.0, &body.0, ATTACHMENT, b"a"])
}

/// A chunk of an attachment.
pub(crate) fn chunk_key(record: RecordHash, body: BodyId, epoch: u32, chunk: u32) -> Vec<u8> {
    joined(&[
        &record.0,
        &body.0,
        ATTACHMENT,
        b"c",
        &epoch.to_be_bytes(),
        &chunk.to_be_bytes(),
    ])
}

/// A part of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A text, whole.
    Text,
    /// What stands before an attachment's chunks, in an epoch.
    Header(u32),
    /// A chunk of an attachment: in which epoch, and which.
    Chunk(u32, u32),
}

/// What the key of a body's row names; nothing where it is not such a key.
pub(crate) fn part_of_body(key: &[u8]) -> Option<(RecordHash, BodyId, Part)> {
    let (record, rest) = key.split_first_chunk::<16>()?;
    let (body, rest) = rest.split_first_chunk::<16>()?;
    let number = |bytes: &[u8]| bytes.try_into().ok().map(u32::from_be_bytes);
    let part = match rest {
        [0, 0, 0, 0] => Part::Text,
        [b'/', b'a', epoch @ ..] => Part::Header(number(epoch)?),
        [b'/', b'c', rest @ ..] => {
            let (epoch, chunk) = rest.split_at_checked(4)?;
            Part::Chunk(number(epoch)?, number(chunk)?)
        }
        _ => return None,
    };
    Some((RecordHash(*record), BodyId(*body), part))
}

/// What is under way in a record's chart.
pub(crate) fn import_key(record: RecordHash) -> Vec<u8> {
    joined(&[b"import/", &record.0])
}

/// The number at the end of a key.
pub(crate) fn number_of(key: &[u8]) -> Option<u64> {
    key.last_chunk().map(|bytes| u64::from_be_bytes(*bytes))
}

/// Places of sealed things in one facility.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places {
    pub(crate) facility: FacilityId,
}

impl Places {
    const fn at(self, table: Table, epoch: u32) -> Place {
        Place::new(self.facility, table, epoch, SCHEMA)
    }

    fn operation(self, record: RecordHash, header: &Header, epoch: u32) -> Place {
        Place {
            record: Some(record),
            operation: Some(OperationId(header.id.0)),
            device: Some(vault::DeviceId(header.device.0)),
            sequence: Some(header.sequence),
            ..self.at(Table::Operations, epoch)
        }
    }

    pub(crate) fn end(self, device: vault::DeviceId, epoch: u32) -> Place {
        Place {
            device: Some(device),
            ..self.at(Table::Meta, epoch)
        }
    }

    /// What a backup says of itself.
    pub(crate) fn manifest(self, store: vault::DeviceId, epoch: u32) -> Place {
        Place {
            device: Some(store),
            ..self.at(Table::Backup, epoch)
        }
    }

    /// An audit entry. It is sealed to a public key that outlives epochs.
    pub(crate) fn audit(self, place: access::audit::Place) -> Place {
        Place {
            device: Some(vault::DeviceId(place.device.0)),
            sequence: Some(place.sequence),
            ..self.at(Table::Audit, 0)
        }
    }

    /// A block of numbers on its way to a device.
    pub(crate) fn block(
        self,
        device: vault::DeviceId,
        entry: records::EntryId,
        epoch: u32,
    ) -> Place {
        Place {
            operation: Some(OperationId(entry.0)),
            device: Some(device),
            ..self.at(Table::Handover, epoch)
        }
    }

    /// What a device says when it asks to be frozen.
    pub(crate) fn report(
        self,
        device: vault::DeviceId,
        entry: records::EntryId,
        epoch: u32,
    ) -> Place {
        Place {
            sequence: Some(1),
            ..self.block(device, entry, epoch)
        }
    }

    pub(crate) fn body(self, record: RecordHash, body: BodyId, epoch: u32) -> Place {
        Place {
            record: Some(record),
            operation: Some(OperationId(body.0)),
            ..self.at(Table::Bodies, epoch)
        }
    }

    /// What is under way in a record's chart.
    pub(crate) fn import(self, record: RecordHash, epoch: u32) -> Place {
        Place {
            record: Some(record),
            ..self.at(Table::Meta, epoch)
        }
    }

    pub(crate) fn catalogue_index(self, epoch: u32) -> Place {
        self.at(Table::Catalogue, epoch)
    }

    pub(crate) fn catalogue_page(self, page: u32, epoch: u32) -> Place {
        Place {
            sequence: Some(u64::from(page)),
            ..self.at(Table::Catalogue, epoch)
        }
    }
}

/// What an operation's row tells without a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) id: OpId,
    pub(crate) device: records::DeviceId,
    pub(crate) sequence: u64,
}

impl Header {
    fn of(recorded: &Recorded) -> Self {
        Self {
            id: recorded.id,
            device: recorded.operation.device,
            sequence: recorded.operation.sequence,
        }
    }

    /// Reads the header of an operation's row; the rest is its sealed part.
    pub(crate) fn read(row: &[u8]) -> Option<(Self, &[u8])> {
        let (header, sealed) = row.split_at_checked(OPERATION_HEADER)?;
        let bytes =
            |from: usize| -> [u8; 16] { header[from..from + 16].try_into().unwrap_or_default() };
        (header[0] == OPERATION).then(|| {
            let header = Self {
                id: OpId(bytes(1)),
                device: records::DeviceId(bytes(17)),
                sequence: number_of(header).unwrap_or_default(),
            };
            (header, sealed)
        })
    }
}

/// An operation opened out of its row.
#[derive(Debug, Clone)]
pub(crate) struct OpenedOperation {
    pub(crate) recorded: Recorded,
    pub(crate) signature: vault::Signature,
}

/// Seals an operation with its signature into a row.
pub(crate) fn seal_operation(
    places: Places,
    record: RecordHash,
    (key, epoch): (&vault::Key<vault::Case>, u32),
    recorded: &Recorded,
    signature: &vault::Signature,
    rng: &mut impl vault::CryptoRng,
) -> Result<Vec<u8>, vault::SealError> {
    let header = Header::of(recorded);
    let content = joined(&[&signature.0, recorded.bytes()]);
    let sealed = vault::seal(
        key,
        &places.operation(record, &header, epoch),
        &content,
        rng,
    )?;
    Ok(joined(&[
        &[OPERATION],
        &header.id.0,
        &header.device.0,
        &header.sequence.to_be_bytes(),
        &sealed,
    ]))
}

/// Why an operation's row can't be used.
#[derive(Debug, Clone)]
pub(crate) enum RowFault {
    /// Not such a row.
    Malformed,
    /// Its seal doesn't hold.
    Seal(vault::OpenError),
    /// Inside stands another operation than its header says.
    Exchanged,
    /// Inside stands no operation this build reads.
    Unreadable(records::Unreadable),
}

impl RowFault {
    pub(crate) fn tell(&self, table: &str) -> Failure {
        use crate::failure::Tell as _;
        match self {
            Self::Seal(error) => error.tell(),
            Self::Unreadable(error) => error.tell(),
            Self::Malformed => Failure::new(
                "A row of the store has been changed.",
                "It does not have the form of a change of a record.",
                format!("table {table}"),
                "Export what can be read, then restore a backup.",
            ),
            Self::Exchanged => Failure::new(
                "A row of the store has been exchanged.",
                "Its header names another change than the one sealed in it.",
                format!("table {table}"),
                "Export what can be read, then restore a backup.",
            ),
        }
    }
}

/// Opens an operation's row. Which record it is on has yet to be held against the hash under which it stood.
pub(crate) fn open_operation(
    places: Places,
    record: RecordHash,
    key: &vault::Key<vault::Case>,
    epoch: u32,
    (header, sealed): (&Header, &[u8]),
) -> Result<OpenedOperation, RowFault> {
    let place = places.operation(record, header, epoch);
    let content = vault::open(key, &place, sealed).map_err(RowFault::Seal)?;
    let (signature, bytes) = content
        .split_first_chunk::<SIGNATURE>()
        .ok_or(RowFault::Malformed)?;
    let recorded = Recorded::read(bytes.to_vec()).map_err(RowFault::Unreadable)?;
    if Header::of(&recorded) != *header {
        return Err(RowFault::Exchanged);
    }
    Ok(OpenedOperation {
        recorded,
        signature: vault::Signature(*signature),
    })
}

/// Epoch a sealed operation was sealed in.
pub(crate) fn epoch_of(
    places: Places,
    record: RecordHash,
    header: &Header,
    sealed: &[u8],
) -> Result<u32, RowFault> {
    vault::epoch_of(&places.operation(record, header, 0), sealed).map_err(RowFault::Seal)
}
