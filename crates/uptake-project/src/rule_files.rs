//! Finding and reading rule files and scripts.

use crate::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use uptake_codes::RuleCode;
use uptake_rules::suite::ENDING;
use uptake_rules::{RuleFile, heading};

/// The folder of a pack that holds the modules of its scripts.
pub(crate) const MODULES: &str = "lib";

/// Files as they are found from a folder. Paths are told as the user wrote them, without that folder.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    from: PathBuf,
    /// The files read so far. One that still has the same bytes is the same file, and isn't parsed again.
    known: Arc<Mutex<BTreeMap<PathBuf, RuleFile>>>,
    /// Texts that stand for files as an editor has them, saved or not.
    unsaved: Unsaved,
}

/// Texts as an editor has them, by the real paths of the files that they stand for.
#[derive(Clone, Debug, Default)]
struct Unsaved {
    texts: BTreeMap<PathBuf, Vec<u8>>,
    known: Arc<Mutex<BTreeMap<PathBuf, RuleFile>>>,
}

/// Something that can't be looked at.
#[derive(Clone, Debug)]
pub(crate) struct Closed {
    /// What.
    pub(crate) path: PathBuf,
    /// Why, in the system's words.
    pub(crate) why: String,
    /// Whether it is a folder that can't be read, or one of which a part can't.
    pub(crate) folder: bool,
}

impl Disk {
    /// One whose relative paths start from a folder; from the current one if it is empty.
    pub(crate) fn from(folder: &Path) -> Self {
        Self {
            from: folder.to_path_buf(),
            known: Arc::default(),
            unsaved: Unsaved::default(),
        }
    }

    /// The same with texts in place of the files of these paths, which may be new, besides those that stand in place of files already. What
    /// is saved keeps what is known of it.
    pub(crate) fn with_texts<'t>(&self, texts: impl IntoIterator<Item = (&'t Path, &'t str)>) -> Self {
        let mut unsaved = Unsaved {
            texts: self.unsaved.texts.clone(),
            known: Arc::clone(&self.unsaved.known),
        };
        for (path, text) in texts {
            unsaved.texts.insert(self.place(path), text.as_bytes().to_vec());
        }
        Self {
            from: self.from.clone(),
            // What an editor has isn't what is saved: each keeps its own trees.
            known: Arc::clone(&self.known),
            unsaved,
        }
    }

    /// A path that is the same however a file is named, also where no file is yet.
    pub(crate) fn place(&self, path: &Path) -> PathBuf {
        let at = self.at(path);
        if let Ok(real) = std::fs::canonicalize(&at) {
            return real;
        }
        let parent = match at.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => return at,
        };
        match (std::fs::canonicalize(parent), at.file_name()) {
            (Ok(parent), Some(name)) => parent.join(name),
            _ => path.to_path_buf(),
        }
    }

    /// The text that stands for a file, if one does.
    fn unsaved(&self, path: &Path) -> Option<&[u8]> {
        match self.unsaved.texts.is_empty() {
            true => None,
            false => self.unsaved.texts.get(&self.place(path)).map(Vec::as_slice),
        }
    }

    /// A built-in file, or the text that stands for it.
    pub(crate) fn built_in(&self, file: RuleFile) -> RuleFile {
        match self.unsaved.texts.get(Path::new(file.path())) {
            Some(bytes) => self.known(Path::new(file.path()), file.path().to_owned(), bytes.clone()),
            None => file,
        }
    }

    /// Where a path leads. The empty path is the folder of a file that is named without one.
    pub(crate) fn at(&self, path: &Path) -> PathBuf {
        let at = self.from.join(path);
        if at.as_os_str().is_empty() {
            return PathBuf::from(".");
        }
        at
    }

    /// What lies at a path. That nothing lies there is an answer; that it can't be told is none.
    pub(crate) fn lies(&self, path: &Path) -> Result<Lies, Failure> {
        if self.unsaved(path).is_some() {
            return Ok(Lies::File);
        }
        let at = self.at(path);
        match std::fs::metadata(&at) {
            Ok(about) if about.is_dir() => Ok(Lies::Folder),
            Ok(about) if about.is_file() => Ok(Lies::File),
            Ok(_) => Ok(Lies::Other),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                match std::fs::symlink_metadata(&at) {
                    Ok(_) => Err(leads_nowhere(path)),
                    Err(_) => Ok(Lies::Nothing),
                }
            }
            Err(error) => Err(unreadable(path, &error)),
        }
    }

    /// A path without links and detours, which is the same however a file is named.
    pub(crate) fn real(&self, path: &Path) -> PathBuf {
        std::fs::canonicalize(self.at(path)).unwrap_or_else(|_| path.to_path_buf())
    }

    /// Reads one file.
    pub(crate) fn read(&self, path: &Path) -> Result<RuleFile, Failure> {
        let shown = path.display().to_string();
        if let Some(bytes) = self.unsaved(path) {
            return Ok(self.known(path, shown, bytes.to_vec()));
        }
        match self.lies(path)? {
            Lies::Nothing => {
                return Err(Failure::new(format!("the file `{shown}` wasn't found")).code(RuleCode::Unreadable));
            }
            Lies::Folder => return Err(no_file(path, "a folder")),
            // What is read once and is gone can't be read again, nor be told by its digest.
            Lies::Other => return Err(no_file(path, OTHER).help("copy it into a file first")),
            Lies::File => {}
        }
        let too_large = || {
            let message = format!("the file `{shown}` is larger than {} MiB", LARGEST >> 20);
            Failure::new(message)
                .code(RuleCode::Unreadable)
                .help("a rule file has rules; data belong into a source")
        };
        let mut bytes = Vec::new();
        let file = std::fs::File::open(self.at(path)).map_err(|error| unreadable(path, &error))?;
        let about = file.metadata().map_err(|error| unreadable(path, &error))?;
        // Nothing is read of what is too large; a file that grows meanwhile is cut off.
        if about.len() > LARGEST {
            return Err(too_large());
        }
        let read = file.take(LARGEST + 1).read_to_end(&mut bytes);
        read.map_err(|error| unreadable(path, &error))?;
        if bytes.len() as u64 > LARGEST {
            return Err(too_large());
        }
        Ok(self.known(path, shown, bytes))
    }

    /// The file that was read from `path` before, if its bytes are the same; else a new one.
    fn known(&self, path: &Path, shown: String, bytes: Vec<u8>) -> RuleFile {
        let known = match self.unsaved(path) {
            Some(_) => &self.unsaved.known,
            None => &self.known,
        };
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(path) {
            Some(file) if file.path() == shown && file.bytes() == bytes => file.clone(),
            _ => {
                let file = RuleFile::new(shown, bytes);
                known.insert(path.to_path_buf(), file.clone());
                file
            }
        }
    }

    /// The rule files directly in a folder, by name.
    pub(crate) fn rules_in(&self, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
        self.entries(folder, is_rules)
    }

    /// The suites directly in a folder, by name.
    pub(crate) fn suites_in(&self, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
        self.entries(folder, is_suite)
    }

    /// The scripts of a pack's folder: those beside its rule files, then its modules.
    pub(crate) fn scripts_in(&self, folder: &Path) -> Result<Vec<RuleFile>, Failure> {
        let mut paths = self.entries(folder, is_script)?;
        let modules = folder.join(MODULES);
        if self.lies(&modules)? == Lies::Folder {
            paths.extend(self.entries(&modules, is_script)?);
        }
        paths.iter().map(|path| self.read(path)).collect()
    }

    /// What lies directly in a folder, without what is hidden: the files or the folders, by name. What nobody may look at, and links
    /// that lead nowhere, are added to `closed`; where the system can't answer, that is a failure.
    pub(crate) fn within(
        &self,
        folder: &Path,
        wanted: Lies,
        closed: &mut Vec<Closed>,
    ) -> Result<Vec<PathBuf>, Failure> {
        let mut close = |path: &Path, why: String| {
            closed.push(Closed {
                path: path.to_path_buf(),
                why,
                folder: path == folder,
            });
        };
        let entries = match std::fs::read_dir(self.at(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                close(folder, error.to_string());
                return Ok(Vec::new());
            }
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(folder, &error)),
        };
        let mut found = Vec::new();
        let mut names = self.new_in(folder);
        for entry in entries {
            names.insert(entry.map_err(|error| unreadable(folder, &error))?.file_name());
        }
        for name in names {
            if name.to_string_lossy().starts_with('.') {
                continue;
            }
            let path = folder.join(name);
            match self.lies(&path) {
                Ok(lies) if lies == wanted => found.push(path),
                Ok(_) => {}
                Err(failure) if self.is_closed(&path) => close(&path, failure.message),
                Err(failure) => return Err(failure),
            }
        }
        found.sort();
        Ok(found)
    }

    /// Whether nobody may look at what lies at a path, or it is a link that leads nowhere.
    fn is_closed(&self, path: &Path) -> bool {
        let looked = std::fs::metadata(self.at(path));
        looked.is_err_and(|error| matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::NotFound))
    }

    /// A file that may be one of rules; `None` if it is too large for that, or nobody may read it: then it is added to `closed`.
    pub(crate) fn look(&self, path: &Path, closed: &mut Vec<Closed>) -> Result<Option<RuleFile>, Failure> {
        let failure = match self.read(path) {
            Ok(file) => return Ok(Some(file)),
            Err(failure) => failure,
        };
        if std::fs::metadata(self.at(path)).is_ok_and(|about| about.len() > LARGEST) {
            return Ok(None);
        }
        let opened = std::fs::File::open(self.at(path));
        if opened.is_err_and(|error| matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::NotFound)) {
            closed.push(Closed {
                path: path.to_path_buf(),
                why: failure.message,
                folder: false,
            });
            return Ok(None);
        }
        Err(failure)
    }

    /// The names of texts that stand for files of a folder.
    fn new_in(&self, folder: &Path) -> BTreeSet<OsString> {
        if self.unsaved.texts.is_empty() {
            return BTreeSet::new();
        }
        let folder = self.place(folder);
        let inside = self.unsaved.texts.keys().filter(|path| path.parent() == Some(&folder));
        inside
            .filter_map(|path| path.file_name().map(ToOwned::to_owned))
            .collect()
    }

    fn entries(&self, folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>, Failure> {
        let unreadable = |error: std::io::Error| unreadable(folder, &error);
        let mut files = Vec::new();
        let mut names = self.new_in(folder);
        for entry in std::fs::read_dir(self.at(folder)).map_err(unreadable)? {
            names.insert(entry.map_err(unreadable)?.file_name());
        }
        for name in names {
            let path = folder.join(&name);
            // What is hidden belongs to other programs: settings of services and tools, and the links by which editors mark a file
            // that is being changed.
            if !wanted(&path) || name.to_string_lossy().starts_with('.') {
                continue;
            }
            match self.lies(&path)? {
                Lies::File => files.push(path),
                // Gone since the folder was read.
                Lies::Nothing => {}
                Lies::Folder => return Err(no_file(&path, "a folder")),
                Lies::Other => return Err(no_file(&path, OTHER)),
            }
        }
        files.sort();
        Ok(files)
    }

    /// All folders below `folder`, itself first, by name, each once. Hidden ones are left out.
    pub(crate) fn folders(&self, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
        let mut all = vec![folder.to_path_buf()];
        // Links are followed; a circle of them leads back to where somebody was.
        let mut seen = BTreeSet::from([self.real(folder)]);
        let mut next = 0;
        while let Some(current) = all.get(next).cloned() {
            next += 1;
            let unreadable = |error: std::io::Error| unreadable(&current, &error);
            let mut inner = Vec::new();
            for entry in std::fs::read_dir(self.at(&current)).map_err(unreadable)? {
                let entry = entry.map_err(unreadable)?;
                if entry.file_name().to_string_lossy().starts_with('.') {
                    continue;
                }
                let path = current.join(entry.file_name());
                let ty = entry.file_type().map_err(unreadable)?;
                if ty.is_dir() || (ty.is_symlink() && self.lies(&path)? == Lies::Folder) {
                    inner.push(path);
                }
            }
            inner.sort();
            all.extend(inner.into_iter().filter(|path| seen.insert(self.real(path))));
        }
        Ok(all)
    }
}

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lies {
    /// Nothing.
    Nothing,
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A pipe, a socket, a device.
    Other,
}

const OTHER: &str = "a pipe or a device";

/// The largest rule file, in bytes. One of a hundred thousand entries has a tenth of it.
const LARGEST: u64 = 64 << 20;

fn leads_nowhere(path: &Path) -> Failure {
    Failure::new(format!("the link `{}` leads nowhere", path.display()))
        .code(RuleCode::Unreadable)
        .help("put back what it leads to, or remove the link")
}

fn no_file(path: &Path, what: &str) -> Failure {
    Failure::new(format!("`{}` is {what} where a file is expected", path.display())).code(RuleCode::Unreadable)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` can't be read: {error}", path.display())).code(RuleCode::Unreadable)
}

/// Whether a file's name is that of a rule file.
pub(crate) fn is_rules(path: &Path) -> bool {
    let is_yaml = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml"));
    is_yaml && !is_suite(path)
}

/// Whether a file's name is that of a suite, which belongs to no pack.
pub(crate) fn is_suite(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.is_some_and(|name| name.ends_with(ENDING))
}

/// Whether a file that rules name as a pack is one, by a look at it: a line starts with `uptake`, or it states that key in another form
/// of YAML. What else it is stays its own affair, and none of its lines is shown.
pub(crate) fn says_uptake(file: &RuleFile) -> bool {
    let mut lines = file.bytes().split(|byte| *byte == b'\n');
    lines.any(|line| {
        let line = line.trim_ascii_start();
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let line = line.strip_prefix(b"\"").unwrap_or(line);
        line.starts_with(b"uptake")
    }) || heading::read(file).version
}

/// Whether a file's name is that of a script.
pub(crate) fn is_script(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "rhai")
}
