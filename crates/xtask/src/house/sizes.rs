//! How long files are.

use super::file::File;

/// A file of more lines is long.
const LONG: usize = 400;

/// One line about some files: how many, how many lines, the median, the 90th percentile and the largest.
pub(super) fn shown(name: &str, files: &[File]) -> String {
    let mut lines: Vec<usize> = files.iter().map(lines).collect();
    lines.sort_unstable();
    let all: usize = lines.iter().sum();
    // The nearest rank.
    let at = |percent: usize| {
        let rank = (lines.len() * percent).div_ceil(100).max(1);
        lines.get(rank - 1).copied().unwrap_or(0)
    };
    format!(
        "{name:<20} {:>4} files {all:>6} lines   median {:>4}   p90 {:>4}   largest {:>4}",
        lines.len(),
        at(50),
        at(90),
        at(100)
    )
}

/// The files that are long, the longest first.
pub(super) fn long(files: &[File]) -> Vec<String> {
    let mut long: Vec<(usize, &File)> = files.iter().map(|file| (lines(file), file)).collect();
    long.retain(|(lines, _)| *lines > LONG);
    long.sort_by_key(|(lines, file)| (usize::MAX - lines, &file.path));
    long.iter()
        .map(|(lines, file)| format!("{lines:>5}  {}", file.path.display()))
        .collect()
}

fn lines(file: &File) -> usize {
    file.text.lines().count()
}
