//! The line to the engine's worker, and what the screen knows of the packs it has loaded.

use engine::client::Client;
use engine::protocol::{About, Event, Failure, PackName, PackState, PackView, Request};
use leptos::prelude::*;

mod newest;

pub(crate) use newest::Newest;

/// Where the worker's loader stands when the page does not say.
const WORKER: &str = "/engine-worker_loader.js";
/// Folder of the packs on the server that gave the page.
const PACKS: &str = "/packs/";

/// The worker, started once; a copy is only a reference to it.
#[derive(Clone, Copy)]
pub(crate) struct Link {
    client: StoredValue<Option<Client>, LocalStorage>,
    /// Packs as they come in.
    pub(crate) packs: RwSignal<Vec<PackView>>,
    /// What is loaded, once every pack has been tried.
    pub(crate) about: RwSignal<Option<About>>,
    /// The engine could not start, or stopped.
    pub(crate) broken: RwSignal<Option<Failure>>,
}

impl Link {
    /// Starts the worker and lets it load its packs.
    pub(crate) fn start() -> Self {
        let link = Self {
            client: StoredValue::new_local(None),
            packs: RwSignal::new(Vec::new()),
            about: RwSignal::new(None),
            broken: RwSignal::new(None),
        };
        match Client::start(&address("chartroom-engine", WORKER)) {
            Ok(client) => {
                client.on_crash(move |failure| link.broken.set(Some(failure)));
                link.client.set_value(Some(client));
                link.load_packs();
            }
            Err(failure) => link.broken.set(Some(failure)),
        }
        link
    }

    /// Loads the packs, or tries again those that failed.
    pub(crate) fn load_packs(self) {
        self.packs.update(Vec::clear);
        let request = Request::Start {
            packs: PACKS.to_owned(),
        };
        self.ask(request, move |event| match event {
            Event::PackLoaded(pack) => self.packs.update(|all| all.push(pack)),
            Event::Ready(about) => {
                self.packs.set(about.packs.clone());
                self.about.set(Some(about));
            }
            Event::Failed(failure) => self.broken.set(Some(failure)),
            _ => {}
        });
    }

    /// Asks the engine; every event that answers comes to `hear`.
    pub(crate) fn ask(self, request: Request, hear: impl FnMut(Event) + 'static) {
        self.client.with_value(|client| {
            if let Some(client) = client {
                client.ask(request, hear);
            }
        });
    }

    /// Ends the worker, with the stay it may hold in memory.
    pub(crate) fn stop(self) {
        self.client.with_value(|client| {
            if let Some(client) = client {
                client.stop();
            }
        });
    }

    /// Whether the engine has tried all packs.
    pub(crate) fn ready(self) -> bool {
        self.about.with(Option::is_some)
    }

    /// Packs that have come so far, of all.
    pub(crate) fn progress(self) -> (usize, usize) {
        (self.packs.with(Vec::len), PackName::ALL.len())
    }

    /// The packs that can't be used, with the reason and the cure.
    pub(crate) fn failed_packs(self) -> Vec<(PackName, Failure)> {
        self.packs.with(|packs| {
            packs
                .iter()
                .filter_map(|pack| match &pack.state {
                    PackState::Failed(failure) => Some((pack.name, failure.clone())),
                    _ => None,
                })
                .collect()
        })
    }
}

/// The build writes the hashed names of workers into the page's head.
pub(crate) fn address(name: &str, otherwise: &str) -> String {
    document()
        .query_selector(&format!("meta[name={name}]"))
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .filter(|address| !address.is_empty())
        .unwrap_or_else(|| otherwise.to_owned())
}
