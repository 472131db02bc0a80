//! The DRG on the page beside the grouper itself: the stay is read off the screen and grouped natively, as it stands and
//! without each of its codes. Then why it is that DRG, and what each code does to it, as the page shows them.

use anyhow::{Context as _, Result, bail, ensure};
use codes::Ymd;
use grouper::{Diagnosis, Grouper, HospitalStatus, MsDrg, PresentOnAdmission, Sex, Stay, Version};
use journeys::Page;
use serde::Deserialize;

use crate::hands::{show, until};

/// What stands on the screen of the stay.
#[derive(Debug, Deserialize)]
struct Screen {
    admitted: String,
    discharged: String,
    born: String,
    sex: String,
    status: String,
    hospital: String,
    rows: Vec<Row>,
}

#[derive(Debug, Deserialize)]
struct Row {
    id: String,
    code: String,
    poa: String,
    effect: String,
}

async fn screen(page: &Page) -> Result<Screen> {
    let script = "const of = (id) => document.getElementById(id).value; \
        const rows = [...document.querySelectorAll('[data-test=row]')].map((row) => ({ \
            id: row.id, code: row.querySelector('.row-code').innerText.trim().replace('.', ''), \
            poa: row.querySelector('[data-test=poa]')?.value ?? '', \
            effect: row.querySelector('.row-effect').innerText.trim() })); \
        return { admitted: of('stay-admission'), discharged: of('stay-discharge'), born: of('stay-birth'), \
            sex: of('stay-sex'), status: of('stay-status'), hospital: of('stay-hospital'), rows }";
    serde_json::from_value(page.run(script, Vec::new()).await?).context("the stay on the screen")
}

fn day(text: &str) -> Result<Ymd> {
    Ymd::parse_iso(text).with_context(|| format!("“{text}” is no day"))
}

impl Screen {
    fn stay(&self) -> Result<Stay> {
        let (admitted, born) = (day(&self.admitted)?, day(&self.born)?);
        let ((year, month, date), (of_birth, in_month, on)) = (admitted.parts(), born.parts());
        let discharged = day(&self.discharged)?;
        let diagnosis = |row: &Row| Diagnosis {
            code: row.code.as_str().into(),
            poa: PresentOnAdmission::from_claim(&row.poa),
        };
        let under =
            |name: &'static str| self.rows.iter().filter(move |row| row.id.starts_with(name));
        Ok(Stay {
            age: year - of_birth - i64::from((month, date) < (in_month, on)),
            sex: match self.sex.as_str() {
                "Female" => Sex::Female,
                "Male" => Sex::Male,
                other => bail!("sex “{other}”"),
            },
            discharge_status: self.status.parse().context("the discharge status")?,
            hospital_status: match self.hospital.as_str() {
                reports if reports.starts_with("Reports") => HospitalStatus::NotExempt,
                other => bail!("hospital “{other}”"),
            },
            discharge_date: discharged,
            length_of_stay: admitted.days_until(discharged),
            admitting_diagnosis: under("row-admitting").next().map(diagnosis),
            principal_diagnosis: under("row-principal").next().map(diagnosis),
            secondary_diagnoses: under("row-secondary-").map(diagnosis).collect(),
            procedures: under("row-procedure-")
                .map(|row| row.code.as_str().into())
                .collect(),
        })
    }
}

/// What leaving a code out does, as the page says it, by the grouper itself.
fn effect_without(grouper: &Grouper, stay: &Stay, row: &Row, with: u16) -> Result<String> {
    let mut less = stay.clone();
    let place = |name: &str| row.id.strip_prefix(name).map(str::parse::<usize>);
    if let Some(at) = place("row-secondary-") {
        less.secondary_diagnoses.remove(at?);
    } else if let Some(at) = place("row-procedure-") {
        less.procedures.remove(at?);
    } else {
        bail!("{} is not left out", row.id);
    }
    let without = grouper.group(&less).r#final.drg;
    Ok(if without == with {
        "no change without it".to_owned()
    } else {
        format!("without it: {without:03}")
    })
}

/// Holds the DRG on the page, and what it says of leaving each code out, against the grouper. Gives the DRG, and the codes
/// without which it is another one, each with that.
pub(super) async fn as_the_grouper_says(page: &Page) -> Result<(String, Vec<(String, String)>)> {
    let seen = screen(page).await?;
    let stay = seen.stay()?;
    let tables = MsDrg::open(&sample::pack("msdrg")).map_err(|why| anyhow::anyhow!("{why:?}"))?;
    let version = Version::for_discharge(stay.discharge_date).context("a version")?;
    let grouper = tables.ready(version);
    let grouping = grouper.group(&stay);
    let drg = grouping.r#final.drg;
    let number = format!("{drg:03}");
    page.wait_for_text("[data-test=drg-number]", &number)
        .await
        .with_context(|| format!("the grouper says {number} of {stay:?}"))?;
    let title = grouper.drg_title(drg).context("a title")?;
    let shown = page.text("[data-test=drg-title]").await?;
    ensure!(
        shown.eq_ignore_ascii_case(title),
        "“{shown}”, and the grouper says “{title}”"
    );

    let mut deciding = Vec::new();
    for row in &seen.rows {
        if matches!(row.id.as_str(), "row-admitting" | "row-principal") {
            continue;
        }
        let says = effect_without(&grouper, &stay, row, drg)?;
        ensure!(
            row.effect.ends_with(&says),
            "{}: the page says “{}”, the grouper “{says}”",
            row.code,
            row.effect
        );
        if let Some(other) = says.strip_prefix("without it: ") {
            deciding.push((row.code.clone(), other.to_owned()));
        }
    }
    println!(
        "MS-DRG {number} of {version:?} on the page and by the grouper; another without: {deciding:?}"
    );
    Ok((number, deciding))
}

/// Why it is this DRG, step by step, down to what holds in the rule that decides.
pub(super) async fn why(page: &Page, drg: &str, because: &str) -> Result<()> {
    show(page, "g").await?;
    page.wait_for_text("[data-test=why-panel] h2", &format!("Why MS-DRG {drg}"))
        .await?;
    page.wait_for_text(".why-path li:last-child", drg).await?;
    let script = "const all = (css) => [...document.querySelectorAll(css)]; \
        return [all('.why-step').length, all('.why-step.decides').map((step) => step.innerText).join('\\n')]";
    let (steps, decides): (u64, String) =
        serde_json::from_value(page.run(script, Vec::new()).await?)?;
    ensure!(steps > 5, "{steps} steps only");
    ensure!(
        decides.contains(drg)
            && decides.contains(because)
            && decides.contains("Rule as the tables"),
        "the steps that decide: {decides}"
    );
    page.accessible_at_both_sizes("why", "[data-test=why-panel]")
        .await
}

/// The stay without each of its codes, all at a glance.
pub(super) async fn left_out(page: &Page, deciding: &[(String, String)]) -> Result<()> {
    show(page, "h").await?;
    page.wait_for("[data-test=supposed] li").await?;
    let script = "return [...document.querySelectorAll('[data-test=supposed] > li')].map((line) => line.innerText)";
    for (code, other) in deciding {
        until(&format!("{code} left out leads to {other}"), async || {
            let lines: Vec<String> = serde_json::from_value(page.run(script, Vec::new()).await?)?;
            Ok(lines.iter().any(|line| {
                line.replace('.', "")
                    .starts_with(&format!("Without {code}"))
                    && line.contains(other)
            }))
        })
        .await?;
    }
    page.bring_into_sight("#what-if-changes").await?;
    page.screenshot("left-out").await?;
    Ok(())
}
