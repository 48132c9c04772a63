//! The figures of a project as pages and interfaces on this machine.
//!
//! Data flow one way: a run → a [`figures::Figures`], which never changes → pages ([`site`]) and data ([`api`]), which are made of it and
//! judge nothing. What isn't shown in the outcome is therefore in no page and no interface: no question reads the data again but the one
//! for a single person's explanation, which only whoever may see names is given. `http` reads and writes, `gate` lets in, `router` puts
//! them together.

mod api;
mod asked;
mod draft;
mod figures;
mod gate;
mod helper;
mod http;
mod kept;
mod measurer;
mod router;
mod site;
mod tryable;
mod worker;

pub use http::Stopper;
pub use measurer::Measured;

use gate::Gate;
use http::{LIMITS, Listener};
use measurer::Measurer;
use router::Router;
use std::io::ErrorKind;
use std::sync::Arc;
use uptake_codes::ProgramCode;
use uptake_project::{Failure, Session};

/// A server whose figures are there, and which nobody can ask yet.
pub struct Server {
    listener: Listener,
    router: Arc<Router>,
}

impl Server {
    /// Runs a project and takes a port of the loopback; one that is free if `port` is 0. `version` is the program's.
    ///
    /// # Errors
    /// As a run has them; `port-in-use` or `cannot-listen` where the port can't be had.
    pub fn begin(session: Session, what: Measured, port: u16, version: &'static str) -> Result<Self, Failure> {
        // Whether the port can be had is told before the data are read.
        let listener = Listener::bind(port).map_err(|error| unheard(port, &error))?;
        let gate = Gate::new(listener.port())?;
        let measurer = Measurer::begin(session, what)?;
        Ok(Self {
            listener,
            router: Arc::new(Router::new(gate, measurer, version)),
        })
    }

    /// The address that lets a browser in; it has the token of this start.
    #[must_use]
    pub fn address(&self) -> String {
        self.router.address()
    }

    /// What is worth a warning in the rules, in short.
    #[must_use]
    pub fn warnings(&self) -> String {
        self.router.warnings()
    }

    /// What stops it.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        self.listener.stopper()
    }

    /// Answers until it is stopped.
    pub fn run(self) {
        let router = Arc::clone(&self.router);
        self.listener
            .run(LIMITS, Arc::new(move |request| router.answer(request)));
    }
}

fn unheard(port: u16, error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::AddrInUse => Failure::of(
            ProgramCode::PortInUse,
            format!("port {port} is in use by another program"),
        ),
        _ => Failure::of(
            ProgramCode::CannotListen,
            format!("port {port} can't be listened on: {error}"),
        ),
    }
}
