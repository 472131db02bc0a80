//! From sources to a folder of packs.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use codes::cm::content::Node;
use codes::pcs::content::Procedure;
use codes::{PackKind, Period, TitleSource, Ymd};
use grouper::Version;
use sha2::{Digest, Sha256};

use crate::manifest::{Description, Manifest, PackEntry};
use crate::mdb::Mdb;
use crate::read::{axis_labels, tabular, titles, weights};
use crate::sources::{Cache, FILES, File, hex_digest, write_whole};
use crate::{
    PackerError, calendar, conversions, diagnoses, labels, mce, msdrg, procedures, recover,
};

/// Where to take from and where to write to.
#[derive(Debug, Clone)]
pub struct Options {
    /// Cache of downloads and the files taken out of them.
    pub sources: PathBuf,
    /// Folder the packs are written to.
    pub packs: PathBuf,
}

impl Default for Options {
    /// `target/sources` and `target/packs` below the working directory.
    fn default() -> Self {
        Self {
            sources: PathBuf::from("target/sources"),
            packs: PathBuf::from("target/packs"),
        }
    }
}

/// What a run did.
#[derive(Debug, Clone)]
pub struct Report {
    /// The manifest of the folder.
    pub manifest: Manifest,
    /// Whether packs were written; false if those there were up to date.
    pub built: bool,
}

/// A finished pack with what the manifest says of it.
type Built = (Vec<u8>, Description);

/// Builds all packs, unless those in the folder were built by this very program from these very sources.
/// Says what it does, a line a step, through `progress`.
///
/// # Errors
/// [`PackerError`]; [`PackerError::fix`] says what to do. What was downloaded is kept.
pub fn build(options: &Options, progress: &mut dyn FnMut(&str)) -> Result<Report, PackerError> {
    let stamp = stamp()?;
    if let Some(manifest) = up_to_date(options, &stamp) {
        progress("packs are up to date");
        return Ok(Report {
            manifest,
            built: false,
        });
    }
    // From here to the end the folder is nobody's: an interrupted build is built again.
    match fs::remove_file(stamp_file(options)) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            return Err(PackerError::file(&stamp_file(options))(e));
        }
        _ => {}
    }
    let cache = Cache::new(&options.sources);
    cache.fill(&FILES, progress)?;
    progress("read the grouper's tables");
    let mdb = Mdb::open(&cache.path(&File::GROUPER_TABLES))?;
    let mut packs = Vec::new();
    for kind in PackKind::ALL {
        progress(&format!("build {}", kind.file_name()));
        let (pack, description) = match kind {
            PackKind::Icd10Cm => icd10cm(&cache, &mdb)?,
            PackKind::Icd10Pcs => icd10pcs(&cache, &mdb)?,
            PackKind::MsDrg => (msdrg::build(&mdb)?, grouper_tables(&mdb)?),
            PackKind::Mce => (mce::build(&mdb)?, editor_tables(&mdb)?),
            PackKind::Weights => weight_table(&cache)?,
        };
        progress(&format!("compress {}", kind.file_name()));
        let brotli = compress(&pack);
        let path = options.packs.join(kind.file_name());
        write_whole(&path, &pack)?;
        write_whole(
            &options.packs.join(format!("{}.br", kind.file_name())),
            &brotli,
        )?;
        let entry = PackEntry::new(description, &pack, &brotli);
        progress(&format!(
            "{}: {} bytes, {} as brotli",
            entry.file, entry.bytes, entry.brotli_bytes
        ));
        packs.push(entry);
    }
    let manifest = Manifest { packs };
    let mut json = serde_json::to_vec_pretty(&manifest).map_err(|e| PackerError::Content {
        pack: "manifest",
        detail: e.to_string(),
    })?;
    json.push(b'\n');
    write_whole(&options.packs.join("manifest.json"), &json)?;
    write_whole(&stamp_file(options), stamp.as_bytes())?;
    Ok(Report {
        manifest,
        built: true,
    })
}

/// Digest of this program and of the pins: whatever decides the bytes of the packs.
fn stamp() -> Result<String, PackerError> {
    let program = std::env::current_exe()
        .map_err(PackerError::file(&PathBuf::from("the running program")))?;
    let bytes = fs::read(&program).map_err(PackerError::file(&program))?;
    let mut digest = Sha256::new();
    digest.update(Sha256::digest(&bytes));
    FILES.iter().for_each(|file| digest.update(file.sha256));
    Ok(digest
        .finalize()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect())
}

/// Where the stamp stands: beside the folder, which holds only what is served.
fn stamp_file(options: &Options) -> PathBuf {
    options.packs.with_extension("stamp")
}

/// The manifest in the folder, if this program finished the build and every file is still the one it names.
fn up_to_date(options: &Options, stamp: &str) -> Option<Manifest> {
    if fs::read(stamp_file(options)).ok()? != stamp.as_bytes() {
        return None;
    }
    let manifest: Manifest =
        serde_json::from_slice(&fs::read(options.packs.join("manifest.json")).ok()?).ok()?;
    let unchanged = |pack: &PackEntry| -> Option<bool> {
        let bytes = fs::read(options.packs.join(&pack.file)).ok()?;
        let brotli = fs::metadata(options.packs.join(format!("{}.br", pack.file))).ok()?;
        Some(hex_digest(&bytes) == pack.sha256 && brotli.len() == pack.brotli_bytes)
    };
    let whole = manifest.packs.len() == PackKind::ALL.len()
        && manifest
            .packs
            .iter()
            .all(|pack| unchanged(pack) == Some(true));
    whole.then_some(manifest)
}

/// Brotli at its best, with a window as large as browsers accept.
fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..Default::default()
    };
    // Writing to memory does not fail; an empty result would show in the manifest and in every test.
    if brotli::BrotliCompress(&mut &bytes[..], &mut out, &params).is_err() {
        out.clear();
    }
    out
}

fn icd10cm(cache: &Cache, mdb: &Mdb) -> Result<Built, PackerError> {
    let calendar = calendar::calendar(&mdb.i10_diagnosis_master()?.0);
    calendar::agree("icd10cm", &calendar, &mdb.diagnosis()?)?;
    let tabulars = [
        tabular::read(
            "the tabular list of 2026",
            &cache.read(&File::TABULAR_2026)?,
            Ymd(2026_04_01),
        )?,
        tabular::read(
            "the tabular list of 2025",
            &cache.read(&File::TABULAR_2025)?,
            Ymd(2025_04_01),
        )?,
    ];
    let nodes = diagnoses::compose(&diagnoses::Sources {
        tabulars: &tabulars,
        titles: &titles::two_columns(
            "the list of diagnosis titles",
            &cache.read(&File::DIAGNOSIS_TITLES)?,
        )?,
        working_titles: &titles::working_titles()?,
        calendar: &calendar,
    })?;
    let conversions = mdb.diagnosis_conversions()?;
    let replacements = conversions::clean(&conversions);
    let pack = codes::cm::content::write_with(&nodes, &replacements).map_err(|detail| {
        PackerError::Content {
            pack: "icd10cm",
            detail,
        }
    })?;
    let own = count(&nodes, |n: &Node| {
        n.title_source == TitleSource::OwnWording && !n.periods.is_empty()
    });
    let mut rows = billable_rows(nodes.iter().map(|n| n.periods.as_slice()));
    rows.insert("replacements".to_owned(), replacements.len() as u64);
    rows.insert("nodes".to_owned(), nodes.len() as u64);
    rows.insert(
        "notes".to_owned(),
        nodes.iter().map(|n| n.notes.len() as u64).sum(),
    );
    rows.insert(
        "inclusion terms".to_owned(),
        nodes.iter().map(|n| n.inclusion_terms.len() as u64).sum(),
    );
    rows.insert("titles in own words".to_owned(), own);
    rows.insert(
        "former titles".to_owned(),
        nodes.iter().map(|n| n.former_titles.len() as u64).sum(),
    );
    let description = Description {
        kind: PackKind::Icd10Cm,
        edition: "ICD-10-CM, FY2023 to FY2027; tabular lists of April 2026 and April 2025",
        rows,
        files: vec![File::TABULAR_2026, File::TABULAR_2025, File::DIAGNOSIS_TITLES, File::GROUPER_TABLES],
        gaps: vec![
            format!("{own} codes new on 2026-10-01 bear working titles in Chartroom's own words, and no notes."),
            "Notes are those of April 2026 (April 2025 for codes withdrawn since), whatever the discharge date.".to_owned(),
            "Rewordings of titles are known between April 2025 and April 2026 only, not to the day; changes of spacing, punctuation and capitals are left out.".to_owned(),
            "The Index to Diseases and Injuries is not included.".to_owned(),
            "What replaces the diagnoses withdrawn on 2026-10-01 is not known.".to_owned(),
        ],
    };
    Ok((pack, description))
}

fn icd10pcs(cache: &Cache, mdb: &Mdb) -> Result<Built, PackerError> {
    let calendar = calendar::calendar(&mdb.i10_procedure_master()?.0);
    calendar::agree("icd10pcs", &calendar, &mdb.procedures()?)?;
    let axes = axis_labels::read(&cache.path(&File::PROCEDURE_AXES))?;
    let listed = titles::two_columns(
        "the list of procedure titles",
        &cache.read(&File::PROCEDURE_TITLES)?,
    )?;
    let mut book = labels::LabelBook::new(titles::axis_values()?);
    axes.labels
        .iter()
        .for_each(|(code, labels)| book.learn_published(code, labels));
    for (code, place, label, weight) in recover::recover(&listed) {
        book.learn_recovered(code, place, &label, weight);
    }
    let codes = procedures::compose(&calendar, &[listed, axes.titles], &book)?;
    let conversions = mdb.procedure_conversions()?;
    let replacements = conversions::clean(&conversions);
    let pack = codes::pcs::content::write_with(&codes, &replacements).map_err(|detail| {
        PackerError::Content {
            pack: "icd10pcs",
            detail,
        }
    })?;
    let composed = count(&codes, |c: &Procedure| {
        c.title_source == TitleSource::Composed
    });
    let mut rows = billable_rows(codes.iter().map(|c| c.periods.as_slice()));
    rows.insert("replacements".to_owned(), replacements.len() as u64);
    rows.insert("codes".to_owned(), codes.len() as u64);
    rows.insert("composed titles".to_owned(), composed);
    let description = Description {
        kind: PackKind::Icd10Pcs,
        edition: "ICD-10-PCS, FY2023 to FY2027",
        rows,
        files: vec![File::PROCEDURE_TITLES, File::PROCEDURE_AXES, File::GROUPER_TABLES],
        gaps: vec![
            format!("{composed} codes bear titles composed from the labels of their axes."),
            "Rewordings of titles are not known: the two lists of titles at hand agree in every code that both have.".to_owned(),
            "Axis labels of sections other than Medical and Surgical are recovered from titles and may differ from the print.".to_owned(),
        ],
    };
    Ok((pack, description))
}

fn weight_table(cache: &Cache) -> Result<Built, PackerError> {
    let rows = weights::table_5(&cache.read(&File::WEIGHTS)?)?;
    let count = rows.len() as u64;
    let pack = codes::weights::write(rows).map_err(|detail| PackerError::Content {
        pack: "weights",
        detail,
    })?;
    let description = Description {
        kind: PackKind::Weights,
        edition: "IPPS final rule FY2026, Table 5",
        rows: BTreeMap::from([("DRGs with a weight, FY2026".to_owned(), count)]),
        files: vec![File::WEIGHTS],
        gaps: vec!["Weights of fiscal years other than 2026 are not included.".to_owned()],
    };
    Ok((pack, description))
}

fn grouper_tables(mdb: &Mdb) -> Result<Description, PackerError> {
    let rows = BTreeMap::from([
        ("diagnosis rows".to_owned(), mdb.diagnosis()?.len() as u64),
        ("procedure rows".to_owned(), mdb.procedures()?.len() as u64),
        ("logic rows".to_owned(), mdb.formulas()?.len() as u64),
        ("versions".to_owned(), Version::ALL.len() as u64),
    ]);
    Ok(Description {
        kind: PackKind::MsDrg,
        edition: "MS-DRG v40.0, v40.1, v41.0, v41.1, v42.0, v42.1, v43.0, v43.1, v44.0",
        rows,
        files: vec![File::GROUPER_TABLES],
        gaps: Vec::new(),
    })
}

fn editor_tables(mdb: &Mdb) -> Result<Description, PackerError> {
    let rows = BTreeMap::from([
        (
            "diagnosis rows".to_owned(),
            mdb.i10_diagnosis_master()?.0.len() as u64,
        ),
        (
            "procedure rows".to_owned(),
            mdb.i10_procedure_master()?.0.len() as u64,
        ),
    ]);
    Ok(Description {
        kind: PackKind::Mce,
        edition: "Medicare Code Editor tables, 2015-10-01 to 2027-03-31",
        rows,
        files: vec![File::GROUPER_TABLES],
        gaps: Vec::new(),
    })
}

/// Billable codes on the first day of every version.
fn billable_rows<'a>(periods: impl Iterator<Item = &'a [Period]> + Clone) -> BTreeMap<String, u64> {
    let on = |day: Ymd| {
        periods
            .clone()
            .filter(|p| p.iter().any(|p| p.contains(day)))
            .count() as u64
    };
    Version::ALL
        .into_iter()
        .map(|v| (format!("billable on {}", v.first_day()), on(v.first_day())))
        .collect()
}

fn count<T>(rows: &[T], wanted: impl Fn(&T) -> bool) -> u64 {
    rows.iter().filter(|row| wanted(row)).count() as u64
}
