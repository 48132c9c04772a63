//! The page about what suites notice.

use super::changed::{Changed, reason, shown};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::Command;

/// `docs/mutation.md`.
pub(super) fn page(all: &[Changed], survivors: &[Changed]) -> Result<String, String> {
    let mut out = format!(
        "\
# What suites notice of the shipped rules

<!-- Written by `cargo xtask mutate --record`: don't edit it. -->

Each number, comparison, part of a condition, `where`, alias and approval of the shipped rules is changed by itself, and the suites of
the pack are run on each change. What a suite notices is a case that fails. What people read isn't changed, nor are the files with
contracts of data, guards and stages: what guards say is tried by tests of their own. A change is *accepted* if it makes no difference
that a case could have; the reason is below. Run on {}.

| pack | changes | accepted | noticed | of those that count |
|---|--:|--:|--:|--:|
",
        today()?
    );
    let mut packs: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (pack, ..) in all {
        let [changes, ..] = packs.entry(pack).or_default();
        *changes += 1;
    }
    for (pack, file, mutant) in survivors {
        let [_, accepted, open] = packs.entry(pack).or_default();
        *(if reason(file, mutant).is_some() { accepted } else { open }) += 1;
    }
    let mut total = [0; 3];
    let mut row = |name: &str, [changes, accepted, open]: [usize; 3]| {
        let counted = changes - accepted;
        let _ = writeln!(
            out,
            "| {name} | {changes} | {accepted} | {} | {} |",
            counted - open,
            percent(counted - open, counted)
        );
    };
    for (pack, counts) in &packs {
        row(&format!("`{pack}`"), *counts);
        for (sum, count) in total.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    row("all", total);
    out.push_str("\n## What isn't noticed\n\n");
    let open = survivors
        .iter()
        .filter(|(_, file, mutant)| reason(file, mutant).is_none());
    for (_, file, mutant) in open {
        let _ = writeln!(out, "- `{}`, line {}: {}", shown(file), mutant.line, mutant.words());
    }
    out.push_str("\n## What is accepted\n\n");
    for (_, file, mutant) in survivors {
        if let Some(why) = reason(file, mutant) {
            let _ = writeln!(
                out,
                "- `{}`, line {}: {}. {why}",
                shown(file),
                mutant.line,
                mutant.words()
            );
        }
    }
    Ok(out)
}

fn percent(part: usize, whole: usize) -> String {
    #[allow(clippy::cast_precision_loss, reason = "there are far fewer than that")]
    let share = 100.0 * part as f64 / whole.max(1) as f64;
    format!("{share:.1} %")
}

fn today() -> Result<String, String> {
    let answer = Command::new("date").args(["-u", "+%F"]).output();
    let answer = answer.map_err(|error| format!("can't run `date`: {error}"))?;
    String::from_utf8(answer.stdout)
        .map(|text| text.trim().to_owned())
        .map_err(|error| error.to_string())
}
