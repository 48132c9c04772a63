//! Which approvals of a pack hold, and why others don't.

use super::envelope;
use super::kept::{Folder, Kept, file_of};
use super::keygen::{Keygen, Said, named, unrunnable};
use super::{Statement, namespace};
use crate::Failure;
use std::collections::BTreeSet;
use std::path::Path;
use uptake_engine::outcome::{Approval, PackApprovals, VoidApproval, WhyVoid};

/// What is asked of a pack's approvals.
pub(crate) struct Asked<'a> {
    /// The pack as it is.
    pub(crate) statement: &'a Statement,
    /// Who answers for the pack, for one of its files or for one of its rules, and so is its author.
    pub(crate) authors: &'a [String],
    /// Who may approve what; nobody may if there is no such file.
    pub(crate) signers: Option<&'a Path>,
    /// How many have to.
    pub(crate) required: u32,
}

/// Why a new approval wouldn't hold; `None` where it would. Where nothing says who may approve, it is only looked whether the signature is
/// one of the statement.
pub(crate) fn refused(
    asked: &Asked<'_>,
    principal: &str,
    signature: &str,
    keygen: &Keygen,
) -> Result<Option<WhyVoid>, Failure> {
    let folder = tempfile::tempdir().map_err(|error| unrunnable(&error))?;
    let path = folder.path().join("signature");
    std::fs::write(&path, signature).map_err(|error| unrunnable(&error))?;
    let name = file_of(principal);
    let kept = Kept {
        name: name.strip_suffix(".txt").unwrap_or(&name).to_owned(),
        statement: Some(asked.statement.text()),
        signature: Some(signature.to_owned()),
        path,
    };
    Ok(match one(asked, &kept, keygen)? {
        Ok(_) => None,
        Err(WhyVoid::UnknownKey { .. }) if asked.signers.is_none() => None,
        Err(why) => Some(why),
    })
}

/// Which approvals of a pack hold.
pub(crate) fn judge(asked: &Asked<'_>, folder: &Folder<'_>, keygen: &Keygen) -> Result<PackApprovals, Failure> {
    let mut held: Vec<Approval> = Vec::new();
    let mut void = Vec::new();
    // Somebody who approves twice, or two names of one key, are one.
    let mut people = BTreeSet::new();
    let mut keys = BTreeSet::new();
    // For whom of the authors somebody else approves, too.
    let mut seconded = vec![false; asked.authors.len()];
    for kept in folder.all()? {
        match one(asked, &kept, keygen)? {
            Ok(approval) if people.insert(approval.principal.to_lowercase()) && keys.insert(approval.key.clone()) => {
                for (author, seconded) in asked.authors.iter().zip(&mut seconded) {
                    *seconded = *seconded || !is_author(asked, author, &approval, &kept, keygen)?;
                }
                held.push(approval);
            }
            Ok(_) => {}
            Err(why) => void.push(VoidApproval { name: kept.name, why }),
        }
    }
    let others = !held.is_empty() && seconded.iter().all(|seconded| *seconded);
    let enough = held.len() >= usize::try_from(asked.required).unwrap_or(usize::MAX);
    Ok(PackApprovals {
        pack: asked.statement.pack.clone(),
        sha256: asked.statement.sha256(),
        required: asked.required,
        approved: enough && others,
        author_alone: !held.is_empty() && !others,
        approvals: held,
        void,
    })
}

/// Whether an approval is that of an author: by the name, whatever its letters' case, or by a key that the file of allowed signers has for the
/// author, too.
fn is_author(
    asked: &Asked<'_>,
    author: &str,
    approval: &Approval,
    kept: &Kept,
    keygen: &Keygen,
) -> Result<bool, Failure> {
    let (Some(signers), Some(text)) = (asked.signers, &kept.statement) else {
        return Ok(false);
    };
    if approval.principal.to_lowercase() == author.to_lowercase() {
        return Ok(true);
    }
    let namespace = namespace(&asked.statement.pack);
    let said = keygen.verify(&named(&kept.path), &named(signers), author, &namespace, text)?;
    Ok(said != Said::Bad)
}

/// Whether an approval holds. It is that of the name that its files have: whose key may sign for it the file of allowed signers says.
pub(super) fn one(asked: &Asked<'_>, kept: &Kept, keygen: &Keygen) -> Result<Result<Approval, WhyVoid>, Failure> {
    let (Some(text), Some(signature)) = (&kept.statement, &kept.signature) else {
        return Ok(Err(match kept.statement {
            None => WhyVoid::StatementMissing,
            Some(_) => WhyVoid::SignatureMissing,
        }));
    };
    if !envelope::is_whole(signature) {
        return Ok(Err(WhyVoid::Changed));
    }
    let namespace = namespace(&asked.statement.pack);
    let path = named(&kept.path);
    let Said::Good(key) = keygen.check(&path, &namespace, text)? else {
        // It may be one for another pack.
        let other = Statement::read(text).filter(|statement| statement.pack != asked.statement.pack);
        if let Some(other) = other
            && keygen.check(&path, &super::namespace(&other.pack), text)? != Said::Bad
        {
            return Ok(Err(WhyVoid::OtherPack { pack: other.pack }));
        }
        return Ok(Err(WhyVoid::Changed));
    };
    let Some(statement) = Statement::read(text) else {
        return Ok(Err(WhyVoid::Changed));
    };
    if statement.pack != asked.statement.pack {
        return Ok(Err(WhyVoid::OtherPack { pack: statement.pack }));
    }
    if statement != *asked.statement {
        return Ok(Err(WhyVoid::RulesChanged {
            files: statement.differing(asked.statement),
        }));
    }
    let Some(signers) = asked.signers else {
        return Ok(Err(WhyVoid::UnknownKey { key, said: None }));
    };
    let signers = named(signers);
    let found = keygen.principals(&path, &signers)?;
    // A name with letters that no file's name has is told by the file of allowed signers; a pattern is no name.
    let is_pattern = |name: &str| name.contains(['*', '?', '!']);
    let written = found.names.iter().filter(|name| !is_pattern(name));
    let written = written.filter(|name| **name != kept.name && file_of(name) == format!("{}.txt", kept.name));
    for principal in std::iter::once(&kept.name).chain(written) {
        if keygen.verify(&path, &signers, principal, &namespace, text)? != Said::Bad {
            return Ok(Ok(Approval {
                principal: principal.clone(),
                key,
            }));
        }
    }
    let own = |name: &String| *name == kept.name || is_pattern(name);
    Ok(Err(match found.names.as_slice() {
        [] => WhyVoid::UnknownKey { key, said: found.said },
        names if names.iter().any(own) => WhyVoid::NotAllowed {
            principal: kept.name.clone(),
        },
        names => WhyVoid::OthersKey {
            principals: names.to_vec(),
        },
    }))
}
