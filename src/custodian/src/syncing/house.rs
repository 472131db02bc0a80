//! Who and what the server knows of the facility, and what is done about it: codes for devices, laptops that are put out,
//! accounts that it lacks, and whether devices' rows were cut off there.

use std::collections::{BTreeMap, BTreeSet};

use access::Role;
use line::RequestId;
use records::EntryId;
use store::{Batch, Store, Table};
use sync::door::{Admits, Ask, ChainLine, DeviceLine, House, short_name};
use vault::door::ServerPublic;
use vault::kit::DoorCode;
use vault::{Envelope, Signature, SigningPublic};

use super::joining::account_of;
use super::talking::{Talk, Then};
use super::{Errand, Out, alone};
use crate::custodian::Custodian;
use crate::protocol::{
    CodeView, DeviceView, Event, Failure, HouseView, LaptopView, LineState, RefusedRow, SyncEvent,
    SyncRequest,
};
use crate::rows;
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Answers a request about the exchange: with errands, for much of it has to be asked at the server.
    pub async fn answer_sync(&mut self, id: RequestId, request: SyncRequest) -> Vec<Errand> {
        let mut out = Vec::new();
        if let Err(failure) = self.try_answer_sync(id, request, &mut out).await {
            out.push(Errand::Tell(id, Box::new(Event::Failed(failure))));
        }
        out
    }

    async fn try_answer_sync(
        &mut self,
        id: RequestId,
        request: SyncRequest,
        out: Out<'_>,
    ) -> Result<(), Failure> {
        let mut tell = |event| out.push(Errand::Tell(id, Box::new(Event::Sync(event))));
        match request {
            SyncRequest::Watch => {
                self.line.watchers.push(id);
                let view = self.sync_view().await;
                tell(SyncEvent::Standing(view));
                Ok(())
            }
            SyncRequest::Connect { code } => self.connect(id, &code, out).await,
            SyncRequest::Join(joining) => self.join(id, joining, out).await,
            SyncRequest::Knock(joining) => self.knock(id, joining, out).await,
            SyncRequest::LookAgain {
                user_name,
                password,
            } => self.look_again(id, &user_name, &password, out).await,
            _ if self.session.is_none() => self.session().map(|_| ()),
            SyncRequest::WriteStick { begin } => {
                let piece = self.write_stick(begin).await?;
                tell(SyncEvent::Stick(piece));
                Ok(())
            }
            SyncRequest::TakeStick(piece) => {
                let taken = self.take_stick(&piece).await?;
                tell(SyncEvent::Taken(taken));
                Ok(())
            }
            SyncRequest::Contain(containing) => self.contain(id, containing, out).await,
            SyncRequest::Incidents => {
                tell(SyncEvent::Incidents(self.incidents()?));
                Ok(())
            }
            SyncRequest::SetIncident { incident, outcome } => {
                self.set_incident(EntryId(incident), &outcome).await?;
                let shown = self.incidents()?;
                tell(SyncEvent::Incidents(shown));
                Ok(())
            }
            _ if !self.line.is_connected() => Err(alone()),
            SyncRequest::Now => {
                tell(SyncEvent::Done);
                self.happened_on_line(sync::Event::Now, out).await
            }
            SyncRequest::Refused => {
                let rows = self.refused_rows().await?.into_iter();
                let shown = rows.map(|row| RefusedRow {
                    what: match row.pointer.table() {
                        Some(Table::Operations) => "a saved change",
                        Some(Table::Bodies) => "a text or a part of an attachment",
                        Some(Table::Audit) => "an entry of the audit trail",
                        Some(Table::Keys | Table::CaseKeys) => "a key, sealed",
                        _ => "a row",
                    }
                    .to_owned(),
                    why: Failure::new(
                        "The server refuses it for good.",
                        format!("{}.", row.refusal),
                        "the server",
                        "It is kept here. Ask whoever keeps the server whether it takes more, then try again.",
                    ),
                });
                tell(SyncEvent::Refused(shown.collect()));
                Ok(())
            }
            SyncRequest::TryRefused => {
                self.try_refused().await?;
                out.push(Errand::Tell(id, Box::new(Event::Sync(SyncEvent::Done))));
                self.happened_on_line(sync::Event::Now, out).await
            }
            SyncRequest::Passkeys(request) => self.answer_passkeys(id, request, out).await,
            SyncRequest::Invite(inviting) => self.invite(id, inviting, out).await,
            SyncRequest::House => self.ask_door(Ask::House, Then::House(id), out).await,
            SyncRequest::MakeDeviceCode { minutes } => {
                let code = DoorCode::make(&mut self.world.rng());
                let ask = Ask::MakeCode {
                    hash: code.kept(),
                    seconds: minutes.saturating_mul(60),
                    admits: Admits::Device {
                        member: self.session()?.user().0,
                    },
                    inviter: Vec::new(),
                };
                let view = CodeView {
                    code: code.print().to_string(),
                    minutes,
                };
                self.ask_door(ask, Then::Code(id, view), out).await
            }
            SyncRequest::EndStore { store, wipe } => self.end_store(id, store, wipe, out).await,
            SyncRequest::SetFrozen { device, frozen } => {
                let ask = Ask::SetFrozen { device, frozen };
                self.ask_door(ask, Then::HouseAfter(id), out).await
            }
        }
    }

    /// The house as the screen shows it.
    pub(super) fn house_view(&self, house: &House) -> Result<HouseView, Failure> {
        let here = self.founded()?.store;
        let session = self.session()?;
        let person = |member: [u8; 16]| {
            let of = session.facility.members.get(&EntryId(member));
            of.map_or_else(|| "An account".to_owned(), |of| of.name.clone())
        };
        let mut stores: BTreeMap<[u8; 16], Vec<&DeviceLine>> = BTreeMap::new();
        for line in &house.devices {
            stores.entry(line.store).or_default().push(line);
        }
        let mut laptops: Vec<LaptopView> = stores
            .into_iter()
            .map(|(store, lines)| {
                let since = lines.iter().map(|line| line.since).min();
                let seen = lines.iter().map(|line| line.seen).max();
                LaptopView {
                    store,
                    here: store == here,
                    short: short_name(store),
                    since: since.map_or_else(String::new, |at| self.shown_minute(at)),
                    seen: seen.map_or_else(String::new, |at| self.shown_minute(at)),
                    ended: lines.iter().all(|line| line.ended.is_some()),
                    devices: lines
                        .iter()
                        .map(|line| DeviceView {
                            device: line.device,
                            person: person(line.member),
                            frozen: line.frozen.is_some(),
                            ended: line.ended.is_some(),
                        })
                        .collect(),
                }
            })
            .collect();
        laptops.sort_by_key(|laptop| (!laptop.here, laptop.ended, laptop.short.clone()));
        Ok(HouseView {
            laptops,
            room: format!(
                "{} of {} in use",
                crate::keeping::size(house.used),
                crate::keeping::size(house.quota)
            ),
            admits: self.line.run.as_ref().is_some_and(|run| run.admits),
        })
    }

    /// Has the server's accounts as the record has the people. It lacks those who were taken in on this device: what their
    /// password gives is known only to them, and until they unlock nobody comes in by it.
    pub(super) async fn reconcile(&mut self, house: &House) -> Result<(), Failure> {
        self.take_reports(house).await?;
        let mut asks = Vec::new();
        let session = self.session()?;
        let me = session.user().0;
        let admits = |roles: &[String]| crate::founding::roles_of(roles).has(Role::Supervisor);
        for account in house.accounts.iter().filter(|of| of.ended.is_none()) {
            let member = account.member;
            let Some(of) = session.facility.members.get(&EntryId(member)) else {
                continue;
            };
            if of.until.is_some() && member != me {
                let wipe = false;
                asks.push((Ask::EndMember { member, wipe }, Then::Changed));
            } else if admits(&of.roles) != account.admits && member != me {
                let admits = !account.admits;
                asks.push((Ask::SetAdmits { member, admits }, Then::Changed));
            }
        }
        for store in self.laptops_to_end(house)? {
            let wipe = false;
            asks.push((Ask::EndStore { store, wipe }, Then::Changed));
        }
        let there: BTreeSet<[u8; 16]> = house.accounts.iter().map(|of| of.member).collect();
        for row in self.rows(Table::Keys, rows::MEMBERS).await? {
            let Ok(envelope) = Envelope::parse(&row.value) else {
                continue;
            };
            let member = envelope.member();
            let session = self.session()?;
            let standing = session.keyring.members().get(&member);
            let present = standing.is_some_and(|of| of.left.is_none());
            if !present || there.contains(&member.0) {
                continue;
            }
            let Some(ways_in) = self.ways_in_here(&envelope).await? else {
                continue;
            };
            let of = session.facility.members.get(&EntryId(member.0));
            let admits = of.is_some_and(|of| admits(&of.roles));
            let unknown = vault::door::chance(&mut self.world.rng());
            let account = account_of(&envelope, unknown, ways_in, admits);
            asks.push((Ask::AddAccount(account), Then::Added));
        }
        self.let_in_who_knocks(house, &mut asks).await?;
        for (ask, then) in asks {
            let again = false;
            self.line.queue.push_back(Talk::Ask { ask, then, again });
        }
        Ok(())
    }

    /// Holds where the server says that devices' rows end against what it said before: a chain never gets shorter on the same
    /// shelf, and never becomes another.
    pub(crate) async fn hold_chains(
        &mut self,
        shelf: [u8; 16],
        chains: Vec<ChainLine>,
    ) -> Result<(), Failure> {
        let facility = self.founded()?.facility.0;
        let row = self.line.row.as_ref().ok_or_else(alone)?;
        let server = ServerPublic(SigningPublic(row.server));
        let same = row.progress.shelf.is_some_and(|known| known.0 == shelf);
        let mut known = row.chains.clone();
        for line in &chains {
            let digest = sync::door::chain_to_sign(
                facility,
                shelf,
                line.device,
                line.sequence,
                &line.digest,
            );
            let signed: Option<[u8; 64]> = line.signed.0.as_slice().try_into().ok();
            let sound = signed.is_some_and(|signed| server.verifies(&digest, &Signature(signed)));
            let before = known.get(&line.device).copied().filter(|_| same);
            let shorter = before.is_some_and(|(sequence, of)| {
                line.sequence < sequence || (line.sequence == sequence && of != line.digest)
            });
            if !sound || shorter {
                return self.line_harm(cut_off(shorter));
            }
            known.insert(line.device, (line.sequence, line.digest));
        }
        // A list that is full may leave some out.
        let told: BTreeSet<[u8; 16]> = chains.iter().map(|line| line.device).collect();
        let left_out = known.keys().any(|device| !told.contains(device));
        if same && left_out && chains.len() < sync::door::CHAINS {
            return self.line_harm(cut_off(true));
        }
        self.keep_line(Batch::new(), |row| row.chains = known).await
    }

    /// How the line stands changes with the next answer; what was found out stays until somebody locks.
    fn line_harm(&mut self, failure: Failure) -> Result<(), Failure> {
        self.session_mut()?.found(failure.clone());
        if let Some(run) = &mut self.line.run {
            run.standing = LineState::Harmed(failure);
        }
        Ok(())
    }
}

fn cut_off(shorter: bool) -> Failure {
    Failure::new(
        "The server has fewer of a device's rows than it had.",
        if shorter {
            "It signed before where they end, and they end earlier now."
        } else {
            "What it says of where they end is not signed by it."
        },
        "the server's account of the devices",
        "Tell whoever keeps the server, and your privacy officer. Nothing is missing on this device.",
    )
}
