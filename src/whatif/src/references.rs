//! What a question is answered with: the grouper of the discharge date, and whatever else is loaded.

use codes::cm::CmPack;
use codes::weights::Weights;
use edits::mce::CodeEditor;
use grouper::Grouper;

/// The tables that questions are answered with. Only the grouper is a must: without the others an answer says what it
/// could not tell.
#[derive(Debug, Clone, Copy)]
pub struct References<'a> {
    /// The version that groups the stay: the one its discharge date calls for, unless another is asked about.
    pub grouper: &'a Grouper,
    /// The Medicare Code Editor. Without it, nothing is said about which diagnoses may be principal beyond what the
    /// code and the grouper tell.
    pub editor: Option<&'a CodeEditor>,
    /// ICD-10-CM. Without it, "code first" notes are not read and a code that is not valid is not told why.
    pub diagnoses: Option<&'a CmPack>,
    /// Relative weights. Without those of the version's fiscal year, no answer has a weight.
    pub weights: Option<&'a Weights>,
}

impl<'a> References<'a> {
    /// The grouper alone.
    #[must_use]
    pub const fn of(grouper: &'a Grouper) -> Self {
        Self {
            grouper,
            editor: None,
            diagnoses: None,
            weights: None,
        }
    }
}
