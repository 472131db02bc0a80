//! Where a step stands in CMS's MS-DRG Definitions Manual: the chapters are the categories, the appendices the lists.

use grouper::{DrgKind, Step};

/// Chapter or appendix of a step; empty where the manual has no place for it.
pub(super) fn place(step: &Step) -> String {
    match step {
        Step::Version { version } => format!("MS-DRG Definitions Manual {version}"),
        Step::Disposition { .. } => String::new(),
        Step::ClusterMet { .. } => {
            "Appendix E, operating room procedures and procedure clusters".to_owned()
        }
        Step::Excluded { .. } => "Appendix C, Part 1, CC exclusions".to_owned(),
        Step::AliveOnly { .. } => "Appendix C, Part 2, MCC only if discharged alive".to_owned(),
        Step::PrincipalMdc { mdc, .. } => {
            format!(
                "Appendix B, diagnoses and their MDC; chapter {}",
                chapter(*mdc)
            )
        }
        Step::Row {
            mdc,
            kind,
            not_counted,
            ..
        } => {
            let mut place = format!("Chapter {}", chapter(*mdc));
            // Only the categories are divided into surgical classes.
            if *kind == DrgKind::Surgical && !matches!(mdc, 0 | 29) {
                place.push_str("; order of surgical classes in Appendix D");
            }
            if !not_counted.is_empty() {
                place.push_str("; Appendix C, Part 3, severity not counted in this DRG");
            }
            place
        }
        Step::Hac { .. } => "Appendix I, hospital-acquired conditions".to_owned(),
        Step::Result { drg, mdc, .. } => match drg {
            998 | 999 => String::new(),
            _ => format!("Chapter {}", chapter(*mdc)),
        },
    }
}

fn chapter(mdc: u8) -> String {
    match mdc {
        0 => "Pre-MDC".to_owned(),
        29 => "DRGs associated with all MDCs".to_owned(),
        _ => format!("MDC {mdc:02}"),
    }
}
