//! A source's columns as values of the contract's types.

use crate::dialect::{Dialect, fill};
use crate::kind::Kind;
use crate::literal::{constant, known_float, quoted, unknown};
use crate::question::Question;
use crate::refusal::Refusal;
use crate::times::DAY;
use uptake_rules::policy::dataset::Column;
use uptake_rules::value::Type;

/// A column of the source as a value of the contract's type.
pub(crate) fn input(question: &Question<'_>, rule: &Column) -> Result<String, Refusal> {
    let dialect = question.dialect;
    let says = dialect.says();
    let name = rule.source_name();
    let natural = match rule.ty {
        Type::Text | Type::Unknown => Kind::Text,
        Type::Bool => Kind::Truth,
        Type::Int => Kind::Whole,
        Type::Float => Kind::Float,
        Type::Date => Kind::Date,
        Type::Datetime => Kind::Instant,
    };
    let kind = match question.offered {
        None => Some(natural),
        Some(offered) => offered.iter().find(|(own, _)| own == name).map(|(_, kind)| *kind),
    };
    let Some(kind) = kind else {
        return match rule.optional {
            true => filled(dialect, rule, unknown(dialect, rule.ty)),
            false => Err(Refusal::new(format!("`{name}`"), "the source has no such column")),
        };
    };
    let own = format!("s.{}", quoted(dialect, name)?);
    let cast = |ty: &str| format!("CAST({own} AS {ty})");
    let said = match (rule.ty, kind) {
        (ty, Kind::Nothing) => unknown(dialect, ty),
        (Type::Text | Type::Unknown, Kind::Text | Kind::Whole) => {
            format!(
                "NULLIF({}{}, {})",
                cast(says.text),
                says.bytewise,
                crate::literal::text(dialect, "")?
            )
        }
        (Type::Bool, Kind::Truth) => own.clone(),
        (Type::Int, Kind::Whole) => cast(says.whole),
        (Type::Float, Kind::Float | Kind::Whole) => known_float(dialect, &cast(says.float)),
        (Type::Date, Kind::Date) => {
            let days = format!("CAST({} AS {})", fill(says.days, &own), says.whole);
            within_reach(question, rule, &own, days)
        }
        (Type::Datetime, Kind::Instant) => within_reach(question, rule, &own, fill(says.micros, &own)),
        (Type::Datetime, Kind::Wall) if question.times.walls_in_utc => {
            within_reach(question, rule, &own, fill(says.micros, &own))
        }
        (ty, kind) => {
            let cast = match (ty, kind) {
                (Type::Datetime, Kind::Wall) => {
                    "cast the column to a timestamp with time zone in the source's `query`, or state `time_zone: UTC` beside `reduce` if it is of UTC".to_owned()
                }
                (Type::Datetime, _) => "cast the column to a timestamp with time zone in the source's `query`".to_owned(),
                (ty, _) => format!("cast the column to {} in the source's `query`", ty.name()),
            };
            let why = format!("the source has {} there: {cast}", kind.words());
            return Err(Refusal::new(format!("`{name}` as {}", ty.name()), why));
        }
    };
    filled(dialect, rule, said)
}

/// The days that an engine has to be asked about. Beyond them no row is plain: reading it tells what is there.
pub(crate) const DAYS: (i64, i64) = (-4_371_220, 2_932_530);

/// The number of a day or an instant, which is one beyond all that are plain where an engine has none, as of `infinity`. The time of an
/// event is looked at anyway.
fn within_reach(question: &Question<'_>, rule: &Column, own: &str, number: String) -> String {
    if question.is_time(rule) {
        return number;
    }
    let beyond = match rule.ty {
        Type::Date => DAYS.1 + 1,
        _ => (DAYS.1 + 1) * DAY,
    };
    let beyond = crate::literal::whole(question.dialect, beyond);
    format!("CASE WHEN {own} IS NOT NULL THEN COALESCE({number}, {beyond}) END")
}

/// With what stands for a missing value.
pub(crate) fn filled(dialect: Dialect, rule: &Column, said: String) -> Result<String, Refusal> {
    match &rule.default {
        Some(default) => Ok(format!("COALESCE({said}, {})", constant(dialect, default, rule.ty)?)),
        None => Ok(said),
    }
}
