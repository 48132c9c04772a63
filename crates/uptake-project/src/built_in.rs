//! The packs that travel in the crate.

use crate::rule_files;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use uptake_rules::RuleFile;

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../rules");

/// All files below [`RULES`]: whoever asks for one gets the same one, which is parsed once.
static FILES: LazyLock<BTreeMap<&Path, RuleFile>> = LazyLock::new(|| {
    let mut all = BTreeMap::new();
    visit(&RULES, &mut |dir| {
        for file in dir.files() {
            let shown = format!("rules/{}", file.path().to_string_lossy());
            all.insert(file.path(), RuleFile::new(shown, file.contents()));
        }
    });
    all
});

/// The folder of a built-in pack, and its rule files and scripts; `None` if there is no such pack.
/// A pack is a folder with rule files, named by its path below `rules/` or by its last part.
#[must_use]
pub fn pack(name: &str) -> Option<(String, Vec<RuleFile>)> {
    let mut found = None;
    visit(&RULES, &mut |dir| {
        let path = dir.path().to_string_lossy();
        if (path == name || path.rsplit('/').next() == Some(name)) && has_rules(dir) {
            found.get_or_insert((format!("rules/{path}"), all_files(dir)));
        }
    });
    found
}

/// The file of a built-in pack by the path that it is shown under, as in `rules/pack/file.yaml`.
#[must_use]
pub fn file(shown: &str) -> Option<&'static RuleFile> {
    FILES.get(Path::new(shown.strip_prefix("rules/")?))
}

/// The suites of a built-in pack with what they lay over it, by their paths; none if there is no such pack, or if it has none.
#[must_use]
pub fn suites(name: &str) -> Vec<RuleFile> {
    let Some((folder, _)) = pack(name) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    visit(&RULES, &mut |dir| {
        if dir
            .path()
            .parent()
            .is_some_and(|parent| Path::new("rules").join(parent) == Path::new(&folder))
        {
            found.extend(files(dir, rule_files::is_suite));
            // What suites lay over their pack.
            found.extend(files(dir, |path| {
                path.extension().is_some_and(|ending| ending == OVERRIDE)
            }));
        }
    });
    found
}

/// How the names of files end that suites lay over their pack: they are no rules of the pack.
const OVERRIDE: &str = "override";

/// The names of all built-in packs.
#[must_use]
pub fn names() -> Vec<String> {
    let mut names = Vec::new();
    visit(&RULES, &mut |dir| {
        if has_rules(dir)
            && let Some(name) = dir.path().file_name()
        {
            names.push(name.to_string_lossy().into_owned());
        }
    });
    names.sort();
    names
}

fn visit<'a>(dir: &'a Dir<'a>, see: &mut impl FnMut(&'a Dir<'a>)) {
    see(dir);
    for inner in dir.dirs() {
        visit(inner, see);
    }
}

fn has_rules(dir: &Dir<'_>) -> bool {
    dir.files().any(|file| rule_files::is_rules(file.path()))
}

/// The rule files of a pack, then its scripts, then its modules.
fn all_files(dir: &Dir<'_>) -> Vec<RuleFile> {
    let modules = dir.path().join(rule_files::MODULES);
    let modules = dir.dirs().find(|inner| inner.path() == modules);
    let mut files = files(dir, rule_files::is_rules);
    files.extend(self::files(dir, rule_files::is_script));
    files.extend(
        modules
            .into_iter()
            .flat_map(|dir| self::files(dir, rule_files::is_script)),
    );
    files
}

fn files(dir: &Dir<'_>, wanted: impl Fn(&Path) -> bool) -> Vec<RuleFile> {
    let mut files: Vec<RuleFile> = dir
        .files()
        .filter(|file| wanted(file.path()))
        .filter_map(|file| FILES.get(file.path()).cloned())
        .collect();
    files.sort_by(|a, b| a.path().cmp(b.path()));
    files
}
