//! Source blocks against the rules: mappings for their dataset, columns that they set, blocks that say the same.

use super::SourceSpec;
use crate::codes::Code;
use crate::context::Context;
use crate::decode::dataset::literal;
use crate::diagnostic::{Diagnostic, Severity};
use crate::policy::dataset::Dataset;
use crate::text::Name;
use crate::value::Literal;
use crate::{Diagnostics, Policy, Sources};

/// Checks all source blocks of a project.
pub(super) fn blocks(specs: &[SourceSpec], policy: &Policy, cx: &mut Context<'_>) {
    for spec in specs {
        maps(spec, policy, cx);
        if let Some(dataset) = policy.dataset(&spec.dataset.text) {
            columns(spec, dataset, cx);
        }
    }
    for (at, spec) in specs.iter().enumerate() {
        if let Some(twin) = specs.iter().take(at).find(|known| say_the_same(known, spec)) {
            let message = format!(
                "`{}` and `{}` read the same rows, which count twice",
                twin.label(),
                spec.label()
            );
            let twice = Diagnostic::error(Code::KeyConflict, spec.span, message).severity(Severity::Warning);
            cx.diagnostics.push(twice.help("remove one of the two"));
        }
    }
}

/// The columns whose value a block states for all of its rows, typed as the dataset says. Those with a fault are left out:
/// [`check`](super::check) reports them.
#[must_use]
pub fn set_columns(spec: &SourceSpec, policy: &Policy, sources: &Sources) -> Vec<(Name, Literal)> {
    let mut reported = Diagnostics::default();
    let mut cx = Context {
        sources,
        diagnostics: &mut reported,
    };
    let dataset = policy.dataset(&spec.dataset.text);
    dataset.map_or(Vec::new(), |dataset| columns(spec, dataset, &mut cx))
}

fn columns(spec: &SourceSpec, dataset: &Dataset, cx: &mut Context<'_>) -> Vec<(Name, Literal)> {
    let mut set = Vec::new();
    for (name, node) in &spec.set {
        let Some(column) = dataset.column(&name.text) else {
            cx.diagnostics.push(dataset.missing_column(&name.text).at(name.span));
            continue;
        };
        let value = literal(node, column.ty, &name.text, cx);
        set.extend(value.map(|value| (name.clone(), value)));
    }
    set
}

/// A mapping fills the dataset of its source.
fn maps(spec: &SourceSpec, policy: &Policy, cx: &mut Context<'_>) {
    let Some(name) = &spec.mapping else { return };
    let Some(mapping) = policy.mapping(&name.text) else {
        return;
    };
    if mapping.dataset.text == spec.dataset.text {
        return;
    }
    let message = format!(
        "the mapping `{}` is for the dataset `{}`, not for `{}`",
        name.text, mapping.dataset.text, spec.dataset.text
    );
    let others = policy
        .mappings
        .iter()
        .filter(|other| other.dataset.text == spec.dataset.text);
    let others: Vec<String> = others.map(|other| format!("`{}`", other.name.text)).collect();
    let help = match others.is_empty() {
        true => format!("remove it, or write a mapping for `{}`", spec.dataset.text),
        false => format!("mappings for `{}`: {}", spec.dataset.text, others.join(", ")),
    };
    cx.error_help(Code::KeyConflict, name.span, message, help);
}

/// Whether two blocks of a dataset read the same in the same way.
fn say_the_same(one: &SourceSpec, two: &SourceSpec) -> bool {
    let text = |name: &Option<Name>| name.as_ref().map(|name| name.text.clone());
    let settings = |spec: &SourceSpec| {
        let plain = |value: &str| value.trim_start_matches("./").to_owned();
        let all = spec.settings.iter();
        let mut all: Vec<(String, String)> = all.map(|set| (set.key.text.clone(), plain(&set.value))).collect();
        all.sort();
        all
    };
    one.dataset.text == two.dataset.text
        && one.adapter.text == two.adapter.text
        && text(&one.mapping) == text(&two.mapping)
        && !one.settings.is_empty()
        && settings(one) == settings(two)
}
