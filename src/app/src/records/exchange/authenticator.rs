//! The browser's authenticators: a passkey is made, or answers. The options are the server's, as JSON; browser and server read and
//! write the same, so that nothing here knows what is in them.

use custodian::protocol::Failure;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What an authenticator is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    /// Make a passkey.
    Create,
    /// Answer by one.
    Get,
}

/// Has the person's authenticator do it, and gives what it answers, as JSON. Only where they have pressed for it.
pub(super) async fn asked(doing: Doing, options: &str) -> Result<String, Failure> {
    let (method, parser) = match doing {
        Doing::Create => ("create", "parseCreationOptionsFromJSON"),
        Doing::Get => ("get", "parseRequestOptionsFromJSON"),
    };
    let class = property(&window(), "PublicKeyCredential");
    let credentials = property(&window().navigator(), "credentials");
    let parse = property(&class, parser).dyn_into::<Function>();
    let ask = property(&credentials, method).dyn_into::<Function>();
    let (Ok(parse), Ok(ask)) = (parse, ask) else {
        return Err(not_here());
    };
    let answered = async {
        let options = parse.call1(&class, &JSON::parse(options)?)?;
        let asked = Object::new();
        Reflect::set(&asked, &"publicKey".into(), &options)?;
        let promise: Promise = ask.call1(&credentials, &asked)?.dyn_into()?;
        let answer = JsFuture::from(promise).await?;
        let as_json: Function = property(&answer, "toJSON").dyn_into()?;
        JSON::stringify(&as_json.call0(&answer)?)
    };
    match answered.await {
        Ok(answer) => Ok(String::from(answer)),
        Err(problem) => Err(failed(doing, &problem)),
    }
}

fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn not_here() -> Failure {
    Failure::new(
        "This browser has no passkeys here.",
        "It is too old for them, or the page was not opened over HTTPS or at localhost.",
        "the browser",
        "Open the page at the address that your clinic gave you, in a current Edge, Chrome, Firefox or Safari.",
    )
}

/// Why the browser did not: it tells little, so that no page learns which passkeys somebody has.
fn failed(doing: Doing, problem: &JsValue) -> Failure {
    let name = property(problem, "name").as_string().unwrap_or_default();
    match (name.as_str(), doing) {
        ("InvalidStateError", Doing::Create) => Failure::new(
            "You have a passkey there already.",
            "This device or security key was added before.",
            "the authenticator",
            "Choose another one, or leave it as it is.",
        ),
        ("SecurityError", _) => Failure::new(
            "Passkeys are made for another address than this page's.",
            "A passkey answers only at the address that the server was started for.",
            "the address of this page",
            "Open the page at the address that your clinic gave you, by name and not by number.",
        ),
        ("NotAllowedError" | "AbortError", Doing::Create) => Failure::new(
            "No passkey was made.",
            "The browser's question was closed, or nobody answered it in time.",
            "the authenticator",
            "Try again, and confirm by fingerprint, face, PIN or security key.",
        ),
        ("NotAllowedError" | "AbortError", Doing::Get) => Failure::new(
            "No passkey was shown.",
            "The browser's question was closed, nobody answered it in time, or it has none of yours.",
            "the authenticator",
            "Try again with the device or security key that you added. If it is lost, somebody who lets in others can remove it.",
        ),
        _ => Failure::new(
            "The authenticator did not do it.",
            if name.is_empty() {
                "The browser does not say why.".to_owned()
            } else {
                format!("The browser says: {name}.")
            },
            "the authenticator",
            "Try again, or with another device or security key.",
        ),
    }
}
