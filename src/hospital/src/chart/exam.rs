//! The unremarkable: findings and denials that a note holds where the scenario says nothing else.

/// Systems of a physical examination with how an ordinary finding is said.
pub(crate) const NORMAL: &[(&str, &[&str])] = &[
    (
        "General",
        &[
            "{Alert|Awake and alert}, no acute distress.",
            "Comfortable in bed, answers appropriately.",
            "Well-nourished, in no distress.",
            "NAD, conversant.",
        ],
    ),
    (
        "HEENT",
        &[
            "Normocephalic, atraumatic. {Mucous membranes moist|Oropharynx clear}.",
            "PERRL, sclerae anicteric, oropharynx clear.",
            "NC/AT, EOMI, MMM.",
        ],
    ),
    (
        "Neck",
        &[
            "Supple, no JVD, no adenopathy.",
            "No JVD. Trachea midline.",
            "Supple. No thyromegaly.",
        ],
    ),
    (
        "Lungs",
        &[
            "Clear to auscultation bilaterally.",
            "CTAB, no wheezes or rales.",
            "Good air entry, no crackles.",
            "Non-labored, clear throughout.",
        ],
    ),
    (
        "Heart",
        &[
            "Regular rate and rhythm, no murmur.",
            "RRR, S1 S2, no gallop.",
            "Regular, no rub or murmur appreciated.",
        ],
    ),
    (
        "Abdomen",
        &[
            "Soft, non-tender, non-distended, bowel sounds present.",
            "S/NT/ND, +BS.",
            "Soft, no guarding or rebound, no organomegaly.",
        ],
    ),
    (
        "Extremities",
        &[
            "No edema, no cyanosis.",
            "Warm, well perfused, no edema.",
            "No c/c/e. Pulses 2+.",
        ],
    ),
    (
        "Skin",
        &[
            "Warm and dry, no rash.",
            "Intact, no lesions noted.",
            "No rash or ulceration seen.",
        ],
    ),
    (
        "Neuro",
        &[
            "Alert and oriented x3, no focal deficit.",
            "Non-focal, moves all extremities.",
            "A&O, CN II-XII grossly intact, strength 5/5.",
        ],
    ),
    (
        "Psych",
        &["Mood and affect appropriate.", "Calm, cooperative."],
    ),
];

/// Denials by system; the third column names the words of a history that make a denial impossible.
pub(crate) const DENIALS: &[(&str, &str, &[&str])] = &[
    (
        "Constitutional",
        "{Denies|No} fever, chills or night sweats.",
        &["fever", "chill", "sweat"],
    ),
    (
        "Constitutional",
        "No {recent weight loss|unintended weight change}.",
        &["weight", "lb", "kg"],
    ),
    (
        "Cardiovascular",
        "{No chest pain or palpitations|Denies chest pain}.",
        &["chest", "palpit", "crushing", "flutter"],
    ),
    (
        "Respiratory",
        "{Denies cough or hemoptysis|No cough, no hemoptysis}.",
        &["cough", "phlegm", "sputum", "hemopt"],
    ),
    (
        "Respiratory",
        "No shortness of breath.",
        &["breath", "dyspnea", "wheez", "winded", "air"],
    ),
    (
        "Gastrointestinal",
        "{No nausea, vomiting or diarrhea|Denies N/V/D}.",
        &["nausea", "vomit", "diarrhea", "emesis", "threw"],
    ),
    (
        "Gastrointestinal",
        "No melena or hematochezia.",
        &["melena", "stool", "blood", "tarry", "bleed"],
    ),
    (
        "Genitourinary",
        "{Denies dysuria or hematuria|No urinary complaints}.",
        &["urin", "dysuria", "hematuria", "void", "pee"],
    ),
    (
        "Neurologic",
        "{No headache, syncope or focal weakness|Denies headache or weakness}.",
        &[
            "headache", "weak", "syncope", "speech", "dizz", "faint", "seiz", "confus", "numb",
        ],
    ),
    ("Skin", "No rash.", &["rash", "skin", "red", "wound"]),
];

/// What relatives had: never a reason to code the patient's own.
pub(crate) const FAMILY: &[&str] = &[
    "Father died of {MI at 61|a stroke}. Mother had {diabetes|breast cancer|hypertension}.",
    "{Brother|Sister} with {colon cancer|type 2 diabetes|COPD}. Otherwise noncontributory.",
    "Noncontributory.",
    "Mother: {CHF|dementia}. Father: {lung cancer, smoker|unknown}.",
    "Positive for {hypertension|CAD} on the father's side. No known bleeding disorder.",
];

/// How those live who work.
pub(crate) const WORKING: &[&str] = &[
    "Lives at home with family. {Works at the grain elevator|Works from home|Between jobs|Drives a school bus}.",
    "{Married, two children|Single, shares a house}. {Line cook|Teacher's aide|Welder|Stocks shelves at night}.",
    "Lives {alone|with a partner} in <town>, {farms|works at the mill|does bookkeeping}.",
];

/// How those live who have stopped.
pub(crate) const RETIRED: &[&str] = &[
    "Lives {alone|with spouse|with a daughter} in <town>.",
    "Retired {farmer|teacher|mill worker|bus driver}, lives {alone|with spouse}.",
    "{Married|Widowed|Divorced}, {keeps a garden|still drives in daylight|plays cards on Thursdays}.",
];

/// What else is said in the morning.
pub(crate) const NIGHTS: &[&str] = &[
    "{Nursing reports a quiet night.|No events overnight.|Uneventful night per nursing.}",
    "{Roommate noisy.|Dozed on and off.|Up twice in the night.}",
    "{Asks when home is possible.|Anxious to be home.|In no hurry to leave.}",
    "{Picks at the tray.|Breakfast at bedside.|Likes the soup.}",
    "{No stool yet.|Voiding well.|Voiding without trouble.}",
    "{Family asked for an update, given.|Daughter called, questions answered.|No questions this morning.}",
];
