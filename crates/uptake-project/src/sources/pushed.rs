//! Sources whose rows are to be added up by the engine that has them: what of it can't be exact.

use uptake_engine::pushdown::refusals;
use uptake_rules::diagnostic::{Diagnostic, Severity};
use uptake_rules::policy::Entities;
use uptake_rules::policy::dataset::DatasetKind;
use uptake_rules::policy::keep::Keep;
use uptake_rules::project::{Project, SourceSpec, set_columns};
use uptake_rules::{Code, Diagnostics, Policy, Sources, Span};
use uptake_sql::{Dialect, unsteady};

/// The adapter whose sources have an engine behind them.
const ADAPTER: &str = "adbc";

/// The key that says in which dialect an engine is asked.
const DIALECT: &str = "dialect";

/// Every refusal of every source in one pass.
pub(crate) fn check(project: &Project, policy: &Policy, texts: &Sources, diagnostics: &mut Diagnostics) {
    let names = names_of(project, policy).filter(|_| policy.entities == Entities::Seen);
    for source in &project.sources {
        let Some(span) = source.pushdown else { continue };
        let events = policy.dataset(&source.dataset.text);
        if events.is_none_or(|dataset| dataset.kind != DatasetKind::Events) {
            continue;
        }
        let label = source.label();
        let beside = project
            .sources
            .iter()
            .filter(|other| other.dataset.text == source.dataset.text);
        if events.is_some_and(|dataset| !dataset.key.is_empty()) && beside.count() > 1 {
            let message = format!(
                "rows of `{label}` that repeat those of another source by their key aren't found, since they are added up elsewhere: both count"
            );
            let help = "make sure that the sources don't overlap, as with a `query` each, or remove `reduce`";
            let told = Diagnostic::error(Code::CannotPush, span, message).help(help);
            diagnostics.push(told.severity(Severity::Warning));
        }
        let mut refuse = |at: Span, message: String, help: &str| {
            diagnostics.push(Diagnostic::error(Code::CannotPush, at, message).help(help));
        };
        let here = "remove `reduce`, so that the rows are read and added up here";
        if source.adapter.text != ADAPTER {
            let message = format!(
                "`reduce: pushdown` needs an engine, and none stands behind the adapter `{}`",
                source.adapter.text
            );
            refuse(span, message, here);
            continue;
        }
        let dialect = match dialect(source) {
            Ok(dialect) => dialect,
            Err(unsaid) => {
                let all: Vec<String> = Dialect::ALL
                    .iter()
                    .map(|dialect| format!("`{}`", dialect.name()))
                    .collect();
                let all = format!("state it as `dialect`: {}", all.join(", "));
                match unsaid {
                    Unsaid::Unknown(at, name) => refuse(at, format!("no dialect is called `{name}`"), &all),
                    Unsaid::Other(at, stated, own) => {
                        let message = format!("the driver's database speaks `{}`, not `{}`", own.name(), stated.name());
                        refuse(at, message, "remove `dialect`");
                    }
                    Unsaid::Without(driver) if driver.to_ascii_lowercase().contains("sqlite") => {
                        let message = format!("the database behind `{driver}` adds no rows up as rules do");
                        refuse(span, message, here);
                    }
                    Unsaid::Without(driver) => {
                        let message = format!("the driver `{driver}` doesn't say which SQL its database speaks");
                        refuse(span, message, &all);
                    }
                }
                continue;
            }
        };
        if let Some(names) = &names {
            let message = format!(
                "the rows of `{label}` can't be added up elsewhere: names are looked up in `{names}`, and without a list of entities everybody without another name would have to be told of, row by row"
            );
            refuse(span, message, here);
        }
        if let Some(word) = by_place(source, policy) {
            let message = format!(
                "the rows of `{label}` can't be added up elsewhere: `keep: {word}` goes by the order of rows, and an engine has none"
            );
            refuse(
                span,
                message,
                "state `keep: { newest: COLUMN }` or `keep: { greatest: COLUMN }`, or remove `reduce`",
            );
        }
        let query = source.setting("query").map(|setting| setting.value.as_str());
        if let Some(word) = query.and_then(unsteady) {
            let message = format!(
                "the rows of `{label}` can't be added up elsewhere: an engine is asked several times, and by `{word}` its `query` gives other rows each time"
            );
            refuse(span, message, here);
        }
        if let Some((column, _)) = source.gates.expect.first() {
            let message = format!("`expect` of `{label}` needs its rows, which are added up elsewhere");
            refuse(column.span, message, "remove one of the two");
        }
        let set = set_columns(source, policy, texts);
        let mapping = source.mapping.as_ref().map(|mapping| mapping.text.as_str());
        for refusal in refusals(policy, &source.dataset.text, mapping, &set, dialect) {
            let message = format!(
                "the rows of `{label}` can't be added up by {} exactly: {}: {}",
                dialect.name(),
                refusal.what,
                refusal.why
            );
            refuse(refusal.span.unwrap_or(span), message, here);
        }
    }
}

/// Why the dialect of a source isn't known.
enum Unsaid<'a> {
    /// No dialect has the name that is stated here.
    Unknown(Span, &'a str),
    /// One is stated here, and the driver's database speaks another.
    Other(Span, Dialect, Dialect),
    /// Neither the block nor the name of its driver says it.
    Without(&'a str),
}

/// The dialect of a source.
fn dialect(source: &SourceSpec) -> Result<Dialect, Unsaid<'_>> {
    let driver = source.setting("driver").map_or("", |setting| setting.value.as_str());
    let own = Dialect::of_driver(driver);
    let Some(setting) = source.setting(DIALECT) else {
        return own.ok_or(Unsaid::Without(driver));
    };
    let stated = Dialect::named(&setting.value).ok_or(Unsaid::Unknown(setting.span, &setting.value))?;
    match own.filter(|own| *own != stated) {
        Some(own) => Err(Unsaid::Other(setting.span, stated, own)),
        None => Ok(stated),
    }
}

/// The dataset of other names that the project delivers, if any.
fn names_of(project: &Project, policy: &Policy) -> Option<String> {
    let delivered = |name: &str| project.sources.iter().any(|source| source.dataset.text == name);
    let mut names = policy.names().map(|dataset| dataset.name.text.clone());
    names.find(|name| delivered(name))
}

/// Whether the place of a row says which one of a key stays, and how that is written.
fn by_place(source: &SourceSpec, policy: &Policy) -> Option<&'static str> {
    let dataset = policy.dataset(&source.dataset.text)?;
    let mapping = source.mapping.as_ref();
    let own = mapping.and_then(|mapping| policy.mapping(&mapping.text)?.keep.as_ref());
    match own.or(dataset.keep.as_ref())? {
        Keep::First => Some("first"),
        Keep::Last => Some("last"),
        Keep::Newest(_) | Keep::Greatest(_) => None,
    }
}
