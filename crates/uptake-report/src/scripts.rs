//! How interpreted scripts went, in words.

use crate::number::thousands;
use uptake_engine::outcome::{Note, ScriptOutcome};

/// That a script was interpreted, what went wrong, what wasn't tried, and what it printed.
#[must_use]
pub fn notes(script: &ScriptOutcome<String>) -> Vec<Note> {
    let rule = &script.rule;
    let ran = format!(
        "`{rule}` ran in the interpreter on {}, because of {}",
        person_periods(script.rows),
        script.cause
    );
    let mut notes = vec![Note::new("interpreted", ran).at(script.span)];
    notes.extend(script.faults.iter().map(|fault| {
        let message = format!(
            "`{rule}` has no answer for {} (first: {} in {}): {}",
            person_periods(fault.rows),
            fault.entity,
            fault.period,
            fault.message
        );
        Note::new(fault.code, message).at(fault.span)
    }));
    if script.not_tried > 0 {
        let message = format!(
            "`{rule}` wasn't tried on the other {}, because too many were stopped at a limit: they are unknown",
            person_periods(script.not_tried)
        );
        notes.push(Note::new("script-not-tried", message).at(script.span));
    }
    notes.extend(script.printed.iter().map(|line| {
        let message = format!("`{rule}` printed for {} in {}: {}", line.entity, line.period, line.text);
        Note::new("printed", message).at(line.span)
    }));
    if script.not_kept > 0 {
        let lines = if script.not_kept == 1 { "line" } else { "lines" };
        let message = format!("`{rule}` printed {} more {lines}", thousands(script.not_kept));
        notes.push(Note::new("printed", message).at(script.span));
    }
    notes
}

fn person_periods(rows: u64) -> String {
    let unit = if rows == 1 { "person-period" } else { "person-periods" };
    format!("{} {unit}", thousands(rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uptake_engine::outcome::FaultOutcome;
    use uptake_rules::Span;
    use uptake_rules::source::FileId;

    fn script() -> ScriptOutcome<String> {
        let span = Span::new(FileId(0), 3, 5);
        let fault = |code, rows, period: &str, message: &str| FaultOutcome {
            code,
            rows,
            entity: "p-1".to_owned(),
            period: period.to_owned(),
            message: message.to_owned(),
            place: None,
            span,
        };
        ScriptOutcome {
            rule: "active".to_owned(),
            cause: "a loop".to_owned(),
            place: None,
            span,
            rows: 5_200,
            unknown: 18,
            not_tried: 0,
            faults: vec![
                fault("script-time", 12, "8", "too slow on 18"),
                fault("script-failed", 6, "7", "failed on 17"),
            ],
            printed: Vec::new(),
            not_kept: 0,
        }
    }

    #[test]
    fn faults_are_told_with_their_first_row() {
        let notes: Vec<String> = notes(&script()).into_iter().map(|note| note.message).collect();
        assert_eq!(
            notes,
            [
                "`active` ran in the interpreter on 5,200 person-periods, because of a loop",
                "`active` has no answer for 12 person-periods (first: p-1 in 8): too slow on 18",
                "`active` has no answer for 6 person-periods (first: p-1 in 7): failed on 17",
            ]
        );
    }

    #[test]
    fn what_was_not_tried_and_not_kept_is_told() {
        let notes = notes(&ScriptOutcome {
            not_tried: 19_702,
            not_kept: 79,
            ..script()
        });
        assert_eq!(
            notes
                .iter()
                .find(|note| note.code == "script-not-tried")
                .unwrap()
                .message,
            "`active` wasn't tried on the other 19,702 person-periods, because too many were stopped at a limit: they are unknown"
        );
        assert_eq!(notes.last().unwrap().message, "`active` printed 79 more lines");
    }
}
