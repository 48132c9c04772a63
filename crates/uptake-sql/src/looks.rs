//! Which periods have other rows than before, and the rows of some periods alone.

use crate::dialect::{Dialect, fill};
use crate::entry::input;
use crate::kind::Kind;
use crate::literal::quoted;
use crate::question::Question;
use crate::refusal::Refusal;
use uptake_rules::expr::ExprKind;
use uptake_rules::value::Type;

/// From which day or instant on, and before which one, as numbers of the type of the time. Nothing is all that lies within no period.
pub type Range = Option<(i64, i64)>;

/// The column of a source that has the time of its rows as it is.
struct Timed {
    /// Its name in SQL.
    own: String,
    /// Its days or microseconds.
    number: String,
    kind: Kind,
    /// The first and the end of what is measured.
    within: (i64, i64),
}

impl Question<'_> {
    /// The column of the source with the time of its rows, where that isn't computed.
    fn timed(&self) -> Result<Option<Timed>, Refusal> {
        let Some(time) = self.dataset.time.as_ref().map(|time| time.text.as_str()) else {
            return Ok(None);
        };
        let rule = match self.mapping {
            None => self.inputs.iter().find(|column| column.name.text == time),
            Some(mapping) => {
                let formula = mapping.columns.iter().find(|(own, _)| own.text == time);
                let Some(ExprKind::Column(name)) = formula.map(|(_, formula)| &formula.kind) else {
                    return Ok(None);
                };
                self.inputs.iter().find(|column| column.name.text == *name)
            }
        };
        let Some(rule) = rule.copied().filter(|rule| self.is_time(rule)) else {
            return Ok(None);
        };
        let name = rule.source_name();
        let kind = self.kind_of(name).unwrap_or(match rule.ty {
            Type::Date => Kind::Date,
            _ => Kind::Instant,
        });
        Ok(Some(Timed {
            own: format!("s.{}", quoted(self.dialect, name)?),
            number: input(self, rule)?,
            kind,
            within: match rule.ty {
                Type::Date => (i64::from(self.times.days.0), i64::from(self.times.days.1)),
                _ => self.times.instants,
            },
        }))
    }

    fn kind_of(&self, name: &str) -> Option<Kind> {
        let mut offered = self.offered?.iter();
        offered.find(|(own, _)| own == name).map(|(_, kind)| *kind)
    }

    /// A number that grows with the values of a column of the source.
    fn growing(&self, name: &str) -> Result<Option<String>, Refusal> {
        let says = self.dialect.says();
        let own = format!("s.{}", quoted(self.dialect, name)?);
        Ok(match self.kind_of(name) {
            Some(Kind::Instant | Kind::Wall) => Some(fill(says.micros, &own)),
            Some(Kind::Date) => Some(format!("CAST({} AS {})", fill(says.days, &own), says.whole)),
            Some(Kind::Whole) => Some(format!("CAST({own} AS {})", says.whole)),
            Some(Kind::Text | Kind::Truth | Kind::Float | Kind::Nothing | Kind::Other) | None => None,
        })
    }

    /// How the rows of each period look: `g` is its number, or unknown for rows that lie within none; `a` is how many there are, `r` the
    /// sum of what says when they came, `k` how many say it, and `t` the sum of their times. Nothing where the source has no such columns
    /// as they are.
    ///
    /// # Errors
    /// When a name can't be said.
    pub fn looks(&self, arrival: &str) -> Result<Option<String>, Refusal> {
        let (Some(time), Some(came)) = (self.timed()?, self.growing(arrival)?) else {
            return Ok(None);
        };
        let (dialect, says) = (self.dialect, self.dialect.says());
        let (first, end) = time.within;
        let day = match time.kind {
            Kind::Date => "t".to_owned(),
            _ => self.times.day(dialect, "t"),
        };
        let (period, _) = self.times.period(dialect, "d");
        let fence = says.fence;
        Ok(Some(format!(
            "SELECT g, count(*) AS a, {} AS r, count(r) AS k, {} AS t FROM (SELECT {period} AS g, r, t FROM (SELECT CASE WHEN t >= {first} AND t < {end} THEN {day} END AS d, r, t FROM (SELECT {} AS t, {came} AS r FROM ({}\n) AS s{fence}) AS l0{fence}) AS l1{fence}) AS l2 GROUP BY g",
            fill(says.sum, "r"),
            fill(says.sum, "t"),
            time.number,
            self.relation,
        )))
    }

    /// The rows whose time lies in one of these ranges, as it can stand in brackets behind `FROM`. Nothing where the source doesn't have
    /// their time as it is.
    ///
    /// # Errors
    /// When a name can't be said.
    pub fn within(&self, ranges: &[Range]) -> Result<Option<String>, Refusal> {
        let Some(time) = self.timed()? else { return Ok(None) };
        let all = ranges.iter().map(|range| match range {
            Some((from, end)) => time.between(self.dialect, *from, *end),
            None => {
                let (first, end) = time.within;
                let number = &time.number;
                format!("({number} IS NULL OR {number} < {first} OR {number} >= {end})")
            }
        });
        let all: Vec<String> = all.collect();
        Ok(Some(format!(
            "SELECT s.* FROM ({}\n) AS s WHERE {}",
            self.relation,
            all.join(" OR ")
        )))
    }
}

impl Timed {
    /// Whether a row lies in a range: by constants of the column's own type where that is exact, since engines then leave out what they
    /// know to lie elsewhere.
    fn between(&self, dialect: Dialect, from: i64, end: i64) -> String {
        let instant = dialect.says().instant.filter(|_| self.kind == Kind::Instant);
        let constants = instant.and_then(|form| Some((fill(form, &written(from)?), fill(form, &written(end)?))));
        match constants {
            Some((from, end)) => format!("({0} >= {from} AND {0} < {end})", self.own),
            None => format!("({0} >= {from} AND {0} < {end})", self.number),
        }
    }
}

/// An instant in UTC, to the microsecond.
fn written(micros: i64) -> Option<String> {
    let instant = jiff::Timestamp::from_microsecond(micros).ok()?;
    let utc = instant.to_zoned(jiff::tz::TimeZone::UTC);
    Some(utc.strftime("%Y-%m-%d %H:%M:%S.%6f+00").to_string())
}
