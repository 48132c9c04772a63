//! No circle of modules: where a file needs another, the other doesn't need it, not even by a detour.

use crate::code::circles::knots;
use crate::code::modules::Crate;
use crate::code::references::references;
use crate::code::workspace::Package;
use std::path::PathBuf;

/// A file that may need another which needs it (`parent`), and why the two are one idea in two files.
struct Allowed {
    parent: &'static str,
    child: &'static str,
    why: &'static str,
}

/// Every pair that may.
const ALLOWED: &[Allowed] = &[Allowed {
    parent: "crates/uptake-report/src/outputs/mod.rs",
    child: "crates/uptake-report/src/outputs/manifest_json.rs",
    why: "the manifest is an output, and names them all",
}];

/// How many files of a crate stand in circles as yet. Each figure has to be the true one, so it can only shrink.
const KNOWN: &[(&str, usize)] = &[];

/// Files of a crate that all need each other.
pub(crate) struct Knot {
    pub(crate) files: Vec<PathBuf>,
    /// Each reference among them: the file, its line, and the file it needs.
    pub(crate) references: Vec<(PathBuf, usize, PathBuf)>,
}

/// The circles of a crate, but for pairs that are allowed. Pairs that were of use are added to `used`.
pub(crate) fn knots_of(package: &Package, used: &mut Vec<usize>) -> Result<Vec<Knot>, String> {
    let mut all = Vec::new();
    for start in package.roots() {
        let krate = Crate::read(&start)?;
        let mut found = references(&krate);
        let is = |file: &usize, name: &str| {
            krate
                .files
                .get(*file)
                .is_some_and(|path| path.to_string_lossy() == name)
        };
        for (number, pair) in ALLOWED.iter().enumerate() {
            let before = found.len();
            found.retain(|(from, to), _| !(is(from, pair.child) && is(to, pair.parent)));
            used.extend((found.len() < before).then_some(number));
        }
        let name = |file: &usize| krate.files.get(*file).cloned().unwrap_or_default();
        for knot in knots(&found) {
            let inside = found
                .iter()
                .filter(|((from, to), _)| knot.contains(from) && knot.contains(to));
            all.push(Knot {
                files: knot.iter().map(name).collect(),
                references: inside.map(|((from, to), line)| (name(from), *line, name(to))).collect(),
            });
        }
    }
    Ok(all)
}

/// Every circle that isn't known, and every entry of the lists that is out of date.
pub(crate) fn check(packages: &[Package]) -> Result<Vec<String>, String> {
    let mut broken = Vec::new();
    let mut used = Vec::new();
    for package in packages {
        let knots = knots_of(package, &mut used)?;
        let known = KNOWN
            .iter()
            .find(|(name, _)| *name == package.name)
            .map_or(0, |(_, known)| *known);
        let files: usize = knots.iter().map(|knot| knot.files.len()).sum();
        if files > known {
            broken.push(format!(
                "{files} files of `{}` stand in circles ({known} were known):",
                package.name
            ));
            broken.extend(knots.iter().map(shown));
        } else if files < known {
            broken.push(format!(
                "`{}` has only {files} files in circles: write that into KNOWN",
                package.name
            ));
        }
    }
    let idle = ALLOWED.iter().enumerate().filter(|(number, _)| !used.contains(number));
    broken.extend(idle.map(|(_, pair)| {
        format!(
            "ALLOWED has `{}`, which no longer needs `{}` ({})",
            pair.child, pair.parent, pair.why
        )
    }));
    Ok(broken)
}

/// A knot as one reads it.
pub(crate) fn shown(knot: &Knot) -> String {
    let line =
        |(from, line, to): &(PathBuf, usize, PathBuf)| format!("  {}:{line} needs {}", from.display(), to.display());
    let lines: Vec<String> = knot.references.iter().map(line).collect();
    format!("  a circle of {} files:\n{}", knot.files.len(), lines.join("\n"))
}
