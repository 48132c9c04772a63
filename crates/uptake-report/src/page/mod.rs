//! A report for people who look rather than read: one page of an outcome.
//!
//! Data flow one way: an outcome and its rules → [`Page`], which is plain numbers and sentences, already without what isn't shown
//! → a form of it ([`html`], [`markdown`]). A form knows blocks, not sections; a section knows no form. Which figures make which
//! section follows from the rules: the first metric is the page's, its cuts are its groups (by a benchmark's column, by a ladder,
//! by any other column), `read_with` and `moves` say the rest.

mod cell;
mod comparison;
mod group;
pub mod html;
mod markdown;
mod model;
mod people;
mod sections;
pub mod typeset;
mod view;

pub use cell::Cell;
pub use comparison::{Compared, ComparedFigure, ComparedRow, Comparison, Side};
pub use group::Group;
pub use html::html;
pub use markdown::markdown;
pub use model::{
    Axis, Band, Bar, Bars, Block, Card, Chart, Column, Drawing, Figure, Funnel, FunnelPoint, Mark, Notice, Page,
    Scatter, ScatterPoint, Section, Series, Square, StepBar, Steps, Table, Tile, Tone, Trend,
};

pub use people::{People, people};
pub use sections::{Subject, id as section_id, page};
pub use view::{View, metric, not_reported, periods};
