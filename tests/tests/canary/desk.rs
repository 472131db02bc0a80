//! The desk: a patient searched for and created, an encounter of theirs, its chart and its case. Every field that takes
//! words gets a canary, those that lead nowhere and those that are left before anything is saved among them.

use std::fs;

use anyhow::{Result, ensure};
use journeys::canary::{Chance, ssn, word};
use journeys::door::{fill, refill};
use journeys::{Page, target};
use serde_json::json;

use crate::samples;

/// What is typed at the desk.
pub(super) struct Desk {
    family: String,
    given: String,
    mother: String,
    ssn: String,
    street: String,
    office: String,
    answered: String,
    language: String,
    account: String,
    attending: String,
    complaint: String,
    title: String,
    note: String,
    half: String,
    file_name: String,
    in_file: String,
    in_pdf: String,
    belongs: String,
    evidence: String,
    undone: String,
    asked: String,
    finding: String,
    pended: String,
    sought: String,
}

impl Desk {
    /// What a person says to the audit trail.
    pub(super) const REASON: &str = "why a file belongs here";

    pub(super) fn of(chance: &mut Chance) -> Self {
        let ssn = ssn(chance);
        let mut word = || word(chance);
        Self {
            family: word(),
            given: word(),
            mother: word(),
            ssn,
            street: word(),
            office: word(),
            answered: word(),
            language: word(),
            account: word(),
            attending: word(),
            complaint: word(),
            title: word(),
            note: word(),
            half: word(),
            file_name: word(),
            in_file: word(),
            in_pdf: word(),
            belongs: word(),
            evidence: word(),
            undone: word(),
            asked: word(),
            finding: word(),
            pended: word(),
            sought: word(),
        }
    }

    pub(super) fn words(&self) -> Vec<(&str, &str)> {
        vec![
            ("family name", &self.family),
            ("given name", &self.given),
            ("mother's name", &self.mother),
            ("social security number", &self.ssn),
            ("street", &self.street),
            ("attending's office", &self.office),
            ("who answered there", &self.answered),
            ("language", &self.language),
            ("account", &self.account),
            ("attending", &self.attending),
            ("reason for the visit", &self.complaint),
            ("title of a document", &self.title),
            ("words of a document", &self.note),
            ("words that were not saved", &self.half),
            ("name of a file", &self.file_name),
            ("words of a file", &self.in_file),
            ("words of a PDF", &self.in_pdf),
            (Self::REASON, &self.belongs),
            ("evidence of a code", &self.evidence),
            ("evidence that was taken back", &self.undone),
            ("question of a query", &self.asked),
            ("finding of a query", &self.finding),
            ("what a case waits for", &self.pended),
            ("words that nothing has", &self.sought),
        ]
    }

    /// Search before create: nobody is here yet, a provisional record is made, and the attending's office verifies it.
    pub(super) async fn register(&self, page: &Page) -> Result<()> {
        page.through_palette("go to patients", "#find-patient")
            .await?;
        page.enter("#patients-tab-numbers").await?;
        page.wait_for("[data-test=lend-form]").await?;
        page.enter("#lend-count").await?;
        page.wait_for_text("[data-test=numbers-left]", "500")
            .await?;
        page.enter("#patients-tab-search").await?;
        fill(page, "find-patient", &self.sought).await?;
        page.wait_for_text("[data-test=found-count]", "Nobody")
            .await?;
        page.enter("[data-test=search-more]").await?;
        for (field, said) in [
            ("search-family", self.family.as_str()),
            ("search-given", &self.given),
            ("search-birth", "3/12/1951"),
            ("search-ssn", &self.ssn),
            ("search-street", &format!("14 {} Road", self.street)),
            ("search-mother-given", &self.mother),
        ] {
            fill(page, field, said).await?;
        }
        crate::remembers_nothing(page).await?;
        page.press("Enter").await?;
        page.wait_for("[data-test=new-record]").await?;
        let office = format!("Office of Dr. {}", self.office);
        fill(page, "new-office", &office).await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=patient-name]", &self.given)
            .await?;

        page.enter("[data-test=to-verified]").await?;
        page.wait_for("[data-test=verify-form]").await?;
        fill(page, "verify-with", &self.answered).await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=patient-chips]", "verified")
            .await?;
        page.enter("[data-test=edit-patient]").await?;
        page.wait_for("[data-test=edit-form]").await?;
        refill(page, "edit-language", &self.language).await?;
        crate::remembers_nothing(page).await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=fact-language]", &self.language)
            .await
    }

    /// A stay that has ended, and who attended.
    pub(super) async fn admit(&self, page: &Page) -> Result<()> {
        page.enter("[data-test=new-stay]").await?;
        page.wait_for("[data-test=new-stay-form]").await?;
        fill(page, "stay-account", &self.account).await?;
        for (field, time) in [
            ("stay-admitted", "2026-03-01T14:05"),
            ("stay-discharged", "2026-03-04T10:30"),
        ] {
            // A field of day and time is typed in as many ways as there are languages.
            let script = "const field = document.getElementById(arguments[0]); \
                field.value = arguments[1]; \
                field.dispatchEvent(new Event('change', { bubbles: true }))";
            page.run(script, vec![json!(field), json!(time)]).await?;
        }
        let attending = format!("Fixture, {}, MD", self.attending);
        fill(page, "stay-attending", &attending).await?;
        fill(page, "stay-complaint", &self.complaint).await?;
        crate::remembers_nothing(page).await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=stays]", &self.account).await
    }

    /// A document written, files taken in, words looked for. Ends with a PDF in the browser's own viewer.
    pub(super) async fn chart(&self, page: &Page) -> Result<()> {
        page.enter("#stay-0").await?;
        page.wait_for("[data-test=chart]").await?;
        self.begin_document(page, &self.note).await?;
        page.enter("[data-test=chart-save-document]").await?;
        page.wait_for_text("[data-test=chart-text]", &self.note)
            .await?;

        // It names somebody else, and so needs a reason.
        let summary = samples::CCDA.replace("made-up pneumonia", &self.in_file);
        self.choose(page, "xml", summary.as_bytes()).await?;
        fill(page, "chart-import-reason", &self.belongs).await?;
        crate::remembers_nothing(page).await?;
        accept(page, "Discharge Summary of a made-up stay").await?;
        let pdf = samples::pdf(&["Made-up report", &self.in_pdf]);
        let name = self.choose(page, "pdf", &pdf).await?;
        accept(page, &name).await?;

        page.focus("#chart-find").await?;
        page.type_text(&self.sought).await?;
        page.wait_for_text("[data-test=chart-find-place]", "nowhere")
            .await?;
        refill(page, "chart-find", &self.note).await?;
        page.wait_for("[data-test=chart-hit]").await?;
        page.press("Escape").await?;

        let script = "[...document.querySelectorAll('[data-test=chart-document]')] \
            .find((line) => line.innerText.includes(arguments[0])).click()";
        page.run(script, vec![json!(name)]).await?;
        page.wait_for_text("[data-test=chart-text]", &self.in_pdf)
            .await?;
        page.enter("[data-test=chart-side-pages]").await?;
        page.wait_for("[data-test=chart-pdf]").await.map(|_| ())
    }

    async fn begin_document(&self, page: &Page, words: &str) -> Result<()> {
        page.through_palette(
            "write a document into the chart",
            "[data-test=chart-new-document]",
        )
        .await?;
        fill(page, "document-title", &self.title).await?;
        let plan = format!("Plan: {words} twice a day.");
        fill(page, "chart-words", &plan).await?;
        crate::remembers_nothing(page).await
    }

    /// Chooses a file to be taken in. Gives its name.
    async fn choose(&self, page: &Page, kind: &str, bytes: &[u8]) -> Result<String> {
        let folder = target().join("canary-files");
        fs::create_dir_all(&folder)?;
        let name = format!("{}.{kind}", self.file_name);
        let file = folder.join(&name);
        fs::write(&file, bytes)?;
        page.choose_file("#chart-file", &file).await?;
        page.wait_for_text("[data-test=chart-plan]", &name).await?;
        fs::remove_file(&file)?;
        Ok(name)
    }

    /// Words stand in the chart that nobody has saved.
    pub(super) async fn leave_half_written(&self, page: &Page) -> Result<()> {
        self.begin_document(page, &self.half).await
    }

    /// The case is taken from the worklist, coded, asked about, and waits for an answer.
    pub(super) async fn code(&self, page: &Page) -> Result<()> {
        page.press("Control+k").await?;
        page.wait_for("dialog[open]").await?;
        page.type_text(&self.sought).await?;
        crate::remembers_nothing(page).await?;
        page.press("Escape").await?;
        page.wait_until_gone("dialog[open]").await?;
        page.through_palette("go to the worklist", "[data-test=work-row]")
            .await?;
        fill(page, "worklist-text", &self.sought).await?;
        page.wait_for("[data-test=worklist-none]").await?;
        refill(page, "worklist-text", &self.account).await?;
        page.wait_for_text("#work-0", &self.account).await?;
        page.enter("[data-test=load-next]").await?;
        page.wait_for_text("[data-test=case-account]", &self.account)
            .await?;
        fill(page, "search", &self.sought).await?;
        page.press("Enter").await?;
        page.wait_for_text(".find-notice", "Nothing found").await?;
        refill(page, "search", "essential hypertension").await?;
        page.wait_for("[data-test=offer][aria-selected=true][data-code=I10]")
            .await?;
        page.press("Enter").await?;
        page.wait_for_text("#row-principal", "I10").await?;
        saved(page).await?;
        self.give_evidence(page).await?;
        self.ask_the_provider(page).await?;

        page.focus("#row-principal").await?;
        page.press("a").await?;
        page.enter("[data-test=step-pend]").await?;
        page.wait_for("dialog[open] [data-word=query]").await?;
        page.focus("[data-word=query]").await?;
        page.press("Space").await?;
        fill(page, "pend-note", &self.pended).await?;
        crate::remembers_nothing(page).await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=case-status]", "pended")
            .await
    }

    /// Where the record says so; then otherwise, which is taken back.
    async fn give_evidence(&self, page: &Page) -> Result<()> {
        page.enter("#row-principal").await?;
        page.wait_for("[data-test=evidence]").await?;
        for words in [&self.evidence, &self.undone] {
            page.focus("[data-test=evidence]").await?;
            page.press("Control+a").await?;
            page.type_text(words).await?;
            page.press("Enter").await?;
            saved(page).await?;
        }
        let stands = "return document.querySelector('[data-test=evidence]').value";
        ensure!(page.run(stands, Vec::new()).await? == json!(self.undone));
        page.focus("#row-principal").await?;
        page.press("Control+z").await?;
        saved(page).await?;
        ensure!(page.run(stands, Vec::new()).await? == json!(self.evidence));
        Ok(())
    }

    /// A query, copied because somebody asked for it: the only way anything comes into the clipboard.
    async fn ask_the_provider(&self, page: &Page) -> Result<()> {
        page.through_palette("write a query to the provider", "#query-to")
            .await?;
        fill(page, "query-to", &self.attending).await?;
        fill(page, "query-subject", "Blood pressure").await?;
        fill(page, "query-finding-0", &self.finding).await?;
        fill(page, "query-place-0", "Nursing note, day 1").await?;
        let question = format!("What condition, if any, made {}?", self.asked);
        fill(page, "query-question", &question).await?;
        crate::remembers_nothing(page).await?;
        page.wait_for_text("[data-test=query-text]", &self.asked)
            .await?;
        crate::clipboard_holds(page, crate::CLIPBOARD).await?;
        page.enter("[data-test=query-copy]").await?;
        page.wait_for_text("[data-test=said]", "copied").await?;
        crate::clipboard_holds(page, &self.asked).await?;
        crate::mark_clipboard(page).await
    }

    /// The next day: the patient is found by name, with everything that was typed, and so is the chart.
    pub(super) async fn find_again(&self, page: &Page) -> Result<()> {
        page.through_palette("go to patients", "#find-patient")
            .await?;
        fill(page, "find-patient", &self.family).await?;
        page.wait_for_text("[data-test=found-count]", "1 patient")
            .await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=fact-language]", &self.language)
            .await?;
        let stays = page.text("[data-test=stays]").await?;
        ensure!(stays.contains(&self.account), "{stays}");
        page.enter("#stay-0").await?;
        page.wait_for_text("[data-test=chart-documents]", &self.title)
            .await
    }

    /// A colleague finds the case in the worklist.
    pub(super) async fn see_the_case(&self, page: &Page) -> Result<()> {
        page.through_palette("go to the worklist", "[data-test=work-row]")
            .await?;
        page.wait_for_text("#work-0", &self.account).await
    }
}

/// Takes the chosen file in.
async fn accept(page: &Page, title: &str) -> Result<()> {
    page.enter("[data-test=chart-import-accept]").await?;
    page.wait_for_text("[data-test=chart-documents]", title)
        .await
}

async fn saved(page: &Page) -> Result<()> {
    page.wait_for_text("[data-test=saved-state]", "Saved on this device")
        .await
}
