//! The server asks for a passkey: said in the header and beside the exchange, and shown when whoever works here presses. Never by
//! itself, and in nobody's way.

use custodian::protocol::{
    Event, Failure, ForAuthenticator, FromAuthenticator, LineState, PasskeyRequest, Request,
    SyncEvent, SyncRequest,
};
use leptos::prelude::*;

use super::authenticator::{Doing, asked};
use crate::records::Keeper;
use crate::shell::Shell;
use crate::ui::failure;

/// How showing a passkey goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Touching {
    /// The browser is asking.
    busy: bool,
    /// Why the last time came to nothing.
    refused: Option<Failure>,
}

impl Keeper {
    /// Whether the server asks for a passkey.
    pub(super) fn asks_for_touch(self) -> Memo<bool> {
        Memo::new(move |_| self.sync.with(|sync| sync.standing == LineState::Touch))
    }

    /// Somebody pressed: the browser asks them for their passkey.
    pub(super) fn touch(self, shell: Shell) {
        if self.touching.with_untracked(|touching| touching.busy) {
            return;
        }
        self.touching.set(Touching {
            busy: true,
            refused: None,
        });
        let request = Request::Sync(SyncRequest::Passkeys(PasskeyRequest::Touch));
        self.ask(request, move |event| match event {
            Event::Sync(SyncEvent::Authenticator(asks)) => self.show_passkey(asks, shell),
            Event::Failed(failure) => self.touched(shell, Some(failure)),
            _ => self.touched(shell, None),
        });
    }

    fn show_passkey(self, asks: ForAuthenticator, shell: Shell) {
        leptos::task::spawn_local(async move {
            let answer = match asked(Doing::Get, &asks.options).await {
                Ok(answer) => answer,
                Err(failure) => return self.touched(shell, Some(failure)),
            };
            let answered = FromAuthenticator {
                ticket: asks.ticket,
                answer,
            };
            let request = PasskeyRequest::Touched(answered);
            self.ask(
                Request::Sync(SyncRequest::Passkeys(request)),
                move |event| match event {
                    Event::Failed(failure) => self.touched(shell, Some(failure)),
                    _ => self.touched(shell, None),
                },
            );
        });
    }

    fn touched(self, shell: Shell, refused: Option<Failure>) {
        match &refused {
            Some(refused) => shell.say(format!("{} {}", refused.what, refused.fix)),
            None => shell.say("The server has seen your passkey. What waited is being sent."),
        }
        self.touching.set(Touching {
            busy: false,
            refused,
        });
    }
}

/// Beside the exchange, where one is asked for.
#[component]
pub(super) fn Touch() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let shell = expect_context::<Shell>();
    let asks = keeper.asks_for_touch();
    move || {
        asks.get().then(|| view! {
            <div class="actions">
                <button class="button first" type="button" data-test="touch-passkey" on:click=move |_| keeper.touch(shell)
                    aria-disabled=move || keeper.touching.with(|touching| touching.busy).to_string()>"Touch your passkey"</button>
            </div>
            {move || keeper.touching.with(|touching| touching.refused.as_ref().map(failure))}
        })
    }
}
