//! The commands that are disturbed, and what each of them does undisturbed.

use super::folders::{Content, content, emptied, fill};
use super::traced::{Answer, Disturbance, Process, Traced};
use std::io::Result;
use std::path::{Path, PathBuf};

/// A command of the program. Its working folder is new each time, beside a project that only is read.
pub(super) struct Scenario {
    /// What it is called in the table.
    pub(super) name: &'static str,
    /// Arguments; `PROJECT` stands for the folder of the project.
    pub(super) arguments: &'static [&'static str],
    /// Arguments that make an output which is there already; none if there isn't any.
    pub(super) before: &'static [&'static str],
    /// Which of the two processes of the program is disturbed.
    pub(super) process: Process,
}

/// All of them.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "run --out",
        arguments: &["run", "--project", "PROJECT/uptake.yaml", "--out", "made"],
        before: &[
            "run",
            "--project",
            "PROJECT/uptake.yaml",
            "--to",
            "2025-12-07",
            "--out",
            "made",
        ],
        process: Process::Worker,
    },
    Scenario {
        name: "run --format json",
        arguments: &["run", "--project", "PROJECT/uptake.yaml", "--format", "json"],
        before: &[],
        process: Process::Worker,
    },
    Scenario {
        name: "check",
        arguments: &["check", "PROJECT"],
        before: &[],
        process: Process::Worker,
    },
    Scenario {
        name: "adapters check",
        arguments: &["adapters", "check", "--project", "PROJECT/uptake.yaml"],
        before: &[],
        process: Process::Worker,
    },
    Scenario {
        name: "init",
        arguments: &["init", "made"],
        before: &[],
        process: Process::Worker,
    },
    Scenario {
        name: "check, as it is watched",
        arguments: &["check", "PROJECT"],
        before: &[],
        process: Process::Watcher,
    },
];

/// What a command does if nothing disturbs it.
pub(super) struct Undisturbed {
    /// The exit code, and what it printed.
    pub(super) answer: Answer,
    /// The folder that it made.
    pub(super) made: Content,
    /// What was there before.
    pub(super) old: Content,
}

/// What the names of folders begin with that are being written.
const HALF: &str = ".uptake-";

/// A place where a command runs.
pub(super) struct Place<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) traced: &'a Traced,
    pub(super) project: &'a Path,
    pub(super) folder: PathBuf,
}

impl Place<'_> {
    /// The working folder as it is before the command.
    pub(super) fn prepare(&self, old: &Content) -> Result<()> {
        emptied(&self.folder)?;
        std::fs::create_dir(self.folder.join("tmp"))?;
        match old.is_empty() {
            true => Ok(()),
            false => fill(&self.folder.join("made"), old),
        }
    }

    /// Runs the command.
    pub(super) fn run(&self, disturbance: &Disturbance) -> Result<Answer> {
        self.run_with(self.scenario.arguments, disturbance)
    }

    fn run_with(&self, arguments: &[&str], disturbance: &Disturbance) -> Result<Answer> {
        let project = self.project.to_string_lossy();
        let arguments: Vec<String> = arguments.iter().map(|word| word.replace("PROJECT", &project)).collect();
        self.traced
            .run(self.scenario.process, &arguments, &self.folder, disturbance)
    }

    /// The folder that the command makes, without what is half written in it.
    pub(super) fn made(&self) -> Result<Content> {
        let mut all = content(&self.folder.join("made"))?;
        all.retain(|name, _| !name.starts_with(HALF));
        Ok(all)
    }

    /// What it left beside that folder or in it, or in the folder for temporary files.
    pub(super) fn litter(&self) -> Result<Vec<String>> {
        let all = content(&self.folder)?;
        let known = |name: &str| match name.strip_prefix("made/") {
            Some(name) => !name.starts_with(HALF),
            None => name == "tmp/",
        };
        Ok(all.into_keys().filter(|name| !known(name)).collect())
    }

    /// What the command does undisturbed.
    pub(super) fn undisturbed(&self) -> Result<Undisturbed> {
        self.prepare(&Content::new())?;
        let old = match self.scenario.before {
            [] => Content::new(),
            before => {
                self.run_with(before, &Disturbance::None)?;
                self.made()?
            }
        };
        self.prepare(&old)?;
        let answer = self.run(&Disturbance::None)?;
        Ok(Undisturbed {
            answer,
            made: self.made()?,
            old,
        })
    }
}
