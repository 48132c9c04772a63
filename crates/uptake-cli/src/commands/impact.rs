//! `uptake impact`: what other rules make of a project's data.

use super::project::{CacheArguments, DataArguments, ProjectArgument, cached};
use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use uptake_project::{Failure, ImpactRequest, Impacts, ProjectFile};
use uptake_report::impact::{self, ImpactForm};
use uptake_report::terminal::Detail;

/// Show what a change of rules does to the figures: who flips, by which edit, and what can change for any data
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake impact                                   what is edited since the last commit\n  uptake impact --base main --format markdown     for a pull request\n  uptake impact --base main --max-delta 2pp       as a gate\n  uptake impact --base rules-now --head rules-new\n  uptake impact --without-each                    what each override and waiver does\n\nRules are named by a project or its folder, a folder of rules, a rule file, a git revision, or a built-in pack; a path comes first. Folders and files take the place of the project's packs. Of a revision the project's rules are read as they were, with `git`. The data, their sources and the day of the figures are those of the project as it is, for both; they are read once, and again only for rules that read them in another way, which is said.\n\nEach edit is made by itself to the rules before. What edits do only together is the rest; which two of them do it is named where there are at most 12 edits. Comments and layout are no edits. What needs a new rule is made together with it. A rule of which only the name differs, with all that name it, is one edit without an effect.\n\nPeople are named only where `uptake run --person` shows them.\n\nExit codes: 0 done, 2 could not run, 4 a metric moves by more than `--max-delta`."
)]
pub(crate) struct Impact {
    #[command(flatten)]
    project: ProjectArgument,
    /// The rules before: a folder, a rule file, a built-in pack, or a git revision
    #[arg(long, value_name = "RULES", default_value = "HEAD")]
    base: String,
    /// The rules after; those of the project as they are, if not given
    #[arg(long, value_name = "RULES")]
    head: Option<String>,
    /// Also judge without each override and each waiver of the rules after
    #[arg(long)]
    without_each: bool,
    /// End with exit code 4 if a metric moves by more than this: percentage points of any share, as in `2pp`, or a number of one
    /// metric, as in `rate=2pp` or `made=10`. Also if it loses its value or gets one. May be given several times
    #[arg(long, value_name = "[METRIC=]MOST", value_parser = Most::read)]
    max_delta: Vec<Most>,
    /// The period, such as 2026-W07; the last one that is over and has data, if not given
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    #[command(flatten)]
    data: DataArguments,
    #[command(flatten)]
    cache: CacheArguments,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For a pull request
    Markdown,
    /// An object with everything
    Json,
}

/// By how much a metric may move.
#[derive(Clone, Debug, PartialEq)]
struct Most {
    /// The metric; any share if `None`.
    metric: Option<String>,
    /// By how much, in its unit.
    most: f64,
}

impl Most {
    fn read(text: &str) -> Result<Self, String> {
        let (metric, number) = match text.split_once('=') {
            Some((metric, number)) => (Some(metric.trim().to_owned()), number),
            None => (None, text),
        };
        let bare = number.trim().trim_end_matches("pp").trim_end();
        let points = bare.len() < number.trim().len();
        let most: Option<f64> = bare.parse().ok();
        match most.filter(|most| most.is_finite() && *most >= 0.0) {
            Some(most) if points || metric.is_some() => Ok(Self { metric, most }),
            Some(_) => Err("write percentage points, such as 2pp, or name a metric, as in rate=2pp".to_owned()),
            None => Err("it should be a number that isn't negative, such as 2pp".to_owned()),
        }
    }

    /// The titles of the metrics that move by more.
    fn moved<'a>(&'a self, found: &'a Impacts) -> Result<Vec<&'a str>, Failure> {
        let asked = |name: &str, unit: &str| match &self.metric {
            Some(metric) => metric == name,
            None => unit == "percent",
        };
        let metrics: Vec<_> = found
            .total
            .metrics
            .iter()
            .filter(|metric| asked(&metric.name, metric.unit))
            .collect();
        if let (Some(metric), true) = (&self.metric, metrics.is_empty()) {
            let names = found.total.metrics.iter().map(|metric| metric.name.as_str());
            let missing = uptake_rules::missing::Missing::new("metric", metric).among(names);
            return Err(Failure::missing(uptake_codes::RuleCode::UnknownName, &missing));
        }
        let value = |figure: &Option<uptake_engine::outcome::Figure>| figure.as_ref().and_then(|its| its.value);
        let moved = metrics.into_iter().filter(|metric| match metric.delta {
            // The last digits of a difference of floats are no move.
            Some(change) => change.nearest().abs() > self.most + 1e-9,
            None => value(&metric.before).is_some() || value(&metric.after).is_some(),
        });
        Ok(moved.map(|metric| metric.title.as_str()).collect())
    }
}

impl Impact {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session().caching(self.cache.caching());
        let project = self.project.find(&session)?;
        let found = session.impact(&ImpactRequest {
            project: ProjectFile::At(&project),
            base: &self.base,
            head: self.head.as_deref(),
            sources: self.data.sources.as_deref(),
            period: self.period.as_deref(),
            as_of: self.data.as_of,
            names: self.data.names,
            without_each: self.without_each,
        })?;
        let mut moved = Vec::new();
        for most in &self.max_delta {
            moved.extend(most.moved(&found)?);
        }
        output::error(&found.warnings);
        cached(found.cache.clone());
        match self.format {
            Format::Table => output::print(&impact::table(&found, output::style(Detail::Glance))),
            Format::Markdown => output::print(&impact::markdown(&found)),
            Format::Json => output::json(&ImpactForm::of(&found), "the impact")?,
        }
        if moved.is_empty() {
            return Ok(exit::DONE);
        }
        moved.sort_unstable();
        moved.dedup();
        output::error(&format!("moves by more than `--max-delta`: {}\n", moved.join(", ")));
        Ok(exit::BEYOND)
    }
}

#[cfg(test)]
mod tests {
    use super::Most;

    #[test]
    fn a_bound_has_percentage_points_or_a_metric() {
        let most = |metric: Option<&str>, most| Most {
            metric: metric.map(str::to_owned),
            most,
        };
        assert_eq!(Most::read("2pp"), Ok(most(None, 2.0)));
        assert_eq!(Most::read("0.5 pp"), Ok(most(None, 0.5)));
        assert_eq!(Most::read("rate=2pp"), Ok(most(Some("rate"), 2.0)));
        assert_eq!(Most::read("made=10"), Ok(most(Some("made"), 10.0)));
        for text in ["2", "-1pp", "pp", "rate=", "", "infpp", "nanpp"] {
            assert!(Most::read(text).is_err(), "{text}");
        }
    }
}
