"""Writes figures.json: inputs and what SciPy, statsmodels, scikit-learn, scikit-survival, lifelines and rddensity make of them.

    python3 -m venv venv && venv/bin/pip install scipy statsmodels scikit-learn scikit-survival lifelines rddensity
    venv/bin/python figures.py

Where no library has the figure, it is worked out here from the definition, in exact fractions where that is possible.
Where uptake answers "unknown" (null) and a library something else, or the other way round, the case says why.
"""

import importlib.metadata
import json
import math
import pathlib
import warnings
from fractions import Fraction

import lifelines
import numpy as np
import scipy
import sklearn
import sklearn.metrics as metrics
import sksurv
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats import proportion
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.rates import confint_poisson

import figures_structure

warnings.simplefilter("ignore")
np.seterr(all="ignore")
rng = np.random.default_rng(20260101)
cases = []


def plain(value):
    """Numbers, lists and null only; what is no finite number is null."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(part) for part in value]
    value = float(value)
    return value if math.isfinite(value) else None


def given(value):
    """As plain, but no number and infinity keep their names."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return [given(part) for part in value]
    if isinstance(value, (float, np.floating)) and not math.isfinite(value):
        return str(float(value))
    return plain(value)


def case(function, arguments, expect, why=None):
    entry = {"function": function, "input": given(arguments), "expect": plain(expect)}
    if why:
        entry["why"] = why
    cases.append(entry)


def unknown(function, *arguments, why):
    case(function, list(arguments), None, why)


NAN, INF = float("nan"), float("inf")

# ---- shares
shares = [(0, 1), (1, 1), (0, 10), (10, 10), (9, 12), (66, 105), (320, 800), (14521, 20000), (3, 10**6), (0, 10**6), (10**6, 10**6), (3 * 10**6, 10**7), (10**7 - 2, 10**7)]
shares += [(int(rng.integers(0, n + 1)), int(n)) for n in rng.integers(1, 5000, 15)]
for hits, trials in shares:
    for level in (0.95, 0.8, 0.999):
        low, high = proportion.proportion_confint(hits, trials, alpha=1 - level, method="wilson")
        case("wilson", [hits, trials, level], [0.0 if hits == 0 else low, 1.0 if hits == trials else high])
        case("clopper_pearson", [hits, trials, level], proportion.proportion_confint(hits, trials, alpha=1 - level, method="beta"))
case("wilson", [2.5, 7.25, 0.9], proportion.proportion_confint(2.5, 7.25, alpha=0.1, method="wilson"))
for function in ("wilson", "clopper_pearson"):
    unknown(function, 0, 0, 0.95, why="no trials")
    unknown(function, 3, 2, 0.95, why="more hits than trials")
    unknown(function, -1, 2, 0.95, why="hits below zero")
    unknown(function, NAN, 2, 0.95, why="no number")
    unknown(function, 1, INF, 0.95, why="infinite")
    unknown(function, 1, 2, 1.0, why="certainty has no interval")
    unknown(function, 1, 2, 0.0, why="no confidence")
unknown("clopper_pearson", 1.5, 3, 0.95, why="half a hit has no exact interval")

pairs = list(zip(shares, shares[1:] + shares[:1]))
for (a, n), (b, m) in pairs:
    case("newcombe", [a, n, b, m, 0.95], proportion.confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff", alpha=0.05))
    z, p = proportion.proportions_ztest([a, b], [n, m])
    case("two_proportions", [a, n, b, m], [z, p] if math.isfinite(z) else None)
case("newcombe", [5, 10, 5, 10, 0.9], proportion.confint_proportions_2indep(5, 10, 5, 10, method="newcomb", compare="diff", alpha=0.1))
case("two_proportions", [5, 10, 5, 10], [0.0, 1.0])
case("two_proportions", [9000, 10000, 1000, 10000], proportion.proportions_ztest([9000, 1000], [10000, 10000]), "a far tail")
unknown("newcombe", 1, 2, 0, 0, 0.95, why="no trials on one side")
unknown("newcombe", 1, 2, 1, 2, 1.0, why="certainty has no interval")
unknown("newcombe", 1, 2, NAN, 3, 0.95, why="no number")
unknown("two_proportions", 0, 0, 1, 2, why="no trials on one side")
unknown("two_proportions", 0, 4, 0, 9, why="no hit on either side")
unknown("two_proportions", 4, 4, 9, 9, why="nothing but hits")
unknown("two_proportions", INF, INF, 9, 9, why="infinite")

# ---- exact intervals and limits
for events in [0, 1, 2, 7, 30, 365, 12345, 10**6, 10**7] + [int(k) for k in rng.integers(0, 500, 8)]:
    for exposure, level in ((1, 0.95), (12.5, 0.8), (1e6, 0.99)):
        tail = (1 - level) / 2
        low = stats.gamma.ppf(tail, events) / exposure if events else 0.0
        high = stats.gamma.isf(tail, events + 1) / exposure
        library = confint_poisson(events, exposure, method="exact-c", alpha=1 - level)
        assert np.allclose(library, (low, high), rtol=1e-9), (library, low, high)
        case("poisson_rate", [events, exposure, level], [low, high])
unknown("poisson_rate", 1, 0, 0.95, why="no exposure")
unknown("poisson_rate", -1, 1, 0.95, why="below zero")
unknown("poisson_rate", 1.5, 1, 0.95, why="half an event")
unknown("poisson_rate", NAN, 1, 0.95, why="no number")
unknown("poisson_rate", 1, INF, 0.95, why="infinite")

for trials in [1, 2, 5, 12, 100, 1001, 54321, 10**6, 10**9]:
    for share in (0.01, 0.123, 0.5, 0.9, 0.999):
        for level in (0.95, 0.998):
            tail = (1 - level) / 2
            case("funnel_limits", [share, trials, level], [stats.binom.ppf(tail, trials, share) / trials, stats.binom.ppf(1 - tail, trials, share) / trials])
case("funnel_limits", [0, 10, 0.95], [0, 0])
case("funnel_limits", [1, 10, 0.95], [1, 1])
unknown("funnel_limits", 0.5, 0, 0.95, why="no trials")
unknown("funnel_limits", 1.5, 10, 0.95, why="no share")
unknown("funnel_limits", NAN, 10, 0.95, why="no number")
unknown("funnel_limits", 0.5, INF, 0.95, why="infinite")

# ---- tables
tables = [[3, 1, 1, 3], [0, 5, 5, 0], [5, 0, 0, 5], [10, 10, 10, 10], [1, 9, 11, 3], [0, 1, 1, 0], [8, 2, 1, 5], [1, 1000, 20, 1000],
          [190, 800, 200, 900], [10000, 10100, 9900, 10050], [2, 0, 3, 4], [123456, 123000, 100000, 101000], [100, 2, 1000, 5], [300, 1, 2, 400]]
tables += [[int(k) for k in rng.integers(0, 60, 4)] for _ in range(25)]
for table in tables:
    square = np.array(table).reshape(2, 2)
    if min(square.sum(0).min(), square.sum(1).min()) == 0:
        continue
    for side in ("two-sided", "less", "greater"):
        case("fisher", table + [side.replace("-", "_")], stats.fisher_exact(square, alternative=side).pvalue)


def walked(a, b, c, d, reach=200_000):
    """Fisher's p, less, greater and two-sided, by ratios of neighbouring tables in extended precision."""
    row, column, rest = a + b, a + c, d - a
    mode = (row + 1) * (column + 1) // (a + b + c + d + 2)
    x = np.arange(mode, mode + reach).astype(np.longdouble)
    up = np.cumprod((row - x) * (column - x) / ((x + 1) * (rest + x + 1)))
    x = np.arange(mode, mode - reach, -1).astype(np.longdouble)
    down = np.cumprod(x * (rest + x) / ((row - x + 1) * (column - x + 1)))
    first = np.arange(mode - reach, mode + reach + 1)
    weight = np.concatenate([down[::-1], [np.longdouble(1)], up])
    weight /= weight.sum()
    seen = weight[first == a][0]
    return {"less": weight[first <= a].sum(), "greater": weight[first >= a].sum(), "two_sided": weight[weight <= seen * (1 + 1e-12)].sum()}


large = [24_999_000, 25_001_000, 25_000_000, 25_000_000]
for side, p in walked(*large).items():
    library = stats.fisher_exact(np.array(large).reshape(2, 2), alternative=side.replace("_", "-")).pvalue
    assert abs(library - float(p)) < 1e-8, (side, library, p)
    case("fisher", large + [side], p, "so large that SciPy's logarithms of factorials leave eight digits: walked in extended precision")
for side in ("two_sided", "less", "greater"):
    unknown("fisher", 0, 0, 3, 4, side, why="an empty row: there is one such table, SciPy says 1")
    unknown("fisher", 0, 3, 0, 4, side, why="an empty column")
    unknown("fisher", 0, 0, 0, 0, side, why="nothing at all")
    unknown("fisher", -1, 3, 2, 4, side, why="below zero")
    unknown("fisher", 1.5, 3, 2, 4, side, why="half a count")
    unknown("fisher", NAN, 3, 2, 4, side, why="no number")

for rows, columns in [(2, 2), (2, 2), (2, 2), (2, 3), (3, 3), (5, 4), (2, 2), (7, 2)]:
    counts = rng.integers(1, 90, (rows, columns))
    for correct in (False, True):
        found = stats.chi2_contingency(counts, correction=correct)
        case("chi_square", [counts.flatten(), columns, correct], [found.statistic, found.pvalue, found.dof])
for counts, columns in [([10, 10, 10, 10], 2), ([10, 10, 10, 11], 2), ([0, 5, 5, 0], 2), ([3000, 10, 20, 4000], 2), ([1, 0, 0, 1, 0, 1, 1, 1, 0], 3)]:
    for correct in (False, True):
        found = stats.chi2_contingency(np.array(counts).reshape(-1, columns), correction=correct)
        case("chi_square", [counts, columns, correct], [found.statistic, found.pvalue, found.dof])
unknown("chi_square", [1, 2, 3], 3, False, why="one row: SciPy says 0 with p of 1")
unknown("chi_square", [1, 2, 3], 1, False, why="one column")
unknown("chi_square", [], 2, False, why="nothing")
unknown("chi_square", [1, 2, 0, 0], 2, False, why="an empty row")
unknown("chi_square", [0, 2, 0, 3], 2, False, why="an empty column")
unknown("chi_square", [1, 2, 3], 2, False, why="rows of unequal length")
unknown("chi_square", [1, 2, 3, -4], 2, False, why="below zero")
unknown("chi_square", [1, 2, 3, NAN], 2, False, why="no number")

# ---- many tests
for p_values in [[0.01], [0.01, 0.04, 0.03, 0.005], [0.2] * 5, [0, 1, 0.5], [0.05, 0.05, 0.01, 0.01, 0.9], [1, 1], [0, 0], list(rng.random(50)), list(rng.random(200) ** 4)]:
    for function, method in (("benjamini_hochberg", "fdr_bh"), ("benjamini_yekutieli", "fdr_by"), ("holm", "holm")):
        case(function, [p_values], multipletests(p_values, method=method)[1])
for function in ("benjamini_hochberg", "benjamini_yekutieli", "holm"):
    case(function, [[]], [], "of none there are none")
    unknown(function, [0.1, NAN], why="no number")
    unknown(function, [0.1, 1.1], why="no chance")
    unknown(function, [0.1, -0.1], why="no chance")

# ---- strata
def pooled(strata, level=0.95):
    table = StratifiedTable([np.array(s).reshape(2, 2) for s in strata])
    plain_test, corrected = table.test_null_odds(), table.test_null_odds(correction=True)
    away = abs(sum(Fraction(a) - Fraction((a + b) * (a + c), a + b + c + d) for a, b, c, d in strata))
    corrected = (corrected.statistic, corrected.pvalue) if away > Fraction(1, 2) else (0.0, 1.0)
    low, high = table.oddsratio_pooled_confint(alpha=1 - level)
    ratio = table.oddsratio_pooled
    interval = [low, high] if math.isfinite(ratio) and ratio > 0 else None
    return [ratio, interval, [plain_test.statistic, plain_test.pvalue], corrected]


def equal(strata, tarone):
    found = StratifiedTable([np.array(s).reshape(2, 2) for s in strata]).test_equal_odds(adjust=tarone)
    return [found.statistic, found.pvalue]


groups = [[[10, 20, 30, 40]], [[5, 5, 5, 5], [6, 6, 6, 6]], [[2, 3, 4, 5], [1, 0, 5, 6], [7, 1, 1, 9]], [[9, 1, 1, 9], [1, 9, 9, 1]],
          [[1000, 2, 3, 2000], [500, 600, 700, 800]], [[3, 2, 2, 3], [10, 11, 12, 13], [100, 120, 130, 110]]]
groups += [[[int(k) for k in rng.integers(1, 60, 4)] for _ in range(size)] for size in (2, 3, 5, 12, 40)]
for strata in groups:
    case("mantel_haenszel", [strata, 0.95], pooled(strata))
    case("mantel_haenszel", [strata, 0.8], pooled(strata, 0.8))
    empties = strata + [[0, 0, 0, 0], [3, 4, 0, 0], [0, 3, 0, 9], [1, 0, 0, 0]]
    case("mantel_haenszel", [empties, 0.95], pooled(strata), "empty strata change nothing")
    if len(strata) > 1:
        if StratifiedTable([np.array(s).reshape(2, 2) for s in strata]).oddsratio_pooled != 1:
            for tarone in (False, True):
                case("breslow_day", [strata, tarone], equal(strata, tarone))
                case("breslow_day", [empties, tarone], equal(strata, tarone), "empty strata change nothing")
case("mantel_haenszel", [[[5, 0, 2, 4], [3, 0, 1, 2]], 0.95], [None, None] + pooled([[5, 0, 2, 4], [3, 0, 1, 2]])[2:], "no b·c: an infinite ratio is unknown")
case("mantel_haenszel", [[[0, 3, 2, 4], [0, 2, 5, 1]], 0.95], pooled([[0, 3, 2, 4], [0, 2, 5, 1]]), "a ratio of 0 has no interval")
case("breslow_day", [[[5, 5, 5, 5], [6, 6, 6, 6]], False], [0.0, 1.0], "a ratio of 1: statsmodels divides by zero, the limit is 0")
odds_one = [[9, 1, 1, 9], [1, 9, 9, 1]]
expected = 2 * (9 - 5) ** 2 * (4 / 5)
case("breslow_day", [odds_one, False], [expected, stats.chi2.sf(expected, 1)], "a ratio of 1: statsmodels divides by zero; all expected cells are 5")
for bad, why in (([], "no strata"), ([[0, 0, 0, 0]], "nothing in them"), ([[1, 2, 0, 0]], "an empty row"), ([[1, 2, 3, -1], [1, 2, 3, 4]], "below zero"), ([[1, 2, 3, NAN], [1, 2, 3, 4]], "no number")):
    unknown("mantel_haenszel", bad, 0.95, why=why)
    unknown("breslow_day", bad, False, why=why)
unknown("breslow_day", [[1, 2, 3, 4]], False, why="one stratum")
unknown("breslow_day", [[5, 0, 2, 4], [3, 0, 1, 2]], False, why="an infinite pooled ratio")
unknown("mantel_haenszel", [[1, 2, 3, 4]], 1.5, why="no confidence")

# ---- standardisation
def direct(hits, trials, weights, level):
    kept = [(Fraction(h, n), Fraction(n), Fraction(w)) for h, n, w in zip(hits, trials, weights) if w]
    whole = sum(w for _, _, w in kept)
    share = sum(s * w for s, _, w in kept) / whole
    variance = sum(w * w * s * (1 - s) / n for s, n, w in kept) / whole**2
    half = stats.norm.isf((1 - level) / 2) * math.sqrt(variance)
    return [share, [max(0.0, float(share) - half), min(1.0, float(share) + half)]]


for size in (1, 2, 3, 8, 30):
    trials, others = rng.integers(1, 400, size).tolist(), rng.integers(1, 400, size).tolist()
    hits = [int(rng.integers(0, n + 1)) for n in trials]
    weights = rng.integers(1, 1000, size).tolist()
    case("direct_standardisation", [hits, trials, weights, 0.95], direct(hits, trials, weights, 0.95))
    case("pooled_weights", [trials, others], [Fraction(a + b, sum(trials) + sum(others)) for a, b in zip(trials, others)])
    rates = [int(k) / 64 for k in rng.integers(1, 64, size)]
    events, wanted = int(rng.integers(0, 300)), float(sum(Fraction(r) * n for r, n in zip(rates, trials)))
    low = stats.chi2.ppf(0.05, 2 * events) / 2 / wanted if events else 0.0
    high = stats.chi2.isf(0.05, 2 * events + 2) / 2 / wanted
    case("indirect_standardisation", [events, trials, rates, 0.9], [events / wanted, [low, high]])
case("direct_standardisation", [[0, 0], [5, 9], [1, 1], 0.95], [0, [0, 0]])
case("direct_standardisation", [[1, 0], [2, 0], [3, 0], 0.95], direct([1], [2], [3], 0.95), "a stratum of no weight needs no trials")
unknown("direct_standardisation", [1, 0], [2, 0], [3, 1], 0.95, why="a stratum with weight and no trials")
unknown("direct_standardisation", [1], [2], [0], 0.95, why="no weight at all")
unknown("direct_standardisation", [], [], [], 0.95, why="nothing")
unknown("direct_standardisation", [1], [2, 3], [1, 1], 0.95, why="unequal lengths")
unknown("direct_standardisation", [1], [2], [NAN], 0.95, why="no number")
case("pooled_weights", [[0, 0], [1, 3]], [0.25, 0.75])
unknown("pooled_weights", [], [], why="nothing")
unknown("pooled_weights", [0], [0], why="no trials")
unknown("pooled_weights", [1], [1, 2], why="unequal lengths")
unknown("pooled_weights", [INF], [1], why="infinite")
case("indirect_standardisation", [0, [10], [0.5], 0.95], [0, [0, stats.chi2.isf(0.025, 2) / 2 / 5]])
unknown("indirect_standardisation", 3, [10], [0], 0.95, why="nothing expected")
unknown("indirect_standardisation", 3, [], [], 0.95, why="nothing")
unknown("indirect_standardisation", 3, [1], [1, 2], 0.95, why="unequal lengths")
unknown("indirect_standardisation", NAN, [1], [1], 0.95, why="no number")


def paradox(strata):
    def difference(a, n, b, m):
        return Fraction(a, n) - Fraction(b, m) if n and m else None

    crude = difference(*[sum(s[i] for s in strata) for i in range(4)])
    within = [difference(*s) for s in strata]
    compared = [d for d in within if d is not None]
    answer = None if len(compared) < 2 else crude != 0 and all(d * crude < 0 for d in compared)
    return [crude, within, answer]


for strata in [[[81, 87, 234, 270], [192, 263, 55, 80]], [[234, 270, 81, 87], [55, 80, 192, 263]], [[1, 2, 1, 2], [3, 4, 3, 4]], [[1, 2, 1, 3]],
               [[81, 87, 234, 270], [192, 263, 55, 80], [5, 9, 0, 0]], [[81, 87, 234, 270], [192, 263, 55, 80], [1, 2, 2, 4]], [[1, 3, 0, 0], [1, 3, 2, 3]]]:
    case("simpson", [strata], paradox(strata))
for size in (2, 3, 6):
    trials = rng.integers(1, 50, (size, 2)).tolist()
    strata = [[int(rng.integers(0, n + 1)), n, int(rng.integers(0, m + 1)), m] for n, m in trials]
    case("simpson", [strata], paradox(strata))
unknown("simpson", [], why="no strata")
unknown("simpson", [[1, 2, 0, 0]], why="one side has no trials at all")
unknown("simpson", [[3, 2, 1, 2]], why="more hits than trials")
unknown("simpson", [[1, 2, NAN, 3]], why="no number")

# ---- concentration
def gini(amounts, weights=None):
    x = [Fraction(a) for a in amounts]
    w = [Fraction(v) for v in (weights if weights is not None else [1] * len(x))]
    whole, total = sum(w), sum(a * b for a, b in zip(x, w))
    apart = sum(w[i] * w[j] * abs(x[i] - x[j]) for i in range(len(x)) for j in range(len(x)))
    return apart / (2 * whole * total)


def top(amounts, part):
    x, left, taken = sorted(map(Fraction, amounts), reverse=True), Fraction(part) * len(amounts), Fraction(0)
    for amount in x:
        taken += amount * min(Fraction(1), max(Fraction(0), left))
        left -= 1
    return taken / sum(x)


def supply(amounts, part):
    x, taken = sorted((Fraction(str(a)) for a in amounts), reverse=True), Fraction(0)
    # As written, not as stored: 0.7 + 0.2 of 1 is nine tenths.
    goal = Fraction(str(part)) * sum(x)
    for count, amount in enumerate(x, 1):
        taken += amount
        if taken >= goal:
            return count


lists = [[1], [3, 3, 3], [0, 0, 5], [1, 2, 3, 4, 5], [5, 4, 3, 2, 1], [0, 0, 1, 1], [1e-9, 1e9], [0.1, 0.2, 0.7], [10**15, 1, 1, 1]]
lists += [rng.integers(0, 200, n).tolist() for n in (2, 7, 25, 60)] + [rng.pareto(1.2, 80).tolist()]
for amounts in lists:
    n, total = len(amounts), sum(map(Fraction, amounts))
    index = sum((Fraction(a) / total) ** 2 for a in amounts)
    case("gini", [amounts], gini(amounts))
    weights = rng.integers(0, 9, n).tolist()
    weights[-1] += 1
    if sum(a * w for a, w in zip(amounts, weights)):
        case("weighted_gini", [amounts, weights], gini(amounts, weights))
    case("weighted_gini", [amounts, [0.5] * n], gini(amounts))
    case("herfindahl", [amounts], index)
    case("normalised_herfindahl", [amounts], None if n == 1 else (index - Fraction(1, n)) / (1 - Fraction(1, n)))
    for part in (0.1, 0.25, 0.5, 0.9, 1):
        case("top_share", [amounts, part], top(amounts, part))
        case("suppliers", [amounts, part], supply(amounts, part))
    case("top_share", [amounts, 0], 0)
    unknown("suppliers", amounts, 0, why="nobody supplies nothing")
for function, rest in (("gini", []), ("herfindahl", []), ("normalised_herfindahl", []), ("top_share", [0.5]), ("suppliers", [0.5])):
    for amounts, why in (([], "nothing"), ([0, 0], "a total of 0"), ([1, -1, 3], "below zero"), ([1, NAN], "no number"), ([1, INF], "infinite")):
        unknown(function, amounts, *rest, why=why)
for part in (-0.1, 1.1, NAN):
    unknown("top_share", [1, 2], part, why="no part")
    unknown("suppliers", [1, 2], part, why="no part")
for amounts, weights, why in (([], [], "nothing"), ([1], [0], "no weight"), ([1, 2], [1, -1], "below zero"), ([0], [1], "a total of 0"), ([1], [1, 2], "unequal lengths"), ([1, NAN], [1, 1], "no number")):
    unknown("weighted_gini", amounts, weights, why=why)

# ---- centre and spread
samples = [[1], [2, 2], [1, 2, 3, 4], [3, 1, 2], [0, 0, 0], [-1, 1, 5], [1e15, 1e15 + 1, 1e15 + 2], [1e-200, 3e-200], [0.1] * 10]
samples += [rng.normal(3, 9, n).tolist() for n in (2, 5, 30, 101)] + [rng.integers(0, 6, 40).tolist()]
for values in samples:
    exact = [Fraction(v) for v in values]
    case("mean", [values], sum(exact) / len(exact))
    case("median", [values], np.median(values))
    case("median_deviation", [values], stats.median_abs_deviation(values))
    if len(values) > 1:
        # In units of a power of two, since the squares of NumPy and SciPy vanish, or overflow, for such numbers.
        unit = 2.0 ** math.frexp(max(map(abs, values)))[1] if any(values) else 1.0
        units = [value / unit for value in values]
        spread = np.std(units, ddof=1) * unit if len(set(values)) > 1 else 0.0
        case("standard_deviation", [values], spread)
        case("variation", [values], stats.variation(units, ddof=1) if spread else (0.0 if np.mean(values) else None))
    for part in (0, 0.05, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.99, 1):
        case("quantile", [values, part], np.quantile(values, part))
        case("quantile_of_values", [values, part], np.quantile(values, part, method="inverted_cdf"))
case("quantile_of_values", [list(range(1, 101)), 0.07], 7, "0.07 · 100 is a rounding error above 7; NumPy says 8, R says 7")
case("mean", [[1, 1e100, 1, -1e100]], 0.5, "the sum is compensated; NumPy says 0")
case("mean", [[1e308, 1e308, 1e308]], 1e308, "NumPy says infinity")
case("standard_deviation", [[1e160, 3e160]], math.sqrt(2) * 1e160, "NumPy says infinity")
case("standard_deviation", [[1e308, 1e308 + 4e307]], math.sqrt(2) * 2e307, "NumPy says infinity")
case("variation", [[1e160, 3e160]], math.sqrt(2) / 2, "SciPy says infinity")
case("median_deviation", [[-1.5e308, -1e308, 1.5e308]], 5e307, "SciPy says infinity")
case("gini", [[1e308, 1e308]], 0.0, "by definition")
case("herfindahl", [[1e308, 1e308]], 0.5, "by definition")
case("entropy", [[1e308, 1e308], 2], 1.0, "by definition")
case("top_share", [[1.5e308, 5e307], 0.5], 0.75, "by definition")
for function, rest in (("mean", []), ("median", []), ("standard_deviation", []), ("variation", []), ("median_deviation", []), ("quantile", [0.5]), ("quantile_of_values", [0.5])):
    for values, why in (([], "nothing"), ([1, NAN], "no number"), ([1, INF], "infinite")):
        unknown(function, values, *rest, why=why)
unknown("standard_deviation", [1], why="one value")
unknown("variation", [1], why="one value")
unknown("variation", [-1, 1], why="a mean of 0")
for part in (-0.1, 1.1, NAN):
    unknown("quantile", [1, 2], part, why="no part")
    unknown("quantile_of_values", [1, 2], part, why="no part")

# ---- two samples
for one, other in [([1], [2]), ([1, 2, 3], [4, 5, 6]), ([1, 1, 2], [1, 2, 2]), ([5], [1, 2, 3, 4]), ([1, 2], [1, 2]), (rng.normal(0, 1, 30).tolist(), rng.normal(0.5, 1, 45).tolist()),
                   (rng.integers(0, 5, 60).tolist(), rng.integers(1, 6, 50).tolist()), (rng.normal(0, 1, 300).tolist(), rng.normal(2, 1, 300).tolist())]:
    found = stats.mannwhitneyu(one, other, method="asymptotic")
    case("mann_whitney", [one, other], [found.statistic, found.pvalue])
for one, other, why in (([], [1], "an empty sample"), ([1], [], "an empty sample"), ([2, 2], [2], "all equal"), ([1, NAN], [2], "no number"), ([1, INF], [2], "infinite")):
    unknown("mann_whitney", one, other, why=why)

# ---- correlation and trend
points = [([1, 2, 3], [1, 2, 4]), ([1, 2, 3], [3, 2, 1]), ([1, 2, 3, 4], [2, 2, 3, 3]), ([1, 1, 2, 2, 3], [5, 4, 4, 2, 2]), ([0, 1e-150, 3e-150], [1e200, 2e200, 9e200])]
for n in (3, 4, 10, 50, 400):
    x = rng.normal(0, 5, n)
    points += [(x.tolist(), (x * 0.3 + rng.normal(0, 2, n)).tolist()), (rng.integers(0, 8, n).tolist(), rng.integers(0, 8, n).tolist())]
x = rng.normal(0, 1, 200)
points.append((x.tolist(), (x + rng.normal(0, 0.05, 200)).tolist()))
for x, y in points:
    if len(set(x)) == 1 or len(set(y)) == 1:
        continue
    if max(map(abs, y)) < 1e100:
        r, p = stats.pearsonr(x, y)
        # On a line to the last digit p is 0; what SciPy leaves is the rounding of r.
        case("pearson", [x, y], [round(r), 0] if 1 - abs(r) < 1e-14 else [r, p])
        found = stats.linregress(x, y)
        case("linear_trend", [x, y], [found.slope, found.intercept, found.stderr, found.pvalue if found.stderr else None])
    else:
        scaled = stats.pearsonr(np.array(x) * 1e150, np.array(y) / 1e200)
        case("pearson", [x, y], list(scaled), "scaled, so that SciPy's squares don't overflow")
    case("spearman", [x, y], list(stats.spearmanr(x, y)))
    case("kendall", [x, y], list(stats.kendalltau(x, y, method="asymptotic")))
    found = stats.theilslopes(y, x)
    if math.isfinite(found.slope):
        case("theil_sen", [x, y], [found.slope, found.intercept])
for function in ("pearson", "spearman", "kendall"):
    case(function, [[1, 2], [5, 3]], [-1, None], "two points always lie on a line: p is unknown, Pearson's is 1 by SciPy")
    unknown(function, [1, 1, 1], [1, 2, 3], why="all x equal")
    unknown(function, [1, 2, 3], [2, 2, 2], why="all y equal")
case("linear_trend", [[1, 2], [5, 3]], [-2, 7, None, None], "two points have no error")
case("linear_trend", [[1, 2, 3], [4, 4, 4]], [0, 4, 0, None], "a level line")
case("theil_sen", [[1, 2, 3], [4, 4, 4]], [0, 4])
for function in ("pearson", "spearman", "kendall", "linear_trend", "theil_sen"):
    unknown(function, [], [], why="nothing")
    unknown(function, [1], [1], why="one point")
    unknown(function, [1, 2, 3], [1, 2], why="unequal lengths")
    unknown(function, [1, 2, NAN], [1, 2, 3], why="no number")
    unknown(function, [1, 2, 4], [1, INF, 3], why="infinite")
unknown("linear_trend", [2, 2, 2], [1, 2, 3], why="all x equal")
unknown("theil_sen", [2, 2, 2], [1, 2, 3], why="all x equal")
unknown("theil_sen", list(range(4097)), [0] * 4097, why="too many pairs")

for values in [[1, 2, 3], [3, 1, 2, 2], [1, 2, 2, 3, 3, 3], [2, 1, 2], rng.normal(0, 1, 40).cumsum().tolist(), rng.integers(0, 4, 90).tolist()]:
    n = len(values)
    s = sum(np.sign(values[j] - values[i]) for i in range(n) for j in range(i + 1, n))
    _, counts = np.unique(values, return_counts=True)
    variance = (n * (n - 1) * (2 * n + 5) - sum(int(t) * (t - 1) * (2 * t + 5) for t in counts)) / 18
    case("mann_kendall", [values], [s, 2 * stats.norm.sf(max(0, abs(s) - 1) / math.sqrt(variance))])
for values, why in (([], "nothing"), ([1, 2], "two values"), ([3, 3, 3], "all equal"), ([1, 2, NAN], "no number"), ([1, 2, INF], "infinite")):
    unknown("mann_kendall", values, why=why)

# ---- information
for amounts in [[1], [1, 1], [1, 2, 3], [0, 0, 4], [0.5, 0.25, 0.25, 0], rng.random(40).tolist(), rng.integers(0, 5, 100).tolist()]:
    for base in (2, math.e, 10):
        case("entropy", [amounts, base], stats.entropy(amounts, base=base))
for amounts, base, why in (([], 2, "nothing"), ([0, 0], 2, "a total of 0"), ([1, -1], 2, "below zero"), ([1, NAN], 2, "no number"), ([1, 2], 1, "no base"), ([1, 2], 0.5, "no base")):
    unknown("entropy", amounts, base, why=why)
for one, other in [([1, 1, 2, 2], [5, 5, 6, 6]), ([1, 1, 2, 2], [5, 6, 5, 6]), ([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [1, 2, 3]), ([1, 1, 2], [1, 2, 2])] + [
        (rng.integers(0, k, 200).tolist(), rng.integers(0, k, 200).tolist()) for k in (2, 5, 30)]:
    case("mutual_information", [one, other], metrics.normalized_mutual_info_score(one, other))
unknown("mutual_information", [1, 1], [2, 2], why="one label each tells nothing; scikit-learn says 1")
unknown("mutual_information", [], [], why="nothing")
unknown("mutual_information", [1], [1, 2], why="unequal lengths")

# ---- predictions
def delong(scores, outcomes, level):
    hits = [s for s, o in zip(scores, outcomes) if o]
    misses = [s for s, o in zip(scores, outcomes) if not o]
    wins = np.array([[(h > m) + 0.5 * (h == m) for m in misses] for h in hits])
    area = wins.mean()
    assert abs(area - metrics.roc_auc_score(outcomes, scores)) < 1e-12
    if len(hits) < 2 or len(misses) < 2:
        return [area, None]
    variance = wins.mean(1).var(ddof=1) / len(hits) + wins.mean(0).var(ddof=1) / len(misses)
    half = stats.norm.isf((1 - level) / 2) * math.sqrt(variance)
    return [area, [max(0, area - half), min(1, area + half)] if variance > 1e-20 else None]


def lift(scores, outcomes, part):
    left = goal = Fraction(part) * len(scores)
    found = Fraction(0)
    for score in sorted(set(scores), reverse=True):
        group = [o for s, o in zip(scores, outcomes) if s == score]
        taken = min(Fraction(len(group)), max(Fraction(0), left))
        found += sum(group) * taken / len(group)
        left -= len(group)
    return found / goal / Fraction(sum(outcomes), len(outcomes))


predictions = [([0.1, 0.4, 0.35, 0.8], [False, False, True, True]), ([0.1, 0.2, 0.8, 0.9], [False, False, True, True]), ([0.9, 0.8, 0.2, 0.1], [False, False, True, True]),
               ([0.5, 0.5, 0.5, 0.5], [True, False, True, False]), ([0.3, 0.6], [False, True]), ([0.2, 0.2, 0.7, 0.7, 0.7], [False, True, True, False, True])]
for n, digits in ((12, 1), (40, 1), (60, 4), (300, 2), (300, 9)):
    p = np.clip(rng.beta(2, 3, n).round(digits), 0.01, 0.99)
    predictions.append((p.tolist(), (rng.random(n) < p**1.3).tolist()))
for scores, outcomes in predictions:
    for level in (0.95, 0.8):
        case("roc_auc", [scores, outcomes, level], delong(scores, outcomes, level))
    case("average_precision", [scores, outcomes], metrics.average_precision_score(outcomes, scores))
    case("brier", [scores, outcomes], metrics.brier_score_loss(outcomes, scores))
    for part in (0.1, 0.25, 0.5, 1):
        case("top_lift", [scores, outcomes, part], lift(scores, outcomes, part))
case("average_precision", [[0.1, 0.7], [True, True]], 1)
case("top_lift", [[0.1, 0.7], [True, True], 0.1], 1)
case("brier", [[0, 1, 1], [False, True, False]], Fraction(1, 3))
unknown("roc_auc", [0.1, 0.7], [True, True], 0.95, why="nothing false")
unknown("roc_auc", [0.1, 0.7], [False, False], 0.95, why="nothing true")
unknown("average_precision", [0.1, 0.7], [False, False], why="nothing true; scikit-learn says 0")
unknown("top_lift", [0.1, 0.7], [False, False], 0.1, why="nothing true")
for part in (0, -1, 1.5, NAN):
    unknown("top_lift", [0.1, 0.7], [False, True], part, why="no part")
unknown("brier", [0.1, 1.7], [False, True], why="no probability")
for function, rest in (("roc_auc", [0.95]), ("average_precision", []), ("top_lift", [0.1]), ("brier", []), ("calibration", [])):
    unknown(function, [], [], *rest, why="nothing")
    unknown(function, [0.1], [True, False], *rest, why="unequal lengths")
    unknown(function, [0.1, NAN], [True, False], *rest, why="no number")
    unknown(function, [0.1, INF], [True, False], *rest, why="infinite")


def calibrated(p, outcomes):
    p = np.array(p)
    fit = sm.Logit(np.array(outcomes, float), sm.add_constant(np.log(p) - np.log1p(-p))).fit(disp=0, method="newton", maxiter=200, tol=1e-14)
    return [fit.params[1], fit.params[0], fit.bse[1], fit.bse[0]]


for p, outcomes in predictions[5:]:
    hits = [q for q, o in zip(p, outcomes) if o]
    misses = [q for q, o in zip(p, outcomes) if not o]
    apart = max(misses) <= min(hits) or max(hits) <= min(misses)
    case("calibration", [p, outcomes], None if apart else calibrated(p, outcomes))
p = np.clip(rng.beta(0.3, 0.3, 500), 1e-6, 1 - 1e-6)
outcomes = (rng.random(500) < p).tolist()
case("calibration", [p, outcomes], calibrated(p, outcomes), "far out")
p = rng.uniform(0.004, 0.02, 1500)
outcomes = (rng.random(1500) < p * 2).tolist()
case("calibration", [p, outcomes], calibrated(p, outcomes), "far off centre")
unknown("calibration", [0.1, 0.2, 0.8, 0.9], [False, False, True, True], why="perfect separation")
unknown("calibration", [0.9, 0.8, 0.2, 0.1], [False, False, True, True], why="perfect separation, the wrong way")
unknown("calibration", [0.1, 0.5, 0.5, 0.9], [False, False, True, True], why="separation with a tie on the threshold")
unknown("calibration", [0.5, 0.5, 0.5], [False, True, True], why="all the same probability")
unknown("calibration", [0.1, 0.5, 0.6], [True, True, True], why="all the same outcome")
unknown("calibration", [0, 0.5, 0.6, 0.7], [False, True, False, True], why="a probability of 0")
unknown("calibration", [0.2, 0.5, 0.6, 1], [False, True, False, True], why="a probability of 1")

# ---- survival
def survival(durations, happened):
    curve = sm.SurvfuncRight(np.array(durations, float), np.array(happened, float))
    low = [t for t, s in zip(curve.surv_times, curve.surv_prob) if s <= 0.5 + 1e-12]
    return low[0] if low else None


for durations, happened in [([5], [True]), ([1, 2, 3, 4], [True] * 4), ([1, 2, 3, 4], [True, False, True, True]), ([1, 2, 3, 4], [True, False, False, False]), ([2, 2, 2], [True, True, False]),
                            ([3, 3, 4, 4], [True, False, False, True]), (rng.integers(1, 30, 80).tolist(), (rng.random(80) < 0.6).tolist()), (rng.exponential(9, 200).tolist(), (rng.random(200) < 0.4).tolist())]:
    case("median_survival", [durations, happened], survival(durations, happened))
unknown("median_survival", [1, 2], [False, False], why="it never happened")
unknown("median_survival", [], [], why="nothing")
unknown("median_survival", [1], [True, False], why="unequal lengths")
unknown("median_survival", [-1, 2], [True, True], why="below zero")
unknown("median_survival", [NAN, 2], [True, True], why="no number")

figures_structure.add(case, unknown)

versions = {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__}
versions |= {"scikit-survival": sksurv.__version__, "lifelines": lifelines.__version__, "rddensity": importlib.metadata.version("rddensity")}
lines = ",\n".join(json.dumps(entry, ensure_ascii=False, allow_nan=False) for entry in cases)
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(f'{{"libraries": {json.dumps(versions)},\n"cases": [\n{lines}\n]}}\n', encoding="utf-8")
print(f"{len(cases)} cases of {len({entry['function'] for entry in cases})} functions")
