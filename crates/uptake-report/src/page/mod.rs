//! A report for people who look rather than read: one page of an outcome.
//!
//! Data flow one way: an outcome and its rules → [`Page`], which is plain numbers and sentences, already without what isn't shown
//! → a form of it ([`html`], [`markdown`]). A form knows blocks, not sections; a section knows no form. Which figures make which
//! section follows from the rules: the first metric is the page's, its cuts are its groups (by a benchmark's column, by a ladder,
//! by any other column), `read_with` and `moves` say the rest.

mod cell;
mod html;
mod markdown;
mod model;
mod sections;

pub use cell::Cell;
pub use html::html;
pub use markdown::markdown;
pub use model::{
    Axis, Band, Bar, Bars, Block, Card, Chart, Column, Drawing, Figure, Funnel, FunnelPoint, Mark, Notice, Page,
    Scatter, ScatterPoint, Section, Series, Square, StepBar, Steps, Table, Tile, Tone, Trend,
};
pub use sections::{Subject, page};
