//! What a cell holds.

use calamine::{CellErrorType, Data, ExcelDateTime};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// The first serial number after the last day that Excel knows.
const AFTER_LAST_DAY: f64 = 2_958_466.0;

/// The value of a cell that isn't empty.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A number, whole or not: a sheet makes no difference.
    Number(f64),
    /// A truth value.
    Truth(bool),
    /// A text.
    Text(String),
    /// A moment without a zone, in milliseconds since 1970.
    Moment(i64),
    /// A length of time, or a time of day since midnight, in milliseconds.
    Length(i64),
    /// No value: the cell shows this instead.
    Broken(String),
}

impl Value {
    /// The value of a cell. `#N/A` says that a value isn't available, which is what an empty cell says.
    pub(super) fn new(data: Data) -> Option<Self> {
        Some(match data {
            Data::Empty | Data::Error(CellErrorType::NA) => return None,
            Data::Error(error) => Value::Broken(error.to_string()),
            #[expect(clippy::cast_precision_loss, reason = "a sheet has no whole numbers beyond 2^53")]
            Data::Int(number) => Value::Number(number as f64),
            Data::Float(number) => Value::Number(number),
            Data::Bool(truth) => Value::Truth(truth),
            Data::String(text) => match text.trim() {
                "" => return None,
                text => Value::Text(text.to_owned()),
            },
            Data::DateTime(serial) => of_serial(serial),
            Data::DateTimeIso(text) => of_moment(&text),
            Data::DurationIso(text) => match text.parse::<SignedDuration>() {
                Ok(length) => Value::Length(i64::try_from(length.as_millis()).unwrap_or(i64::MAX)),
                Err(_) => Value::Text(text),
            },
        })
    }

    /// Whether it is a day without a time.
    pub(super) fn is_day(&self) -> bool {
        matches!(self, Value::Moment(moment) if moment.rem_euclid(DAY) == 0)
    }

    /// Whether, among texts, it could be read in another way than it is meant: a number with a fraction, a moment.
    pub(super) fn is_typed(&self) -> bool {
        match self {
            Value::Number(number) => number.fract() != 0.0,
            Value::Moment(_) => true,
            Value::Truth(_) | Value::Text(_) | Value::Length(_) | Value::Broken(_) => false,
        }
    }

    /// Days since 1970.
    pub(super) fn days(&self) -> Option<i32> {
        match self {
            Value::Moment(moment) => i32::try_from(moment.div_euclid(DAY)).ok(),
            _ => None,
        }
    }

    /// As text, for a column whose cells are of several kinds, and for a column's name.
    pub(super) fn text(&self) -> String {
        match self {
            Value::Number(number) => number.to_string(),
            Value::Truth(truth) => truth.to_string(),
            Value::Text(text) | Value::Broken(text) => text.clone(),
            Value::Moment(moment) => match EPOCH.checked_add(SignedDuration::from_millis(*moment)) {
                Ok(civil) if self.is_day() => civil.date().to_string(),
                Ok(civil) => civil.to_string(),
                Err(_) => moment.to_string(),
            },
            Value::Length(length) => {
                let seconds = length.abs() / 1000;
                let sign = if *length < 0 { "-" } else { "" };
                format!(
                    "{sign}{:02}:{:02}:{:02}",
                    seconds / 3600,
                    seconds / 60 % 60,
                    seconds % 60
                )
            }
        }
    }
}

/// A serial number that is shown as a date or a time. Both ways to count, from 1900 and from 1904, are known here.
fn of_serial(serial: ExcelDateTime) -> Value {
    let number = serial.as_f64();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a length beyond the largest is the largest"
    )]
    let length = (number * 86_400_000.0).round() as i64;
    if serial.is_duration() || (0.0..1.0).contains(&number) {
        return Value::Length(length);
    }
    if !(0.0..AFTER_LAST_DAY).contains(&number) {
        return Value::Broken(format!("the date {number}, which doesn't exist"));
    }
    let (year, month, day, hour, minute, second, milli) = serial.to_ymd_hms_milli();
    let small = |part: u8| i8::try_from(part).unwrap_or(i8::MAX);
    let date = Date::new(i16::try_from(year).unwrap_or(i16::MAX), small(month), small(day));
    let nanosecond = i32::from(milli) * 1_000_000;
    let time = Time::new(small(hour), small(minute), small(second), nanosecond);
    match (date, time) {
        (Ok(date), Ok(time)) => moment(date.to_datetime(time)),
        // Excel counts a 29 February 1900.
        _ => Value::Broken(format!("the date {number}, which doesn't exist")),
    }
}

/// A moment as text; a date alone is its midnight.
fn of_moment(text: &str) -> Value {
    let civil = text
        .parse::<DateTime>()
        .or_else(|_| text.parse::<Date>().map(DateTime::from));
    match civil {
        Ok(civil) => moment(civil),
        Err(_) => Value::Text(text.to_owned()),
    }
}

/// Moments are milliseconds since then.
const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

fn moment(civil: DateTime) -> Value {
    // Counted in days and not as an instant: 9999-12-31, which stands for "never", is beyond the last one.
    let since = civil.duration_since(EPOCH);
    match i64::try_from(since.as_millis()) {
        Ok(milliseconds) => Value::Moment(milliseconds),
        Err(_) => Value::Broken(format!("the date {civil}, which doesn't exist")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    fn serial(number: f64, is_1904: bool) -> String {
        let serial = ExcelDateTime::new(number, ExcelDateTimeType::DateTime, is_1904);
        Value::new(Data::DateTime(serial))
            .map(|value| value.text())
            .unwrap_or_default()
    }

    #[test]
    fn both_ways_to_count_days_are_read() {
        assert_eq!(serial(45_943.5, false), "2025-10-13T12:00:00");
        assert_eq!(serial(45_943.0 - 1462.0, true), "2025-10-13");
        assert_eq!(serial(1.0, false), "1900-01-01");
        assert_eq!(serial(61.0, false), "1900-03-01");
        assert_eq!(serial(2_958_465.0, false), "9999-12-31");
    }

    #[test]
    fn a_day_that_never_was_is_no_value() {
        for number in [60.0, -1.0, 2_958_466.0, f64::NAN] {
            assert!(serial(number, false).contains("which doesn't exist"), "{number}");
        }
    }

    #[test]
    fn a_time_of_day_and_a_length_of_time_are_lengths() {
        assert_eq!(serial(0.75, false), "18:00:00");
        let length = ExcelDateTime::new(1.25, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(Value::new(Data::DateTime(length)), Some(Value::Length(30 * 3_600_000)));
        assert_eq!(
            Value::new(Data::DurationIso("PT10H30M00S".into())).unwrap().text(),
            "10:30:00"
        );
    }

    #[test]
    fn what_is_not_available_is_unknown_and_other_errors_are_no_values() {
        assert_eq!(Value::new(Data::Error(CellErrorType::NA)), None);
        let broken = Value::new(Data::Error(CellErrorType::Div0));
        assert_eq!(broken, Some(Value::Broken("#DIV/0!".to_owned())));
        assert_eq!(Value::new(Data::String("  ".into())), None);
    }
}
