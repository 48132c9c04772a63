//! The AI tools people use, under the names that logs deliver.

use std::fmt;

use jiff::civil::{Date, date};

use crate::random::Random;

/// What somebody used a tool for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Writing a mail, a plan, a review.
    Draft,
    /// Shortening a thread or a call.
    Summary,
    /// Finding out about an account.
    Research,
    /// Making sense of numbers.
    Analysis,
    /// Minutes of a meeting.
    MeetingNotes,
}

impl Kind {
    /// As `interactions.csv` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Summary => "summary",
            Self::Research => "research",
            Self::Analysis => "analysis",
            Self::MeetingNotes => "meeting_notes",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How the organisation's register of tools stands to a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Approved in every week.
    Approved,
    /// Approved on this day and after; before it, only pilots use it.
    ApprovedFrom(Date),
    /// In the register, and not approved.
    Unapproved,
    /// Not in the register.
    Unlisted,
}

/// A tool, as this organisation truly has it. A register of tools in rule files should come to the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tool {
    /// Its usual name in the logs.
    pub name: &'static str,
    /// Another spelling that some logs deliver.
    pub alias: Option<&'static str>,
    /// How the register stands to it.
    pub standing: Standing,
    /// How popular it is among the tools that may be used, or among those that may not.
    weight: usize,
    kinds: &'static [(usize, Kind)],
}

/// Every tool that occurs in `interactions.csv`.
pub const TOOLS: [Tool; 9] = [
    Tool {
        name: "Gainsight Copilot",
        alias: Some("gainsight ai"),
        standing: Standing::Approved,
        weight: 30,
        kinds: &[
            (4, Kind::Summary),
            (3, Kind::Analysis),
            (2, Kind::Draft),
            (1, Kind::Research),
        ],
    },
    Tool {
        name: "Zoom AI Companion",
        alias: None,
        standing: Standing::Approved,
        weight: 25,
        kinds: &[(8, Kind::MeetingNotes), (2, Kind::Summary)],
    },
    Tool {
        name: "Microsoft 365 Copilot",
        alias: Some("M365 Copilot"),
        standing: Standing::Approved,
        weight: 25,
        kinds: &[
            (6, Kind::Draft),
            (2, Kind::Summary),
            (1, Kind::Analysis),
            (1, Kind::MeetingNotes),
        ],
    },
    Tool {
        name: "Claude Enterprise",
        alias: None,
        standing: Standing::Approved,
        weight: 20,
        kinds: &[(4, Kind::Research), (3, Kind::Analysis), (3, Kind::Draft)],
    },
    Tool {
        name: "Salesforce Agentforce",
        alias: None,
        standing: Standing::ApprovedFrom(date(2025, 6, 2)),
        weight: 16,
        kinds: &[(4, Kind::Research), (3, Kind::Summary), (3, Kind::Draft)],
    },
    Tool {
        name: "ChatGPT Free",
        alias: None,
        standing: Standing::Unapproved,
        weight: 50,
        kinds: &[(5, Kind::Draft), (3, Kind::Research), (2, Kind::Summary)],
    },
    Tool {
        name: "DeepSeek",
        alias: None,
        standing: Standing::Unapproved,
        weight: 15,
        kinds: &[(5, Kind::Analysis), (5, Kind::Research)],
    },
    Tool {
        name: "NotesGenie",
        alias: None,
        standing: Standing::Unlisted,
        weight: 20,
        kinds: &[(9, Kind::MeetingNotes), (1, Kind::Summary)],
    },
    Tool {
        name: "mailwhiz.ai",
        alias: None,
        standing: Standing::Unlisted,
        weight: 15,
        kinds: &[(1, Kind::Draft)],
    },
];

impl Tool {
    /// The tool with this name or alias, spelled exactly so.
    pub fn named(spelling: &str) -> Option<&'static Self> {
        TOOLS
            .iter()
            .find(|tool| tool.name == spelling || tool.alias == Some(spelling))
    }

    /// Whether its use on the day is use of an approved tool.
    pub fn is_approved_on(&self, day: Date) -> bool {
        match self.standing {
            Standing::Approved => true,
            Standing::ApprovedFrom(first) => first <= day,
            Standing::Unapproved | Standing::Unlisted => false,
        }
    }

    /// How popular the tool is on a day. A tool that is approved later has its pilots before.
    fn popularity(&self, day: Date) -> usize {
        match self.standing {
            Standing::ApprovedFrom(first) if day < first => self.weight / 5,
            _ => self.weight,
        }
    }

    fn is_shadow(&self) -> bool {
        matches!(self.standing, Standing::Unapproved | Standing::Unlisted)
    }

    /// A tool somebody turns to on a day.
    pub(crate) fn choose(random: &mut Random, shadow: bool, day: Date) -> Option<&'static Self> {
        let candidates = TOOLS.iter().filter(|tool| tool.is_shadow() == shadow);
        random.pick(candidates.map(|tool| (tool.popularity(day), tool)))
    }

    /// The name under which the logs deliver one use.
    pub(crate) fn spelling(&self, random: &mut Random) -> &'static str {
        const ALIAS_SHARE: f64 = 0.3;
        let aliased = random.chance(ALIAS_SHARE);
        self.alias.filter(|_| aliased).unwrap_or(self.name)
    }

    pub(crate) fn kind(&self, random: &mut Random) -> Option<Kind> {
        random.pick(self.kinds.iter().copied())
    }
}
