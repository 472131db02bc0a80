//! Unit numbers: the blocks lent to devices, lending one, and taking one in that came as a file.

use custodian::protocol::{
    BlockView, Failure, LentBlock, NumbersView, PatientsEvent, PatientsRequest,
};
use leptos::{ev, prelude::*};

use super::Patients;
use super::page::findings;
use crate::shell::Shell;
use crate::ui::{Icon, Picture, counted, failure, grouped, hand_over};

/// How many numbers are lent unless another count is typed.
const USUAL: &str = "500";

/// The part of the workplace.
#[component]
pub(super) fn Numbers() -> impl IntoView {
    let patients = expect_context::<Patients>();
    let shell = expect_context::<Shell>();
    let view = RwSignal::new(None::<NumbersView>);
    let refused = RwSignal::new(None::<Failure>);
    let hear = move |answer: Result<PatientsEvent, Failure>| match answer {
        Ok(PatientsEvent::Numbers(told)) => {
            refused.set(None);
            view.set(Some(*told));
        }
        Ok(_) => {}
        Err(told) => refused.set(Some(told)),
    };
    patients.ask(PatientsRequest::Numbers, hear);
    let take = move |bytes: Vec<u8>| {
        patients.ask(PatientsRequest::TakeBlock(bytes), move |answer| {
            if answer.is_ok() {
                shell.say("The block is taken in. That is saved on this device.");
            }
            hear(answer);
        });
    };
    view! {
        <section class="patients-part" data-test="numbers">
            <h2>"Unit numbers"</h2>
            <p class="quiet">"Every device gives numbers out of blocks lent to it alone, so that two laptops without a line never give one number to two patients. The last digit checks the others."</p>
            {move || refused.get().map(|told| failure(&told))}
            {move || view.get().map(|told| {
                let left = told.left;
                view! {
                    <dl class="figures-line"><div><dt>"numbers left on this device"</dt><dd class="num" data-test="numbers-left">{grouped(left)}</dd></div></dl>
                    {(!told.warning.is_empty()).then(|| view! { <p class="notice warn" data-test="numbers-warning">{told.warning.clone()}</p> })}
                    {findings(&told.findings)}
                    <Blocks blocks=told.blocks.clone()/>
                    <Lend view=told again=move || patients.ask(PatientsRequest::Numbers, hear)/>
                }
            })}
            <div>
                <label class="button file">
                    <Icon of=Picture::File/>"Take in a block that came as a file"
                    <input autocomplete="off" class="out-of-sight" type="file" id="block-file" data-test="block-file" accept=".chartroom"
                        on:change:target=move |event| crate::ui::read_chosen(
                            &event.target(),
                            move |_, bytes| take(bytes),
                            move || shell.say("The browser could not read the file. Choose it again."),
                        )/>
                </label>
            </div>
        </section>
    }
}

#[component]
fn Blocks(blocks: Vec<BlockView>) -> impl IntoView {
    if blocks.is_empty() {
        return view! { <p class="quiet">"No block is lent to this device yet."</p> }.into_any();
    }
    view! {
        <div class="scroll-x" tabindex="0" role="region" aria-label="Blocks of unit numbers">
            <table class="plain-table" data-test="blocks">
                <thead><tr><th scope="col">"Lent to"</th><th scope="col">"From"</th><th scope="col">"To"</th><th scope="col" class="num">"Left"</th><th scope="col"><span class="out-of-sight">"Remarks"</span></th></tr></thead>
                <tbody>
                    {blocks.into_iter().map(|block| view! {
                        <tr>
                            <th scope="row">{block.holder}{block.here.then(|| view! { " "<span class="chip accent">"this device"</span> })}</th>
                            <td class="mono">{block.from}</td><td class="mono">{block.to}</td><td class="num">{grouped(block.left)}</td>
                            <td>{block.runs_out.then(|| view! { <span class="chip warn">"runs out"</span> })}</td>
                        </tr>
                    }).collect_view()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Lending a block, here or to another device as a sealed file.
#[component]
fn Lend(view: NumbersView, again: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let patients = expect_context::<Patients>();
    let shell = expect_context::<Shell>();
    let here = view.device;
    let devices = StoredValue::new(view.devices);
    let at = RwSignal::new(
        devices
            .with_value(|devices| devices.iter().position(|(device, _)| *device == here))
            .unwrap_or(0),
    );
    let count = RwSignal::new(USUAL.to_owned());
    let refused = RwSignal::new(None::<Failure>);
    let lent = RwSignal::new(None::<LentBlock>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        refused.set(None);
        let device = devices.with_value(|devices| {
            devices
                .get(at.get_untracked())
                .map_or(here, |(device, _)| *device)
        });
        let request = PatientsRequest::Lend {
            device,
            count: count.get_untracked().trim().parse().unwrap_or(0),
        };
        patients.ask(request, move |answer| match answer {
            Ok(PatientsEvent::Lent(told)) => {
                if told.file.is_empty() {
                    shell.say(format!(
                        "Numbers {} to {} are lent to this device.",
                        told.block.from, told.block.to
                    ));
                    // The figures above are anew with it.
                    again();
                    crate::ui::focus_soon("lend-count");
                } else {
                    lent.set(Some(*told));
                }
            }
            Ok(_) => {}
            Err(told) => refused.set(Some(told)),
        });
    };
    view! {
        <form class="door-form lend" on:submit=submit data-test="lend-form">
            <h3>"Lend a block"</h3>
            <div class="person-line two">
                <div class="field">
                    <label for="lend-device">"To which device"</label>
                    <select autocomplete="off" class="input" id="lend-device" on:change:target=move |event| at.set(event.target().value().parse().unwrap_or(0))>
                        {devices.get_value().into_iter().enumerate().map(|(index, (device, holder))| view! {
                            <option value=index.to_string() selected=move || at.get() == index>{if device == here { format!("{holder} (this device)") } else { holder }}</option>
                        }).collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label for="lend-count">"How many numbers"</label>
                    <input autocomplete="off" class="input" type="number" min="1" max="100000" id="lend-count" prop:value=move || count.get() on:input:target=move |event| count.set(event.target().value())/>
                </div>
            </div>
            {move || refused.get().map(|told| failure(&told))}
            <div class="search-actions"><button class="button" type="submit" data-test="lend">"Lend"</button></div>
            {move || lent.get().map(|told| {
                let block = format!("{} to {}, {}, for {}", told.block.from, told.block.to, counted(told.block.left, "number", "numbers"), told.block.holder);
                view! {
                    <div class="notice info" data-test="lent">
                        <p>{format!("Lent: {block}. Carry the file to that device: only it can open it, and it takes it in once.")}</p>
                        <p><button class="button first" type="button" data-test="block-save" on:click=move |_| {
                            if !hand_over(&told.file_name, "application/octet-stream", &told.file) {
                                shell.say("The browser did not let the file be saved.");
                            }
                        }>"Save the file"</button></p>
                    </div>
                }
            })}
        </form>
    }
}
