//! One file per command.

pub(crate) mod adapter_host;
pub(crate) mod adapters;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod days;
pub(crate) mod demo;
pub(crate) mod described;
pub(crate) mod docs;
pub(crate) mod explain;
pub(crate) mod explain_code;
pub(crate) mod gate;
pub(crate) mod impact;
pub(crate) mod init;
pub(crate) mod lsp;
pub(crate) mod man;
pub(crate) mod parity;
pub(crate) mod project;
pub(crate) mod prove;
pub(crate) mod report;
pub(crate) mod resolve;
pub(crate) mod run;
pub(crate) mod simulate;
pub(crate) mod test;
