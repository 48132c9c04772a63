//! The packs that a project names.

use super::pack::{Pack, joined};
use crate::rule_files::{Disk, Lies};
use crate::{Failure, built_in};
use std::path::Path;
use uptake_rules::missing::Missing;
use uptake_rules::text::Name;
use uptake_rules::{Code, Diagnostic, Diagnostics};

/// The packs that a project names: paths relative to it first, then built-in packs.
pub(crate) fn named(
    packs: &[Name],
    folder: &Path,
    disk: &Disk,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Pack>, Failure> {
    let mut found = Vec::new();
    for name in packs {
        let path = joined(folder, &name.text, disk);
        let lies = disk.lies(&path)?;
        if lies == Lies::Folder {
            let pack = Pack::folder(disk, &path)?;
            if pack.files.is_empty() {
                diagnostics.push(
                    Diagnostic::error(
                        Code::EmptyFile,
                        name.span,
                        format!("the folder `{}` has no rule files", name.text),
                    )
                    .help("rule files end in `.yaml`"),
                );
            }
            found.push(pack);
        } else if lies != Lies::Nothing {
            let pack = Pack::file(disk, &path)?;
            if pack.is_of_rules() {
                found.push(pack);
            } else {
                let message = format!("`{}` isn't a rule file: no line of it starts with `uptake`", name.text);
                let fault = Diagnostic::error(Code::UnknownName, name.span, message);
                diagnostics.push(fault.help("name a rule file, or write `uptake: 1` as its first line"));
                diagnostics.lose_unseen();
            }
        } else if let Some(pack) = Pack::built_in(&name.text, disk) {
            found.push(pack);
        } else {
            diagnostics.push(unknown(
                name,
                "name a folder, a file, or a built-in pack",
                &built_in::names(),
            ));
        }
    }
    Ok(found)
}

/// There is no pack of that name.
pub(super) fn unknown(name: &Name, help: &str, known: &[String]) -> Diagnostic {
    let listed: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    Missing::new("pack", &name.text)
        .among(known.iter().map(String::as_str))
        .help(format!("{help}: {}", listed.join(", ")))
        .at(name.span)
}
