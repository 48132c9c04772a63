//! Rows that are being read.

use super::gap::Gap;
use super::header::Header;
use super::lines::Lines;
use super::pieces::Pieces;
use crate::{Origin, Remarks};

/// Rows that are being read, and where the reading is.
pub(super) struct Rows<R> {
    pub(super) origin: Origin,
    pub(super) remarks: Remarks,
    pub(super) lines: Lines<R>,
    pub(super) header: Header,
    pub(super) wanted: Vec<(usize, String)>,
    pub(super) gap: Gap,
    pub(super) footer_rows: usize,
    pub(super) next_row: u64,
    pub(super) pieces: Pieces,
    pub(super) done: bool,
}
