//! Which mapping of the rules reads a file as it is.

use super::headings::words;
use std::collections::BTreeSet;
use uptake_rules::Policy;
use uptake_rules::policy::mapping::Mapping;

/// A mapping that finds all columns it requires.
#[derive(Clone, Debug)]
pub struct Fitting<'a> {
    /// The mapping.
    pub mapping: &'a Mapping,
    /// How many of its columns the file has.
    pub found: usize,
    /// The share of the file's own columns that it reads.
    pub used: f64,
}

/// The columns of a file.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// Those of a row itself.
    pub top: &'a [String],
    /// All, nested ones as paths through objects and lists.
    pub paths: &'a [String],
    /// The words of the file's name.
    pub file: &'a [String],
}

/// Mappings whose columns have fewer words than this in all find them in files of anybody.
const WORDS: usize = 4;

/// The mappings that fit a file's columns, the one that reads most first.
#[must_use]
pub fn fitting<'a>(policy: &'a Policy, columns: Columns<'_>) -> Vec<Fitting<'a>> {
    let mut all: Vec<Fitting<'a>> = policy
        .mappings
        .iter()
        .filter_map(|mapping| fits(mapping, columns))
        .collect();
    all.sort_by(|one, other| other.found.cmp(&one.found).then(other.used.total_cmp(&one.used)));
    all
}

fn fits<'a>(mapping: &'a Mapping, columns: Columns<'_>) -> Option<Fitting<'a>> {
    // The rows of an export stand by themselves, though a service wraps them.
    let wrapped = mapping.rows.as_ref().filter(|rows| columns.paths.contains(rows));
    let within = |column: &str| match wrapped {
        Some(rows) => format!("{rows}.{column}"),
        None => column.to_owned(),
    };
    let has = |wanted: &str| match wanted.split_once('[') {
        // Which element it is shows in the values alone.
        Some((list, _)) => columns.paths.iter().any(|path| path == list),
        None => columns.paths.iter().any(|path| path == wanted),
    };
    // A report needs to have but one of a mapping's lists: what others would have isn't missing.
    let absent = |wanted: &str| {
        let below = |list: &str, path: &str| path.strip_prefix(list).is_some_and(|rest| rest.starts_with(['.', '[']));
        let lists = mapping.explode.iter().map(|list| within(&list.text));
        let mut without = lists.filter(|list| !columns.paths.iter().any(|path| path == list || below(list, path)));
        without.any(|list| below(&list, wanted))
    };
    let mut asked = mapping.input.len();
    let mut read = BTreeSet::new();
    for column in &mapping.input {
        if mapping
            .discriminator
            .as_ref()
            .is_some_and(|name| name.text == column.name.text)
        {
            continue;
        }
        let wanted = within(column.source_name());
        match has(&wanted) {
            true => {
                read.insert(wanted);
            }
            false if column.optional => asked -= usize::from(absent(&wanted)),
            false => return None,
        }
    }
    let is_read = |top: &&String| {
        let below = |path: &String| {
            path.strip_prefix(top.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        read.iter().any(below)
    };
    let used = crate::shape::share(columns.top.iter().filter(is_read).count(), columns.top.len());
    let most = read.len() * 10 >= asked * 6;
    let said: usize = read.iter().map(|name| words(name).len()).sum();
    let named = words(&mapping.name.text).iter().all(|word| columns.file.contains(word));
    ((most && (said >= WORDS || named)) || used > 0.7).then_some(Fitting {
        mapping,
        found: read.len(),
        used,
    })
}
