//! `cargo xtask house`: the figures that tell how well the house is kept.

mod duplicates;
mod file;
mod functions;
mod sizes;

use crate::code::workspace::{Package, packages, read};
use crate::walls;
use file::File;

pub(crate) const HELP: &str = "\
Prints how well the house is kept: sizes of files and functions, circles of modules, repeated code. Sources only, without
tests.

Usage: cargo xtask house [--list]

  --list  names the places, too";

/// A figure, and the places it counts.
struct Figure {
    what: &'static str,
    places: Vec<String>,
}

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let list = match arguments {
        [] => false,
        [one] if one == "--list" => true,
        [other, ..] => return Err(format!("`house` takes no argument `{other}`\n\n{HELP}")),
    };
    let packages = packages()?;
    let mut files = Vec::new();
    for package in &packages {
        let own = sources(package)?;
        println!("{}", sizes::shown(&package.name, &own));
        files.extend(own);
    }
    println!("{}\n", sizes::shown("all", &files));
    for figure in figures(&packages, &files)? {
        println!("{:>5}  {}", figure.places.len(), figure.what);
        for place in figure.places.iter().filter(|_| list) {
            println!("         {place}");
        }
    }
    let (runs, lines) = duplicates::totals(&files);
    println!("{runs:>5}  repeated runs of ten lines and more ({lines} lines)");
    for place in duplicates::runs(&files).iter().filter(|_| list) {
        println!("         {place}");
    }
    Ok(())
}

fn sources(package: &Package) -> Result<Vec<File>, String> {
    let paths = package.sources()?.into_iter();
    let read = paths.map(|path| {
        Ok(File {
            text: read(&path)?,
            path,
        })
    });
    read.collect()
}

fn figures(packages: &[Package], files: &[File]) -> Result<Vec<Figure>, String> {
    let mut circles = Vec::new();
    for package in packages {
        let knots = walls::knots_of(package, &mut Vec::new())?;
        let shown = |knot| format!("{}:{}", package.name, walls::shown(knot).replace('\n', "\n       "));
        circles.extend(knots.iter().map(shown));
    }
    Ok(vec![
        Figure {
            what: "circles of modules",
            places: circles,
        },
        Figure {
            what: "files over 400 lines",
            places: sizes::long(files),
        },
        Figure {
            what: "functions over 60 lines",
            places: functions::long(files)?,
        },
        Figure {
            what: "places that look for a similar name by themselves",
            places: functions::calls(files, "nearest")?,
        },
    ])
}
