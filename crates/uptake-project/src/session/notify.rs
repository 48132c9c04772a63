//! Telling a service that a run is finished.

use super::Session;
use crate::Failure;
use crate::sources::expand;
use std::path::Path;
use uptake_adapter::Secrets;
use uptake_codes::ProgramCode;
use uptake_http::message;
use uptake_rules::{Diagnostics, Sources, project};

/// What is told, and where.
#[derive(Clone, Copy, Debug)]
pub struct NotifyRequest<'a> {
    /// The project file, which may name an address.
    pub project: &'a Path,
    /// The address, or a reference to it, instead of the project's.
    pub webhook: Option<&'a str>,
    /// The message.
    pub text: &'a str,
}

impl Session {
    /// Sends a message as JSON, `{"text": …}`, where the request or the project names an address; whether one is named.
    ///
    /// # Errors
    /// `not-notified` if the message isn't taken; an error of its reference if the address can't be found out. The figures are what
    /// they are.
    pub fn notify(&self, request: &NotifyRequest<'_>) -> Result<bool, Failure> {
        let (written, folder) = match request.webhook {
            Some(webhook) => (webhook.to_owned(), Path::new("")),
            None => {
                let file = self.disk.read(request.project)?;
                // What is wrong with the file was told by the run.
                let read = project::read(&file, &mut Sources::default(), &mut Diagnostics::default());
                let Some(webhook) = read.and_then(|project| project.webhook) else {
                    return Ok(false);
                };
                (webhook.text, request.project.parent().unwrap_or(Path::new("")))
            }
        };
        let address = expand(&written, folder, self.world.as_ref(), &mut Secrets::default())?;
        message::send(address.trim(), &plain(request.text))
            .map(|()| true)
            .map_err(|why| Failure::of(ProgramCode::NotNotified, format!("the webhook wasn't told: {why}")))
    }
}

/// A text in which nothing is a link, a mention or markup for a service that reads such.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
