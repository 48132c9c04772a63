//! Messy exports of a clean organisation: `suggest`, then `run` with what was proposed. Each of them has the figures of the
//! original, or is refused or reported with a code. Another figure without a word must never come out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may stop on a surprise"
)]

mod chance;
mod clean;
mod export;
mod written;

use clean::{Organisation, Part};
use export::{Export, export};
use jiff::civil::date;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use uptake_project::{Counted, Failure, FixedWorld, ProjectFile, RunRequest, Session, SuggestRequest};

/// So many exports.
const FILES: u64 = 500;

/// Every figure of the pack, and how many uses there are by segment and region.
const RULES: &str = "\
uptake: 1
measures:
  messy_uses: { count: interactions }
  messy_documented: { count: interactions, where: documented }
metrics:
  messy_sum: { sum: messy_uses, by: [segment, region, team] }
  messy_part: { ratio: messy_documented, to: messy_uses, percent: true }
";

/// What came of an export.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// The figures of the original.
    Same,
    /// Other figures, or none, with a code that says why.
    Coded(String),
    /// Left to people: what was proposed doesn't run, or says what it leaves out.
    Unsure(String),
    /// Another figure without a word.
    Wrong(String),
}

/// A folder with the clean organisation.
fn folder(organisation: &Organisation) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut people = "person_id,role,segment,team,region,hired_on,left_on\n".to_owned();
    for row in &organisation.people {
        let left_on = row.left_on.map(|day| day.to_string()).unwrap_or_default();
        let texts = [&row.name, row.role, row.segment, row.team, row.region];
        people += &format!("{},{},{left_on}\n", texts.join(","), row.hired_on);
    }
    let mut uses = "interaction_id,person_id,at,tool,documented,quantity\n".to_owned();
    for row in &organisation.uses {
        uses += &format!(
            "{},{},{},{},{},{}\n",
            row.id, row.person, row.at, row.tool, row.documented, row.quantity
        );
    }
    for (name, text) in [
        ("people.csv", people.as_str()),
        ("uses.csv", &uses),
        ("rules.yaml", RULES),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn session(folder: &TempDir) -> Session {
    Session::new(FixedWorld::on(date(2026, 3, 1)).in_folder(folder.path()))
}

/// The metrics of a project, and what its intake says, by dataset.
fn figures(session: &Session, name: &str) -> Result<(String, Value), Failure> {
    let request = RunRequest::new(ProjectFile::At(Path::new(name)));
    let ran = session.run(&request, &mut Counted)?;
    let written = uptake_report::written(ran.outcome, &ran.disclosure);
    let metrics = serde_json::to_string(&written.metrics).unwrap();
    Ok((metrics, serde_json::to_value(&written.intake).unwrap()))
}

fn project(people: &str, interactions: &str, pack: &str) -> String {
    let indented = |block: &str| block.lines().map(|line| format!("  {line}\n")).collect::<String>();
    format!(
        "uptake: 1\nproject: messy\npacks: [csm-ai-adoption, rules.yaml{pack}]\nstage: run\nas_of: 2026-03-01\n\
         privacy: {{ smallest_group: 1 }}\nsources:\n{}{}",
        indented(people),
        indented(interactions)
    )
}

const PEOPLE: &str = "people: { adapter: files, path: people.csv }";
const USES: &str = "interactions: { adapter: files, path: uses.csv }";

/// Suggests, builds the project of what was proposed, and runs it.
fn tried(export: &Export, (folder, session, original): &(TempDir, Session, String), seed: u64) -> End {
    let file = format!("{seed}/{}", export.file);
    let path = folder.path().join(&file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, &export.bytes).unwrap();
    let suggested = session.suggest(&SuggestRequest {
        sheet: None,
        file: Path::new(&file),
        dataset: None,
        project: None,
        packs: &["csm-ai-adoption", "mappings"],
        names: false,
    });
    // A script takes the JSON, and nothing else.
    let value: Value = match suggested {
        Ok(suggested) => serde_json::from_str(&serde_json::to_string(&suggested).unwrap()).unwrap(),
        Err(failure) => return End::Coded(code(&failure)),
    };
    let block = value["source_yaml"].as_str().unwrap();
    let mut pack = String::new();
    if let Some(yaml) = value["mapping_yaml"].as_str() {
        let name = format!("{seed}/{}", value["mapping"]["file"].as_str().unwrap());
        std::fs::write(folder.path().join(&name), yaml).unwrap();
        pack = format!(", {name}");
    }
    // A block that takes the other dataset's place leaves that one without a source: the run is refused.
    let text = match export.dataset {
        "people" => project(block, USES, &pack),
        _ => project(PEOPLE, block, &pack),
    };
    let name = format!("{seed}.yaml");
    std::fs::write(folder.path().join(&name), text).unwrap();
    let ready = value["ready"] == true;
    let unsure: Vec<&str> = value["undecided"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|doubt| doubt["about"].as_str())
        .collect();
    let end = judged(figures(session, &name), original);
    match end {
        End::Coded(_) | End::Same if !ready => End::Unsure(unsure.join(" ")),
        end => end,
    }
}

fn judged(figures: Result<(String, Value), Failure>, original: &str) -> End {
    let (metrics, intake) = match figures {
        Ok(figures) => figures,
        Err(failure) => return End::Coded(code(&failure)),
    };
    if metrics == original {
        return End::Same;
    }
    // Whoever is called otherwise on the list is nobody to the uses.
    let parts = intake
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|part| part["set_aside"].as_object());
    let reasons: Vec<String> = parts
        .flat_map(|reasons| reasons.iter().map(|(reason, count)| format!("{reason} {count}")))
        .collect();
    // Rows that say the same twice are no reason for another figure.
    match reasons.iter().all(|reason| reason.starts_with("duplicate")) {
        true => End::Wrong(format!("{reasons:?}")),
        false => End::Coded(reasons.join(", ")),
    }
}

fn code(failure: &Failure) -> String {
    match (&failure.code, &failure.findings) {
        (Some(code), _) => format!("{code}: {}", failure.message),
        (None, Some(findings)) => {
            let codes = findings.diagnostics.iter().map(|found| format!("{:?}", found.code));
            codes.collect::<Vec<_>>().join(" ")
        }
        (None, None) => panic!("no code: {failure}"),
    }
}

#[test]
fn no_messy_export_gives_another_figure_without_a_word() {
    let whole = Organisation::new();
    let mut clean: BTreeMap<Part, (TempDir, Session, String)> = BTreeMap::new();
    for early in [false, true] {
        for thousands in [false, true] {
            let part = Part { early, thousands };
            let folder = folder(&whole.part(part));
            std::fs::write(folder.path().join("uptake.yaml"), project(PEOPLE, USES, "")).unwrap();
            let session = session(&folder);
            let (metrics, intake) = figures(&session, "uptake.yaml").unwrap_or_else(|failure| panic!("{failure}"));
            assert!(
                intake
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|part| part["set_aside"].as_object().unwrap().is_empty()),
                "{intake}"
            );
            clean.insert(part, (folder, session, metrics));
        }
    }
    let next = AtomicU64::new(0);
    let first: u64 = std::env::var("MESSY_FIRST")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1);
    let all = std::thread::scope(|scope| {
        let work = || {
            let mut ends = Vec::new();
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= FILES {
                    return ends;
                }
                let export = export(first + seed, &whole);
                let end = tried(&export, &clean[&export.part], first + seed);
                ends.push((first + seed, export.traits, export.broken, end));
            }
        };
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect::<Vec<_>>()
    });
    let told = |wanted: &dyn Fn(&End) -> bool| all.iter().filter(|(.., end)| wanted(end)).count();
    let same = told(&|end| *end == End::Same);
    let coded = told(&|end| matches!(end, End::Coded(_)));
    let unsure = told(&|end| matches!(end, End::Unsure(_)));
    let wrong: Vec<_> = all.iter().filter(|(.., end)| matches!(end, End::Wrong(_))).collect();
    println!(
        "{FILES} exports: {same} same, {coded} coded, {unsure} unsure, {} wrong",
        wrong.len()
    );
    if std::env::var_os("MESSY_ALL").is_some() {
        for (seed, traits, broken, end) in &all {
            println!("{seed} {end:?} {broken:?} {traits:?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Most are right at the first try: a refusal is never wrong, but it is no help either.
    assert!(same * 10 >= all.len() * 5, "{same} of {}", all.len());
}
