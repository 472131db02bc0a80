//! A pack that is not what a packer wrote: opened, and where it opens used. Either gives an error that names it, or it works.
//!
//! A pack's digest stands before everything else, and nothing that is altered blindly gets past it. So most inputs
//! alter the *payload* of the real pack and are sealed again with the right digest: what a faulty packer would write.

use std::sync::LazyLock;

use codes::cm::CmPack;
use codes::pcs::PcsPack;
use codes::weights::Weights;
use codes::{PackError, PackKind, Ymd, pack};
use edits::mce::CodeEditor;
use grouper::claim::parse_line;
use grouper::{MsDrg, Stay, Version};

/// Bytes of one alteration: a position (three bytes, modulo the length) and the byte to put there.
const ALTERATION: usize = 4;

static PAYLOADS: LazyLock<[Vec<u8>; 5]> = LazyLock::new(|| {
    PackKind::ALL.map(|kind| {
        let bytes = sample::pack(kind.name());
        pack::unseal(kind, &bytes)
            .unwrap_or_else(|e| panic!("{e}"))
            .to_vec()
    })
});
static STAYS: LazyLock<Vec<Stay>> = LazyLock::new(|| {
    let claims = sample::all();
    let lines = claims
        .iter()
        .step_by(37)
        .map(|checked| checked.claim.to_string());
    lines
        .filter_map(|line| parse_line(line.as_bytes()).ok())
        .map(|claim| claim.stay)
        .collect()
});

fn payload(kind: PackKind) -> &'static [u8] {
    &PAYLOADS[PackKind::ALL.iter().position(|k| *k == kind).unwrap_or(0)]
}

/// First inputs: nothing altered, the beginning altered, cut off, and the first bytes of the payload by themselves.
#[must_use]
pub fn seeds(kind: PackKind) -> Vec<Vec<u8>> {
    let payload = payload(kind);
    let mut seeds = vec![
        vec![0],
        vec![0, 0, 0, 1, 0x7f],
        vec![0, 0, 0, 0, 0xff, 0, 0, 1, 0xff, 0, 0, 2, 0xff],
        vec![1, 0, 0, 64],
        [&[2], &payload[..payload.len().min(256)]].concat(),
        [&[3], &pack::seal(kind, b"payload")[..]].concat(),
    ];
    for part in 1..24 {
        let at = (payload.len() * part / 24) as u32;
        let position = at.to_be_bytes();
        seeds.push(vec![0, position[1], position[2], position[3], 0xff]);
        seeds.push(vec![1, position[1], position[2], position[3]]);
    }
    seeds
}

/// Opens what `input` makes of the real pack of `kind`, and uses it if it opens.
///
/// The first byte says how: 0 alters single bytes, 1 cuts the payload off, 2 takes the rest as the payload, anything
/// else takes the rest as the whole pack, header included.
pub fn altered(kind: PackKind, input: &[u8]) {
    let Some((how, rest)) = input.split_first() else {
        return;
    };
    let position = |bytes: &[u8], length: usize| {
        let at = usize::from(bytes[0]) << 16 | usize::from(bytes[1]) << 8 | usize::from(bytes[2]);
        at % length.max(1)
    };
    let bytes = match how {
        0 => {
            let mut payload = payload(kind).to_vec();
            for alteration in rest.chunks_exact(ALTERATION) {
                let at = position(alteration, payload.len());
                payload[at] = alteration[3];
            }
            pack::seal(kind, &payload)
        }
        1 if rest.len() >= 3 => {
            pack::seal(kind, &payload(kind)[..position(rest, payload(kind).len())])
        }
        2 => pack::seal(kind, rest),
        _ => rest.to_vec(),
    };
    if let Err(error) = open_and_use(kind, &bytes) {
        assert_eq!(error.pack(), kind.name());
        assert!(error.to_string().contains(kind.name()) && !error.fix().is_empty());
    }
}

fn open_and_use(kind: PackKind, bytes: &[u8]) -> Result<(), PackError> {
    let day = Ymd(20_261_001);
    match kind {
        PackKind::Icd10Cm => {
            let set = CmPack::open(bytes)?;
            for code in ["I5020", "I50", "S72001A", "D691", "A00", "Z999", "QQQ"] {
                let Some(code) = set.code(code) else { continue };
                let path = code.path();
                let told = path
                    .iter()
                    .map(|step| step.title().len() + step.notes().count())
                    .sum::<usize>();
                let below = code.children().count() + code.inclusion_terms().count();
                let _ = (
                    told,
                    below,
                    code.dotted(),
                    code.billable_on(day),
                    code.parent(),
                    code.title_source(),
                );
            }
            let _ = set.billable_count(day);
        }
        PackKind::Icd10Pcs => {
            let set = PcsPack::open(bytes)?;
            for code in ["0016070", "02HV33Z", "XW033E5", "0DTJ4ZZ", "QQQQQQQ"] {
                let Some(code) = set.code(code) else { continue };
                let labels = code
                    .axes()
                    .iter()
                    .map(|axis| axis.label.len())
                    .sum::<usize>();
                let _ = (
                    labels,
                    code.title().len(),
                    code.billable_on(day),
                    code.title_source(),
                );
            }
            let _ = (set.billable_count(day), set.starting_with("02H").count());
        }
        PackKind::MsDrg => {
            let source = MsDrg::open(bytes)?;
            for version in [Version::ALL[0], Version::ALL[8]] {
                let grouper = source.ready(version);
                for stay in STAYS.iter() {
                    let grouping = grouper.group(stay);
                    let _ = (
                        grouper.drg_title(grouping.r#final.drg),
                        grouper.mdc_title(grouping.r#final.mdc),
                    );
                }
            }
        }
        PackKind::Mce => {
            let editor = CodeEditor::open(bytes)?;
            for stay in STAYS.iter() {
                let _ = editor.edit(stay);
            }
        }
        PackKind::Weights => {
            let weights = Weights::open(bytes)?;
            let _ = (
                weights.of(1, 2026),
                weights.of(999, 2026),
                weights.fiscal_years().len(),
            );
        }
    }
    Ok(())
}
