//! Habits of spreadsheets and of other languages, each with what to write here instead. They are looked for where a text isn't
//! valid, or names something that doesn't exist: nothing that works is touched.

mod formulas;
mod habit;
mod prose;
mod signs;
mod text;

pub(super) use formulas::{cure_of_call, cure_of_name, reads_rows};
use habit::Habit;
pub(super) use text::{closing, code};

/// The first habit in a text that can't be parsed.
pub(super) fn find(text: &str) -> Option<Habit> {
    let code = code(text);
    let finders: [fn(&str, &str) -> Option<Habit>; 18] = [
        signs::odd_letter,
        signs::formula,
        signs::unclosed_quote,
        formulas::choice,
        signs::twisted,
        signs::null_test,
        signs::not_in,
        signs::percent,
        signs::single_equals,
        signs::list_in_brackets,
        signs::text_alone,
        signs::semicolons,
        signs::decimal_comma,
        signs::mark_before_name,
        prose::bare_day,
        prose::words_for_signs,
        prose::words_apart,
        signs::brackets,
    ];
    finders.iter().find_map(|find| find(text, &code))
}
