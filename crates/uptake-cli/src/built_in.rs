//! The packs that come with the program.

use include_dir::{Dir, include_dir};
use uptake_rules::RuleFile;

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../rules");

/// The rule files of a built-in pack; `None` if there is no such pack.
/// A pack is a folder with rule files, named by its path below `rules/` or by its last part.
pub(crate) fn pack(name: &str) -> Option<Vec<RuleFile>> {
    let mut found = None;
    visit(&RULES, &mut |dir| {
        let path = dir.path().to_string_lossy();
        if path == name || path.rsplit('/').next() == Some(name) {
            let files = rule_files(dir);
            if !files.is_empty() {
                found.get_or_insert(files);
            }
        }
    });
    found
}

/// The names of all built-in packs.
pub(crate) fn names() -> Vec<String> {
    let mut names = Vec::new();
    visit(&RULES, &mut |dir| {
        if !rule_files(dir).is_empty()
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

fn rule_files(dir: &Dir<'_>) -> Vec<RuleFile> {
    let mut files: Vec<RuleFile> = dir
        .files()
        .filter(|file| {
            file.path()
                .extension()
                .is_some_and(|ending| ending == "yaml" || ending == "yml")
        })
        .map(|file| RuleFile {
            path: format!("rules/{}", file.path().to_string_lossy()),
            bytes: file.contents().to_vec(),
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
