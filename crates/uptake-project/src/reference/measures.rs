//! Measures in words.

use super::rules::written;
use super::tables::{list, weekdays};
use super::{Measure, Written};
use uptake_rules::Policy;
use uptake_rules::policy::measure::{
    self, Absent, AcrossMeasure, Aggregate, Among, By, DaysMeasure, MeasureKind, RowMeasure, WindowMeasure,
};

/// How a measure comes about, in words; what is written follows. The last are further sentences.
type Words = (String, Option<Written>, Vec<String>);

pub(super) fn measure(rule: &measure::Measure, policy: &Policy) -> Measure {
    let (how, written, further) = match &rule.kind {
        MeasureKind::Rows(rows) => self::rows(rows, policy),
        MeasureKind::Window(window) => self::window(window),
        MeasureKind::Days(days) => (self::days(days), None, Vec::new()),
        MeasureKind::Value(value) => ("The value of".to_owned(), written(value), Vec::new()),
        MeasureKind::Across(across) => self::across(across),
    };
    Measure {
        name: rule.name.text.clone(),
        ty: rule.ty.name(),
        about: rule.about.clone(),
        how,
        written,
        further,
    }
}

fn rows(rows: &RowMeasure, policy: &Policy) -> Words {
    let mut further = Vec::new();
    let column = rows
        .column
        .as_ref()
        .and_then(|column| policy.dataset(&rows.dataset)?.column(column));
    let register = column.and_then(|column| column.register.as_ref());
    if let Some(register) = register.filter(|_| rows.aggregate == Aggregate::Distinct) {
        further.push(format!("All names of an entry of `{}` count as one.", register.text));
    }
    let of = match &rows.column {
        Some(column) => format!("`{}.{column}`", rows.dataset),
        None => format!("`{}`", rows.dataset),
    };
    let counts = matches!(
        rows.aggregate,
        Aggregate::Count | Aggregate::Distinct | Aggregate::DistinctDays
    );
    match (rows.absent, counts) {
        (Absent::Zero, false) => further.push("If no row counts, it is 0.".to_owned()),
        (Absent::Unknown, true) => further.push("If no row counts, it is unknown.".to_owned()),
        _ => {}
    }
    if let Some(window) = rows.over {
        further.push(format!("Of the last {} periods of the calendar together.", window.last));
        if window.minimum < window.last {
            further.push(format!("A history of {} is enough.", window.minimum));
        }
    }
    let how = match rows.aggregate {
        Aggregate::Count => format!("How many events of {of}"),
        Aggregate::Sum => format!("The sum of {of}"),
        Aggregate::Mean => format!("The mean of {of}"),
        Aggregate::Min => format!("The least {of}"),
        Aggregate::Max => format!("The greatest {of}"),
        Aggregate::Distinct => format!("How many different values of {of}"),
        Aggregate::DistinctDays => format!("On how many days there are events of {of}"),
    };
    match rows.filter.as_ref().and_then(written) {
        Some(filter) => (format!("{how} where"), Some(filter), further),
        None => (how, None, further),
    }
}

fn window(window: &WindowMeasure) -> Words {
    let last = match window.last {
        1 => "the last period".to_owned(),
        last => format!("the last {last} periods"),
    };
    let periods = match window.by {
        By::Rows => format!("{last} with rows"),
        By::Calendar => format!("{last} of the calendar"),
    };
    let absent = match window.absent {
        Absent::Zero => "A period without a value counts as 0.",
        Absent::Unknown => "If a period has no value, it is unknown.",
        Absent::Skip => "A period without a value is skipped.",
    };
    let mut further = vec![absent.to_owned()];
    if window.minimum < window.last {
        further.push(format!("A history of {} is enough.", window.minimum));
    }
    let how = match window.aggregate {
        Aggregate::Sum => format!("Over {periods} the sum of"),
        Aggregate::Mean => format!("Over {periods} the mean of"),
        Aggregate::Min => format!("Over {periods} the least"),
        Aggregate::Max => format!("Over {periods} the greatest"),
        Aggregate::Count | Aggregate::Distinct | Aggregate::DistinctDays => {
            format!("In how many of {periods} this holds")
        }
    };
    (how, written(&window.of), further)
}

fn days(days: &DaysMeasure) -> String {
    let mut how = format!("The days of the period ({})", weekdays(&days.on));
    if let Some(within) = &days.within {
        how.push_str(&format!(" within `{within}`"));
    }
    if !days.except.is_empty() {
        how.push_str(&format!(", except those in {}", list(&days.except)));
    }
    how
}

fn across(across: &AcrossMeasure) -> Words {
    let mut further = vec!["It is the same for everybody in a period.".to_owned()];
    if let Some(filter) = across.filter.as_ref().and_then(written) {
        further.push(format!("It counts only those for whom this holds: `{}`", filter.text));
    }
    if across.least > 1 {
        further.push(format!("With fewer than {}, it is unknown.", across.least));
    }
    if let Some(day) = across.frozen {
        further.push(format!(
            "It stays as it was in the period of {day}; before that it is unknown."
        ));
    }
    let how = match across.among {
        Among::Count => "Among all, for how many this holds".to_owned(),
        Among::Sum => "Among all, the sum of".to_owned(),
        Among::Mean => "Among all, the mean of".to_owned(),
        Among::Min => "Among all, the least".to_owned(),
        Among::Max => "Among all, the greatest".to_owned(),
        Among::Quantile(at) => format!("Among all, the quantile at {at} of"),
    };
    (how, written(&across.of), further)
}
