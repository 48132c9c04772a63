//! The folder of a cache: files beside each other, each written beside its place and renamed, so that two runs never see half of one.
//!
//! Only files that are called as this cache calls its own are ever removed, whatever else lies there.

use super::name::is_own;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How cubes' names end.
const ENDING: &str = "cube";

/// How the names of portions end.
pub(super) const PORTION: &str = "part";

/// How the names of files begin that are being written; so many letters and digits follow.
const UNFINISHED: &str = ".unfinished-";
const RANDOM: usize = 6;

/// The file that keeps the folder out of a repository.
const KEPT_OUT: &str = ".gitignore";

/// An unfinished file that is older was left by a run that was stopped.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// The folder of a cache.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

/// A cube in it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) path: PathBuf,
    bytes: u64,
    used: Option<SystemTime>,
}

impl Entry {
    /// One of which only its place is known.
    pub(super) fn at(name: String, path: PathBuf) -> Self {
        Self {
            name,
            path,
            bytes: 0,
            used: None,
        }
    }
}

impl Folder {
    pub(super) fn at(path: PathBuf) -> Self {
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Where a file of it is.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Where the cube of a name is.
    pub(super) fn cube(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.{ENDING}"))
    }

    /// Its cubes, those that were used last first. A folder that isn't there has none, nor has one that can't be read: then they are
    /// made anew, which tells why.
    pub(super) fn cubes(&self) -> Vec<Entry> {
        self.entries(&[ENDING])
    }

    /// Its portions, in the same way.
    pub(super) fn portions(&self) -> Vec<Entry> {
        self.entries(&[PORTION])
    }

    fn entries(&self, endings: &[&str]) -> Vec<Entry> {
        let Ok(listing) = std::fs::read_dir(&self.0) else {
            return Vec::new();
        };
        let entry = |found: std::fs::DirEntry| {
            let path = found.path();
            let name = path.file_stem()?.to_str()?.to_owned();
            let about = found.metadata().ok()?;
            let ending = path.extension()?.to_str()?;
            (about.is_file() && endings.contains(&ending) && is_own(&name)).then(|| Entry {
                name,
                bytes: about.len(),
                used: about.modified().ok(),
                path,
            })
        };
        let mut all: Vec<Entry> = listing.filter_map(|found| entry(found.ok()?)).collect();
        all.sort_by(|one, two| two.used.cmp(&one.used).then_with(|| one.name.cmp(&two.name)));
        all
    }

    /// Writes a file beside its place, and puts it there.
    pub(super) fn put(
        &self,
        path: &Path,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        self.make()?;
        let beside = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .rand_bytes(RANDOM)
            .tempfile_in(&self.0)?;
        let mut buffered = std::io::BufWriter::with_capacity(1 << 18, beside);
        write(&mut buffered)?;
        let beside = buffered.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        beside.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    /// Makes the folder, for nobody else to read, and keeps it out of a repository. One that is there and has nothing but what is kept
    /// is kept out, too; others aren't touched.
    fn make(&self) -> std::io::Result<()> {
        match std::fs::metadata(&self.0) {
            Ok(about) if about.is_dir() => {
                if self.0.join(KEPT_OUT).try_exists()? {
                    return Ok(());
                }
                let mut others = false;
                for found in std::fs::read_dir(&self.0)? {
                    others |= !is_kept(&found?.path());
                }
                return match others {
                    true => Ok(()),
                    false => self.keep_out(),
                };
            }
            Ok(_) => return Err(std::io::Error::new(ErrorKind::NotADirectory, "it is no folder")),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.0)?;
        self.keep_out()
    }

    /// Whether anybody may write to the folder. One that is so isn't used: whoever writes to it may change figures.
    ///
    /// # Errors
    /// When that can't be told, of a folder that is there.
    pub(super) fn is_open_to_all(&self) -> std::io::Result<bool> {
        match std::fs::metadata(&self.0) {
            #[cfg(unix)]
            Ok(about) => Ok(std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o002 != 0),
            #[cfg(not(unix))]
            Ok(_) => Ok(false),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Keeps the folder out of a repository. What somebody else has written there stays.
    fn keep_out(&self) -> std::io::Result<()> {
        match std::fs::File::create_new(self.0.join(KEPT_OUT)) {
            Ok(mut file) => file.write_all(b"*\n"),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// That a cube was used, so that others are removed first. In a folder that can't be written nothing is removed either.
    pub(super) fn used(&self, entry: &Entry, now: SystemTime) {
        if let Ok(file) = std::fs::File::options().append(true).open(&entry.path) {
            let _ = file.set_modified(now);
        }
    }

    /// Removes the cubes that weren't used for the longest time until they take no more than `most` bytes, and what stopped runs have
    /// left. How many cubes were removed.
    pub(super) fn make_room(&self, most: u64, now: SystemTime) -> usize {
        let (mut sum, mut removed) = (0u64, 0);
        for entry in self.entries(&[ENDING, PORTION]) {
            sum = sum.saturating_add(entry.bytes);
            if sum > most && std::fs::remove_file(&entry.path).is_ok() {
                sum -= entry.bytes;
                removed += 1;
            }
        }
        let Ok(listing) = std::fs::read_dir(&self.0) else {
            return removed;
        };
        for found in listing.flatten() {
            let unfinished = is_unfinished(&found.path());
            let modified = found.metadata().and_then(|about| about.modified()).ok();
            let age = modified.and_then(|modified| now.duration_since(modified).ok());
            if unfinished && age.is_some_and(|age| age > STALE) {
                // Another run may have removed it.
                let _ = std::fs::remove_file(found.path());
            }
        }
        removed
    }

    /// Removes all that this cache, or another one in the same folder, has kept. How many files were removed; and whether one couldn't be.
    pub(super) fn clear(&self) -> (usize, bool) {
        let listing = match std::fs::read_dir(&self.0) {
            Ok(listing) => listing,
            Err(error) => return (0, error.kind() != ErrorKind::NotFound),
        };
        let (mut removed, mut left) = (0, false);
        for found in listing {
            let Ok(found) = found else {
                left = true;
                continue;
            };
            if is_kept(&found.path()) {
                match std::fs::remove_file(found.path()) {
                    Ok(()) => removed += 1,
                    Err(error) => left |= error.kind() != ErrorKind::NotFound,
                }
            }
        }
        (removed, left)
    }

    /// Removes a cube that can't be used. Another run may have done so.
    pub(super) fn remove(&self, entry: &Entry) {
        let _ = std::fs::remove_file(&entry.path);
    }
}

/// Whether a file is one that is being written, or was.
fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let random = name.and_then(|name| name.strip_prefix(UNFINISHED));
    random.is_some_and(|random| random.len() == RANDOM && random.bytes().all(|letter| letter.is_ascii_alphanumeric()))
}

/// Whether a file holds what was kept, whole or not.
fn is_kept(path: &Path) -> bool {
    let of = |part: Option<&std::ffi::OsStr>| part.and_then(|part| part.to_str()).map(str::to_owned);
    let (name, ending) = (of(path.file_stem()), of(path.extension()));
    let ends = ending.is_some_and(|ending| [ENDING, PORTION].contains(&ending.as_str()));
    is_unfinished(path) || ends && name.is_some_and(|name| is_own(&name))
}

/// Opens a file. Something else under its name, such as a pipe, might never end.
pub(super) fn opened(path: &Path) -> std::io::Result<File> {
    match std::fs::metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(ErrorKind::InvalidInput.into()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]
    use super::super::name::digest;
    use super::*;

    #[test]
    fn room_is_made_by_removing_what_was_used_longest_ago_and_nothing_that_is_not_a_cube() {
        let outer = tempfile::tempdir().unwrap();
        let folder = Folder::at(outer.path().join("cache"));
        let now = SystemTime::now();
        let [a, b, c] = ["a", "b", "c"].map(|name| format!("{}-{}", digest(&[name]), digest(&[])));
        for (name, age) in [(&a, 30), (&b, 20), (&c, 10)] {
            let path = folder.cube(name);
            folder.put(&path, |to| to.write_all(&[0; 10])).unwrap();
            let file = std::fs::File::options().append(true).open(&path).unwrap();
            file.set_modified(now - Duration::from_secs(age)).unwrap();
        }
        let foreign = ["other.txt", "movie.part", "sugar.cube", ".unfinished-work"];
        for name in foreign {
            std::fs::write(folder.file(name), [0; 1000]).unwrap();
        }
        let names = || folder.cubes().into_iter().map(|entry| entry.name).collect::<Vec<_>>();
        assert_eq!(names(), [c.as_str(), &b, &a]);
        folder.used(&folder.cubes()[2], now);
        assert_eq!(folder.make_room(25, now), 1);
        assert_eq!(names(), [a.as_str(), &c]);
        assert_eq!(folder.make_room(5, now + 2 * STALE), 2);
        assert!(foreign.iter().all(|name| folder.file(name).exists()));
        assert_eq!(folder.clear(), (0, false));
        assert_eq!(std::fs::read_to_string(folder.file(".gitignore")).unwrap(), "*\n");
    }
}
