//! Two roads must agree: derived tables by indexes and bounds, and the plainest way, each row against each. The order of rows
//! changes nothing, and what becomes known later changes nothing but what looks back on purpose.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use polars::prelude::*;
use std::sync::Arc;
use uptake_adapter::{Batch, Batches, Codes, Lines, ScanRequest};
use uptake_engine::input::{Inputs, SourceId, SourceInfo};
use uptake_engine::intake::SetAsideRow;
use uptake_engine::names::Disclosure;
use uptake_engine::outcome::Cell;
use uptake_engine::{Error, Range, Request, run};
use uptake_rules::{Diagnostics, Policy, RuleFile, Sources};

const RULES: &str = r#"
uptake: 1
pack: agreement
datasets:
  cases:
    kind: records
    key: [id]
    columns: { id: text, key: { type: text, optional: true }, day: { type: date, optional: true } }
  moments:
    kind: records
    time: at
    known: seen
    columns:
      key: { type: text, optional: true }
      at: date
      seen: { type: date, optional: true }
      size: { type: int, optional: true }
      part: { type: float, optional: true }
      word: { type: text, optional: true }
      mark: { type: int, optional: true, known: marked }
      marked: { type: date, optional: true }
      flag: { type: bool, optional: true, known: flagged }
      flagged: { type: date, optional: true }
  stays:
    kind: records
    from: first
    through: last
    columns:
      key: { type: text, optional: true }
      first: { type: date, optional: true }
      last: { type: date, optional: true }
      size: { type: int, optional: true }
tables:
  all:
    rows: cases
    each: { back: [0, 7] }
    now: add_days(day, -back)
    columns:
      number: { count: moments, match: key }
      some: { count: moments, match: key, where: size > 2 }
      lately: { count: moments, match: key, within: 5 }
      window: { count: moments, match: key, since: "add_days(day, -12)", before: "add_days(day, -3)" }
      total: { sum: moments.size, match: key }
      parts: { sum: moments.part, match: key, absent: zero }
      average: { mean: moments.part, match: key, since: "add_days(day, -12)" }
      middle: { median: moments.size, match: key }
      least: { min: moments.word, match: key }
      most: { max: moments.part, match: key }
      kinds: { distinct: moments.word, match: key }
      begin: { first: moments.size, match: key }
      end: { last: moments.word, match: key }
      alone: { only: moments.word, match: key, within: 3 }
      since: { unbroken: moments, holds: size > 1, match: key }
      later: { count: moments, match: key, hindsight: true }
      there: { count: stays, match: key, on: now }
      came: { count: stays, match: key, within: 10 }
      any: { count: moments, match: all }
      place: { rank: number, per: [back] }
      high: { count: moments, match: key, where: mark > 1 }
      open: { count: moments, match: key, where: "!is_known(mark)" }
      either: { count: moments, match: key, where: mark > 2 || flag }
      marks: { sum: moments.mark, match: key, where: is_known(mark), absent: zero }
      mark: { last: moments.mark, match: key }
      top: { max: moments.mark, match: key, hindsight: true, within: 20 }
      flags: { unbroken: moments, holds: flag, match: key }
  groups:
    rows: moments
    each: { upto: [2026-01-12, 2026-01-25] }
    per: [key, upto]
    now: upto
    columns:
      there: { count: rows }
      high: { count: rows, where: mark > 1 }
      sizes: { sum: rows.size }
      end: { last: rows.size }
checks:
  grouped:
    rows: groups
    fail: count() < 0
    evidence: { most: 100000, show: [there, high, sizes, end] }
  shown:
    rows: all
    fail: count() < 0
    evidence:
      most: 100000
      show: [back, number, some, lately, window, total, parts, average, middle, least, most, kinds, begin, end, alone, since, later, there, came, any, place, high, open, either, marks, mark, top, flags]
"#;

const KEYS: [&str; 3] = ["a", "b", "c"];
const WORDS: [&str; 3] = ["x", "y", "z"];
const AS_OF: Date = date(2026, 2, 10);

#[derive(Clone, Debug)]
struct Moment {
    key: Option<&'static str>,
    at: Date,
    /// The hour of the day, where times have hours; of few, so that some are at the same time.
    hour: i8,
    seen: Option<Date>,
    size: Option<i64>,
    part: Option<f64>,
    word: Option<&'static str>,
    mark: Option<i64>,
    marked: Option<Date>,
    flag: Option<bool>,
    flagged: Option<Date>,
}

impl Moment {
    fn known_by(&self) -> Date {
        self.seen.unwrap_or(self.at)
    }

    fn time(&self) -> (Date, i8) {
        (self.at, self.hour)
    }

    /// The mark, to whoever knows what was known by a day.
    fn mark(&self, limit: Date) -> Option<i64> {
        self.mark.filter(|_| self.marked.is_some_and(|marked| marked <= limit))
    }

    fn flag(&self, limit: Date) -> Option<bool> {
        self.flag
            .filter(|_| self.flagged.is_some_and(|flagged| flagged <= limit))
    }
}

#[derive(Clone, Debug)]
struct Stay {
    key: Option<&'static str>,
    first: Option<Date>,
    last: Option<Date>,
    size: Option<i64>,
}

#[derive(Clone, Debug)]
struct Case {
    id: String,
    key: Option<&'static str>,
    day: Option<Date>,
}

#[derive(Clone, Debug, Default)]
struct World {
    cases: Vec<Case>,
    moments: Vec<Moment>,
    stays: Vec<Stay>,
    batch: usize,
    /// Whether the times of moments have hours.
    hours: bool,
}

struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    fn often(&mut self) -> bool {
        self.below(6) > 0
    }

    fn day(&mut self) -> Date {
        date(2026, 1, 1)
            .checked_add(i64::try_from(self.below(45)).unwrap().days())
            .unwrap()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.often().then(|| make(self))
    }

    fn of(&mut self, from: &[&'static str]) -> &'static str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }

    fn world(&mut self) -> World {
        let many = |random: &mut Self, most: u64| random.below(most);
        let cases = many(self, 5) + 1;
        let (moments, stays) = (many(self, 25), many(self, 8));
        let hours = self.below(2) == 0;
        World {
            cases: (0..cases)
                .map(|id| Case {
                    id: format!("case {id}"),
                    key: self.maybe(|random| random.of(&KEYS)),
                    day: self.maybe(Self::day),
                })
                .collect(),
            moments: (0..moments)
                .map(|_| Moment {
                    key: self.maybe(|random| random.of(&KEYS)),
                    at: self.day(),
                    hour: if hours { i8::try_from(self.below(3)).unwrap() } else { 0 },
                    seen: (self.below(3) == 0).then(|| self.day()),
                    size: self.maybe(|random| i64::try_from(random.below(5)).unwrap()),
                    part: self.maybe(|random| [0.1, 0.25, 1e16, -1e16, 3.0][usize::try_from(random.below(5)).unwrap()]),
                    word: self.maybe(|random| random.of(&WORDS)),
                    mark: self.maybe(|random| i64::try_from(random.below(5)).unwrap()),
                    marked: self.maybe(Self::day),
                    flag: self.maybe(|random| random.below(3) > 0),
                    flagged: self.maybe(Self::day),
                })
                .collect(),
            stays: (0..stays)
                .map(|_| Stay {
                    key: self.maybe(|random| random.of(&KEYS)),
                    first: self.maybe(Self::day),
                    last: self.maybe(Self::day),
                    size: self.maybe(|random| i64::try_from(random.below(5)).unwrap()),
                })
                .collect(),
            batch: usize::try_from(self.below(7) + 1).unwrap(),
            hours,
        }
    }
}

fn days(name: &str, days: impl Iterator<Item = Option<Date>>) -> Column {
    let days = days.map(|day| day.map(|day| (day - date(1970, 1, 1)).get_days()));
    Int32Chunked::from_iter_options(name.into(), days)
        .into_date()
        .into_column()
}

fn instants(name: &str, times: impl Iterator<Item = DateTime>) -> Column {
    let micros = times.map(|time| time.to_zoned(TimeZone::UTC).unwrap().timestamp().as_microsecond());
    let zone = polars::prelude::TimeZone::UTC;
    Int64Chunked::from_iter_values(name.into(), micros)
        .into_datetime(TimeUnit::Microseconds, Some(zone))
        .into_column()
}

impl World {
    fn frame(&self, dataset: &str) -> DataFrame {
        match dataset {
            "cases" => {
                let ids: Vec<&str> = self.cases.iter().map(|case| case.id.as_str()).collect();
                let keys: Vec<Option<&str>> = self.cases.iter().map(|case| case.key).collect();
                let day = days("day", self.cases.iter().map(|case| case.day));
                DataFrame::new(
                    ids.len(),
                    vec![Column::new("id".into(), &ids), Column::new("key".into(), &keys), day],
                )
                .unwrap()
            }
            "moments" => {
                let all = &self.moments;
                let texts = |of: fn(&Moment) -> Option<&'static str>| all.iter().map(of).collect::<Vec<_>>();
                let sizes: Vec<Option<i64>> = all.iter().map(|moment| moment.size).collect();
                let parts: Vec<Option<f64>> = all.iter().map(|moment| moment.part).collect();
                let columns = vec![
                    Column::new("key".into(), texts(|moment| moment.key)),
                    match self.hours {
                        true => instants("at", all.iter().map(|moment| moment.at.at(moment.hour, 0, 0, 0))),
                        false => days("at", all.iter().map(|moment| Some(moment.at))),
                    },
                    days("seen", all.iter().map(|moment| moment.seen)),
                    Column::new("size".into(), sizes),
                    Column::new("part".into(), parts),
                    Column::new("word".into(), texts(|moment| moment.word)),
                    Column::new("mark".into(), all.iter().map(|moment| moment.mark).collect::<Vec<_>>()),
                    days("marked", all.iter().map(|moment| moment.marked)),
                    Column::new("flag".into(), all.iter().map(|moment| moment.flag).collect::<Vec<_>>()),
                    days("flagged", all.iter().map(|moment| moment.flagged)),
                ];
                DataFrame::new(all.len(), columns).unwrap()
            }
            _ => {
                let all = &self.stays;
                let keys: Vec<Option<&str>> = all.iter().map(|stay| stay.key).collect();
                let sizes: Vec<Option<i64>> = all.iter().map(|stay| stay.size).collect();
                let columns = vec![
                    Column::new("key".into(), keys),
                    days("first", all.iter().map(|stay| stay.first)),
                    days("last", all.iter().map(|stay| stay.last)),
                    Column::new("size".into(), sizes),
                ];
                DataFrame::new(all.len(), columns).unwrap()
            }
        }
    }
}

impl Inputs for World {
    fn sources(&self, _: &str) -> Vec<SourceInfo> {
        vec![SourceInfo::default()]
    }

    fn scan(&mut self, SourceId { dataset, .. }: SourceId<'_>, _: &ScanRequest) -> Result<Batches, Error> {
        let whole = self.frame(dataset);
        let batch = self.batch;
        let starts = (0..whole.height().max(1)).step_by(batch);
        let batches: Vec<_> = starts
            .map(|first| {
                Ok(Batch {
                    frame: whole.slice(i64::try_from(first).unwrap(), batch),
                    part: Arc::from("part"),
                    first_row: first as u64 + 1,
                    codes: Codes::default(),
                    lines: Lines::none(),
                })
            })
            .collect();
        Ok(Box::new(batches.into_iter()))
    }

    fn rereadable(&self, _: SourceId<'_>) -> bool {
        true
    }

    fn progress(&mut self, _: SourceId<'_>, _: u64) {}
}

fn policy(hours: bool) -> Policy {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let text = match hours {
        true => RULES.replace("      at: date\n", "      at: datetime\n"),
        false => RULES.to_owned(),
    };
    let policy = uptake_rules::load(&[RuleFile::new("rules.yaml", text)], &mut sources, &mut diagnostics);
    assert!(diagnostics.errors() == 0, "{diagnostics:?}");
    policy
}

/// What the table says: for each row its case, how far back, and its values as text.
fn told(world: &mut World) -> Vec<String> {
    told_by(world, "shown")
}

/// What a check's evidence says.
fn told_by(world: &mut World, check: &str) -> Vec<String> {
    let policy = policy(world.hours);
    let request = Request {
        project: "agreement",
        policy: &policy,
        stage: None,
        as_of: AS_OF,
        range: Range::All,
        person: None,
    };
    let outcome = run(&request, world, &mut Vec::<SetAsideRow>::new()).unwrap();
    let clear = Disclosure::clear();
    let writer = clear.over(&[]);
    let outcome = outcome.map(&mut |text| writer.write(&text));
    let found = outcome.checks.iter().find(|found| found.name == check).unwrap();
    let evidence = found.groups[0].evidence.clone().unwrap();
    evidence
        .rows
        .iter()
        .map(|row| {
            let values: Vec<String> = row.values.iter().map(text).collect();
            format!("{} {}", row.entity, values.join(" "))
        })
        .collect()
}

fn text(cell: &Cell<String>) -> String {
    match cell {
        Cell::Unknown => "-".to_owned(),
        Cell::Bool(value) => value.to_string(),
        Cell::Int(value) => value.to_string(),
        Cell::Float(value) => format!("{value:?}"),
        Cell::Text(text) => text.clone(),
    }
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

fn float(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{:?}", value + 0.0))
}

/// An exact sum, by whole quarters and tenths: all parts are multiples of 0.05 of moderate size or ±1e16.
fn exact(parts: &[f64]) -> f64 {
    let mut whole = uptake_statistics::ExactSum::default();
    parts.iter().for_each(|part| whole.add(*part));
    whole.total().unwrap()
}

/// The same by trying each row against each.
#[allow(
    clippy::too_many_lines,
    reason = "one column after the other, as the rules have them"
)]
fn plainly(world: &World) -> Vec<String> {
    let add = |day: Date, days: i64| day.checked_add(days.days()).unwrap();
    let mut rows = Vec::new();
    let there: Vec<&Moment> = world
        .moments
        .iter()
        .filter(|moment| moment.known_by() <= AS_OF)
        .collect();
    // One that ends before it begins is set aside; where no other has come by then, none is known.
    let ends = |stay: &Stay| {
        stay.first
            .zip(stay.last)
            .is_none_or(|(first, last)| last >= add(first, -1))
    };
    let stays: Vec<&Stay> = world
        .stays
        .iter()
        .filter(|stay| stay.first.is_none_or(|first| first <= AS_OF))
        .filter(|stay| ends(stay))
        .collect();
    // Those that are still to come aren't set aside, and are no evidence either.
    let usable = world.stays.iter().all(ends) || !stays.is_empty();
    let mut numbers: Vec<(i64, Option<i64>)> = Vec::new();
    let mut late: Vec<[String; 7]> = Vec::new();
    for case in &world.cases {
        for back in [0_i64, 7] {
            let now = case.day.map(|day| add(day, -back).min(AS_OF));
            // Those that are known, whatever they are dated.
            let told = |hindsight: bool| -> Option<Vec<&Moment>> {
                let (key, limit) = (case.key?, if hindsight { AS_OF } else { now? });
                let own = there
                    .iter()
                    .filter(|moment| moment.key == Some(key) && moment.known_by() <= limit);
                let mut own: Vec<&Moment> = own.copied().collect();
                own.sort_by_key(|moment| moment.at);
                Some(own)
            };
            // Those that aren't dated later, either.
            let mine = |hindsight: bool| -> Option<Vec<&Moment>> {
                let mut own = told(hindsight)?;
                let limit = if hindsight { AS_OF } else { now? };
                own.retain(|moment| moment.at <= limit);
                Some(own)
            };
            let all = mine(false);
            let within = |days: i64| -> Option<Vec<&Moment>> {
                let (own, now) = (all.clone()?, now?);
                Some(
                    own.into_iter()
                        .filter(|moment| moment.at <= now && moment.at > add(now, -days))
                        .collect(),
                )
            };
            let count = |rows: &Option<Vec<&Moment>>| shown(rows.as_ref().map(Vec::len));
            let number = all.as_ref().map(|rows| i64::try_from(rows.len()).unwrap());
            numbers.push((back, number));
            let some = all.as_ref().map(|rows| {
                rows.iter()
                    .filter(|moment| moment.size.is_some_and(|size| size > 2))
                    .count()
            });
            let window = told(false).as_ref().zip(case.day).map(|(rows, day)| {
                let inside = |moment: &&&Moment| moment.at >= add(day, -12) && moment.at < add(day, -3);
                rows.iter().filter(inside).count()
            });
            let whole = |rows: &[&Moment], has: fn(&Moment) -> bool| rows.iter().all(|moment| has(moment));
            let total = all
                .as_ref()
                .filter(|rows| !rows.is_empty() && whole(rows, |moment| moment.size.is_some()))
                .map(|rows| rows.iter().filter_map(|moment| moment.size).sum::<i64>());
            let sizes: Option<Vec<i64>> = all
                .as_ref()
                .map(|rows| rows.iter().filter_map(|moment| moment.size).collect());
            let parts: Option<Vec<f64>> = all
                .as_ref()
                .map(|rows| rows.iter().filter_map(|moment| moment.part).collect());
            let recent: Option<Vec<f64>> = all.as_ref().zip(case.day).map(|(rows, day)| {
                rows.iter()
                    .filter(|moment| moment.at >= add(day, -12))
                    .filter_map(|moment| moment.part)
                    .collect()
            });
            let average = recent.filter(|parts| !parts.is_empty()).map(|parts| {
                #[allow(clippy::cast_precision_loss, reason = "a few")]
                let count = parts.len() as f64;
                exact(&parts) / count
            });
            let middle = sizes.clone().filter(|sizes| !sizes.is_empty()).map(|mut sizes| {
                sizes.sort_unstable();
                let at = sizes.len() / 2;
                #[allow(clippy::cast_precision_loss, reason = "small numbers")]
                let of = |at: usize| sizes[at] as f64;
                if sizes.len() % 2 == 1 {
                    of(at)
                } else {
                    f64::midpoint(of(at - 1), of(at))
                }
            });
            let words = |rows: &Option<Vec<&Moment>>| -> Option<Vec<&'static str>> {
                rows.as_ref()
                    .map(|rows| rows.iter().filter_map(|moment| moment.word).collect())
            };
            let kinds = words(&all).map(|mut words| {
                words.sort_unstable();
                words.dedup();
                words.len()
            });
            let begin = all.as_ref().and_then(|rows| {
                let first = rows.iter().map(|moment| moment.time()).min()?;
                rows.iter()
                    .filter(|moment| moment.time() == first)
                    .filter_map(|moment| moment.size)
                    .min()
            });
            let end = all.as_ref().and_then(|rows| {
                let last = rows.iter().map(|moment| moment.time()).max()?;
                rows.iter()
                    .filter(|moment| moment.time() == last)
                    .filter_map(|moment| moment.word)
                    .max()
            });
            let alone = words(&within(3)).and_then(|words| {
                let first = *words.first()?;
                words.iter().all(|word| *word == first).then_some(first)
            });
            let since = all.as_ref().and_then(|rows| {
                let mut dates: Vec<Date> = rows.iter().map(|moment| moment.at).collect();
                dates.dedup();
                let holds = |day: &Date| {
                    rows.iter()
                        .filter(|moment| moment.at == *day)
                        .all(|moment| moment.size.is_some_and(|size| size > 1))
                };
                dates.into_iter().rev().take_while(holds).last()
            });
            let stayed = |keep: &dyn Fn(&Stay, Date) -> bool| -> Option<usize> {
                let (key, now) = (case.key?, now?);
                let own = stays
                    .iter()
                    .filter(|stay| stay.key == Some(key) && stay.first.is_none_or(|first| first <= now));
                usable.then(|| own.filter(|stay| keep(stay, now)).count())
            };
            let on = stayed(&|stay, now| stay.last.is_none_or(|last| last >= now));
            let came = stayed(&|stay, now| stay.first.is_some_and(|first| first > add(now, -10)));
            let any = now.map(|now| {
                let known = there
                    .iter()
                    .filter(|moment| moment.known_by() <= now && moment.at <= now);
                known.count()
            });
            let seen = all.as_ref().zip(now);
            let high = seen.map(|(rows, now)| rows.iter().filter(|moment| moment.mark(now) > Some(1)).count());
            let open = seen.map(|(rows, now)| rows.iter().filter(|moment| moment.mark(now).is_none()).count());
            let either = seen.map(|(rows, now)| {
                let holds = |moment: &&&Moment| moment.mark(now) > Some(2) || moment.flag(now) == Some(true);
                rows.iter().filter(holds).count()
            });
            let marks = seen.map(|(rows, now)| rows.iter().filter_map(|moment| moment.mark(now)).sum::<i64>());
            let mark = seen.and_then(|(rows, now)| {
                let last = rows.iter().map(|moment| moment.time()).max()?;
                let of_last = rows.iter().filter(|moment| moment.time() == last);
                of_last.filter_map(|moment| moment.mark(now)).max()
            });
            let top = told(true).zip(now).and_then(|(rows, now)| {
                let inside = rows
                    .iter()
                    .filter(|moment| moment.at <= now && moment.at > add(now, -20));
                inside.filter_map(|moment| moment.mark(AS_OF)).max()
            });
            let flags = seen.and_then(|(rows, now)| {
                let mut dates: Vec<Date> = rows.iter().map(|moment| moment.at).collect();
                dates.dedup();
                let holds = |day: &Date| {
                    let of_day = rows.iter().filter(|moment| moment.at == *day);
                    of_day.map(|moment| moment.flag(now)).all(|flag| flag == Some(true))
                };
                dates.into_iter().rev().take_while(holds).last()
            });
            late.push([
                shown(high),
                shown(open),
                shown(either),
                shown(marks),
                shown(mark),
                shown(top),
                shown(flags),
            ]);
            rows.push(vec![
                case.id.clone(),
                back.to_string(),
                shown(number),
                shown(some),
                count(&within(5)),
                shown(window),
                shown(total),
                float(
                    all.as_ref()
                        .filter(|rows| whole(rows, |moment| moment.part.is_some()))
                        .and(parts.as_ref())
                        .map(|parts| exact(parts)),
                ),
                float(average),
                float(middle),
                shown(words(&all).and_then(|words| words.into_iter().min())),
                float(parts.and_then(|parts| parts.into_iter().reduce(f64::max))),
                shown(kinds),
                shown(begin),
                shown(end),
                shown(alone),
                shown(since),
                count(&mine(true)),
                shown(on),
                shown(came),
                shown(any),
            ]);
        }
    }
    for ((row, (back, number)), late) in rows.iter_mut().zip(&numbers).zip(late) {
        let place = number.map(|number| {
            1 + numbers
                .iter()
                .filter(|(other, theirs)| other == back && theirs.is_some_and(|theirs| theirs > number))
                .count()
        });
        row.push(shown(place));
        row.extend(late);
    }
    rows.into_iter().map(|row| row.join(" ")).collect()
}

/// What the groups say, by trying each row.
fn grouped(world: &World) -> Vec<String> {
    let mut rows: Vec<(String, Date, String)> = Vec::new();
    for until in [date(2026, 1, 12), date(2026, 1, 25)] {
        for key in KEYS {
            let there = world.moments.iter().filter(|moment| moment.known_by() <= AS_OF);
            let own: Vec<&Moment> = there.filter(|moment| moment.key == Some(key)).collect();
            if own.is_empty() {
                continue;
            }
            let seen: Vec<&&Moment> = own
                .iter()
                .filter(|moment| moment.known_by() <= until && moment.at <= until)
                .collect();
            let high = seen.iter().filter(|moment| moment.mark(until) > Some(1)).count();
            let sizes: Option<i64> = seen.iter().map(|moment| moment.size).sum();
            let sizes = sizes.filter(|_| !seen.is_empty());
            let last = seen.iter().map(|moment| moment.time()).max();
            let of_last = seen.iter().filter(|moment| Some(moment.time()) == last);
            let end = of_last.filter_map(|moment| moment.size).max();
            rows.push((
                key.to_owned(),
                until,
                format!("{} {high} {} {}", seen.len(), shown(sizes), shown(end)),
            ));
        }
    }
    rows.sort();
    rows.into_iter()
        .map(|(key, until, values)| format!("{key} {until} {values}"))
        .collect()
}

/// How many are tried; more with `UPTAKE_CASES`.
fn cases() -> u64 {
    std::env::var("UPTAKE_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(150)
}

#[test]
fn a_table_says_what_trying_each_row_against_each_says() {
    let mut random = Random(0x1234_5678_9abc_def1);
    for _ in 0..cases() {
        let mut world = random.world();
        let wanted = plainly(&world);
        assert_eq!(told(&mut world), wanted, "{world:#?}");
    }
}

#[test]
fn a_group_sees_of_its_rows_what_was_known_on_its_day() {
    let mut random = Random(0x0dd5_eed0_0dd5_eed1);
    for _ in 0..cases() {
        let mut world = random.world();
        let wanted = grouped(&world);
        let mut told = told_by(&mut world, "grouped");
        told.sort();
        assert_eq!(told, wanted, "{world:#?}");
    }
}

#[test]
fn the_order_of_rows_and_the_size_of_batches_change_nothing() {
    let mut random = Random(0x0bad_cafe_1234_5678);
    for _ in 0..cases() / 3 {
        let mut world = random.world();
        let first = told(&mut world);
        world.cases.reverse();
        world.stays.reverse();
        let at = usize::try_from(random.below(world.moments.len() as u64 + 1)).unwrap();
        world.moments.rotate_left(at);
        world.batch = usize::try_from(random.below(9) + 1).unwrap();
        assert_eq!(told(&mut world), first, "{world:#?}");
    }
}

#[test]
fn what_becomes_known_later_changes_only_what_looks_back_on_purpose() {
    let mut random = Random(0x5eed_5eed_5eed_5eed);
    for _ in 0..cases() / 3 {
        let mut world = random.world();
        world
            .cases
            .iter_mut()
            .for_each(|case| case.day = case.day.map(|day| day.min(date(2026, 1, 20))));
        let hidden = |told: &[String]| -> Vec<String> {
            let of = |row: &String| {
                let values: Vec<&str> = row.split(' ').collect();
                // The columns that look back stand at these places, after the two words of the case.
                let kept = values
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| ![18, 28].contains(at))
                    .map(|(_, value)| *value);
                kept.collect::<Vec<_>>().join(" ")
            };
            told.iter().map(of).collect()
        };
        // A mark that comes later is a mark that isn't there yet.
        let before = told(&mut world);
        for moment in &mut world.moments {
            if moment.mark.is_none() {
                (moment.mark, moment.marked) = (Some(4), Some(date(2026, 1, 21)));
            }
        }
        for key in KEYS {
            world.moments.push(Moment {
                key: Some(key),
                at: date(2026, 1, 5),
                hour: 0,
                seen: Some(date(2026, 1, 21)),
                size: Some(9),
                part: Some(9.0),
                word: Some("later"),
                mark: Some(9),
                marked: Some(date(2026, 1, 21)),
                flag: Some(true),
                flagged: Some(date(2026, 1, 21)),
            });
        }
        let after = told(&mut world);
        assert_eq!(hidden(&after), hidden(&before), "{world:#?}");
        let known = world.cases.iter().filter(|case| case.key.is_some()).count();
        assert!(known == 0 || after != before, "the later rows are seen in hindsight");
    }
}
