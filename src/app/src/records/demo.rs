//! The demo hospital: opened with one press where nothing is kept yet. Its user name and password are the same everywhere
//! and shown wherever they are asked for, because nothing in it is anybody's.

use custodian::protocol::{
    ChartsEvent, ChartsRequest, Event, MadeUp, Opened, Person, PlantedView, Progress, Request,
};
use leptos::prelude::*;

use super::door::Refused;
use super::keeper::Keeper;
use crate::shell::{Route, Shell};
use crate::ui::{counted, failure, grouped};

/// Who opens the demo hospital.
const USER_NAME: &str = "demo";
const PASSWORD: &str = "paper lantern otter seventeen";

impl Keeper {
    /// Sets the demo hospital up, fills it, and goes to its worklist.
    pub(super) fn open_demo(self, shell: Shell) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.refused.set(None);
        self.filling.set(Some(Progress::default()));
        let request = ChartsRequest::OpenDemo {
            person: Person {
                name: "Sample, Robin".to_owned(),
                credentials: "RHIT".to_owned(),
                unit: "Health Information".to_owned(),
                user_name: USER_NAME.to_owned(),
                password: PASSWORD.to_owned(),
            },
            until: String::new(),
        };
        self.ask(Request::Charts(request), move |event| match event {
            Event::Charts(ChartsEvent::Demo(begun)) => {
                self.filling.set(Some(begun.progress));
                self.fill(begun.founded.opened, shell);
            }
            Event::Failed(failure) => self.not_filled(failure),
            _ => {}
        });
    }

    fn fill(self, opened: Opened, shell: Shell) {
        self.ask(
            Request::Charts(ChartsRequest::GoOn),
            move |event| match event {
                Event::Charts(ChartsEvent::Progress(progress)) if progress.finished => {
                    self.filling.set(None);
                    self.busy.set(false);
                    self.look_at_door();
                    shell.say(format!(
                        "The demo hospital is open: {} made-up encounters.",
                        grouped(u64::from(progress.done))
                    ));
                    Route::Worklist.go();
                    self.enter(opened.clone());
                }
                Event::Charts(ChartsEvent::Progress(progress)) => {
                    self.filling.set(Some(progress));
                    self.fill(opened.clone(), shell);
                }
                Event::Failed(failure) => self.not_filled(failure),
                _ => {}
            },
        );
    }

    fn not_filled(self, failure: custodian::protocol::Failure) {
        self.filling.set(None);
        self.busy.set(false);
        self.refused.set(Some(failure));
        self.look_at_door();
    }
}

/// The way into the demo hospital, where nothing is kept yet or one was begun.
#[component]
pub(super) fn DemoWay() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let shell = expect_context::<Shell>();
    let begun = move || {
        keeper
            .door
            .with(|door| door.as_ref().map(|door| door.made_up))
            == Some(MadeUp::Begun)
    };
    view! {
        <section class="door-part demo-way" data-test="demo-way">
            <h2>"Only looking around?"</h2>
            <p>"A hospital with 360 encounters and whole charts, with faults planted to be found. Every patient is made up. It takes up this browser profile: a facility of your own needs another one."</p>
            {move || begun().then(|| view! { <p class="notice warn" data-test="demo-begun">"It was begun here and did not come to its end. It is cleared away and made anew."</p> })}
            <div>
                <button class="button" class:first=begun type="button" data-test="open-demo" aria-disabled=move || keeper.busy.get().to_string()
                    on:click=move |_| keeper.open_demo(shell)>"Open the demo hospital"</button>
            </div>
        </section>
    }
}

/// A demo hospital that was begun and is not whole can only be begun anew.
#[component]
pub(super) fn DemoBegun() -> impl IntoView {
    view! {
        <div class="column narrow door">
            <header><h1>"The demo hospital is not whole"</h1></header>
            <Refused/>
            <DemoWay/>
        </div>
    }
}

/// While it is being filled.
#[component]
pub(super) fn Filling() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let (done, of) = (
        move || {
            keeper
                .filling
                .with(|p| p.as_ref().map_or(0, |progress| progress.done))
        },
        move || {
            keeper
                .filling
                .with(|p| p.as_ref().map_or(0, |progress| progress.of))
        },
    );
    view! {
        <div class="column narrow door" data-test="demo-filling">
            <header>
                <h1>"Opening the demo hospital"</h1>
                <p>"Its patients, charts and cases are made here, out of a seed, and sealed one by one. Nothing is fetched."</p>
            </header>
            <progress class="bar" aria-label="Encounters written" max=move || of().max(1).to_string() prop:value=move || f64::from(done())></progress>
            <p class="num" data-test="demo-progress">{move || match of() {
                0 => "Making keys…".to_owned(),
                of => format!("{} of {} encounters", grouped(u64::from(done())), grouped(u64::from(of))),
            }}</p>
            <DemoKeys/>
        </div>
    }
}

/// What opens the demo hospital again.
#[component]
pub(super) fn DemoKeys() -> impl IntoView {
    view! {
        <div class="notice info" data-test="demo-keys">
            <p class="strong">"Demo: made-up patients"</p>
            <p>"User name "<code>{USER_NAME}</code>", password "<code>{PASSWORD}</code>". They are the same in every demo hospital: keep nothing real in it."</p>
        </div>
    }
}

/// What the demo hospital is, behind its door, with what was planted in it.
#[component]
pub(super) fn DemoSection() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let planted = RwSignal::new(None::<Vec<PlantedView>>);
    let looking = RwSignal::new(false);
    let refused = RwSignal::new(None);
    let look = move |_| {
        if looking.get_untracked() {
            return;
        }
        looking.set(true);
        keeper.ask(Request::Charts(ChartsRequest::Planted), move |event| {
            looking.set(false);
            match event {
                Event::Charts(ChartsEvent::Planted(all)) => planted.set(Some(all)),
                Event::Failed(failure) => refused.set(Some(failure)),
                _ => {}
            }
        });
    };
    view! {
        <section data-test="demo-section">
            <DemoKeys/>
            {move || refused.get().map(|refused| failure(&refused))}
            {move || match planted.get() {
                None => view! {
                    <div><button class="button" type="button" data-test="show-planted" aria-disabled=move || looking.get().to_string() on:click=look>
                        {move || if looking.get() { "Making the list…" } else { "What is planted here" }}
                    </button>" "<span class="quiet small">"It gives away what an exercise asks for."</span></div>
                }.into_any(),
                Some(all) => view! {
                    <h2>"What is planted here"</h2>
                    <p class="quiet" role="status">{counted(all.len() as u64, "fault", "faults")}</p>
                    <div class="scroll-x planted" tabindex="0" role="region" aria-label="What is planted here">
                        <table class="plain-table" data-test="planted">
                            <thead><tr><th scope="col">"Where"</th><th scope="col">"Fault"</th><th scope="col">"What is wrong"</th><th scope="col">"How it shows"</th></tr></thead>
                            <tbody>{all.into_iter().map(|fault| view! {
                                <tr><td class="num">{fault.name}</td><td>{fault.kind}</td><td>{fault.what}</td><td class="quiet">{fault.place}</td></tr>
                            }).collect_view()}</tbody>
                        </table>
                    </div>
                }.into_any(),
            }}
        </section>
    }
}
