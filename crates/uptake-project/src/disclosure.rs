//! What may be told of names, as a project says it.

use crate::project_files::Loaded;
use crate::sources::{expand, of_project};
use crate::{Failure, World};
use std::path::Path;
use uptake_codes::AdapterCode;
use uptake_engine::names::Disclosure;
use uptake_engine::outcome::Withheld;
use uptake_rules::Policy;
use uptake_rules::project::Project;

/// All with `names`, else what the project says; never what stands for a reference in a setting.
pub(crate) fn disclosure(
    project: &Project,
    loaded: &Loaded,
    names: bool,
    world: &dyn World,
) -> Result<Disclosure, Failure> {
    disclosure_from(project, loaded, &loaded.folder, names, world)
}

/// The same where paths to keys start from another folder than the project file's.
pub(crate) fn disclosure_from(
    project: &Project,
    loaded: &Loaded,
    folder: &Path,
    names: bool,
    world: &dyn World,
) -> Result<Disclosure, Failure> {
    let mut secrets = of_project(project, folder, world);
    let Some(key) = project.pseudonyms.as_ref().filter(|_| !names) else {
        return Ok(Disclosure::clear().hiding(secrets));
    };
    let place = loaded.texts.place(key.span);
    let wrong = |message: String| {
        Failure::new(message)
            .code(AdapterCode::Config)
            .place(place.clone())
            .help("refer to a long random text, as in `${env:UPTAKE_KEY}` or `${file:PATH}`")
    };
    if !key.text.contains("${") {
        return Err(wrong(
            "the key of `pseudonyms` is written in the project file".to_owned(),
        ));
    }
    let secret = expand(&key.text, folder, world, &mut secrets);
    let secret = secret.map_err(|failure| failure.place(place.clone()))?;
    let disclosure = Disclosure::pseudonyms(&secret)
        .map_err(|error| wrong(format!("the key of `pseudonyms` can't be used: {error}")))?;
    Ok(disclosure.hiding(secrets))
}

/// Why single people aren't shown, unless it is asked for with `names`: names are replaced (they aren't `clear`), or small groups
/// are protected.
#[must_use]
pub fn withheld(names: bool, clear: bool, policy: &Policy) -> Option<Withheld> {
    match (names, clear, policy.smallest_group) {
        (true, ..) => None,
        (false, false, _) => Some(Withheld::Pseudonyms),
        (false, true, Some(least)) if least > 1 => Some(Withheld::SmallGroups(least)),
        (false, true, _) => None,
    }
}
