//! An outcome by an exposure, within strata.

use super::answers::float;
use super::compute::Compute;
use super::compute::OfGroup::{TruthsTruths, TruthsTruthsTexts};
use super::example::Example;
use super::function::GroupFunction;
use crate::value::{Literal, Type};
use std::collections::BTreeMap;
use uptake_statistics::shares::CONFIDENCE;
use uptake_statistics::standard::simpson;
use uptake_statistics::strata::{Pooled, breslow_day, mantel_haenszel};

const CROSSED: &str = "a value of `x` with rows where `c` is true and others, and where `d` is true and others";
const BOTH: &str = "a value of `x` with rows where `d` is true and `c` isn't, and the other way round";

/// What the functions of this family have in common.
const POOLED: GroupFunction = GroupFunction {
    name: "mantel_haenszel",
    parameters: &["c", "d", "x"],
    ty: Type::Float,
    unit: "",
    about: "the odds ratio of `c` by `d`, pooled over the values of `x`",
    requires: BOTH,
    statistics: &["mantel_haenszel"],
    compute: Compute::Group(TruthsTruthsTexts(|_, c, d, x| {
        float(pooled(c, d, x).and_then(|found| found.odds_ratio))
    })),
    examples: &[
        Example::of(TWO_STRATA, "0.9779857007368499"),
        Example::of(&["true false", "true false", "a b"], "?"),
    ],
};

/// Two strata: 43 and 54, 49 and 29; 43 and 48, 6 and 29. The row at the end isn't known whole.
const TWO_STRATA: &[&str] = &[
    "true*43 false*54 true*49 false*29 true*43 false*48 true*6 false*29 true",
    "true*97 false*78 true*91 false*35 ?",
    "a*175 b*126 a",
];

/// Three strata: 2 and 3, 4 and 5; 1 and 0, 5 and 6; 7 and 1, 1 and 9. The row at the end isn't known whole.
const THREE_STRATA: &[&str] = &[
    "true*2 false*3 true*4 false*5 true*6 false*6 true*7 false true false*9 ?",
    "true*5 false*9 true false*11 true*8 false*10 true",
    "a*14 b*12 c*18 a",
];

pub(super) const FUNCTIONS: &[GroupFunction] = &[
    GroupFunction {
        name: "odds_ratio",
        parameters: &["c", "d"],
        about: "the odds of `c` where `d` is true to those where it isn't",
        requires: "rows where `d` is true and `c` isn't, and the other way round",
        statistics: &[],
        compute: Compute::Group(TruthsTruths(|_, c, d| {
            let [exposed, exposed_without, with, neither] = table(c.iter().zip(d));
            float(Some(exposed * neither / (exposed_without * with)))
        })),
        examples: &[
            Example::of(
                &["true*2 false*3 true*4 false*5 true", "true*5 false*9 ?"],
                "0.8333333333333334",
            ),
            Example::of(&["true false", "true false"], "?"),
        ],
        ..POOLED
    },
    POOLED,
    GroupFunction {
        name: "mantel_haenszel_low",
        about: "the lower end of the 95 % interval of `mantel_haenszel`",
        requires: "values of `x` with rows of all four kinds between them",
        compute: Compute::Group(TruthsTruthsTexts(|_, c, d, x| {
            float(interval(c, d, x).map(|(low, _)| low))
        })),
        examples: &[
            Example::of(TWO_STRATA, "0.609864257503931"),
            Example::of(&["false true", "true false", "a a"], "?"),
        ],
        ..POOLED
    },
    GroupFunction {
        name: "mantel_haenszel_high",
        about: "the upper end of the 95 % interval of `mantel_haenszel`",
        requires: "values of `x` with rows of all four kinds between them",
        compute: Compute::Group(TruthsTruthsTexts(|_, c, d, x| {
            float(interval(c, d, x).map(|(_, high)| high))
        })),
        examples: &[
            Example::of(TWO_STRATA, "1.568309700195182"),
            Example::of(&["false true", "true false", "a a"], "?"),
        ],
        ..POOLED
    },
    GroupFunction {
        name: "cochran_mantel_haenszel",
        about: "the p-value of `mantel_haenszel`",
        requires: CROSSED,
        compute: Compute::Group(TruthsTruthsTexts(|_, c, d, x| {
            float(pooled(c, d, x).and_then(|found| found.plain).map(|test| test.p))
        })),
        examples: &[
            Example::of(TWO_STRATA, "0.9257325266323894"),
            Example::of(&["true false", "true true", "a a"], "?"),
        ],
        ..POOLED
    },
    GroupFunction {
        name: "cochran_mantel_haenszel_corrected",
        about: "the p-value of `mantel_haenszel`, with correction for continuity",
        requires: CROSSED,
        compute: Compute::Group(TruthsTruthsTexts(|_, c, d, x| {
            float(pooled(c, d, x).and_then(|found| found.corrected).map(|test| test.p))
        })),
        examples: &[
            Example::of(TWO_STRATA, "1"),
            Example::of(&["true true", "true false", "a a"], "?"),
        ],
        ..POOLED
    },
    GroupFunction {
        name: "breslow_day",
        about: "the p-value for odds ratios that differ between the values of `x`",
        requires: "two values of `x` with rows where `c` is true and others, and where `d` is true and others, and a pooled odds ratio above 0",
        statistics: &["breslow_day"],
        compute: Compute::Group(TruthsTruthsTexts(|_, c, d, x| {
            float(breslow_day(&tables(c, d, x), false).map(|test| test.p))
        })),
        examples: &[
            Example::of(THREE_STRATA, "0.04488986754338675"),
            Example::of(&["true*2 false*3 true*4 false*5", "true*5 false*9", "a*14"], "?"),
        ],
        ..POOLED
    },
    GroupFunction {
        name: "breslow_day_corrected",
        about: "`breslow_day` with Tarone's correction",
        requires: "two values of `x` with rows where `c` is true and others, and where `d` is true and others, and a pooled odds ratio above 0",
        statistics: &["breslow_day"],
        compute: Compute::Group(TruthsTruthsTexts(|_, c, d, x| {
            float(breslow_day(&tables(c, d, x), true).map(|test| test.p))
        })),
        examples: &[
            Example::of(THREE_STRATA, "0.04835542070743948"),
            Example::of(&["true*2 false*3 true*4 false*5", "true*5 false*9", "a*14"], "?"),
        ],
        ..POOLED
    },
    GroupFunction {
        name: "simpson",
        ty: Type::Bool,
        about: "whether the difference in `share(c)` between rows with and without `d` turns around within every value of `x`",
        requires: "two values of `x` with rows where `d` is true and others",
        statistics: &["simpson"],
        compute: Compute::Group(TruthsTruthsTexts(|_, c, d, x| {
            let shares: Vec<[f64; 4]> = tables(c, d, x)
                .iter()
                .map(|[a, b, c, d]| [*a, a + b, *c, c + d])
                .collect();
            simpson(&shares)?.reversed.map(Literal::Bool)
        })),
        examples: &[
            Example::of(
                &[
                    "true*81 false*6 true*234 false*36 true*192 false*71 true*55 false*25 true",
                    "true*87 false*270 true*263 false*80 true",
                    "a*357 b*343 ?",
                ],
                "true",
            ),
            Example::of(&["true false", "true false", "a a"], "?"),
        ],
        ..POOLED
    },
];

/// How many rows there are: exposed with and without the outcome, others with and without it.
fn table<'a>(rows: impl Iterator<Item = (&'a bool, &'a bool)>) -> [f64; 4] {
    let mut table = [0.0; 4];
    for (outcome, exposed) in rows {
        let place = 2 * usize::from(!exposed) + usize::from(!outcome);
        if let Some(count) = table.get_mut(place) {
            *count += 1.0;
        }
    }
    table
}

/// Such a table for each stratum.
fn tables(outcome: &[bool], exposure: &[bool], stratum: &[&str]) -> Vec<[f64; 4]> {
    let mut strata: BTreeMap<&str, Vec<(&bool, &bool)>> = BTreeMap::new();
    for ((outcome, exposure), stratum) in outcome.iter().zip(exposure).zip(stratum) {
        strata.entry(stratum).or_default().push((outcome, exposure));
    }
    strata.into_values().map(|rows| table(rows.into_iter())).collect()
}

fn pooled(outcome: &[bool], exposure: &[bool], stratum: &[&str]) -> Option<Pooled> {
    mantel_haenszel(&tables(outcome, exposure, stratum), CONFIDENCE)
}

fn interval(outcome: &[bool], exposure: &[bool], stratum: &[&str]) -> Option<(f64, f64)> {
    pooled(outcome, exposure, stratum)?.interval
}
