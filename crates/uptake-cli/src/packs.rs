//! Packs: which files make one, and which packs it builds on.

use crate::exit::Failure;
use crate::{built_in, rule_files};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use uptake_rules::text::Name;
use uptake_rules::diagnostic::Diagnostic;
use uptake_rules::heading::{self, Heading};
use uptake_rules::near::nearest;
use uptake_rules::{Code, Diagnostics, Policy, RuleFile, Sources};

/// The files of a pack.
#[derive(Clone)]
pub(crate) struct Pack {
    /// What the user calls it: a folder, a file, or a built-in name.
    pub(crate) shown: String,
    /// The name that one of its files states.
    pub(crate) name: Option<String>,
    /// Rule files and scripts.
    pub(crate) files: Vec<RuleFile>,
    identity: Identity,
    /// Where names of further packs start from; `None` for a built-in one.
    folder: Option<PathBuf>,
    /// For each rule file the packs that it builds on.
    needs: Vec<(String, String)>,
    /// Whether all of a folder was taken, so that a script which nobody names is one too many.
    whole: bool,
}

/// What makes two packs the same.
#[derive(Clone, PartialEq, Eq)]
enum Identity {
    Path(PathBuf),
    BuiltIn(String),
}

impl Pack {
    /// The rule files of a folder with their scripts; the files may be none. Project files and files of sources belong to
    /// no pack.
    pub(crate) fn folder(path: &Path) -> Result<Self, Failure> {
        let mut files = Vec::new();
        for file in rule_files::in_folder(path)? {
            files.push(rule_files::read(&file)?);
        }
        files.retain(|file| {
            let heading = heading::read(file);
            !heading.project && !heading.sources
        });
        if !files.is_empty() {
            files.extend(rule_files::scripts(path)?);
        }
        let pack = Self::new(
            path.display().to_string(),
            identity(path),
            files,
            Some(path.to_path_buf()),
        );
        Ok(Self { whole: true, ..pack })
    }

    /// One rule file with the scripts beside it.
    pub(crate) fn file(path: &Path) -> Result<Self, Failure> {
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let mut files = vec![rule_files::read(path)?];
        files.extend(rule_files::scripts(&folder)?);
        Ok(Self::new(
            path.display().to_string(),
            identity(path),
            files,
            Some(folder),
        ))
    }

    /// A pack that comes with the program.
    pub(crate) fn built_in(name: &str) -> Option<Self> {
        let (folder, files) = built_in::pack(name)?;
        Some(Self::new(name.to_owned(), Identity::BuiltIn(folder), files, None))
    }

    fn new(shown: String, identity: Identity, files: Vec<RuleFile>, folder: Option<PathBuf>) -> Self {
        let headings: Vec<(&str, Heading)> = files
            .iter()
            .filter(|file| !is_script(file))
            .map(|file| (file.path.as_str(), heading::read(file)))
            .collect();
        Self {
            shown,
            name: headings.iter().find_map(|(_, heading)| heading.pack.clone()),
            needs: headings
                .into_iter()
                .flat_map(|(path, heading)| heading.needs.into_iter().map(|need| (path.to_owned(), need)))
                .collect(),
            identity,
            folder,
            whole: false,
            files,
        }
    }

    /// How other packs may call it.
    fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.shown)
    }
}

fn is_script(file: &RuleFile) -> bool {
    file.path.ends_with(".rhai")
}

fn identity(path: &Path) -> Identity {
    Identity::Path(real(path))
}

/// A path without links and detours, which is the same however a file is named.
pub(crate) fn real(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

/// A path from a folder, without the steps that stay where they are: one file has one name.
fn joined(folder: &Path, path: &str) -> PathBuf {
    folder.join(path).components().collect()
}

/// The packs that a project names: paths relative to it first, then built-in packs.
pub(crate) fn named(packs: &[Name], folder: &Path, diagnostics: &mut Diagnostics) -> Result<Vec<Pack>, Failure> {
    let mut found = Vec::new();
    for name in packs {
        let path = joined(folder, &name.text);
        if path.is_dir() {
            let pack = Pack::folder(&path)?;
            if pack.files.is_empty() {
                diagnostics.push(
                    Diagnostic::error(
                        Code::EmptyFile,
                        name.span,
                        format!("the folder `{}` has no rule files", name.text),
                    )
                    .help("rule files end in `.yaml`"),
                );
            }
            found.push(pack);
        } else if path.is_file() {
            found.push(Pack::file(&path)?);
        } else if let Some(pack) = Pack::built_in(&name.text) {
            found.push(pack);
        } else {
            diagnostics.push(unknown(
                name,
                "name a folder, a file, or a built-in pack",
                &built_in::names(),
            ));
        }
    }
    Ok(found)
}

fn unknown(name: &Name, help: &str, known: &[String]) -> Diagnostic {
    let listed: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    Diagnostic::error(
        Code::UnknownName,
        name.span,
        format!("there is no pack `{}`", name.text),
    )
    .help(format!("{help}: {}", listed.join(", ")))
    .did_you_mean(nearest(&name.text, known.iter().map(String::as_str)))
}

/// Packs with all packs that they build on, each once and after those.
pub(crate) struct Packs {
    /// The packs.
    pub(crate) all: Vec<Pack>,
    /// What was found for each need, by the file and the words that state it.
    needs: BTreeMap<(String, String), Need>,
}

/// What was found for a need.
enum Need {
    Found,
    /// The packs from the needed one to the one that states it.
    Circle(Vec<String>),
}

impl Packs {
    /// Adds what `given` needs. A need is a path from the pack's folder, the name that one of `given` or `known` states, or a
    /// built-in pack.
    pub(crate) fn with_needs(given: Vec<Pack>, known: &[Pack]) -> Result<Self, Failure> {
        let mut search = Search {
            packs: Vec::new(),
            known,
            order: Vec::new(),
            needs: BTreeMap::new(),
        };
        for pack in given {
            search.place(pack);
        }
        for index in 0..search.packs.len() {
            search.visit(index, &mut Vec::new())?;
        }
        let Search {
            packs, order, needs, ..
        } = search;
        let all = order
            .into_iter()
            .filter_map(|index| packs.get(index).cloned())
            .collect();
        Ok(Self { all, needs })
    }

    /// All files, each once.
    pub(crate) fn files(&self) -> Vec<RuleFile> {
        let mut seen = BTreeSet::new();
        let files = self.all.iter().flat_map(|pack| &pack.files);
        files.filter(|file| seen.insert(&file.path)).cloned().collect()
    }

    /// The real paths of all files that aren't built in.
    pub(crate) fn paths(&self) -> impl Iterator<Item = PathBuf> {
        let packs = self.all.iter().filter(|pack| pack.folder.is_some());
        packs
            .flat_map(|pack| &pack.files)
            .map(|file| real(Path::new(&file.path)))
    }

    /// Reads them as one policy.
    pub(crate) fn load(&self, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Policy {
        let policy = uptake_rules::load(&self.files(), sources, diagnostics);
        self.report(&policy, sources, diagnostics);
        diagnostics.retain(|found| found.code != Code::UnusedScript || self.whole(found.path.as_deref()));
        policy
    }

    /// Whether a file belongs to a pack of which all is here.
    fn whole(&self, path: Option<&str>) -> bool {
        self.all
            .iter()
            .filter(|pack| pack.whole || pack.folder.is_none())
            .any(|pack| pack.files.iter().any(|file| Some(file.path.as_str()) == path))
    }

    /// Says which needs lead nowhere, or back to where they came from.
    fn report(&self, policy: &Policy, sources: &Sources, diagnostics: &mut Diagnostics) {
        for name in &policy.needs {
            let path = sources.get(name.span.file).map_or("", |file| file.path.as_str());
            match self.needs.get(&(path.to_owned(), name.text.clone())) {
                Some(Need::Found) => {}
                Some(Need::Circle(packs)) => {
                    let names: Vec<String> = packs.iter().map(|name| format!("`{name}`")).collect();
                    let message = match names.as_slice() {
                        [only] => format!("the pack {only} needs itself"),
                        [first, ..] => format!(
                            "the packs need each other: {}, which needs {first}",
                            names.join(", which needs ")
                        ),
                        [] => continue,
                    };
                    diagnostics.push(
                        Diagnostic::error(Code::CyclicRule, name.span, message)
                            .help("let one of them go without the other; what both use belongs in a third one"),
                    );
                }
                None => {
                    let stated = self.all.iter().filter_map(|pack| pack.name.clone());
                    let names: BTreeSet<String> = built_in::names().into_iter().chain(stated).collect();
                    let known: Vec<String> = names.into_iter().collect();
                    diagnostics.push(unknown(
                        name,
                        "name a folder or file from here, a pack of the project, or a built-in pack",
                        &known,
                    ));
                }
            }
        }
    }
}

/// The search for needed packs, depth first.
struct Search<'a> {
    packs: Vec<Pack>,
    known: &'a [Pack],
    /// Packs of which everything they need is there.
    order: Vec<usize>,
    needs: BTreeMap<(String, String), Need>,
}

impl Search<'_> {
    /// The index of a pack, which is taken in if it isn't there.
    fn place(&mut self, pack: Pack) -> usize {
        let found = self.packs.iter().position(|known| known.identity == pack.identity);
        found.unwrap_or_else(|| {
            self.packs.push(pack);
            self.packs.len() - 1
        })
    }

    /// Visits a pack that the packs of `trail` need, the outermost first.
    fn visit(&mut self, index: usize, trail: &mut Vec<usize>) -> Result<(), Failure> {
        if self.order.contains(&index) {
            return Ok(());
        }
        trail.push(index);
        let needs = self.packs.get(index).map_or_else(Vec::new, |pack| pack.needs.clone());
        for (file, need) in needs {
            let Some(target) = self.find(index, &need)? else {
                continue;
            };
            let outcome = match trail.iter().position(|open| *open == target) {
                Some(start) => Need::Circle(self.names(trail.get(start..).unwrap_or(&[]))),
                None => {
                    self.visit(target, trail)?;
                    Need::Found
                }
            };
            self.needs.insert((file, need), outcome);
        }
        trail.pop();
        self.order.push(index);
        Ok(())
    }

    fn names(&self, indexes: &[usize]) -> Vec<String> {
        let packs = indexes.iter().filter_map(|index| self.packs.get(*index));
        packs.map(|pack| pack.called().to_owned()).collect()
    }

    /// The pack that one needs.
    fn find(&mut self, from: usize, need: &str) -> Result<Option<usize>, Failure> {
        let path = self
            .packs
            .get(from)
            .and_then(|pack| pack.folder.as_ref())
            .map(|folder| joined(folder, need));
        if let Some(path) = path {
            if path.is_file() {
                return Ok(Some(self.place(Pack::file(&path)?)));
            }
            if path.is_dir() {
                let pack = Pack::folder(&path)?;
                if !pack.files.is_empty() {
                    return Ok(Some(self.place(pack)));
                }
            }
        }
        let states = |pack: &Pack| pack.name.as_deref() == Some(need);
        if let Some(index) = self.packs.iter().position(states) {
            return Ok(Some(index));
        }
        let pack = self.known.iter().find(|pack| states(pack)).cloned();
        Ok(pack.or_else(|| Pack::built_in(need)).map(|pack| self.place(pack)))
    }
}
