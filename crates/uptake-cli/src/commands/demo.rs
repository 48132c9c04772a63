//! stub
use clap::Args;
use crate::exit::Failure;
/// stub
#[derive(Args)]
pub(crate) struct Demo {}
impl Demo { pub(crate) fn run(self) -> Result<u8, Failure> { Err(Failure::new("not yet")) } }
