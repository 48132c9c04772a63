//! Rules as they were: the rule files of a git revision, written into a folder of their own.
//!
//! `git` is run as a program. Only rule files and scripts are written; data aren't.

use crate::Failure;
use serde::Serialize;
use std::ffi::OsStr;
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use uptake_codes::ProgramCode;
use uptake_rules::missing::Missing;

/// The rule files of a revision.
pub(crate) struct Revision {
    folder: TempDir,
    /// The place of the folder that was asked about, in the repository.
    inner: PathBuf,
}

/// An entry of a tree of git.
struct Entry {
    link: bool,
    object: String,
    path: PathBuf,
}

impl Revision {
    /// The rule files that a repository has at a revision; `folder` is a folder in the repository.
    ///
    /// # Errors
    /// `no-revision` where `git` can't be run, where the folder is in no repository, and where the revision is unknown.
    pub(crate) fn read(name: &str, folder: &Path) -> Result<Self, Failure> {
        let folder = std::fs::canonicalize(match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        });
        let folder = folder.map_err(|error| missing(name, &format!("its folder can't be read: {error}")))?;
        let top = git(name, &folder, &["rev-parse", "--show-toplevel"], &[])?
            .ok_or_else(|| missing(name, "the project isn't in a git repository"))?;
        let top = PathBuf::from(String::from_utf8_lossy(&top).trim_end());
        // Another folder than the one that was asked about would have other rules.
        let inner = folder.strip_prefix(&top).map(Path::to_path_buf);
        let inner = inner.map_err(|_| missing(name, "`git` says that its repository lies elsewhere"))?;
        let wanted = format!("{name}^{{commit}}");
        let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted];
        let Some(commit) = git(name, &top, &verify, &[])? else {
            return Err(unknown(name, &top));
        };
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        let listed = git(name, &top, &["ls-tree", "-r", "-z", "--full-tree", &commit], &[])?
            .ok_or_else(|| missing(name, "`git` can't list its files"))?;
        let entries = entries(&listed);
        let asked: String = entries.iter().map(|entry| format!("{}\n", entry.object)).collect();
        let objects = git(name, &top, &["cat-file", "--batch"], asked.as_bytes())?
            .ok_or_else(|| missing(name, "`git` can't read its files"))?;
        let unwritable = |error: std::io::Error| {
            Failure::new(format!("a folder for the rules of `{name}` can't be written: {error}"))
                .code(ProgramCode::Unwritable)
        };
        let written = tempfile::tempdir().map_err(unwritable)?;
        let mut rest = objects.as_slice();
        for entry in entries {
            let Some((content, after)) = object(rest) else {
                return Err(missing(name, "`git` sent less than its files"));
            };
            rest = after;
            write(written.path(), &entry, content).map_err(unwritable)?;
        }
        Ok(Self { folder: written, inner })
    }

    /// The folder that has the files.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Where in it the folder is that was asked about.
    pub(crate) fn inner(&self) -> &Path {
        &self.inner
    }
}

/// What `git` prints; `None` where it says no.
fn git(name: &str, folder: &Path, arguments: &[&str], input: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => missing(name, "`git`, which knows revisions, isn't installed"),
        _ => missing(name, &format!("`git` can't be run: {error}")),
    };
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments);
    // Nothing is asked on the terminal, and no object is fetched from elsewhere.
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().map_err(failed)?;
    let mut pipe = child.stdin.take();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        if let Some(pipe) = &mut pipe {
            // A program that has ended reads nothing more; how it ended is what counts.
            let _ = pipe.write_all(&input);
        }
    });
    let output = child.wait_with_output().map_err(failed)?;
    let _ = writer.join();
    Ok(output.status.success().then_some(output.stdout))
}

/// The rule files and scripts among the lines of `git ls-tree -z`: mode, kind, object, and behind a tabulator the path.
fn entries(listed: &[u8]) -> Vec<Entry> {
    let lines = listed.split(|byte| *byte == 0);
    let entry = |line: &[u8]| {
        let line = String::from_utf8_lossy(line).into_owned();
        let (head, path) = line.split_once('\t')?;
        let mut words = head.split(' ');
        let (mode, kind, object) = (words.next()?, words.next()?, words.next()?);
        let path = PathBuf::from(path);
        let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        let rules = ["yaml", "yml", "rhai"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known));
        let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
        let link = mode == "120000";
        ((rules || link) && inside && kind == "blob").then(|| Entry {
            link,
            object: object.to_owned(),
            path,
        })
    };
    lines.filter_map(entry).collect()
}

/// The first object of what `git cat-file --batch` prints, and what follows it.
fn object(printed: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = printed.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(printed.get(..end)?).ok()?;
    let size: usize = head.rsplit(' ').next()?.parse().ok()?;
    let (content, rest) = printed.get(end + 1..)?.split_at_checked(size)?;
    Some((content, rest.get(1..)?))
}

fn write(root: &Path, entry: &Entry, content: &[u8]) -> std::io::Result<()> {
    let path = root.join(&entry.path);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    if !entry.link {
        return std::fs::write(path, content);
    }
    // A link that leads out of the repository leads to files that belong to no revision: it isn't there.
    let target = PathBuf::from(String::from_utf8_lossy(content).into_owned());
    let mut depth = entry.path.components().count() as i64 - 1;
    let stays = target.components().all(|part| {
        match part {
            Component::Normal(_) => depth += 1,
            Component::ParentDir => depth -= 1,
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return false,
        }
        depth >= 0
    });
    match stays {
        true => std::os::unix::fs::symlink(target, path),
        false => Ok(()),
    }
}

fn missing(name: &str, why: &str) -> Failure {
    Failure::new(format!(
        "`{name}` isn't a file, a folder or a built-in pack, and not a revision: {why}"
    ))
    .code(ProgramCode::NoRevision)
    .help("name a folder, a rule file, a built-in pack, or a git revision such as `main` or `HEAD~1`")
}

/// That git knows no such revision, with the branch or tag that may be meant.
fn unknown(name: &str, top: &Path) -> Failure {
    let names = ["for-each-ref", "--format=%(refname:short)"];
    let known = git(name, top, &names, &[]).ok().flatten().unwrap_or_default();
    let known = String::from_utf8_lossy(&known).into_owned();
    if name == "HEAD" {
        return missing(name, "the repository has no commit yet");
    }
    let message = format!("`{name}` isn't a file, a folder or a built-in pack, and `git` knows no revision `{name}`");
    let missing = Missing::new("revision", name).among(known.lines()).message(message);
    Failure::missing(ProgramCode::NoRevision, &missing)
}

/// A change that a repository knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Commit {
    /// Its digest, shortened.
    pub id: String,
    /// The day of the author, as `2026-02-15`.
    pub day: String,
    /// The author.
    pub author: String,
    /// The first line of what they say of it.
    pub subject: String,
    /// When it was made, in seconds since 1970.
    #[serde(skip)]
    pub(crate) at: i64,
}

/// The last changes of what lies in a folder, and of some files wherever they lay before; `None` where no repository has it, or `git` is
/// missing.
pub(crate) fn commits(folder: &Path, files: &[PathBuf], most: usize) -> Option<Vec<Commit>> {
    // Without the program nothing is known of changes, which is said of them.
    let mut all = log(folder, &["--", "."], most)?;
    for file in files {
        // A file that lies outside of the repository has no changes there.
        let moved = log(folder, &["--follow", "--", &file.to_string_lossy()], most).unwrap_or_default();
        for commit in moved {
            if !all.iter().any(|known| known.id == commit.id) {
                all.push(commit);
            }
        }
    }
    Some(all)
}

/// The rule files and scripts below a folder, from there, that aren't as the last commit has them. Where no repository has the folder
/// there are none; `None` where one has it and `git` can't tell.
pub(crate) fn uncommitted(folder: &Path) -> Option<Vec<PathBuf>> {
    let Ok(Some(prefix)) = git("HEAD", folder, &["rev-parse", "--show-prefix"], &[]) else {
        return Some(Vec::new());
    };
    let prefix = PathBuf::from(String::from_utf8_lossy(&prefix).trim_end());
    let arguments = [
        "status",
        "--porcelain",
        "-z",
        "--no-renames",
        "--untracked-files=all",
        "--",
        "*.yaml",
        "*.yml",
        "*.rhai",
    ];
    let printed = git("HEAD", folder, &arguments, &[]).ok().flatten()?;
    let lines = printed.split(|byte| *byte == 0);
    // Two letters that say how, and a blank.
    let paths = lines.filter_map(|line| line.get(3..).map(|path| String::from_utf8_lossy(path).into_owned()));
    let own = paths.filter_map(|path| Path::new(&path).strip_prefix(&prefix).map(Path::to_path_buf).ok());
    Some(own.collect())
}

/// What `git log` tells, with these arguments besides.
fn log(folder: &Path, of: &[&str], most: usize) -> Option<Vec<Commit>> {
    let most = format!("-n{most}");
    let arguments = [
        "log",
        &most,
        "--no-show-signature",
        "--date=short",
        "--format=%h%x1f%ad%x1f%an%x1f%s%x1f%ct%x1e",
    ];
    let arguments = [&arguments[..], of].concat();
    let Ok(Some(printed)) = git("HEAD", folder, &arguments, &[]) else {
        return None;
    };
    let printed = String::from_utf8_lossy(&printed).into_owned();
    let commits = printed.split('\u{1e}').filter_map(|line| {
        let mut parts = line.trim_start_matches('\n').split('\u{1f}').map(str::to_owned);
        Some(Commit {
            id: parts.next().filter(|id| !id.is_empty())?,
            day: parts.next()?,
            author: parts.next()?,
            subject: parts.next()?,
            at: parts.next()?.parse().ok()?,
        })
    });
    Some(commits.collect())
}
