//! Rule files and suites in one style, shown to say the same.

use super::Session;
use crate::packs::{Pack, Packs};
use crate::rule_files::{Disk, Lies, is_rules, is_script, is_suite, says_uptake};
use crate::{Failure, Findings};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use uptake_codes::RuleCode;
use uptake_rules::edits::{Edits, RuleSet};
use uptake_rules::{Diagnostic, Diagnostics, FileId, RuleFile, Sources, layers, layout, migrate};

/// What a file is to become; `None` if it is that already.
type Rewrite = dyn Fn(&RuleFile, FileId) -> Result<Option<String>, Box<Diagnostic>>;

/// Rule files and suites as they are, and as the style has them.
#[derive(Debug)]
pub struct LaidOut {
    /// Every file that was read, in the order of their folders and names.
    pub files: Vec<LaidOutFile>,
    /// The scripts beside them, which are left as they are.
    pub scripts: Vec<String>,
    /// What keeps files from being laid out.
    pub findings: Findings,
}

/// A rule file or a suite.
#[derive(Debug)]
pub struct LaidOutFile {
    /// Its path, as the user named it.
    pub path: PathBuf,
    /// Its text in the style, if it differs from the one it has.
    pub text: Option<String>,
}

impl LaidOut {
    /// The files that the style has otherwise.
    pub fn changed(&self) -> impl Iterator<Item = &LaidOutFile> {
        self.files.iter().filter(|file| file.text.is_some())
    }
}

impl Session {
    /// Lays out a rule file, a suite, a project file or a file of sources, or all that lie in a folder and below it. Nothing is written.
    ///
    /// Each text is compared with the one that it comes from, value by value and comment by comment; then all packs are resolved with both
    /// and compared again. A file of which that can't be shown is among the findings and has no text.
    ///
    /// # Errors
    /// When a file can't be read, or when there is none.
    pub fn lay_out(&self, path: &Path) -> Result<LaidOut, Failure> {
        self.rewritten(path, &|file, id| {
            let text = layout::lay_out(file, id)?;
            Ok((text.as_bytes() != file.bytes()).then_some(text))
        })
    }

    /// The same files in the newest version of the rule language, shown to say the same as [`Session::lay_out`] shows it. Nothing is written.
    ///
    /// # Errors
    /// When a file can't be read, or when there is none.
    pub fn migrate(&self, path: &Path) -> Result<LaidOut, Failure> {
        self.rewritten(path, &migrate::migrate)
    }

    fn rewritten(&self, path: &Path, rewrite: &Rewrite) -> Result<LaidOut, Failure> {
        let disk = &self.disk;
        let mut paths = Vec::new();
        let mut scripts = BTreeSet::new();
        let named = disk.lies(path)? != Lies::Folder;
        match disk.lies(path)? {
            Lies::Folder => {
                for folder in disk.folders(path)? {
                    let rules = disk.rules_in(&folder)?;
                    if !rules.is_empty() {
                        scripts.extend(disk.scripts_in(&folder)?.iter().map(|file| file.path().to_owned()));
                    }
                    paths.extend(rules);
                    paths.extend(disk.suites_in(&folder)?);
                }
            }
            Lies::Nothing | Lies::File | Lies::Other if is_script(path) => {
                scripts.insert(disk.read(path)?.path().to_owned());
            }
            // Another text may be YAML by accident.
            Lies::File if !is_rules(path) && !is_suite(path) => {
                return Err(Failure::new(format!("`{}` isn't a rule file", path.display()))
                    .code(RuleCode::Unreadable)
                    .help("rule files end in `.yaml`"));
            }
            Lies::Nothing | Lies::File | Lies::Other => paths.push(path.to_path_buf()),
        }
        let (mut texts, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let mut files = Vec::new();
        for path in paths {
            let file = disk.read(&path)?;
            // YAML of other programs may lie beside rules; a file that is named is meant.
            if named || is_suite(&path) || says_uptake(&file) {
                let text = laid_out(&file, rewrite, &mut texts, &mut diagnostics);
                files.push(LaidOutFile { path, text });
            }
        }
        if files.is_empty() && scripts.is_empty() {
            return Err(
                Failure::new(format!("no rule file was found below `{}`", path.display()))
                    .code(RuleCode::Unreadable)
                    .help("rule files end in `.yaml`"),
            );
        }
        for odd in self.saying_otherwise(&files)? {
            let message = "internal error: rewritten, the rules wouldn't say the same; the file stays as it is";
            let shown = odd.display().to_string();
            diagnostics.push(
                Diagnostic::error_in_file(RuleCode::NotLaidOut, shown, message)
                    .help("report the file that it happens with"),
            );
            files
                .iter_mut()
                .filter(|file| file.path == odd)
                .for_each(|file| file.text = None);
        }
        Ok(LaidOut {
            files,
            scripts: scripts.into_iter().collect(),
            findings: Findings::new(&diagnostics, texts),
        })
    }

    /// The files of packs that, resolved, say something else when they are laid out.
    fn saying_otherwise(&self, files: &[LaidOutFile]) -> Result<Vec<PathBuf>, Failure> {
        let mut folders: BTreeMap<&Path, Vec<&LaidOutFile>> = BTreeMap::new();
        for file in files.iter().filter(|file| file.text.is_some() && !is_suite(&file.path)) {
            folders
                .entry(file.path.parent().unwrap_or(Path::new("")))
                .or_default()
                .push(file);
        }
        let mut odd = Vec::new();
        for (folder, files) in folders {
            let texts = files
                .iter()
                .filter_map(|file| Some((file.path.as_path(), file.text.as_deref()?)));
            let laid = self.disk.with_texts(texts);
            let both = (rules(&self.disk, folder)?, rules(&laid, folder)?);
            if !same(&both.0, &both.1) {
                odd.extend(files.iter().map(|file| file.path.clone()));
            }
        }
        Ok(odd)
    }
}

/// A file's text in the style, if it differs.
fn laid_out(file: &RuleFile, rewrite: &Rewrite, texts: &mut Sources, diagnostics: &mut Diagnostics) -> Option<String> {
    let tree = file.read(texts, diagnostics)?;
    match rewrite(file, tree.span.file) {
        Ok(text) => text,
        Err(error) => {
            diagnostics.push(*error);
            None
        }
    }
}

/// The files of a folder's pack, with those that it needs.
fn rules(disk: &Disk, folder: &Path) -> Result<Vec<RuleFile>, Failure> {
    let pack = Pack::folder(disk, folder)?;
    Ok(Packs::with_needs(vec![pack], &[], disk)?.files())
}

/// Whether two forms of the same files say the same: no edit lies between them, they resolve to the same values, and the same is to be
/// said about them.
fn same(before: &[RuleFile], after: &[RuleFile]) -> bool {
    let mut texts = Sources::default();
    let mut read = |files: &[RuleFile]| {
        let mut diagnostics = Diagnostics::default();
        let set = RuleSet::read(files, "", &mut texts, &mut diagnostics);
        (set, diagnostics)
    };
    let (mut one, mut other) = (read(before), read(after));
    if !Edits::between(&one.0, &other.0, &texts).all.is_empty() {
        return false;
    }
    let said = |(set, diagnostics): &mut (RuleSet, Diagnostics)| {
        let policy = set.policy(&texts, diagnostics);
        let effective = layers::effective(&policy.trees, &BTreeMap::new(), Date::default(), &texts);
        let lines: Vec<_> = effective
            .lines
            .into_iter()
            .map(|line| (line.path, line.value))
            .collect();
        let mut found: Vec<_> = diagnostics
            .sorted(&texts)
            .into_iter()
            .map(|found| (found.code, found.message))
            .collect();
        found.sort();
        (lines, found)
    };
    said(&mut one) == said(&mut other)
}
