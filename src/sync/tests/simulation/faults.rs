//! What goes wrong, and how often.

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// A request does not arrive.
    RequestLost,
    /// It was done, and the answer does not arrive.
    AnswerLost,
    /// A request arrives twice.
    RequestTwice,
    /// An answer arrives twice.
    AnswerTwice,
    /// Something takes so long that others overtake it.
    Late,
    /// Bytes are changed on the way.
    Garbled,
    /// A device has no line for a while.
    Partition,
    /// A device is ended before a batch.
    KilledBefore,
    /// A device is ended after a batch, before it hears of it.
    KilledAfter,
    /// A device has no room for a batch.
    DeviceFull,
    /// The server has no room for a while.
    ServerFull,
    /// The server is put back from a backup.
    ServerPutBack,
    /// A device is put back from a backup.
    DevicePutBack,
    /// A device is cloned, and both go on.
    Cloned,
    /// A device is taken out of the facility.
    Revoked,
    /// A session is over.
    Expired,
    /// The server has too much to do.
    Busy,
    /// A hint that means nothing, or none where there should be one.
    FalseHint,
    /// A row that the server will never take.
    NeverTaken,
    /// A device's store can't be read for once.
    StoreFails,
}

impl Fault {
    pub(crate) const ALL: [Self; 20] = [
        Self::RequestLost,
        Self::AnswerLost,
        Self::RequestTwice,
        Self::AnswerTwice,
        Self::Late,
        Self::Garbled,
        Self::Partition,
        Self::KilledBefore,
        Self::KilledAfter,
        Self::DeviceFull,
        Self::ServerFull,
        Self::ServerPutBack,
        Self::DevicePutBack,
        Self::Cloned,
        Self::Revoked,
        Self::Expired,
        Self::Busy,
        Self::FalseHint,
        Self::NeverTaken,
        Self::StoreFails,
    ];
}
