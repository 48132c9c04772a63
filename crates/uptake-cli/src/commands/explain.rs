//! `uptake explain`: why a verdict is what it is, and how a metric came from one period to the next.

use super::project::{CacheArguments, DataArguments, ProjectArgument, cached};
use crate::world::session;
use crate::{exit, output};
use clap::{ArgGroup, Args, ValueEnum};
use uptake_engine::explain::About;
use uptake_project::{ExplainQuestion, ExplainRequest, Explanations, Failure, ProjectFile};
use uptake_report::explained::{self, BridgeForm, ExplanationForm};
use uptake_report::terminal::Detail;

/// Explain a verdict on one person, clause by clause, or how a metric came from the period before
#[derive(Args)]
#[command(
    group(ArgGroup::new("question").args(["person", "metric"]).required(true).multiple(true)),
    after_help = "Examples:\n  uptake explain --person \"ana\"                        how she counts in the first metric, and why\n  uptake explain --person \"ana\" --period 2026-W07 --definition active\n  uptake explain --person \"ana\" --rows                 each row behind the measures, by file and number\n  uptake explain --metric csm_ai_adoption_rate         who joined, left, gained, lost or was excluded\n\nOf a person each clause is shown with what was found, what is required and where it is written, then the smallest change of what was measured that turns the verdict. Of a metric the steps add up to the change of numerator and denominator.\n\nA single person is shown as `uptake run --person` does it: not where the project asks for pseudonyms or protects small groups, unless `--names` is given.\n\nExit codes: 0 done, 2 could not run."
)]
pub(crate) struct Explain {
    #[command(flatten)]
    project: ProjectArgument,
    /// The person, by the name that the list has
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// The period, such as 2026-W07; the last one that is over and has data, if not given
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// Explain this definition or ladder
    #[arg(long, value_name = "NAME", requires = "person", conflicts_with = "metric")]
    definition: Option<String>,
    /// Explain how the person counts in this metric, the first one if not given; without a person how the metric came from the
    /// period before
    #[arg(long, value_name = "NAME")]
    metric: Option<String>,
    /// Name each row behind the measures
    #[arg(long, requires = "person")]
    rows: bool,
    #[command(flatten)]
    data: DataArguments,
    #[command(flatten)]
    cache: CacheArguments,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// In sentences
    Text,
    /// An object with the tree, the measures and the rows
    Json,
}

impl Explain {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let question = match (&self.person, &self.definition, &self.metric) {
            (Some(name), Some(rule), _) => ExplainQuestion::Person {
                name,
                about: About::Rule(rule),
                rows: self.rows,
            },
            (Some(name), None, metric) => ExplainQuestion::Person {
                name,
                about: About::Metric(metric.as_deref()),
                rows: self.rows,
            },
            (None, _, Some(metric)) => ExplainQuestion::Metric(metric),
            // The arguments are refused before.
            (None, _, None) => return Err(Failure::new("required: `--person` or `--metric`")),
        };
        let session = session().caching(self.cache.caching());
        let project = self.project.find(&session)?;
        let explained = session.explain(&ExplainRequest {
            project: ProjectFile::At(&project),
            sources: self.data.sources.as_deref(),
            period: self.period.as_deref(),
            as_of: self.data.as_of,
            names: self.data.names,
            question,
        })?;
        output::error(&explained.warnings);
        cached(explained.cache.clone());
        let style = output::style(Detail::Glance);
        match (&explained.found, self.format) {
            (Explanations::Person(found), Format::Text) => output::print(&explained::person(found, style)),
            (Explanations::Person(found), Format::Json) => {
                output::json(&ExplanationForm::of(found), "the explanation")?;
            }
            (Explanations::Metric(found), Format::Text) => output::print(&explained::bridge(found, style)),
            (Explanations::Metric(found), Format::Json) => output::json(&BridgeForm::of(found), "the explanation")?,
        }
        Ok(exit::DONE)
    }
}
