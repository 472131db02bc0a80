//! What goes wrong, and how often.

/// Names the faults, and lists them all.
macro_rules! faults {
    ($($(#[$said:meta])+ $name:ident,)+) => {
        /// A fault.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Fault {
            $($(#[$said])+ $name,)+
        }

        impl Fault {
            pub(crate) const ALL: &[Self] = &[$(Self::$name,)+];
        }
    };
}

faults! {
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
    /// The server from before it was put back still answers now and then.
    TwoServers,
    /// A device is put back from a backup.
    DevicePutBack,
    /// A device's whole profile is copied, and both go on.
    Cloned,
    /// A device is put out, and keeps what it has.
    Ended,
    /// A device is put out, and is to remove what it has.
    Wiped,
    /// A device is frozen for a while.
    Frozen,
    /// A device is put out or frozen while its request is on the way.
    EndedOnTheWay,
    /// A session is over.
    Expired,
    /// The server has too much to do.
    Busy,
    /// A hint that means nothing, or none where there should be one.
    FalseHint,
    /// Many hints, one after the other.
    HintStorm,
    /// A row that the server will never take.
    NeverTaken,
    /// A device's store can't be read for once.
    StoreFails,
    /// A device's clock is years ahead or behind from the beginning.
    ClockWrong,
    /// A device's clock jumps while it runs.
    ClockJumps,
    /// A laptop sleeps, and goes on as if nothing had been.
    Asleep,
    /// A device gets a row of a kind that its build does not know.
    UnknownKind,
    /// A device is updated to a build that knows more kinds.
    Updated,
    /// A message of a newer protocol reaches somebody who does not speak it.
    NewerProtocol,
}
