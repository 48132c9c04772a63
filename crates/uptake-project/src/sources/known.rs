//! What can be said of source blocks without opening a source: adapters and settings that don't exist, settings that are
//! missing, and values that are none of their kind. A plugin isn't loaded for it.

use super::{plugins, registry};
use uptake_adapter::{Adapter, SettingAbout, SettingKind};
use uptake_rules::diagnostic::Diagnostic;
use uptake_rules::missing::Missing;
use uptake_rules::project::{Setting, SourceSpec};
use uptake_rules::{Code, Diagnostics};

/// Checks the blocks of sources, one by one.
pub(crate) fn check(sources: &[SourceSpec], diagnostics: &mut Diagnostics) {
    let adapters = registry::built_in();
    for spec in sources {
        block(spec, &adapters, diagnostics);
    }
}

fn block(spec: &SourceSpec, adapters: &[Box<dyn Adapter>], diagnostics: &mut Diagnostics) {
    let (name, span) = (spec.adapter.text.as_str(), spec.adapter.span);
    if plugins::is_path(name) {
        return;
    }
    let Some(adapter) = adapters.iter().find(|adapter| adapter.describe().name == name) else {
        let names: Vec<&str> = adapters.iter().map(|adapter| adapter.describe().name).collect();
        let missing = Missing::new("adapter", name).among(names);
        return diagnostics.push(missing.at(span));
    };
    let known = adapter.describe().settings;
    for setting in &spec.settings {
        match known.iter().find(|about| about.covers(&setting.key.text)) {
            Some(about) => value(setting, about, diagnostics),
            None => {
                let key = setting.key.text.as_str();
                let names: Vec<&str> = known.iter().map(|about| about.name()).collect();
                let missing = Missing::new("setting", key)
                    .message(format!("the adapter `{name}` has no setting `{key}`"))
                    .among(names)
                    .code(Code::UnknownKey);
                diagnostics.push(missing.at(setting.key.span));
            }
        }
    }
    for about in known.iter().filter(|about| about.required) {
        if !spec.settings.iter().any(|setting| about.covers(&setting.key.text)) {
            let message = format!("the adapter `{name}` needs the setting `{}`", about.name());
            let help = format!("add `{}: …` ({})", about.name(), about.whole());
            diagnostics.push(Diagnostic::error(Code::MissingKey, span, message).help(help));
        }
    }
}

/// A value that is none of the kind that a setting holds. One with a reference isn't known yet.
fn value(setting: &Setting, about: &SettingAbout, diagnostics: &mut Diagnostics) {
    let value = setting.value.as_str();
    let fits = match about.kind {
        SettingKind::Flag => value.parse::<bool>().is_ok(),
        SettingKind::Number => value.parse::<i64>().is_ok(),
        SettingKind::Decimal => value.parse::<f64>().is_ok_and(f64::is_finite),
        SettingKind::Text
        | SettingKind::Path
        | SettingKind::Choice
        | SettingKind::Duration
        | SettingKind::Size
        | SettingKind::Mapping
        | SettingKind::List => true,
    };
    if !fits && !value.contains("${") {
        let message = format!(
            "`{}` should be a {}, not `{value}`",
            setting.key.text,
            about.kind.words()
        );
        diagnostics.push(Diagnostic::error(Code::WrongType, setting.span, message).help(about.whole()));
    }
}
