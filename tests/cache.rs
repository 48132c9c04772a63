//! What is kept of sources for the next run: the same bytes of every file as without it, and nothing read that needn't be.

use crate::support::{Answer, Figures, Project};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const RULES: &str = "\
uptake: 1
entities: people
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    columns:
      id: text
      team: { type: text, optional: true, missing: report }
  leave:
    kind: spells
    entity: id
    from: starts
    through: ends
    optional: true
    columns: { id: text, starts: date, ends: { type: date, optional: true } }
  uses:
    kind: events
    entity: id
    time: at
    key: [number]
    columns:
      number: { type: text, optional: true }
      id: text
      at: datetime
      tool: { type: text, register: tools, optional: true }
      minutes: { type: float, optional: true }
registers:
  tools: { fields: { good: bool }, entries: { chat: { good: true }, mail: { good: false } } }
measures:
  uses_made: { count: uses, where: tool.good }
  tools_used: { distinct: uses.tool }
  time_spent: { sum: uses.minutes }
  days_away: { days: { within: leave } }
definitions:
  active: { when: uses_made >= 2 }
metrics:
  rate: { title: Rate, share: active, by: [team] }
  spent: { title: Minutes, mean: time_spent }
";

const PROJECT: &str = "\
uptake: 1
project: kept
packs: [rules.yaml]
as_of: 2026-02-22
sources:
  people: { adapter: files, path: people.csv }
  leave: { adapter: files, path: leave.csv }
  uses: { adapter: files, path: 'uses/*.csv' }
";

/// People, their leave, and two weeks of uses, with a row of a stranger, one that can't be read, a duplicate and unlisted tools.
fn project() -> Project {
    let project = Project::empty()
        .file("uptake.yaml", PROJECT)
        .file("rules.yaml", RULES)
        .file("people.csv", "id,team\nana,Red\nben,Blue\ncleo,Red\n")
        .file("leave.csv", "id,starts,ends\nben,2026-02-10,2026-02-12\n")
        .file("uses/w06.csv", week("2026-02-03", "a"))
        .file("uses/w07.csv", week("2026-02-10", "b"));
    settle(&project);
    project
}

fn week(day: &str, mark: &str) -> String {
    format!(
        "number,id,at,tool,minutes\n\
         {mark}1,ana,{day}T09:00:00Z,chat,0.1\n\
         {mark}2,ana,{day}T10:00:00Z,Chat,0.2\n\
         {mark}3,ben,{day}T09:00:00Z,mail,1e-3\n\
         {mark}4,ben,{day}T09:00:00Z,pen,7\n\
         {mark}5,zoe,{day}T09:00:00Z,chat,1\n\
         {mark}6,cleo,{day}T09:00:00Z,chat,much\n\
         {mark}1,ana,{day}T09:00:00Z,chat,0.1\n"
    )
}

/// Makes the files old enough that a look at them counts.
fn settle(project: &Project) {
    for file in files(&project.path("")) {
        let name = file.display().to_string();
        if name.ends_with(".csv") {
            age(&file);
        }
    }
}

/// A file as it is, but changed long ago as far as a program can say it.
fn age(path: &Path) {
    let file = std::fs::File::options().append(true).open(path).unwrap();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_750_000_000);
    file.set_modified(long_ago).unwrap();
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all.extend(files(&path)),
            false => all.push(path),
        }
    }
    all.sort();
    all
}

/// All files of a folder by name.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |path: &Path| path.strip_prefix(folder).unwrap().display().to_string();
    let all = files(folder);
    all.iter()
        .map(|path| (name(path), std::fs::read(path).unwrap()))
        .collect()
}

/// Runs with the cache and without, and requires the same of both. What is said of the cache comes back.
fn same(project: &Project, arguments: &[&str]) -> String {
    // As long as each other: lines are wrapped alike.
    for folder in ["with", "sans"] {
        let _ = std::fs::remove_dir_all(project.path(folder));
    }
    let with = project.run(&[&["--out", "with", "--cache", "kept"], arguments].concat());
    let without = project.run(&[&["--out", "sans", "--no-cache"], arguments].concat());
    let (told, rest) = said(&with);
    assert_eq!((with.code, rest), (without.code, without.stderr.clone()));
    assert_eq!(with.stdout.replace("to with", "to sans"), without.stdout);
    let (with, without) = (bytes(&project.path("with")), bytes(&project.path("sans")));
    assert_eq!(with.keys().collect::<Vec<_>>(), without.keys().collect::<Vec<_>>());
    for (name, content) in &with {
        assert!(content == &without[name], "{name} differs, {told}");
    }
    told
}

/// What was said of the cache, and everything else.
fn said(answer: &Answer) -> (String, String) {
    let (of_cache, rest): (Vec<&str>, Vec<&str>) = answer.stderr.lines().partition(|line| line.starts_with("cache: "));
    let whole = |lines: Vec<&str>| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    assert_eq!(of_cache.len(), 1, "{}", answer.stderr);
    (of_cache[0].trim_start_matches("cache: ").to_owned(), whole(rest))
}

fn cubes(project: &Project) -> Vec<PathBuf> {
    let all = files(&project.path("kept")).into_iter();
    all.filter(|path| path.extension().is_some_and(|ending| ending == "cube"))
        .collect()
}

const USED: &str = "nothing was read: the 4 files of the sources are what they were";
const NOTHING_KEPT: &str = "the sources were read, since nothing of them is kept for these rules";
const OTHERS: &str = "the sources were read, since they aren't what they were";

#[test]
fn a_second_run_reads_nothing_and_writes_the_same_bytes() {
    let project = project();
    let told = same(&project, &[]);
    assert!(told.starts_with(NOTHING_KEPT), "{told}");
    assert_eq!(same(&project, &[]), USED);
    assert_eq!(same(&project, &["--period", "2026-W06"]), USED);
    let figures = Figures::read(&project.path("with"));
    assert_eq!(figures.set_aside().len(), 6);
}

#[test]
fn what_only_judges_may_be_edited_without_anything_being_read() {
    let edits = [
        ("rules.yaml", "uses_made >= 2", "uses_made >= 1"),
        (
            "rules.yaml",
            "title: Minutes, mean: time_spent",
            "title: Longest, mean: tools_used",
        ),
        (
            "rules.yaml",
            "metrics:\n",
            "ladders:\n  level:\n    steps:\n      - { label: some, when: uses_made >= 1 }\n      - { label: much, when: uses_made >= 3 }\nmetrics:\n",
        ),
        (
            "rules.yaml",
            "  time_spent: { sum: uses.minutes }\n",
            "  time_spent: { sum: uses.minutes, about: in minutes }\n",
        ),
        (
            "uptake.yaml",
            "as_of: 2026-02-22\n",
            "as_of: 2026-02-22\nprivacy: { smallest_group: 2 }\n",
        ),
        (
            "uptake.yaml",
            "path: 'uses/*.csv' }",
            "path: 'uses/*.csv', most_set_aside: 50 % }",
        ),
    ];
    let mut project = project();
    same(&project, &[]);
    for (file, from, to) in edits {
        project = project.edit(file, from, to);
        assert_eq!(same(&project, &[]), USED, "{to}");
    }
}

#[test]
fn rules_that_count_less_are_served_by_what_was_kept_for_more() {
    let project = project();
    same(&project, &[]);
    let project = project
        .edit(
            "rules.yaml",
            "  days_away: { days: { within: leave } }\n",
            "  days_away: { days: { within: leave } }\n  all_uses: { count: uses }\n",
        )
        .edit("rules.yaml", "uses_made >= 2", "uses_made >= 2 && all_uses >= 1");
    let told = same(&project, &[]);
    assert!(told.contains("lacks what these rules count"), "{told}");
    // Both are kept now, and either serves; without a sum there is less, of the same columns.
    assert_eq!(same(&project, &[]), USED);
    let project = project.edit("rules.yaml", "  all_uses: { count: uses }\n", "").edit(
        "rules.yaml",
        "uses_made >= 2 && all_uses >= 1",
        "uses_made >= 2",
    );
    assert_eq!(same(&project, &[]), USED);
    assert_eq!(cubes(&project).len(), 2);
}

#[test]
fn what_shapes_reading_is_read_anew() {
    let edits = [
        (
            "rules.yaml",
            "entities: people\n",
            "entities: people\ncalendar: { time_zone: Asia/Tokyo }\n",
        ),
        ("rules.yaml", "time_zone: Asia/Tokyo", "period: month"),
        ("rules.yaml", "mail: { good: false }", "mail: { good: true }"),
        (
            "rules.yaml",
            "mail: { good: true }",
            "mail: { good: true, aliases: [pen] }",
        ),
        (
            "rules.yaml",
            "minutes: { type: float, optional: true }",
            "minutes: { type: int, optional: true }",
        ),
        ("rules.yaml", "key: [number]", "key: [number]\n    keep: last"),
        ("rules.yaml", "where: tool.good", "where: tool == \"chat\""),
        (
            "uptake.yaml",
            "path: 'uses/*.csv' }",
            "path: 'uses/*.csv', covers: { from: 2026-02-09 } }",
        ),
        ("uptake.yaml", "path: leave.csv }", "path: leave.csv, separator: ',' }"),
        (
            "uptake.yaml",
            "path: people.csv }",
            "path: people.csv, set: { team: Green } }",
        ),
    ];
    let mut project = project();
    same(&project, &[]);
    for (file, from, to) in edits {
        project = project.edit(file, from, to);
        let told = same(&project, &[]);
        assert!(told.starts_with("the sources were read"), "{to}: {told}");
        assert_eq!(same(&project, &[]), USED, "{to}");
    }
}

#[test]
fn a_mapping_shapes_reading() {
    let mapping = "mappings:\n  from_log:\n    dataset: uses\n    input: { number: text, id: text, at: datetime, tool: text, minutes: float }\n    columns: { number: number, id: id, at: at, tool: tool, minutes: minutes }\n";
    let project = project()
        .edit("rules.yaml", "measures:\n", &format!("{mapping}measures:\n"))
        .edit(
            "uptake.yaml",
            "path: 'uses/*.csv' }",
            "path: 'uses/*.csv', mapping: from_log }",
        );
    same(&project, &[]);
    assert_eq!(same(&project, &[]), USED);
    let project = project.edit("rules.yaml", "minutes: minutes }", "minutes: minutes * 60 }");
    let told = same(&project, &[]);
    assert!(told.starts_with(NOTHING_KEPT), "{told}");
    let project = project.edit("rules.yaml", "minutes: minutes * 60 }", "minutes: minutes }");
    assert_eq!(same(&project, &[]), USED);
}

#[test]
fn a_changed_source_is_read_whatever_its_size_and_time_say() {
    let project = project();
    same(&project, &[]);
    assert_eq!(same(&project, &[]), USED);
    let path = project.path("uses/w06.csv");
    let before = std::fs::metadata(&path).unwrap();
    let text = project.read("uses/w06.csv");
    // One digit, the same length and the same time of change.
    let changed = text.replace("chat,0.1\n", "chat,0.4\n");
    assert_eq!(changed.len(), text.len());
    std::fs::write(&path, changed).unwrap();
    let file = std::fs::File::options().append(true).open(&path).unwrap();
    file.set_modified(before.modified().unwrap()).unwrap();
    drop(file);
    assert_eq!(
        std::fs::metadata(&path).unwrap().modified().unwrap(),
        before.modified().unwrap()
    );
    let told = same(&project, &[]);
    assert!(told.starts_with(OTHERS), "{told}");
    // As it was before, though at another time: what was kept of it serves again.
    std::fs::write(&path, text).unwrap();
    age(&path);
    assert_eq!(same(&project, &[]), USED);
}

#[test]
fn a_source_that_comes_goes_or_is_renamed_is_noticed() {
    let project = project();
    same(&project, &[]);
    let project = project.file("uses/w08.csv", week("2026-02-17", "c"));
    let told = same(&project, &[]);
    assert!(told.starts_with(OTHERS), "{told}");
    std::fs::remove_file(project.path("uses/w08.csv")).unwrap();
    assert_eq!(same(&project, &[]), USED);
    // Messages and rows set aside name the file.
    std::fs::rename(project.path("uses/w07.csv"), project.path("uses/w7.csv")).unwrap();
    let told = same(&project, &[]);
    assert!(told.starts_with(OTHERS), "{told}");
    std::fs::remove_file(project.path("people.csv")).unwrap();
    let with = project.run(&["--cache", "kept"]);
    let without = project.run(&["--no-cache"]);
    assert_eq!((with.code, &with.stderr), (2, &without.stderr));
}

#[test]
fn a_later_day_of_the_figures_reads_again_only_what_an_earlier_one_left_out() {
    let project = project().file("uses/w09.csv", week("2026-02-24", "d"));
    settle(&project);
    // The last week lies after the day of the figures.
    same(&project, &["--as-of", "2026-02-22"]);
    let told = same(&project, &["--as-of", "2026-03-01"]);
    assert!(told.contains("is as of another day"), "{told}");
    let five = USED.replace('4', "5");
    assert_eq!(same(&project, &["--as-of", "2026-03-02"]), five);
    assert_eq!(same(&project, &["--as-of", "2026-02-22"]), five);
    let told = same(&project, &["--as-of", "2026-02-21"]);
    assert!(told.contains("is as of another day"), "{told}");
}

#[test]
fn a_damaged_cube_is_read_anew_wherever_it_is_damaged() {
    let project = project();
    same(&project, &[]);
    let [cube] = cubes(&project).try_into().unwrap();
    let whole = std::fs::read(&cube).unwrap();
    let places = (0..whole.len()).step_by(whole.len() / 40);
    for at in places.chain([8, 20, whole.len() - 1]) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0xff;
        std::fs::write(&cube, damaged).unwrap();
        let told = project.run(&["--cache", "kept"]).stderr;
        let noticed = ["what was kept is damaged", "another version of the program"];
        assert!(noticed.iter().any(|words| told.contains(words)), "byte {at}: {told}");
        // It is whole again.
        assert!(std::fs::read(&cube).unwrap() == whole, "byte {at}");
    }
    for length in [0, 10, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&cube, &whole[..length]).unwrap();
        let told = same(&project, &[]);
        assert!(told.contains("what was kept is damaged"), "cut off at {length}: {told}");
    }
    // What is known of the files from outside may be damaged, too: then they are looked into.
    for text in ["", "nonsense", "0\nnonsense"] {
        std::fs::write(project.path("kept/digests"), text).unwrap();
        assert_eq!(same(&project, &[]), USED, "{text}");
    }
}

#[test]
fn what_another_version_has_kept_or_lies_under_another_name_is_not_used() {
    let project = project();
    same(&project, &[]);
    let [cube] = cubes(&project).try_into().unwrap();
    let name = cube.file_stem().unwrap().to_str().unwrap().to_owned();
    let mut pieces: Vec<&str> = name.split('-').collect();
    pieces[2] = "000000000000000000000000";
    let other = cube.with_file_name(format!("{}.cube", pieces.join("-")));
    std::fs::rename(&cube, &other).unwrap();
    let told = same(&project, &[]);
    assert!(told.contains("another version of the program"), "{told}");
    // A cube of other files under the name of this one.
    let project = project.file("uses/w06.csv", week("2026-02-04", "a"));
    let told = same(&project, &[]);
    assert!(told.starts_with(OTHERS), "{told}");
    let newest = cubes(&project)
        .into_iter()
        .find(|path| *path != cube && *path != other)
        .unwrap();
    std::fs::copy(&newest, &cube).unwrap();
    let project = project.file("uses/w06.csv", week("2026-02-03", "a"));
    let told = same(&project, &[]);
    assert!(told.contains("what was kept is damaged"), "{told}");
}

#[test]
fn several_runs_at_once_write_what_one_does() {
    let project = project();
    let alone = project.run(&["--no-cache", "--format", "json"]);
    for _ in 0..3 {
        let start = |_| {
            let mut command = project.command(&["run", "--cache", "kept", "--format", "json"]);
            let piped = command
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped());
            piped.spawn().unwrap()
        };
        let all: Vec<_> = (0..4).map(start).collect();
        for child in all {
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(alone.code));
            assert_eq!(String::from_utf8(output.stdout).unwrap(), alone.stdout);
        }
        assert_eq!(cubes(&project).len(), 1);
        let left = files(&project.path("kept")).into_iter();
        let unfinished = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with(".unfinished");
        assert_eq!(left.filter(unfinished).count(), 0);
    }
}

#[test]
fn the_folder_stays_as_small_as_it_is_to_be() {
    let stated = "cache: { folder: kept, size: 30KiB }\n";
    let mut project = project().edit("uptake.yaml", "as_of:", &format!("{stated}as_of:"));
    let first = project.run(&[]);
    assert!(first.stderr.contains("are kept"), "{}", first.stderr);
    let mut removed = false;
    for minutes in 2..12 {
        project = project.edit(
            "rules.yaml",
            "{ sum: uses.minutes",
            "{ sum: uses.minutes, where: minutes != -1",
        );
        project = project.edit("rules.yaml", "minutes != -1", &format!("minutes < {minutes}00"));
        let told = project.run(&[]).stderr;
        removed |= told.contains("of earlier runs are removed");
        project = project.edit("rules.yaml", &format!(", where: minutes < {minutes}00"), "");
        let size: u64 = cubes(&project).iter().map(|path| path.metadata().unwrap().len()).sum();
        assert!(size <= 30 << 10, "{size}");
    }
    assert!(removed);
    let project = project.edit("uptake.yaml", "30KiB", "100B");
    let told = project
        .edit("rules.yaml", "sum: uses.minutes", "max: uses.minutes")
        .run(&[])
        .stderr;
    assert!(told.contains("more than the cache may hold"), "{told}");
}

#[test]
fn a_project_that_hides_names_keeps_nothing() {
    let project = project()
        .edit(
            "uptake.yaml",
            "as_of:",
            "cache: kept\nprivacy: { pseudonyms: '${file:key}' }\nas_of:",
        )
        .file("key", "a key that is long enough");
    for arguments in [&[] as &[&str], &["--names"]] {
        let answer = project.run(arguments);
        let (told, _) = said(&answer);
        assert_eq!(
            told,
            "the sources were read and nothing is kept: the project hides names, and they would stand in the cache"
        );
        assert!(!project.path("kept").exists());
    }
}

#[test]
fn a_project_that_begins_to_hide_names_removes_those_that_were_kept() {
    let project = project().edit("uptake.yaml", "as_of:", "cache: kept\nas_of:");
    project.run(&[]);
    assert!(!cubes(&project).is_empty());
    let project = project
        .file("kept/movie.part", "of somebody else")
        .edit(
            "uptake.yaml",
            "as_of:",
            "privacy: { pseudonyms: '${file:key}' }\nas_of:",
        )
        .file("key", "a key that is long enough");
    let (told, _) = said(&project.run(&[]));
    assert!(
        told.contains("of earlier runs, are removed") || told.contains("of an earlier run, is removed"),
        "{told}"
    );
    let left = files(&project.path("kept"));
    for file in &left {
        let content = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
        assert!(!content.contains("cleo"), "{}", file.display());
    }
    assert!(left.iter().any(|file| file.ends_with("movie.part")));
    let (told, _) = said(&project.run(&[]));
    assert!(!told.contains("removed"), "{told}");
}

#[test]
#[cfg(unix)]
fn nothing_is_taken_from_a_folder_that_anybody_may_write_to() {
    use std::os::unix::fs::PermissionsExt;
    let project = project();
    same(&project, &[]);
    assert_eq!(same(&project, &[]), USED);
    let access = |mode| std::fs::set_permissions(project.path("kept"), PermissionsExt::from_mode(mode)).unwrap();
    access(0o777);
    let told = same(&project, &[]);
    assert!(
        told.contains("anybody may write to `kept`") || told.contains("anybody may write to `"),
        "{told}"
    );
    access(0o700);
    assert_eq!(same(&project, &[]), USED);
}

#[test]
fn a_source_that_has_to_be_asked_is_asked() {
    let project = project().edit(
        "uptake.yaml",
        "leave: { adapter: files, path: leave.csv }",
        "leave: { adapter: exec, command: [cat, leave.csv], format: csv }",
    );
    let told = same(&project, &[]);
    assert_eq!(
        told,
        "the sources were read and nothing is kept: `leave` can't tell without being read whether it is what it was"
    );
}

#[test]
fn a_pipe_under_the_name_of_a_kept_file_stops_nothing() {
    let project = project();
    settle(&project);
    same(&project, &[]);
    let [cube] = &cubes(&project)[..] else {
        panic!("one cube")
    };
    let digests = cube.with_file_name("digests");
    for path in [&digests, cube] {
        if path.exists() {
            std::fs::remove_file(path).unwrap();
        }
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.unwrap().success());
        same(&project, &[]);
    }
}

#[test]
fn a_folder_that_cannot_be_written_stops_nothing() {
    let project = project().file("kept", "a file");
    let told = same(&project, &[]);
    assert!(told.contains("nothing is kept: `kept` can't be written"), "{told}");
}

#[test]
fn impact_explain_report_and_gate_read_what_a_run_has_kept() {
    let project = project();
    project.run(&["--cache", "kept"]);
    let with = |arguments: &[&str]| {
        let kept = project.uptake(&[arguments, &["--cache", "kept"]].concat());
        let read = project.uptake(&[arguments, &["--no-cache"]].concat());
        let (told, _) = said(&kept);
        assert_eq!((kept.code, &kept.stdout), (read.code, &read.stdout), "{arguments:?}");
        told
    };
    let head = project.read("rules.yaml").replace("uses_made >= 2", "uses_made >= 1");
    std::fs::create_dir(project.path("after")).unwrap();
    std::fs::write(project.path("after/rules.yaml"), head).unwrap();
    assert_eq!(
        with(&[
            "impact",
            "--base",
            "rules.yaml",
            "--head",
            "after/rules.yaml",
            "--format",
            "json"
        ]),
        USED
    );
    assert_eq!(with(&["explain", "--metric", "rate", "--format", "json"]), USED);
    assert_eq!(with(&["report", "--out", "report.md"]), USED);
    // The rows of a person are kept on their own.
    let person = ["explain", "--person", "ana", "--rows", "--format", "json"];
    assert!(with(&person).starts_with(NOTHING_KEPT));
    assert_eq!(with(&person), USED);
    let rules = project.read("rules.yaml").replace("uses_made >= 2", "uses_made >= 3");
    std::fs::write(project.path("rules.yaml"), rules).unwrap();
    assert_eq!(with(&person), USED);
}

/// The same project with uses that have no number, so that no row depends on another.
fn unnumbered() -> Project {
    let rules = RULES
        .replace("    key: [number]\n", "")
        .replace("      number: { type: text, optional: true }\n", "");
    let project = project().file("rules.yaml", rules);
    for (file, day) in [("w06", "2026-02-03"), ("w07", "2026-02-10")] {
        std::fs::write(project.path(&format!("uses/{file}.csv")), without_numbers(day)).unwrap();
    }
    settle(&project);
    project
}

fn without_numbers(day: &str) -> String {
    let rows = week(day, "x");
    let rows: Vec<&str> = rows.lines().map(|line| line.split_once(',').unwrap().1).collect();
    format!("{}\n", rows.join("\n"))
}

/// Waits until a look at what was written counts.
fn settled() {
    std::thread::sleep(Duration::from_millis(2_100));
}

#[test]
fn a_new_file_is_read_alone_and_so_is_one_that_was_changed() {
    let project = unnumbered();
    settled();
    same(&project, &[]);
    let project = project.file("uses/w08.csv", without_numbers("2026-02-17"));
    let told = same(&project, &[]);
    assert!(
        told.contains("they aren't what they were, but for 2 files that are what they were"),
        "{told}"
    );
    settled();
    assert_eq!(same(&project, &[]), USED.replace('4', "5"));
    // In the middle: the file before it and the one behind it are kept.
    let project = project.file("uses/w07.csv", without_numbers("2026-02-11"));
    let told = same(&project, &[]);
    assert!(told.contains("but for 2 files that are what they were"), "{told}");
    // One that goes: the others are added up.
    std::fs::remove_file(project.path("uses/w06.csv")).unwrap();
    settled();
    let told = same(&project, &[]);
    assert!(told.contains("what they were"), "{told}");
    // Other rules count something else of all of them.
    let project = project.edit("rules.yaml", "where: tool.good", "where: tool == \"chat\"");
    let told = same(&project, &[]);
    assert!(!told.contains("but for"), "{told}");
    // A damaged portion is read anew.
    for path in files(&project.path("kept")) {
        if path.extension().is_some_and(|ending| ending == "part") {
            let mut bytes = std::fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0xff;
            std::fs::write(&path, bytes).unwrap();
        }
    }
    let project = project.file("uses/w09.csv", without_numbers("2026-02-18"));
    let told = same(&project, &[]);
    assert!(!told.contains("but for"), "{told}");
}

#[test]
fn files_whose_rows_may_depend_on_each_other_are_read_as_one_and_that_is_said() {
    let project = project();
    settled();
    let told = same(&project, &[]);
    assert!(told.contains("of all files as one"), "{told}");
    // The same row in another file is a duplicate there, wherever it comes first.
    let project = project.file("uses/w08.csv", week("2026-02-10", "b"));
    let told = same(&project, &[]);
    assert!(!told.contains("but for"), "{told}");
}

#[test]
fn somebody_who_comes_onto_the_list_or_leaves_it_changes_what_files_say() {
    let project = unnumbered();
    settled();
    same(&project, &[]);
    // Zoe has rows in every file: they count now.
    let project = project.file("people.csv", "id,team\nana,Red\nben,Blue\ncleo,Red\nzoe,Red\n");
    let told = same(&project, &[]);
    assert!(!told.contains("but for"), "{told}");
    let project = project.file("people.csv", "id,team\nben,Blue\ncleo,Red\nzoe,Red\nyan,Red\n");
    let told = same(&project, &[]);
    assert!(!told.contains("but for"), "{told}");
}

/// Numbers that look like chance, and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

#[test]
fn whatever_is_edited_in_rules_and_data_the_bytes_are_those_of_a_fresh_run() {
    let rules: [&[&str]; 6] = [
        &[
            "uses_made >= 2",
            "uses_made >= 1",
            "uses_made >= 3",
            "uses_made >= tools_used",
        ],
        &[
            "{ count: uses, where: tool.good }",
            "{ count: uses }",
            "{ count: uses, where: minutes > 0.15 }",
        ],
        &[
            "{ sum: uses.minutes }",
            "{ mean: uses.minutes }",
            "{ max: uses.minutes, where: tool != \"mail\" }",
        ],
        &[
            "mail: { good: false }",
            "mail: { good: true }",
            "mail: { good: false, aliases: [pen] }",
        ],
        &["entities: people\n", "entities: people\ncalendar: { period: month }\n"],
        &["mean: time_spent }", "mean: tools_used }"],
    ];
    let names = ["ana", "ben", "cleo", "zoe", "Ana ", ""];
    let tools = ["chat", "Chat", "mail", "pen", "Pen", ""];
    for seed in 0..4u64 {
        let mut chance = Chance(seed * 7_919 + 1);
        let keyed = seed % 2 == 1;
        let project = match keyed {
            true => project(),
            false => unnumbered(),
        };
        let mut chosen = [0; 6];
        let original = project.read("rules.yaml");
        for _ in 0..14 {
            match chance.below(3) {
                0 => {
                    let at = chance.below(rules.len());
                    chosen[at] = chance.below(rules[at].len());
                    let edited = rules.iter().zip(chosen).fold(original.clone(), |text, (forms, form)| {
                        assert!(text.contains(forms[0]), "{}", forms[0]);
                        text.replacen(forms[0], forms[form], 1)
                    });
                    std::fs::write(project.path("rules.yaml"), edited).unwrap();
                }
                1 => {
                    let file = format!("uses/w{:02}.csv", 5 + chance.below(5));
                    let mut text = String::from(if keyed {
                        "number,id,at,tool,minutes\n"
                    } else {
                        "id,at,tool,minutes\n"
                    });
                    for _ in 0..chance.below(12) {
                        if keyed {
                            text.push_str(&format!("n{},", chance.below(30)));
                        }
                        let (name, tool) = (names[chance.below(6)], tools[chance.below(6)]);
                        let (day, hour) = (1 + chance.below(28), chance.below(24));
                        let minutes = ["0.1", "1e308", "-1e308", "much", "", "3"][chance.below(6)];
                        text.push_str(&format!("{name},2026-02-{day:02}T{hour:02}:00:00Z,{tool},{minutes}\n"));
                    }
                    std::fs::write(project.path(&file), text).unwrap();
                    if chance.below(2) == 0 {
                        age(&project.path(&file));
                    }
                }
                _ => {
                    let all = files(&project.path("uses"));
                    if all.len() > 1 && chance.below(3) == 0 {
                        std::fs::remove_file(&all[chance.below(all.len())]).unwrap();
                    }
                    if chance.below(4) == 0 {
                        let people = ["id,team\nana,Red\nben,Blue\n", "id,team\nana,Red\ncleo,Red\nzoe,Blue\n"];
                        std::fs::write(project.path("people.csv"), people[chance.below(2)]).unwrap();
                    }
                }
            }
            same(&project, &[]);
        }
    }
}
