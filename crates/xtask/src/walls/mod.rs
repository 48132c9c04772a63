//! The walls of ARCHITECTURE.md, as checks on the sources: one file per wall.

mod circles;
mod layers;
mod permits;
mod words;

pub(crate) use circles::{knots_of, shown};

use crate::code::tokens::without_tests;
use crate::code::workspace::{Package, packages, read};

pub(crate) const HELP: &str = "\
Checks the walls alone (ARCHITECTURE.md): layers, circles of modules, words of the domain, unsafe code, prints. `cargo xtask lint`
checks them, too.

Usage: cargo xtask walls";

/// `cargo xtask walls`.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    match arguments.first() {
        Some(argument) => Err(format!("`walls` takes no argument `{argument}`")),
        None => check(),
    }
}

/// Every place where a wall is broken.
pub(crate) fn check() -> Result<(), String> {
    let packages = packages()?;
    let mut broken = layers::check(&packages);
    broken.extend(circles::check(&packages)?);
    for package in &packages {
        broken.extend(check_sources(package)?);
    }
    match broken.is_empty() {
        true => Ok(()),
        false => Err(format!("a wall is broken:\n{}", broken.join("\n"))),
    }
}

/// The walls that a file breaks by itself.
fn check_sources(package: &Package) -> Result<Vec<String>, String> {
    let mut broken = Vec::new();
    let sources = package.sources()?;
    for path in package.files()? {
        let text = read(&path)?;
        let mut found = words::check(&package.name, &text);
        if sources.contains(&path) {
            let tokens = without_tests(&text).map_err(|error| format!("{} {error}", path.display()))?;
            found.extend(permits::check(&package.name, &path, &tokens));
        }
        broken.extend(
            found
                .into_iter()
                .map(|(line, what)| format!("{}:{line}: {what}", path.display())),
        );
    }
    Ok(broken)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_walls_of_this_workspace_stand() {
        assert_eq!(super::check(), Ok(()));
    }
}
