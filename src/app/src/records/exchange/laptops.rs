//! Who else is in: the facility's laptops as the server knows them, a code for a further one, and taking one out.

use custodian::protocol::{
    CodeView, Event, HouseView, LaptopView, Request, SyncEvent, SyncRequest,
};
use leptos::prelude::*;

use crate::records::Keeper;
use crate::ui::{Dialog, failure};

/// For how long a code for a further device is good.
const CODE_MINUTES: u32 = 15;

/// The section.
#[component]
pub(crate) fn Laptops() -> impl IntoView {
    let keeper = expect_context::<Keeper>();
    let house = RwSignal::new(None::<HouseView>);
    let refused = RwSignal::new(None);
    let code = RwSignal::new(None::<CodeView>);
    let showing = RwSignal::new(false);
    let hear = move |event| match event {
        Event::Sync(SyncEvent::House(told)) => {
            refused.set(None);
            house.set(Some(told));
        }
        Event::Sync(SyncEvent::Code(made)) => {
            refused.set(None);
            code.set(Some(made));
            showing.set(true);
        }
        Event::Failed(failure) => refused.set(Some(failure)),
        _ => {}
    };
    let ask = move |request| keeper.ask(Request::Sync(request), hear);
    let asks_for_touch = keeper.asks_for_touch();
    Effect::new(move |_| {
        // Without a session the server tells nothing, and why is said beside the exchange.
        if !asks_for_touch.get() {
            ask(SyncRequest::House);
        }
    });
    view! {
        <section data-test="laptops">
            <h2>"Devices"</h2>
            {move || refused.get().map(|refused| failure(&refused))}
            {move || house.get().map(|told| {
                let admits = told.admits;
                view! {
                    <div class="scroll-x" tabindex="0" role="region" aria-label="Devices">
                        <table class="people-table">
                            <thead><tr><th scope="col">"Device"</th><th scope="col">"Who works on it"</th><th scope="col">"Came"</th><th scope="col">"Last heard of"</th><th scope="col"><span class="out-of-sight">"To do"</span></th></tr></thead>
                            <tbody>{told.laptops.into_iter().map(|laptop| view! { <Laptop laptop admits ask/> }).collect_view()}</tbody>
                        </table>
                    </div>
                    <p class="quiet small" data-test="server-room">{told.room}" on the server."</p>
                }
            })}
            <div class="actions">
                <button class="button" type="button" data-test="make-device-code" on:click=move |_| ask(SyncRequest::MakeDeviceCode { minutes: CODE_MINUTES })>"Let in a further device of yours"</button>
                <button class="button plain" type="button" data-test="look-again" on:click=move |_| ask(SyncRequest::House)>"Look again"</button>
            </div>
            <Dialog open=showing on_close=move || { showing.set(false); code.set(None); } title="A code for your further device" test="device-code-dialog">
                {move || code.get().map(|code| view! {
                    <div class="door-form">
                        <p>"On the other device, open this address, choose “Come in with this device”, and type:"</p>
                        <p class="kit-code" data-test="device-code">{code.code.clone()}</p>
                        <p class="quiet">{format!("It is good once, for {} minutes, and only together with your password.", code.minutes)}</p>
                        <div class="actions"><button class="button first" type="button" on:click=move |_| { showing.set(false); ask(SyncRequest::House); }>"Done"</button></div>
                    </div>
                })}
            </Dialog>
        </section>
    }
}

/// One laptop.
#[component]
fn Laptop(
    laptop: LaptopView,
    admits: bool,
    ask: impl Fn(SyncRequest) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let store = laptop.store;
    let short = laptop.short.clone();
    let end = move |wipe| {
        open.set(false);
        ask(SyncRequest::EndStore { store, wipe });
    };
    let people = laptop.devices.iter().map(|device| {
        let (id, frozen) = (device.device, device.frozen);
        let state = match (device.ended, device.frozen) {
            (true, _) => " (put out)",
            (false, true) => " (frozen)",
            _ => "",
        };
        let toggle = (admits && !device.ended && !laptop.here).then(|| view! {
            <button class="button plain" type="button" data-test=if frozen { "unfreeze" } else { "freeze" }
                on:click=move |_| ask(SyncRequest::SetFrozen { device: id, frozen: !frozen })>
                {if frozen { "Let go on" } else { "Freeze" }}
            </button>
        });
        view! { <div>{device.person.clone()}{state}{toggle}</div> }
    });
    let state = match (laptop.here, laptop.ended) {
        (true, _) => " (this one)",
        (false, true) => " (put out)",
        _ => "",
    };
    view! {
        <tr data-test="laptop">
            <th scope="row"><span class="mono">{laptop.short.clone()}</span>{state}</th>
            <td>{people.collect_view()}</td>
            <td>{laptop.since.clone()}</td>
            <td>{laptop.seen.clone()}</td>
            <td class="right">
                {(admits && !laptop.here && !laptop.ended).then(|| view! {
                    <button class="button plain" type="button" data-test="end-laptop" aria-label=format!("Put out {}", laptop.short) on:click=move |_| open.set(true)>"Put out"</button>
                })}
                <Dialog open on_close=move || open.set(false) title=format!("Put out the device {short}") test="end-laptop-dialog">
                    <div class="door-form">
                        <p>"It is let in no more. What somebody has opened on it can't be called back; make new keys afterwards, so that nothing written from then on opens there."</p>
                        <div class="actions">
                            <button class="button danger" type="button" data-test="end-and-wipe" on:click=move |_| end(true)>"Put out, and remove what it keeps at its next contact"</button>
                            <button class="button" type="button" data-test="end-only" on:click=move |_| end(false)>"Put out"</button>
                            <button class="button plain" type="button" on:click=move |_| open.set(false)>"Leave as it is"</button>
                        </div>
                    </div>
                </Dialog>
            </td>
        </tr>
    }
}
