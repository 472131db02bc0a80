//! What an estimate leaves out, to be shown beside it.

/// What is not modelled, a sentence each. A screen that shows an estimate shows these too.
pub const NOT_MODELLED: &[&str] = &[
    "What the patient or another payer owes: deductible, coinsurance, Medicare as secondary payer; exhausted days.",
    "Sequestration: the 2 % that Medicare takes off what it pays.",
    "Amounts outside the DRG payment: direct medical education, organ and stem cell acquisition, bad debts, blood \
     clotting factor, pass-through amounts per day, kidney and islet add-ons, domestic respirators and essential \
     medicines.",
    "Credit for a replaced device, clinical trials and products without cost (CAR T-cell cases), temporary \
     demonstration models and bundles.",
    "Whether the hospital is entitled to a status or program on the day of discharge; some of them lapse by law. What \
     the facility enters is taken as true.",
    "Supplemental payments of Puerto Rico, Indian Health Service and Tribal hospitals; hospitals in Maryland, which are \
     paid by the State's own model; critical access hospitals and hospitals outside this payment system.",
    "Capital of new hospitals (paid by cost for two years), old-capital hold-harmless and exception payments.",
    "The end-of-year choice of a hospital-specific rate by cost report: here it is made for each discharge. In a transfer \
     the hospital-specific amount is not cut per diem, and a new technology's costs are compared with the federal \
     payment, as in CMS's own pricer of FY 2021; whether later releases do the same was not checked.",
    "Outlier reconciliation, and a hospital's refusal of the outlier payment (condition code 66).",
    "Whether a patient discharged home was in another hospital, a nursing facility or home health care soon after: it has \
     to be said with the discharge. A transfer to a federal hospital (status 43) is estimated as a discharge.",
    "CMS's own figures were not at hand to compare with: the arithmetic is checked by hand-computed cases, not against \
     paid claims.",
];
