//! `uptake adapters verify`: the conformance kit on an adapter.

use crate::world::session;
use crate::{exit, output};
use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use uptake_adapter::Settings;
use uptake_adapter::conformance::{self, Verdict};
use uptake_codes::AdapterCode;
use uptake_plugins::{Grants, Limits};
use uptake_project::{Failure, PluginTerms};

/// How long a scan of a plugin may take before it counts as endless.
const LONGEST: Duration = Duration::from_secs(300);

/// Test that an adapter keeps the contract of adapters
///
/// A plugin is run in a child process, so that one that crashes is a finding like any other.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake adapters verify ./target/debug/libmine.so --set tenant=acme\n  uptake adapters verify files --set path=people.csv\n\nExit codes: 0 all kept, 1 findings, 2 could not run."
)]
pub(super) struct Verify {
    /// The path of a plugin, or the name of a built-in adapter
    plugin: String,
    /// A setting that the source needs, as `key=value`; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,
    /// The folder that relative paths in settings start from
    #[arg(long, default_value = ".")]
    folder: PathBuf,
    /// The SHA-256 that the plugin must have
    #[arg(long)]
    sha256: Option<String>,
    /// A file or folder that the plugin may read in its process; may be repeated
    #[arg(long, value_name = "PATH")]
    read: Vec<PathBuf>,
    /// Let the plugin reach the network from its process
    #[arg(long)]
    network: bool,
    /// Run the plugin in this process, as a project does unless it sets `isolation: process`
    #[arg(long)]
    in_process: bool,
}

/// What may be read has to be there.
fn granted(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let whole = |path: &PathBuf| {
        path.canonicalize().map_err(|error| {
            Failure::new(format!("`{}` can't be granted: {error}", path.display()))
                .code(AdapterCode::Config)
                .help("name a file or a folder that exists")
        })
    };
    paths.iter().map(whole).collect()
}

impl Verify {
    /// Runs it.
    pub(super) fn run(self) -> Result<u8, Failure> {
        let mut values = BTreeMap::new();
        for setting in &self.settings {
            let Some((key, value)) = setting.split_once('=') else {
                return Err(Failure::new(format!("`{setting}` isn't a setting"))
                    .code(AdapterCode::Config)
                    .help("write it as `key=value`"));
            };
            values.insert(key.to_owned(), value.to_owned());
        }
        let terms = PluginTerms {
            sha256: self.sha256,
            isolated: !self.in_process,
            limits: Limits {
                time: Some(LONGEST),
                ..Limits::default()
            },
            grants: Grants {
                read: granted(&self.read)?,
                network: self.network,
                ..Grants::default()
            },
        };
        let adapter = session().adapter(&self.plugin, terms)?;
        let about = adapter.describe();
        let findings = conformance::check(adapter.as_ref(), &Settings::new(self.folder, values));
        let mut text = format!("{} {}: {}\n", about.name, about.version, about.about);
        let mut broken = 0;
        for finding in &findings {
            match &finding.verdict {
                Verdict::Kept => text.push_str(&format!("  kept       {}\n", finding.name)),
                Verdict::NotTried(why) => text.push_str(&format!("  not tried  {}: {why}\n", finding.name)),
                Verdict::Broken(how) => {
                    broken += 1;
                    text.push_str(&format!(
                        "  BROKEN     {}: {how}\n             expected: {}\n",
                        finding.name, finding.about
                    ));
                }
            }
        }
        let kept = findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::Kept)
            .count();
        text.push_str(&format!("{kept} of {} kept, {broken} broken\n", findings.len()));
        output::print(&text);
        Ok(if broken == 0 { exit::DONE } else { exit::FINDINGS })
    }
}
