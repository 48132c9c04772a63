//! The settings that an adapter gets of a source block, references resolved.

use super::secrets::expand;
use crate::{Failure, World};
use std::collections::BTreeMap;
use std::path::Path;
use uptake_adapter::{Secrets, Settings};
use uptake_rules::Sources as Texts;
use uptake_rules::project::SourceSpec;

/// The settings of a source, whose paths start from `folder`.
pub(super) fn settings(
    spec: &SourceSpec,
    folder: &Path,
    world: &dyn World,
    texts: &Texts,
) -> Result<Settings, Failure> {
    let mut values = BTreeMap::new();
    let mut secrets = Secrets::default();
    for setting in &spec.settings {
        let value = expand(&setting.value, folder, world, &mut secrets)
            .map_err(|failure| failure.place(texts.place(setting.span)))?;
        values.insert(setting.key.text.clone(), value);
    }
    let plain = spec.settings.iter().filter(|setting| setting.plain);
    let plain = plain.map(|setting| setting.key.text.clone());
    let folder = world.folder().join(folder);
    Ok(Settings::new(folder, values).with_plain(plain).hiding(secrets))
}
