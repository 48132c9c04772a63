//! What is worth mending in rules that can be read.

use super::{Checked, Session};
use crate::Failure;
use crate::packs::{Pack, Packs, named, with_rules};
use crate::project_files::ProjectFile;
use crate::rule_files::{Lies, is_suite};
use jiff::civil::Date;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uptake_codes::RuleCode;
use uptake_language::{Reading, Rules, Symbol};
use uptake_rules::lint::{Linted, RuleName, lint, mentioned, overridden, tried};
use uptake_rules::policy::overdue;
use uptake_rules::section::Section;
use uptake_rules::{Diagnostics, Policy, Sources, Span, heading, suite};

/// What was found, and what can be put right without a decision.
#[derive(Debug)]
pub struct Linting {
    /// The findings, as `check` has its own.
    pub checked: Checked,
    /// The files with what can be put right.
    pub fixed: Vec<FixedFile>,
}

/// A file with some findings put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// Its path, as the user named it.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// A pack with what it needs, as it was read.
struct ReadPack {
    pack: Pack,
    packs: Packs,
    policy: Policy,
    texts: Sources,
    diagnostics: Diagnostics,
}

/// The names that suites look at, by the real paths of the rule files that they try.
type Tried = BTreeMap<PathBuf, BTreeSet<String>>;

impl Session {
    /// Looks at the packs of a project, at a folder with all folders below it, or at a rule file. Reviews are overdue on `as_of`, or today.
    ///
    /// # Errors
    /// When a file can't be read, or when there is no rule file.
    pub fn lint(&self, path: &Path, as_of: Option<Date>) -> Result<Linting, Failure> {
        let (found, aside) = self.packs_to_lint(path)?;
        let mut suites = BTreeSet::new();
        let mut read = Vec::new();
        for pack in &found {
            if let Some(folder) = &pack.folder {
                for folder in self.disk.folders(folder)? {
                    suites.extend(self.disk.suites_in(&folder)?);
                }
            }
            let packs = Packs::with_needs(vec![pack.clone()], &found, &self.disk)?;
            let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
            let policy = packs.load(&mut texts, &mut diagnostics);
            read.push(ReadPack {
                pack: pack.clone(),
                packs,
                policy,
                texts,
                diagnostics,
            });
        }
        if self.disk.lies(path)? == Lies::Folder {
            for folder in self.disk.folders(path)? {
                suites.extend(self.disk.suites_in(&folder)?);
            }
        }
        let tried = self.names_tried(&suites)?;
        let elsewhere: BTreeSet<String> = read
            .iter()
            .filter(|read| !read.diagnostics.has_errors())
            .flat_map(|read| mentioned(&read.policy, &read.texts))
            .collect();
        let mut changed = self.overridden_around(&found)?;
        changed.extend(read.iter().flat_map(|read| overridden(&read.policy.trees)));
        let mut linting = Linting {
            checked: Checked::default(),
            fixed: Vec::new(),
        };
        linting.checked.aside = aside;
        let mut fixes = Vec::new();
        for pack in read {
            self.lint_pack(pack, &tried, (&elsewhere, &changed), as_of, (&mut linting, &mut fixes));
        }
        let mut kept = Vec::new();
        self.keep_sound(&fixes, &mut kept, path)?;
        linting.fixed = fixed(&kept);
        Ok(linting)
    }

    /// The packs that a path has, and the files that are other programs'.
    fn packs_to_lint(&self, path: &Path) -> Result<(Vec<Pack>, BTreeSet<String>), Failure> {
        let disk = &self.disk;
        let (mut found, mut aside): (Vec<Pack>, BTreeSet<String>) = Default::default();
        match disk.lies(path)? {
            Lies::Folder => {
                for folder in disk.folders(path)? {
                    let pack = Pack::folder(disk, &folder)?;
                    found.push(pack);
                }
                (found, aside) = with_rules(found, false);
            }
            Lies::Nothing | Lies::File | Lies::Other if is_suite(path) => {}
            Lies::Nothing | Lies::File | Lies::Other => {
                if heading::read(&disk.read(path)?).project {
                    let loaded = self.load(ProjectFile::At(path), None)?;
                    let own = loaded.packs.all.into_iter();
                    found.extend(own.filter(|pack| pack.folder.is_some() && !pack.files.is_empty()));
                } else {
                    found.push(Pack::file(disk, path)?);
                }
            }
        }
        if found.is_empty() {
            return Err(
                Failure::new(format!("no rule file was found below `{}`", path.display()))
                    .code(RuleCode::Unreadable)
                    .help("rule files end in `.yaml`"),
            );
        }
        Ok((found, aside))
    }

    /// What suites look at. What is wrong with a suite, `check` says.
    fn names_tried(&self, suites: &BTreeSet<PathBuf>) -> Result<Tried, Failure> {
        let mut all = Tried::new();
        for path in suites {
            let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
            let file = self.disk.read(path)?;
            let Some(suite) = suite::read(&file, &mut texts, &mut diagnostics) else {
                continue;
            };
            let names = tried(&suite);
            let folder = path.parent().unwrap_or(Path::new(""));
            let named = named(&suite.packs, folder, &self.disk, &mut diagnostics)?;
            for path in Packs::with_needs(named, &[], &self.disk)?.paths(&self.disk) {
                all.entry(path).or_default().extend(names.iter().cloned());
            }
        }
        Ok(all)
    }

    fn lint_pack(
        &self,
        read: ReadPack,
        tried: &Tried,
        (elsewhere, overridden): (&BTreeSet<String>, &BTreeSet<RuleName>),
        as_of: Option<Date>,
        (linting, fixes): (&mut Linting, &mut Vec<Fix>),
    ) {
        let ReadPack {
            pack,
            packs,
            policy,
            texts,
            mut diagnostics,
        } = read;
        if diagnostics.has_errors() {
            linting.checked.add(&packs.files(), &diagnostics, texts);
            return;
        }
        // What is worth a warning otherwise, `check` says.
        diagnostics = Diagnostics::default();
        let files: BTreeSet<&str> = pack.files.iter().map(|file| file.path()).collect();
        let own = |span: Span| {
            texts
                .get(span.file)
                .is_some_and(|file| files.contains(file.path.as_str()))
        };
        let by_suites: Vec<&BTreeSet<String>> = pack
            .files
            .iter()
            .filter_map(|file| tried.get(&self.disk.real(Path::new(file.path()))))
            .collect();
        let names: BTreeSet<String> = by_suites.iter().flat_map(|names| names.iter().cloned()).collect();
        // Only where a rule is deprecated somebody asks.
        let reading = OnceCell::new();
        let named = |section: Section, name: &str| -> Vec<Span> {
            let reading = reading.get_or_init(|| Reading::new(Rules::new(packs.files())));
            let places = reading.named(&Symbol::Rule(section.key(), name.to_owned()));
            let file = |path: &str| texts.iter().find(|(_, file)| file.path == path).map(|(id, _)| id);
            let spans = places
                .into_iter()
                .filter_map(|place| Some(Span::new(file(&place.path)?, place.start, place.end)));
            spans.collect()
        };
        let linted = Linted {
            shown: &pack.shown,
            policy: &policy,
            sources: &texts,
            own: &own,
            named: &named,
            tried: (!by_suites.is_empty()).then_some(&names),
            elsewhere,
            overridden,
        };
        let found = lint(&linted);
        let known: BTreeSet<PathBuf> = pack.files.iter().map(|file| PathBuf::from(file.path())).collect();
        fixes.retain(|fix| !known.contains(&fix.path));
        fixes.extend(found.iter().filter_map(|found| Fix::of(found, &texts)));
        found.into_iter().for_each(|found| diagnostics.push(found));
        let day = self.as_of(as_of, None, &policy);
        for late in overdue(&policy.packs, &policy.accountable, day) {
            if late.span.is_some_and(own) {
                diagnostics.push(late);
            }
        }
        linting.checked.add(&pack.files, &diagnostics, texts);
    }

    /// Adds those of some fixes to `kept` with which the rules have no error: all of them, or each half by itself.
    fn keep_sound(&self, fixes: &[Fix], kept: &mut Vec<Fix>, path: &Path) -> Result<(), Failure> {
        if fixes.is_empty() {
            return Ok(());
        }
        let before = kept.len();
        kept.extend_from_slice(fixes);
        if self.are_sound(kept, path)? {
            return Ok(());
        }
        kept.truncate(before);
        if fixes.len() > 1 {
            let (one, other) = fixes.split_at(fixes.len() / 2);
            self.keep_sound(one, kept, path)?;
            self.keep_sound(other, kept, path)?;
        }
        Ok(())
    }

    /// Whether the rules have no error with some fixes.
    fn are_sound(&self, fixes: &[Fix], path: &Path) -> Result<bool, Failure> {
        let files = fixed(fixes);
        let texts = files.iter().map(|file| (file.path.as_path(), file.text.as_str()));
        let fixed = Self {
            disk: self.disk.with_texts(texts),
            ..self.clone()
        };
        for pack in fixed.packs_to_lint(path)?.0 {
            let packs = Packs::with_needs(vec![pack], &[], &fixed.disk)?;
            let mut diagnostics = Diagnostics::default();
            packs.load(&mut Sources::default(), &mut diagnostics);
            if diagnostics.has_errors() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// What a finding suggests in place of a stretch of a file.
#[derive(Clone, Debug)]
struct Fix {
    path: PathBuf,
    /// The text of the file as it is.
    before: Arc<str>,
    stretch: Range<usize>,
    with: String,
}

impl Fix {
    fn of(found: &uptake_rules::Diagnostic, texts: &Sources) -> Option<Self> {
        let (span, with) = (found.span?, found.suggestion.clone()?);
        let file = texts.get(span.file)?;
        Some(Self {
            path: PathBuf::from(&file.path),
            before: Arc::from(file.text.as_str()),
            stretch: span.start..span.end,
            with,
        })
    }
}

/// The files with some fixes made.
fn fixed(fixes: &[Fix]) -> Vec<FixedFile> {
    let mut files: BTreeMap<&Path, Vec<&Fix>> = BTreeMap::new();
    for fix in fixes {
        files.entry(&fix.path).or_default().push(fix);
    }
    let files = files.into_iter().filter_map(|(path, mut fixes)| {
        fixes.sort_by_key(|fix| std::cmp::Reverse(fix.stretch.start));
        let mut text = fixes.first()?.before.to_string();
        for fix in fixes {
            text.replace_range(fix.stretch.clone(), &fix.with);
        }
        let path = path.to_path_buf();
        Some(FixedFile { path, text })
    });
    files.collect()
}
