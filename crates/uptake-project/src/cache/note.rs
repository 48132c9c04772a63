//! What is told of a cache. It is beside the figures, which are the same with it and without.

use std::fmt;
use std::path::PathBuf;

/// What came of a cache in a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CacheNote {
    /// Nothing was read: all of it was kept.
    Used {
        /// So many parts of sources are what they were.
        parts: usize,
    },
    /// The sources were read, and what came of them is kept now.
    Kept {
        /// Why they were.
        why: WhyRead,
        /// So many files weren't read, since what was added up of each is kept.
        parts: usize,
        /// Whether several files of a source were read as one, since their rows may depend on each other.
        whole: bool,
        /// How many bytes it takes.
        bytes: u64,
        /// So many older ones were removed, so that the folder stays as small as it is to be.
        removed: usize,
    },
    /// Sources were read, and of those whose rows are added up by their engines what these added up is kept.
    Asked {
        /// So many pieces of it weren't asked for, since their rows are what they were.
        kept: usize,
        /// So many there are.
        pieces: usize,
        /// So many older files were removed, so that the folder stays as small as it is to be.
        removed: usize,
    },
    /// The sources were read, and nothing is kept.
    NotKept(WhyNotKept),
}

/// Why sources were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhyRead {
    /// Nothing was kept yet of what is asked for.
    Nothing,
    /// What was kept is of other sources, or of what they were.
    OtherSources,
    /// What was kept lacks something that the rules count, or is as of another day.
    Lacking,
    /// What was kept is of another version of the program.
    OtherForm,
    /// What was kept is damaged; it is removed.
    Damaged,
}

/// Why nothing is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNotKept {
    /// The project replaces names by pseudonyms, and what is kept would have them.
    Pseudonyms {
        /// So many files with names, of earlier runs, were removed.
        removed: usize,
        /// The folder, where some of them couldn't be removed.
        left: Option<PathBuf>,
    },
    /// What was known on another day is read, for which the next run hardly asks.
    KnownThen,
    /// Anybody may write to the folder, and so change figures.
    OpenToAll {
        /// The folder.
        folder: PathBuf,
    },
    /// A source can't tell whether it is what it was, without being read.
    Untold {
        /// What it is called.
        source: String,
    },
    /// So many rows were set aside that keeping them costs more than reading.
    SetAside,
    /// It is larger than the folder may be.
    TooLarge {
        /// So many bytes.
        bytes: u64,
    },
    /// The folder can't be written.
    Unwritable {
        /// The folder.
        folder: PathBuf,
        /// Why, in the system's words.
        why: String,
    },
}

impl fmt::Display for CacheNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CacheNote::Used { parts: 1 } => f.write_str("nothing was read: the source's one file is what it was"),
            CacheNote::Used { parts } => write!(
                f,
                "nothing was read: the {parts} files of the sources are what they were"
            ),
            CacheNote::Kept {
                why,
                parts,
                whole,
                bytes,
                removed,
            } => {
                write!(f, "the sources were read, since {why}")?;
                match parts {
                    0 => {}
                    1 => f.write_str(", but for 1 file that is what it was")?,
                    parts => write!(f, ", but for {parts} files that are what they were")?,
                }
                write!(f, "; {} are kept", size(*bytes))?;
                if *whole {
                    f.write_str(", of all files as one, since rows of several may depend on each other")?;
                }
                match removed {
                    0 => Ok(()),
                    removed => write!(f, ", and the oldest {removed} of earlier runs are removed"),
                }
            }
            CacheNote::Asked { kept, pieces, removed } => {
                write!(
                    f,
                    "{kept} of {pieces} pieces that engines add up weren't asked for, since their rows are what they were"
                )?;
                match removed {
                    0 => Ok(()),
                    removed => write!(f, "; the oldest {removed} of earlier runs are removed"),
                }
            }
            CacheNote::NotKept(why) => write!(f, "the sources were read and nothing is kept: {why}"),
        }
    }
}

impl fmt::Display for WhyRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WhyRead::Nothing => "nothing of them is kept for these rules",
            WhyRead::OtherSources => "they aren't what they were",
            WhyRead::Lacking => "what is kept lacks what these rules count, or is as of another day",
            WhyRead::OtherForm => "what is kept is of another version of the program",
            WhyRead::Damaged => "what was kept is damaged",
        })
    }
}

impl fmt::Display for WhyNotKept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WhyNotKept::Pseudonyms { removed, left } => {
                f.write_str("the project hides names, and they would stand in the cache")?;
                match removed {
                    0 => {}
                    1 => f.write_str("; 1 file with names, of an earlier run, is removed")?,
                    removed => write!(f, "; {removed} files with names, of earlier runs, are removed")?,
                }
                match left {
                    None => Ok(()),
                    Some(folder) => write!(
                        f,
                        "; names of earlier runs may still stand in `{}`, which can't be cleared: remove it",
                        folder.display()
                    ),
                }
            }
            WhyNotKept::KnownThen => f.write_str("what was known on another day is read each time"),
            WhyNotKept::OpenToAll { folder } => write!(
                f,
                "anybody may write to `{}`, and so change figures: `chmod o-w` it",
                folder.display()
            ),
            WhyNotKept::Untold { source } => {
                write!(f, "`{source}` can't tell without being read whether it is what it was")
            }
            WhyNotKept::SetAside => f.write_str("too many rows are set aside"),
            WhyNotKept::TooLarge { bytes } => write!(f, "{} are more than the cache may hold", size(*bytes)),
            WhyNotKept::Unwritable { folder, why } => write!(f, "`{}` can't be written: {why}", folder.display()),
        }
    }
}

/// A number of bytes, as people read it.
fn size(bytes: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    match UNITS.iter().find(|(_, factor)| bytes >= *factor) {
        Some((unit, factor)) => format!("{}.{} {unit}", bytes / factor, bytes % factor * 10 / factor),
        None => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_units() {
        assert_eq!([size(12), size(1536), size(3 << 30)], ["12 B", "1.5 KiB", "3.0 GiB"]);
    }
}
