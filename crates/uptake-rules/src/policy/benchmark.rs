//! Benchmarks: what counts as good, per segment.

use crate::expr::Expr;
use crate::text::Name;
use crate::value::Edge;

/// A table of bands.
#[derive(Clone, Debug)]
pub struct Benchmark {
    /// Its name.
    pub name: Name,
    /// In words.
    pub about: Option<String>,
    /// The document that publishes it.
    pub source: Option<String>,
    /// The column whose values the rows are.
    pub by: Option<Name>,
    /// Which side an edge belongs to.
    pub edge: Edge,
    /// The label under the first band.
    pub below: String,
    /// The labels of the bands, from low to high.
    pub bands: Vec<String>,
    /// One row per value of `by`.
    pub table: Vec<BenchmarkRow>,
    /// What it says for some instead, and the condition that an entity in a period is one of them; the first that fits.
    pub cases: Vec<(Expr, Benchmark)>,
    /// Whether it is in force for those who are in no case.
    pub otherwise: bool,
}

/// A row of a benchmark table.
#[derive(Clone, Debug, PartialEq)]
pub struct BenchmarkRow {
    /// The value of the column.
    pub value: String,
    /// Where each band starts, in the unit of the metric, rising.
    pub starts: Vec<f64>,
}

impl Benchmark {
    /// The band of `value` for the row of `segment`; `None` where the table has no such row.
    /// Without `by` the only row serves everybody.
    #[must_use]
    pub fn band(&self, segment: Option<&str>, value: f64) -> Option<&str> {
        let row = match (&self.by, segment) {
            (None, _) => self.table.first()?,
            (Some(_), segment) => self.table.iter().find(|row| Some(row.value.as_str()) == segment)?,
        };
        let reached = row
            .starts
            .iter()
            .take_while(|start| self.edge.reached(value, **start))
            .count();
        match reached.checked_sub(1) {
            None => Some(&self.below),
            Some(index) => self.bands.get(index).map(String::as_str),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    #[test]
    fn a_value_on_an_edge_belongs_to_the_side_that_the_table_states() {
        let name = |text: &str| Name {
            text: text.to_owned(),
            span: Span::new(FileId(0), 0, 0),
        };
        let mut table = Benchmark {
            name: name("b"),
            about: None,
            source: None,
            by: Some(name("segment")),
            edge: Edge::Higher,
            below: "Below".to_owned(),
            bands: vec!["Good".to_owned(), "Great".to_owned()],
            table: vec![BenchmarkRow {
                value: "SMB".to_owned(),
                starts: vec![50.0, 70.0],
            }],
            cases: Vec::new(),
            otherwise: true,
        };
        assert_eq!(table.band(Some("SMB"), 70.0), Some("Great"));
        assert_eq!(table.band(Some("SMB"), 49.9), Some("Below"));
        assert_eq!(table.band(Some("Enterprise"), 70.0), None);
        assert_eq!(table.band(None, 70.0), None);
        table.edge = Edge::Lower;
        assert_eq!(table.band(Some("SMB"), 70.0), Some("Good"));
    }
}
