//! Chronic conditions by their ICD-10-CM categories, with the words and abbreviations by which notes call them.
//!
//! A short list of our own: conditions that last and so are worth asking for in each encounter. It proposes what to look for; it codes
//! nothing. Where a category asks for a type that notes often leave out, the list says what to look for.

/// A chronic condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chronic {
    /// Its name.
    pub name: &'static str,
    /// First characters of its ICD-10-CM codes, without the point.
    pub categories: &'static [&'static str],
    /// Words of notes, folded; those of one or two letters and abbreviations stand whole.
    pub words: &'static [&'static str],
    /// What its codes ask for beyond the name.
    pub specify: Option<&'static str>,
}

const fn chronic(
    name: &'static str,
    categories: &'static [&'static str],
    words: &'static [&'static str],
    specify: Option<&'static str>,
) -> Chronic {
    Chronic {
        name,
        categories,
        words,
        specify,
    }
}

/// The list.
pub const CHRONIC: &[Chronic] = &[
    chronic(
        "Type 1 diabetes mellitus",
        &["E10"],
        &[
            "type 1 diabetes",
            "type i diabetes",
            "dm1",
            "t1dm",
            "iddm",
            "type 1 dm",
        ],
        Some("complications, and whether glucose is out of control"),
    ),
    chronic(
        "Type 2 diabetes mellitus",
        &["E11"],
        &[
            "type 2 diabetes",
            "type ii diabetes",
            "dm2",
            "t2dm",
            "niddm",
            "type 2 dm",
            "diabetes mellitus",
            "diabetes",
            "dm",
        ],
        Some("the type, complications, and long-term insulin or drugs"),
    ),
    chronic(
        "Other specified diabetes mellitus",
        &["E13", "E08", "E09"],
        &[
            "secondary diabetes",
            "steroid induced diabetes",
            "diabetes",
            "dm",
        ],
        Some("the cause: underlying condition, drug, or other"),
    ),
    chronic(
        "Hypertension",
        &["I10", "I11", "I12", "I13"],
        &["hypertension", "hypertensive", "htn", "high blood pressure"],
        Some("heart failure and chronic kidney disease beside it"),
    ),
    chronic(
        "Chronic kidney disease",
        &["N18"],
        &[
            "chronic kidney disease",
            "chronic renal insufficiency",
            "chronic renal failure",
            "ckd",
            "esrd",
            "end stage renal disease",
        ],
        Some("the stage"),
    ),
    chronic(
        "Chronic obstructive pulmonary disease",
        &["J44", "J43"],
        &[
            "chronic obstructive pulmonary disease",
            "copd",
            "emphysema",
            "chronic bronchitis",
        ],
        Some("exacerbation or infection"),
    ),
    chronic(
        "Heart failure",
        &["I50"],
        &[
            "heart failure",
            "chf",
            "hfref",
            "hfpef",
            "hfmref",
            "cardiomyopathy with failure",
        ],
        Some("systolic or diastolic, acute or chronic"),
    ),
    chronic(
        "Atrial fibrillation and flutter",
        &["I48"],
        &[
            "atrial fibrillation",
            "atrial flutter",
            "afib",
            "a fib",
            "af",
        ],
        Some("paroxysmal, persistent, permanent"),
    ),
    chronic(
        "Coronary artery disease",
        &["I25"],
        &[
            "coronary artery disease",
            "cad",
            "ischemic heart disease",
            "ashd",
        ],
        Some("angina, bypass graft"),
    ),
    chronic(
        "Asthma",
        &["J45"],
        &["asthma"],
        Some("severity and exacerbation"),
    ),
    chronic(
        "Hyperlipidemia",
        &["E78"],
        &[
            "hyperlipidemia",
            "hypercholesterolemia",
            "dyslipidemia",
            "hld",
        ],
        None,
    ),
    chronic(
        "Obesity",
        &["E66"],
        &["obesity", "obese", "morbid obesity"],
        Some("class, and BMI documented by a clinician"),
    ),
    chronic(
        "Hypothyroidism",
        &["E03"],
        &["hypothyroidism", "hypothyroid"],
        None,
    ),
    chronic(
        "Cirrhosis and chronic liver disease",
        &["K74", "K70", "K72"],
        &["cirrhosis", "chronic liver disease", "esld"],
        Some("alcoholic or not, ascites"),
    ),
    chronic(
        "Dementia",
        &["F01", "F02", "F03", "G30"],
        &["dementia", "alzheimer", "alzheimers"],
        Some("type, severity, behaviour"),
    ),
    chronic(
        "Parkinson's disease",
        &["G20"],
        &["parkinson", "parkinsons", "parkinsonism"],
        Some("dyskinesia, fluctuations"),
    ),
    chronic(
        "Epilepsy",
        &["G40"],
        &["epilepsy", "seizure disorder"],
        Some("intractable or not"),
    ),
    chronic(
        "Multiple sclerosis",
        &["G35"],
        &["multiple sclerosis"],
        None,
    ),
    chronic(
        "Rheumatoid arthritis",
        &["M05", "M06"],
        &["rheumatoid arthritis"],
        Some("rheumatoid factor"),
    ),
    chronic(
        "Systemic lupus erythematosus",
        &["M32"],
        &["systemic lupus", "lupus", "sle"],
        Some("organ involved"),
    ),
    chronic(
        "HIV disease",
        &["B20", "Z21"],
        &["hiv", "human immunodeficiency virus", "aids"],
        Some("symptomatic or not"),
    ),
    chronic(
        "Depression",
        &["F32", "F33"],
        &["depression", "major depressive disorder", "mdd"],
        Some("single or recurrent, severity"),
    ),
    chronic(
        "Bipolar disorder",
        &["F31"],
        &["bipolar"],
        Some("current episode"),
    ),
    chronic(
        "Schizophrenia",
        &["F20", "F25"],
        &["schizophrenia", "schizoaffective"],
        None,
    ),
    chronic(
        "Alcohol use disorder",
        &["F10"],
        &[
            "alcohol use disorder",
            "alcohol dependence",
            "alcohol abuse",
            "etoh abuse",
            "alcoholism",
        ],
        Some("use, abuse or dependence; remission"),
    ),
    chronic(
        "Peripheral vascular disease",
        &["I73", "I70"],
        &[
            "peripheral vascular disease",
            "peripheral arterial disease",
            "pvd",
            "pad",
        ],
        Some("side, rest pain, ulcer"),
    ),
    chronic(
        "Sickle-cell disease",
        &["D57"],
        &["sickle cell"],
        Some("crisis"),
    ),
    chronic(
        "Transplanted organ",
        &["Z94"],
        &["transplant", "s p kidney transplant"],
        Some("organ and complications"),
    ),
    chronic(
        "Amputation of a limb",
        &["Z89"],
        &["amputation", "bka", "aka"],
        Some("side and level"),
    ),
    chronic(
        "Dialysis",
        &["Z99.2", "Z992"],
        &["dialysis", "hemodialysis", "hd"],
        None,
    ),
    chronic(
        "Sleep apnea",
        &["G47.3", "G473"],
        &["sleep apnea", "osa"],
        None,
    ),
];

/// The entries of the list to which a code belongs.
pub fn chronic_of(code: &str) -> impl Iterator<Item = &'static Chronic> {
    let code: String = code
        .chars()
        .filter(|c| *c != '.')
        .collect::<String>()
        .to_ascii_uppercase();
    CHRONIC.iter().filter(move |entry| {
        entry
            .categories
            .iter()
            .any(|category| code.starts_with(&category.replace('.', "")))
    })
}
