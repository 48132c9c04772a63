//! Under which approvals figures stand. The engine knows none of them: whoever reads projects adds them.

use serde::Serialize;

/// The approvals of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackApprovals {
    /// The pack.
    pub pack: String,
    /// The digest of what is signed of it, in hexadecimal digits.
    pub sha256: String,
    /// How many have to approve it.
    pub required: u32,
    /// Whether somebody else than its author approves it, and as many as have to.
    pub approved: bool,
    /// Whether nobody but its author approves it.
    pub author_alone: bool,
    /// The approvals that hold, each of somebody else with a key of their own.
    pub approvals: Vec<Approval>,
    /// The others.
    pub void: Vec<VoidApproval>,
}

impl PackApprovals {
    /// Whether it has what the project demands, which may be nothing.
    #[must_use]
    pub fn suffices(&self) -> bool {
        self.required == 0 || self.approved
    }
}

/// An approval that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Approval {
    /// Who approves, as the file of allowed signers says it.
    pub principal: String,
    /// The fingerprint of their key.
    pub key: String,
}

/// An approval that doesn't hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VoidApproval {
    /// What its files are called, without their endings.
    pub name: String,
    /// Why.
    #[serde(flatten)]
    pub why: WhyVoid,
}

/// Why an approval doesn't hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum WhyVoid {
    /// The signature isn't one of the statement: one of both was changed.
    Changed,
    /// There is no statement.
    StatementMissing,
    /// There is no signature.
    SignatureMissing,
    /// The pack isn't what was approved.
    RulesChanged {
        /// The files that differ, were added or were removed.
        files: Vec<String>,
    },
    /// It is for another pack.
    OtherPack {
        /// That pack.
        pack: String,
    },
    /// The key is in no line of allowed signers that holds on the day.
    UnknownKey {
        /// Its fingerprint.
        key: String,
        /// What `ssh-keygen` says of lines that might have it. It tells times and paths, so it is shown and not written.
        #[serde(skip)]
        said: Option<String>,
    },
    /// The key is somebody else's than the approval's name says.
    OthersKey {
        /// Whose, as the file of allowed signers says it.
        principals: Vec<String>,
    },
    /// Whoever has the key may not approve this pack, or not on the day.
    NotAllowed {
        /// Who.
        principal: String,
    },
}

impl WhyVoid {
    /// Why, as the end of "the approval … is void: …".
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Changed => "the statement or its signature was changed".to_owned(),
            Self::StatementMissing => "its statement is missing".to_owned(),
            Self::SignatureMissing => "its signature is missing".to_owned(),
            Self::RulesChanged { files } => {
                let files: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
                format!("since then {} changed", files.join(", "))
            }
            Self::OtherPack { pack } => format!("it is for the pack `{pack}`"),
            Self::UnknownKey { key, said: None } => format!("no allowed signer has the key `{key}`"),
            Self::UnknownKey { key, said: Some(said) } => {
                format!("no allowed signer has the key `{key}`; `ssh-keygen` says: {said}")
            }
            Self::OthersKey { principals } => {
                let whose: Vec<String> = principals.iter().map(|name| format!("`{name}`")).collect();
                format!("it is signed with the key of {}", whose.join(", "))
            }
            Self::NotAllowed { principal } => format!("`{principal}` may not approve this pack"),
        }
    }
}
