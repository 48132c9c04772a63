//! What registers say of names, compared on names that stand for all: those that a register lists, one for each pattern, one that
//! two patterns share, and one that nobody lists.

use crate::expr::{Binary, Expr, ExprKind, Function};
use crate::hidden;
use crate::policy::Policy;
use crate::policy::register::{Entry, Register};
use crate::source::{FileId, Span};
use crate::value::{Literal, Type};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;

/// More patterns than this aren't tried in pairs.
const MOST_PATTERNS: usize = 60;
/// More different answers than this aren't told apart.
const MOST_ANSWERS: usize = 64;
/// Of more days than this it isn't asked what registers say on them.
const MOST_DAYS: usize = 6;
/// A name that no register has.
const NOBODY: &str = "\u{1}nobody";

/// What a row has, by column.
pub(super) type Values = Vec<(String, Literal)>;

/// The columns over rows that ask a register, in all its forms: `tool.approved`.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<FieldForm>);

#[derive(Debug)]
struct FieldForm {
    /// Its name in conditions.
    column: String,
    /// The dataset and the column whose values are looked up.
    of: (String, String),
    field: String,
    ty: Type,
    register: Register,
    key: String,
}

impl Fields {
    /// The name of a column that asks a register; the same for forms that say the same. `None` where the column asks none.
    pub(super) fn column(&mut self, name: &str, dataset: &str, policy: &Policy) -> Option<String> {
        let (asking, field) = name.split_once('.')?;
        let owner = hidden::owner(asking);
        let column = policy.dataset(dataset)?.column(owner)?;
        let mut register = policy.register(&column.register.as_ref()?.text)?;
        let number = asking.strip_prefix(owner).and_then(|rest| rest.get(1..));
        if let Some(case) = number.and_then(|number| number.parse::<usize>().ok()) {
            register = &register.cases.get(case)?.1;
        }
        let key = text(register, field);
        let of = (dataset.to_owned(), owner.to_owned());
        let known = self
            .0
            .iter()
            .find(|form| form.of == of && form.field == field && form.key == key);
        if let Some(known) = known {
            return Some(known.column.clone());
        }
        let others = self.0.iter().filter(|form| form.of == of && form.field == field);
        let column = match others.count() {
            0 => format!("{owner}.{field}"),
            others => format!("{owner}.{field}, form {}", others + 1),
        };
        let declared = register.fields.iter().find(|declared| declared.name.text == field);
        self.0.push(FieldForm {
            column: column.clone(),
            of,
            ty: match field {
                "listed" => Type::Bool,
                "id" => Type::Text,
                _ => declared?.ty,
            },
            field: field.to_owned(),
            register: Register {
                cases: Vec::new(),
                ..register.clone()
            },
            key,
        });
        Some(column)
    }

    /// Days on which something that is asked of registers changes, and the days before; those on which two forms differ come first. Of many
    /// dates these are some.
    pub(super) fn days(&self) -> Vec<Date> {
        let changes = |form: &FieldForm| form.register.change_days().into_iter().collect::<BTreeSet<Date>>();
        let all: Vec<BTreeSet<Date>> = self.0.iter().map(changes).collect();
        let everywhere = |day: &Date| all.iter().all(|days| days.contains(day));
        let named: BTreeSet<Date> = all.iter().flatten().copied().collect();
        let (both, differing): (Vec<Date>, Vec<Date>) = named.into_iter().partition(everywhere);
        let chosen = differing.into_iter().chain(both).take(MOST_DAYS);
        chosen.flat_map(|day| [day, day.saturating_sub(1.day())]).collect()
    }

    /// Whether a column of a dataset's rows is told by a register.
    pub(super) fn asks(&self, dataset: &str, column: &str) -> bool {
        self.0.iter().any(|form| form.column == column && form.of.0 == dataset)
    }

    /// The values of a row's own columns, where each column that asks a register is told by a name that has these answers, and on which
    /// of some days it has them. `None` where no name has them on one of these days.
    pub(super) fn named(&self, dataset: &str, row: &[(String, Literal)], days: &[Date]) -> Option<(Values, Vec<bool>)> {
        let mut fits = vec![true; days.len()];
        let mut values: Values = Vec::new();
        let mut asked: BTreeMap<&str, Vec<(&FieldForm, &Literal)>> = BTreeMap::new();
        for (column, value) in row {
            match self
                .0
                .iter()
                .find(|form| form.column == *column && form.of.0 == dataset)
            {
                None => values.push((column.clone(), value.clone())),
                Some(form) => asked.entry(&form.of.1).or_default().push((form, value)),
            }
        }
        for (column, wanted) in asked {
            // The column may be asked for itself, too: then its own text is the name.
            let own = values.iter().find(|(known, _)| known == column);
            let names: Vec<Literal> = match own {
                Some((_, own)) => vec![own.clone()],
                None => {
                    let registers: Vec<&Register> = wanted.iter().map(|(form, _)| &form.register).collect();
                    let listed = names(&registers).into_iter().filter(|name| !name.contains('\u{1}'));
                    let stranger = std::iter::once("nobody's".to_owned());
                    let named = listed.chain(stranger).map(Literal::Text);
                    named.chain([Literal::Unknown]).collect()
                }
            };
            let of = |name: &Literal| -> Vec<bool> {
                let so = |day: &Date| wanted.iter().all(|(form, wanted)| said(form, name, *day) == **wanted);
                days.iter().zip(&fits).map(|(day, fits)| *fits && so(day)).collect()
            };
            let count = |days: &[bool]| days.iter().filter(|fits| **fits).count();
            let all = names.into_iter().map(|name| (of(&name), name));
            let best = all.reduce(|best, next| if count(&next.0) > count(&best.0) { next } else { best });
            let (days, name) = best.filter(|(days, _)| count(days) > 0)?;
            fits = days;
            values.retain(|(known, _)| known != column);
            values.push((column.to_owned(), name));
        }
        values.sort_by(|(one, _), (other, _)| one.cmp(other));
        Some((values, fits))
    }

    /// Which answers the columns among `names` can have together, as a condition for each column of names that is looked up;
    /// `None` if there are too many to tell.
    /// Where `conditions` ask for the column itself, too, its text tells the answers.
    pub(super) fn together(&self, dataset: &str, names: &BTreeSet<&str>, conditions: &[&Expr]) -> Option<Vec<Expr>> {
        let mut groups: BTreeMap<&str, Vec<&FieldForm>> = BTreeMap::new();
        let asked = |form: &&FieldForm| form.of.0 == dataset && names.contains(form.column.as_str());
        for form in self.0.iter().filter(asked) {
            groups.entry(&form.of.1).or_default().push(form);
        }
        let mut found = Vec::new();
        for (column, forms) in groups {
            found.push(together(&forms)?);
            if names.contains(column) {
                found.extend(texts(conditions).iter().map(|text| of_text(column, text, &forms)));
            }
        }
        Some(found)
    }
}

/// What a register says of a name, or of none.
fn said(form: &FieldForm, name: &Literal, day: Date) -> Literal {
    match name {
        Literal::Text(name) => value(&form.register, name, &form.field, day),
        _ => Literal::Unknown,
    }
}

/// The texts that conditions name.
fn texts(conditions: &[&Expr]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for condition in conditions {
        condition.visit(&mut |part| match &part.kind {
            ExprKind::Literal(Literal::Text(text)) => {
                found.insert(text.clone());
            }
            ExprKind::In(_, values) => found.extend(values.iter().filter_map(|value| match value {
                Literal::Text(text) => Some(text.clone()),
                _ => None,
            })),
            _ => {}
        });
    }
    found
}

/// That a column with this text has what its registers say of it on some day.
fn of_text(column: &str, name: &str, forms: &[&FieldForm]) -> Expr {
    let text = |kind: ExprKind| Expr {
        kind,
        ty: Type::Text,
        span: nowhere(),
    };
    let its = truth(ExprKind::In(
        Box::new(text(ExprKind::Column(column.to_owned()))),
        vec![Literal::Text(name.to_owned())],
    ));
    let no = truth(ExprKind::Literal(Literal::Bool(false)));
    let other = truth(ExprKind::Not(Box::new(truth(ExprKind::Coalesce(vec![its, no])))));
    let registers: Vec<&Register> = forms.iter().map(|form| &form.register).collect();
    let on = |day: Date| {
        let tests = forms
            .iter()
            .map(|form| is(form, &value(&form.register, name, &form.field, day)));
        truth(ExprKind::And(tests.collect()))
    };
    let mut answers: Vec<Expr> = vec![other];
    for day in days(&registers) {
        let answer = on(day);
        if !answers.contains(&answer) {
            answers.push(answer);
        }
    }
    truth(ExprKind::Or(answers))
}

fn together(forms: &[&FieldForm]) -> Option<Expr> {
    let registers: Vec<&Register> = forms.iter().map(|form| &form.register).collect();
    let mut answers: Vec<Vec<Literal>> = vec![vec![Literal::Unknown; forms.len()]];
    let days = days(&registers);
    for name in names(&registers) {
        for day in &days {
            let row: Vec<Literal> = forms
                .iter()
                .map(|form| value(&form.register, &name, &form.field, *day))
                .collect();
            if !answers.contains(&row) {
                answers.push(row);
            }
            if answers.len() > MOST_ANSWERS {
                return None;
            }
        }
    }
    let rows = answers.iter().map(|row| {
        let tests = forms.iter().zip(row).map(|(form, value)| is(form, value));
        truth(ExprKind::And(tests.collect()))
    });
    Some(truth(ExprKind::Or(rows.collect())))
}

/// A place for what nobody wrote.
pub(super) fn nowhere() -> Span {
    Span::new(FileId(0), 0, 0)
}

fn truth(kind: ExprKind) -> Expr {
    Expr {
        kind,
        ty: Type::Bool,
        span: nowhere(),
    }
}

/// That a column has a value; never unknown.
fn is(form: &FieldForm, value: &Literal) -> Expr {
    let column = || Expr {
        kind: ExprKind::Column(form.column.clone()),
        ty: form.ty,
        span: nowhere(),
    };
    let no = || truth(ExprKind::Literal(Literal::Bool(false)));
    let sure = |test: Expr| truth(ExprKind::Coalesce(vec![test, no()]));
    match value {
        Literal::Bool(true) => sure(column()),
        Literal::Bool(false) => sure(truth(ExprKind::Not(Box::new(column())))),
        Literal::Unknown => {
            let known = truth(ExprKind::Call(Function::IsKnown, vec![column()]));
            truth(ExprKind::Not(Box::new(known)))
        }
        other => sure(truth(ExprKind::Binary(
            Binary::Equal,
            Box::new(column()),
            Box::new(Expr {
                kind: ExprKind::Literal(other.clone()),
                ty: other.ty(),
                span: nowhere(),
            }),
        ))),
    }
}

/// What a register says of a name on a day.
fn value(register: &Register, name: &str, field: &str, day: Date) -> Literal {
    let entry = register.find(name).filter(|entry| entry.days.contains(day));
    match (field, entry) {
        ("listed", entry) => Literal::Bool(entry.is_some()),
        (_, None) => Literal::Unknown,
        ("id", Some(entry)) => Literal::Text(entry.id.text.clone()),
        (field, Some(entry)) => {
            let known = entry.values.iter().find(|(name, _)| name == field);
            known.map_or(Literal::Unknown, |(_, value)| value.on(day))
        }
    }
}

/// What decides the answers of a register for one field.
fn text(register: &Register, field: &str) -> String {
    let mut text = String::new();
    for entry in &register.entries {
        let aliases: Vec<String> = exact(entry).map(Register::fold).collect();
        let patterns: Vec<&str> = entry.patterns.iter().map(|pattern| pattern.text.as_str()).collect();
        let value = entry
            .values
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, value)| value);
        let _ = write!(text, "{aliases:?} {patterns:?} {:?} {value:?};", entry.days);
    }
    text
}

/// What decides which names are one, in all forms of a register.
pub(super) fn all_names(register: &Register) -> String {
    let mut all = text(register, "id");
    for (who, case) in &register.cases {
        let _ = write!(all, " {} {:?} {}", who.selector, who.days, text(case, "id"));
    }
    all
}

fn exact(entry: &Entry) -> impl Iterator<Item = &str> {
    std::iter::once(entry.id.text.as_str())
        .chain(entry.title.as_deref())
        .chain(entry.aliases.iter().map(|alias| alias.text.as_str()))
}

/// Names that stand for all.
fn names(registers: &[&Register]) -> BTreeSet<String> {
    let mut found = BTreeSet::from([NOBODY.to_owned()]);
    let mut patterns = BTreeSet::new();
    for entry in registers.iter().flat_map(|register| &register.entries) {
        found.extend(exact(entry).map(Register::fold));
        patterns.extend(entry.patterns.iter().map(|pattern| Register::fold(&pattern.text)));
    }
    found.extend(patterns.iter().map(|pattern| pattern.replace('*', "\u{1}x")));
    if patterns.len() <= MOST_PATTERNS {
        for one in &patterns {
            found.extend(patterns.iter().filter_map(|other| shared(one, other)));
        }
    }
    found
}

/// A day between each two on which something changes.
fn days(registers: &[&Register]) -> BTreeSet<Date> {
    let changes: BTreeSet<Date> = registers.iter().flat_map(|register| register.change_days()).collect();
    let mut days: BTreeSet<Date> = changes
        .iter()
        .flat_map(|day| [*day, day.saturating_sub(1.day())])
        .collect();
    if days.is_empty() {
        days.insert(Date::constant(2026, 1, 5));
    }
    days
}

/// A name that two patterns have in common, with a letter of no name where both have a star.
pub(crate) fn shared(one: &str, other: &str) -> Option<String> {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    // The way to a place of both patterns: the letters so far.
    let mut seen = BTreeSet::from([(0, 0)]);
    let mut queue = VecDeque::from([((0, 0), String::new())]);
    while let Some(((i, j), so_far)) = queue.pop_front() {
        let next = match (one.get(i), other.get(j)) {
            (None, None) => return Some(so_far),
            (Some('*'), Some('*')) => vec![((i + 1, j), None), ((i, j + 1), None)],
            (Some('*'), Some(letter)) => vec![((i + 1, j), None), ((i, j + 1), Some(*letter))],
            (Some(letter), Some('*')) => vec![((i, j + 1), None), ((i + 1, j), Some(*letter))],
            (Some('*'), None) => vec![((i + 1, j), None)],
            (None, Some('*')) => vec![((i, j + 1), None)],
            (Some(a), Some(b)) if a == b => vec![((i + 1, j + 1), Some(*a))],
            _ => Vec::new(),
        };
        for (place, letter) in next {
            if seen.insert(place) {
                queue.push_back((place, so_far.chars().chain(letter).collect()));
            }
        }
    }
    None
}

/// A name that one entry answered to and another one answers to now, and that other entry: the ways around an entry that may
/// not be changed, or only tightened.
pub(crate) fn captured<'a>(old: &Register, new: &'a Register, entry: &Entry) -> Vec<(String, &'a Entry)> {
    let mut found: Vec<(String, &Entry)> = Vec::new();
    for name in names(&[old, new]) {
        let was = old.find(&name).is_some_and(|was| was.id.text == entry.id.text);
        if let Some(now) = new.find(&name).filter(|now| was && now.id.text != entry.id.text)
            && !found.iter().any(|(_, known)| known.id.text == now.id.text)
        {
            found.push((name.replace('\u{1}', ""), now));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::shared;

    #[test]
    fn two_patterns_overlap_where_some_text_fits_both() {
        for (one, two, common) in [
            ("chat*", "*gpt", true),
            ("*.openai.com", "chat.*", true),
            ("*.openai.com", "chat.openai.com", true),
            ("*.openai.com", "openai.com", false),
            ("chatgpt.com*", "chatgpt.com/*", true),
            ("chatgpt.com*", "chat.com*", false),
            ("a*b", "b*a", false),
            ("*", "", true),
            ("a*", "", false),
            ("**a", "*a*", true),
        ] {
            let found = (shared(one, two).is_some(), shared(two, one).is_some());
            assert_eq!(found, (common, common), "{one} {two}");
        }
    }

    #[test]
    fn two_patterns_may_have_a_name_in_common() {
        for (one, other, name) in [
            ("*.example.com", "chat.*", Some("chat.example.com")),
            ("chat*", "chat gpt*", Some("chat gpt")),
            ("a*", "b*", None),
            ("*a*", "*b*", Some("ab")),
            ("abc", "a*c", Some("abc")),
            ("*", "*", Some("")),
        ] {
            let found = shared(one, other);
            assert_eq!(found.is_some(), name.is_some(), "{one} {other} {found:?}");
            assert!(name.is_none_or(|name| found.as_ref().is_some_and(|found| found.len() == name.len())));
        }
    }
}
