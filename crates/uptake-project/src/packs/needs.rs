//! The packs that packs build on.

use super::named::unknown;
use super::pack::{Pack, joined};
use crate::rule_files::{Disk, Lies};
use crate::{Failure, built_in};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use uptake_rules::{Code, Diagnostic, Diagnostics, Policy, RuleFile, Sources};

/// Packs with all packs that they build on, each once and after those.
#[derive(Clone, Debug)]
pub struct Packs {
    /// The packs.
    pub all: Vec<Pack>,
    /// What was found for each need, by the file and the words that state it.
    needs: BTreeMap<(String, String), Need>,
}

/// What was found for a need.
#[derive(Clone, Debug)]
enum Need {
    Found,
    /// The packs from the needed one to the one that states it.
    Circle(Vec<String>),
}

impl Packs {
    /// Adds what `given` needs. A need is a path from the pack's folder, the name that one of `given` or `known` states, or a
    /// built-in pack.
    pub(crate) fn with_needs(given: Vec<Pack>, known: &[Pack], disk: &Disk) -> Result<Self, Failure> {
        let mut search = Search {
            packs: Vec::new(),
            known,
            disk,
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
    #[must_use]
    pub fn files(&self) -> Vec<RuleFile> {
        let mut seen = BTreeSet::new();
        let files = self.all.iter().flat_map(|pack| &pack.files);
        files.filter(|file| seen.insert(file.path())).cloned().collect()
    }

    /// The real paths of all files that aren't built in.
    pub(crate) fn paths(&self, disk: &Disk) -> impl Iterator<Item = PathBuf> {
        let packs = self.all.iter().filter(|pack| pack.folder.is_some());
        packs
            .flat_map(|pack| &pack.files)
            .map(|file| disk.real(Path::new(file.path())))
    }

    /// The paths of the files of packs that lie in a folder or around it; of all packs that aren't built in, if none does.
    pub(crate) fn around(&self, folder: &Path, disk: &Disk) -> BTreeSet<String> {
        let here = disk.real(folder);
        let own: Vec<&Pack> = self.all.iter().filter(|pack| pack.folder.is_some()).collect();
        let near = |pack: &&Pack| {
            let around = pack.folder.as_deref().map(|folder| disk.real(folder));
            around.is_some_and(|around| here.starts_with(around))
        };
        let some_near = own.iter().any(near);
        let packs = own.into_iter().filter(|pack| !some_near || near(pack));
        packs
            .flat_map(|pack| &pack.files)
            .map(|file| file.path().to_owned())
            .collect()
    }

    /// The paths of the files of packs in a folder or below it.
    pub(crate) fn below(&self, folder: &Path, disk: &Disk) -> BTreeSet<String> {
        let root = disk.real(folder);
        let below = self.all.iter().filter(|pack| {
            let own = pack.folder.as_deref().map(|folder| disk.real(folder));
            own.is_some_and(|own| own.starts_with(&root))
        });
        let files = below.flat_map(|pack| &pack.files);
        files.map(|file| file.path().to_owned()).collect()
    }

    /// The folders that were taken as packs, as a whole.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &Path> {
        let whole = self.all.iter().filter(|pack| pack.whole);
        whole.filter_map(|pack| pack.folder.as_deref())
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
            .any(|pack| pack.files.iter().any(|file| Some(file.path()) == path))
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
                            .help("remove one of these needs; move what both use into a third pack"),
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
    disk: &'a Disk,
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
            .map(|folder| joined(folder, need, self.disk));
        if let Some(path) = path {
            match self.disk.lies(&path)? {
                Lies::Nothing => {}
                Lies::File | Lies::Other => {
                    let pack = Pack::file(self.disk, &path)?;
                    if pack.is_of_rules() {
                        return Ok(Some(self.place(pack)));
                    }
                }
                Lies::Folder => {
                    let pack = Pack::folder(self.disk, &path)?;
                    if !pack.files.is_empty() {
                        return Ok(Some(self.place(pack)));
                    }
                }
            }
        }
        let states = |pack: &Pack| pack.name.as_deref() == Some(need);
        if let Some(index) = self.packs.iter().position(states) {
            return Ok(Some(index));
        }
        let pack = self.known.iter().find(|pack| states(pack)).cloned();
        Ok(pack
            .or_else(|| Pack::built_in(need, self.disk))
            .map(|pack| self.place(pack)))
    }
}
