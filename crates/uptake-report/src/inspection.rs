//! What the sources of a project deliver: in words, and for machines.

use crate::findings::{WrittenFinding, headline, written};
use crate::number::thousands;
use crate::style::{Detail, Style};
use crate::terminal;
use jiff::civil::Date;
use serde_json::{Value, json};
use uptake_engine::inspect::{Arriving, Inspection};
use uptake_project::{Failure, Inspected, InspectedSource};
use uptake_rules::visible::visible;

/// What was seen of all sources, for machines.
///
/// # Errors
/// When it can't be written as JSON.
pub fn json(inspected: &Inspected) -> Result<Value, Failure> {
    let sources: Vec<Value> = inspected.sources.iter().map(entry).collect::<Result<_, _>>()?;
    let as_of = inspected.as_of.to_string();
    Ok(json!({ "project": inspected.project, "as_of": as_of, "sources": sources }))
}

fn entry(checked: &InspectedSource) -> Result<Value, Failure> {
    let unwritable = |error: serde_json::Error| Failure::new(format!("the findings can't be written: {error}"));
    let mut entry = json!({ "dataset": checked.spec.dataset.text, "adapter": checked.spec.adapter.text });
    if let (Some(entry), Some((_, name))) = (entry.as_object_mut(), checked.spec.label().split_once('/'))
        && checked.spec.listed
    {
        entry.insert("source".to_owned(), json!(name));
    }
    if let (Some(entry), Some(seen)) = (entry.as_object_mut(), &checked.seen)
        && let Value::Object(seen) = serde_json::to_value(seen).map_err(unwritable)?
    {
        entry.extend(seen);
    }
    let findings: Vec<WrittenFinding> = checked.seen.iter().flat_map(breaches).collect();
    if let Some(entry) = entry.as_object_mut() {
        entry.insert(
            "findings".to_owned(),
            serde_json::to_value(&findings).map_err(unwritable)?,
        );
        let fault = checked.failure.as_ref().map(
            |fault| json!({ "code": fault.code, "message": fault.message, "place": fault.place, "help": fault.help }),
        );
        entry.insert("fault".to_owned(), fault.unwrap_or(Value::Null));
    }
    Ok(entry)
}

/// What was seen of a source, for people; why it can't be read isn't in it.
#[must_use]
pub fn text(checked: &InspectedSource, as_of: Date) -> String {
    let spec = &checked.spec;
    let mapping = spec
        .mapping
        .as_ref()
        .map_or(String::new(), |name| format!(", mapping {}", name.text));
    let mut out = format!("{} from {}{mapping}\n", spec.label(), spec.adapter.text);
    let Some(seen) = &checked.seen else { return out };
    out.push_str(&columns(&seen.columns));
    for absent in &seen.absent {
        let feeds = absent.feeds.join(", ");
        let how = if absent.optional { "is optional" } else { "is required" };
        out.push_str(&format!("  no column `{}` for {feeds}, which {how}\n", absent.name));
    }
    if checked.failure.is_some() && seen.report.documents == 0 {
        return out;
    }
    if seen.empty {
        out.push_str("  no row came: check the export, or the list in the answer\n");
    }
    if seen.partial {
        out.push_str(&format!(
            "  only the first {} rows were looked at\n",
            thousands(seen.report.documents)
        ));
    }
    if let Some(why) = &seen.not_looked_up {
        out.push_str(&format!(
            "  no names were looked up because the list can't be read: {}\n",
            visible(why)
        ));
    }
    // The same words as in the summary of a run, below the name.
    let report = seen.report.clone().map(&mut |text| visible(&text).into_owned());
    for line in terminal::intake(&report).lines() {
        out.push_str(&format!("  {line}\n"));
    }
    for finding in breaches(seen) {
        out.push_str(&format!(
            "  {}\n    help: {}\n",
            headline(&finding, Style::piped(Detail::Glance)),
            finding.help
        ));
    }
    for (column, names) in &seen.unlisted {
        let mut names: Vec<(&String, &u64)> = names.iter().collect();
        names.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
        let shown: Vec<String> = names
            .iter()
            .take(5)
            .map(|(name, rows)| format!("`{}` ({})", visible(name), thousands(**rows)))
            .collect();
        let more = match names.len().saturating_sub(5) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        out.push_str(&format!(
            "  `{column}` has names that aren't in its register: {}{more}\n",
            shown.join(", ")
        ));
    }
    if let (Some(first), Some(last), Some(days)) = (seen.first, seen.last, seen.days_old) {
        let age = match days {
            0 => format!("the day of the figures, {as_of}"),
            1 => format!("1 day before {as_of}"),
            2.. => format!("{days} days before {as_of}"),
            -1 => format!("1 day after {as_of}"),
            _ => format!("{} days after {as_of}", -days),
        };
        out.push_str(&format!("  first {first}, last {last}: {age}\n"));
    }
    out
}

/// What its rows breach of what the project demands, in words.
fn breaches(seen: &Inspection<String, String>) -> Vec<WrittenFinding> {
    let report = std::slice::from_ref(&seen.report);
    seen.breaches.iter().map(|finding| written(finding, report)).collect()
}

/// The columns side by side.
fn columns(columns: &[Arriving<String>]) -> String {
    let width = |of: &dyn Fn(&Arriving<String>) -> usize| columns.iter().map(of).max().unwrap_or(0);
    let types = |column: &Arriving<String>| column.types.join(" or ");
    let names = width(&|column| visible(&column.name).chars().count());
    let kinds = width(&|column| types(column).chars().count());
    let mut out = String::new();
    for column in columns {
        let feeds = match column.feeds.is_empty() {
            true => "unused".to_owned(),
            false => format!("feeds {}", column.feeds.join(", ")),
        };
        out.push_str(&format!(
            "  {:<names$}  {:<kinds$}  {feeds}\n",
            visible(&column.name),
            types(column)
        ));
    }
    out
}
