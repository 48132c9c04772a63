//! What registers say otherwise from a day on, within the periods that are judged.

use super::cube::Cube;
use super::reach::Reach;
use jiff::civil::Date;
use uptake_rules::policy::Policy;
use uptake_rules::policy::register::{Entry, FieldValue, Register};
use uptake_rules::policy::who::Who;

/// That a register says something else of an entry from a day on.
#[derive(Clone, Copy)]
pub(crate) struct EntryChange<'a> {
    /// The first day.
    pub(crate) day: Date,
    /// The register.
    pub(crate) register: &'a Register,
    /// The entry.
    pub(crate) entry: &'a Entry,
    /// The field; `None` where it is about whether the entry is listed at all.
    pub(crate) field: Option<&'a str>,
    /// Whether it holds from then on, or no longer.
    pub(crate) holds: bool,
    /// For whom; everybody if absent.
    pub(crate) who: Option<&'a Who>,
}

/// All of them within the judged periods, by day. Nothing changes with the first period.
pub(crate) fn entry_changes<'a>(cube: &Cube<'a>) -> Vec<EntryChange<'a>> {
    let mut changes = of_policy(cube.policy);
    changes.retain(|change| period(cube, change.day).is_some());
    changes.sort_by(|one, other| key(one).cmp(&key(other)));
    // What an override doesn't change is said again by its form of the register.
    changes.dedup_by(|later, first| key(later) == key(first));
    changes
}

/// Which of the changes come with a period, counted from the first judged one, of all that an answer rests on.
pub(crate) fn changed(changes: &[EntryChange<'_>], cube: &Cube<'_>, reach: &Reach<'_>, at: usize) -> Vec<usize> {
    let with = |change: &EntryChange<'_>| {
        period(cube, change.day) == Some(at) && reach.reads(&change.register.name.text, change.field)
    };
    let all = changes.iter().enumerate();
    all.filter(|(_, change)| with(change))
        .map(|(number, _)| number)
        .collect()
}

fn key<'a>(change: &EntryChange<'a>) -> (Date, &'a str, &'a str, Option<&'a str>, bool) {
    let (register, entry) = (change.register.name.text.as_str(), change.entry.id.text.as_str());
    (change.day, register, entry, change.field, change.holds)
}

fn of_policy(policy: &Policy) -> Vec<EntryChange<'_>> {
    let mut changes = Vec::new();
    for register in &policy.registers {
        let cases = register.cases.iter().map(|(who, form)| (Some(who), form));
        for (who, form) in std::iter::once((None, register)).chain(cases) {
            for entry in &form.entries {
                let fields = entry.values.iter().filter_map(|(field, value)| match value {
                    FieldValue::During { from, until } => Some((Some(field.as_str()), *from, *until)),
                    FieldValue::Constant(_) => None,
                });
                for (field, from, until) in fields.chain([(None, entry.days.from, entry.days.until)]) {
                    let change = |day: Date, holds: bool| EntryChange {
                        day,
                        register,
                        entry,
                        field,
                        holds,
                        who,
                    };
                    changes.extend(from.map(|day| change(day, true)));
                    changes.extend(until.map(|day| change(day, false)));
                }
            }
        }
    }
    changes
}

/// The period that a day lies in, counted from the first judged one; `None` for the first, and outside of them.
fn period(cube: &Cube<'_>, day: Date) -> Option<usize> {
    let period = cube.data.periods.of(crate::calendar::day(day));
    let at = usize::try_from(period.checked_sub(cube.history.first)?).ok()?;
    (at > 0 && at < cube.periods()).then_some(at)
}
