//! What a source says it consists of.

use super::kit::{Kit, Not, Outcome, broken, fault};
use super::sample::{scan, whole};
use crate::ErrorCode;
use std::collections::BTreeSet;

impl Kit<'_> {
    pub(super) fn fingerprints_hold(&self) -> Outcome {
        let mut source = self.open()?;
        whole(&mut *source)?;
        // Where the content can't be read twice, fingerprints are of the last scan, read to its end.
        for batch in scan(&mut *source, None)? {
            batch.map_err(|error| fault(&error))?;
        }
        let parts = match source.fingerprints() {
            Ok(parts) => parts,
            Err(error) if error.code == ErrorCode::Unsupported => {
                return Err(Not::Tried(format!("it has no fingerprints: {}", error.message)));
            }
            Err(error) => return Err(fault(&error)),
        };
        let mut names = BTreeSet::new();
        for part in &parts {
            let digest = part.sha256.len() == 64
                && part
                    .sha256
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            if !digest {
                return broken(format!("`{}` of `{}` isn't a SHA-256", part.sha256, part.part));
            }
            if part.part.is_empty() || !names.insert(&part.part) {
                return broken(format!("the part `{}` is a duplicate, or has no name", part.part));
            }
        }
        match source.fingerprints() {
            Ok(again) if again == parts => Ok(()),
            Ok(_) => broken("the second time, the fingerprints are different"),
            Err(error) => Err(fault(&error)),
        }
    }
}
