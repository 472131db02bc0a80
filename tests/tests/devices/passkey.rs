//! A passkey beside the password: added in one browser, asked for in the other, whose work goes on meanwhile.

use anyhow::{Context as _, Result, ensure};
use journeys::door::{PASSWORD, fill, synced};
use journeys::{Page, Site, dist};
use serde_json::{Value, json};

use super::registrar::{create, find, lend};
use super::{browsers, facility_on_two};

/// Gives a browser an authenticator that confirms by itself.
async fn authenticator(page: &Page) -> Result<String> {
    page.tools("WebAuthn.enable", json!({})).await?;
    let options = json!({ "options": {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": true,
        "hasUserVerification": true,
        "isUserVerified": true,
        "automaticPresenceSimulation": true,
    } });
    let added = page
        .tools("WebAuthn.addVirtualAuthenticator", options)
        .await?;
    let id = added["authenticatorId"].as_str();
    id.map(str::to_owned).context("an authenticator")
}

/// What an authenticator has.
async fn passkeys(page: &Page, authenticator: &str) -> Result<Vec<Value>> {
    let of = json!({ "authenticatorId": authenticator });
    let told = page.tools("WebAuthn.getCredentials", of).await?;
    let passkeys = told["credentials"].as_array();
    passkeys.cloned().context("its passkeys")
}

#[tokio::test]
async fn a_passkey_added_on_one_laptop_is_asked_for_on_the_other() {
    let site = || Site::start_by_name(&dist());
    browsers(
        "devices-passkey",
        site,
        async |[one, other]| -> Result<()> {
            facility_on_two(&one, &other).await?;
            lend(&other).await?;
            let first = authenticator(&one).await?;
            one.through_palette("devices: the exchange", "[data-test=add-passkey]")
                .await?;
            one.enter("[data-test=add-passkey]").await?;
            fill(&one, "passkey-password", PASSWORD).await?;
            one.press("Enter").await?;
            one.wait_for("[data-test=passkey]").await?;
            ensure!(passkeys(&one, &first).await?.len() == 1, "it was made");

            // The other laptop is asked for it, and works on.
            other
                .wait_for_text("[data-test=exchange-state]", "Touch your passkey")
                .await?;
            let number = create(&other, "Samplewright", "Perrin").await?;
            // The person brings the security key along.
            let second = authenticator(&other).await?;
            for passkey in passkeys(&one, &first).await? {
                let brought = json!({ "authenticatorId": second, "credential": passkey });
                other.tools("WebAuthn.addCredential", brought).await?;
            }
            other.enter("[data-test=exchange-state]").await?;
            synced(&other).await?;
            find(&one, &number, "SAMPLEWRIGHT").await?;

            // Once a shift: the page loaded anew asks for nothing.
            other.reload().await?;
            journeys::door::unlock(&other, journeys::door::USER, PASSWORD).await?;
            synced(&other).await?;

            // Removed with the password, in the browser in which it was added.
            one.through_palette("devices: the exchange", "[data-test=remove-passkey]")
                .await?;
            one.enter("[data-test=remove-passkey]").await?;
            fill(&one, "passkey-password", PASSWORD).await?;
            one.press("Enter").await?;
            one.wait_for("[data-test=no-passkeys]").await?;
            synced(&other).await
        },
    )
    .await;
}
