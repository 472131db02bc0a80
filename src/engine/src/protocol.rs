//! What the page and the worker say to each other: one typed request, one or more typed events.
//!
//! The crate `line` brings both across. Everything in an [`Event`] is a view, ready to be shown: no pack, no rule and no index crosses here.

pub use line::{Answer, Failure, RequestId};

use serde::{Deserialize, Serialize};

use crate::draft::StayDraft;

mod about;
mod assessment;
mod batch;
mod builder;
mod code;
mod dispute;
mod facility;
mod guidelines;
mod official;
mod payment;
mod problem;
mod query;
mod suppose;
mod survey;
mod tabular;
mod what_if;

pub use about::{
    About, BenchGroup, BenchSearch, BenchStay, BenchWhatIf, PackName, PackState, PackView,
    VersionView,
};
pub use assessment::{
    Assessment, DiagnosisView, DrgView, EditType, Exclusion, FacilityNote, GrouperUsed, HacEntry,
    HacState, LeaveOut, Marked, PathStep, PathTone, PaymentFigures, ProcedureView, ResultKind,
    Severity, StepLine, Watched, WeightState,
};
pub use batch::{BatchFilter, BatchPage, BatchQuery, BatchRow, BatchSort, BatchSummary, DrgCount};
pub use builder::{BuildChoice, BuildPlace, BuilderView};
pub use code::{
    Axis, CodeLine, CodePage, CodeSystem, ExampleLine, Hit, Inclusion, Level, Moment, NoteLink,
    NoteView, ReadCode, SearchAnswer, SeventhLine, SeventhView, Successors, TitleMark, Validity,
};
pub use dispute::{Closing, Dispute};
pub use facility::{DocumentProblem, FacilityView, RuleLine, Trial, TrialCase};
pub use guidelines::{
    CitingRule, GuidelinesEdition, SectionHit, SectionHits, SectionLine, SectionPage,
};
pub use official::{
    Book, BookEdition, CodesAgree, DefectView, MainTerms, OfficialDays, OfficialFile, OfficialPart,
    ReferenceView, TableRow, TableRows, Target, TermCode, TermLine, TermPage,
};
pub use payment::{
    ChangeView, Charged, EstimateView, Estimated, FieldProblem, InputsForm, PartView, PaymentStep,
    Refusal, RefusalKind, TechnologyUsed, WarningView,
};
pub use problem::{FindingView, Place, Weight};
pub use query::{ChoiceDraft, IndicatorDraft, QueryDraft, QueryFlaw, QueryPart, QueryView};
pub use suppose::{
    BasisDraft, PairsView, StackView, Suppose, SupposedPart, TwoLine, TwoWaysView, VersionChoice,
    WayView,
};
pub use survey::{CaseMixView, ClaimName, Disputed, Shift, ShiftMove, Touched};
pub use tabular::{
    ChangeCount, ChangeKind, ChangesQuery, ChapterLine, CodeChange, CodeChanges,
    ContinuationOption, ContinuationView, InsteadView, ListLine, ListStep, ListView, Rewording,
};
pub use what_if::{
    Against, Direction, PrincipalView, ResultView, Standing, SupposedView, VersionColumn,
    WhatIfView,
};

/// A request with its number.
pub type Asked = line::Asked<Request>;

/// An event with its request's number.
pub type Told = line::Told<Event>;

/// What the page can ask of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Load the packs. Answered by [`Event::PackLoaded`] for each, as it comes, then [`Event::Ready`].
    Start {
        /// Address of the folder of packs, for example `/packs/`; relative to the worker's own address.
        packs: String,
    },
    /// Find codes. Answered by [`Event::Found`].
    Search {
        /// What was typed.
        text: String,
        /// Only this code system.
        system: Option<CodeSystem>,
        /// Date on which the codes must be billable, `YYYY-MM-DD`: the discharge date, or the admission date, or today.
        date: String,
        /// Most hits wanted.
        limit: u32,
    },
    /// Read one or several pasted codes: dots, spaces, lower case. Answered by [`Event::Codes`].
    ReadCodes {
        /// What was pasted.
        text: String,
        /// Date on which validity is judged, `YYYY-MM-DD`.
        date: String,
    },
    /// What can still be chosen for a procedure code. Answered by [`Event::Build`].
    BuildProcedure {
        /// The character of each of the seven places, `.` where none is chosen.
        values: String,
        /// Words to be read into further choices; may be empty.
        words: String,
        /// Date on which the codes are valid, `YYYY-MM-DD`.
        date: String,
    },
    /// The page of one code. Answered by [`Event::Code`].
    Code {
        /// Its system.
        system: CodeSystem,
        /// With or without dot, any case.
        code: String,
        /// Date on which validity is judged, `YYYY-MM-DD`.
        date: String,
    },
    /// One level of a code set's list. Answered by [`Event::List`].
    List {
        /// The code set.
        system: CodeSystem,
        /// Key of the level, [`ListLine::key`] or [`Level::key`]; empty for the top.
        key: String,
        /// Date the list stands on, `YYYY-MM-DD`.
        date: String,
    },
    /// How an incomplete diagnosis code can go on. Answered by [`Event::Continued`].
    Continue {
        /// With or without dot, any case.
        code: String,
        /// Date on which the code must be valid, `YYYY-MM-DD`.
        date: String,
    },
    /// What changed in the code sets between two dates. Answered by [`Event::Changes`].
    Changes(ChangesQuery),
    /// What can be reported on a date in place of codes that can't. Answered by [`Event::Instead`].
    Instead {
        /// The codes, without dot.
        codes: Vec<(CodeSystem, String)>,
        /// The date, `YYYY-MM-DD`.
        date: String,
    },
    /// Edit, group and explain a stay. Answered by [`Event::Assessed`].
    Assess {
        /// The stay as it stands.
        stay: Box<StayDraft>,
        /// Which stay it is of those opened, where it is watched from change to change.
        watched: Option<Watched>,
    },
    /// What the stay would group to if it were coded otherwise. Answered by [`Event::WhatIf`].
    WhatIf {
        /// The stay as it stands.
        stay: Box<StayDraft>,
    },
    /// The stay under every grouper version. Answered by [`Event::SideBySide`].
    SideBySide {
        /// The stay as it stands.
        stay: Box<StayDraft>,
    },
    /// What Medicare would pay for the stay. Answered by [`Event::Estimated`].
    Estimate {
        /// The stay as it stands.
        stay: Box<StayDraft>,
        /// What of it only the payment needs.
        charged: Charged,
        /// The facility's inputs, a form a fiscal year.
        inputs: Vec<InputsForm>,
    },
    /// What is missing or wrong in the facility's payment inputs. Answered by [`Event::InputsChecked`].
    InputsCheck {
        /// The form as it stands.
        form: Box<InputsForm>,
    },
    /// Write the facility's payment inputs of a year into a file. Answered by [`Event::File`].
    InputsExport {
        /// The form.
        form: Box<InputsForm>,
    },
    /// Read a file written by [`Request::InputsExport`]. Answered by [`Event::Inputs`].
    InputsImport {
        /// The file's bytes.
        bytes: Vec<u8>,
    },
    /// What several suppositions come to together. Answered by [`Event::Stacked`].
    Suppose {
        /// The stay as it stands.
        stay: Box<StayDraft>,
        /// What is supposed; places are those of the stay.
        suppositions: Vec<Suppose>,
    },
    /// Every two changes that leave the DRG alone one by one and change it together. Answered by
    /// [`Event::TwoAtOnce`].
    TwoAtOnce {
        /// The stay as it stands.
        stay: Box<StayDraft>,
    },
    /// Code what was supposed, each on its basis. Answered by [`Event::TakenOver`].
    TakeOver {
        /// The stay as it stands.
        stay: Box<StayDraft>,
        /// What was supposed.
        suppositions: Vec<Suppose>,
        /// What each rests on.
        bases: Vec<BasisDraft>,
    },
    /// Check a query to the provider and put its text together. Answered by [`Event::Query`].
    Query(QueryDraft),
    /// The way of the stay through two grouper versions. Answered by [`Event::TwoWays`].
    TwoWays {
        /// The stay as it stands.
        stay: Box<StayDraft>,
        /// `v43.1`; empty for the version of the discharge date.
        left: String,
        /// Empty for the version before that, or the next where it is the first.
        right: String,
    },
    /// Titles of the ready examples. Answered by [`Event::Examples`].
    ExamplesList,
    /// One ready example. Answered by [`Event::Stay`].
    ExampleOpen {
        /// [`ExampleLine::key`].
        key: String,
    },
    /// Group a file of claims. Answered by [`Event::BatchProgress`] now and then, and [`Event::BatchDone`] at the end
    /// (also after [`Request::BatchCancel`]: the summary then covers what was done).
    BatchOpen {
        /// The file's name, for the screen and for the export's name.
        name: String,
        /// Its bytes: one JSON object a line.
        bytes: Vec<u8>,
    },
    /// Stop grouping the file, and trying a rule on it. Answered by [`Event::Done`]; what was grouped stays.
    BatchCancel,
    /// A window of the results. Answered by [`Event::Page`].
    BatchPage(BatchQuery),
    /// Group the claims of the opened file by another version too. Answered by [`Event::BatchProgress`] now and then,
    /// and [`Event::Shifted`].
    BatchShift {
        /// The version, `v44.0`.
        version: String,
        /// Weigh each side with its own fiscal year's weights; else both with the newest that are loaded.
        own_weights: bool,
    },
    /// Find the claims of the opened file that a disputed result touches. Answered by [`Event::BatchProgress`] now and
    /// then, and [`Event::Touched`].
    BatchTouched {
        /// The result.
        disputed: Disputed,
        /// Discharge date of the disputed stay, `YYYY-MM-DD`: only claims of its version are touched.
        discharge_date: String,
    },
    /// Begin a dispute. Answered by [`Event::Dispute`], with a stay that names nobody.
    DisputeBegin {
        /// The stay that a result of is disputed.
        stay: Box<StayDraft>,
        /// The result.
        disputed: Disputed,
        /// What the screen says.
        said: String,
        /// Today, `YYYY-MM-DD`.
        today: String,
    },
    /// Check a dispute. Answered by [`Event::DisputeChecked`].
    DisputeCheck(Box<Dispute>),
    /// Write the log of disputes into a file. Answered by [`Event::File`].
    DisputesExport(Vec<Dispute>),
    /// Read a log of disputes. Answered by [`Event::Disputes`].
    DisputesImport {
        /// The file's bytes.
        bytes: Vec<u8>,
    },
    /// One line of the file as a stay for the workspace. Answered by [`Event::Stay`].
    BatchStay {
        /// [`BatchRow::line`].
        line: u32,
    },
    /// The results as CSV, filtered and sorted as on screen (offset and limit are ignored). Answered by [`Event::File`].
    BatchExportCsv(BatchQuery),
    /// Write the stay into a file, in the clear. Answered by [`Event::File`].
    StayExport {
        /// The stay.
        stay: Box<StayDraft>,
    },
    /// Read a file written by [`Request::StayExport`]. Answered by [`Event::Stay`].
    StayImport {
        /// The file's bytes.
        bytes: Vec<u8>,
    },
    /// The list of rules. Answered by [`Event::Rules`].
    Rules,
    /// Use a facility's document from now on. Answered by [`Event::Facility`], or by [`Event::Refused`]: then the one
    /// in use stays.
    FacilityUse {
        /// The document as JSON; empty for none.
        text: String,
    },
    /// Try an own rule on the claims of the opened file. Answered by [`Event::BatchProgress`] now and then, then by
    /// [`Event::Tried`]; by [`Event::Refused`] where the rule is no rule; by [`Event::Done`] where another was asked for
    /// meanwhile.
    RuleTry {
        /// The rule as JSON, as it stands in a document.
        rule: String,
    },
    /// Take in a file that CDC or CMS published. Answered by [`Event::OfficialTaken`], or by [`Event::OfficialDays`]
    /// where the file does not name the day from which it holds and none is given. Files that follow wait for it.
    OfficialTake {
        /// Name as picked.
        name: String,
        /// Its bytes: plain, `.gz` or `.zip`.
        bytes: Vec<u8>,
        /// First day for which it speaks, `YYYY-MM-DD`, where that is known.
        effective: Option<String>,
    },
    /// Forget a file that was taken in. Answered by [`Event::Done`].
    OfficialForget {
        /// [`OfficialFile::id`].
        id: String,
    },
    /// Main terms of a book. Answered by [`Event::MainTerms`].
    BookMain {
        /// Which book.
        book: Book,
        /// What they begin with; may be empty.
        letters: String,
        /// Most terms wanted.
        limit: u32,
        /// Day for which the edition speaks, `YYYY-MM-DD`.
        date: String,
    },
    /// One term of a book. Answered by [`Event::Term`].
    BookTerm {
        /// Which book.
        book: Book,
        /// Its number.
        term: u32,
        /// Day for which the edition speaks.
        date: String,
    },
    /// Rows of a table. Answered by [`Event::TableRows`].
    BookRows {
        /// Which table.
        book: Book,
        /// First row wanted, where no letters are given.
        first: u32,
        /// Letters that a row begins with: the window then begins there.
        letters: String,
        /// Most rows wanted.
        limit: u32,
        /// Day for which the edition speaks.
        date: String,
    },
    /// Cross-references of a book that lead nowhere. Answered by [`Event::Defects`].
    BookDefects {
        /// Which book.
        book: Book,
        /// Day for which the edition speaks.
        date: String,
    },
    /// One section of the guidelines, or their contents. Answered by [`Event::Section`].
    Section {
        /// Its number, `I.C.9.a`; empty for the contents.
        id: String,
        /// Day for which the edition speaks, `YYYY-MM-DD`.
        date: String,
    },
    /// Sections of the guidelines by words. Answered by [`Event::Sections`].
    SectionsFind {
        /// Words in any order.
        words: String,
        /// Most sections wanted.
        limit: u32,
        /// Day for which the edition speaks.
        date: String,
    },
    /// Packs, versions, sources. Answered by [`Event::About`].
    About,
    /// Group the same claims for some seconds and count. Answered by [`Event::BenchGroup`].
    BenchGroup {
        /// A claims file.
        bytes: Vec<u8>,
        /// How long to measure.
        seconds: f64,
    },
    /// Search each query and time it. Answered by [`Event::BenchSearch`].
    BenchSearch {
        /// What would be typed.
        queries: Vec<String>,
        /// Take every beginning of each query from two characters on.
        prefixes: bool,
        /// Date on which the codes must be billable, `YYYY-MM-DD`.
        date: String,
    },
    /// Edit and group stays of 10, 50 and 200 codes and time it, then ask what one of 25 diagnoses and 10 procedures
    /// could group to. Answered by [`Event::BenchStays`].
    BenchStays {
        /// Discharge date of the stays, `YYYY-MM-DD`.
        date: String,
    },
}

/// What the worker tells the page. Any request can be answered by [`Event::Failed`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// One pack was loaded, or could not be.
    PackLoaded(PackView),
    /// All packs have been tried; what each of them can do is in its state.
    Ready(About),
    /// Search hits.
    Found(SearchAnswer),
    /// Pasted codes, in their order.
    Codes(Vec<ReadCode>),
    /// A code's page.
    Code(Box<CodePage>),
    /// One level of a code set's list.
    List(Box<ListView>),
    /// How a code can go on.
    Continued(Box<ContinuationView>),
    /// What changed between two dates.
    Changes(Box<CodeChanges>),
    /// What stands in for codes that can't be reported; codes that nothing stands in for are left out.
    Instead(Vec<InsteadView>),
    /// The builder as it stands.
    Build(Box<BuilderView>),
    /// A stay, explained.
    Assessed(Box<Assessment>),
    /// Suppositions about a stay.
    WhatIf(Box<WhatIfView>),
    /// A stay under every version.
    SideBySide(Vec<VersionColumn>),
    /// An estimate, or why there is none.
    Estimated(Box<Estimated>),
    /// What is missing or wrong in the facility's payment inputs; nothing: they are complete.
    InputsChecked(Vec<FieldProblem>),
    /// The facility's payment inputs out of a file.
    Inputs(Box<InputsForm>),
    /// What several suppositions come to.
    Stacked(Box<StackView>),
    /// Every two changes that decide together only.
    TwoAtOnce(PairsView),
    /// The stay with what was supposed coded, and what that rests on.
    TakenOver(Box<StayDraft>),
    /// A query, checked.
    Query(QueryView),
    /// The way through two versions.
    TwoWays(Box<TwoWaysView>),
    /// The examples.
    Examples(Vec<ExampleLine>),
    /// A stay to put into the workspace.
    Stay(Box<StayDraft>),
    /// How far a long work is.
    BatchProgress {
        /// Lines done.
        done: u32,
        /// Lines in the file.
        total: u32,
    },
    /// The file is grouped, or was cancelled.
    BatchDone(BatchSummary),
    /// A window of results.
    Page(BatchPage),
    /// The claims of the opened file under another version.
    Shifted(Box<Shift>),
    /// The claims of the opened file that a disputed result touches.
    Touched(Box<Touched>),
    /// A dispute begun.
    Dispute(Box<Dispute>),
    /// What is missing in a dispute or wrong; nothing: it is complete.
    DisputeChecked(Vec<FieldProblem>),
    /// A log of disputes out of a file.
    Disputes(Vec<Dispute>),
    /// A file to hand to the user.
    File {
        /// Suggested name; never holds a patient's name.
        name: String,
        /// Media type.
        media_type: String,
        /// Content.
        bytes: Vec<u8>,
    },
    /// An official file was taken in.
    OfficialTaken(Box<OfficialFile>),
    /// The file does not name the day from which it holds: ask again with one of these.
    OfficialDays(OfficialDays),
    /// Main terms of a book.
    MainTerms(MainTerms),
    /// One term of a book.
    Term(Box<TermPage>),
    /// Rows of a table.
    TableRows(TableRows),
    /// Cross-references that lead nowhere.
    Defects(Vec<DefectView>),
    /// A section of the guidelines, or their contents.
    Section(Box<SectionPage>),
    /// Sections found by words.
    Sections(SectionHits),
    /// About the packs.
    About(About),
    /// Grouping speed.
    BenchGroup(BenchGroup),
    /// Search speed.
    BenchSearch(BenchSearch),
    /// Speed over stays, and over what one could group to.
    BenchStays(Vec<BenchStay>, BenchWhatIf),
    /// The list of rules, family by family.
    Rules(Vec<RuleLine>),
    /// The facility's document in use.
    Facility(FacilityView),
    /// A document or a rule that can't be used, and all that is wrong with it.
    Refused(Vec<DocumentProblem>),
    /// What a rule would have done on past cases.
    Tried(Trial),
    /// Done, nothing to show.
    Done,
    /// It did not work; the rest goes on.
    Failed(Failure),
}

impl Answer for Event {
    const SPEAKER: &'static str = "engine";
    const WHEN_LOST: &'static str = "Export the stay if you can, then reload the page.";

    fn is_last(&self) -> bool {
        !matches!(self, Self::PackLoaded(_) | Self::BatchProgress { .. })
    }

    fn failed(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}
