//! How days and times are written: the patterns that read every value of a column, and whether they agree.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use uptake_rules::expr::written::iso;

/// Days as they are written in numbers; the mark between the parts comes in for `/`.
const NUMBERS: [&str; 6] = ["%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y", "%y/%m/%d"];

/// Marks between the parts of a day.
const MARKS: [char; 3] = ['.', '/', '-'];

/// Days with the name of the month in English.
const NAMED: [&str; 10] = [
    "%d %b %Y",
    "%d %B %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d.%b.%Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%d. %B %Y",
    "%a, %d %b %Y",
];

/// What follows the day.
const TIMES: [&str; 14] = [
    "",
    " %H:%M",
    " %H:%M:%S",
    ", %H:%M",
    ", %H:%M:%S",
    " %I:%M %p",
    " %I:%M:%S %p",
    ", %I:%M %p",
    ", %I:%M:%S %p",
    "T%H:%M",
    "T%H:%M:%S",
    " %H:%M:%S%.f",
    " %H.%M",
    " %H:%M %z",
];

/// So many values of a column are tried with every pattern; the patterns that read one of them are tried with all.
const TRIED: usize = 500;

/// Days before and after these are another form of writing: `09.02.26` isn't a day of the year 26.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// How the days of a column are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Days {
    /// As ISO 8601 writes them: no word is needed.
    Iso {
        /// Whether they have times.
        times: bool,
        /// Whether each time has a zone or an offset.
        zoned: bool,
    },
    /// After patterns, each of which reads a part of the values; all agree on the order of day, month and year.
    Patterns {
        /// The patterns.
        patterns: Vec<String>,
        /// Whether one of them has times without an offset.
        times: bool,
        /// Values that none of them reads, at most a tenth.
        unread: Vec<String>,
    },
    /// Several patterns read every value, and they don't mean the same days.
    Ambiguous(Vec<String>),
    /// Values that no single order of day and month reads: one of each kind.
    Mixed(Vec<String>),
}

/// How the days of some texts are written; `None` if they aren't days.
#[must_use]
pub fn days<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Option<Days> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let texts: Vec<&str> = counts.keys().copied().collect();
    if texts.is_empty() {
        return None;
    }
    if texts.iter().all(|text| iso_form(text).is_some()) {
        let forms = texts.iter().filter_map(|text| iso_form(text));
        let times: Vec<Form> = forms.filter(|form| *form != Form::Day).collect();
        return Some(Days::Iso {
            times: !times.is_empty(),
            zoned: times.iter().all(|form| *form == Form::Instant),
        });
    }
    // Most columns aren't days.
    if !texts.iter().take(50).any(|text| is_day(text)) {
        return None;
    }
    let patterns = patterns_of(&texts);
    let mut read: BTreeMap<&str, Vec<Option<String>>> = BTreeMap::new();
    for pattern in patterns {
        let values: Vec<Option<String>> = texts.iter().map(|text| day_after(text, pattern)).collect();
        if values.iter().any(Option::is_some) {
            read.insert(pattern, values);
        }
    }
    let any = |at: usize| read.values().any(|values| values.get(at).is_some_and(Option::is_some));
    let unread: Vec<usize> = (0..texts.len())
        .filter(|at| !any(*at) && !is_iso(&texts, *at))
        .collect();
    let lost: usize = unread.iter().filter_map(|at| counts.get(texts.get(*at)?)).sum();
    if lost * 10 > counts.values().sum() || read.is_empty() {
        return None;
    }
    Some(judged(&texts, &read, &unread))
}

/// Which orders of the parts read all that can be read, and whether they agree.
fn judged(texts: &[&str], read: &BTreeMap<&str, Vec<Option<String>>>, unread: &[usize]) -> Days {
    // The patterns of one order: they differ in marks, in the length of the year and in their times.
    let mut orders: BTreeMap<Order, Vec<&str>> = BTreeMap::new();
    for pattern in read.keys() {
        orders.entry(Order::of(pattern)).or_default().push(pattern);
    }
    let value = |order: &Order, at: usize| -> Option<String> {
        let patterns = orders.get(order).into_iter().flatten();
        let mut values = patterns.filter_map(|pattern| read.get(pattern)?.get(at)?.clone());
        values.next()
    };
    let wanted: Vec<usize> = (0..texts.len())
        .filter(|at| !unread.contains(at) && !is_iso(texts, *at))
        .collect();
    let fitting: Vec<&Order> = orders
        .keys()
        .filter(|order| wanted.iter().all(|at| value(order, *at).is_some()))
        .collect();
    let Some(first) = fitting.first() else {
        return Days::Mixed(one_of_each(texts, &wanted, &orders, &value));
    };
    let differs = |order: &&&Order| wanted.iter().any(|at| value(order, *at) != value(first, *at));
    let others: Vec<&&Order> = fitting.iter().skip(1).filter(differs).collect();
    // A point between the parts is written behind the day and the month, in this order, wherever it is written.
    let points = wanted
        .iter()
        .all(|at| texts.get(*at).is_some_and(|text| has_points(text)));
    let written_so = points && **first == Order::DayMonthYear;
    if !others.is_empty() && !written_so {
        let all = fitting.iter().filter(|order| **order == *first || differs(order));
        let cover = |order: &&&Order| covering(order, &orders, read, &wanted).first().cloned();
        return Days::Ambiguous(all.filter_map(|order| cover(&order)).collect());
    }
    let mut patterns = covering(first, &orders, read, &wanted);
    if wanted.len() + unread.len() < texts.len() {
        patterns.push("%Y-%m-%d".to_owned());
    }
    Days::Patterns {
        times: wanted
            .iter()
            .any(|at| value(first, *at).is_some_and(|day| is_wall(&day))),
        patterns,
        unread: unread
            .iter()
            .filter_map(|at| texts.get(*at))
            .map(|text| (*text).to_owned())
            .collect(),
    }
}

/// One value for each order that the others can't read.
fn one_of_each(
    texts: &[&str],
    wanted: &[usize],
    orders: &BTreeMap<Order, Vec<&str>>,
    value: &impl Fn(&Order, usize) -> Option<String>,
) -> Vec<String> {
    let mut found = Vec::new();
    for order in orders.keys() {
        let alone = |at: &&usize| {
            let others = orders.keys().filter(|other| *other != order);
            value(order, **at).is_some() && others.clone().all(|other| value(other, **at).is_none())
        };
        let at = wanted.iter().find(alone);
        found.extend(at.and_then(|at| texts.get(*at)).map(|text| (*text).to_owned()));
    }
    found
}

/// The least patterns of an order that read all values: the one that reads most first.
fn covering(
    order: &Order,
    orders: &BTreeMap<Order, Vec<&str>>,
    read: &BTreeMap<&str, Vec<Option<String>>>,
    wanted: &[usize],
) -> Vec<String> {
    let mut left: Vec<usize> = wanted.to_vec();
    let mut chosen = Vec::new();
    let reads = |pattern: &str, at: usize| {
        let values = read.get(pattern);
        values.and_then(|values| values.get(at)).is_some_and(Option::is_some)
    };
    while !left.is_empty() {
        let patterns = orders.get(order).into_iter().flatten();
        let count = |pattern: &&&str| left.iter().filter(|at| reads(pattern, **at)).count();
        // Of equals the shorter one: it says less.
        let Some(best) = patterns.max_by_key(|pattern| (count(pattern), std::cmp::Reverse(pattern.len()))) else {
            break;
        };
        if count(&best) == 0 {
            break;
        }
        left.retain(|at| !reads(best, *at));
        chosen.push((*best).to_owned());
    }
    chosen
}

/// The order of the parts of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    DayMonthYear,
    MonthDayYear,
    YearMonthDay,
    ShortYearMonthDay,
    Named,
}

impl Order {
    fn of(pattern: &str) -> Self {
        match () {
            () if pattern.contains(['b', 'B']) => Order::Named,
            () if pattern.starts_with("%d") => Order::DayMonthYear,
            () if pattern.starts_with("%m") => Order::MonthDayYear,
            () if pattern.starts_with("%Y") => Order::YearMonthDay,
            () => Order::ShortYearMonthDay,
        }
    }
}

static PATTERNS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for time in TIMES {
        for day in NUMBERS {
            all.extend(MARKS.map(|mark| format!("{}{time}", day.replace('/', &mark.to_string()))));
        }
        all.extend(NAMED.map(|day| format!("{day}{time}")));
    }
    all
});

/// The patterns that read one of the texts, of which as many as [`TRIED`] are tried.
fn patterns_of(texts: &[&str]) -> Vec<&'static str> {
    let step = (texts.len() / TRIED).max(1);
    let tried: Vec<&&str> = texts.iter().step_by(step).collect();
    let reads = |pattern: &&String| tried.iter().any(|text| day_after(text, pattern).is_some());
    PATTERNS.iter().filter(reads).map(String::as_str).collect()
}

/// Whether a time as ISO 8601 writes it has no offset and isn't midnight sharp, which is how workbooks write a day.
fn is_wall(iso: &str) -> bool {
    iso.split_once('T')
        .is_some_and(|(_, time)| time != "00:00:00" && !time.contains(['+', '-', 'Z']))
}

fn has_points(text: &str) -> bool {
    let day = text.split([' ', ',']).next().unwrap_or(text);
    day.matches('.').count() == 2
}

/// The day or time that a text names after a pattern, in a year of our time.
fn day_after(text: &str, pattern: &str) -> Option<String> {
    // Quick: whatever has no such mark can't fit.
    let mark = pattern
        .chars()
        .find(|letter| !letter.is_ascii_alphabetic() && *letter != '%')?;
    if !text.contains(mark) || text.contains(':') != pattern.contains(':') {
        return None;
    }
    let read = iso(text, pattern)?;
    let year: i16 = read.split('-').next()?.parse().ok()?;
    YEARS.contains(&year).then_some(read)
}

/// Whether a text may be a day or a time at all.
#[must_use]
pub fn is_day(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    if !(6..=40).contains(&text.len()) || digits < 3 || letters > 12 {
        return false;
    }
    iso_form(text).is_some() || PATTERNS.iter().any(|pattern| day_after(text, pattern).is_some())
}

fn is_iso(texts: &[&str], at: usize) -> bool {
    texts.get(at).is_some_and(|text| iso_form(text).is_some())
}

/// A form of ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Day,
    Wall,
    Instant,
}

/// The form of ISO 8601 that a text has. Eight digits alone may be any number.
fn iso_form(text: &str) -> Option<Form> {
    let year = |date: Date| YEARS.contains(&date.year());
    if !text.contains(['-', 'T', 't']) {
        return None;
    }
    if text.len() <= 10 {
        let date = text.parse::<Date>().ok()?;
        return year(date).then_some(Form::Day);
    }
    if text.parse::<Timestamp>().is_ok() {
        return Some(Form::Instant);
    }
    let wall = text.parse::<DateTime>().ok()?;
    if !year(wall.date()) {
        return None;
    }
    // Midnight sharp is how workbooks write a day.
    Some(if wall.time() == Time::midnight() {
        Form::Day
    } else {
        Form::Wall
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Option<Days> {
        days(texts.iter().copied())
    }

    fn patterns(texts: &[&str]) -> Vec<String> {
        match of(texts) {
            Some(Days::Patterns { patterns, .. }) => patterns,
            other => panic!("{texts:?}: {other:?}"),
        }
    }

    #[test]
    fn iso_needs_no_pattern_and_says_whether_it_has_a_zone() {
        let iso = |times, zoned| Some(Days::Iso { times, zoned });
        assert_eq!(of(&["2026-02-09", "2026-12-31"]), iso(false, true));
        assert_eq!(of(&["2026-02-09T10:00:00Z", "2026-02-09 10:00+01:00"]), iso(true, true));
        assert_eq!(of(&["2026-02-09 10:00", "2026-02-09"]), iso(true, false));
    }

    #[test]
    fn days_with_points_are_day_month_year() {
        assert_eq!(patterns(&["09.02.2026", "1.3.2026"]), ["%d.%m.%Y"]);
        assert_eq!(patterns(&["09.02.26", "10.02.26"]), ["%d.%m.%y"]);
        assert_eq!(patterns(&["02.15.2026", "02.03.2026"]), ["%m.%d.%Y"]);
    }

    #[test]
    fn one_day_beyond_the_twelfth_decides_for_all() {
        assert_eq!(patterns(&["01/02/2026", "13/02/2026"]), ["%d/%m/%Y"]);
        assert_eq!(patterns(&["01/02/2026", "02/13/2026"]), ["%m/%d/%Y"]);
        assert_eq!(patterns(&["01-02-2026", "28-02-2026"]), ["%d-%m-%Y"]);
    }

    #[test]
    fn an_order_that_no_day_decides_is_never_guessed() {
        let both = |day: &str, month: &str| Some(Days::Ambiguous(vec![day.to_owned(), month.to_owned()]));
        assert_eq!(of(&["01/02/2026", "03/02/2026"]), both("%d/%m/%Y", "%m/%d/%Y"));
        assert_eq!(of(&["01-02-2026", "02-02-2026"]), both("%d-%m-%Y", "%m-%d-%Y"));
        // Three numbers of two digits may mean three days.
        assert!(matches!(of(&["01/02/03"]), Some(Days::Ambiguous(all)) if all.len() == 3));
        // The same day either way.
        assert_eq!(patterns(&["02/02/2026", "03/03/2026"]), ["%d/%m/%Y"]);
    }

    #[test]
    fn days_of_both_orders_are_mixed() {
        assert_eq!(
            of(&["13/02/2026", "02/14/2026"]),
            Some(Days::Mixed(vec!["13/02/2026".to_owned(), "02/14/2026".to_owned()]))
        );
    }

    #[test]
    fn times_come_with_their_days() {
        assert_eq!(patterns(&["09.02.2026 14:30", "10.02.2026 09:05"]), ["%d.%m.%Y %H:%M"]);
        assert_eq!(
            patterns(&["2/15/2026, 2:30 PM", "2/1/2026, 9:05 AM"]),
            ["%m/%d/%Y, %I:%M %p"]
        );
        assert_eq!(patterns(&["9 Feb 2026", "13 Mar 2026"]), ["%d %b %Y"]);
        assert_eq!(
            patterns(&["09.02.2026 14:30", "10.02.2026", "11.02.2026 10:00"]),
            ["%d.%m.%Y %H:%M", "%d.%m.%Y"]
        );
    }

    #[test]
    fn midnight_sharp_is_a_day() {
        let times = |texts: &[&str]| match of(texts) {
            Some(Days::Patterns { times, .. } | Days::Iso { times, .. }) => times,
            other => panic!("{other:?}"),
        };
        assert!(!times(&["09.02.2026 00:00:00", "10.02.2026 00:00:00"]));
        assert!(!times(&["2026-02-09 00:00:00"]));
        assert!(times(&["09.02.2026 00:00", "10.02.2026 07:30"]));
    }

    #[test]
    fn what_is_no_day_is_none() {
        for texts in [&["ana", "ben"][..], &["12", "4"], &["1.5", "2.5"], &["10.0.0.1"], &[]] {
            assert_eq!(of(texts), None, "{texts:?}");
        }
    }

    #[test]
    fn a_few_values_that_are_no_days_are_named() {
        let mut texts = vec!["13/02/2026"; 20];
        texts.push("soon");
        assert!(matches!(of(&texts), Some(Days::Patterns { unread, .. }) if unread == ["soon"]));
    }
}
