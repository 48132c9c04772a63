//! The segments, the regions and the eight teams.

use std::fmt;

/// The size of the customers a team looks after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// Small and medium businesses.
    Smb,
    /// Companies between small and large.
    MidMarket,
    /// Large companies.
    Enterprise,
}

impl Segment {
    /// All segments, smallest customers first.
    pub const ALL: [Self; 3] = [Self::Smb, Self::MidMarket, Self::Enterprise];

    /// As `people.csv` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Smb => "SMB",
            Self::MidMarket => "Mid-Market",
            Self::Enterprise => "Enterprise",
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where a team works, which decides its working hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Region {
    /// North and South America.
    Americas,
    /// Europe, the Middle East and Africa.
    Emea,
    /// Asia and the Pacific.
    Apac,
}

impl Region {
    /// As `people.csv` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Americas => "Americas",
            Self::Emea => "EMEA",
            Self::Apac => "APAC",
        }
    }

    /// Working hours in UTC: from, to, and how late a late hour may be.
    /// A working day lies within one UTC day, so nobody's Friday evening counts for the week after.
    pub(crate) fn hours(self) -> (i64, i64, i64) {
        match self {
            Self::Americas => (13, 22, 24),
            Self::Emea => (7, 16, 21),
            Self::Apac => (0, 9, 14),
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A team, within one segment and one region.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Team {
    /// As `people.csv` spells it.
    pub name: &'static str,
    /// Whose customers it looks after.
    pub segment: Segment,
    /// Where it works.
    pub region: Region,
    /// How many of [`SEATS`] CSMs join this team.
    pub(crate) seats: usize,
    /// The share of its CSMs with a habit of using AI tools at the end of the weeks.
    pub(crate) reach: f64,
}

const fn team(name: &'static str, segment: Segment, region: Region, seats: usize, reach: f64) -> Team {
    Team {
        name,
        segment,
        region,
        seats,
        reach,
    }
}

/// The eight teams. `Enterprise APAC` lags by design.
pub const TEAMS: [Team; 8] = [
    team("SMB Americas", Segment::Smb, Region::Americas, 4, 0.85),
    team("SMB EMEA", Segment::Smb, Region::Emea, 3, 0.85),
    team("SMB APAC", Segment::Smb, Region::Apac, 2, 0.82),
    team("Mid-Market Americas", Segment::MidMarket, Region::Americas, 4, 0.72),
    team("Mid-Market EMEA", Segment::MidMarket, Region::Emea, 4, 0.68),
    team("Enterprise Americas", Segment::Enterprise, Region::Americas, 3, 0.7),
    team("Enterprise EMEA", Segment::Enterprise, Region::Emea, 2, 0.66),
    team("Enterprise APAC", Segment::Enterprise, Region::Apac, 2, 0.2),
];

/// How many seats the teams share: CSMs are spread over them in turn.
pub(crate) const SEATS: usize = 24;

/// How far the seats of two CSMs lie apart where teams are mixed; it has no divisor in common with [`SEATS`].
pub(crate) const STRIDE: usize = 7;

/// The team of the `number`th CSM, counted from 0.
pub(crate) fn team_of_csm(number: usize) -> Option<&'static Team> {
    let seat = number % SEATS;
    let mut taken = 0;
    TEAMS.iter().find(|team| {
        taken += team.seats;
        seat < taken
    })
}

/// The team of the `number`th person in another role, counted from 0.
pub(crate) fn team_of_other(number: usize) -> Option<&'static Team> {
    TEAMS.get(number % TEAMS.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_teams_fill_all_seats() {
        assert_eq!(TEAMS.iter().map(|team| team.seats).sum::<usize>(), SEATS);
    }

    #[test]
    fn a_team_is_named_after_its_segment_and_region() {
        for team in TEAMS {
            assert_eq!(team.name, format!("{} {}", team.segment, team.region));
        }
    }
}
