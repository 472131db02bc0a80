//! What was acknowledged, kept outside of the browser, and held against the store when it comes back.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};
use custodian::protocol::{
    CaseName, CasesEvent, CasesRequest, Chart, ChartOrder, ChartsEvent, ChartsRequest, Event,
    KeepingEvent, KeepingRequest, PatientsEvent, PatientsRequest, Request,
};
use engine::draft::StayDraft;
use journeys::Custody;

/// One act of writing.
#[derive(Debug, Clone)]
pub(super) enum Write {
    /// The stay on the coding screen.
    Case { draft: Box<StayDraft> },
    /// A document: title and words.
    Note { title: String, text: String },
    /// Documents of one file: titles, each with words in it.
    File { documents: Vec<(String, String)> },
    /// A patient's family name.
    Patient { family: String },
}

/// An encounter and what was written into it.
#[derive(Debug, Default)]
struct Kept {
    encounter: [u8; 16],
    case: Option<CaseName>,
    draft: StayDraft,
    documents: BTreeMap<String, String>,
    patients: Vec<String>,
    /// What was asked for and not acknowledged when the browser was killed.
    under_way: Option<Write>,
}

/// Everything that was acknowledged.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    rounds: Vec<Kept>,
    acknowledged: BTreeMap<&'static str, u64>,
    /// Writes that were not acknowledged and are there all the same, and those that are not.
    came_through: u64,
    vanished: u64,
    /// Files whose documents came in by half, which the chart says.
    files_by_half: u64,
}

impl Ledger {
    /// From now on into this encounter and case.
    pub(super) fn begin(&mut self, of: CaseName, draft: StayDraft) {
        self.rounds.push(Kept {
            encounter: of.encounter,
            case: Some(of),
            draft,
            ..Kept::default()
        });
    }

    fn now(&mut self) -> Result<&mut Kept> {
        self.rounds.last_mut().context("nothing has begun")
    }

    /// This is asked for now.
    pub(super) fn asks(&mut self, write: Write) -> Result<()> {
        self.now()?.under_way = Some(write);
        Ok(())
    }

    /// What was asked for last is saved: that was told.
    pub(super) fn told(&mut self) -> Result<()> {
        let now = self.now()?;
        let kind = match now.under_way.take().context("nothing was asked")? {
            Write::Case { draft } => {
                now.draft = *draft;
                "saves of a case"
            }
            Write::Note { title, text } => {
                now.documents.insert(title, text);
                "documents"
            }
            Write::File { documents } => {
                now.documents.extend(documents);
                "files"
            }
            Write::Patient { family } => {
                now.patients.push(family);
                "patients"
            }
        };
        *self.acknowledged.entry(kind).or_default() += 1;
        Ok(())
    }

    /// Holds the last round against the store, and lets the store check itself and its trail.
    pub(super) async fn check(&mut self, custody: &mut Custody) -> Result<()> {
        if let Some(mut kept) = self.rounds.pop() {
            let under_way = kept.under_way.take();
            let outcome = self.hold(custody, &mut kept, under_way).await;
            self.rounds.push(kept);
            outcome?;
        }
        match custody
            .get(Request::Keeping(KeepingRequest::Verdict))
            .await?
        {
            Event::Keeping(KeepingEvent::Verdict(verdict)) => {
                ensure!(
                    verdict.faults.is_empty(),
                    "the trail: {:#?}",
                    verdict.faults
                );
            }
            other => bail!("no verdict: {other:?}"),
        }
        checked(custody).await.map(|_| ())
    }

    /// Holds everything against the store; says how many operations it has.
    pub(super) async fn all(&mut self, custody: &mut Custody) -> Result<u64> {
        for mut kept in core::mem::take(&mut self.rounds) {
            self.hold(custody, &mut kept, None).await?;
        }
        checked(custody).await
    }

    /// In words.
    pub(super) fn said(&self) -> String {
        let acknowledged: Vec<String> = self
            .acknowledged
            .iter()
            .map(|(kind, count)| format!("{count} {kind}"))
            .collect();
        format!(
            "acknowledged and there: {}; lost: 0; not acknowledged: {} there, whole, and {} not; {} files by half, \
             as their charts say",
            acknowledged.join(", "),
            self.came_through,
            self.vanished,
            self.files_by_half
        )
    }

    async fn hold(
        &mut self,
        custody: &mut Custody,
        kept: &mut Kept,
        under_way: Option<Write>,
    ) -> Result<()> {
        let case = self.hold_case(custody, kept, under_way.as_ref()).await?;
        let chart = self.hold_chart(custody, kept, under_way.as_ref()).await?;
        let patients = hold_patients(custody, kept, under_way.as_ref()).await?;
        if under_way.is_some() {
            if case || chart || patients {
                self.came_through += 1;
            } else {
                self.vanished += 1;
            }
        }
        Ok(())
    }

    /// The case stands as it was last saved, or as the save under way would have it. Says whether that is so.
    async fn hold_case(
        &mut self,
        custody: &mut Custody,
        kept: &mut Kept,
        under_way: Option<&Write>,
    ) -> Result<bool> {
        let of = kept.case.context("no case")?;
        let request = CasesRequest::Open {
            encounter: of.encounter,
            case: Some(of.case),
            reason: String::new(),
        };
        let Event::Cases(CasesEvent::Opened(view)) = custody.get(Request::Cases(request)).await?
        else {
            bail!("no case");
        };
        if view.draft == kept.draft {
            return Ok(false);
        }
        match under_way {
            Some(Write::Case { draft }) if **draft == view.draft => {
                kept.draft = view.draft;
                Ok(true)
            }
            _ => bail!(
                "the case holds {:#?}, saved was {:#?}",
                view.draft,
                kept.draft
            ),
        }
    }

    /// Every document is there with its words, and no other than the ones under way. Says whether any of those is.
    async fn hold_chart(
        &mut self,
        custody: &mut Custody,
        kept: &mut Kept,
        under_way: Option<&Write>,
    ) -> Result<bool> {
        let mut coming: BTreeMap<String, String> = BTreeMap::new();
        match under_way {
            Some(Write::Note { title, text }) => {
                coming.insert(title.clone(), text.clone());
            }
            Some(Write::File { documents }) => coming.extend(documents.iter().cloned()),
            _ => {}
        }
        let chart = chart(custody, kept.encounter).await?;
        if let Some(unfinished) = &chart.unfinished {
            let mut titles = [unfinished.here.clone(), unfinished.missing.clone()].concat();
            titles.sort();
            ensure!(
                titles == coming.keys().cloned().collect::<Vec<_>>(),
                "the chart names other documents as missing: {unfinished:#?}"
            );
            self.files_by_half += 1;
        }
        let mut found = BTreeMap::new();
        for line in chart.groups.into_iter().flat_map(|group| group.documents) {
            let request = ChartsRequest::Read {
                encounter: kept.encounter,
                document: line.id,
                version: None,
                reason: String::new(),
            };
            match custody.get(Request::Charts(request)).await? {
                Event::Charts(ChartsEvent::Page(page)) => found.insert(line.title, page.text),
                other => bail!("no document: {other:?}"),
            };
        }
        for (title, text) in &kept.documents {
            let read = found
                .remove(title)
                .with_context(|| format!("“{title}” was saved and is not there"))?;
            ensure!(
                read.contains(text),
                "“{title}” holds {read}, saved was {text}"
            );
        }
        let came = !found.is_empty();
        for (title, read) in found {
            let text = coming
                .get(&title)
                .with_context(|| format!("nobody wrote “{title}”"))?;
            ensure!(read.contains(text), "“{title}” is there by half: {read}");
            kept.documents.insert(title, text.clone());
        }
        if chart.unfinished.is_some() {
            let request = ChartsRequest::Forgo {
                encounter: kept.encounter,
            };
            custody.get(Request::Charts(request)).await?;
        }
        Ok(came)
    }
}

async fn hold_patients(
    custody: &mut Custody,
    kept: &mut Kept,
    under_way: Option<&Write>,
) -> Result<bool> {
    for family in &kept.patients {
        ensure!(
            looked_up(custody, family).await?,
            "the patient {family} was saved and is not there"
        );
    }
    let Some(Write::Patient { family }) = under_way else {
        return Ok(false);
    };
    let came = looked_up(custody, family).await?;
    if came {
        kept.patients.push(family.clone());
    }
    Ok(came)
}

async fn looked_up(custody: &mut Custody, family: &str) -> Result<bool> {
    let request = PatientsRequest::Look {
        text: family.to_owned(),
        most: 5,
    };
    match custody.get(Request::Patients(request)).await? {
        Event::Patients(PatientsEvent::List(list)) => Ok(list
            .rows
            .iter()
            .any(|row| row.name.to_lowercase().contains(&family.to_lowercase()))),
        other => bail!("no list: {other:?}"),
    }
}

async fn chart(custody: &mut Custody, encounter: [u8; 16]) -> Result<Chart> {
    let request = ChartsRequest::Open {
        encounter,
        order: ChartOrder::ByTime,
        reason: "Checking what was saved".to_owned(),
    };
    match custody.get(Request::Charts(request)).await? {
        Event::Charts(ChartsEvent::Chart(chart)) => Ok(*chart),
        other => bail!("no chart: {other:?}"),
    }
}

/// The check of the whole store finds nothing; says how many operations it looked at.
async fn checked(custody: &mut Custody) -> Result<u64> {
    match custody.get(Request::Check).await? {
        Event::Checked(checked) => {
            ensure!(
                checked.faults.is_empty(),
                "the store: {:#?}",
                checked.faults
            );
            Ok(checked.operations)
        }
        other => bail!("not checked: {other:?}"),
    }
}
