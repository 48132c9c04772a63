//! What the constants of the packs may be: each number says it, and an override that says something else is refused where it stands.

use crate::support::{Project, files_in, repository};
use std::path::Path;

/// A constant as a rule file has it.
#[derive(Debug)]
struct Constant {
    name: String,
    /// What stands behind its name, without a comment.
    stated: String,
}

impl Constant {
    /// The value of a key of its mapping.
    fn key(&self, key: &str) -> Option<&str> {
        let (_, rest) = self.stated.split_once(&format!("{key}: "))?;
        let end = if rest.starts_with('[') {
            rest.find(']')? + 1
        } else {
            rest.find([',', '}']).unwrap_or(rest.len())
        };
        Some(rest.get(..end)?.trim())
    }

    /// A number beside one of its bounds, of the kind that the bound has.
    fn beside(&self, bound: &str, by: i64) -> Option<String> {
        let bound = self.key(bound)?;
        match bound.parse::<i64>() {
            Ok(whole) => Some((whole + by).to_string()),
            Err(_) => Some(format!("{:?}", bound.parse::<f64>().unwrap() + by as f64)),
        }
    }
}

fn constants(file: &Path) -> Vec<Constant> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if !line.starts_with([' ', '#']) && !line.is_empty() {
            inside = line == "constants:";
        }
        let own = line.strip_prefix("  ").filter(|own| !own.starts_with([' ', '#', '-']));
        if let (true, Some((name, stated))) = (inside, own.and_then(|own| own.split_once(": "))) {
            found.push(Constant {
                name: name.to_owned(),
                stated: stated.split(" #").next().unwrap().trim().to_owned(),
            });
        }
    }
    found
}

/// The folders of a folder of the repository, by their paths in it.
fn folders_in(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(repository().join(folder)).unwrap();
    let folders = entries
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir());
    folders
        .map(|entry| format!("{folder}/{}", entry.file_name().to_string_lossy()))
        .collect()
}

/// What a check of an override says.
fn checked(pack: &str, stated: &[(&str, String)]) -> String {
    let lines: String = stated
        .iter()
        .map(|(name, value)| format!("  {name}: {value}\n"))
        .collect();
    let (packs, source) = match pack {
        "cs-amplification" => ("csm-ai-adoption, cs-readiness, cs-amplification", "renewals"),
        "cs-readiness" => ("cs-readiness", "renewals"),
        _ => (pack, "people"),
    };
    let sources = format!("sources:\n  {source}: {{ adapter: files, path: rows.csv }}\n");
    let project = Project::empty()
        .file(
            "uptake.yaml",
            format!("uptake: 1\nproject: ranges\npacks: [{packs}, ours]\nas_of: 2026-06-30\n{sources}"),
        )
        .file(
            "ours/rules.yaml",
            format!("uptake: 1\nextends: {pack}\nowner: us@example.com\nabout: Ours.\nconstants:\n{lines}"),
        );
    let answer = project.uptake(&["check", "."]);
    format!("{}{}", answer.stdout, answer.stderr)
}

#[test]
fn each_number_of_a_pack_says_what_it_may_be() {
    let mut numbers = 0;
    let packs = ["rules", "rules/definitions"]
        .iter()
        .flat_map(|folder| folders_in(folder));
    for file in packs.flat_map(|pack| files_in(&pack)) {
        if file.extension().is_none_or(|ending| ending != "yaml") {
            continue;
        }
        for constant in constants(&file) {
            let value = constant.key("value").unwrap_or(&constant.stated);
            if value.parse::<f64>().is_err() {
                continue;
            }
            numbers += 1;
            assert!(
                ["least", "among"].iter().any(|key| constant.key(key).is_some()),
                "{}: {constant:?}",
                file.display()
            );
        }
    }
    assert!(numbers > 100, "{numbers}");
}

#[test]
fn an_override_outside_of_what_a_constant_may_be_is_refused_where_it_stands() {
    for pack in ["csm-ai-adoption", "cs-readiness", "cs-amplification"] {
        let files = files_in(&format!("rules/{pack}"));
        let all: Vec<Constant> = files
            .iter()
            .filter(|file| file.extension().is_some_and(|ending| ending == "yaml"))
            .flat_map(|file| constants(file))
            .collect();
        let below = all
            .iter()
            .filter_map(|own| Some((own.name.as_str(), own.beside("least", -1)?)));
        let above = all
            .iter()
            .filter_map(|own| Some((own.name.as_str(), own.beside("most", 1)?)));
        let among = all.iter().filter_map(|own| {
            let numbers = own.key("among")?.contains(char::is_numeric);
            let value = if numbers { "45" } else { "something else" };
            let is_set = own.key("value")?.starts_with('[');
            Some((
                own.name.as_str(),
                if is_set { format!("[{value}]") } else { value.to_owned() },
            ))
        });
        for (kind, outside) in [
            ("below", below.chain(among).collect::<Vec<_>>()),
            ("above", above.collect()),
        ] {
            assert!(outside.len() >= 6, "{pack} {kind}: {outside:?}");
            // A set of numbers states bounds of each.
            let outside: Vec<(&str, String)> = outside
                .into_iter()
                .map(|(name, value)| match name {
                    "weekend_days" => (name, format!("[{value}]")),
                    _ => (name, value),
                })
                .collect();
            let said = checked(pack, &outside);
            for (place, (name, value)) in outside.iter().enumerate() {
                let value = value.trim_matches(['[', ']']);
                let fault = said
                    .split("error[")
                    .find(|fault| fault.starts_with(&format!("wrong-value]: `{name}` can't be ")));
                let fault = fault.unwrap_or_else(|| panic!("{pack}: {name}: {value} isn't refused: {said}"));
                let line = format!("ours/rules.yaml:{}:", place + 6);
                assert!(fault.contains(&line), "{pack}: {name} isn't refused at {line}: {fault}");
            }
        }
    }
}

#[test]
fn an_override_within_is_taken_also_a_whole_number_for_a_fraction() {
    let said = checked(
        "cs-readiness",
        &[
            ("time_to_save", "60".to_owned()),
            ("classes", "20".to_owned()),
            ("false_alarms_a_week", "2".to_owned()),
            ("colours", "[green, red]".to_owned()),
        ],
    );
    assert!(said.contains("nothing found"), "{said}");
    // Another horizon is named in both places, as docs/readiness.md says.
    let page = std::fs::read_to_string(repository().join("docs/readiness.md")).unwrap();
    let text = "{ value: 45, among: [30, 45, 60, 90, 180] }";
    assert!(page.contains(&format!("constants: {{ time_to_save: {text} }}\n")));
    let said = checked("cs-readiness", &[("time_to_save", text.to_owned())]);
    assert!(said.contains("nothing found"), "{said}");
}
