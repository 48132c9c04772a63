//! The impact of rules as Markdown, for a pull request.

use super::words::{
    after, alone, excepted, few, figure, flipped, hidden, how, is_left, moved, moves, named, place, relation, signed,
    together, verdict, without,
};
use crate::explained::words;
use std::fmt::Write;
use uptake_engine::outcome::{MetricImpact, RuleImpact};
use uptake_project::Impacts;
use uptake_rules::visible::visible;

/// What other rules make of a project's data, as Markdown.
#[must_use]
pub fn markdown(found: &Impacts) -> String {
    let mut out = String::new();
    // Writing into a text can't fail.
    let _ = write(&mut out, found);
    out
}

fn write(out: &mut String, found: &Impacts) -> std::fmt::Result {
    let total = found.total.clone().map(&mut |text| visible(&text).into_owned());
    writeln!(
        out,
        "### Impact on {}, {}: from {} to {}\n",
        data(&found.project),
        total.label,
        cell(&found.base),
        cell(&found.head)
    )?;
    for why in &found.read_again {
        writeln!(out, "Data read again: {}.\n", cell(why))?;
    }
    if found.edits.is_empty() {
        writeln!(out, "No rule differs.\n")?;
    }
    let changed: Vec<&MetricImpact<String>> = total.metrics.iter().filter(|metric| metric.changes()).collect();
    if changed.is_empty() {
        writeln!(out, "No metric changes.\n")?;
    } else {
        writeln!(
            out,
            "| metric | before | after | change | people who flip |\n|---|---|---|--:|--:|"
        )?;
        for metric in &changed {
            row(out, metric)?;
        }
        writeln!(out)?;
    }
    if !total.rules.is_empty() {
        writeln!(out, "| definition or ladder | who moves |\n|---|---|")?;
        for rule in &total.rules {
            let moves = match rule.withheld {
                Some(least) => few(least),
                None => rule.moves.iter().map(moved).collect::<Vec<_>>().join("; "),
            };
            writeln!(out, "| {} | {} |", cell(&format!("`{}`", rule.name)), cell(&moves))?;
        }
        writeln!(out)?;
    }
    people(out, &changed, &total.rules)?;
    if let Some(why) = hidden(found) {
        writeln!(out, "{}.\n", cell(&why))?;
    }
    if !total.checks.is_empty() {
        writeln!(out, "| check | before | after |\n|---|---|---|")?;
        for check in &total.checks {
            let (before, after) = (verdict(check.before), verdict(check.after));
            writeln!(out, "| {} | {before} | {after} |", data(&check.title))?;
        }
        writeln!(out)?;
    }
    rules(out, found)
}

/// A metric, and its groups that change.
fn row(out: &mut String, found: &MetricImpact<String>) -> std::fmt::Result {
    writeln!(
        out,
        "| **{}** | {} | {} | {} | {} |",
        data(&found.title),
        cell(&figure(found.before.as_ref(), found.unit)),
        cell(&after(found)),
        signed(found.change(), found.unit),
        flipped(found.flipped)
    )?;
    for group in found.groups.iter().filter(|group| group.changes()) {
        let value = |figure: &Option<uptake_engine::outcome::Figure>| figure.as_ref().and_then(|its| its.value);
        writeln!(
            out,
            "| {} {} | {} | {} | {} | {} |",
            data(&group.cut),
            data(&group.value),
            cell(&figure(group.before.as_ref(), found.unit)),
            cell(&figure(group.after.as_ref(), found.unit)),
            signed(
                uptake_engine::outcome::change(value(&group.before), value(&group.after)),
                found.unit
            ),
            flipped(group.flipped)
        )?;
    }
    Ok(())
}

/// Who flips, folded away.
fn people(out: &mut String, changed: &[&MetricImpact<String>], rules: &[RuleImpact<String>]) -> std::fmt::Result {
    let steps = changed
        .iter()
        .flat_map(|metric| metric.steps.iter().map(move |step| (metric, step)));
    let steps: Vec<_> = steps.collect();
    let named_moves = rules.iter().flat_map(|rule| {
        let moves = rule.moves.iter().filter(|found| !found.who.is_empty());
        moves.map(move |found| (rule, found))
    });
    let named_moves: Vec<_> = named_moves.collect();
    if steps.is_empty() && named_moves.is_empty() {
        return Ok(());
    }
    writeln!(out, "<details><summary>Who flips</summary>\n")?;
    for (metric, step) in steps {
        let who = match step.who.is_empty() {
            true => String::new(),
            false => format!(": {}", data(&named(&step.who).join(", "))),
        };
        writeln!(
            out,
            "- {}: {}{who}",
            data(&metric.title),
            words(&step.kind, step.entities)
        )?;
    }
    for (rule, found) in named_moves {
        let who = data(&named(&found.who).join(", "));
        writeln!(out, "- `{}`: {}: {who}", rule.name, cell(&moved(found)))?;
    }
    writeln!(out, "\n</details>\n")
}

fn rules(out: &mut String, found: &Impacts) -> std::fmt::Result {
    if !found.edits.is_empty() {
        writeln!(out, "| edit | where | by itself |\n|---|---|---|")?;
    }
    for edit in &found.edits {
        let name = format!("`{}` {}", edit.name, how(edit, "`"));
        writeln!(
            out,
            "| {} | {} | {} |",
            cell(&name),
            cell(place(edit)),
            cell(&alone(edit))
        )?;
    }
    if !found.edits.is_empty() {
        writeln!(out)?;
    }
    let left = || found.rest.iter().filter(|rest| is_left(rest));
    for rest in left() {
        writeln!(
            out,
            "- {}: {} in all, {} by the edits by themselves, {}",
            data(&rest.title),
            signed(rest.total, rest.unit),
            signed(rest.alone, rest.unit),
            cell(&together(rest, "`"))
        )?;
    }
    if left().next().is_some() {
        writeln!(out)?;
    }
    if !found.without.is_empty() {
        writeln!(out, "| without | where | what changes |\n|---|---|---|")?;
    }
    for one in &found.without {
        let name = format!("{} `{}`", excepted(one.kind), one.name);
        writeln!(
            out,
            "| {} | {} | {} |",
            cell(&name),
            cell(&one.place),
            cell(&without(one))
        )?;
    }
    if !found.without.is_empty() {
        writeln!(out)?;
    }
    let proved = &found.proved;
    if !proved.definitions.is_empty() || !proved.shares.is_empty() {
        writeln!(out, "For any data:\n")?;
    }
    for effect in &proved.definitions {
        writeln!(out, "- `{}` {}", effect.definition, relation(effect.relation))?;
    }
    for share in &proved.shares {
        writeln!(out, "- `{}` {}", share.metric, moves(share))?;
    }
    Ok(())
}

/// A text that comes from data, or that an author chose for people: all letters stand for themselves.
fn data(text: &str) -> String {
    cell(&text.replace('`', "\u{0}")).replace('\u{0}', "\\`")
}

/// A text of this program in a cell, where names of rules stand in backticks: nothing else in it is Markdown or HTML.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut code = false;
    for letter in text.chars() {
        match letter {
            '`' => {
                code = !code;
                out.push(letter);
            }
            '|' => out.push_str("\\|"),
            '\n' | '\r' => out.push(' '),
            '<' if !code => out.push_str("&lt;"),
            '>' if !code => out.push_str("&gt;"),
            '&' if !code => out.push_str("&amp;"),
            '*' | '_' | '[' | ']' | '\\' | '#' | '@' if !code => {
                out.push('\\');
                out.push(letter);
            }
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{cell, data};

    #[test]
    fn names_in_cells_are_text() {
        assert_eq!(cell("a|b *c* <script>"), "a\\|b \\*c\\* &lt;script&gt;");
        assert_eq!(cell("`x_y` a_b"), "`x_y` a\\_b");
        assert_eq!(data("Red `x_y`"), "Red \\`x\\_y\\`");
    }
}
