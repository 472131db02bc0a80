//! Requests, each brought to the part that answers it.

use store::Store;

use crate::check::Checking;
use crate::custodian::Custodian;
use crate::protocol::{Event, Failure, Founded, Request};
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// Answers a request. `tell` hears of what goes on until then.
    pub async fn answer(&mut self, request: Request, tell: impl FnMut(Event)) -> Event {
        match self.try_answer(request, tell).await {
            Ok(event) => event,
            Err(failure) => {
                // Keys that were made on the way and not written are made anew; the others come out of the store again.
                if let Some(session) = &mut self.session {
                    session.case_keys.clear();
                }
                Event::Failed(failure)
            }
        }
    }

    /// What is done once the answer has been told: nobody waits for it.
    pub async fn tidy(&mut self) {
        if self.session.is_some()
            && let Err(failure) = self.keep_catalogue_now_and_then().await
        {
            // A cache: the next try, or the next unlocking, makes it good.
            drop(failure);
        }
    }

    async fn try_answer(
        &mut self,
        request: Request,
        mut tell: impl FnMut(Event),
    ) -> Result<Event, Failure> {
        // Where this can't be written, nothing can be read through them either: the next request tries again.
        drop(self.close_run_out_glasses().await);
        Ok(match request {
            Request::Begin { .. } | Request::Door => Event::Door(self.door()),
            Request::Found(founding) => Event::Founded(Box::new(self.found(&founding).await?)),
            Request::Unlock {
                user_name,
                password,
            } => Event::Opened(Box::new(self.unlock(&user_name, &password).await?)),
            Request::UnlockByKit(by) => {
                let (kit, opened) = self.unlock_by_kit(&by).await?;
                Event::Recovered(Box::new(Founded { kit, opened }))
            }
            Request::UnlockByEscrow(by) => {
                Event::Opened(Box::new(self.unlock_by_escrow(&by).await?))
            }
            Request::ChangePassword { old, new } => {
                self.change_password(&old, &new).await?;
                Event::Done
            }
            Request::NewKit => Event::Kit(self.new_kit().await?),
            Request::AddMember(new) => Event::Kit(self.add_member(&new).await?),
            Request::People => Event::People(Box::new(self.people()?)),
            Request::SetRoles {
                user,
                roles,
                reason,
            } => Event::People(Box::new(self.set_roles(user, &roles, &reason).await?)),
            Request::EndMember { user, reason } => {
                Event::People(Box::new(self.end_member(user, &reason).await?))
            }
            Request::SetFacility(form) => Event::People(Box::new(self.set_facility(&form).await?)),
            Request::History { of, place } => Event::History(self.history(of, &place).await?),
            Request::Undo { of, place } => Event::Undone(self.take_back(of, &place, false).await?),
            Request::Redo { of, place } => Event::Undone(self.take_back(of, &place, true).await?),
            Request::Cases(request) => Event::Cases(self.answer_cases(request).await?),
            Request::Keeping(request) => Event::Keeping(
                self.answer_keeping(request, |event| tell(Event::Keeping(event)))
                    .await?,
            ),
            Request::Patients(request) => Event::Patients(self.answer_patients(request).await?),
            Request::Charts(request) => Event::Charts(self.answer_charts(request).await?),
            // Answered by errands: see `answer_sync`.
            Request::Sync(_) => Event::Failed(crate::syncing::alone()),
            Request::Check => {
                let mut checking = Checking::default();
                loop {
                    if let Some(checked) = self.check_some(&mut checking).await? {
                        break Event::Checked(checked);
                    }
                    tell(Event::Checking(checking.operations()));
                }
            }
            Request::Lock { idle } => match self.lock(idle).await {
                Ok(()) => Event::Locked,
                Err(failure) => Event::Failed(failure),
            },
        })
    }
}
