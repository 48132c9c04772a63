//! From when to when the list of the entities has somebody.

use crate::expr::proof::Witness;
use crate::policy::Policy;
use crate::policy::dataset::SpellEnd;
use crate::value::Literal;
use jiff::ToSpan;
use jiff::civil::Date;

/// The list of the entities, if it says from when to when each is in it.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) dataset: String,
    /// The column with the first day.
    pub(super) from: Option<String>,
    /// The column with the end, and whether it is the day after the last one.
    pub(super) end: Option<(String, bool)>,
    /// Whether an entity has one row, of which nothing else changes these columns.
    pub(super) once: bool,
}

/// What the list of a policy says of days.
pub(super) fn listed(policy: &Policy) -> Option<Listed> {
    let list = policy.entity_dataset()?;
    let from = list.from.as_ref().map(|name| name.text.clone());
    let end = list.end.as_ref().map(|end| {
        let until = matches!(end, SpellEnd::Until(_));
        (end.column().text.clone(), until)
    });
    let changed = |name: &str| {
        let all = policy.datasets.iter();
        all.flat_map(|dataset| &dataset.updates)
            .any(|updated| updated.text == name)
    };
    let columns = || from.iter().chain(end.iter().map(|(name, _)| name));
    let key: Vec<&str> = list.key.iter().map(|name| name.text.as_str()).collect();
    let once = key == [list.entity.text.as_str()] && !columns().any(|name| changed(name));
    Some(Listed {
        dataset: list.name.text.clone(),
        once,
        from,
        end,
    })
}

/// The first and the last day of somebody in the list; `None` is before and after all days.
pub(super) type Spell = (Option<Date>, Option<Date>);

impl Listed {
    /// Those that the columns of a case allow; nothing where that can't be told.
    pub(super) fn spells(&self, case: &Witness, all: &[Date]) -> Option<Vec<Spell>> {
        let of = |name: &str| case.0.iter().find(|(column, _)| column == name).map(|(_, value)| value);
        let from = match self.from.as_ref().and_then(|name| of(name)) {
            None => None,
            Some(Literal::Date(day)) => Some(*day),
            Some(_) => return None,
        };
        let Some((end, until)) = &self.end else {
            return Some(vec![(from, None)]);
        };
        let through = match of(end) {
            Some(Literal::Date(day)) => vec![Some(if *until { day.saturating_sub(1.day()) } else { *day })],
            Some(Literal::Unknown) => vec![None],
            Some(_) => return None,
            // Whoever left did so on some day.
            None => {
                let before = all.first().map(|day| Some(day.saturating_sub(1.day())));
                let days = all.iter().map(|day| Some(*day));
                before.into_iter().chain(days).chain([None]).collect()
            }
        };
        let fits = |through: &Option<Date>| !matches!((from, *through), (Some(from), Some(through)) if through < from);
        Some(
            through
                .into_iter()
                .filter(fits)
                .map(|through| (from, through))
                .collect(),
        )
    }
}
