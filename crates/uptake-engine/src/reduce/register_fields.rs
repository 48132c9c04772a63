//! What registers say of the names in a dataset's columns: `column.field` in a condition.

use crate::calendar::{Day, date};
use uptake_rules::hidden;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::register::{Entry, Register};
use uptake_rules::value::{Literal, Type};

/// The registers behind a dataset's columns.
pub(crate) struct RegisterFields<'a> {
    /// What comes before the dot of a field, its column, and the register that is asked.
    forms: Vec<(String, &'a str, &'a Register)>,
}

impl<'a> RegisterFields<'a> {
    /// Those that a dataset's columns name.
    pub(crate) fn of(dataset: &'a Dataset, registers: &'a [Register]) -> Self {
        let named = dataset.columns.iter().filter_map(|column| {
            let name = column.register.as_ref()?;
            let register = registers.iter().find(|register| register.name.text == name.text)?;
            Some((column.name.text.as_str(), register))
        });
        let forms = named.flat_map(|(column, register)| {
            // A register that differs between groups has one more name for each of its cases.
            let cases = register.cases.iter().enumerate();
            let cases = cases.map(move |(index, (_, form))| (hidden::form(column, index), column, form));
            std::iter::once((column.to_owned(), column, register)).chain(cases)
        });
        Self { forms: forms.collect() }
    }

    /// The register behind `column.field`, with the column.
    pub(crate) fn behind(&self, path: &str) -> Option<(&'a str, &'a Register)> {
        let (name, _) = path.split_once('.')?;
        let found = self.forms.iter().find(|(known, ..)| known == name);
        found.map(|(_, column, register)| (*column, *register))
    }

    /// The columns that registers know, each with its own register.
    pub(crate) fn own(&self) -> impl Iterator<Item = (&'a str, &'a Register)> {
        let own = self.forms.iter().filter(|(form, column, _)| form == column);
        own.map(|(_, column, register)| (*column, *register))
    }

    /// The same as engines are asked about them.
    pub(crate) fn asked(&self) -> Vec<uptake_sql::Register> {
        let asked = self.forms.iter().map(|(form, column, register)| uptake_sql::Register {
            form: form.clone(),
            column: (*column).to_owned(),
            changes: register.change_days().into_iter().map(crate::calendar::day).collect(),
        });
        asked.collect()
    }

    /// Whether a register knows the values of a column.
    pub(super) fn know(&self, column: &str) -> bool {
        self.forms.iter().any(|(_, known, _)| *known == column)
    }
}

/// What a register says of a name on a day, for the field at the end of `path`.
pub(crate) fn field(register: &Register, path: &str, text: Option<&str>, on: Day) -> Literal {
    text.map_or(Literal::Unknown, |text| field_of(register.find(text), path, on))
}

/// The same of the entry that answers to the name, if one does.
pub(crate) fn field_of(entry: Option<&Entry>, path: &str, on: Day) -> Literal {
    let entry = entry.filter(|entry| entry.days.contains(date(on)));
    match path.rsplit('.').next() {
        Some("listed") => Literal::Bool(entry.is_some()),
        Some("id") => entry.map_or(Literal::Unknown, |entry| Literal::Text(entry.id.text.clone())),
        Some(field) => entry
            .and_then(|entry| entry.values.iter().find(|(name, _)| name == field))
            .map_or(Literal::Unknown, |(_, value)| value.on(date(on))),
        None => Literal::Unknown,
    }
}

/// The type of the field at the end of `path`.
pub(crate) fn field_type(register: &Register, path: &str) -> Type {
    match path.rsplit('.').next() {
        Some("listed") => Type::Bool,
        Some("id") | None => Type::Text,
        Some(field) => register
            .fields
            .iter()
            .find(|known| known.name.text == field)
            .map_or(Type::Text, |known| known.ty),
    }
}
