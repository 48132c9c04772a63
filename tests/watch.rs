//! `--watch`: a command that runs again when a rule file is saved.

use crate::interrupts::interrupt;
use crate::support::{Project, RULES};
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A program that watches, with the lines of what it prints and says, in the order in which each is written.
struct Watched {
    child: Child,
    printed: Receiver<String>,
    said: Receiver<String>,
}

fn lines(from: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines() {
            let Ok(line) = line else { break };
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

impl Watched {
    fn start(project: &Project, arguments: &[&str]) -> Self {
        let mut command = project.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        Self {
            printed: lines(child.stdout.take().unwrap()),
            said: lines(child.stderr.take().unwrap()),
            child,
        }
    }

    /// Waits for a line with these words.
    fn until(from: &Receiver<String>, words: &str) {
        let mut seen = Vec::new();
        loop {
            match from.recv_timeout(Duration::from_secs(60)) {
                Ok(line) if line.contains(words) => return,
                Ok(line) => seen.push(line),
                Err(error) => panic!("{error}: no `{words}` in {seen:#?}"),
            }
        }
    }

    fn prints(&self, words: &str) {
        Self::until(&self.printed, words);
    }

    fn says(&self, words: &str) {
        Self::until(&self.said, words);
    }

    /// Waits until it has run and watches again. Each change that is saved at once is one round, so a test that waits for each round
    /// never takes the words of one for those of another.
    fn rests(&self) {
        self.says("watching");
    }

    /// Interrupts it as Ctrl-C does, and waits for its end.
    fn end(self) {
        interrupt(self.child, ("INT", 2));
    }
}

/// Puts a file in its place at once, as an editor does: nobody ever sees half of it.
fn save(project: &Project, path: &str, text: &str) {
    let beside = project.path("saved.part");
    std::fs::write(&beside, text).unwrap();
    std::fs::rename(beside, project.path(path)).unwrap();
}

/// Saves a file with a part of it replaced.
fn edit(project: &Project, path: &str, from: &str, to: &str) {
    let text = project.read(path);
    assert!(text.contains(from), "`{path}` has no `{from}`");
    save(project, path, &text.replacen(from, to, 1));
}

#[test]
fn a_run_is_judged_again_when_a_rule_is_saved_and_the_data_are_not_read_again() {
    let project = Project::small();
    let watched = Watched::start(&project, &["run", "--watch", "--brief"]);
    watched.prints(" 50.0 %");
    watched.rests();
    // The data are gone: what is judged was read before.
    std::fs::rename(project.path("uses.csv"), project.path("gone.csv")).unwrap();
    edit(&project, "rules.yaml", "uses_made >= 3", "uses_made >= 1");
    watched.prints(" 100.0 %");
    watched.says("weren't read again");
    watched.rests();
    // Half saved: the error is shown, and it goes on.
    let whole = project.read("rules.yaml");
    save(&project, "rules.yaml", &whole[..whole.len() / 2]);
    watched.says("error[");
    watched.rests();
    save(&project, "more.yaml", "uptake: [");
    watched.says("error[");
    watched.rests();
    save(&project, "more.yaml", "uptake: 1\n");
    watched.says("error[");
    watched.rests();
    save(&project, "rules.yaml", &whole.replace(">= 1", ">= 4"));
    watched.prints(" 0.0 %");
    watched.rests();
    // What has to be read otherwise is read again, which can't be done now, and can once the data are back.
    edit(
        &project,
        "rules.yaml",
        "count: uses }",
        "count: uses, where: tool == \"a\" }",
    );
    watched.says("error[");
    watched.rests();
    std::fs::rename(project.path("gone.csv"), project.path("uses.csv")).unwrap();
    edit(&project, "rules.yaml", ", where: tool == \"a\"", "");
    watched.prints(" 0.0 %");
    watched.rests();
    watched.end();
}

#[test]
fn a_check_is_repeated_when_a_rule_file_is_saved_or_comes() {
    let project = Project::small();
    let watched = Watched::start(&project, &["check", "--watch"]);
    watched.prints("nothing found");
    watched.rests();
    edit(&project, "rules.yaml", "uses_made >= 3", "uses_mad >= 3");
    watched.prints("did you mean `uses_made`");
    watched.rests();
    edit(&project, "rules.yaml", "uses_mad >= 3", "uses_made >= 3");
    watched.prints("nothing found");
    watched.end();
}

#[test]
fn suites_are_tried_again_when_they_or_their_rules_are_saved() {
    let suite = "uptake: 1\nsuite: small\nas_of: 2026-02-15\ncovers: { from: 2026-02-02, through: 2026-02-15 }\ndata:\n  people: |\n    id,team\n    ana,Red\ncases:\n  - name: three are enough\n    data:\n      uses: |\n        id,at\n        3 * ana,2026-02-03T09:{n}:00Z\n    expect:\n      people:\n        - { who: ana, period: 2026-W06, active: yes }\n";
    let project = Project::empty().file("rules/rules.yaml", RULES).file(
        "rules/tests/small.test.yaml",
        suite.replace("uptake: 1\n", "uptake: 1\npacks: [..]\n"),
    );
    let watched = Watched::start(&project, &["test", "rules", "--watch"]);
    watched.prints("1 suite, 1 case, all passed");
    watched.rests();
    edit(&project, "rules/rules.yaml", "uses_made >= 3", "uses_made >= 4");
    watched.prints("expected `active` to be yes, found no");
    watched.rests();
    edit(&project, "rules/tests/small.test.yaml", "active: yes", "active: no");
    watched.prints("all passed");
    watched.end();
}

#[test]
fn one_suite_is_tried_again_when_a_pack_that_it_names_is_saved() {
    let suite = "uptake: 1\npacks: [../..]\nsuite: small\nas_of: 2026-02-15\ncovers: { from: 2026-02-02, through: 2026-02-15 }\ndata:\n  people: |\n    id,team\n    ana,Red\ncases:\n  - name: three are enough\n    data:\n      uses: |\n        id,at\n        3 * ana,2026-02-03T09:{n}:00Z\n    expect:\n      people:\n        - { who: ana, period: 2026-W06, active: yes }\n";
    let project = Project::empty()
        .file("rules/rules.yaml", RULES)
        .file("rules/new/tests/small.test.yaml", suite);
    let watched = Watched::start(&project, &["test", "rules/new/tests/small.test.yaml", "--watch"]);
    watched.prints("1 suite, 1 case, all passed");
    watched.rests();
    edit(&project, "rules/rules.yaml", "uses_made >= 3", "uses_made >= 4");
    watched.prints("expected `active` to be yes, found no");
    watched.end();
}
