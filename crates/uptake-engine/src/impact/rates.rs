//! What a rule comes to in the last period that is judged: the figure that stands beside it while it is written.

use crate::error::Error;
use crate::judge::metrics::whole;
use crate::judged::Judged;
use crate::outcome::Figure;
use uptake_rules::policy::metric::{Metric, MetricKind};
use uptake_rules::text::Name;

/// A metric or a definition with its figure over everybody.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// Its name.
    pub name: String,
    /// `percent` for a share, else `number`.
    pub unit: &'static str,
    /// Its figure.
    pub figure: Figure,
}

/// The rates of the last period that is judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rates {
    /// The period's name.
    pub label: String,
    /// The metrics that the stage tracks.
    pub metrics: Vec<Rate>,
    /// The definitions: for how many of those of whom it is known.
    pub definitions: Vec<Rate>,
}

/// The rates by a judgement. With `least`, a definition that would tell of fewer people than that, because it holds or doesn't hold for so
/// few, has none: unlike a metric it is in no report.
///
/// # Errors
/// When a column can't be read.
pub fn rates(judged: &Judged<'_>, least: Option<u32>) -> Result<Rates, Error> {
    let cube = &judged.cube;
    let label = cube.data.periods.label(cube.history.last);
    let of_metrics = judged.metrics.iter().filter_map(|metric| {
        let mut rows = metric.rows.iter();
        let row = rows.find(|row| row.cut.is_none() && row.label == label)?;
        Some(Rate {
            name: metric.metric.name.text.clone(),
            unit: if metric.metric.is_percent() {
                "percent"
            } else {
                "number"
            },
            figure: Figure::from(row),
        })
    });
    let mut definitions = Vec::new();
    let last = cube.periods().saturating_sub(1);
    for rule in &cube.policy.definitions {
        if cube.policy.is_hidden(&rule.name.text) {
            continue;
        }
        let figure = Figure::from(&whole(&share_of(&rule.name), cube, last)?);
        if !few(&figure, least) {
            definitions.push(Rate {
                name: rule.name.text.clone(),
                unit: "percent",
                figure,
            });
        }
    }
    Ok(Rates {
        metrics: of_metrics.collect(),
        definitions,
        label,
    })
}

/// Whether a figure tells of too few people: of those for whom it holds, doesn't hold, or isn't known.
fn few(figure: &Figure, least: Option<u32>) -> bool {
    let Some(least) = least else { return false };
    let (Some(holds), Some(all)) = (figure.numerator, figure.denominator) else {
        return figure.unknown > 0 && figure.unknown < u64::from(least);
    };
    #[allow(clippy::cast_precision_loss, reason = "a count of people")]
    let unknown = figure.unknown as f64;
    let parts = [holds.nearest(), all.nearest() - holds.nearest(), unknown];
    parts.iter().any(|part| *part > 0.0 && *part < f64::from(least))
}

/// A definition as a share of everybody.
fn share_of(definition: &Name) -> Metric {
    Metric {
        name: definition.clone(),
        title: String::new(),
        about: None,
        source: None,
        aliases: Vec::new(),
        kind: MetricKind::Share(definition.clone()),
        percent: false,
        of: None,
        excluded_by: None,
        by: Vec::new(),
        benchmark: None,
        better: Default::default(),
        tracked_by: Vec::new(),
        read_with: None,
        moves: None,
    }
}
