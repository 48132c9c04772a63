//! The columns of a schema, which is a tree in the order in which one reads it.

use super::fault::Fault;
use super::thrift::{Fields, Raw, Writer};

const SCHEMA: Fault = Fault::Broken("its schema contradicts itself");

/// A column: what stands directly below the root.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// Its elements, written anew, if it is read.
    pub(super) elements: Vec<Vec<u8>>,
    /// Its leaves: what has values of its own.
    pub(super) leaves: Vec<Leaf>,
    /// Whether it is read.
    pub(super) kept: bool,
}

/// A leaf of a column.
#[derive(Debug)]
pub(super) struct Leaf {
    /// The names from the column to it.
    pub(super) path: Vec<Vec<u8>>,
    /// The physical type as Parquet numbers it.
    pub(super) kind: i64,
    /// Whether it may have several values a row.
    pub(super) repeated: bool,
    /// Whether it has a value in each of them.
    pub(super) required: bool,
}

impl Column {
    /// Whether it is a plain value a row, or none.
    pub(super) fn is_flat(&self) -> bool {
        self.elements.len() == 1 && self.leaves.iter().all(|leaf| !leaf.repeated)
    }
}

/// The columns below the root.
pub(super) fn columns(
    elements: &[Raw<'_>],
    asked: Option<&[String]>,
    most_levels: usize,
) -> Result<Vec<Column>, Fault> {
    let (root, rest) = elements.split_first().ok_or(SCHEMA)?;
    let root = root.structure().ok_or(SCHEMA)?;
    let mut waiting = rest.iter();
    let mut columns = Vec::new();
    for _ in 0..children(&root, rest.len())? {
        columns.push(column(&mut waiting, asked, most_levels)?);
    }
    if waiting.next().is_some() {
        return Err(SCHEMA);
    }
    let mut names: Vec<&str> = columns
        .iter()
        .filter(|column| column.kept)
        .map(|column| column.name.as_str())
        .collect();
    names.sort_unstable();
    let twice = names.windows(2).find(|pair| pair.first() == pair.last());
    match twice.and_then(|pair| pair.first()) {
        Some(name) => Err(Fault::Twice((*name).to_owned())),
        None => Ok(columns),
    }
}

/// The next column with all below it.
fn column<'a>(
    elements: &mut impl ExactSizeIterator<Item = &'a Raw<'a>>,
    asked: Option<&[String]>,
    most_levels: usize,
) -> Result<Column, Fault> {
    let mut column = Column {
        name: String::new(),
        elements: Vec::new(),
        leaves: Vec::new(),
        kept: false,
    };
    // For each group that isn't full yet: how many children are missing, and whether it is repeated.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut path: Vec<Vec<u8>> = Vec::new();
    loop {
        let element = elements.next().and_then(|raw| raw.structure()).ok_or(SCHEMA)?;
        let name = element.binary(4).ok_or(SCHEMA)?;
        if open.is_empty() {
            column.name = std::str::from_utf8(name).map_err(|_| SCHEMA)?.to_owned();
            column.kept = asked.is_none_or(|asked| asked.contains(&column.name));
        }
        let repeated = element.integer(3) == Some(2) || open.last().is_some_and(|(_, repeated)| *repeated);
        // A list is a group in a group.
        if column.kept && open.len() > most_levels.saturating_mul(2) {
            return Err(Fault::Deep(column.name));
        }
        if column.kept {
            path.truncate(open.len());
            path.push(name.to_vec());
            column.elements.push(again(&element));
        }
        match (children(&element, elements.len())?, element.integer(1)) {
            (0, Some(kind)) => column.leaves.push(Leaf {
                path: path.clone(),
                kind,
                repeated,
                required: element.integer(3) == Some(0),
            }),
            (0, None) => {}
            (count, _) => {
                open.push((count, repeated));
                continue;
            }
        }
        // What is full now is closed.
        loop {
            let Some((missing, _)) = open.last_mut() else {
                return Ok(column);
            };
            *missing -= 1;
            if *missing > 0 {
                break;
            }
            open.pop();
        }
    }
}

/// How many children an element says that it has.
fn children(element: &Fields<'_>, most: usize) -> Result<usize, Fault> {
    match element.get(5) {
        None => Ok(0),
        Some(count) => {
            let count = count.integer().and_then(|count| usize::try_from(count).ok());
            count.filter(|count| *count <= most).ok_or(SCHEMA)
        }
    }
}

/// The element written anew, in the usual way.
fn again(element: &Fields<'_>) -> Vec<u8> {
    let mut written = Writer::default();
    for (id, raw) in element.all() {
        written = written.raw(id, raw.kind, raw.bytes);
    }
    written.end()
}
