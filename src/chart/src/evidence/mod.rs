//! Words as evidence: found again in a changed document, and conditions of earlier encounters sought in this one's texts.
//!
//! A code is tied to words by a span and the words themselves. When a document is amended its body is another one; [`locate`] finds the
//! words there, exactly or nearly. [`still_documented`] asks for each earlier condition whether this encounter's texts state it: nothing
//! is carried forward without words of this encounter (F-023 rests on OCG III: conditions that affect *this* stay).

mod chronic;
mod conditions;
mod locate;

pub use chronic::{CHRONIC, Chronic, chronic_of};
pub use conditions::{Carried, Earlier, Evidence, Verdict, still_documented};
pub use locate::{Found, locate};
