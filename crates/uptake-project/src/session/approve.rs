//! Approving packs, and whether they are approved.

use super::Session;
use crate::approvals::{Asked, FOLDER, Folder, Keygen, Statement, file_of, judge, namespace, refused};
use crate::packs::Pack;
use crate::{Failure, Loaded};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_engine::outcome::{PackApprovals, WhyVoid};
use uptake_rules::project::Project;
use uptake_rules::{RuleFile, heading};

/// What is approved, by whom.
#[derive(Clone, Copy, Debug)]
pub struct ApproveRequest<'a> {
    /// The project whose folder of approvals is meant; that of the pack if there is none.
    pub project: Option<&'a Path>,
    /// The pack: a folder, a file, or the name of a built-in one.
    pub pack: &'a str,
    /// Who approves, as the file of allowed signers says it.
    pub principal: &'a str,
    /// The key to sign with, or a signature that was made elsewhere.
    pub by: SignedBy<'a>,
}

/// Where a signature comes from.
#[derive(Clone, Copy, Debug)]
pub enum SignedBy<'a> {
    /// A private key, or a public one whose private one an agent has.
    Key(&'a Path),
    /// A file with a signature of the statement.
    Signature(&'a Path),
}

/// An approval to be written.
#[derive(Clone, Debug)]
pub struct NewApproval {
    /// The pack.
    pub pack: String,
    /// The digest of what is signed.
    pub sha256: String,
    /// The statement: where it belongs, and its text.
    pub statement: (PathBuf, String),
    /// The signature: where it belongs, and its text.
    pub signature: (PathBuf, String),
}

/// A pack that is named.
struct Meant {
    /// Its project, if one is named.
    loaded: Option<Loaded>,
    pack: Pack,
    /// What is signed of it.
    statement: Statement,
}

impl Session {
    /// What is signed of a pack, which may be one of a project.
    ///
    /// # Errors
    /// When there is no such pack, or when it has errors.
    pub fn statement(&self, pack: &str, project: Option<&Path>) -> Result<Statement, Failure> {
        Ok(self.meant(pack, project)?.statement)
    }

    /// The pack that a word names, which may be one of a project.
    fn meant(&self, word: &str, project: Option<&Path>) -> Result<Meant, Failure> {
        let loaded = project.map(|path| self.load(crate::ProjectFile::At(path), None));
        let loaded = loaded.transpose()?;
        let pack = self.pack_of(word, loaded.as_ref())?;
        let statement = match &loaded {
            Some(loaded) => self.statement_in(&pack, loaded)?,
            None => Statement::of(&pack),
        };
        Ok(Meant {
            loaded,
            pack,
            statement,
        })
    }

    /// Signs a pack's statement. Nothing is written.
    ///
    /// # Errors
    /// When there is no such pack, when it has errors, when nobody can have such a name, when `ssh-keygen` can't sign, when a signature isn't
    /// one of the statement, or when the approval wouldn't hold in the project.
    pub fn approve(&self, request: &ApproveRequest<'_>) -> Result<NewApproval, Failure> {
        let of_no_name = |letter: char| letter.is_whitespace() || letter.is_control() || matches!(letter, ',' | '"');
        if request.principal.is_empty() || request.principal.contains(of_no_name) {
            return Err(
                Failure::new(format!("no allowed signer can be called `{}`", request.principal))
                    .code(ProgramCode::NotSigned)
                    .help("write the name as the file of allowed signers has it, such as an address of e-mail"),
            );
        }
        let Meant {
            loaded,
            pack,
            statement,
        } = self.meant(request.pack, request.project)?;
        let folder = match &loaded {
            Some(loaded) => folder_of(loaded.project.as_ref(), &loaded.folder, &statement.pack),
            None => pack
                .folder
                .clone()
                .unwrap_or_default()
                .join(FOLDER)
                .join(file_safe(&statement.pack)),
        };
        let signers = loaded
            .as_ref()
            .map(|loaded| self.signers(loaded))
            .transpose()?
            .flatten();
        let text = statement.text();
        let signature = match request.by {
            SignedBy::Key(key) => self
                .keygen()
                .sign(&self.disk.at(key), &namespace(&statement.pack), &text)?,
            SignedBy::Signature(path) => std::fs::read_to_string(self.disk.at(path)).map_err(|error| {
                Failure::new(format!("`{}` can't be read: {error}", path.display()))
                    .code(ProgramCode::ApprovalUnreadable)
            })?,
        };
        let asked = Asked {
            statement: &statement,
            authors: &[],
            signers: signers.as_deref(),
            required: 0,
        };
        if let Some(why) = refused(&asked, request.principal, &signature, &self.keygen())? {
            let message = match why {
                WhyVoid::Changed => format!(
                    "this is no signature of the pack `{}` as it is, in the namespace `{}`",
                    statement.pack,
                    namespace(&statement.pack)
                ),
                why => format!("the approval of `{}` wouldn't hold: {}", statement.pack, why.message()),
            };
            return Err(Failure::of(ProgramCode::NotSigned, message)
                .help("nothing was written; `uptake approve PACK --statement` prints what is to be signed"));
        }
        let file = file_of(request.principal);
        Ok(NewApproval {
            sha256: statement.sha256(),
            pack: statement.pack,
            signature: (folder.join(format!("{file}.sig")), signature),
            statement: (folder.join(file), text),
        })
    }

    /// The approvals of all packs of a project, in their order; none if the project states nothing of approvals. Keys have to be valid at
    /// a moment: now, or the one of which all is asked as it was.
    ///
    /// # Errors
    /// When approvals can't be read, or `ssh-keygen` can't be run.
    pub fn approvals(&self, loaded: &Loaded, at: Timestamp) -> Result<Option<Vec<PackApprovals>>, Failure> {
        let Some((project, spec)) = loaded
            .project
            .as_ref()
            .and_then(|project| Some((project, project.approvals.as_ref()?)))
        else {
            return Ok(None);
        };
        let keygen = Keygen { at };
        let signers = self.signers(loaded)?;
        let packs = loaded.packs.all.iter().map(|pack| {
            let statement = self.statement_in(pack, loaded)?;
            let authors = authors(pack);
            let asked = Asked {
                statement: &statement,
                authors: &authors,
                signers: signers.as_deref(),
                required: spec.required,
            };
            let folder = Folder {
                disk: &self.disk,
                path: folder_of(Some(project), &loaded.folder, &statement.pack),
            };
            judge(&asked, &folder, &keygen)
        });
        packs.collect::<Result<Vec<_>, _>>().map(Some)
    }

    /// The file of allowed signers that a project names.
    pub(super) fn signers(&self, loaded: &Loaded) -> Result<Option<PathBuf>, Failure> {
        let Some(spec) = loaded.project.as_ref().and_then(|project| project.approvals.as_ref()) else {
            return Ok(None);
        };
        let signers = self.disk.at(&loaded.folder.join(&spec.signers.text));
        let why = match std::fs::metadata(&signers) {
            Ok(about) if about.is_file() => None,
            // `ssh-keygen` would wait for a pipe.
            Ok(_) => Some("it isn't a file".to_owned()),
            Err(error) => Some(error.to_string()),
        };
        if let Some(why) = why {
            let message = format!(
                "the file of allowed signers `{}` can't be read: {why}",
                spec.signers.text
            );
            return Err(Failure::new(message)
                .code(ProgramCode::ApprovalUnreadable)
                .place(loaded.texts.place(spec.signers.span)));
        }
        Ok(Some(signers))
    }

    /// The file of allowed signers of a project, and all statements and signatures.
    pub(super) fn approval_files(&self, loaded: &Loaded) -> Result<Vec<RuleFile>, Failure> {
        let Some(spec) = loaded.project.as_ref().and_then(|project| project.approvals.as_ref()) else {
            return Ok(Vec::new());
        };
        let mut paths = vec![loaded.folder.join(&spec.signers.text)];
        for pack in &loaded.packs.all {
            let folder = Folder {
                disk: &self.disk,
                path: folder_of(
                    loaded.project.as_ref(),
                    &loaded.folder,
                    &self.statement_in(pack, loaded)?.pack,
                ),
            };
            paths.extend(folder.files()?);
        }
        paths.iter().map(|path| self.disk.read(path)).collect()
    }

    /// The same, where a project demands approvals: a pack that lacks some is a failure.
    pub(super) fn demanded_approvals(
        &self,
        loaded: &Loaded,
        at: Timestamp,
    ) -> Result<Option<Vec<PackApprovals>>, Failure> {
        let approvals = self.approvals(loaded, at)?;
        let missing = approvals.iter().flatten().find(|pack| !pack.suffices());
        match missing {
            None => Ok(approvals),
            Some(pack) => Err(not_approved(pack)),
        }
    }

    /// What is signed of a pack of a project. Of several that state no name, and whose folders are called the same, each goes by its path
    /// from the project.
    ///
    /// # Errors
    /// `not-approved` where approvals of another pack would lie in the same folder.
    pub(super) fn statement_in(&self, pack: &Pack, loaded: &Loaded) -> Result<Statement, Failure> {
        let packs = &loaded.packs.all;
        let named = |pack: &Pack| -> String {
            let name = Statement::name_of(pack);
            let same = packs.iter().filter(|other| Statement::name_of(other) == name);
            match (&pack.name, pack.folder.as_deref()) {
                (None, Some(folder)) if same.count() > 1 => from_project(folder, &loaded.folder),
                _ => name,
            }
        };
        let name = named(pack);
        let own = file_safe(&name).to_lowercase();
        let others = packs.iter().filter(|other| !other.is_same_as(pack));
        match others.map(named).find(|other| file_safe(other).to_lowercase() == own) {
            None => Ok(Statement {
                pack: name,
                ..Statement::of(pack)
            }),
            Some(other) => {
                let message = format!("approvals of the packs `{name}` and `{other}` would lie in one folder, `{own}`");
                let failure = Failure::of(ProgramCode::NotApproved, message);
                Err(failure.help("give one of them another name: `pack: NAME`"))
            }
        }
    }

    /// `ssh-keygen`, for now.
    fn keygen(&self) -> Keygen {
        Keygen { at: self.now() }
    }

    /// The pack that a word names: one of a project, which is read with the others, or one by itself.
    fn pack_of(&self, word: &str, project: Option<&Loaded>) -> Result<Pack, Failure> {
        let place = self.disk.place(Path::new(word));
        let is_meant = |pack: &&Pack| {
            let named = pack.name.as_deref() == Some(word);
            let folder = pack
                .folder
                .as_deref()
                .is_some_and(|folder| self.disk.place(folder) == place);
            let file = pack
                .files
                .iter()
                .any(|file| self.disk.place(Path::new(file.path())) == place);
            named || folder || file
        };
        let known = project.and_then(|loaded| loaded.packs.all.iter().find(is_meant));
        match known {
            // What is wrong with the rules is said of all of them.
            Some(pack) => {
                if let Some(loaded) = project.filter(|loaded| loaded.diagnostics.has_errors()) {
                    loaded.clone().sound()?;
                }
                Ok(pack.clone())
            }
            None => self.one_pack(word),
        }
    }

    /// The pack that a word names, alone.
    fn one_pack(&self, word: &str) -> Result<Pack, Failure> {
        let read = self.rules(word)?;
        match <[Pack; 1]>::try_from(read.packs) {
            Ok([pack]) => Ok(pack),
            Err(packs) => {
                let names: Vec<&str> = packs.iter().map(|pack| pack.shown.as_str()).collect();
                Err(Failure::new(format!(
                    "`{word}` has {} packs, and one is approved at a time",
                    names.len()
                ))
                .code(ProgramCode::NotSigned)
                .help(format!("name one of them: {}", names.join(", "))))
            }
        }
    }
}

/// Who answers for a pack: the owners that its files state of themselves and of their rules. Overrides have owners of their own.
fn authors(pack: &Pack) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for owner in pack
        .files
        .iter()
        .filter(|file| !file.is_script())
        .flat_map(|file| heading::read(file).owners)
    {
        let owner = principal(&owner);
        if !all.iter().any(|known| known.to_lowercase() == owner.to_lowercase()) {
            all.push(owner.to_owned());
        }
    }
    all
}

/// An owner as a file of allowed signers would have the name: without blanks around it, and of `Ana <ana@example.com>` the address.
fn principal(owner: &str) -> &str {
    let owner = owner.trim();
    let address = owner.strip_suffix('>').and_then(|rest| rest.rsplit_once('<'));
    address.map_or(owner, |(_, address)| address.trim())
}

/// What is wrong with a pack that lacks approvals.
fn not_approved(pack: &PackApprovals) -> Failure {
    let has = pack.approvals.len();
    let message = match (pack.author_alone, pack.required) {
        (true, required) if has >= usize::try_from(required).unwrap_or(usize::MAX) => {
            format!("nobody but its author approves the pack `{}`", pack.pack)
        }
        (_, 1) => format!("nobody approves the pack `{}` as it is", pack.pack),
        (_, required) => format!("{has} of {required} approve the pack `{}` as it is", pack.pack),
    };
    let void: Vec<String> = pack
        .void
        .iter()
        .map(|void| format!("the one of `{}` is void: {}", void.name, void.why.message()))
        .collect();
    let failure = Failure::of(ProgramCode::NotApproved, message);
    match void.is_empty() {
        true => failure,
        false => failure.help(format!("have it approved, `uptake approve`; {}", void.join("; "))),
    }
}

/// Where a project keeps the approvals of a pack.
fn folder_of(project: Option<&Project>, folder: &Path, pack: &str) -> PathBuf {
    let stated = project.and_then(|project| project.approvals.as_ref()?.folder.as_ref());
    folder
        .join(stated.map_or(FOLDER, |name| name.text.as_str()))
        .join(file_safe(pack))
}

/// A pack's name as that of a folder, which is never the folder of all approvals itself.
fn file_safe(pack: &str) -> String {
    let name = file_of(pack);
    match name.strip_suffix(".txt").unwrap_or(&name) {
        "" => "_".to_owned(),
        name => name.to_owned(),
    }
}

/// The path of a pack from its project, with `/` between folders.
fn from_project(folder: &Path, project: &Path) -> String {
    let below = folder.strip_prefix(project).unwrap_or(folder);
    let parts = below.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}
