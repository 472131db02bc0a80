//! Bugs that somebody could have made in a carrier, in a server or in between. Each has to be found.

/// A planted bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// A device throws away what the server refuses.
    RefusedIsDropped,
    /// A device writes how far it is before it writes what came.
    CursorFirst,
    /// A device that meets another shelf says that it has queued everything before it has.
    QueuedAfterwards,
    /// A device that meets another shelf queues what it wrote itself, and nothing of others.
    OnlyOwnQueued,
    /// A device takes everything out of its outbox with the first answer.
    AllSettled,
    /// A backup of the server is put back as if nothing had happened.
    SameShelf,
    /// The server answers before what it keeps is on the disk.
    AnswerBeforeDisk,
    /// The server says that a stream was gone through to its end when a page is full.
    TooFar,
    /// The server appends pieces as they come.
    PiecesAsTheyCome,
    /// The server gives no device anything up to the last row that this device has sent.
    NothingBeforeOwn,
    /// A late answer is taken for the one that is awaited.
    AnyAnswer,
    /// What a line has changed is taken as it came.
    ChangedOnTheWay,
    /// A server without room says so as if it were for good.
    FullForGood,
}

impl Bug {
    pub(crate) const ALL: [Self; 13] = [
        Self::RefusedIsDropped,
        Self::CursorFirst,
        Self::QueuedAfterwards,
        Self::OnlyOwnQueued,
        Self::AllSettled,
        Self::SameShelf,
        Self::AnswerBeforeDisk,
        Self::TooFar,
        Self::PiecesAsTheyCome,
        Self::NothingBeforeOwn,
        Self::AnyAnswer,
        Self::ChangedOnTheWay,
        Self::FullForGood,
    ];
}
