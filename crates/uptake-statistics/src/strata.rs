//! Tables of two rows and two columns, one per stratum.

use crate::entry::Entry;
use crate::found::{Interval, Test};
use crate::input::{is_level, known, known_interval, length};
use crate::sum::sum;
use crate::tails::{chi_squared_upper, normal_width};

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "mantel_haenszel",
        arguments: "strata (each a, b, c, d: a table of the rows a b and c d), confidence",
        gives: "the pooled odds ratio, its interval, and the test with and without correction for continuity, each where known",
        about: "Whether rows and columns go together within the strata, and how strongly, with what differs between strata taken out.",
        edges: "a stratum with an empty row or column says nothing and is left out; unknown where none is left or a count is negative; the ratio is unknown where no stratum has both b and c, its interval also where none has both a and d; the correction never passes zero (statsmodels lets it)",
        source: "N. Mantel, W. Haenszel, J. National Cancer Institute 22 (1959), 719–748; interval: J. Robins, N. Breslow, S. Greenland, Biometrics 42 (1986), 311–323",
        compared: "statsmodels StratifiedTable",
    },
    Entry {
        name: "breslow_day",
        arguments: "strata (as mantel_haenszel), tarone",
        gives: "chi-squared and p",
        about: "Whether the odds ratio is the same in all strata. With `tarone`, Tarone's correction.",
        edges: "strata with an empty row or column are left out and counted in no degree of freedom; unknown for fewer than two strata, and where the pooled odds ratio is 0 or unknown",
        source: "N. E. Breslow, N. E. Day, Statistical Methods in Cancer Research 1 (IARC, 1980), 142; R. E. Tarone, Biometrika 72 (1985), 91–95",
        compared: "statsmodels StratifiedTable.test_equal_odds",
    },
];

/// What [`mantel_haenszel`] found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pooled {
    /// The odds ratio over all strata: Σ ad/n over Σ bc/n.
    pub odds_ratio: Option<f64>,
    /// Its interval, symmetric in its logarithm.
    pub interval: Option<Interval>,
    /// Chi-squared with one degree of freedom, without correction.
    pub plain: Option<Test>,
    /// The same with half a count taken off the difference.
    pub corrected: Option<Test>,
}

/// One table that has something to say.
#[derive(Clone, Copy)]
struct Table {
    a: f64,
    d: f64,
    row: f64,
    column: f64,
    total: f64,
    ad: f64,
    bc: f64,
}

impl Table {
    /// Both rows and both columns have something in them.
    fn informs(&self) -> bool {
        self.row > 0.0 && self.column > 0.0 && self.row < self.total && self.column < self.total
    }
}

/// The tables that inform; `None` where a count is none.
fn tables(strata: &[[f64; 4]]) -> Option<Vec<Table>> {
    if !strata.iter().all(|counts| crate::input::all_amounts(counts)) {
        return None;
    }
    let tables = strata.iter().map(|&[a, b, c, d]| Table {
        a,
        d,
        row: a + b,
        column: a + c,
        total: a + b + c + d,
        ad: a * d,
        bc: b * c,
    });
    Some(tables.filter(Table::informs).collect())
}

fn pooled_ratio(tables: &[Table]) -> Option<f64> {
    let up = sum(tables.iter().map(|t| t.ad / t.total));
    let down = sum(tables.iter().map(|t| t.bc / t.total));
    known(up / down)
}

/// The pooled odds ratio of the strata and the test that it is 1. Each stratum is `[a, b, c, d]`.
#[must_use]
pub fn mantel_haenszel(strata: &[[f64; 4]], confidence: f64) -> Option<Pooled> {
    let tables = tables(strata)?;
    if tables.is_empty() || !is_level(confidence) {
        return None;
    }
    let odds_ratio = pooled_ratio(&tables);
    let interval = odds_ratio.filter(|ratio| *ratio > 0.0).and_then(|ratio| {
        let half = normal_width(confidence) * log_error(&tables)?;
        known_interval(((ratio.ln() - half).exp(), (ratio.ln() + half).exp()))
    });
    let away = sum(tables.iter().map(|t| t.a - t.row * t.column / t.total)).abs();
    let variance = sum(tables.iter().map(|t| {
        let margins = t.row / t.total * (t.column / t.total) * (t.total - t.row) * (t.total - t.column);
        margins / (t.total - 1.0)
    }));
    let test = |away: f64| {
        let statistic = away * away / variance;
        (variance > 0.0).then(|| Test::known(statistic, chi_squared_upper(statistic, 1.0)))?
    };
    Some(Pooled {
        odds_ratio,
        interval,
        plain: test(away),
        corrected: test((away - 0.5).max(0.0)),
    })
}

/// The standard error of the logarithm of the pooled odds ratio, by Robins, Breslow and Greenland.
fn log_error(tables: &[Table]) -> Option<f64> {
    let diagonal = |t: &Table| (t.a + t.d) / t.total;
    let up = sum(tables.iter().map(|t| t.ad / t.total));
    let down = sum(tables.iter().map(|t| t.bc / t.total));
    let first = sum(tables.iter().map(|t| diagonal(t) * t.ad / t.total)) / (up * up);
    let mixed = tables
        .iter()
        .map(|t| diagonal(t) * t.bc / t.total + (1.0 - diagonal(t)) * t.ad / t.total);
    let middle = sum(mixed) / (up * down);
    let last = sum(tables.iter().map(|t| (1.0 - diagonal(t)) * t.bc / t.total)) / (down * down);
    known(((first + middle + last) / 2.0).sqrt())
}

/// Whether all strata have the same odds ratio: Σ (a − expected)² / variance, with what the pooled ratio expects.
#[must_use]
pub fn breslow_day(strata: &[[f64; 4]], tarone: bool) -> Option<Test> {
    let tables = tables(strata)?;
    let ratio = pooled_ratio(&tables).filter(|ratio| *ratio > 0.0)?;
    if tables.len() < 2 {
        return None;
    }
    let cells: Vec<(f64, f64)> = tables
        .iter()
        .map(|t| {
            let expected = expected(t, ratio);
            let variance = 1.0
                / (1.0 / expected
                    + 1.0 / (t.column - expected)
                    + 1.0 / (t.row - expected)
                    + 1.0 / (t.d - t.a + expected));
            (t.a - expected, variance)
        })
        .collect();
    let mut statistic = sum(cells.iter().map(|(away, variance)| away * away / variance));
    if tarone {
        let away = sum(cells.iter().map(|(away, _)| *away));
        statistic -= away * away / sum(cells.iter().map(|(_, variance)| *variance));
    }
    let statistic = statistic.max(0.0);
    Test::known(statistic, chi_squared_upper(statistic, length(&cells) - 1.0))
}

/// The first cell of a table with these margins and this odds ratio: the root of (1−r)e² + (r(row+column) + d−a)e − r·row·column.
fn expected(t: &Table, ratio: f64) -> f64 {
    let square = 1.0 - ratio;
    let linear = ratio * (t.row + t.column) + t.d - t.a;
    let constant = -ratio * t.row * t.column;
    let root = (linear * linear - 4.0 * square * constant).max(0.0).sqrt();
    // Of the two ways to write the root, the one that adds: no cancellation, and a ratio of 1 divides by no zero.
    if linear >= 0.0 {
        -2.0 * constant / (linear + root)
    } else {
        (root - linear) / (2.0 * square)
    }
}
