//! What is worth knowing of a run besides its figures: facts, for which the report has the words.

use crate::coverage::Gap;
use jiff::civil::Date;
use uptake_codes::{Code, RuleCode, RunCode};
use uptake_rules::policy::keep::Overlap;
use uptake_rules::{Policy, Span};

/// Something worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is.
    pub kind: NoteKind,
    /// Where the rule stands that it is about.
    pub span: Option<Span>,
    /// The same as file:line:column, once [`super::Outcome::locate`] has filled it in.
    pub place: Option<String>,
}

/// What there is to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// The list of entities has no rows.
    NoEntities {
        /// The list.
        dataset: String,
    },
    /// Spells that take days away somewhere aren't delivered, so they take none.
    NoSpells {
        /// The dataset.
        dataset: String,
    },
    /// Events aren't delivered, so that what is measured from them is unknown.
    NoSource {
        /// The dataset.
        dataset: String,
    },
    /// The rows of a source are said to bear names of a system that no known name is of.
    UnknownSystem {
        /// The system.
        system: String,
        /// The dataset.
        dataset: String,
    },
    /// Rows repeat a key with other values, and nothing says which row stays: that one does whose values come first.
    RestatedRows {
        /// The source, as it is called.
        source: String,
        /// How many rows don't stay.
        rows: u64,
    },
    /// Rows without a key repeat others in every column that is read, in a way that may be meant. All of them count.
    RepeatedRows {
        /// The source, as it is called.
        source: String,
        /// How many.
        rows: u64,
        /// The columns that would tell them apart.
        key: Vec<String>,
    },
    /// A source of records has no row: there are none.
    NoRecords {
        /// The source, as it is called.
        source: String,
    },
    /// The mapping of a source of records counts none of its rows.
    NoneMapped {
        /// The source, as it is called.
        source: String,
        /// How many rows it has.
        rows: u64,
    },
    /// A later period than the last reported one is over, and no source has a row of it.
    LaterPeriod {
        /// The last one that is over.
        later: String,
        /// The last reported one.
        last: String,
    },
    /// Records refer to others that aren't there, so that they belong to nothing.
    Dangling {
        /// The source, as it is called.
        source: String,
        /// The column.
        column: String,
        /// How many rows.
        rows: u64,
    },
    /// Values by which records are referred to go on where another one ends.
    GoesOn {
        /// The source, as it is called.
        source: String,
        /// The column.
        column: String,
        /// How many values.
        values: u64,
    },
    /// Most records that end do so on the day on which another one of the same begins.
    Meeting {
        /// The source, as it is called.
        source: String,
        /// The column that refers to what they are of.
        column: String,
        /// How many of them.
        rows: u64,
    },
    /// The names of entities differ from another one's by case or blanks alone.
    NamesAlike {
        /// How many entities have such a name.
        entities: u64,
        /// What their names differ by.
        by: Vec<&'static str>,
    },
    /// Entities have several spells at once that set their columns to different values.
    AtOnce {
        /// The dataset.
        dataset: String,
        /// How many entities, in the reported periods.
        entities: u64,
        /// What the contract says of it.
        overlap: Option<Overlap>,
    },
    /// The last reported period isn't over on the day of the figures.
    NotOver {
        /// The period's name.
        period: String,
        /// The day of the figures.
        as_of: Date,
    },
    /// Reported periods aren't known of a source, so that what is measured from it is unknown in them.
    Unknown {
        /// What the source is called.
        source: String,
        /// Why.
        gap: Gap,
        /// The periods' names, in order.
        periods: Vec<String>,
    },
    /// A source has no row in reported periods, and the project states that it covers them: there was nothing.
    Silent {
        /// What the source is called.
        source: String,
        /// The periods' names, in order.
        periods: Vec<String>,
    },
    /// Events begin some days after a reported period does: its figures may be too low.
    BeginWithin {
        /// What the source is called.
        source: String,
        /// The first day with events.
        begin: Date,
        /// The period's name.
        period: String,
    },
    /// Events end some days before a reported period does: its figures may be too low.
    EndWithin {
        /// What the source is called.
        source: String,
        /// The last day with events.
        end: Date,
        /// The period's name.
        period: String,
    },
    /// Entities are unknown in reported periods, because their rows came and can't be used.
    RefusedEntities {
        /// The dataset.
        dataset: String,
        /// How many entities.
        entities: u64,
        /// The periods' names, in order.
        periods: Vec<String>,
    },
    /// Rows don't count because the condition is unknown for them.
    UndecidedRows {
        /// The dataset.
        dataset: String,
        /// The measures whose condition it is, each with its rows; of a measure with several forms the most.
        measures: Vec<(String, u64)>,
    },
    /// Two sources of a dataset read the same file with the same mapping, so that its rows count twice.
    CountedTwice {
        /// The file.
        file: String,
        /// What the sources are called.
        sources: [String; 2],
    },
    /// The adapter of a source has no digests to give, so that nobody can check later what was read.
    NoDigest {
        /// What the source is called.
        source: String,
    },
    /// The list of people isn't written: it would show single ones.
    PeopleWithheld {
        /// Why that may not be.
        why: Withheld,
    },
    /// The system doesn't hold back the isolated plugin of a source as it should.
    NotConfined {
        /// What the source is called.
        source: String,
        /// Why, in the system's words.
        why: String,
    },
    /// A rule asks a column of the list for a text that no row has.
    NoSuchValue {
        /// The list.
        dataset: String,
        /// The rule.
        rule: String,
        /// The column.
        column: String,
        /// The text.
        text: String,
        /// A text that rows have, and that was probably meant.
        near: Option<String>,
        /// Whether the rule is a definition of who counts that holds for nobody.
        nobody: bool,
    },
    /// A definition of who counts holds for nobody in the last period, though entities are known not to have it.
    NobodyCounts {
        /// The definition.
        rule: String,
        /// The period's name.
        period: String,
        /// How many entities don't have it.
        entities: u64,
    },
    /// An exception to what is locked has ended.
    ExpiredWaiver {
        /// What the rules say of it.
        message: String,
    },
}

/// Why single people aren't shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// Names are replaced by pseudonyms.
    Pseudonyms,
    /// Groups of fewer than so many aren't shown.
    SmallGroups(u32),
}

impl Withheld {
    /// The smallest group that may be told of where the rules state none.
    const LEAST: u32 = 5;

    /// The smallest group that may be told of, by rules.
    #[must_use]
    pub fn least(self, policy: &Policy) -> u32 {
        policy.smallest_group.unwrap_or(Self::LEAST)
    }
}

impl NoteKind {
    /// Whether it is about rows that came, or didn't.
    #[must_use]
    pub fn is_of_intake(&self) -> bool {
        match self {
            NoteKind::NoEntities { .. }
            | NoteKind::NoSource { .. }
            | NoteKind::UnknownSystem { .. }
            | NoteKind::Unknown { .. }
            | NoteKind::Silent { .. }
            | NoteKind::BeginWithin { .. }
            | NoteKind::EndWithin { .. }
            | NoteKind::CountedTwice { .. }
            | NoteKind::RestatedRows { .. }
            | NoteKind::NoSuchValue { .. }
            | NoteKind::NobodyCounts { .. }
            | NoteKind::RepeatedRows { .. }
            | NoteKind::LaterPeriod { .. }
            | NoteKind::NoRecords { .. }
            | NoteKind::NoneMapped { .. }
            | NoteKind::Dangling { .. }
            | NoteKind::GoesOn { .. }
            | NoteKind::Meeting { .. }
            | NoteKind::RefusedEntities { .. } => true,
            NoteKind::NoSpells { .. }
            | NoteKind::AtOnce { .. }
            | NoteKind::NamesAlike { .. }
            | NoteKind::NotOver { .. }
            | NoteKind::UndecidedRows { .. }
            | NoteKind::NoDigest { .. }
            | NoteKind::PeopleWithheld { .. }
            | NoteKind::NotConfined { .. }
            | NoteKind::ExpiredWaiver { .. } => false,
        }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            NoteKind::NoEntities { .. } => RunCode::NoEntities.into(),
            NoteKind::NoSpells { .. } => RunCode::NotDelivered.into(),
            NoteKind::NoSource { .. } => RunCode::NoEvents.into(),
            NoteKind::UnknownSystem { .. } => RunCode::UnknownSystem.into(),
            NoteKind::RestatedRows { .. } => RunCode::RestatedRows.into(),
            NoteKind::RepeatedRows { .. } => RunCode::RepeatedRows.into(),
            NoteKind::NoRecords { .. } | NoteKind::NoneMapped { .. } => RunCode::NoRecords.into(),
            NoteKind::LaterPeriod { .. } => RunCode::LaterPeriod.into(),
            NoteKind::Dangling { .. } => RunCode::DanglingReferences.into(),
            NoteKind::GoesOn { .. } => RunCode::LongAndShort.into(),
            NoteKind::Meeting { .. } => RunCode::StretchesMeet.into(),
            NoteKind::NamesAlike { .. } => RunCode::NamesAlike.into(),
            NoteKind::AtOnce { .. } => RunCode::SpellsAtOnce.into(),
            NoteKind::NoSuchValue { .. } => RunCode::NoSuchValue.into(),
            NoteKind::NobodyCounts { .. } => RunCode::NobodyCounts.into(),
            NoteKind::NotOver { .. } => RunCode::NotOver.into(),
            NoteKind::Unknown { gap, .. } => of_gap(*gap).into(),
            NoteKind::Silent { .. } => RunCode::SilentPeriod.into(),
            NoteKind::BeginWithin { .. } => RunCode::DataBeginLate.into(),
            NoteKind::EndWithin { .. } => RunCode::DataEndEarly.into(),
            NoteKind::RefusedEntities { .. } => RunCode::RefusedRows.into(),
            NoteKind::UndecidedRows { .. } => RunCode::UndecidedRows.into(),
            NoteKind::CountedTwice { .. } => RunCode::CountedTwice.into(),
            NoteKind::NoDigest { .. } => RunCode::NoDigest.into(),
            NoteKind::PeopleWithheld { .. } => RunCode::PeopleWithheld.into(),
            NoteKind::NotConfined { .. } => RunCode::NotConfined.into(),
            NoteKind::ExpiredWaiver { .. } => RuleCode::ExpiredWaiver.into(),
        }
    }
}

/// The code for a reason why periods are unknown.
fn of_gap(gap: Gap) -> RunCode {
    match gap {
        Gap::NoUsableRows => RunCode::NoEvents,
        Gap::NoneUsable => RunCode::NoneUsable,
        Gap::NotBegun { .. } => RunCode::DataBeginLate,
        Gap::Stopped { .. } => RunCode::DataEndEarly,
        Gap::NoRows => RunCode::NoRows,
        Gap::Uncovered { .. } | Gap::Cut { .. } => RunCode::NotCovered,
    }
}

impl From<NoteKind> for Note {
    fn from(kind: NoteKind) -> Self {
        Self {
            kind,
            span: None,
            place: None,
        }
    }
}
