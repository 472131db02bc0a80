//! Searching, and reading pasted codes.

use codes::Ymd;
use codes::search::Query;
use grouper::{CodeSeverity, Version};

use crate::code_text::split_codes;
use crate::continue_code::filled;
use crate::packs::Packs;
use crate::protocol::{CodeSystem, Failure, Hit, PackName, ReadCode, SearchAnswer, Severity};

/// Most hits that are answered, whatever is asked for.
const MOST_HITS: u32 = 200;

/// Reads the date of a look-up.
pub(crate) fn lookup_date(text: &str) -> Result<Ymd, Failure> {
    Ymd::parse_iso(text.trim()).ok_or_else(|| Failure {
        what: "Codes can't be looked up without a date.".to_owned(),
        why: "Which codes are valid depends on the date; what was given is no date.".to_owned(),
        place: "the date of the look-up".to_owned(),
        fix: "Give a date as YYYY-MM-DD.".to_owned(),
    })
}

/// Searches the code sets that are loaded.
pub(crate) fn search(
    packs: &mut Packs,
    text: String,
    system: Option<CodeSystem>,
    date: Ymd,
    limit: u32,
) -> SearchAnswer {
    let wanted = |s: CodeSystem| system.is_none_or(|only| only == s);
    let not_searched = [
        (CodeSystem::Cm, PackName::Icd10Cm),
        (CodeSystem::Pcs, PackName::Icd10Pcs),
    ]
    .into_iter()
    .filter(|(s, _)| wanted(*s))
    .filter_map(|(s, name)| packs.trouble(name).map(|trouble| (s, trouble.what)))
    .collect();
    let query = Query {
        text: &text,
        system: system.map(|s| match s {
            CodeSystem::Cm => codes::System::Cm,
            CodeSystem::Pcs => codes::System::Pcs,
        }),
        date,
        limit: limit.min(MOST_HITS) as usize,
    };
    let found = packs.search(&query);
    let hits = found
        .into_iter()
        .map(|hit| view(packs, hit, date))
        .collect();
    SearchAnswer {
        text,
        date: date.to_iso(),
        hits,
        not_searched,
    }
}

fn view(packs: &Packs, hit: codes::search::Hit, date: Ymd) -> Hit {
    let grouper = packs
        .versions
        .as_ref()
        .zip(Version::for_discharge(date))
        .and_then(|(versions, v)| versions.if_ready(v));
    let (line, severity, operating_room) = match hit.system {
        codes::System::Cm => (
            packs.diagnosis_line(&hit.code, Some(date)),
            grouper.and_then(|g| g.severity_of(&hit.code)),
            None,
        ),
        codes::System::Pcs => (
            packs.procedure_line(&hit.code, Some(date)),
            None,
            grouper.and_then(|g| g.is_operating_room(&hit.code)),
        ),
    };
    // What matched is a part of today's title; another title has nothing to underline.
    let today = match hit.system {
        codes::System::Cm => packs
            .cm
            .as_ref()
            .and_then(|p| Some(p.code(&hit.code)?.title())),
        codes::System::Pcs => packs
            .pcs
            .as_ref()
            .and_then(|p| Some(p.code(&hit.code)?.title())),
    };
    let underline = if today == Some(line.title.as_str()) {
        hit.matched
    } else {
        Vec::new()
    };
    Hit {
        line,
        why: hit.why,
        underline,
        severity: severity.map(own_severity),
        operating_room,
    }
}

/// What a code is by itself.
pub(crate) const fn own_severity(severity: CodeSeverity) -> Severity {
    match severity {
        CodeSeverity::Neither => Severity::None,
        CodeSeverity::Cc | CodeSeverity::CcExcluded | CodeSeverity::CcExcludedByDrgLogic => {
            Severity::Cc
        }
        CodeSeverity::Mcc | CodeSeverity::MccExcluded | CodeSeverity::MccExcludedByDrgLogic => {
            Severity::Mcc
        }
    }
}

/// Reads pasted text as codes, each in the set that has it. A code that both shapes fit and no set has is taken
/// for a procedure if it has seven characters, else for a diagnosis.
pub(crate) fn read_codes(packs: &Packs, text: &str, date: Ymd) -> Vec<ReadCode> {
    split_codes(text)
        .into_iter()
        .map(|(from, code)| {
            let diagnosis = packs.diagnosis_line(&code, Some(date));
            let procedure = packs.procedure_line(&code, Some(date));
            let line = match (diagnosis.title.is_empty(), procedure.title.is_empty()) {
                (false, _) => diagnosis,
                (true, false) => procedure,
                // A 7th character typed right after a short code stands in its place (OCG I.A.4, I.A.5).
                (true, true) => match filled(packs, &code, date) {
                    Some(filled) => packs.diagnosis_line(&filled, Some(date)),
                    None if code.len() == 7 => procedure,
                    None => diagnosis,
                },
            };
            ReadCode {
                from,
                known: !line.title.is_empty(),
                line,
            }
        })
        .collect()
}
