//! A small file of each kind: terms that do not exist, codes that do.

#![allow(dead_code, unreachable_pub, missing_docs, clippy::unwrap_used)]

use codes::Ymd;
use official::{Given, Import, ImportError, Kind, read, recognise};

#[path = "guidelines.rs"]
pub mod guidelines;

pub const DISEASES: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index>
  <version>2026</version>
  <title>ICD-10-CM INDEX TO DISEASES and INJURIES</title>
  <letter>
    <title>B</title>
    <mainTerm>
      <title>Blorp, blorping<nemod>(acute) (chronic)</nemod> NEC</title>
      <code>R68.89</code>
      <term level="1">
        <title>with</title>
        <term level="2">
          <title>fizzle &amp; pop</title>
          <code>E10.21</code>
          <manif>N08</manif>
        </term>
      </term>
      <term level="1">
        <title>gizzard<nemod>(upper)</nemod></title>
        <code>S72.0-</code>
        <term level="2">
          <title>neck NOS</title>
          <code>S72.00</code>
        </term>
      </term>
      <term level="1">
        <title>wobbly</title>
        <see>Wobble, gizzard</see>
      </term>
    </mainTerm>
    <mainTerm>
      <title>Blunk</title>
      <seeAlso>Blorp, with, fizzle and pop</seeAlso>
    </mainTerm>
  </letter>
  <letter>
    <title>W</title>
    <mainTerm>
      <title>Wobble</title>
      <see>Blorp, by site</see>
      <term level="1"><title>poison</title><see>Table of Drugs and Chemicals, zorbium</see></term>
      <term level="1"><title>knee</title><see>Blorp, gizzard, neck</see></term>
      <term level="1"><title>elbow</title><see>Blorp, fizzle &amp; pop</see></term>
      <term level="1"><title>toe</title><see>Zindle</see></term>
      <term level="1"><title>any</title><see>condition</see></term>
      <term level="1"><title>heel</title><seecat>T71</seecat></term>
    </mainTerm>
  </letter>
</ICD10CM.index>
"#;

pub const CAUSES: &str = r#"<ICD10CM.index><version>2026</version>
<title>ICD-10-CM EXTERNAL CAUSE of INJURIES INDEX</title>
<letter><title>B</title>
<mainTerm><title>Bonk<nemod>(accidental)</nemod></title><code>W22.8</code>
<term level="1"><title>by gnome</title><code>Y36.54-</code></term></mainTerm>
</letter></ICD10CM.index>"#;

pub const DRUGS: &str = r#"<ICD10CM.index><version>2026</version>
<indexHeading><head col="1">Substance</head><head col="2">Poisoning Accidental</head><head col="3">Adverse effect</head></indexHeading>
<letter><title>Z</title>
<mainTerm><title>Zorbium</title><cell col="2">T51.3X1</cell><cell col="3">--</cell>
<term level="1"><title>vapor</title><cell col="3">T36.0X5</cell></term></mainTerm>
<mainTerm><title>Zilch</title><see>Zorbium, vapor</see></mainTerm>
</letter></ICD10CM.index>"#;

pub const NEOPLASMS: &str = r#"<ICD10CM.index><version>2026</version>
<indexHeading><head col="1">Neoplasm</head><head col="2">Malignant Primary</head><head col="3">Benign</head></indexHeading>
<letter><title>N</title><mainTerm><title>Neoplasm, neoplastic</title><cell col="2">C80.1</cell><cell col="3">D36.9</cell>
<term level="1"><title>gizzard</title><cell col="2">C16.9</cell><cell col="3">-</cell><manif>of a bird</manif></term>
</mainTerm></letter></ICD10CM.index>"#;

pub const TABULAR: &str = r#"<ICD10CM.tabular><version>2026</version>
<introduction><introSection type="title"><title>Not needed</title></introSection></introduction>
<chapter><name>19</name><desc>Invented injuries (S00-T88)</desc>
<includes><note>bumps</note></includes>
<sectionIndex><sectionRef first="S70" last="S79" id="S70-S79">Hip</sectionRef></sectionIndex>
<section id="S70-S79"><desc>Hips (S70-S79)</desc>
<diag><name>S72</name><desc>Bump of femur</desc>
<excludes1><note>bump of hip (S78.-)</note></excludes1>
<sevenChrNote><note>A character is needed</note></sevenChrNote>
<sevenChrDef><extension char="A">first time</extension><extension char="D">again</extension></sevenChrDef>
<diag><name>S72.0</name><desc>Bump of neck</desc><inclusionTerm><note>Neck bump</note></inclusionTerm>
<diag placeholder="true"><name>S72.0X</name><desc>Bump of neck</desc></diag></diag></diag></section>
</chapter></ICD10CM.tabular>"#;

pub const PCS_TABLES: &str = r#"<ICD10PCS.tabular><version>2026</version><title>Tables</title>
<pcsTable>
<axis pos="1" values="1"><title>Section</title><label code="0">Mending</label></axis>
<axis pos="2" values="1"><title>Body System</title><label code="D">Gizzard</label></axis>
<axis pos="3" values="1"><title>Operation</title><label code="B">Nibbling</label><definition>Taking a little away</definition></axis>
<pcsRow codes="4">
<axis pos="4" values="2"><title>Body Part</title><label code="1">Upper</label><label code="2">Lower</label></axis>
<axis pos="5" values="1"><title>Approach</title><label code="0">Open</label></axis>
<axis pos="6" values="1"><title>Device</title><label code="Z">No Device</label></axis>
<axis pos="7" values="2"><title>Qualifier</title><label code="X">Diagnostic</label><label code="Z">No Qualifier</label></axis>
</pcsRow></pcsTable></ICD10PCS.tabular>"#;

pub const PCS_INDEX: &str = r#"<ICD10PCS.index><version>2026</version><title>2026 ICD-10-PCS Index</title>
<letter><title>N</title>
<mainTerm><title>Nibbling</title><term level="1"><title>Gizzard</title><codes>0DB1</codes></term>
<term level="1"><title>Whole</title><code>0DB10ZX</code></term></mainTerm>
<mainTerm><title>Nibblectomy</title><term level="1"><see>Nibbling, Gizzard<codes>0DB1</codes></see></term>
<term level="1"><see>Something else<tab>0DB</tab></see></term></mainTerm>
<mainTerm><title>Nook</title><use>Gizzard, Left</use></mainTerm>
<mainTerm><title>Nip</title><see>Nibbling with qualifier Diagnostic</see></mainTerm>
</letter></ICD10PCS.index>"#;

pub const DEFINITIONS: &str = r#"<ICD10PCS.definitions><version>2026</version><title>Definitions</title>
<section code="0"><title>Mending</title><axis pos="3"><title>Operation</title>
<terms><title>Nibbling</title><definition>Taking a little away</definition><explanation>No more than that</explanation><includes>Nibblectomy</includes></terms></axis>
<axis pos="4"><title>Body Part</title><terms><title>Gizzard, Left</title><title>Gizzard, Right</title><includes>Nook</includes></terms></axis></section>
<deviceAggregation><aggregate><device>Silver spoon</device><operation>All applicable</operation><bodySys>Gizzard</bodySys><parent value="7">Spoon</parent></aggregate></deviceAggregation>
</ICD10PCS.definitions>"#;

pub const ADDENDA: &str = "action,billable,code,short,long\r\n\
Delete,1,D691,Old blorp,Old blorp\r\n\
Add,0,D691,Blorp,\"Blorp, all sorts\"\r\n\
Add,1,D6911,Blue blorp,Blue blorp\r\n\
Revise from,1,L02232,Back blorp,Back blorp\r\n\
Revise to,1,L02232,Rear blorp,Rear blorp\r\n";

pub const EXEMPT: &str = "OrdFY26\tPOAexemptCode\tDescription\n\
01236\tB90.0\tOld blorp\n01241\tB91\t\"Older \"\"blorp\"\"\"\n";

/// Latin-1, as CMS's spreadsheets save it.
pub const TABLE_5: &[u8] = b"\"TABLE 5.\x97LIST OF DRGS,\nFY 2026 Final Rule\"\t\t\t\t\t\t\t\t\t\r\n\
MS-DRG \tFY 2026 Final Post-Acute DRG\tFY 2026 Final Special Pay DRG\tMDC\tTYPE\tMS-DRG Title\tWeights - Before Cap\tWeights - 10% Cap Applied \tGeometric mean LOS\tArithmetic mean LOS\r\n\
001\tNo\tNo\tPRE\tSURG\tBLORP WITH MCC\t28.0239\t28.1\t25.8\t36.2\r\n\
003\tYes\tYes\t01\tMED\t\"BLORP, OTHER\"\t1.5\t1.5\t2\t3.1\r\n\
999\tNo\tNo\t \t**\tNO BLORP\t.\t.\t.\t\r\n\t\t\t\t\t\t\t\t\t\r\n";

pub const BODY_PARTS: &str = r#"{"name": "ICD-10-PCS Body Part Key", "version": "2026-01-01", "count_terms": 2,
"data": {"Nook": ["Gizzard, Left", "Gizzard, Right"], "Cranny": ["Gizzard, Left"]}}"#;

pub const DEVICES: &str =
    r#"{"name": "ICD-10-PCS Device Key", "count_terms": 1, "data": {"Spork(R)": ["Spoon"]}}"#;

pub const AGGREGATION: &str = r#"{"name": "ICD-10-PCS Device Aggregation Table", "count_records": 1, "records": [
{"specific_device": "Silver spoon", "operation": "All applicable", "body_systems": ["Gizzard"], "general_device": "Spoon"}]}"#;

/// An order file from `(code, billable, title)`.
pub fn order(rows: &[(&str, u8, &str)]) -> String {
    rows.iter()
        .enumerate()
        .map(|(i, (code, billable, title))| {
            format!("{:05} {code:<7} {billable} {title:<60} {title}\r\n", i + 1)
        })
        .collect()
}

pub fn diagnosis_order() -> String {
    order(&[
        ("A00", 0, "Blorp"),
        ("A000", 1, "Blorp, green"),
        ("QA0", 1, "Quip"),
        ("U071", 1, "Umbrage, Ménière type"),
    ])
}

pub fn procedure_order() -> String {
    order(&[
        ("001", 0, "Mending"),
        ("0DB10ZX", 1, "Nibble"),
        ("XW0", 0, "New"),
        ("XW03331", 1, "New nibble"),
    ])
}

/// A sample of every kind.
pub fn all() -> Vec<(Kind, Vec<u8>)> {
    let text = |kind, text: &str| (kind, text.as_bytes().to_vec());
    vec![
        text(Kind::DiseaseIndex, DISEASES),
        text(Kind::ExternalCauseIndex, CAUSES),
        text(Kind::DrugTable, DRUGS),
        text(Kind::NeoplasmTable, NEOPLASMS),
        text(Kind::TabularList, TABULAR),
        text(Kind::DiagnosisOrder, &diagnosis_order()),
        text(Kind::DiagnosisAddenda, ADDENDA),
        text(Kind::ProcedureOrder, &procedure_order()),
        text(Kind::ProcedureTables, PCS_TABLES),
        text(Kind::ProcedureIndex, PCS_INDEX),
        text(Kind::ProcedureDefinitions, DEFINITIONS),
        text(Kind::BodyPartKey, BODY_PARTS),
        text(Kind::DeviceKey, DEVICES),
        text(Kind::DeviceAggregation, AGGREGATION),
        text(Kind::PoaExempt, EXEMPT),
        (Kind::Table5, TABLE_5.to_vec()),
        text(Kind::Guidelines, guidelines::TEXT),
        (Kind::Guidelines, guidelines::pdf()),
    ]
}

/// Reads one file as of October 1, 2025.
pub fn import(bytes: &[u8]) -> Result<Import, ImportError> {
    let given = Given {
        effective: Some(Ymd(2025_10_01)),
        ..Given::default()
    };
    read(&recognise("sample", bytes)?.files[0], given)
}
