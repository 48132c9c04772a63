//! What of a policy decides how data are read: two policies of one shape read the same data in the same way.
//!
//! Each part is written down as a text that says all that matters to reading and nothing else: no places, no words for
//! people. Every field is named here, so that a new one doesn't compile until somebody decides whether it matters.

use std::collections::BTreeMap;
use uptake_rules::expr::Expr;
use uptake_rules::policy::calendar::Calendar;
use uptake_rules::policy::dataset::{Column, Dataset, DatasetKind, SpellEnd};
use uptake_rules::policy::keep::Keep;
use uptake_rules::policy::mapping::Mapping;
use uptake_rules::policy::register::{Entry, Register};
use uptake_rules::policy::{Entities, Policy};
use uptake_rules::text::Name;

/// The shape of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    parts: BTreeMap<Part, String>,
}

/// Something that decides how data are read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The length of periods, the first day of the week, the zone.
    Calendar,
    /// Whether there is a list of entities, and where rows come from that can add somebody.
    Entities,
    /// Which datasets are read whole, in which order.
    Whole,
    /// A dataset's contract.
    Dataset(String),
    /// A register that a dataset's column names.
    Register(String),
    /// The mapping of a dataset's source.
    Mapping(String),
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Part::Calendar => f.write_str("the calendar"),
            Part::Entities => f.write_str("the list of entities"),
            Part::Whole => f.write_str("the datasets of entities, names and spells"),
            Part::Dataset(name) => write!(f, "the dataset `{name}`"),
            Part::Register(name) => write!(f, "the register `{name}`"),
            Part::Mapping(name) => write!(f, "the mapping `{name}`"),
        }
    }
}

impl Shape {
    /// The shape of the data that a policy reads whose measures add up the events of the datasets `read`; `mappings` has the
    /// mapping that each source names.
    #[must_use]
    pub fn of(policy: &Policy, read: &[&str], mappings: &BTreeMap<String, Vec<Option<String>>>) -> Self {
        let mut shape = Self { parts: BTreeMap::new() };
        shape.parts.insert(Part::Calendar, calendar(&policy.calendar));
        let whole: Vec<&Dataset> = whole(policy).collect();
        let entities = match &policy.entities {
            Entities::Listed(name) => format!("{:?}", name.text),
            // Whoever is seen in any event is one, so that each dataset more or less may change who there is.
            Entities::Seen => format!("{read:?}"),
        };
        shape.parts.insert(Part::Entities, entities);
        let names: Vec<&str> = whole.iter().map(|dataset| dataset.name.text.as_str()).collect();
        shape.parts.insert(Part::Whole, format!("{names:?}"));
        let events = read.iter().filter_map(|name| policy.dataset(name));
        for found in whole.into_iter().chain(events) {
            shape.add(policy, found, mappings);
        }
        shape
    }

    /// The same with what other datasets say, too.
    pub(crate) fn also<'n>(
        &mut self,
        policy: &Policy,
        names: impl Iterator<Item = &'n str>,
        mappings: &BTreeMap<String, Vec<Option<String>>>,
    ) {
        for found in names.filter_map(|name| policy.dataset(name)) {
            self.add(policy, found, mappings);
        }
    }

    /// All of it as one text.
    pub(crate) fn text(&self) -> String {
        format!("{:?}", self.parts)
    }

    fn add(&mut self, policy: &Policy, found: &Dataset, mappings: &BTreeMap<String, Vec<Option<String>>>) {
        let name = &found.name.text;
        self.parts.insert(Part::Dataset(name.clone()), dataset(found));
        let named = found.columns.iter().filter_map(|column| column.register.as_ref());
        for known in named.filter_map(|name| policy.register(&name.text)) {
            self.parts
                .insert(Part::Register(known.name.text.clone()), register(known));
        }
        for used in mappings.get(name).into_iter().flatten().flatten() {
            let known = policy.mapping(used).map(mapping);
            self.parts
                .insert(Part::Mapping(used.clone()), known.unwrap_or_default());
        }
    }

    /// The first part in which data of this shape were read otherwise than `wanted` asks for. What nobody wants makes no
    /// difference.
    #[must_use]
    pub fn differs<'a>(&self, wanted: &'a Shape) -> Option<&'a Part> {
        let same = |(part, meaning): &(&Part, &String)| self.parts.get(*part) != Some(*meaning);
        wanted.parts.iter().find(same).map(|(part, _)| part)
    }
}

/// The datasets that a policy reads whole, in the order in which it does: the list, other names, spells.
pub(crate) fn whole(policy: &Policy) -> impl Iterator<Item = &Dataset> {
    let spells = |dataset: &&Dataset| dataset.kind == DatasetKind::Spells;
    let list = policy.entity_dataset().into_iter();
    list.chain(policy.names()).chain(policy.datasets.iter().filter(spells))
}

fn text(name: &Name) -> &str {
    &name.text
}

fn texts(names: &[Name]) -> Vec<&str> {
    names.iter().map(text).collect()
}

fn meaning(expr: &Expr) -> String {
    format!("{:?}", expr.without_spans())
}

fn calendar(calendar: &Calendar) -> String {
    let Calendar {
        period,
        week_starts,
        time_zone,
        // Days are counted when they are judged.
        working_days: _,
    } = calendar;
    format!("{period:?} {week_starts:?} {time_zone:?}")
}

fn dataset(dataset: &Dataset) -> String {
    let Dataset {
        name: _,
        about: _,
        kind,
        // Who has the data changes nothing about them.
        held_by: _,
        most_set_aside,
        entity,
        by,
        key,
        keep,
        // What an entity belongs to is decided when it is judged.
        overlap: _,
        time,
        known,
        weight,
        from,
        end,
        known_as,
        system,
        updates,
        optional: _,
        columns,
    } = dataset;
    let one = |name: &Option<Name>| name.as_ref().map(|name| name.text.clone());
    let end = end.as_ref().map(|end| match end {
        SpellEnd::Through(name) => ("through", text(name)),
        SpellEnd::Until(name) => ("until", text(name)),
    });
    let columns: Vec<String> = columns.iter().map(column).collect();
    let times = (
        one(time),
        one(known),
        one(weight),
        one(from),
        end,
        one(known_as),
        one(system),
    );
    let named = (kind, text(entity), one(by), texts(key), texts(updates));
    let keep = kept(keep.as_ref());
    format!("{named:?} {times:?} {keep} {most_set_aside:?} {columns:?}")
}

fn kept(keep: Option<&Keep>) -> String {
    match keep {
        None => "any".to_owned(),
        Some(Keep::First) => "first".to_owned(),
        Some(Keep::Last) => "last".to_owned(),
        Some(Keep::Newest(column)) => format!("newest {:?}", text(column)),
        Some(Keep::Greatest(column)) => format!("greatest {:?}", text(column)),
    }
}

fn column(column: &Column) -> String {
    let Column {
        name,
        ty,
        about: _,
        headings: _,
        delivered_as,
        optional,
        missing,
        default,
        values,
        register,
        // How it is written is no matter of reading.
        private: _,
        known,
        references,
    } = column;
    let references = references.as_ref().map(|to| (text(&to.dataset), &to.column));
    let (register, known) = (register.as_ref().map(text), known.as_ref().map(text));
    let contract = (optional, missing, default, values, register, known, references);
    format!("{:?} {ty:?} {delivered_as:?} {contract:?}", text(name))
}

fn register(register: &Register) -> String {
    let Register {
        name: _,
        about: _,
        source: _,
        fields,
        entries,
        cases,
    } = register;
    let fields: Vec<_> = fields.iter().map(|field| (text(&field.name), field.ty)).collect();
    let entries: Vec<String> = entries.iter().map(entry).collect();
    // Who is in which case is decided when entities are judged.
    let cases: Vec<String> = cases.iter().map(|(_, form)| self::register(form)).collect();
    format!("{fields:?} {entries:?} {cases:?}")
}

fn entry(entry: &Entry) -> String {
    let Entry {
        id,
        title,
        about: _,
        aliases,
        patterns,
        values,
        days,
        tighten_only: _,
        locked: _,
    } = entry;
    let names = (text(id), title, texts(aliases), texts(patterns));
    format!("{names:?} {values:?} {days:?}")
}

fn mapping(mapping: &Mapping) -> String {
    let Mapping {
        name: _,
        about: _,
        source: _,
        dataset,
        identities,
        rows,
        explode,
        discriminator,
        keep,
        names_ignore,
        input,
        filter,
        columns,
    } = mapping;
    let input: Vec<String> = input.iter().map(column).collect();
    let filter = filter.as_deref().map(meaning);
    let columns: Vec<_> = columns.iter().map(|(name, expr)| (text(name), meaning(expr))).collect();
    let identities = identities.as_ref().map(text);
    let lists = (rows, texts(explode), discriminator.as_ref().map(text));
    let keep = kept(keep.as_ref());
    format!(
        "{:?} {identities:?} {names_ignore:?} {lists:?} {keep} {input:?} {filter:?} {columns:?}",
        text(dataset)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use uptake_rules::{Diagnostics, RuleFile, Sources};

    const RULES: &str = "
uptake: 1
pack: shapes
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, team: text } }
  leave: { kind: spells, entity: id, from: a, through: b, columns: { id: text, a: date, b: date } }
  events:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime, tool: { type: text, register: tools } }
registers:
  tools: { fields: { good: bool }, entries: { x: { good: true } } }
measures:
  rows: { count: events, where: tool.good }
";

    fn shape(rules: &str) -> Shape {
        let mut sources = Sources::default();
        let mut diagnostics = Diagnostics::default();
        let file = RuleFile::new("rules.yaml", rules);
        let policy = uptake_rules::load(&[file], &mut sources, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{rules}");
        Shape::of(&policy, &["events"], &BTreeMap::new())
    }

    #[test]
    fn places_and_words_make_no_difference_and_all_that_shapes_reading_does() {
        let first = shape(RULES);
        for (old, new) in [
            ("pack: shapes", "# moved down\n\npack: shapes"),
            ("kind: events", "kind: events\n    about: what happened"),
            ("where: tool.good", "where: '!tool.good'"),
        ] {
            assert_eq!(first.differs(&shape(&RULES.replace(old, new))), None, "{new}");
        }
        let dataset = |name: &str| Part::Dataset(name.to_owned());
        for (old, new, part) in [
            (
                "entities: people\n",
                "calendar: { period: month }\nentities: people\n",
                Part::Calendar,
            ),
            (
                "entities: people\n",
                "calendar: { time_zone: Asia/Tokyo }\nentities: people\n",
                Part::Calendar,
            ),
            ("entities: people\n", "", Part::Entities),
            ("through: b,", "until: b,", dataset("leave")),
            ("leave:", "holidays:", Part::Whole),
            ("team: text", "team: text, unit: text", dataset("people")),
            ("at: datetime", "at: date", dataset("events")),
            (
                "x: { good: true }",
                "x: { good: true, aliases: [y] }",
                Part::Register("tools".to_owned()),
            ),
        ] {
            assert_eq!(first.differs(&shape(&RULES.replace(old, new))), Some(&part), "{new}");
        }
    }
}
