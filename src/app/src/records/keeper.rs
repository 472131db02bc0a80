//! The line to the custodian, and what the page knows of the door: whether there are records here, and who has unlocked.

use custodian::client::Client;
use custodian::protocol::{
    Door, Event, Failure, HealthView, Kit, Opened, Progress, Request, SyncView, VanishedView,
};
use leptos::prelude::*;

use super::exchange::{Came, Touching};
use super::home::Tab;
use super::watch;
use crate::link::{Link, address};
use crate::shell::Shell;

/// Where the workers' loaders stand when the page does not say.
const CUSTODIAN: &str = "/custodian-worker_loader.js";
const KEYS: &str = "/key-worker_loader.js";
/// How long the custodian may take to close up.
const MOST: core::time::Duration = core::time::Duration::from_secs(3);

/// What has to be done before the lock closes: it is given what to do next, and says whether everything is saved.
type BeforeLocking = std::sync::Arc<dyn Fn(Box<dyn FnOnce(bool)>) + Send + Sync>;

/// The custodian, as the page speaks with it. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Keeper {
    client: StoredValue<Option<Client>, LocalStorage>,
    link: Link,
    shell: Shell,
    /// What saves what is on the screen before it goes.
    before_locking: StoredValue<Option<BeforeLocking>>,
    /// It is being locked.
    locking: StoredValue<bool>,
    /// It was said that locking now loses something.
    warned: StoredValue<bool>,
    /// What stands at the door; nothing while it is being looked at.
    pub(super) door: RwSignal<Option<Door>>,
    /// Who has unlocked.
    pub(crate) opened: RwSignal<Option<Opened>>,
    /// The records can't be opened, or the custodian stopped.
    pub(super) broken: RwSignal<Option<Failure>>,
    /// What has to be printed before anything else.
    pub(super) kit: RwSignal<Option<Kit>>,
    /// What of the store is missing since the last visit.
    pub(super) vanished: RwSignal<Option<VanishedView>>,
    /// How safe what is kept here is, as last looked at.
    pub(super) health: RwSignal<Option<HealthView>>,
    /// What is shown behind the door.
    pub(crate) tab: RwSignal<Tab>,
    /// What the store holds will be noted in a moment.
    pub(super) marking: StoredValue<bool>,
    /// How far the demo hospital is filled, while it is being filled.
    pub(super) filling: RwSignal<Option<Progress>>,
    /// How the exchange with other devices stands.
    pub(crate) sync: RwSignal<SyncView>,
    /// How showing the server a passkey goes.
    pub(crate) touching: RwSignal<Touching>,
    /// What came from other devices.
    pub(crate) came: RwSignal<Came>,
    /// Something at the door is being worked on.
    pub(super) busy: RwSignal<bool>,
    /// Why the last thing at the door did not work.
    pub(super) refused: RwSignal<Option<Failure>>,
}

impl Keeper {
    /// Starts the custodian and has it look at the store.
    pub(crate) fn start(link: Link, shell: Shell) -> Self {
        let keeper = Self {
            client: StoredValue::new_local(None),
            link,
            shell,
            before_locking: StoredValue::new(None),
            locking: StoredValue::new(false),
            warned: StoredValue::new(false),
            door: RwSignal::new(None),
            opened: RwSignal::new(None),
            broken: RwSignal::new(None),
            kit: RwSignal::new(None),
            vanished: RwSignal::new(None),
            health: RwSignal::new(None),
            tab: RwSignal::new(Tab::Start),
            marking: StoredValue::new(false),
            filling: RwSignal::new(None),
            sync: RwSignal::new(SyncView::default()),
            touching: RwSignal::new(Touching::default()),
            came: RwSignal::new(Came::default()),
            busy: RwSignal::new(false),
            refused: RwSignal::new(None),
        };
        match Client::start(&address("chartroom-custodian", CUSTODIAN)) {
            Ok(client) => {
                client.on_crash(move |failure| keeper.broken.set(Some(failure)));
                keeper.client.set_value(Some(client));
                keeper.begin();
            }
            Err(failure) => keeper.broken.set(Some(failure)),
        }
        watch::idle(keeper);
        watch::other_tabs(keeper, shell);
        keeper
    }

    fn begin(self) {
        let request = Request::Begin {
            key_worker: address("chartroom-keys", KEYS),
        };
        self.ask(request, move |event| match event {
            Event::Door(door) => {
                self.door.set(Some(door));
                self.hold_marker();
                self.watch_exchange();
            }
            Event::Failed(failure) => self.broken.set(Some(failure)),
            _ => {}
        });
    }

    /// Asks the custodian; every event that answers comes to `hear`.
    pub(crate) fn ask(self, request: Request, hear: impl FnMut(Event) + 'static) {
        self.ask_with(request, Vec::new(), hear);
    }

    /// Asks the custodian with files, which it reads itself.
    pub(crate) fn ask_with(
        self,
        request: Request,
        files: Vec<web_sys::File>,
        hear: impl FnMut(Event) + 'static,
    ) {
        self.mark_soon(&request);
        self.client.with_value(|client| {
            if let Some(client) = client {
                client.ask_with(request, files, hear);
            }
        });
    }

    /// Whether there are records on this device, as far as is known yet.
    pub(crate) fn has_records(self) -> bool {
        self.door
            .with(|door| door.as_ref().is_some_and(|door| door.founded))
    }

    /// Whether somebody has unlocked.
    pub(crate) fn is_open(self) -> bool {
        self.opened.with_untracked(Option::is_some)
    }

    /// Asks for something at the door: one thing at a time, and a refusal is shown there.
    pub(super) fn knock(self, request: Request) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.refused.set(None);
        self.ask(request, move |event| {
            self.busy.set(false);
            match event {
                Event::Opened(opened) => self.enter(*opened),
                Event::Founded(founded) | Event::Recovered(founded) => {
                    self.kit.set(Some(founded.kit));
                    self.enter(founded.opened);
                }
                Event::Kit(kit) => self.kit.set(Some(kit)),
                Event::Failed(failure) => {
                    self.refused.set(Some(failure));
                    // Whoever waited to be let in and will not be can come in by another way.
                    if self
                        .door
                        .with_untracked(|door| door.as_ref().is_some_and(|door| door.knocked))
                    {
                        self.look_at_door();
                    }
                }
                _ => {}
            }
        });
    }

    /// Asks again what stands at the door. What is typed there is left alone where nothing has changed.
    pub(super) fn look_at_door(self) {
        self.ask(Request::Door, move |event| {
            if let Event::Door(door) = event
                && self.door.with_untracked(|now| now.as_ref() != Some(&door))
            {
                self.door.set(Some(door));
            }
        });
    }

    pub(super) fn enter(self, opened: Opened) {
        watch::tell_other_tabs();
        self.opened.set(Some(opened));
        self.ask_to_persist();
        crate::ui::focus_soon("place");
    }

    /// From now on this is done before the lock closes.
    pub(crate) fn before_locking(
        self,
        doing: impl Fn(Box<dyn FnOnce(bool)>) + Send + Sync + 'static,
    ) {
        self.before_locking
            .set_value(Some(std::sync::Arc::new(doing)));
    }

    /// Locks: what is on the screen is saved, the custodian writes what it has to and wipes its keys, both workers end, and the
    /// page is loaded anew, so that nothing of a record is left in its memory. What can't be saved holds the lock up once,
    /// with the reason; not where nobody is at the keys.
    pub(crate) fn lock(self, idle: bool) {
        if !self.is_open() || self.locking.get_value() {
            return;
        }
        self.locking.set_value(true);
        let Some(before) = self.before_locking.get_value() else {
            self.close_up(idle);
            return;
        };
        before(Box::new(move |saved| {
            if saved || idle || self.warned.get_value() {
                self.close_up(idle);
                return;
            }
            self.locking.set_value(false);
            self.warned.set_value(true);
            self.shell.say(
                "Not locked: the case is not saved, and the header says why. Lock again to lock all the same; what is not saved is lost then.",
            );
        }));
        if idle {
            // Nobody is here to see that a save takes long.
            set_timeout(move || self.close_up(true), MOST);
        }
    }

    fn close_up(self, idle: bool) {
        if !self.is_open() {
            return;
        }
        // The screen is cleared at once; the custodian needs a moment.
        self.opened.set(None);
        let ended = move || {
            self.client.with_value(|client| {
                if let Some(client) = client {
                    client.stop();
                }
            });
            self.link.stop();
            let _ = window().location().reload();
        };
        self.ask(Request::Lock { idle }, move |_| self.mark(ended));
        // A custodian that does not answer is ended all the same.
        set_timeout(ended, MOST);
    }
}
