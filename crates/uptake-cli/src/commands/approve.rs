//! `uptake approve`: signing a pack.

use super::project::ProjectOption;
use crate::world::session;
use crate::{exit, output, output_file};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::PathBuf;
use uptake_codes::ProgramCode;
use uptake_project::{ApproveRequest, Failure, SignedBy, namespace};

/// Sign a pack with an SSH key, or with a signature that `ssh-keygen` made elsewhere
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake approve rules/adoption --as ana@example.com --key ~/.ssh/id_ed25519\n  uptake approve rules/adoption --statement > adoption.txt\n  ssh-keygen -Y sign -n uptake:adoption -f ~/.ssh/id_ed25519 adoption.txt\n  uptake approve rules/adoption --as ana@example.com --signature adoption.txt.sig\n  uptake verify --approvals          which approvals hold\n\nWhat is signed is a text with the pack's name and the digests of its files, in the namespace `uptake:PACK`. Text and signature are written into the folder of approvals, `approvals/PACK/NAME.txt` and `NAME.txt.sig`, where `ssh-keygen -Y verify` verifies them, too. Any edit of the pack's files makes an approval void.\n\nWho may approve which pack is in the project's file of allowed signers, which `ssh-keygen` reads: `ana@example.com namespaces=\"uptake:*\" ssh-ed25519 …`. How many have to is the project's `approvals: { signers: FILE, required: 2 }`.\n\nExit codes: 0 written or printed, 1 the rules have errors, which are shown, 2 could not run."
)]
pub(crate) struct Approve {
    /// The pack: its folder, a rule file, or the name of a built-in one
    #[arg(value_name = "PACK")]
    pack: String,
    /// Who approves, as the file of allowed signers says it
    #[arg(long = "as", value_name = "NAME", required_unless_present = "statement")]
    principal: Option<String>,
    /// The key to sign with: a private one, or a public one whose private one an agent has
    #[arg(long, value_name = "FILE", required_unless_present_any = ["signature", "statement"], conflicts_with = "signature")]
    key: Option<PathBuf>,
    /// A signature of the statement that was made elsewhere
    #[arg(long, value_name = "FILE")]
    signature: Option<PathBuf>,
    /// Print what is to be signed, and write nothing
    #[arg(long, conflicts_with_all = ["principal", "key", "signature"])]
    statement: bool,
    #[command(flatten)]
    project: ProjectOption,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An object with the pack, its digest and the files
    Json,
}

impl Approve {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session();
        // A pack may lie where no project is; one that is named has to be there.
        let project = match self.project.is_named() {
            true => Some(self.project.find(&session)?),
            false => session.project_file_nearby()?,
        };
        if self.statement {
            let statement = match session.statement(&self.pack, project.as_deref()) {
                Ok(statement) => statement,
                Err(failure) => return output::findings(failure),
            };
            match self.format {
                Format::Text => output::print(&statement.text()),
                Format::Json => output::json(
                    &json!({ "pack": statement.pack, "sha256": statement.sha256(), "namespace": namespace(&statement.pack), "statement": statement.text() }),
                    "the statement",
                )?,
            }
            return Ok(exit::DONE);
        }
        let by = match (&self.key, &self.signature) {
            (Some(key), _) => SignedBy::Key(key),
            (None, Some(signature)) => SignedBy::Signature(signature),
            (None, None) => {
                return Err(Failure::of(
                    ProgramCode::NotSigned,
                    "neither a key nor a signature is named",
                ));
            }
        };
        let request = ApproveRequest {
            project: project.as_deref(),
            pack: &self.pack,
            principal: self.principal.as_deref().unwrap_or_default(),
            by,
        };
        let new = match session.approve(&request) {
            Ok(new) => new,
            Err(failure) => return output::findings(failure),
        };
        for (path, _) in [&new.statement, &new.signature] {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(|error| {
                    Failure::new(format!("`{}` can't be made: {error}", folder.display())).code(ProgramCode::Unwritable)
                })?;
            }
        }
        // A statement without its signature would be a void approval: what was there stays, or nothing does.
        let (path, text) = &new.statement;
        let before = match std::fs::read(path) {
            Ok(before) => Some(before),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                return Err(Failure::new(format!("`{}` can't be read: {error}", path.display()))
                    .code(ProgramCode::ApprovalUnreadable));
            }
        };
        output_file::write(path, text.as_bytes())?;
        let (signature, signed) = &new.signature;
        if let Err(failure) = output_file::write(signature, signed.as_bytes()) {
            match before {
                Some(before) => output_file::write(path, &before)?,
                // If it can't be removed, it is told as a void approval.
                None => drop(std::fs::remove_file(path)),
            }
            return Err(failure);
        }
        let (statement, signature) = (new.statement.0.display(), new.signature.0.display());
        match self.format {
            Format::Text => output::print(&format!(
                "approved: `{}` as sha256:{}\nwritten: {statement}, {signature}\n",
                new.pack, new.sha256
            )),
            Format::Json => output::json(
                &json!({ "pack": new.pack, "sha256": new.sha256, "statement": statement.to_string(), "signature": signature.to_string() }),
                "the approval",
            )?,
        }
        Ok(exit::DONE)
    }
}
