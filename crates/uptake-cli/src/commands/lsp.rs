//! `uptake lsp`: the language server for editors.

use crate::exit;
use crate::world::session;
use clap::Args;
use std::io::BufReader;
use uptake_project::Failure;

/// Serve an editor: errors while typing, completion, definitions and references across YAML and scripts
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake lsp        what an editor starts; it speaks the Language Server Protocol over standard input and output\n\nTexts that are open in the editor stand in place of their files, saved or not; the server writes no file. Figures above rules are those of projects whose data are files of this machine, unless the client's option `figures` is `all` or `none`. A file belongs to the nearest `uptake.yaml` around it that reads it, else to the pack of its folder.\n\nExit codes: 0 ended as the protocol has it, 1 the editor went away without a word."
)]
pub(crate) struct Lsp {
    /// Speak over standard input and output, which is the only way: editors say it
    #[arg(long)]
    stdio: bool,
}

impl Lsp {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let Self { stdio: _ } = self;
        let orderly = uptake_lsp::serve(session(), BufReader::new(std::io::stdin()), std::io::stdout());
        Ok(if orderly { exit::DONE } else { exit::FINDINGS })
    }
}
