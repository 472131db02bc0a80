//! What is loaded, from where, and what is not.

use grouper::Version;
use sha2::{Digest, Sha256};

use crate::packs::{Packs, pack_failure};
use crate::protocol::{About, Failure, PackName, PackState, VersionView};

/// The state of everything loaded.
pub(crate) fn about(packs: &Packs) -> About {
    let years = packs
        .weights
        .as_ref()
        .map(codes::weights::Weights::fiscal_years)
        .unwrap_or_default();
    let versions: Vec<VersionView> = Version::ALL
        .into_iter()
        .map(|version| VersionView {
            version: version.to_string(),
            fiscal_year: version.fiscal_year(),
            first_day: version.first_day().to_iso(),
            weights: years.contains(&version.fiscal_year()),
        })
        .collect();
    About {
        product: env!("CARGO_PKG_VERSION").to_owned(),
        packs: PackName::ALL
            .into_iter()
            .map(|name| packs.view(name))
            .collect(),
        not_loaded: not_loaded(packs, &years),
        versions,
        last_day: last_day().map_or_else(String::new, codes::Ymd::to_iso),
    }
}

/// Last discharge date that a version is meant for.
pub(crate) fn last_day() -> Option<codes::Ymd> {
    let newest = Version::ALL[Version::ALL.len() - 1].first_day();
    let days = (0..=400).map_while(|n| newest.days_after(n));
    days.take_while(|day| Version::for_discharge(*day).is_some())
        .last()
}

fn not_loaded(packs: &Packs, weight_years: &[u16]) -> Vec<String> {
    let mut out: Vec<String> = PackName::ALL
        .into_iter()
        .filter(|name| !matches!(packs.view(*name).state, PackState::Ready))
        .map(|name| format!("{} is not loaded: no {}.", name.words(), name.needed_for()))
        .collect();
    let mut without: Vec<u16> = Version::ALL
        .into_iter()
        .map(Version::fiscal_year)
        .filter(|y| !weight_years.contains(y))
        .collect();
    without.dedup();
    if !without.is_empty() && packs.weights.is_some() {
        let years: Vec<String> = without.iter().map(|y| format!("FY{y}")).collect();
        out.push(format!(
            "Weights and mean lengths of stay are not loaded for {}.",
            years.join(", ")
        ));
    }
    out.push(match packs.official.exempt_years() {
        years if years.is_empty() => "The official list of codes exempt from present-on-admission reporting is not loaded: FY2025's categories decide, on every date.".to_owned(),
        years => format!("The official list of codes exempt from present-on-admission reporting is loaded for {years} only: on other dates FY2025's categories decide."),
    });
    out
}

/// Compares a pack with the digest that the manifest promises, if it promises one.
pub(crate) fn check_digest(packs: &Packs, name: PackName, bytes: &[u8]) -> Result<(), Failure> {
    let Some(promised) = packs.promised_digest(name) else {
        return Ok(());
    };
    let found: String = Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    if found.eq_ignore_ascii_case(promised) {
        return Ok(());
    }
    Err(pack_failure(
        name,
        &codes::PackError::Tampered {
            pack: name.stem().to_owned(),
        },
    ))
}
