//! The dossier of rules as a page: every rule in words beside its source, who answers for it, and what shows that it does what it says.

mod rows;

use crate::approvals::sentences;
use crate::page::{Block, Cell, Notice, Page, Section, Table};
use crate::proved;
use rows::rows;
use std::collections::BTreeSet;
use uptake_project::reference::{PackReference, StatedValue};
use uptake_project::{AccountedRule, Dossier};
use uptake_rules::policy::accountability::Accountability;
use uptake_rules::visible::visible;

/// The page of a dossier, made by a version of the program.
#[must_use]
pub fn page(dossier: &Dossier, version: &str) -> Page {
    let names: Vec<&str> = dossier.reference.packs.iter().map(|pack| pack.name.as_str()).collect();
    let title = match &dossier.reference.project {
        Some(project) => format!("The rules of {project}"),
        None => names.join(", "),
    };
    let mut sections: Vec<Section> = dossier
        .reference
        .packs
        .iter()
        .enumerate()
        .flat_map(|(at, pack)| of_pack(at, pack, dossier))
        .collect();
    sections.extend(others(dossier));
    sections.extend(values(dossier));
    sections.push(tests(dossier));
    sections.push(proofs(dossier));
    sections.push(approvals(dossier));
    sections.push(history(dossier));
    Page {
        title: shown(&title),
        facts: vec![match names.len() {
            1 => "1 pack".to_owned(),
            many => format!("{many} packs"),
        }],
        notices: dossier
            .overdue
            .iter()
            .map(|late| Notice {
                word: "Warning",
                text: shown(&format!("{}.", late.message)),
                help: late.help.as_deref().map(shown),
            })
            .collect(),
        sections,
        foot: vec![format!("Made by uptake {version} from the rules themselves.")],
    }
}

fn shown(text: &str) -> String {
    visible(text).into_owned()
}

fn section(id: String, title: &str, lead: Option<String>, blocks: Vec<Block>) -> Section {
    Section {
        id,
        title: shown(title),
        lead,
        blocks,
    }
}

fn of_pack(at: usize, pack: &PackReference, dossier: &Dossier) -> Vec<Section> {
    let stated = dossier.packs.iter().find(|known| known.name == pack.name);
    let mut facts: Vec<String> = pack.about.iter().map(|about| shown(about)).collect();
    let accounted_for = stated.map(|pack| accounted(&pack.stated));
    let accounted_for = accounted_for.filter(|text| !text.is_empty());
    let otherwise = match &accounted_for {
        Some(_) => "as its pack",
        None => "not stated",
    };
    facts.extend(accounted_for);
    facts.push(format!("Files: {}", pack.files.join(", ")));
    let rows = rows(pack, &dated(dossier));
    if rows.is_empty() {
        facts.push(
            "No rule of its own: what it changes, and who answers for that, stands under What differs".to_owned(),
        );
    }
    let mut table = Table::new(
        "Rules",
        &[
            ("Rule", false),
            ("In words", false),
            ("As it is written", false),
            ("Owner, source, review", false),
        ],
    );
    for row in rows {
        let kind = row.section.one();
        let own = dossier
            .rules
            .iter()
            .find(|rule| rule.kind == kind && rule.name == row.name);
        let whence = [
            own.map(|rule: &AccountedRule| accounted(&rule.stated))
                .filter(|text| !text.is_empty()),
            own.is_none_or(|rule| rule.stated.source.is_none())
                .then_some(row.source)
                .flatten()
                .map(|source| format!("Source: {source}.")),
        ];
        let whence: Vec<String> = whence.into_iter().flatten().collect();
        table.rows.push(vec![
            Cell::text(shown(&format!("{} ({kind})", row.name))),
            Cell::text(shown(row.about.unwrap_or(""))),
            Cell::text(shown(&row.rule)),
            Cell::text(shown(&match whence.is_empty() {
                true => otherwise.to_owned(),
                false => whence.join(" "),
            })),
        ]);
    }
    let mut blocks = vec![Block::List(facts)];
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    vec![section(format!("pack-{}", at + 1), &pack.name, None, blocks)]
}

/// The rules that have versions, as section and name with a dot.
fn dated(dossier: &Dossier) -> BTreeSet<String> {
    let versions = dossier.reference.differing.versions.iter();
    let values = versions.flat_map(|version| &version.values);
    let rules = values.filter_map(|value| {
        let mut parts = value.of.splitn(3, '.');
        Some(format!("{}.{}", parts.next()?, parts.next()?))
    });
    rules.collect()
}

/// Who answers for something, where it comes from, and when it is reviewed, in sentences.
fn accounted(stated: &Accountability) -> String {
    let mut text = Vec::new();
    text.extend(stated.owner.as_ref().map(|owner| format!("Owner: {owner}.")));
    text.extend(stated.source.as_ref().map(|source| {
        let more: Vec<String> = source
            .address
            .iter()
            .cloned()
            .chain(source.date.map(|day| day.to_string()))
            .collect();
        match more.is_empty() {
            true => format!("Source: {}.", source.title),
            false => format!("Source: {} ({}).", source.title, more.join(", ")),
        }
    }));
    text.extend(stated.reviewed_on.map(|day| format!("Reviewed on {day}.")));
    text.extend(stated.review_by.map(|(day, _)| format!("To be reviewed by {day}.")));
    text.extend(stated.tested_by.as_ref().map(|by| format!("Tested by {by}.")));
    text.extend(
        stated
            .deprecated
            .as_ref()
            .map(|name| format!("Deprecated: {} takes its place.", name.text)),
    );
    shown(&text.join(" "))
}

/// What differs from the rules for everybody: overrides, versions, and the exceptions that were granted.
fn others(dossier: &Dossier) -> Option<Section> {
    let differing = &dossier.reference.differing;
    let says = |values: &[StatedValue]| {
        let values = values.iter().map(|value| format!("{}: {}", value.of, value.value));
        shown(&values.collect::<Vec<_>>().join("; "))
    };
    let mut blocks = Vec::new();
    // A file that only grants a waiver changes nothing by itself.
    let changing: Vec<_> = differing
        .overrides
        .iter()
        .filter(|over| !over.values.is_empty())
        .collect();
    if !changing.is_empty() {
        let mut table = Table::new(
            "Overrides",
            &[
                ("For", false),
                ("In force", false),
                ("In words", false),
                ("What it says instead", false),
                ("Owner, source", false),
                ("Decided at", false),
            ],
        );
        for over in changing {
            let whence = [
                over.owner.as_ref().map(|owner| format!("Owner: {owner}.")),
                over.source.as_ref().map(|source| format!("Source: {source}.")),
            ];
            let whence: Vec<String> = whence.into_iter().flatten().collect();
            table.rows.push(vec![
                Cell::text(shown(&over.who)),
                Cell::text(shown(&over.days)),
                Cell::text(shown(over.about.as_deref().unwrap_or(""))),
                Cell::text(says(&over.values)),
                Cell::text(shown(&whence.join(" "))),
                Cell::text(shown(&over.place)),
            ]);
        }
        blocks.push(Block::Table(table));
    }
    if !differing.versions.is_empty() {
        let columns = [
            ("In force", false),
            ("What the rule says then", false),
            ("Decided at", false),
        ];
        let mut table = Table::new("Versions", &columns);
        for version in &differing.versions {
            table.rows.push(vec![
                Cell::text(shown(&version.days)),
                Cell::text(says(&version.values)),
                Cell::text(shown(&version.place)),
            ]);
        }
        blocks.push(Block::Table(table));
    }
    if !differing.locks.is_empty() {
        let mut table = Table::new(
            "Locks",
            &[("Rule", false), ("What holds", false), ("Decided at", false)],
        );
        for lock in &differing.locks {
            let cells = [&lock.of, &lock.what, &lock.place];
            table.rows.push(cells.map(|text| Cell::text(shown(text))).to_vec());
        }
        blocks.push(Block::Table(table));
    }
    if !differing.waivers.is_empty() {
        let mut table = Table::new(
            "Waivers",
            &[
                ("Waiver", false),
                ("What may be changed", false),
                ("For", false),
                ("Until", false),
                ("Granted by", false),
                ("Why", false),
                ("Decided at", false),
            ],
        );
        for waiver in &differing.waivers {
            let until = waiver.until.to_string();
            let cells = [
                &waiver.name,
                &waiver.of,
                &waiver.who,
                &until,
                &waiver.owner,
                &waiver.reason,
                &waiver.place,
            ];
            table.rows.push(cells.map(|text| Cell::text(shown(text))).to_vec());
        }
        blocks.push(Block::Table(table));
    }
    let lead = "What holds for some people or some days instead of what the packs say for everybody.";
    (!blocks.is_empty()).then(|| section("others".to_owned(), "What differs", Some(lead.to_owned()), blocks))
}

fn values(dossier: &Dossier) -> Option<Section> {
    let mut table = Table::new(
        "Values",
        &[
            ("Value of", false),
            ("Value", false),
            ("Decided at", false),
            ("In place of", false),
        ],
    );
    for value in &dossier.values {
        table.rows.push(vec![
            Cell::text(shown(&value.of)),
            Cell::text(shown(&value.value)),
            Cell::text(shown(&value.place)),
            Cell::text(shown(&value.overrode.join(", "))),
        ]);
    }
    let lead = "Every number, truth and day that somebody decided for everybody, with its place; what an override for everybody changed, with what it took the place of. What holds for some alone stands under What differs.";
    (!table.rows.is_empty()).then(|| {
        section(
            "values".to_owned(),
            "Where each value comes from",
            Some(lead.to_owned()),
            vec![Block::Table(table)],
        )
    })
}

fn tests(dossier: &Dossier) -> Section {
    let Some(tests) = &dossier.tests else {
        return section(
            "tests".to_owned(),
            "Tests",
            Some("No suite lies beside the rules.".to_owned()),
            Vec::new(),
        );
    };
    let cases = tests.suites.iter().map(|suite| suite.cases.len()).sum::<usize>();
    let failed = tests
        .suites
        .iter()
        .flat_map(|suite| &suite.cases)
        .filter(|case| !case.unmet.is_empty())
        .count();
    let mut lead = format!("{} of {cases} cases come out as expected.", cases - failed);
    if let Some(coverage) = &tests.coverage {
        lead += &format!(
            " They try {} of the {} answers that conditions can have.",
            coverage.covered(),
            coverage.possible()
        );
    }
    let mut table = Table::new(
        "Suites",
        &[("Suite", false), ("File", false), ("Cases", true), ("Failed", true)],
    );
    for suite in &tests.suites {
        let failed = suite.cases.iter().filter(|case| !case.unmet.is_empty()).count();
        table.rows.push(vec![
            Cell::text(shown(&suite.name)),
            Cell::text(shown(&suite.path)),
            Cell::text(suite.cases.len().to_string()),
            Cell::text(if suite.findings.is_some() {
                "can't be read".to_owned()
            } else {
                failed.to_string()
            }),
        ]);
    }
    section("tests".to_owned(), "Tests", Some(lead), vec![Block::Table(table)])
}

fn proofs(dossier: &Dossier) -> Section {
    let lead = "What the prover was asked, and what it shows for any data: `yes` holds, `no` doesn't.".to_owned();
    let lines = proved::text(&dossier.proved);
    let lines: Vec<String> = lines.lines().map(|line| shown(line.trim_end())).collect();
    let blocks = match lines.is_empty() {
        true => vec![Block::Text("Nothing is asked of these rules.".to_owned())],
        false => vec![Block::List(lines)],
    };
    section("proofs".to_owned(), "Proofs", Some(lead), blocks)
}

fn approvals(dossier: &Dossier) -> Section {
    let (lead, blocks) = match &dossier.approvals {
        None => ("No project states who approves these rules.".to_owned(), Vec::new()),
        Some(packs) => {
            let mut lines: Vec<String> = sentences(packs).iter().map(|line| shown(line)).collect();
            for (pack, void) in packs
                .iter()
                .flat_map(|pack| pack.void.iter().map(move |void| (pack, void)))
            {
                lines.push(shown(&format!(
                    "the approval of `{}` by `{}` is void: {}",
                    pack.pack,
                    void.name,
                    void.why.message()
                )));
            }
            ("Who signed the packs as they are.".to_owned(), vec![Block::List(lines)])
        }
    };
    section("approvals".to_owned(), "Approvals", Some(lead), blocks)
}

fn history(dossier: &Dossier) -> Section {
    let mut blocks = Vec::new();
    let lead = match &dossier.history {
        None => "No repository has these rules, so nothing is known of their changes.".to_owned(),
        Some(commits) => {
            let mut table = Table::new(
                "Changes",
                &[("Day", false), ("Change", false), ("By", false), ("What", false)],
            );
            table.rows = commits
                .iter()
                .map(|commit| {
                    let cells = [&commit.day, &commit.id, &commit.author, &commit.subject];
                    cells.map(|text| Cell::text(shown(text))).to_vec()
                })
                .collect();
            blocks.push(Block::Table(table));
            "The last changes, the newest first.".to_owned()
        }
    };
    if dossier.history.is_some() {
        match &dossier.uncommitted {
            Some(files) if files.is_empty() => {}
            Some(files) => blocks.push(Block::Text(shown(&format!(
                "Not as the last change left them: {}.",
                files.join(", ")
            )))),
            None => blocks.push(Block::Text(
                "Whether the files are as the last change left them isn't known: `git status` fails.".to_owned(),
            )),
        }
    }
    if !dossier.published.is_empty() {
        let mut table = Table::new(
            "Published figures",
            &[
                ("Entry", true),
                ("Recorded", false),
                ("Figures of", false),
                ("Rules that differ from the entry before", false),
                ("What that changed", false),
            ],
        );
        for published in &dossier.published {
            table.rows.push(vec![
                Cell::text(published.entry.to_string()),
                Cell::text(shown(&published.at)),
                Cell::text(shown(&published.as_of)),
                Cell::text(shown(&published.changed.join(", "))),
                Cell::text(shown(&published.impact.join("; "))),
            ]);
        }
        blocks.push(Block::Table(table));
    }
    section("history".to_owned(), "History", Some(lead), blocks)
}
