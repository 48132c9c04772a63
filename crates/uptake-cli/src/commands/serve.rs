//! `uptake serve`: the figures as pages on this machine.

use super::project::{DataArguments, ProjectArgument};
use crate::world::session;
use crate::{exit, interrupt, output};
use clap::Args;
use uptake_adapter::children;
use uptake_project::Failure;
use uptake_serve::{Measured, Server};

/// Without `--port`.
const PORT: u16 = 4470;

/// Show the figures as pages on this machine: filters, groups, comparisons, downloads, and interfaces for programs
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake serve\n  uptake serve adoption --port 8080\n  curl -H \"Authorization: Bearer TOKEN\" http://127.0.0.1:4470/api/v1/state\n\nThe project is run once, and pages and interfaces are made of that run; a button, or a POST to /api/v1/refresh, runs it again. Pages say when rules or sources have changed since.\n\nOnly this machine is answered, and only who has the token of this start: it is in the address that is printed once. Pages need no script, load nothing from elsewhere, and show what the project shows: small groups stay hidden in pages, JSON, OpenMetrics and downloads alike, and single people are only shown where `uptake run` shows them.\n\nAddresses for programs: /api/v1/openapi.json describes them; /metrics has the last period as OpenMetrics.\n\nExit codes: 0 stopped by Ctrl-C or another signal that ends programs, 2 could not run."
)]
pub(crate) struct Serve {
    #[command(flatten)]
    project: ProjectArgument,
    #[command(flatten)]
    data: DataArguments,
    /// The port on 127.0.0.1; 0 takes one that is free
    #[arg(long, value_name = "N", default_value_t = PORT)]
    port: u16,
}

impl Serve {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session();
        let project = self.project.find(&session)?;
        let what = Measured {
            project,
            sources: self.data.sources,
            as_of: self.data.as_of,
            names: self.data.names,
        };
        let server = Server::begin(session, what, self.port, env!("CARGO_PKG_VERSION"))?;
        output::error(&server.warnings());
        let stopper = server.stopper();
        interrupt::end_gently(move || stopper.stop());
        output::print(&format!("{}\n", server.address()));
        output::error("open the address in a browser of this machine; Ctrl-C ends it\n");
        server.run();
        // What reads for an answer that nobody waits for any more.
        children::end_all();
        Ok(exit::DONE)
    }
}
