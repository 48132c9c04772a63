//! References in settings: `${env:NAME}` and `${file:PATH}`. A secret's value is never shown, only its name.

use crate::{Failure, World};
use std::path::Path;
use uptake_adapter::{Secret, Secrets};
use uptake_codes::AdapterCode;
use uptake_rules::project::Project;

/// Replaces the references in a text; what they stood for is added to `secrets`. Files are found from `folder`.
pub(crate) fn expand(text: &str, folder: &Path, world: &dyn World, secrets: &mut Secrets) -> Result<String, Failure> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let Some((reference, tail)) = after.split_once('}') else {
            return Err(Failure::new(format!("`{text}` has a `${{` without its `}}`")).code(AdapterCode::Config));
        };
        let secret = referred(reference, folder, world)?;
        out.push_str(&secret);
        secrets.extend([Secret::from(secret)]);
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

/// What the references in the settings of a project stand for, as far as that is known: where a reference can't be followed, whoever
/// opens the source says so.
pub(crate) fn of_project(project: &Project, folder: &Path, world: &dyn World) -> Secrets {
    let settings = project.sources.iter().flat_map(|spec| &spec.settings);
    let mut secrets = Secrets::default();
    for setting in settings {
        let _ = expand(&setting.value, folder, world, &mut secrets);
    }
    secrets
}

/// What a reference stands for.
fn referred(reference: &str, folder: &Path, world: &dyn World) -> Result<String, Failure> {
    match reference.split_once(':') {
        Some(("env", name)) => world.variable(name).ok_or_else(|| {
            Failure::new(format!("the environment variable `{name}` isn't set"))
                .code(AdapterCode::Config)
                .help(format!("set it, as in `export {name}=…`"))
        }),
        Some(("file", path)) => std::fs::read_to_string(world.folder().join(folder).join(path))
            .map(|text| text.trim_end().to_owned())
            .map_err(|error| {
                Failure::new(format!("`{path}` can't be read: {error}"))
                    .code(AdapterCode::Config)
                    .help("`${file:PATH}` is a path from the folder of the file that has it")
            }),
        _ => Err(Failure::new(format!("`${{{reference}}}` is an unknown reference"))
            .code(AdapterCode::Config)
            .help("write `${env:NAME}` or `${file:PATH}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FixedWorld;
    use jiff::civil::date;

    #[test]
    fn the_environment_that_is_passed_in_is_the_only_one() {
        let mut world = FixedWorld::on(date(2026, 2, 15));
        let nowhere = Path::new("");
        let failure = expand("${env:PATH}", nowhere, &world, &mut Secrets::default()).unwrap_err();
        assert_eq!(failure.message, "the environment variable `PATH` isn't set");
        world.variables.insert("KEY".to_owned(), "hush-hush".to_owned());
        let mut secrets = Secrets::default();
        let text = expand("Bearer ${env:KEY}!", nowhere, &world, &mut secrets).unwrap();
        assert_eq!(
            (text.as_str(), &*secrets.hidden(&text)),
            ("Bearer hush-hush!", "Bearer …!")
        );
    }
}
