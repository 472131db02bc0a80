//! Bugs that somebody could have made in a carrier, in a server or in between. Each has to be found.

/// Names the bugs, and lists them all.
macro_rules! bugs {
    ($($(#[$said:meta])+ $name:ident,)+) => {
        /// A planted bug.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Bug {
            $($(#[$said])+ $name,)+
        }

        impl Bug {
            pub(crate) const ALL: &[Self] = &[$(Self::$name,)+];
        }
    };
}

bugs! {
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
    /// The server takes two rows of one number for one: of two clones, it keeps what one wrote.
    NumberIsTheRow,
    /// A device writes how far it was when it started whenever it settles.
    CursorsForgotten,
    /// A device takes in again what is fetched again.
    TakenTwice,
    /// A device ends its rests by the clock on the wall.
    RestsByTheWall,
    /// A device goes on at once, whatever has failed.
    NoPatience,
    /// A device stamps what it writes with its clock, whatever it has seen.
    StampIsTheClock,
    /// A device throws away what was written in its future.
    FutureIsDropped,
    /// An older build throws away what it does not know.
    UnknownIsDropped,
    /// What an older build kept is not taken in after the update.
    UnknownIsLeft,
    /// An older build does not send again what it does not know.
    UnknownIsNotQueued,
    /// A device that is put out removes what it keeps though nobody said so.
    EndIsWipe,
    /// The server looks who asks when a request begins to come, and not again when it is there.
    LetInAtTheBegin,
    /// A frozen device sends nothing and is given all.
    FrozenReads,
    /// A device sends what is sealed under a new key before the key.
    KeysLater,
}
