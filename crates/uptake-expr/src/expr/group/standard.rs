//! Shares of groups whose make-up differs, compared as if it didn't.

use super::answers::{float, float_of, percent};
use super::compute::Compute;
use super::compute::OfGroup::{TruthsTextsOfAll, TruthsTruthsTexts};
use super::example::Example;
use super::function::GroupFunction;
use crate::value::Type;
use std::collections::BTreeMap;
use uptake_statistics::shares::CONFIDENCE;
use uptake_statistics::standard::{Standardised, direct_standardisation, indirect_standardisation, pooled_weights};

/// For each stratum hits and trials.
type Counts<'a> = BTreeMap<&'a str, (usize, usize)>;

/// Truths with their strata.
type Sample<'a> = (&'a [bool], &'a [&'a str]);

const EVERY_STRATUM: &str = "a row of the group for every value of `x` in any group";

/// 204 of 231 and 1 of 23, in a whole of 655 and 87. Rows that aren't known whole are at the end.
const OF_TWO: &[&str] = &[
    "true*204 false*27 true false*22 ? true | true*424 false*64",
    "a*231 b*23 a ? | a*424 b*64",
];

/// None of 10, where half of 20 is to be expected.
const OF_HALF: &[&str] = &["false*10 ? | true*10", "a*11 | a*10"];

/// 3 of 4 and 1 of 2 against 1 of 2 and 1 of 4.
const SIDES: &[&str] = &[
    "true*3 false true false true false true false*3 ?",
    "true*6 false*6 true",
    "a*4 b*2 a*2 b*4 a",
];

/// What the functions of this family have in common.
const STANDARD: GroupFunction = GroupFunction {
    name: "standardised_share",
    parameters: &["c", "x"],
    ty: Type::Float,
    unit: "in percent",
    about: "`share(c)`, if the values of `x` were spread as over all groups",
    requires: EVERY_STRATUM,
    statistics: &["direct_standardisation"],
    compute: Compute::Group(TruthsTextsOfAll(|own, whole| {
        percent(direct(own, whole).map(|found| found.value))
    })),
    examples: &[
        Example::of(OF_TWO, "78.46686888641653"),
        Example::of(&["true | false", "a | b"], "?"),
    ],
};

/// The ratio and its ends.
const RATIO: GroupFunction = GroupFunction {
    name: "standardised_ratio",
    unit: "",
    about: "how often `c` is true, divided by how often it would be if the group had the shares of all groups for each value of `x`",
    requires: "a value of `x` in the group for which `c` is true in some row of any group",
    statistics: &["indirect_standardisation"],
    compute: Compute::Group(TruthsTextsOfAll(|own, whole| {
        float(indirect(own, whole).map(|found| found.value))
    })),
    examples: &[
        Example::of(OF_HALF, "0"),
        Example::of(&["true*6 false*4 | true*4 false*6", "a*10 | a*10"], "1.2"),
        Example::of(&["false | true", "a | b"], "?"),
    ],
    ..STANDARD
};

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    STANDARD,
    GroupFunction {
        name: "standardised_share_low",
        about: "the lower end of the 95 % interval of `standardised_share`",
        compute: Compute::Group(TruthsTextsOfAll(|own, whole| {
            percent(direct(own, whole).map(|found| found.interval.0))
        })),
        examples: &[
            Example::of(OF_TWO, "74.68123800200821"),
            Example::of(&["true | false", "a | b"], "?"),
        ],
        ..STANDARD
    },
    GroupFunction {
        name: "standardised_share_high",
        about: "the upper end of the 95 % interval of `standardised_share`",
        compute: Compute::Group(TruthsTextsOfAll(|own, whole| {
            percent(direct(own, whole).map(|found| found.interval.1))
        })),
        examples: &[
            Example::of(OF_TWO, "82.25249977082485"),
            Example::of(&["true | false", "a | b"], "?"),
        ],
        ..STANDARD
    },
    GroupFunction {
        name: "standardised_difference",
        parameters: &["c", "d", "x"],
        unit: "in percentage points",
        about: "`share(c)` of rows where `d` is true minus that of the others, if in either the values of `x` were spread as in both together",
        requires: "rows where `d` is true and others for every value of `x`",
        statistics: &["direct_standardisation", "pooled_weights"],
        compute: Compute::Group(TruthsTruthsTexts(|_, c, d, x| percent(difference(c, d, x)))),
        examples: &[
            Example::of(SIDES, "25"),
            Example::of(&["true false true", "true false true", "a a b"], "?"),
        ],
        ..STANDARD
    },
    RATIO,
    GroupFunction {
        name: "standardised_ratio_low",
        about: "the lower end of the 95 % interval of `standardised_ratio`",
        compute: Compute::Group(TruthsTextsOfAll(|own, whole| {
            float(indirect(own, whole).map(|found| found.interval.0))
        })),
        examples: &[Example::of(OF_HALF, "0"), Example::of(&["false | true", "a | b"], "?")],
        ..RATIO
    },
    GroupFunction {
        name: "standardised_ratio_high",
        about: "the upper end of the 95 % interval of `standardised_ratio`",
        compute: Compute::Group(TruthsTextsOfAll(|own, whole| {
            float(indirect(own, whole).map(|found| found.interval.1))
        })),
        examples: &[
            Example::of(OF_HALF, "0.7377758908227873"),
            Example::of(&["false | true", "a | b"], "?"),
        ],
        ..RATIO
    },
];

/// For each stratum how often the truth holds in the sample, and how many rows it has.
fn counts<'a>((truths, strata): Sample<'a>) -> Counts<'a> {
    counted(truths.iter().copied().zip(strata.iter().copied()))
}

fn counted<'a>(rows: impl Iterator<Item = (bool, &'a str)>) -> Counts<'a> {
    let mut counts = Counts::new();
    for (held, stratum) in rows {
        let (hits, trials) = counts.entry(stratum).or_default();
        *hits += usize::from(held);
        *trials += 1;
    }
    counts
}

/// The hits and trials of a sample, for each stratum of another.
fn within<'a>(own: &Counts<'a>, strata: impl Iterator<Item = &'a str>) -> (Vec<f64>, Vec<f64>) {
    strata
        .map(|stratum| own.get(stratum).copied().unwrap_or_default())
        .map(|(hits, trials)| (float_of(hits), float_of(trials)))
        .unzip()
}

/// The share of a group, with the strata as in the whole. `None` if it has no row in a stratum of the whole: of it nothing is
/// known.
fn direct(own: Sample<'_>, whole: Sample<'_>) -> Option<Standardised> {
    let (own, whole) = (counts(own), counts(whole));
    let (hits, trials) = within(&own, whole.keys().copied());
    let weights: Vec<f64> = whole.values().map(|(_, trials)| float_of(*trials)).collect();
    direct_standardisation(&hits, &trials, &weights, CONFIDENCE)
}

/// How often the truth holds in a group, to how often it would with the shares of the whole in each stratum.
fn indirect(own: Sample<'_>, whole: Sample<'_>) -> Option<Standardised> {
    let (own, whole) = (counts(own), counts(whole));
    let (hits, trials) = within(&own, whole.keys().copied());
    let rates: Vec<f64> = whole
        .values()
        .map(|(hits, trials)| float_of(*hits) / float_of(*trials))
        .collect();
    indirect_standardisation(hits.iter().sum(), &trials, &rates, CONFIDENCE)
}

/// The share of those exposed less that of the others, with the strata of both together.
fn difference(outcome: &[bool], exposure: &[bool], strata: &[&str]) -> Option<f64> {
    let side = |wanted: bool| {
        let rows = outcome.iter().copied().zip(strata.iter().copied()).zip(exposure);
        counted(rows.filter(|(_, exposed)| **exposed == wanted).map(|(row, _)| row))
    };
    let all = counts((outcome, strata));
    let (exposed, others) = (side(true), side(false));
    let (hits, trials) = within(&exposed, all.keys().copied());
    let (other_hits, other_trials) = within(&others, all.keys().copied());
    let weights = pooled_weights(&trials, &other_trials)?;
    let share = |hits: &[f64], trials: &[f64]| direct_standardisation(hits, trials, &weights, CONFIDENCE);
    Some(share(&hits, &trials)?.value - share(&other_hits, &other_trials)?.value)
}
