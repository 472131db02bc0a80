//! What a shelf answers, over a transaction: as `sync::Shelf` does in memory.

use std::collections::HashSet;

use sync::{
    Answer, Chain, Head, Item, ItemId, Offered, Origin, Placed, Refusal, Request, Room, Said,
    ShelfId, Stopped, Stream, Verdict, may_be_pushed,
};

use super::desk::{Desk, Of, Shelved, Span, Standing};
use super::{FacilityId, Sender};
use crate::Trouble;

/// Rows by which chains go on at once, those of all devices together.
const ROWS: usize = 1_000;
/// Of them read at a time.
const ROWS_AT_ONCE: usize = 64;
/// Items that a page reads at a time.
const AT_ONCE: u32 = 64;
/// A span of the asker's own of fewer rows is read over, rather than around: each way around is a statement of its own.
const READ_OVER: u64 = 32;
/// Large items that one device may have on their way; the oldest go when it begins another.
const PARTS_OF_A_DEVICE: u64 = 32;
/// Large items that all devices of a member may have on their way; likewise.
const PARTS_OF_A_MEMBER: u64 = 64;
/// Large items that a facility may have on their way, and bytes of them; likewise.
const PARTS: (u64, u64) = (512, 256 << 20);
/// How long a large item may wait for its next piece: a week, in milliseconds.
pub(super) const STALE: i64 = 7 * 24 * 60 * 60 * 1_000;

/// Answers a request.
pub(super) async fn answer<D: Desk>(
    desk: &mut D,
    room: &Room,
    facility: FacilityId,
    by: Sender,
    request: &Request,
) -> Result<Answer, Trouble> {
    let standing = desk.standing(facility).await?;
    let standing = standing.ok_or(Trouble::NoFacility)?;
    let mut shelf = OnDesk {
        desk,
        room,
        facility,
        by,
        standing,
    };
    let said = shelf.said(request).await?;
    Ok(Answer {
        shelf: shelf.standing.shelf,
        head: shelf.standing.head,
        said,
    })
}

/// A shelf that came out of a backup.
pub(super) async fn put_back<D: Desk>(
    desk: &mut D,
    facility: FacilityId,
    shelf: ShelfId,
    same: u64,
) -> Result<(), Trouble> {
    let standing = desk.standing(facility).await?;
    let standing = standing.ok_or(Trouble::NoFacility)?;
    let place = desk.kin(facility).await?.len() as u64;
    desk.add_kin(facility, place, (standing.shelf, same.min(standing.head)))
        .await?;
    desk.drop_parts(facility).await?;
    desk.rename(facility, shelf).await
}

/// A shelf in a transaction.
struct OnDesk<'a, D> {
    desk: &'a mut D,
    room: &'a Room,
    facility: FacilityId,
    by: Sender,
    standing: Standing,
}

impl<D: Desk> OnDesk<'_, D> {
    async fn said(&mut self, request: &Request) -> Result<Said, Trouble> {
        let malformed = Said::Stopped(Stopped::Malformed);
        Ok(match request {
            Request::Push(items) if !may_be_pushed(items, self.room) => malformed,
            Request::Push(items) => Said::Pushed(self.push(items).await?),
            Request::Part {
                id,
                head,
                offset,
                bytes,
            } => self.part(*id, head, *offset, bytes).await?,
            Request::Missing(ids) if ids.len() > self.room.list => malformed,
            Request::Missing(ids) => {
                let known = self.desk.known(self.facility, ids).await?;
                let missing = (0..).zip(ids).filter(|(_, id)| !known.contains(id));
                Said::Missing(missing.map(|(place, _)| place).collect())
            }
            Request::Pull { own, .. } if own.len() > self.room.spans => malformed,
            Request::Kin => Said::Kin(self.desk.kin(self.facility).await?),
            Request::Pull {
                stream,
                after,
                own,
                most,
            } => {
                let most = (*most).min(self.room.page);
                self.pull(*stream, *after, own, most).await?
            }
            Request::Fetch {
                cursor,
                offset,
                most,
            } => {
                let piece = self.desk.piece(self.facility, *cursor, *offset, *most);
                piece.await?.map_or(malformed, Said::Piece)
            }
        })
    }

    fn has_room(&self, head: &Head) -> Result<(), Refusal> {
        let Standing { used, quota, .. } = self.standing;
        self.room.takes(head, used, quota)
    }

    async fn push(&mut self, items: &[Item]) -> Result<Vec<Verdict>, Trouble> {
        let named: Vec<Option<ItemId>> = items
            .iter()
            .map(|item| item.is_whole().then(|| item.id()))
            .collect();
        let ids: Vec<ItemId> = named.iter().copied().flatten().collect();
        let mut known = self.desk.known(self.facility, &ids).await?;
        let mut verdicts = Vec::new();
        let mut kept = Vec::new();
        for (item, id) in items.iter().zip(named) {
            let verdict = match id {
                None => Verdict::Refused(Refusal::Unsound),
                Some(id) if known.contains(&id) => Verdict::Known,
                Some(id) => match self.has_room(&item.head) {
                    Err(refusal) => Verdict::Refused(refusal),
                    Ok(()) => {
                        self.standing.head += 1;
                        self.standing.used += Room::charge(&item.head);
                        known.insert(id);
                        kept.push((self.standing.head, id, item));
                        Verdict::Kept(self.standing.head)
                    }
                },
            };
            verdicts.push(verdict);
        }
        self.keep(&kept).await?;
        Ok(verdicts)
    }

    async fn keep(&mut self, kept: &[(u64, ItemId, &Item)]) -> Result<(), Trouble> {
        if kept.is_empty() {
            return Ok(());
        }
        self.desk.insert(self.facility, self.by, kept).await?;
        let Standing { head, used, .. } = self.standing;
        self.desk.advance(self.facility, head, used).await?;
        let origins = kept.iter().filter_map(|(_, _, item)| item.head.origin);
        let devices: HashSet<[u8; 16]> = origins.map(|Origin { device, .. }| device).collect();
        let mut left = ROWS;
        for device in devices {
            left = self.chain(device, left).await?;
        }
        Ok(())
    }

    /// Goes on with a device's chain as far as its rows are there, but looks at no more than so many, so that others need not wait;
    /// the next push goes on. Says how many may be looked at then.
    async fn chain(&mut self, device: [u8; 16], mut left: usize) -> Result<usize, Trouble> {
        let before = self.desk.chain(self.facility, device).await?;
        let mut chain = before.unwrap_or(Chain::BEGIN);
        let mut goes_on = true;
        while goes_on && left > 0 {
            let most = left.min(ROWS_AT_ONCE);
            let behind = chain.sequence;
            let rows = self.desk.rows_after(self.facility, device, behind, most);
            let rows = rows.await?;
            left -= rows.len();
            goes_on = rows.len() == most;
            for (sequence, id) in rows {
                // Of two with one number the first to come counts; the other comes behind it.
                if sequence == chain.sequence {
                    continue;
                }
                if Some(sequence) != chain.sequence.checked_add(1) {
                    goes_on = false;
                    break;
                }
                chain = chain.after(sequence, id);
            }
        }
        if before != Some(chain) {
            self.desk.set_chain(self.facility, device, chain).await?;
        }
        Ok(left)
    }

    async fn part(
        &mut self,
        id: ItemId,
        head: &Head,
        offset: u32,
        bytes: &[u8],
    ) -> Result<Said, Trouble> {
        let facility = self.facility;
        if !self.desk.known(facility, &[id]).await?.is_empty() {
            return Ok(Said::Pushed(vec![Verdict::Known]));
        }
        if let Err(refusal) = self.has_room(head) {
            return Ok(Said::Pushed(vec![Verdict::Refused(refusal)]));
        }
        let unsound = Said::Pushed(vec![Verdict::Refused(Refusal::Unsound)]);
        let by = self.by;
        let mut there = match self.desk.part(facility, by, id).await? {
            Some(part) if part.head != *head => {
                self.desk.drop_part(facility, by, id).await?;
                return Ok(unsound);
            }
            Some(part) => part.there,
            None => {
                self.make_room_for_a_part().await?;
                self.desk.begin_part(facility, by, id, head).await?;
                0
            }
        };
        let length = u64::from(head.length);
        if u64::from(offset) == there && !bytes.is_empty() {
            let room = usize::try_from(length.saturating_sub(there)).unwrap_or(usize::MAX);
            let bytes = bytes.get(..room).unwrap_or(bytes);
            self.desk.add_piece(facility, by, id, there, bytes).await?;
            there += bytes.len() as u64;
        }
        if there < length {
            return Ok(Said::Parted(u32::try_from(there).unwrap_or(u32::MAX)));
        }
        let bytes = self.desk.pieces(facility, by, id).await?;
        self.desk.drop_part(facility, by, id).await?;
        let item = Item {
            head: head.clone(),
            bytes,
        };
        if item.id() != id {
            return Ok(unsound);
        }
        self.standing.head += 1;
        self.standing.used += Room::charge(head);
        let cursor = self.standing.head;
        self.keep(&[(cursor, id, &item)]).await?;
        Ok(Said::Pushed(vec![Verdict::Kept(cursor)]))
    }

    /// Makes room for one more large item on its way: those go to which nothing came for longest, of the device, of its member, of
    /// all. Whoever sends one that went is told to begin it again.
    async fn make_room_for_a_part(&mut self) -> Result<(), Trouble> {
        let (facility, by) = (self.facility, self.by);
        let desk = &mut *self.desk;
        desk.drop_oldest(facility, Of::Device(by.device), PARTS_OF_A_DEVICE - 1)
            .await?;
        desk.drop_oldest(facility, Of::MemberAt(by.device), PARTS_OF_A_MEMBER - 1)
            .await?;
        let mut beyond = PARTS.0 - 1;
        loop {
            let (parts, bytes) = desk.open_parts(facility).await?;
            if parts <= beyond && bytes < PARTS.1 {
                return Ok(());
            }
            beyond = beyond.min(parts.saturating_sub(1));
            desk.drop_oldest(facility, Of::All, beyond).await?;
        }
    }

    async fn pull(
        &mut self,
        stream: Stream,
        after: u64,
        own: &[(u64, u64)],
        most: u32,
    ) -> Result<Said, Trouble> {
        let mut own = own.to_vec();
        own.sort_unstable();
        let (mut items, mut size) = (Vec::new(), 0);
        let mut through = after;
        let mut at = after;
        let more = loop {
            let span = self.next_span(stream, at, &own);
            let Some(span) = span else {
                break false;
            };
            let page = self
                .desk
                .page(self.facility, span, self.room.whole, AT_ONCE)
                .await?;
            let full = page.len() == AT_ONCE as usize;
            let mut over = false;
            for shelved in page {
                if is_own(shelved.cursor, &own) {
                    at = shelved.cursor;
                    continue;
                }
                let bytes = shelved.bytes.as_ref().map_or(0, Vec::len);
                size += bytes + shelved.head.key.len() + 64;
                if !items.is_empty() && size > most as usize {
                    over = true;
                    break;
                }
                if !is_sound(&shelved) {
                    // What came before it is given; who asks again is told that there is trouble, and its keeper where.
                    if items.is_empty() {
                        return Err(Trouble::Rotten {
                            cursor: shelved.cursor,
                        });
                    }
                    over = true;
                    break;
                }
                through = shelved.cursor;
                at = shelved.cursor;
                items.push(placed(shelved));
            }
            if over {
                break true;
            }
            if !full {
                at = span.before - 1;
            }
        };
        if !more {
            through = after.max(self.standing.head);
        }
        Ok(Said::Pulled {
            items,
            through,
            more,
        })
    }

    /// What comes behind a cursor up to a long span of the asker's own. Within it there may be short ones.
    fn next_span(&self, stream: Stream, after: u64, own: &[(u64, u64)]) -> Option<Span> {
        let mut after = after;
        let mut before = self.standing.head + 1;
        for (first, last) in own.iter().filter(|(first, last)| first <= last) {
            if *first <= after.saturating_add(1) {
                after = after.max(*last);
            } else if last - first >= READ_OVER {
                before = before.min(*first);
                break;
            }
        }
        (after.saturating_add(1) < before).then_some(Span {
            stream,
            after,
            before,
        })
    }
}

fn is_own(cursor: u64, own: &[(u64, u64)]) -> bool {
    own.iter()
        .any(|(first, last)| (*first..=*last).contains(&cursor))
}

/// Whether it is still what it is called: disks forget. A large one is checked by whoever fetches its pieces.
fn is_sound(shelved: &Shelved) -> bool {
    let bytes = shelved.bytes.as_ref();
    bytes.is_none_or(|bytes| shelved.head.id(bytes) == shelved.id)
}

fn placed(shelved: Shelved) -> Placed {
    let Shelved {
        cursor,
        id,
        head,
        bytes,
    } = shelved;
    let offered = match bytes {
        Some(bytes) => Offered::Whole(Item { head, bytes }),
        None => Offered::Large { id, head },
    };
    Placed { cursor, offered }
}
