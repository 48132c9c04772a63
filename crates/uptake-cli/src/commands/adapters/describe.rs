//! `uptake adapters describe`: what an adapter is and which settings it reads.

use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use uptake_project::{Failure, PluginTerms};

/// Describe an adapter and its settings
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake adapters describe files\n  uptake adapters describe ./libmine.so --format json\n\nExit codes: 0 done, 2 could not run."
)]
pub(super) struct Describe {
    /// The name of a built-in adapter, or the path of a plugin
    name: String,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Run a plugin in a child process
    #[arg(long)]
    isolate: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An object with a JSON Schema of the settings
    Json,
}

impl Describe {
    /// Runs it.
    pub(super) fn run(self) -> Result<u8, Failure> {
        let terms = PluginTerms {
            isolated: self.isolate,
            ..PluginTerms::default()
        };
        let adapter = session().adapter(&self.name, terms)?;
        let (about, secrets) = (adapter.describe(), adapter.secrets());
        if self.format == Format::Json {
            output::print(&format!("{}\n", about.to_json(secrets)));
            return Ok(exit::DONE);
        }
        let mut text = format!("{} {}\n{}\n", about.name, about.version, about.about);
        if !about.settings.is_empty() {
            text.push_str("\nSettings:\n");
        }
        let width = about
            .settings
            .iter()
            .map(|setting| setting.key.len())
            .max()
            .unwrap_or(0);
        for setting in about.settings {
            let mut marks = Vec::new();
            if setting.required {
                marks.push("required");
            }
            if secrets.contains(&setting.key) {
                marks.push("secret");
            }
            let marks = match marks.is_empty() {
                true => String::new(),
                false => format!(" ({})", marks.join(", ")),
            };
            text.push_str(&format!("  {:<width$}  {}{marks}\n", setting.key, setting.whole()));
        }
        output::print(&text);
        Ok(exit::DONE)
    }
}
