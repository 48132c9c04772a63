//! Code that stands twice: runs of ten lines and more that are the same but for their spaces. Empty lines and `use` items don't
//! count; comments do, since a comment that stands twice is as hard to keep true as code.

use super::file::File;
use std::collections::HashMap;

/// A run is at least as long.
const SHORTEST: usize = 10;

/// A line that counts: its file, its number there, its text.
struct Line {
    file: usize,
    number: usize,
    text: String,
}

/// A run that stands somewhere else before: where it starts, where the other starts, and how long it is.
struct Run {
    start: usize,
    first: usize,
    length: usize,
}

/// How many runs there are, and how many lines they have together.
pub(super) fn totals(files: &[File]) -> (usize, usize) {
    let found = find(&lines(files));
    (found.len(), found.iter().map(|run| run.length).sum())
}

/// The runs as one reads them, the longest first.
pub(super) fn runs(files: &[File]) -> Vec<String> {
    let lines = lines(files);
    let mut found = find(&lines);
    found.sort_by_key(|run| (usize::MAX - run.length, run.start));
    let place = |at: usize| {
        let line = lines.get(at)?;
        let file = files.get(line.file)?;
        Some(format!("{}:{}", file.path.display(), line.number))
    };
    let shown = |run: &Run| {
        Some(format!(
            "{:>4}  {} as {}",
            run.length,
            place(run.start)?,
            place(run.first)?
        ))
    };
    found.iter().filter_map(shown).collect()
}

fn lines(files: &[File]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (file, source) in files.iter().enumerate() {
        let mut inside_use = false;
        for (number, text) in source.text.lines().enumerate() {
            let text = text.trim();
            let starts_use = ["use ", "pub use ", "pub(crate) use ", "pub(super) use "]
                .iter()
                .any(|start| text.starts_with(start));
            let skip = inside_use || starts_use || text.is_empty();
            inside_use = (inside_use || starts_use) && !text.ends_with(';');
            if !skip {
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                lines.push(Line {
                    file,
                    number: number + 1,
                    text,
                });
            }
        }
    }
    lines
}

/// Every run of lines that stands before, too, as long as it can be; each line is in one run at most.
fn find(lines: &[Line]) -> Vec<Run> {
    let mut seen: HashMap<Vec<&str>, usize> = HashMap::new();
    let mut runs = Vec::new();
    let mut covered = 0;
    for (start, window) in lines.windows(SHORTEST).enumerate() {
        let whole = window.first().map(|line| line.file) == window.last().map(|line| line.file);
        let key: Vec<&str> = window.iter().map(|line| line.text.as_str()).collect();
        if !whole {
            continue;
        }
        match seen.get(&key) {
            Some(first) if start >= covered && first + SHORTEST <= start => {
                let length = length(lines, *first, start);
                covered = start + length;
                runs.push(Run {
                    start,
                    first: *first,
                    length,
                });
            }
            Some(_) => {}
            None => {
                seen.insert(key, start);
            }
        }
    }
    runs
}

/// How many lines are the same from two places on, within their files and before they meet.
fn length(lines: &[Line], first: usize, second: usize) -> usize {
    let pairs = lines
        .iter()
        .skip(first)
        .zip(lines.iter().skip(second))
        .take(second - first);
    let (mut one, mut other) = (None, None);
    pairs
        .take_while(|(a, b)| {
            a.text == b.text && *one.get_or_insert(a.file) == a.file && *other.get_or_insert(b.file) == b.file
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn file(text: String) -> File {
        File {
            path: PathBuf::from("a.rs"),
            text,
        }
    }

    #[test]
    fn a_run_is_counted_once_and_as_long_as_it_is() {
        let twelve: String = (0..12).map(|n| format!("    let x{n} = {n};\n\nuse a::b;\n")).collect();
        let one = file(format!("fn a() {{\n{twelve}"));
        let other = file(format!("fn b() {{\n{}", twelve.replace("    ", "\t")));
        assert_eq!(totals(&[one, other]), (1, 12));
    }

    #[test]
    fn nine_lines_are_no_run() {
        let nine: String = (0..9).map(|n| format!("let x{n} = {n};\n")).collect();
        assert_eq!(totals(&[file(nine.clone()), file(nine)]), (0, 0));
    }
}
