//! Calls any function of the catalogue by its name, with arguments as they stand in `figures.json`.

use serde_json::Value;
use uptake_statistics::exact::{Side, fisher};
use uptake_statistics::{
    Interval, Test, adjust, agreement, calibration, censored, centre, classification, concentration, correlation,
    density, information, intervals, leaders, mix, ranking, regularity, retention, samples, shares, standard, strata,
    survival, tables, trend,
};

/// An argument.
#[derive(Debug, Clone)]
pub(crate) enum Given {
    Number(f64),
    Truth(bool),
    Word(String),
    List(Vec<Given>),
}

impl Given {
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(number.as_f64().unwrap()),
            Value::Bool(truth) => Self::Truth(*truth),
            Value::String(word) => word.parse().map_or_else(|_| Self::Word(word.clone()), Self::Number),
            Value::Array(parts) => Self::List(parts.iter().map(Self::of).collect()),
            other => panic!("no argument: {other}"),
        }
    }

    fn number(&self) -> f64 {
        match self {
            Self::Number(number) => *number,
            other => panic!("no number: {other:?}"),
        }
    }

    fn truth(&self) -> bool {
        matches!(self, Self::Truth(true))
    }

    fn list(&self) -> &[Given] {
        match self {
            Self::List(parts) => parts,
            other => panic!("no list: {other:?}"),
        }
    }

    fn numbers(&self) -> Vec<f64> {
        self.list().iter().map(Self::number).collect()
    }

    /// A number of columns or periods; what is none becomes 0.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number that is none becomes 0"
    )]
    fn whole(&self) -> usize {
        self.number() as usize
    }

    fn truths(&self) -> Vec<bool> {
        self.list().iter().map(Self::truth).collect()
    }

    /// Labels are only ever compared: the bits of a number will do.
    fn labels(&self) -> Vec<u64> {
        self.list().iter().map(|part| part.number().to_bits()).collect()
    }

    fn strata(&self) -> Vec<[f64; 4]> {
        let four = |part: &Given| part.numbers().try_into().unwrap();
        self.list().iter().map(four).collect()
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) enum Found {
    Unknown,
    Number(f64),
    Truth(bool),
    List(Vec<Found>),
}

impl Found {
    /// Whether something in it is infinite or no number.
    pub(crate) fn is_broken(&self) -> bool {
        match self {
            Self::Number(number) => !number.is_finite(),
            Self::List(parts) => parts.iter().any(Self::is_broken),
            Self::Unknown | Self::Truth(_) => false,
        }
    }

    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

impl From<f64> for Found {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Found {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl From<Interval> for Found {
    fn from((low, high): Interval) -> Self {
        Self::List(vec![low.into(), high.into()])
    }
}

impl From<Test> for Found {
    fn from(test: Test) -> Self {
        Self::List(vec![test.statistic.into(), test.p.into()])
    }
}

impl From<correlation::Correlation> for Found {
    fn from(found: correlation::Correlation) -> Self {
        Self::List(vec![found.value.into(), found.p.into()])
    }
}

impl From<classification::Rated> for Found {
    fn from(found: classification::Rated) -> Self {
        Self::List(vec![found.value.into(), found.interval.into()])
    }
}

impl From<survival::Left> for Found {
    fn from(found: survival::Left) -> Self {
        Self::List(vec![found.share.into(), found.interval.into()])
    }
}

impl From<mix::Shift> for Found {
    fn from(found: mix::Shift) -> Self {
        vec![found.period, found.change, found.moved, found.p].into()
    }
}

impl From<standard::Standardised> for Found {
    fn from(found: standard::Standardised) -> Self {
        Self::List(vec![found.value.into(), found.interval.into()])
    }
}

impl<T: Into<Found>> From<Option<T>> for Found {
    fn from(found: Option<T>) -> Self {
        found.map_or(Self::Unknown, Into::into)
    }
}

impl<T: Into<Found>> From<Vec<T>> for Found {
    fn from(found: Vec<T>) -> Self {
        Self::List(found.into_iter().map(Into::into).collect())
    }
}

/// The answer of the function of this name; `None` if there is none of this name.
pub(crate) fn call(name: &str, given: &[Given]) -> Option<Found> {
    let n = |at: usize| given[at].number();
    let l = |at: usize| given[at].numbers();
    let t = |at: usize| given[at].truths();
    Some(match name {
        "wilson" => shares::wilson(n(0), n(1), n(2)).into(),
        "newcombe" => shares::newcombe(n(0), n(1), n(2), n(3), n(4)).into(),
        "two_proportions" => shares::two_proportions(n(0), n(1), n(2), n(3)).into(),
        "clopper_pearson" => intervals::clopper_pearson(n(0), n(1), n(2)).into(),
        "poisson_rate" => intervals::poisson_rate(n(0), n(1), n(2)).into(),
        "funnel_limits" => intervals::funnel_limits(n(0), n(1), n(2)).into(),
        "chi_square" => {
            let found = tables::chi_square(&l(0), given[1].whole(), given[2].truth());
            let parts = |found: tables::Independence| vec![found.test.statistic, found.test.p, found.degrees];
            found.map(parts).into()
        }
        "fisher" => {
            let side = match &given[4] {
                Given::Word(word) if word == "less" => Side::Less,
                Given::Word(word) if word == "greater" => Side::Greater,
                _ => Side::TwoSided,
            };
            fisher(n(0), n(1), n(2), n(3), side).into()
        }
        "benjamini_hochberg" => adjust::benjamini_hochberg(&l(0)).into(),
        "benjamini_yekutieli" => adjust::benjamini_yekutieli(&l(0)).into(),
        "holm" => adjust::holm(&l(0)).into(),
        "mantel_haenszel" => {
            let parts = |found: strata::Pooled| -> Vec<Found> {
                vec![
                    found.odds_ratio.into(),
                    found.interval.into(),
                    found.plain.into(),
                    found.corrected.into(),
                ]
            };
            strata::mantel_haenszel(&given[0].strata(), n(1)).map(parts).into()
        }
        "breslow_day" => strata::breslow_day(&given[0].strata(), given[1].truth()).into(),
        "direct_standardisation" => standard::direct_standardisation(&l(0), &l(1), &l(2), n(3)).into(),
        "pooled_weights" => standard::pooled_weights(&l(0), &l(1)).into(),
        "indirect_standardisation" => standard::indirect_standardisation(n(0), &l(1), &l(2), n(3)).into(),
        "simpson" => {
            let parts = |found: standard::Simpson| -> Vec<Found> {
                vec![found.crude.into(), found.strata.into(), found.reversed.into()]
            };
            standard::simpson(&given[0].strata()).map(parts).into()
        }
        "gini" => concentration::gini(&l(0)).into(),
        "weighted_gini" => concentration::weighted_gini(&l(0), &l(1)).into(),
        "herfindahl" => concentration::herfindahl(&l(0)).into(),
        "normalised_herfindahl" => concentration::normalised_herfindahl(&l(0)).into(),
        "top_share" => concentration::top_share(&l(0), n(1)).into(),
        "suppliers" => concentration::suppliers(&l(0), n(1)).into(),
        "mean" => centre::mean(&l(0)).into(),
        "median" => centre::median(&l(0)).into(),
        "quantile" => centre::quantile(&l(0), n(1)).into(),
        "quantile_of_values" => centre::quantile_of_values(&l(0), n(1)).into(),
        "standard_deviation" => centre::standard_deviation(&l(0)).into(),
        "variation" => centre::variation(&l(0)).into(),
        "median_deviation" => centre::median_deviation(&l(0)).into(),
        "mann_whitney" => samples::mann_whitney(&l(0), &l(1)).into(),
        "pearson" => correlation::pearson(&l(0), &l(1)).into(),
        "spearman" => correlation::spearman(&l(0), &l(1)).into(),
        "kendall" => correlation::kendall(&l(0), &l(1)).into(),
        "linear_trend" => {
            let parts = |line: trend::Line| -> Vec<Found> {
                vec![
                    line.slope.into(),
                    line.intercept.into(),
                    line.error.into(),
                    line.p.into(),
                ]
            };
            trend::linear_trend(&l(0), &l(1)).map(parts).into()
        }
        "theil_sen" => {
            let line = trend::theil_sen(&l(0), &l(1));
            line.map(|line| vec![line.slope, line.intercept]).into()
        }
        "mann_kendall" => trend::mann_kendall(&l(0)).into(),
        "entropy" => information::entropy(&l(0), n(1)).into(),
        "mutual_information" => information::mutual_information(&given[0].labels(), &given[1].labels()).into(),
        "roc_auc" => {
            let parts = |area: ranking::Area| -> Vec<Found> { vec![area.value.into(), area.interval.into()] };
            ranking::roc_auc(&l(0), &t(1), n(2)).map(parts).into()
        }
        "average_precision" => ranking::average_precision(&l(0), &t(1)).into(),
        "top_lift" => ranking::top_lift(&l(0), &t(1), n(2)).into(),
        "brier" => ranking::brier(&l(0), &t(1)).into(),
        "calibration" => {
            let parts =
                |fit: calibration::Calibration| vec![fit.slope, fit.intercept, fit.slope_error, fit.intercept_error];
            calibration::calibration(&l(0), &t(1)).map(parts).into()
        }
        "median_survival" => survival::median_survival(&l(0), &t(1)).into(),
        _ => return call_structure(name, given),
    })
}

/// The same for functions of alarms, of durations and of what is seldom by chance.
fn call_structure(name: &str, given: &[Given]) -> Option<Found> {
    let n = |at: usize| given[at].number();
    let l = |at: usize| given[at].numbers();
    let t = |at: usize| given[at].truths();
    Some(match name {
        "precision" => classification::precision(&t(0), &t(1), n(2)).into(),
        "recall" => classification::recall(&t(0), &t(1), n(2)).into(),
        "f1" => classification::f1(&t(0), &t(1), n(2)).into(),
        "pr_auc" => ranking::pr_auc(&l(0), &t(1)).into(),
        "calibration_error" => calibration::calibration_error(&l(0), &t(1), n(2)).into(),
        "survival" => survival::survival(&l(0), &t(1), n(2), n(3)).into(),
        "median_survival_interval" => {
            let ends = survival::median_survival_interval(&l(0), &t(1), n(2));
            ends.map(|(low, high)| vec![low, high]).into()
        }
        "concordance" => censored::concordance(&l(0), &l(1), &t(2)).into(),
        "roc_auc_at" => censored::roc_auc_at(&l(0), &l(1), &t(2), n(3)).into(),
        "brier_at" => censored::brier_at(&l(0), &l(1), &t(2), n(3)).into(),
        "label_entropy" => agreement::label_entropy(&given[0].labels(), n(1)).into(),
        "evenness" => agreement::evenness(&given[0].labels()).into(),
        "theils_u" => agreement::theils_u(&given[0].labels(), &given[1].labels()).into(),
        "adjusted_mutual_information" => {
            agreement::adjusted_mutual_information(&given[0].labels(), &given[1].labels()).into()
        }
        "share_of_top" => leaders::share_of_top(&l(0), n(1)).into(),
        "sum_without_top" => leaders::sum_without_top(&l(0), &l(1), n(2)).into(),
        "weighted_median" => centre::weighted_median(&l(0), &l(1)).into(),
        "shifted_beta_geometric" => {
            let fit = retention::shifted_beta_geometric(&l(0), &t(1));
            fit.map(|fit| vec![fit.alpha, fit.beta]).into()
        }
        "shifted_beta_survival" => retention::shifted_beta_survival(&l(0), &t(1), n(2)).into(),
        "bunching" => regularity::bunching(&l(0), n(1), n(2)).into(),
        "density_jump" => {
            let jump = density::density_jump(&l(0), n(1));
            jump.map(|jump| vec![jump.difference, jump.p]).into()
        }
        "underdispersion" => regularity::underdispersion(&l(0)).into(),
        "mix_shift" => mix::mix_shift(&l(0), &l(1), given[2].whole(), n(3)).into(),
        "cochran_armitage" => samples::cochran_armitage(&l(0), &t(1)).into(),
        _ => return None,
    })
}
