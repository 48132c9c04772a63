//! Sources in words: what is stated of their rows. What their adapters read, such as addresses, is no rule.

use super::SourceReference;
use uptake_rules::Sources;
use uptake_rules::policy::keep::NamesIgnore;
use uptake_rules::project::{Covers, Project, SourceSpec, WithoutRows};

/// What a project states of the rows of its sources.
pub(crate) fn sources(project: &Project, texts: &Sources) -> Vec<SourceReference> {
    let source = |source: &SourceSpec| SourceReference {
        name: source.label(),
        adapter: source.adapter.text.clone(),
        states: states(source, texts),
    };
    project.sources.iter().map(source).collect()
}

fn states(source: &SourceSpec, texts: &Sources) -> Vec<String> {
    let mut said = Vec::new();
    let mut says = |words: Option<String>| said.extend(words);
    let mapping = source.mapping.as_ref();
    says(mapping.map(|name| format!("read by the mapping `{}`", name.text)));
    for (column, value) in &source.set {
        let value = texts.text(value.span).trim();
        says(Some(format!("`{}` is `{value}` in every row", column.text)));
    }
    let zone = source.time_zone.as_ref();
    says(zone.map(|zone| format!("times without a zone are in `{}`", zone.text)));
    let reading = &source.reading;
    says(reading.decimal.map(|mark| format!("`{mark}` is before decimals")));
    says(reading.thousands.map(|mark| format!("`{mark}` is between thousands")));
    let dates: Vec<String> = reading.dates.iter().map(|date| format!("`{}`", date.text)).collect();
    says((!dates.is_empty()).then(|| format!("days and times are written as {}", dates.join(" or "))));
    let identities = source.identities.as_ref();
    says(identities.map(|system| format!("its names are those of the system `{}`", system.text)));
    let ignored = |NamesIgnore { case, blanks }: NamesIgnore| match (case, blanks) {
        (true, true) => "case and blanks make no difference between names",
        (true, false) => "case makes no difference between names",
        _ => "blanks make no difference between names",
    };
    says(source.names_ignore.map(|rule| ignored(rule).to_owned()));
    says(source.covers.as_ref().map(covers));
    let counted = source.outside_counted.is_some();
    says(counted.then(|| "rows outside of the days that are measured are only counted".to_owned()));
    said
}

fn covers(covers: &Covers) -> String {
    let mut text = "covers".to_owned();
    text.push_str(&covers.from.map_or(String::new(), |day| format!(" from {day}")));
    text.push_str(&covers.through.map_or(String::new(), |day| format!(" through {day}")));
    if covers.from.is_none() && covers.through.is_none() {
        text.push_str(" the days of its rows");
    }
    if covers.without_rows == WithoutRows::Zero {
        text.push_str("; a stretch without rows is zero");
    }
    text
}
