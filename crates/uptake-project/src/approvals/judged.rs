//! Which approvals of a pack hold, and why others don't.

use super::envelope;
use super::kept::{Folder, Kept};
use super::keygen::{Keygen, Said, named};
use super::{Statement, namespace};
use crate::Failure;
use std::collections::BTreeSet;
use std::path::Path;
use uptake_engine::outcome::{Approval, PackApprovals, VoidApproval, WhyVoid};

/// What is asked of a pack's approvals.
pub(crate) struct Asked<'a> {
    /// The pack as it is.
    pub(crate) statement: &'a Statement,
    /// Who answers for the pack, and so is its author.
    pub(crate) author: Option<&'a str>,
    /// Who may approve what; nobody may if there is no such file.
    pub(crate) signers: Option<&'a Path>,
    /// How many have to.
    pub(crate) required: u32,
}

/// Which approvals of a pack hold.
pub(crate) fn judge(asked: &Asked<'_>, folder: &Folder<'_>, keygen: &Keygen) -> Result<PackApprovals, Failure> {
    let mut held: Vec<Approval> = Vec::new();
    let mut void = Vec::new();
    for kept in folder.all()? {
        match one(asked, &kept, keygen)? {
            Ok(approval) => held.push(approval),
            Err(why) => void.push(VoidApproval { name: kept.name, why }),
        }
    }
    // Somebody who approves twice, or two names of one key, are one.
    let mut people = BTreeSet::new();
    let mut keys = BTreeSet::new();
    held.retain(|approval| people.insert(approval.principal.clone()) && keys.insert(approval.key.clone()));
    let others = held
        .iter()
        .any(|approval| Some(approval.principal.as_str()) != asked.author);
    let enough = held.len() >= usize::try_from(asked.required).unwrap_or(usize::MAX);
    Ok(PackApprovals {
        pack: asked.statement.pack.clone(),
        sha256: asked.statement.sha256(),
        required: asked.required,
        approved: enough && (asked.required == 0 || others),
        author_alone: !held.is_empty() && !others,
        approvals: held,
        void,
    })
}

fn one(asked: &Asked<'_>, kept: &Kept, keygen: &Keygen) -> Result<Result<Approval, WhyVoid>, Failure> {
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
    for principal in &found.names {
        if keygen.verify(&path, &signers, principal, &namespace, text)? != Said::Bad {
            return Ok(Ok(Approval {
                principal: principal.clone(),
                key,
            }));
        }
    }
    Ok(Err(match found.names.into_iter().next() {
        Some(principal) => WhyVoid::NotAllowed { principal },
        None => WhyVoid::UnknownKey { key, said: found.said },
    }))
}
