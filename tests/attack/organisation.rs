//! A made-up organisation, and its project.

use crate::support::Project;

/// The weeks that are measured: their Mondays.
pub(crate) const WEEKS: [&str; 3] = ["2026-01-26", "2026-02-02", "2026-02-09"];

pub(crate) struct Organisation {
    pub(crate) least: u64,
    pub(crate) people: Vec<Person>,
    /// What several teams at once mean, if somebody has them: `each` or `share`.
    pub(crate) overlap: Option<&'static str>,
}

pub(crate) struct Person {
    pub(crate) region: String,
    pub(crate) segment: String,
    /// `in`, or why somebody doesn't count.
    pub(crate) state: &'static str,
    pub(crate) licence: bool,
    /// The teams in each week.
    pub(crate) teams: [Vec<String>; 3],
    /// How many uses in each week.
    pub(crate) uses: [u32; 3],
}

impl Person {
    pub(crate) fn is_eligible(&self) -> bool {
        self.state == "in"
    }
}

/// xorshift64*, so that a seed is the same organisation everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % end
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<'t>(&mut self, texts: &'t [String]) -> &'t str {
        &texts[self.below(texts.len() as u64) as usize]
    }
}

impl Organisation {
    pub(crate) fn of(seed: u64) -> Self {
        let mut random = Random((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        for _ in 0..8 {
            random.below(2);
        }
        let names =
            |word: &str, count: u64| -> Vec<String> { (0..count).map(|number| format!("{word}{number}")).collect() };
        let (teams, regions, segments) = (
            names("Team", 2 + random.below(7)),
            names("Region", 1 + random.below(3)),
            names("Segment", 1 + random.below(3)),
        );
        let nested = random.chance(50);
        let overlap = [None, None, Some("each"), Some("share")][random.below(4) as usize];
        let keen = [0, 20, 50, 80, 100][random.below(5) as usize];
        let movers = [0, 10, 30][random.below(3) as usize];
        let rare = [0, 5, 20][random.below(3) as usize];
        let mut people = Vec::new();
        for (number, team) in teams.iter().enumerate() {
            let size = [1, 2, 3, 4, 5, 6, 8, 12][random.below(8) as usize];
            for _ in 0..size {
                let mut own: [Vec<String>; 3] = std::array::from_fn(|_| vec![team.clone()]);
                if random.chance(movers) {
                    let week = 1 + random.below(2) as usize;
                    let other = random.pick(&teams).to_owned();
                    own[week..].fill(vec![other]);
                } else if overlap.is_some() && random.chance(15) {
                    let other = random.pick(&teams).to_owned();
                    if other != *team {
                        own.iter_mut().for_each(|own| own.push(other.clone()));
                    }
                }
                let region = match nested {
                    true => regions[number % regions.len()].clone(),
                    false => random.pick(&regions).to_owned(),
                };
                let state = match random.chance(rare) {
                    true => ["leave", "other"][random.below(2) as usize],
                    false => "in",
                };
                let uses = std::array::from_fn(|_| match random.chance(keen) {
                    true => 3 + u32::try_from(random.below(3)).unwrap(),
                    false => u32::try_from(random.below(3)).unwrap(),
                });
                people.push(Person {
                    region,
                    segment: random.pick(&segments).to_owned(),
                    licence: state == "in" || random.chance(60),
                    state,
                    teams: own,
                    uses,
                });
            }
        }
        Self {
            least: [3, 5][random.below(2) as usize],
            people,
            overlap,
        }
    }

    /// The project that measures it.
    pub(crate) fn project(&self) -> Project {
        let mut list = String::from("id,team,region,segment,state,has_licence\n");
        let mut moves = String::from("id,starts_on,ends_on,team\n");
        let mut uses = String::from("id,at\n");
        for (number, person) in self.people.iter().enumerate() {
            let id = format!("p{number}");
            let Person {
                region,
                segment,
                state,
                licence,
                ..
            } = person;
            list.push_str(&format!(
                "{id},{},{region},{segment},{state},{licence}\n",
                person.teams[0][0]
            ));
            for (week, teams) in WEEKS.iter().zip(&person.teams) {
                let first: jiff::civil::Date = week.parse().unwrap();
                let last = first.saturating_add(jiff::Span::new().days(6));
                for team in teams {
                    moves.push_str(&format!("{id},{first},{last},{team}\n"));
                }
            }
            for (week, count) in WEEKS.iter().zip(person.uses) {
                uses.push_str(&crate::support::uses(&id, week, count as usize));
            }
        }
        let overlap = self
            .overlap
            .map_or(String::new(), |overlap| format!("    overlap: {overlap}\n"));
        let rules = RULES
            .replace("    OVERLAP\n", &overlap)
            .replace("LEAST", &self.least.to_string());
        Project::empty()
            .file("uptake.yaml", PROJECT)
            .file("rules.yaml", rules)
            .file("people.csv", list)
            .file("moves.csv", moves)
            .file("uses.csv", uses)
    }
}

const PROJECT: &str = "\
uptake: 1
project: made up
packs: [rules.yaml]
as_of: 2026-02-15
sources:
  people: { adapter: files, path: people.csv }
  moves: { adapter: files, path: moves.csv }
  uses: { adapter: files, path: uses.csv, covers: { from: 2026-01-26, through: 2026-02-15 } }
";

const RULES: &str = "\
uptake: 1
entities: people
privacy: { smallest_group: LEAST }
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    columns: { id: text, team: text, region: text, segment: text, state: text, has_licence: bool }
  moves:
    kind: spells
    entity: id
    from: starts_on
    through: ends_on
    updates: [team]
    OVERLAP
    columns: { id: text, starts_on: date, ends_on: date, team: text }
  uses:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime }
measures:
  uses_made: { count: uses }
definitions:
  eligible: { when: 'state == \"in\"' }
  licensed: { when: has_licence }
  active: { when: uses_made >= 3 }
  tried: { when: uses_made >= 1 }
ladders:
  why:
    steps:
      - { label: on leave, when: 'state == \"leave\"' }
      - { label: another role, when: 'state == \"other\"' }
metrics:
  rate: { share: active, of: eligible, excluded_by: why, by: [team, region] }
  reach: { share: active, of: licensed, by: [team, segment] }
  tried_rate: { share: tried, of: eligible, by: [segment, team] }
  headcount: { share: licensed }
checks:
  low_teams: { of: eligible, by: [team], values: { people: count(), active: count(active) }, fail: people >= 0 }
  pairs: { of: eligible, by: [region, segment], values: { people: count(), active: count(active) }, fail: people >= 0 }
  long:
    over: { last: 2 }
    of: eligible
    by: [team]
    values: { people: count(), active: count(active) }
    fail: people >= 0
    evidence: { show: [team, region] }
  everybody: { of: eligible, values: { active: count(active) }, fail: active >= 0, evidence: { where: active, show: [team, region] } }
";
