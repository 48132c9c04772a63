//! The files of a simulated organisation: their names and columns, as the contracts of the packs state them.

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A day.
    Date,
    /// A time in UTC.
    Time,
    /// A number with a fraction.
    Float,
    /// A whole number.
    Int,
    /// Yes or no.
    Bool,
}

/// A file, by its dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is named after its dataset")]
pub enum Table {
    People,
    Leave,
    Interactions,
    Cases,
    Targets,
    Barriers,
    Rollouts,
    Staff,
    Accounts,
    Subscriptions,
    Holdings,
    Units,
    Renewals,
    HealthScores,
    Usage,
    Touches,
    Surveys,
    Stakeholders,
    UseCases,
    Headlines,
}

/// The name of a dataset and the columns of its file, in order.
type Shape = (&'static str, &'static [(&'static str, Kind)]);

impl Table {
    /// All files.
    pub const ALL: [Self; 20] = [
        Self::People,
        Self::Leave,
        Self::Interactions,
        Self::Cases,
        Self::Targets,
        Self::Barriers,
        Self::Rollouts,
        Self::Staff,
        Self::Accounts,
        Self::Subscriptions,
        Self::Holdings,
        Self::Units,
        Self::Renewals,
        Self::HealthScores,
        Self::Usage,
        Self::Touches,
        Self::Surveys,
        Self::Stakeholders,
        Self::UseCases,
        Self::Headlines,
    ];

    /// The files with a row for each account every few days, which are nearly all of an organisation.
    pub const SERIES: [Self; 4] = [Self::HealthScores, Self::Usage, Self::Touches, Self::Surveys];

    /// The dataset, which is also the file's name without its ending.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.shape().0
    }

    /// The columns in order.
    #[must_use]
    pub fn columns(self) -> &'static [(&'static str, Kind)] {
        self.shape().1
    }

    /// Whether the file is about accounts, not about the use of tools.
    #[must_use]
    pub fn is_structural(self) -> bool {
        self >= Self::Staff
    }

    fn shape(self) -> Shape {
        match self {
            Self::People => ("people", PEOPLE),
            Self::Leave => ("leave", LEAVE),
            Self::Interactions => ("interactions", INTERACTIONS),
            Self::Cases => ("cases", CASES),
            Self::Targets => ("targets", TARGETS),
            Self::Barriers => ("barriers", BARRIERS),
            Self::Rollouts => ("rollouts", ROLLOUTS),
            Self::Staff => ("staff", STAFF),
            Self::Accounts => ("accounts", ACCOUNTS),
            Self::Subscriptions => ("subscriptions", SUBSCRIPTIONS),
            Self::Holdings => ("holdings", HOLDINGS),
            Self::Units => ("units", UNITS),
            Self::Renewals => ("renewals", RENEWALS),
            Self::HealthScores => ("health_scores", HEALTH_SCORES),
            Self::Usage => ("usage", USAGE),
            Self::Touches => ("touches", TOUCHES),
            Self::Surveys => ("surveys", SURVEYS),
            Self::Stakeholders => ("stakeholders", STAKEHOLDERS),
            Self::UseCases => ("use_cases", USE_CASES),
            Self::Headlines => ("headlines", HEADLINES),
        }
    }
}

const PEOPLE: &[(&str, Kind)] = &[
    ("person_id", Kind::Text),
    ("role", Kind::Text),
    ("segment", Kind::Text),
    ("team", Kind::Text),
    ("region", Kind::Text),
    ("hired_on", Kind::Date),
    ("left_on", Kind::Date),
];
const LEAVE: &[(&str, Kind)] = &[
    ("person_id", Kind::Text),
    ("starts_on", Kind::Date),
    ("ends_on", Kind::Date),
    ("reason", Kind::Text),
];
const INTERACTIONS: &[(&str, Kind)] = &[
    ("interaction_id", Kind::Text),
    ("person_id", Kind::Text),
    ("at", Kind::Time),
    ("tool", Kind::Text),
    ("kind", Kind::Text),
    ("documented", Kind::Bool),
    ("evidence_id", Kind::Text),
];
const CASES: &[(&str, Kind)] = &[
    ("case_id", Kind::Text),
    ("person_id", Kind::Text),
    ("closed_at", Kind::Time),
    ("account_id", Kind::Text),
    ("ai_involvement", Kind::Text),
    ("ai_documented", Kind::Bool),
    ("tool", Kind::Text),
    ("kept_share", Kind::Float),
];
const TARGETS: &[(&str, Kind)] = &[
    ("person_id", Kind::Text),
    ("starts_on", Kind::Date),
    ("ends_on", Kind::Date),
    ("target", Kind::Text),
];
const BARRIERS: &[(&str, Kind)] = &[
    ("person_id", Kind::Text),
    ("starts_on", Kind::Date),
    ("ends_on", Kind::Date),
    ("barrier", Kind::Text),
];
const ROLLOUTS: &[(&str, Kind)] = &[
    ("team", Kind::Text),
    ("started_on", Kind::Date),
    ("ended_on", Kind::Date),
];
const STAFF: &[(&str, Kind)] = &[
    ("person_id", Kind::Text),
    ("role", Kind::Text),
    ("team", Kind::Text),
    ("segment", Kind::Text),
    ("hired_on", Kind::Date),
    ("left_on", Kind::Date),
    ("account_capacity", Kind::Int),
    ("hours_per_week", Kind::Float),
    ("customer_share", Kind::Float),
    ("hours_per_account", Kind::Float),
    ("renewal_capacity", Kind::Int),
];
const ACCOUNTS: &[(&str, Kind)] = &[
    ("account_id", Kind::Text),
    ("segment", Kind::Text),
    ("started_on", Kind::Date),
    ("ended_on", Kind::Date),
    ("revenue", Kind::Float),
    ("seats", Kind::Int),
    ("business_units", Kind::Int),
    ("stakeholders", Kind::Int),
    ("renewal_cycle_days", Kind::Int),
    ("integration", Kind::Text),
    ("alternatives", Kind::Int),
];
const SUBSCRIPTIONS: &[(&str, Kind)] = &[
    ("account_id", Kind::Text),
    ("starts_on", Kind::Date),
    ("ends_on", Kind::Date),
    ("revenue", Kind::Float),
];
const HOLDINGS: &[(&str, Kind)] = &[
    ("account_id", Kind::Text),
    ("person_id", Kind::Text),
    ("role", Kind::Text),
    ("starts_on", Kind::Date),
    ("ends_on", Kind::Date),
];
const UNITS: &[(&str, Kind)] = &[
    ("account_id", Kind::Text),
    ("unit", Kind::Text),
    ("renews_on", Kind::Date),
    ("owner_id", Kind::Text),
];
const RENEWALS: &[(&str, Kind)] = &[
    ("renewal_id", Kind::Text),
    ("account_id", Kind::Text),
    ("unit", Kind::Text),
    ("due_on", Kind::Date),
    ("decided_on", Kind::Date),
    ("outcome", Kind::Text),
    ("revenue_before", Kind::Float),
    ("revenue_after", Kind::Float),
    ("term_months", Kind::Int),
];
const HEALTH_SCORES: &[(&str, Kind)] = &[
    ("account_id", Kind::Text),
    ("scored_on", Kind::Date),
    ("recorded_on", Kind::Date),
    ("score", Kind::Float),
    ("colour", Kind::Text),
];
const USAGE: &[(&str, Kind)] = &[
    ("account_id", Kind::Text),
    ("used_on", Kind::Date),
    ("amount", Kind::Float),
];
const TOUCHES: &[(&str, Kind)] = &[
    ("account_id", Kind::Text),
    ("person_id", Kind::Text),
    ("at", Kind::Time),
    ("channel", Kind::Text),
    ("direction", Kind::Text),
    ("ai_written", Kind::Bool),
    ("answered", Kind::Bool),
];
const SURVEYS: &[(&str, Kind)] = &[
    ("account_id", Kind::Text),
    ("surveyed_on", Kind::Date),
    ("sentiment", Kind::Float),
];
const STAKEHOLDERS: &[(&str, Kind)] = &[
    ("account_id", Kind::Text),
    ("stakeholder_id", Kind::Text),
    ("role", Kind::Text),
    ("buying", Kind::Bool),
    ("starts_on", Kind::Date),
    ("ends_on", Kind::Date),
];
const USE_CASES: &[(&str, Kind)] = &[
    ("use_case", Kind::Text),
    ("class", Kind::Text),
    ("status", Kind::Text),
    ("uses", Kind::Int),
    ("hours_saved", Kind::Float),
    ("hours_went_to", Kind::Text),
];
const HEADLINES: &[(&str, Kind)] = &[
    ("quarter", Kind::Date),
    ("net_retention", Kind::Float),
    ("gross_retention", Kind::Float),
    ("logo_retention", Kind::Float),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_files_is_in_their_order_and_names_each_once() {
        let places: Vec<usize> = Table::ALL.iter().map(|table| *table as usize).collect();
        assert_eq!(places, (0..Table::ALL.len()).collect::<Vec<_>>());
    }
}
