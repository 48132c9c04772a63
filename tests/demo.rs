//! The demo: a made-up organisation whose every figure is known from a count by hand.

use crate::support::{Answer, Figures, Project, sha256, uptake};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use uptake_simulate::{Organisation, Person, Segment, Settings, assisted, dirt, organisation, tally};

const RATE: &str = "csm_ai_adoption_rate";

/// The demo, run once for all tests that only look at it.
struct Demo {
    project: Project,
    answer: Answer,
    figures: Figures,
}

static DEMO: LazyLock<Demo> = LazyLock::new(|| {
    let project = Project::empty();
    let answer = project.uptake(&["demo", "--out", "demo"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let figures = Figures::read(&project.path("demo"));
    Demo {
        project,
        answer,
        figures,
    }
});

fn agrees(organisation: &Organisation, settings: &Settings, cut: &str, belongs: impl Fn(&Person) -> bool) {
    for week in 0..settings.weeks {
        let monday = settings.monday(week);
        let by_hand = tally(organisation, monday, &belongs);
        let row = DEMO.figures.row(RATE, &monday.to_string(), cut);
        assert_eq!(row.numerator, Some(by_hand.active as f64), "{cut} {monday}");
        assert_eq!(row.denominator, Some(by_hand.eligible as f64), "{cut} {monday}");
        match by_hand.rate() {
            Some(rate) => assert!((row.value.unwrap() - 100.0 * rate).abs() < 1e-9, "{cut} {monday}"),
            None => assert_eq!(row.value, None),
        }
        assert_eq!(row.unknown, by_hand.unknown as u64, "{cut} {monday}");
    }
}

#[test]
fn every_weekly_rate_equals_the_count_by_hand_whole_and_by_segment() {
    let settings = Settings::default();
    let organisation = organisation(&settings);
    assert_eq!(DEMO.figures.periods(RATE).len(), settings.weeks);
    agrees(&organisation, &settings, "", |_| true);
    for (segment, cut) in [
        (Segment::Smb, "SMB"),
        (Segment::MidMarket, "Mid-Market"),
        (Segment::Enterprise, "Enterprise"),
    ] {
        agrees(&organisation, &settings, &format!("segment={cut}"), |person| {
            person.segment == Some(segment)
        });
    }
    agrees(&organisation, &settings, "segment=(unknown)", |person| {
        person.segment.is_none()
    });
}

#[test]
fn every_weekly_rate_of_every_team_equals_the_count_by_hand() {
    let settings = Settings::default();
    let organisation = organisation(&settings);
    for team in uptake_simulate::TEAMS {
        agrees(&organisation, &settings, &format!("team={}", team.name), |person| {
            person.team == team.name
        });
    }
}

#[test]
fn every_weekly_resolution_rate_equals_the_count_by_hand_and_ends_in_a_plausible_band() {
    const RESOLUTION: &str = "csm_ai_assisted_resolution_rate";
    let settings = Settings::default();
    let organisation = organisation(&settings);
    let segments = [
        (Segment::Smb, "Great"),
        (Segment::MidMarket, "Great"),
        (Segment::Enterprise, "Great"),
    ];
    for week in 0..settings.weeks {
        let monday = settings.monday(week);
        for (segment, _) in segments {
            let by_hand = assisted(&organisation, monday, |person| person.segment == Some(segment));
            let row = DEMO.figures.row(
                RESOLUTION,
                &monday.to_string(),
                &format!("segment={}", segment.as_str()),
            );
            assert_eq!(row.numerator, Some(by_hand.assisted as f64), "{segment} {monday}");
            assert_eq!(row.denominator, Some(by_hand.known as f64), "{segment} {monday}");
            assert_eq!(row.value, Some(100.0 * by_hand.assisted as f64 / by_hand.known as f64));
        }
        let whole = assisted(&organisation, monday, |_| true);
        let row = DEMO
            .figures
            .row("csm_unknown_involvement_rate", &monday.to_string(), "");
        assert_eq!(row.numerator, Some(whole.unknown as f64));
    }
    let last = settings.monday(settings.weeks - 1).to_string();
    for (segment, band) in segments {
        let cut = format!("segment={}", segment.as_str());
        assert_eq!(
            DEMO.figures.row(RESOLUTION, &last, &cut).band.as_deref(),
            Some(band),
            "{cut}"
        );
    }
}

#[test]
fn what_is_set_aside_is_exactly_the_planted_dirt() {
    let counts = |dataset: &str| DEMO.figures.intake(dataset)["set_aside"].clone();
    assert_eq!(
        counts("interactions"),
        serde_json::json!({
            "wrong-type": dirt::UNREADABLE_INTERACTIONS,
            "missing-key": dirt::INTERACTIONS_WITHOUT_PERSON,
            "duplicate": dirt::DUPLICATED_INTERACTIONS,
            "from-the-future": dirt::FUTURE_INTERACTIONS,
            "unknown-entity": dirt::INTERACTIONS_OF_A_STRANGER,
        })
    );
    assert_eq!(
        counts("people"),
        serde_json::json!({ "duplicate": dirt::DUPLICATED_PEOPLE })
    );
    assert_eq!(counts("leave"), serde_json::json!({}));
    assert_eq!(
        DEMO.figures.intake("people")["missing"]["segment"],
        dirt::CSMS_WITHOUT_SEGMENT
    );
    let rows = DEMO.figures.set_aside();
    assert_eq!(rows.len(), dirt::DIRTY_INTERACTIONS + dirt::DUPLICATED_PEOPLE);
    let told = |text: &str| rows.iter().filter(|row| row.contains(text)).count();
    assert_eq!(told(dirt::UNREADABLE_AT), dirt::UNREADABLE_INTERACTIONS);
    assert_eq!(told(dirt::STRANGER), dirt::INTERACTIONS_OF_A_STRANGER);
}

#[test]
fn the_summary_answers_at_a_glance() {
    let said = &DEMO.answer.stdout;
    for line in [
        "demo · week 2026-W07 (2026-02-09 to 2026-02-15) · as of 2026-02-15 · stage run\n",
        "  segment: Enterprise ",
        "  worst team Enterprise APAC ",
        " · best tenure_band ",
        "\nFAIL  Low teams (observational): team Enterprise APAC\n",
        "      Active: 2 of 9 people, 22.22 %, ",
        "people  105 counted · 27 not counted: 12 another role, ",
        // Readiness stands beside it: what AI would amplify, and what to fix first.
        "\nFAIL  Books within capacity\n      Books that hold more accounts than their owner's declared capacity: 37 of 113, by 27 accounts\n",
        "\nFAIL  Lead time of red (observational)\n",
        "\nfix 1   Look for what changes earlier (use within the renewal window, contacts, the buying\n",
        "\nchecks  7 fail, 1 warn, 1 insufficient data, 35 pass\n",
        "\nWritten to demo. Run it yourself: uptake run --project demo/project/uptake.yaml\n",
    ] {
        assert!(said.contains(line), "`{line}` isn't in\n{said}");
    }
    let row = DEMO.figures.row(RATE, "2026-02-09", "");
    let rate = format!(
        "\nCSM AI Adoption Rate  {:.1} % ({} of {}) · 95 % interval {:.1}–{:.1} %\n",
        row.value.unwrap(),
        row.numerator.unwrap(),
        row.denominator.unwrap(),
        row.low.unwrap(),
        row.high.unwrap()
    );
    assert!(said.contains(&rate), "`{rate}` isn't in\n{said}");
}

#[test]
fn every_detail_is_there_for_who_asks_for_it() {
    let said = uptake().args(["demo", "--verbose"]).output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    for line in [
        "demo · week 2026-W07 (2026-02-09 to 2026-02-15) · as of 2026-02-15 · stage run\n",
        "CSM AI Adoption Rate\n",
        "   95 % interval ",
        "  trend ",
        "  segment: Enterprise ",
        "  best  ",
        "  worst ",
        "\n        Fisher's exact test of each team against all others",
        "\n            p-0026 2026-02-09: approved_interactions 0, team Enterprise APAC\n",
        "\n  pass  Threshold sensitivity · Documented and claimed (observational) · ",
        "people: 132 of 133 rows used, 1 set aside: 1 duplicate\n  1 row without `segment`\n",
        " set aside: 1 wrong-type, 1 missing-key, 2 duplicate, 2 from-the-future, 3 unknown-entity\n",
    ] {
        assert!(said.contains(line), "`{line}` isn't in\n{said}");
    }
}

/// Every file below a folder, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            all.extend(
                files(&path)
                    .into_iter()
                    .map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)),
            );
        } else {
            all.insert(name, std::fs::read(path).unwrap());
        }
    }
    all
}

#[test]
fn every_file_is_the_same_at_every_run_also_with_one_thread() {
    let first = files(&DEMO.project.path("demo"));
    let folder = tempfile::tempdir().unwrap();
    for threads in [None, Some("1"), Some("7")] {
        let out = folder.path().join("again");
        let mut command = uptake();
        command.arg("demo").arg("--out").arg(&out);
        if let Some(threads) = threads {
            command.env("POLARS_MAX_THREADS", threads);
        }
        assert_eq!(Answer::of(&mut command).code, 0);
        let again = files(&out);
        assert_eq!(again.keys().collect::<Vec<_>>(), first.keys().collect::<Vec<_>>());
        for (name, bytes) in &first {
            assert!(again[name] == *bytes, "`{name}` differs with {threads:?} threads");
        }
    }
}

#[test]
fn the_project_that_it_leaves_gives_the_same_figures() {
    let answer = DEMO
        .project
        .uptake(&["run", "--project", "demo/project/uptake.yaml", "--out", "again"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    for name in [
        "metrics.csv",
        "metrics.parquet",
        "checks.csv",
        "entity_periods.parquet",
        "set_aside.csv",
        "outcome.json",
        "rules.md",
        "manifest.json",
    ] {
        let again = std::fs::read(DEMO.project.path("again").join(name)).unwrap();
        assert!(again == DEMO.figures.bytes(name), "`{name}` differs");
    }
    assert_eq!(DEMO.project.findings("demo/project"), Vec::<String>::new());
}

#[test]
fn the_demo_prints_its_outcome_as_json_too() {
    let answer = DEMO.project.uptake(&["demo", "--format", "json"]);
    let printed: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(printed, DEMO.figures.outcome);
}

#[test]
fn the_manifest_names_every_file_with_a_digest_that_holds() {
    let manifest: serde_json::Value = serde_json::from_slice(DEMO.figures.bytes("manifest.json")).unwrap();
    assert_eq!(
        manifest["engine"],
        serde_json::json!({ "name": "uptake", "version": "0.1.0" })
    );
    let demo = DEMO.project.path("demo");
    let holds = |entry: &serde_json::Value, path: &Path| {
        let bytes = std::fs::read(path).unwrap();
        assert_eq!(entry["sha256"], sha256(&bytes), "{}", path.display());
        assert_eq!(entry["bytes"], bytes.len(), "{}", path.display());
    };
    let list = |key: &str| manifest[key].as_array().unwrap().clone();
    let names = |key: &str, name: &str| {
        list(key)
            .iter()
            .map(|entry| entry[name].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names("outputs", "file"),
        [
            "metrics.csv",
            "metrics.parquet",
            "excluded.csv",
            "checks.csv",
            "readiness.csv",
            "people.csv",
            "entity_periods.parquet",
            "set_aside.csv",
            "unlisted.yaml",
            "rules.md",
            "outcome.json"
        ]
    );
    for entry in list("outputs") {
        holds(&entry, &demo.join(entry["file"].as_str().unwrap()));
    }
    assert_eq!(
        names("sources", "dataset"),
        [
            "accounts",
            "cases",
            "headlines",
            "health_scores",
            "holdings",
            "interactions",
            "leave",
            "people",
            "renewals",
            "staff",
            "stakeholders",
            "subscriptions",
            "surveys",
            "touches",
            "units",
            "usage",
            "use_cases",
        ]
    );
    for entry in list("sources") {
        holds(&entry, &demo.join("project").join(entry["part"].as_str().unwrap()));
    }
    assert_eq!(names("rules", "file")[0], "uptake.yaml");
    for entry in list("rules") {
        let file = entry["file"].as_str().unwrap();
        match file {
            "uptake.yaml" => holds(&entry, &demo.join("project").join(file)),
            _ => holds(&entry, &crate::support::repository().join(file)),
        }
    }
}
