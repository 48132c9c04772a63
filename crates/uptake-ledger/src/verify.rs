//! Whether a ledger is as it was written.

use crate::chain::chain;
use crate::lines::Lines;
use crate::texts::{self, Kept};
use crate::{Finding, FindingKind, Ledger, LedgerError};
use std::collections::{BTreeMap, BTreeSet};

/// What a look at a ledger found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many entries say what their digests say.
    pub entries: u64,
    /// The digest of the last entry, to be noted where nobody who writes the ledger can write.
    pub last: Option<String>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

impl Ledger {
    /// Checks every entry, their order, the closing line, and every kept text. Where no entries are, that is what is found.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn verify(&self) -> Result<Verified, LedgerError> {
        let lines = self.lines()?;
        let findings = match lines.there {
            true => {
                let mut findings = chain(&lines);
                findings.extend(self.kept_texts(&lines)?);
                findings
            }
            false => vec![FindingKind::LedgerMissing],
        };
        let entries: BTreeMap<u64, &str> = lines
            .entries
            .iter()
            .flatten()
            .map(|sealed| (sealed.entry.entry, sealed.sha256.as_str()))
            .collect();
        Ok(Verified {
            entries: entries.len() as u64,
            last: entries.last_key_value().map(|(_, sha256)| (*sha256).to_owned()),
            findings: findings.into_iter().map(Finding::from).collect(),
        })
    }

    fn kept_texts(&self, lines: &Lines) -> Result<Vec<FindingKind>, LedgerError> {
        let files = lines.named();
        let mut findings = Vec::new();
        for (sha256, file) in &files {
            let (sha256, file) = ((*sha256).to_owned(), (*file).to_owned());
            match texts::text(self.folder(), &sha256)? {
                Kept::Whole(_) => {}
                Kept::Changed => findings.push(FindingKind::TextChanged { sha256, file }),
                Kept::Missing => findings.push(FindingKind::TextMissing { sha256, file }),
            }
        }
        // Where a line can't be read, nobody knows what it named.
        if lines.entries.iter().all(Option::is_some) {
            // Those of a run that is being recorded, or was killed then, are explained.
            let begun: BTreeSet<&str> = lines.begun.iter().flat_map(|begun| begun.texts()).collect();
            let known = |name: &str| files.contains_key(name) || begun.contains(name);
            let unknown = texts::names(self.folder())?.into_iter();
            let unknown = unknown.filter(|name| !known(name));
            findings.extend(unknown.map(|name| FindingKind::TextUnknown { name }));
        }
        Ok(findings)
    }
}
