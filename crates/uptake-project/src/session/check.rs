//! Every error of every rule file, in one pass.

use super::Session;
use crate::packs::{Pack, Packs, with_rules};
use crate::project_files::{Loaded, ProjectFile};
use crate::read_rules::RulesByPacks;
use crate::rule_files::{Lies, is_suite, says_uptake};
use crate::sources::known;
use crate::which_project::PROJECT_FILE;
use crate::{Failure, Findings};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::Path;
use uptake_codes::RuleCode;
use uptake_rules::diagnostic::Severity;
use uptake_rules::{Diagnostic, Diagnostics, Policy, RuleFile, Sources, Span, heading, render};

/// What was found in rule files.
#[derive(Debug, Default)]
pub struct Checked {
    /// The files that were read.
    pub files: BTreeSet<String>,
    /// What was found, each finding once: a part for each project, pack and file of sources.
    pub findings: Vec<Findings>,
    /// The files of folders in which no file says that it is one of rules, while others do: they are other programs'.
    pub aside: BTreeSet<String>,
    /// The findings as text, by which one is known again.
    seen: BTreeSet<String>,
}

impl Checked {
    /// How many findings have this weight.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let all = self.findings.iter().flat_map(|part| &part.diagnostics);
        all.filter(|found| found.severity == severity).count()
    }

    /// How many findings aren't shown, since they only follow from text that couldn't be read.
    #[must_use]
    pub fn follow_ups(&self) -> usize {
        self.findings.iter().map(|part| part.follow_ups.len()).sum()
    }

    /// Whether there is nothing to do. Notes ask for nothing.
    #[must_use]
    pub fn clean(&self) -> bool {
        self.count(Severity::Error) + self.count(Severity::Warning) == 0
    }

    /// Takes in what was found in `files`. A pack that several others need is read with each of them, and told once.
    pub(super) fn add(&mut self, files: &[RuleFile], diagnostics: &Diagnostics, texts: Sources) {
        self.files.extend(files.iter().map(|file| file.path().to_owned()));
        let mut findings = Findings::new(diagnostics, texts);
        let mut new = |found: &Diagnostic| {
            let text = render::text(std::slice::from_ref(found), &findings.texts, false);
            self.seen.insert(text)
        };
        findings.diagnostics.retain(&mut new);
        findings.follow_ups.retain(new);
        self.findings.push(findings);
    }
}

impl Checked {
    /// Forgets that nobody needs a waiver where an override of another folder does: a pack that is read by itself doesn't know.
    fn forget_unused(&mut self, needed: &BTreeSet<String>) {
        for part in &mut self.findings {
            let Findings { diagnostics, texts, .. } = part;
            diagnostics.retain(|found| {
                let place = found.span.map(|span| texts.place(span));
                !(is_unused(found) && place.is_some_and(|place| needed.contains(&place)))
            });
        }
    }
}

fn is_unused(found: &Diagnostic) -> bool {
    found.code == RuleCode::UnusedWaiver
}

impl Session {
    /// Checks a rule file, a project file with its packs and sources, or a folder with all folders below it; each folder
    /// with rule files is a pack of its own. Reviews are overdue and waivers ended on `as_of`; if it is `None`, reviews by today, and
    /// waivers by the day of the project, or today.
    ///
    /// # Errors
    /// When a file can't be read, or when there is no rule file.
    pub fn check(&self, path: &Path, as_of: Option<Date>) -> Result<Checked, Failure> {
        let mut checking = Checking::new(self);
        checking.as_of = as_of;
        match self.disk.lies(path)? {
            Lies::Folder => checking.folder(path)?,
            Lies::Nothing | Lies::File | Lies::Other => checking.file(path)?,
        }
        Ok(checking.checked)
    }
}

impl Session {
    /// Checks the pack of a folder alone, with those that it needs, and not what lies below it.
    ///
    /// # Errors
    /// When a file can't be read.
    pub(super) fn check_pack(&self, folder: &Path) -> Result<Checked, Failure> {
        let mut checking = Checking::new(self);
        checking.pack(Pack::folder(&self.disk, folder)?, &[])?;
        Ok(checking.checked)
    }
}

impl Session {
    /// Checks a project that was read.
    pub(super) fn check_loaded(&self, loaded: Loaded) -> Checked {
        let mut checking = Checking::new(self);
        let loaded = checking.proved(loaded);
        checking.checked.add(&loaded.files, &loaded.diagnostics, loaded.texts);
        checking.checked
    }
}

struct Checking<'a> {
    session: &'a Session,
    checked: Checked,
    /// The day that was asked for.
    as_of: Option<Date>,
    /// The rules that suites try.
    rules: RulesByPacks,
    /// The places of waivers that an override needs, of packs that were read by themselves.
    needed: BTreeSet<String>,
}

impl<'a> Checking<'a> {
    fn new(session: &'a Session) -> Self {
        Self {
            session,
            checked: Checked::default(),
            as_of: None,
            rules: RulesByPacks::default(),
            needed: BTreeSet::new(),
        }
    }
}

impl Checking<'_> {
    /// A folder: its project files with their packs, then every folder of rule files that no project named.
    fn folder(&mut self, path: &Path) -> Result<(), Failure> {
        let disk = &self.session.disk;
        let mut covered = BTreeSet::new();
        let mut found = Vec::new();
        let mut blocks = Vec::new();
        let mut foreign = BTreeSet::new();
        for folder in disk.folders(path)? {
            for path in disk.rules_in(&folder)? {
                let file = disk.read(&path)?;
                let heading = heading::read(&file);
                let named_so = || path.file_name().is_some_and(|name| name == PROJECT_FILE);
                if heading.sources {
                    blocks.push(path);
                } else if heading.project && !says_uptake(&file) && !named_so() {
                    // Other programs have `packs`, too.
                    foreign.insert(file.path().to_owned());
                } else if heading.project {
                    let loaded = self.project(&path)?;
                    covered.extend(loaded.packs.paths(disk));
                    covered.extend(loaded.sources_file.as_deref().map(|path| disk.real(path)));
                    self.checked.add(&loaded.files, &loaded.diagnostics, loaded.texts);
                }
            }
            for path in disk.suites_in(&folder)? {
                self.suite(&path)?;
            }
            found.push(Pack::folder(disk, &folder)?);
        }
        // A file of sources that no project reads, such as the other one of a comparison.
        for path in blocks.iter().filter(|path| !covered.contains(&disk.real(path))) {
            self.sources(path)?;
        }
        let known = |file: &RuleFile| covered.contains(&disk.real(Path::new(file.path())));
        let unread = found.iter().filter(|pack| !pack.files.iter().all(known)).cloned();
        let (own, others) = with_rules(unread.collect(), !self.checked.files.is_empty());
        foreign.extend(others);
        for one in own {
            self.pack(one, &found)?;
        }
        self.checked.aside = foreign;
        self.checked.forget_unused(&self.needed);
        if self.checked.files.is_empty() {
            return Err(
                Failure::new(format!("no rule file was found below `{}`", path.display()))
                    .code(RuleCode::Unreadable)
                    .help("rule files end in `.yaml`"),
            );
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Result<(), Failure> {
        if is_suite(path) {
            return self.suite(path);
        }
        let disk = &self.session.disk;
        let heading = heading::read(&disk.read(path)?);
        if heading.sources {
            return self.sources(path);
        }
        if heading.project {
            let loaded = self.project(path)?;
            self.checked.add(&loaded.files, &loaded.diagnostics, loaded.texts);
            return Ok(());
        }
        self.pack(Pack::file(disk, path)?, &[])
    }

    /// A project, with the waivers that have ended by its day.
    fn project(&self, path: &Path) -> Result<Loaded, Failure> {
        Ok(self.proved(self.session.load(ProjectFile::At(path), None)?))
    }

    /// A project that was read, with what is proved of it.
    fn proved(&self, mut loaded: Loaded) -> Loaded {
        let as_of = loaded.project.as_ref().and_then(|project| project.as_of);
        self.expired(&loaded.policy, as_of, &mut loaded.diagnostics);
        uptake_rules::proving::settled(&loaded.policy, &loaded.texts, &mut loaded.diagnostics);
        if let Some(project) = &loaded.project {
            known::check(&project.sources, &mut loaded.diagnostics);
        }
        // No run comes of it, and no approval can be looked at.
        let signers = self.session.signers(&loaded);
        let approvals = loaded.project.as_ref().and_then(|project| project.approvals.as_ref());
        if let (Some(spec), Err(failure)) = (approvals, signers) {
            let found = Diagnostic::error(RuleCode::Unreadable, spec.signers.span, failure.message);
            loaded
                .diagnostics
                .push(found.help("name the file with the keys of those who may approve"));
        }
        let mut packs = loaded.packs.all.iter();
        let clash = packs.find_map(|pack| self.session.statement_in(pack, &loaded).err());
        if let (Some(spec), Some(failure)) = (approvals, clash) {
            let found = Diagnostic::error(RuleCode::Unreadable, spec.signers.span, failure.message);
            let help = failure.help.unwrap_or_default();
            loaded.diagnostics.push(found.help(help));
        }
        loaded
    }

    /// Says which waivers have ended and which reviews are overdue by the day that was asked for. If none was, waivers by the day of the
    /// figures, or today, and reviews by the calendar, whatever day the figures are of.
    fn expired(&self, policy: &Policy, figures: Option<Date>, diagnostics: &mut Diagnostics) {
        let day = self.session.as_of(self.as_of.or(figures), None, policy);
        for found in uptake_rules::layers::expired(&policy.waivers, day) {
            diagnostics.push(found);
        }
        let (rules, today) = (&policy.accountable, self.session.as_of(self.as_of, None, policy));
        for found in uptake_rules::policy::overdue(&policy.packs, rules, today) {
            diagnostics.push(found);
        }
    }

    /// A file of sources by itself: its datasets and mappings are known only together with a project.
    fn sources(&mut self, path: &Path) -> Result<(), Failure> {
        let file = self.session.disk.read(path)?;
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let blocks = uptake_rules::project::read_sources(&file, &mut texts, &mut diagnostics);
        known::check(&blocks.unwrap_or_default(), &mut diagnostics);
        self.checked.add(&[file], &diagnostics, texts);
        Ok(())
    }

    /// A suite: how it is written, and that the rules have the names in it. What comes of it is another question.
    fn suite(&mut self, path: &Path) -> Result<(), Failure> {
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let (file, _) = self
            .session
            .suite(path, &mut self.rules, &mut texts, &mut diagnostics)?;
        // What is wrong with the rules themselves is said of them.
        let own = |found: &Diagnostic| match (&found.path, found.span) {
            (_, Some(span)) => texts.get(span.file).is_some_and(|text| text.path == file.path()),
            (Some(path), None) => path == file.path(),
            (None, None) => true,
        };
        diagnostics.retain(own);
        self.checked.add(&[file], &diagnostics, texts);
        Ok(())
    }

    /// A pack with those that it needs.
    fn pack(&mut self, pack: Pack, known: &[Pack]) -> Result<(), Failure> {
        let packs = Packs::with_needs(vec![pack], known, &self.session.disk)?;
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let policy = packs.load(&mut texts, &mut diagnostics);
        self.expired(&policy, None, &mut diagnostics);
        uptake_rules::proving::settled(&policy, &texts, &mut diagnostics);
        let unused: Vec<Option<Span>> = diagnostics
            .iter()
            .filter(|found| is_unused(found))
            .map(|found| found.span)
            .collect();
        let waivers = policy.waivers.iter().map(|waiver| waiver.name.span);
        let needed = waivers.filter(|span| !unused.contains(&Some(*span)));
        self.needed.extend(needed.map(|span| texts.place(span)));
        self.checked.add(&packs.files(), &diagnostics, texts);
        Ok(())
    }
}
