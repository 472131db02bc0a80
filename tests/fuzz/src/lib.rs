//! What the fuzz targets do with their input: read it as the product reads it, and check what must always hold.
//!
//! The targets themselves (`targets/`) are one line each and are only built by `cargo xtask fuzz`. Everything here is
//! ordinary code, so that inputs which once broke something run as a plain test (`tests/inputs.rs`) in every build.
//! A violated rule is a panic: that is how a fuzzer hears of it.

pub mod audit_trail;
pub mod backup;
pub mod chart_file;
pub mod claims;
pub mod facility_document;
pub mod facility_rates;
pub mod identity_inputs;
pub mod official_file;
pub mod packs;
pub mod server_requests;
mod site;
pub mod stick_file;
pub mod sync_exchange;
pub mod sync_messages;
pub mod vault_formats;

pub use seeds::write as write_seeds;

mod seeds {
    use std::io;
    use std::path::Path;

    use codes::PackKind;

    use crate::{
        audit_trail, backup, chart_file, facility_document, facility_rates, identity_inputs,
        official_file, packs, server_requests, stick_file, sync_exchange, sync_messages,
        vault_formats,
    };

    /// Writes inputs to start from into `folder/TARGET/` for each target: claims of the repository, a facility's
    /// rates and settings, official files and charts' files of every kind, backups, sealed things, and alterations of packs.
    ///
    /// # Errors
    /// What writing gives.
    pub fn write(folder: &Path) -> io::Result<()> {
        let claims = folder.join("claim_line");
        std::fs::create_dir_all(&claims)?;
        for (number, checked) in sample::all().iter().enumerate().step_by(7) {
            std::fs::write(
                claims.join(format!("claim-{number}")),
                checked.claim.to_string(),
            )?;
        }
        let documents = folder.join("facility_rates");
        std::fs::create_dir_all(&documents)?;
        std::fs::write(documents.join("complete"), facility_rates::COMPLETE)?;
        let settings = folder.join("facility_document");
        std::fs::create_dir_all(&settings)?;
        std::fs::write(settings.join("sound"), facility_document::SOUND)?;
        let published = folder.join("official");
        std::fs::create_dir_all(&published)?;
        for (number, input) in official_file::seeds().into_iter().enumerate() {
            std::fs::write(published.join(format!("kind-{number}")), input)?;
        }
        let identities = folder.join("identity_inputs");
        std::fs::create_dir_all(&identities)?;
        for (number, input) in identity_inputs::seeds().into_iter().enumerate() {
            std::fs::write(identities.join(format!("sound-{number}")), input)?;
        }
        let backups = folder.join("backup");
        std::fs::create_dir_all(&backups)?;
        for (number, input) in backup::seeds().into_iter().enumerate() {
            std::fs::write(backups.join(format!("backup-{number}")), input)?;
        }
        let sealed = folder.join("vault_formats");
        std::fs::create_dir_all(&sealed)?;
        for (number, input) in vault_formats::seeds().into_iter().enumerate() {
            std::fs::write(sealed.join(format!("sound-{number}")), input)?;
        }
        let messages = folder.join("sync_messages");
        std::fs::create_dir_all(&messages)?;
        for (number, input) in sync_messages::seeds().into_iter().enumerate() {
            std::fs::write(messages.join(format!("message-{number}")), input)?;
        }
        let exchanges = folder.join("sync_exchange");
        std::fs::create_dir_all(&exchanges)?;
        for (number, input) in sync_exchange::seeds().into_iter().enumerate() {
            std::fs::write(exchanges.join(format!("talk-{number}")), input)?;
        }
        let requests = folder.join("server_requests");
        std::fs::create_dir_all(&requests)?;
        for (number, input) in server_requests::seeds().into_iter().enumerate() {
            std::fs::write(requests.join(format!("request-{number}")), input)?;
        }
        let sticks = folder.join("stick_file");
        std::fs::create_dir_all(&sticks)?;
        for (number, input) in stick_file::seeds().into_iter().enumerate() {
            std::fs::write(sticks.join(format!("row-{number}")), input)?;
        }
        let trail = folder.join("audit_trail");
        std::fs::create_dir_all(&trail)?;
        for (number, input) in audit_trail::seeds().into_iter().enumerate() {
            std::fs::write(trail.join(format!("trail-{number}")), input)?;
        }
        for (number, (target, input)) in chart_file::seeds().into_iter().enumerate() {
            let of_target = folder.join(target);
            std::fs::create_dir_all(&of_target)?;
            std::fs::write(of_target.join(format!("made-up-{number}")), input)?;
        }
        for kind in PackKind::ALL {
            let of_kind = folder.join(format!("pack_{}", kind.name()));
            std::fs::create_dir_all(&of_kind)?;
            for (number, input) in packs::seeds(kind).into_iter().enumerate() {
                std::fs::write(of_kind.join(format!("alteration-{number}")), input)?;
            }
        }
        Ok(())
    }
}
