//! How faults come into a chart that was whole.

use chrono::TimeDelta;
use records::model::{Class, DocumentKind, DocumentStatus, Poa};

use crate::chart::{Note, Stay};
use crate::draw::Draw;
use crate::key::Extra;
use crate::planted::{Fault, Where};
use crate::template::Text;

/// A fault in a chart that is not numbered yet.
#[derive(Debug)]
pub(crate) struct Sown {
    pub(crate) kind: Fault,
    /// Place of its note.
    pub(crate) note: Option<usize>,
    pub(crate) what: String,
    pub(crate) at: Where,
}

/// Kinds that lie in charts.
pub(crate) const IN_CHARTS: [Fault; 17] = [
    Fault::CopyForward,
    Fault::MissingSignature,
    Fault::AbnormalUnnamed,
    Fault::Laterality,
    Fault::LateEntry,
    Fault::EjectionFraction,
    Fault::NoDischargeSummary,
    Fault::Uncertain,
    Fault::DiabetesType,
    Fault::WrongPatient,
    Fault::PoaConflict,
    Fault::RuledOutCarried,
    Fault::NoOperativeReport,
    Fault::UnsignedVerbalOrder,
    Fault::HospitalAcquired,
    Fault::CriteriaUnnamed,
    Fault::LateHistory,
];

/// Plants up to `wanted` faults in a chart, of the kinds in the order given.
pub(crate) fn plant(
    stay: &Stay<'_>,
    notes: &mut Vec<Note>,
    tried: &[Fault],
    wanted: usize,
    draw: &mut Draw,
) -> (Vec<Sown>, Vec<Extra>) {
    let mut sown: Vec<Sown> = Vec::new();
    let mut extra = Vec::new();
    for kind in tried.iter().copied() {
        if sown.len() >= wanted {
            break;
        }
        // One of the two has to say what was done, or nothing of it could be coded.
        let other = match kind {
            Fault::NoOperativeReport => Fault::NoDischargeSummary,
            Fault::NoDischargeSummary => Fault::NoOperativeReport,
            _ => kind,
        };
        if other != kind && sown.iter().any(|s| s.kind == other) {
            continue;
        }
        let taken: Vec<usize> = sown.iter().filter_map(|s| s.note).collect();
        if let Some(new) = one(kind, stay, notes, &taken, &mut extra, draw) {
            sown.push(new);
        }
    }
    (sown, extra)
}

/// Places of notes of a kind that no fault has yet.
fn places(notes: &[Note], taken: &[usize], kind: DocumentKind) -> Vec<usize> {
    let fits = |(place, note): &(usize, &Note)| {
        note.kind == kind
            && !taken.contains(place)
            && note.title != "Respiratory therapy, ventilator"
    };
    notes
        .iter()
        .enumerate()
        .filter(fits)
        .map(|(place, _)| place)
        .collect()
}

/// Adds a sentence to a note and says where.
fn append(note: &mut Note, stay: &Stay<'_>, passage: &str, draw: &mut Draw) -> String {
    let from = note.text.words.len();
    note.text.write(passage, &stay.values, draw);
    note.text.sentences(from);
    let words = note.text.words[from..].to_owned();
    note.text.say("\n");
    words
}

/// A note beside another: same author and day, other words.
fn beside(note: &Note, kind: DocumentKind, title: &str, minutes: i64) -> Note {
    let about = note.about + TimeDelta::minutes(minutes);
    Note {
        kind,
        title: title.to_owned(),
        about,
        text: Text::default(),
        dictated: None,
        entered: about + TimeDelta::minutes(10),
        signed: Some(about + TimeDelta::minutes(20)),
        status: DocumentStatus::Authenticated,
        astray: false,
        ..note.clone()
    }
}

#[allow(clippy::too_many_lines, reason = "one arm a kind, each a few lines")]
fn one(
    kind: Fault,
    stay: &Stay<'_>,
    notes: &mut Vec<Note>,
    taken: &[usize],
    extra: &mut Vec<Extra>,
    draw: &mut Draw,
) -> Option<Sown> {
    let inpatient = stay.scenario.class == Class::Inpatient;
    let progress: Vec<usize> = places(notes, taken, DocumentKind::Progress)
        .into_iter()
        .filter(|place| notes[*place].author == stay.attending)
        .collect();
    let old = stay.age() >= 40;
    let said = |note: usize, what: &str, words: String| {
        Some(Sown {
            kind,
            note: Some(note),
            what: what.to_owned(),
            at: Where::Words(words),
        })
    };
    let metadata = |note: usize, what: &str| {
        Some(Sown {
            kind,
            note: Some(note),
            what: what.to_owned(),
            at: Where::Metadata,
        })
    };
    match kind {
        Fault::CopyForward => {
            let pair = progress.windows(2).next()?;
            let (from, to) = (pair[0], pair[1]);
            notes[to].text = notes[from].text.clone();
            let words = notes[to]
                .text
                .words
                .lines()
                .find(|l| l.contains("BP ") && l.contains('/'))?
                .to_owned();
            said(
                to,
                "the note of the day before, with its vital signs",
                words,
            )
        }
        Fault::Laterality => {
            let side = stay.values.get("side")?;
            let other = if side == "left" { "right" } else { "left" };
            let place = *progress
                .first()
                .or(places(notes, taken, DocumentKind::Nursing)
                    .last()
                    .as_ref()
                    .copied())?;
            let part = stay.values.get("part").map_or("side", String::as_str);
            let words = append(
                &mut notes[place],
                stay,
                &format!(
                    "{{Dressing of the {other} {part} dry and intact.|{other} {part} checked, no new finding.}}"
                ),
                draw,
            );
            said(
                place,
                "names the other side than the rest of the chart",
                words,
            )
        }
        Fault::DiabetesType => {
            if !stay.documented.iter().any(|c| c.name == "dm2") {
                return None;
            }
            let place = *progress.last()?;
            let words = append(
                &mut notes[place],
                stay,
                "{Type 1 DM: continue basal and correction insulin.|Diabetes, type 1 - glucose acceptable.}",
                draw,
            );
            said(
                place,
                "calls the diabetes type 1; elsewhere it is type 2",
                words,
            )
        }
        Fault::EjectionFraction => {
            stay.values.get("ef")?;
            let place = *progress.last()?;
            let words = append(
                &mut notes[place],
                stay,
                "{Echo reviewed: EF 55-60%.|LVEF preserved at 60% per last note.}",
                draw,
            );
            said(
                place,
                "gives an ejection fraction that the echocardiogram does not",
                words,
            )
        }
        Fault::MissingSignature => {
            let kinds = [
                DocumentKind::Consultation,
                DocumentKind::Operative,
                DocumentKind::DischargeSummary,
                DocumentKind::Progress,
                DocumentKind::HistoryAndPhysical,
            ];
            let all: Vec<usize> = kinds
                .iter()
                .flat_map(|k| places(notes, taken, *k))
                .collect();
            let place = *draw.pick(if all.is_empty() { return None } else { &all });
            let note = &mut notes[place];
            note.signed = None;
            note.status = if note.dictated.is_some() {
                DocumentStatus::Transcribed
            } else {
                DocumentStatus::Preliminary
            };
            metadata(place, "never signed")
        }
        Fault::LateHistory => {
            let place = *places(notes, taken, DocumentKind::HistoryAndPhysical)
                .first()
                .filter(|_| inpatient && stay.days() > 2)?;
            let note = &mut notes[place];
            let late = stay.admitted + TimeDelta::hours(31);
            note.dictated = Some(late);
            note.entered = late + TimeDelta::hours(3);
            note.signed = Some(late + TimeDelta::hours(9));
            metadata(
                place,
                "came into the record later than 24 hours after admission",
            )
        }
        Fault::NoDischargeSummary | Fault::NoOperativeReport => {
            let (wanted, what) = if kind == Fault::NoOperativeReport {
                (DocumentKind::Operative, "no operative report")
            } else {
                (DocumentKind::DischargeSummary, "no discharge summary")
            };
            let place = *places(notes, taken, wanted).first().filter(|_| inpatient)?;
            let note = &mut notes[place];
            note.text = Text::default();
            note.dictated = None;
            note.signed = None;
            note.status = DocumentStatus::Expected;
            Some(Sown {
                kind,
                note: Some(place),
                what: what.into(),
                at: Where::Absent(wanted),
            })
        }
        Fault::UnsignedVerbalOrder => {
            let admission = *places(notes, taken, DocumentKind::Orders).first()?;
            let mut note = beside(&notes[admission], DocumentKind::Orders, "Verbal order", 190);
            if note.about >= stay.discharged {
                return None;
            }
            let doctor = stay.staff[stay.attending].name.clone();
            let words = append(
                &mut note,
                stay,
                &format!(
                    "V.O. {doctor}: {{acetaminophen 650 mg PO now|potassium chloride 40 mEq PO once|ondansetron 4 mg IV once}}. Read back and verified by nursing."
                ),
                draw,
            );
            note.signed = None;
            note.status = DocumentStatus::Preliminary;
            notes.push(note);
            said(
                notes.len() - 1,
                "verbal order, not authenticated by the prescriber",
                words,
            )
        }
        Fault::WrongPatient => {
            let all = places(notes, taken, DocumentKind::Laboratory);
            let like = &notes[*all.first()?];
            let mut note = beside(like, DocumentKind::Imaging, "Chest radiograph", 25);
            note.author = crate::chart::one_of(stay.staff, "Radiology", draw);
            note.role = "consultant";
            note.astray = true;
            note.text.write("Portable upright view. {Large left pleural effusion with compressive atelectasis.|Right apical pneumothorax, small.} Comparison: none.\n", &stay.values, draw);
            note.about = note.about.min(stay.discharged);
            notes.push(note);
            // The words are those of the heading, which names somebody else; they are filled in where it is written.
            said(
                notes.len() - 1,
                "the page of another patient",
                String::new(),
            )
        }
        Fault::LateEntry => {
            let place = *progress.get(1)?;
            let note = &mut notes[place];
            let entered = note.about + TimeDelta::hours(76);
            note.entered = entered;
            note.signed = Some(entered + TimeDelta::minutes(15));
            let words = append(
                note,
                stay,
                "LATE ENTRY: written from memory after the fact.",
                draw,
            );
            said(
                place,
                "written more than three days after the day it speaks of",
                words,
            )
        }
        Fault::RuledOutCarried => {
            let ruled = stay.scenario.lines("ruled");
            let place = *progress.last()?;
            let what = ruled.first()?;
            let words = append(
                &mut notes[place],
                stay,
                &format!("Problem list: {what} - continue {{treatment|current management}}."),
                draw,
            );
            said(place, "was ruled out earlier in the stay", words)
        }
        Fault::AbnormalUnnamed => {
            if !inpatient || !old || stay.trend.of("na").is_some_and(|v| v[0] < 134.0) {
                return None;
            }
            let labs = places(notes, taken, DocumentKind::Laboratory);
            let place = labs
                .into_iter()
                .find(|place| notes[*place].text.words.contains("Potassium"))?;
            let note = &mut notes[place];
            // The report of one day shows it, and an order treats it.
            let line = note
                .text
                .words
                .lines()
                .find(|line| line.starts_with("Sodium"))?
                .to_owned();
            let value = draw.between(122, 128);
            let low = format!("{:<30} {value:>8} L  mmol/L   136-145", "Sodium");
            note.text.words = note.text.words.replace(&line, &low);
            let after = note.about;
            let mut order = beside(note, DocumentKind::Orders, "Orders", 80);
            order.author = stay.attending;
            order.role = "attending";
            append(
                &mut order,
                stay,
                "Fluid restriction 1,200 mL per day. Repeat sodium in 6 hours. {Urine osmolality and sodium.|Stop hydrochlorothiazide if on home list.}",
                draw,
            );
            if after + TimeDelta::minutes(80) < stay.discharged {
                notes.push(order);
            }
            said(
                place,
                "a low sodium that is treated and has no diagnosis",
                low,
            )
        }
        Fault::CriteriaUnnamed => {
            let breathes = stay.scenario.vitals.0.breaths >= 22.0;
            let named = stay.scenario.key.iter().any(|k| k.code.starts_with("J96"));
            let place = *places(notes, taken, DocumentKind::Nursing)
                .first()
                .filter(|_| inpatient && breathes && !named)?;
            let words = append(
                &mut notes[place],
                stay,
                "{SpO2 82% on room air, RR 34, using accessory muscles; placed on 6 L nasal cannula then mask.|Speaking single words, RR 32, SpO2 84% RA, high-flow oxygen 40 L at 60% started per order.}",
                draw,
            );
            said(
                place,
                "signs of respiratory failure; no provider names it",
                words,
            )
        }
        Fault::PoaConflict => {
            if !inpatient
                || !old
                || stay.days() < 3
                || extra.iter().any(|(label, ..)| label == "sacrum")
            {
                return None;
            }
            let assessment = notes
                .iter()
                .position(|n| n.title == "Nursing admission assessment")?;
            let place = *progress.last()?;
            notes[assessment].text.write(
                "Sacrum and heels without breakdown, photographs not needed.\n",
                &stay.values,
                draw,
            );
            let words = append(
                &mut notes[place],
                stay,
                "[sacrum:Stage 3 pressure ulcer of the sacrum], present on admission per family; wound care following.",
                draw,
            );
            extra.push(("sacrum".into(), "L89153", Poa::Yes));
            said(
                place,
                "called present on admission; the nursing assessment found intact skin",
                words,
            )
        }
        Fault::HospitalAcquired => {
            if !inpatient
                || !old
                || stay.days() < 4
                || stay.scenario.key.iter().any(|k| k.code.starts_with("N39"))
            {
                return None;
            }
            let place = *progress.last()?;
            let words = append(
                &mut notes[place],
                stay,
                "[cauti:{Catheter-associated urinary tract infection|UTI due to the indwelling Foley catheter}], {not present on admission|new since catheter placed on day 1}: catheter removed, ceftriaxone.",
                draw,
            );
            extra.push(("cauti".into(), "T83511A", Poa::No));
            extra.push(("cauti".into(), "N390", Poa::No));
            said(place, "infection acquired in the hospital", words)
        }
        Fault::Uncertain => {
            let about_urine = stay.scenario.key.iter().any(|k| k.code.starts_with("N39"))
                || extra.iter().any(|(_, code, _)| *code == "N390");
            if !old || about_urine {
                return None;
            }
            let wanted = if inpatient {
                DocumentKind::DischargeSummary
            } else {
                DocumentKind::Emergency
            };
            let place = *places(notes, taken, wanted).first()?;
            let passage = if inpatient {
                "Also treated for [uncertain:{probable|suspected|likely} urinary tract infection], culture contaminated; short antibiotic course completed."
            } else {
                "{Possible|Probable} urinary tract infection as well; culture sent, will call."
            };
            let words = append(&mut notes[place], stay, passage, draw);
            if inpatient {
                // OCG II.H and III.C: coded as if it existed, in inpatients only (IV.H).
                extra.push(("uncertain".into(), "N390", Poa::Yes));
            }
            said(place, "uncertain at discharge", words)
        }
        Fault::Duplicate | Fault::Overlay => None,
    }
}
