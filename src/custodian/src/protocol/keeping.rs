//! Keeping: the audit trail and its reviewer, broken glass, backup and restore, what the store says of its health, and keys
//! that come and go with people.

use line::Failure;
use serde::{Deserialize, Serialize};

use super::RecordName;

/// What can be asked of the keeping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeepingRequest {
    /// Some entries of the trail. Answered by [`KeepingEvent::Trail`].
    Trail(TrailQuery),
    /// What is worth a look. Answered by [`KeepingEvent::Looking`], then [`KeepingEvent::Hints`].
    Hints,
    /// Whether the trail is whole. Answered by [`KeepingEvent::Verdict`].
    Verdict,
    /// The entries as a plain file. Answered by [`KeepingEvent::TrailFile`].
    ExportTrail(TrailQuery),
    /// Break the glass for a record. Answered by [`KeepingEvent::Glass`].
    BreakGlass(Breaking),
    /// Close it before its time runs out. Answered by [`KeepingEvent::Glasses`].
    CloseGlass {
        /// The record.
        record: [u8; 16],
    },
    /// One's own, and for a reviewer all that are not reviewed yet. Answered by [`KeepingEvent::Glasses`].
    Glasses,
    /// Review a broken glass. Answered by [`KeepingEvent::Glasses`].
    ReviewGlass {
        /// The glass, as its view names it.
        glass: EntryName,
        /// What the review came to.
        note: String,
    },
    /// Begin a backup, or write more of it. Answered by [`KeepingEvent::Backup`]; ask on until the last piece.
    BackUp {
        /// The first piece.
        begin: bool,
    },
    /// The file could not be written, or nobody wants it any more. Answered by [`KeepingEvent::Stopped`].
    StopBackup,
    /// Read a backup and write nothing. Answered by [`KeepingEvent::BackupRead`], and the last piece by
    /// [`KeepingEvent::BackupChecked`].
    CheckBackup(FilePiece),
    /// Bring a backup that was checked into this store. Answered by [`KeepingEvent::BackupRead`], and the last piece by
    /// [`KeepingEvent::Restored`].
    Restore(FilePiece),
    /// Hold what the page kept outside against the store. Answered by [`KeepingEvent::Vanished`].
    Marker(String),
    /// How safe what is kept here is. Answered by [`KeepingEvent::Health`].
    Health,
    /// Seal everything from now on with new keys. Answered by [`KeepingEvent::Keys`].
    NewKeys {
        /// Why.
        reason: String,
    },
}

/// What the keeping tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeepingEvent {
    /// Entries, the latest first.
    Trail(TrailPage),
    /// Entries looked at so far.
    Looking(u64),
    /// What is worth a look.
    Hints(Hints),
    /// Whether the trail is whole.
    Verdict(TrailVerdict),
    /// The entries as a plain file.
    TrailFile(TrailFile),
    /// The glass is broken.
    Glass(GlassView),
    /// Broken glasses.
    Glasses(Vec<GlassView>),
    /// A piece of a backup.
    Backup(BackupPiece),
    /// The backup was stopped.
    Stopped,
    /// Bytes of the backup read so far.
    BackupRead(u64),
    /// What the backup holds.
    BackupChecked(Box<BackupView>),
    /// The backup is restored. Whoever may restore unlocks first.
    Restored(Box<BackupView>),
    /// What became of the store since the page last saw it.
    Vanished(VanishedView),
    /// How safe what is kept here is.
    Health(HealthView),
    /// New keys are in use.
    Keys {
        /// Their number, from 1.
        epoch: u32,
    },
}

impl KeepingEvent {
    /// Whether nothing follows for the same request.
    pub(super) const fn is_last(&self) -> bool {
        !matches!(self, Self::Looking(_))
    }
}

/// Which entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct TrailQuery {
    /// Of which other laptop, by its store; nothing for this one.
    pub laptop: Option<[u8; 16]>,
    /// By whom.
    pub who: Option<[u8; 16]>,
    /// On which record.
    pub record: Option<[u8; 16]>,
    /// Of which act, in its words; empty for all.
    pub act: String,
    /// From this day on, `YYYY-MM-DD`; empty for no bound.
    pub from: String,
    /// To this day, itself included; empty for no bound.
    pub until: String,
    /// On which a hint of this kind rests, in its words; empty for all.
    pub hint: String,
    /// Only entries before this number: where the page before ended.
    pub before: Option<u64>,
    /// How many at most; 0 for a hundred.
    pub limit: u16,
}

/// An entry of the trail, wherever its store has been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EntryName {
    /// The store that wrote it.
    pub store: [u8; 16],
    /// Its number there.
    pub entry: u64,
}

/// Some entries of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailPage {
    /// The latest first.
    pub entries: Vec<TrailEntry>,
    /// Where to go on; nothing at the beginning of the trail.
    pub next: Option<u64>,
    /// How many entries the trail has.
    pub of: u64,
    /// Other laptops whose trails have come here: store, and the name it is told apart by.
    pub laptops: Vec<([u8; 16], String)>,
    /// Everyone who can be asked for: id and name.
    pub people: Vec<([u8; 16], String)>,
    /// All acts there are, in words.
    pub acts: Vec<String>,
    /// All kinds of hints there are, in words.
    pub hints: Vec<String>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct TrailEntry {
    /// Its number in the trail, from 0.
    pub number: u64,
    /// By the clock of the device, with its offset.
    pub time: String,
    /// Who; their user name's owner where they failed to unlock.
    pub who: String,
    /// Roles they held.
    pub roles: String,
    /// What was done.
    pub act: String,
    /// With which kind of record; empty for none.
    pub kind: String,
    /// With which record.
    pub record: Option<[u8; 16]>,
    /// Its account or unit number; empty where whoever reviews may not read it.
    pub record_name: String,
    /// With which part of it.
    pub part: String,
    /// How they stood to it.
    pub relation: String,
    /// How it ended.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// How many records, pages or rows.
    pub count: u32,
    /// The entry it is about.
    pub about: Option<u64>,
    /// What hints say of it, where they were looked for.
    pub hints: Vec<String>,
}

/// What is worth a look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hints {
    /// By kind, then by time.
    pub hints: Vec<HintView>,
    /// How many entries were looked at.
    pub entries: u64,
    /// Whether all of the trail was: otherwise only its latest part.
    pub all: bool,
}

/// Something worth a look. It accuses nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HintView {
    /// What.
    pub kind: String,
    /// Whose acts.
    pub who: String,
    /// Of which record.
    pub record: Option<[u8; 16]>,
    /// Its account or unit number; empty where whoever reviews may not read it.
    pub record_name: String,
    /// When it began.
    pub from: String,
    /// Measure, threshold and where the threshold comes from.
    pub why: String,
    /// Numbers of the entries it rests on.
    pub entries: Vec<u64>,
}

/// Whether the trail is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailVerdict {
    /// How many entries it has.
    pub entries: u64,
    /// What is wrong; nothing where it is whole.
    pub faults: Vec<Failure>,
}

/// Entries as a plain file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailFile {
    /// What to call it.
    pub name: String,
    /// Comma-separated values (RFC 4180), UTF-8.
    pub text: String,
    /// Entries in it.
    pub entries: u64,
    /// Where to go on, if it is not all.
    pub next: Option<u64>,
}

/// A glass to be broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breaking {
    /// For which record.
    pub of: RecordName,
    /// Why, in the words of the reasons; empty for another one.
    pub why: String,
    /// In one's own words.
    pub reason: String,
    /// For how many minutes; 0 for as long as the rules allow.
    pub minutes: u16,
}

/// A broken glass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlassView {
    /// The entry of the trail.
    pub glass: EntryName,
    /// By whom.
    pub who: String,
    /// By whoever has unlocked.
    pub mine: bool,
    /// For which record.
    pub record: [u8; 16],
    /// Its account or unit number; empty where whoever asks may not read it.
    pub record_name: String,
    /// When.
    pub broken: String,
    /// Until when it shows the record: by its time, or because it was closed.
    pub until: String,
    /// Whether it still does.
    pub open: bool,
    /// Why, for reviewers and whoever broke it; empty where it is not known here.
    pub reason: String,
    /// Hours since, without a review.
    pub waits_hours: u32,
}

/// A piece of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupPiece {
    /// To be written at the end of the file.
    pub bytes: Vec<u8>,
    /// Bytes so far, this piece with them.
    pub so_far: u64,
    /// With the last piece: what the file holds.
    pub done: Option<BackedUp>,
}

/// A backup was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackedUp {
    /// What to call the file.
    pub name: String,
    /// Changes in it.
    pub changes: u64,
    /// Entries of the trail in it.
    pub entries: u64,
    /// How large it is.
    pub size: String,
    /// The digest at its end: two files can be compared by it.
    pub digest: String,
}

/// A piece of a file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePiece {
    /// The first one.
    pub first: bool,
    /// The last one.
    pub last: bool,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl core::fmt::Debug for FilePiece {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "FilePiece({} bytes)", self.bytes.len())
    }
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupView {
    /// When it was made.
    pub made: String,
    /// Changes in it.
    pub changes: u64,
    /// Entries of the trail in it.
    pub entries: u64,
    /// How large it is.
    pub size: String,
    /// The digest at its end.
    pub digest: String,
    /// What this device has, or had by the page's marker, and the backup has not.
    pub missing: Option<Failure>,
    /// Why it can't be restored here.
    pub refused: Option<Failure>,
}

/// What became of the store since the page last saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VanishedView {
    /// What is missing, in counts and times; nothing where nothing is.
    pub missing: Option<Failure>,
    /// What can be done, each a sentence.
    pub ways: Vec<String>,
    /// What the page keeps from now on; empty for nothing new.
    pub marker: String,
}

/// How safe what is kept here is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthView {
    /// In one sentence.
    pub says: String,
    /// Whether something should be done.
    pub alarm: bool,
    /// Whether the browser promised not to evict it; nothing where it doesn't tell.
    pub persisted: Option<bool>,
    /// Room used, with its unit; empty where the browser doesn't tell.
    pub used: String,
    /// Room there may be.
    pub quota: String,
    /// Part of it that is used, in per cent.
    pub share: Option<u8>,
    /// Days since the last backup; nothing where there was none, or nobody has unlocked.
    pub days: Option<u32>,
    /// Changes that are in no backup; nothing where nobody has unlocked.
    pub unsaved: Option<u64>,
    /// Whether new keys are due.
    pub keys_due: bool,
}
