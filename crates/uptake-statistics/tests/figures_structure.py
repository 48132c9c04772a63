"""More cases for figures.py: alarms, survival, censored predictions, labels, cohorts, regularity, mixes."""

import math
from fractions import Fraction

import numpy as np
import sklearn.metrics as metrics
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times
from rddensity.rddensity import rddensity
from scipy import optimize, special, stats
from sklearn.calibration import calibration_curve
from sksurv.metrics import brier_score, concordance_index_censored, cumulative_dynamic_auc
from sksurv.nonparametric import kaplan_meier_estimator
from statsmodels.stats import proportion
from statsmodels.stats.weightstats import DescrStatsW

NAN, INF = float("nan"), float("inf")
rng = np.random.default_rng(20261129)


def alarms(case, unknown):
    def rated(value, hits, trials, level, of=lambda share: share):
        if not trials:
            return None
        low, high = proportion.proportion_confint(hits, trials, alpha=1 - level, method="wilson")
        low, high = 0.0 if hits == 0 else low, 1.0 if hits == trials else high
        return [value, [of(low), of(high)]]

    # The audit of a health score: of 41 that left 9 had been red, and 63 were red of whom 41 stayed without help.
    audit = ([True] * 9 + [False] * 32 + [True] * 54, [True] * 41 + [False] * 54)
    lists = [audit, ([True, False], [True, False]), ([True, True, False, False, False], [True, False, True, False, True]), ([False, False], [True, False]), ([True, True], [False, False])]
    lists += [((rng.random(n) < 0.4).tolist(), (rng.random(n) < 0.3).tolist()) for n in (12, 120, 900)]
    for d, c in lists:
        hits = sum(a and b for a, b in zip(d, c))
        alarmed, happened, either = sum(d), sum(c), sum(a or b for a, b in zip(d, c))
        for level in (0.95, 0.8):
            case("precision", [d, c, level], rated(metrics.precision_score(c, d, zero_division=0), hits, alarmed, level))
            case("recall", [d, c, level], rated(metrics.recall_score(c, d, zero_division=0), hits, happened, level))
            case("f1", [d, c, level], rated(metrics.f1_score(c, d, zero_division=0), hits, either, level, lambda j: 2 * j / (1 + j)))
    for function in ("precision", "recall", "f1"):
        unknown(function, [], [], 0.95, why="nothing")
        unknown(function, [True], [True, False], 0.95, why="unequal lengths")
        unknown(function, [True], [True], 1.0, why="certainty has no interval")
        unknown(function, [False], [False], 0.95, why="no alarm, and nothing happened")


def predictions(case, unknown):
    lists = [([0.1, 0.4, 0.35, 0.8], [False, False, True, True]), ([0.5, 0.5, 0.5], [True, False, True]), ([0.2, 0.9], [True, False]), ([0.1, 0.7, 0.7], [True, True, True])]
    lists += [(rng.integers(0, 11, n) / 10, (rng.random(n) < 0.3).tolist()) for n in (30, 300)] + [(rng.random(400), (rng.random(400) < 0.2).tolist())]
    for p, c in lists:
        precision, recall, _ = metrics.precision_recall_curve(c, p)
        case("pr_auc", [p, c], metrics.auc(recall, precision))
        for bins in (1, 3, 10):
            true, mean = calibration_curve(c, p, n_bins=bins, strategy="uniform")
            sizes = np.bincount(np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], p))
            sizes = sizes[sizes > 0]
            case("calibration_error", [p, c, bins], float(np.sum(sizes * np.abs(true - mean)) / len(c)))
    case("calibration_error", [[0.07] * 4, [True, False, False, False], 100], 0.18, "an edge that isn't exact in binary")
    unknown("pr_auc", [0.1, 0.7], [False, False], why="it never happened")
    unknown("pr_auc", [], [], why="nothing")
    unknown("pr_auc", [0.1], [True, False], why="unequal lengths")
    unknown("pr_auc", [NAN, 0.1], [True, False], why="no number")
    unknown("calibration_error", [], [], 10, why="nothing")
    unknown("calibration_error", [0.1, 1.1], [True, False], 10, why="no chance")
    unknown("calibration_error", [0.1], [True], 0, why="no bin")
    unknown("calibration_error", [0.1], [True], 2.5, why="half a bin")
    unknown("calibration_error", [NAN], [True], 10, why="no number")


def seen():
    """Durations and whether it happened, with many ties, few, and none."""
    lists = [([1, 2, 3, 4, 5, 6], [True, False, True, True, False, True]), ([2, 2, 3, 3, 3, 5, 8], [True, True, False, True, False, True, False]),
             ([5, 6, 7, 8], [True] * 4), (list(range(1, 13)), [True, True, False, True, True, True, False, True, False, True, True, False])]
    lists += [(rng.integers(1, 20, n).tolist(), (rng.random(n) < share).tolist()) for n, share in ((40, 0.7), (150, 0.4), (150, 0.9))]
    times = rng.exponential(100, 250)
    return lists + [(times.tolist(), (rng.random(250) < 0.6).tolist())]


def survival(case, unknown):
    for x, c in seen():
        for level in (0.95, 0.9):
            curve = KaplanMeierFitter(alpha=1 - level).fit(x, c)
            time, left, limits = kaplan_meier_estimator(np.array(c), np.array(x, float), conf_level=level, conf_type="log-log")
            for at in [0, x[0], sorted(x)[len(x) // 2], max(x) * 0.8, max(x)]:
                share = float(curve.predict(at))
                index = np.searchsorted(time, at, side="right") - 1
                interval = None
                if 0 < share < 1:
                    row = curve.confidence_interval_[curve.confidence_interval_.index <= at].iloc[-1]
                    interval = [row.iloc[0], row.iloc[1]]
                    assert np.allclose(interval, limits[:, index], rtol=1e-12) and abs(left[index] - share) < 1e-12
                case("survival", [x, c, at, level], [share, interval])
            medians = median_survival_times(curve.confidence_interval_)
            # Where the curve is 0 lifelines has no lower limit; it is 0 there.
            first = curve.survival_function_.iloc[:, 0]
            zero = first[first <= 0].index.min() if (first <= 0).any() else INF
            # Where it is 0 lifelines has an upper limit of 0, too. Greenwood's variance has none there.
            case("median_survival_interval", [x, c, level], [min(medians.iloc[0, 0], zero), medians.iloc[0, 1] if medians.iloc[0, 1] < zero else None])
    case("survival", [[1, 2], [True, True], 5, 0.95], [0.0, None], "all seen to the end: nobody is left later")
    unknown("survival", [1, 2], [True, False], 3, 0.95, why="longer than anybody was seen")
    unknown("survival", [], [], 1, 0.95, why="nothing")
    unknown("survival", [1], [True, False], 1, 0.95, why="unequal lengths")
    unknown("survival", [1, 2], [True, True], -1, 0.95, why="before the start")
    unknown("survival", [1, NAN], [True, True], 1, 0.95, why="no number")
    unknown("median_survival_interval", [], [], 0.95, why="nothing")
    unknown("median_survival_interval", [-1], [True], 0.95, why="below zero")
    unknown("median_survival_interval", [NAN, 1], [True, True], 0.95, why="no number")
    unknown("median_survival_interval", [1], [True], 1.0, why="certainty has no interval")


def censored(case, unknown):
    for number, (t, c) in enumerate(seen()):
        # scikit-survival needs a chance above 0 of being seen as long as the longest of those to whom it happens.
        t, c = t + [max(t) + 1], c + [False]
        n = len(t)
        risk = -np.array(t) * 0.3 + rng.normal(0, np.std(t), n)
        scores = [np.round(risk), risk] if number else [np.array([9, 3, 7, 5, 4, 1.0, 4])]
        if number == 3:
            scores.append(np.array([9, 3, 7, 5, 4, 1, 2, 4, 3, 0, 1, 2.0, 1]))
        y = np.array(list(zip(c, t)), dtype=[("e", bool), ("t", float)])
        for x in scores:
            case("concordance", [x, t, c], concordance_index_censored(np.array(c), np.array(t, float), x)[0])
            chance = 1 / (1 + np.exp(-(x - np.mean(x)) / (np.std(x) + 1)))
            for at in sorted(set(t))[len(set(t)) // 4 : -1 : max(1, len(set(t)) // 4)]:
                if any(e and v <= at for e, v in zip(c, t)):
                    case("roc_auc_at", [x, t, c, at], cumulative_dynamic_auc(y, y, x, [at])[0][0])
                case("brier_at", [chance, t, c, at], brier_score(y, y, (1 - chance)[:, None], [at])[1][0])
    t, c, chance = [1, 2, 3, 4, 5, 6, 7], [True, False, True, True, False, True, False], [0.9, 0.3, 0.7, 0.5, 0.4, 0.1, 0.4]
    y = np.array(list(zip(c, t)), dtype=[("e", bool), ("t", float)])
    case("brier_at", [chance, t, c, 3], brier_score(y, y, 1 - np.array(chance)[:, None], [3])[1][0])
    for function in ("roc_auc_at", "brier_at"):
        unknown(function, [0.1, 0.2], [1, 2], [True, True], 2, why="nobody is seen longer")
        unknown(function, [], [], [], 1, why="nothing")
        unknown(function, [0.1], [1, 2], [True, True], 1, why="unequal lengths")
        unknown(function, [0.1, NAN], [1, 2], [True, True], 1, why="no number")
        unknown(function, [0.1, 0.2], [1, 2], [True, True], INF, why="infinite")
    unknown("roc_auc_at", [0.1, 0.2], [1, 2], [False, True], 1, why="it happened to nobody by then")
    unknown("brier_at", [0.1, 1.2], [1, 2], [True, True], 1, why="no chance")
    unknown("concordance", [1, 2], [1, 2], [False, True], why="no pair can be compared")
    unknown("concordance", [1, 2], [3, 3], [True, True], why="both at once")
    unknown("concordance", [], [], [], why="nothing")
    unknown("concordance", [1, NAN], [1, 2], [True, True], why="no number")
    unknown("concordance", [1], [1, 2], [True, True], why="unequal lengths")


def labels(case, unknown):
    pairs = [([1, 1, 2, 3], [1, 2, 2, 3]), ([1, 1, 2], [1, 2, 2]), ([1, 2, 1, 2], [1, 1, 2, 2]), ([1, 1, 2, 2], [5, 5, 7, 7]), ([1, 1, 1, 2], [1, 2, 3, 4])]
    for n, k, m in ((20, 2, 3), (200, 4, 4), (500, 12, 3), (300, 60, 60)):
        one = rng.integers(0, k, n)
        pairs.append((one.tolist(), np.where(rng.random(n) < 0.5, one % m, rng.integers(0, m, n)).tolist()))
    months = rng.integers(1, 13, 90).tolist()
    for one, other in [*pairs, (months, months)]:
        counts = np.unique(one, return_counts=True)[1]
        for base in (2, 12, math.e):
            case("label_entropy", [one, base], stats.entropy(counts, base=base))
        if len(counts) > 1:
            case("evenness", [one], stats.entropy(counts, base=len(counts)))
            case("theils_u", [one, other], metrics.mutual_info_score(one, other) / stats.entropy(counts))
        case("adjusted_mutual_information", [one, other], metrics.adjusted_mutual_info_score(one, other))
    case("label_entropy", [[7, 7, 7], 2], 0)
    case("theils_u", [[1, 2, 1], [4, 4, 4]], 0, "one label tells nothing")
    case("adjusted_mutual_information", [[1, 2, 1], [4, 4, 4]], 0, "one label tells nothing")
    unknown("label_entropy", [], 2, why="nothing")
    unknown("label_entropy", [1, 2], 1, why="no base")
    unknown("label_entropy", [1, 2], NAN, why="no number")
    unknown("evenness", [], why="nothing")
    unknown("evenness", [3], why="one label")
    unknown("evenness", [3, 3, 3], why="one label")
    unknown("theils_u", [], [], why="nothing")
    unknown("theils_u", [1, 1], [1, 2], why="one label has no entropy")
    unknown("theils_u", [1], [1, 2], why="unequal lengths")
    unknown("adjusted_mutual_information", [], [], why="nothing")
    unknown("adjusted_mutual_information", [1, 1], [2, 2], why="one label each, scikit-learn says 1")
    unknown("adjusted_mutual_information", [1, 2, 3], [3, 2, 1], why="all are different, scikit-learn says 1")
    unknown("adjusted_mutual_information", [1], [1, 2], why="unequal lengths")


def largest(case, unknown):
    def without(amounts, keys, units):
        left, kept = Fraction(units), Fraction(0)
        for key in sorted(set(keys), reverse=True):
            group = [Fraction(a) for a, k in zip(amounts, keys) if k == key]
            out = min(left, Fraction(len(group)))
            kept += sum(group) * (1 - out / len(group))
            left -= out
        return kept

    lists = [[1, 2, 3, 4, 5], [3, 3, 3], [0, 0, 1, 1], [7]] + [rng.integers(0, 500, n).tolist() for n in (20, 200)]
    for amounts in lists:
        keys = rng.integers(0, 9, len(amounts)).tolist()
        for units in (0, 1, 2, 5, 1000):
            case("share_of_top", [amounts, units], 1 - without(amounts, amounts, units) / sum(amounts))
            case("sum_without_top", [amounts, keys, units], without(amounts, keys, units))
            case("sum_without_top", [amounts, amounts, units], without(amounts, amounts, units))
        weights = rng.integers(0, 4, len(amounts)) + 0.5
        case("weighted_median", [amounts, weights], DescrStatsW(np.array(amounts, float), weights).quantile(0.5).iloc[0])
        case("weighted_median", [amounts, [1] * len(amounts)], float(np.median(amounts)), "equal weights: the median")
    case("sum_without_top", [[-5, 8, 2], [1, 3, 2], 1], -3, "amounts may be below zero")
    case("weighted_median", [[5, 1, 9], [1, 0, 1]], 7, "a weight of 0 counts for nothing")
    unknown("share_of_top", [], 1, why="nothing")
    unknown("share_of_top", [0, 0], 1, why="a total of 0")
    unknown("share_of_top", [1, -1], 1, why="below zero")
    unknown("share_of_top", [1, 2], 1.5, why="half a unit")
    unknown("share_of_top", [1, NAN], 1, why="no number")
    unknown("sum_without_top", [], [], 1, why="nothing")
    unknown("sum_without_top", [1], [1, 2], 1, why="unequal lengths")
    unknown("sum_without_top", [1, 2], [1, 2], -1, why="below zero")
    unknown("sum_without_top", [1, 2], [1, NAN], 1, why="no number")
    unknown("weighted_median", [], [], why="nothing")
    unknown("weighted_median", [1, 2], [0, 0], why="no weight")
    unknown("weighted_median", [1, 2], [1, -1], why="below zero")
    unknown("weighted_median", [1, NAN], [1, 1], why="no number")


def cohort(alive):
    """Units of which so many are there after each period, as durations."""
    durations, left = [], []
    for period, (before, after) in enumerate(zip(alive, alive[1:]), 1):
        durations += [period] * (before - after)
        left += [True] * (before - after)
    return durations + [len(alive) - 1] * alive[-1], left + [False] * alive[-1]


def likeliest(durations, left):
    """Alpha and beta where the likelihood's derivatives are 0, from the distribution's own form by beta functions."""
    t, left = np.array(durations, float), np.array(left)
    gone, stay = t[left], t[~left]

    def derivatives(logs):
        a, b = np.exp(logs)
        d, n = special.digamma, len(t)
        alpha = len(gone) * d(a + 1) - np.sum(d(a + b + gone)) - np.sum(d(a + b + stay)) - n * d(a) + n * d(a + b) + len(stay) * d(a)
        beta = np.sum(d(b + gone - 1) - d(a + b + gone)) + np.sum(d(b + stay) - d(a + b + stay)) - n * d(b) + n * d(a + b)
        return [a * alpha, b * beta]

    def less(logs):
        a, b = np.exp(logs)
        return -(np.sum(special.betaln(a + 1, b + gone - 1)) + np.sum(special.betaln(a, b + stay)) - len(t) * special.betaln(a, b))

    near = optimize.minimize(less, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 9000}).x
    found = optimize.root(derivatives, near, tol=1e-15)
    return np.exp(found.x)


# Fader and Hardie (2007): of 1,000 so many after each year.
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]


def cohorts(case, unknown):
    lists = [cohort(REGULAR), cohort(HIGH_END), cohort([1000, 631, 468, 382, 326]), cohort([40, 25, 19, 16, 14])]
    lists.append((lists[0][0] + [2] * 300 + [3] * 50, lists[0][1] + [False] * 350))
    for durations, left in lists:
        a, b = likeliest(durations, left)
        case("shifted_beta_geometric", [durations, left], [a, b])
        for at in (0, 1, 5, 12, 40):
            case("shifted_beta_survival", [durations, left, at], math.exp(special.betaln(a, b + at) - special.betaln(a, b)))
    for function, more in (("shifted_beta_geometric", []), ("shifted_beta_survival", [3])):
        unknown(function, [], [], *more, why="nothing")
        unknown(function, [1, 2, 1.5], [True, True, False], *more, why="half a period")
        unknown(function, [0, 1, 2], [True, True, False], *more, why="left before the first period was over")
        unknown(function, [3, 3, 3], [False] * 3, *more, why="nobody left")
        unknown(function, *cohort([64, 32, 16, 8, 4]), *more, why="all alike: the likeliest beta is a point")
        unknown(function, [1, NAN], [True, False], *more, why="no number")
    unknown("shifted_beta_survival", *cohort(REGULAR), 1.5, why="half a period")


def regularity(case, unknown):
    counts = [[3, 3, 3, 4, 2], [3] * 12, [2, 4, 5], rng.poisson(3, 40).tolist(), np.minimum(rng.poisson(6, 200), 3 + rng.poisson(1, 200)).tolist()]
    for values in counts:
        for at in (3, 2, 0):
            for curvature in (0, 0.2, 0.9):
                there, around = sum(v == at for v in values), sum(abs(v - at) <= 1 for v in values)
                most = (1 + curvature) / (3 + curvature)
                if around:
                    p = stats.binomtest(there, around, most, alternative="greater").pvalue
                    case("bunching", [values, at, curvature], [there / around, p])
        x = np.array(values, float)
        index = np.sum((x - x.mean()) ** 2) / x.mean()
        case("underdispersion", [values], [index, stats.chi2.cdf(index, len(x) - 1)])
    case("underdispersion", [[1e-9, 5e8, 5e8]], [np.sum((np.array([0, 5e8, 5e8]) - 1e9 / 3) ** 2) / (1e9 / 3), 1.0], "far apart")
    unknown("bunching", [], 3, 0, why="nothing")
    unknown("bunching", [1, 9], 5, 0, why="none there or beside it")
    unknown("bunching", [2.5, 3], 3, 0, why="no whole number")
    unknown("bunching", [2, 3], 3, 1, why="no curvature")
    unknown("bunching", [NAN, 3], 3, 0, why="no number")
    unknown("underdispersion", [3], why="one value")
    unknown("underdispersion", [0, 0], why="all 0")
    unknown("underdispersion", [1, -1], why="below zero")
    unknown("underdispersion", [1, NAN], why="no number")


def thresholds(case, unknown):
    lists = [(rng.normal(size=n).round(digits), at) for n in (60, 300, 1500) for digits, at in ((6, 0.0), (6, 0.4), (2, -0.25))]
    piled = rng.gamma(4, 2, 600)
    piled = np.where((piled > 6) & (piled < 7) & (rng.random(600) < 0.6), piled + 1, piled)
    lists += [(piled, 7.0), (rng.uniform(0, 10, 90), 5.0), (np.r_[rng.uniform(0, 1, 200), rng.uniform(1, 2, 400)], 1.0)]
    lists.append((np.array([1, 2, 4, 5, 6, 8, 9, 11, 12, 12.5, 13, 13.5, 14, 15, 17, 20]), 12))
    for values, at in lists:
        values = values.tolist()
        found = rddensity(X=np.array(values), c=at)
        case("density_jump", [values, at], [found.hat["diff"], found.test["p_jk"]])
    unknown("density_jump", [], 0, why="nothing")
    unknown("density_jump", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 5, why="fewer than six below")
    unknown("density_jump", [0] * 40 + [1] * 40, 1, why="one value on each side")
    unknown("density_jump", list(range(20)), NAN, why="no number")
    unknown("density_jump", [INF] + list(range(20)), 9, why="infinite")


def mixes(case, unknown):
    def shift(parts, wholes, window):
        x, y = np.array(parts, float), np.array(wholes, float)
        places = []
        for period in range(window, y.shape[1] - window + 1):
            cut = slice(period - window, period), slice(period, period + window)
            (xb, xa), (yb, ya) = ([v[:, c].sum(1) for c in cut] for v in (x, y))
            on = (yb > 0) & (ya > 0)
            # Observed less expected in the later part, were the unit's share the same in both.
            score = xa[on] - ya[on] * (xa[on] + xb[on]) / (ya[on] + yb[on])
            score[np.abs(score) < 1e-12] = 0
            if np.sum(score**2) > 0:
                places.append((period, score, np.sum(ya[on] * yb[on] / (ya[on] + yb[on]))))
        if not places:
            return None
        period, score, weight = max(places, key=lambda place: abs(place[1].sum()))
        z = score.sum() / math.sqrt(np.sum(score**2))
        moved = np.mean(score > 0) if score.sum() >= 0 else np.mean(score < 0)
        return [period, score.sum() / weight, moved, min(1.0, len(places) * 2 * stats.norm.sf(abs(z)))]

    def flat(parts, wholes, window):
        return [np.array(parts).flatten(), np.array(wholes).flatten(), len(parts[0]), window]

    small = [[1, 1, 0, 0], [2, 2, 1, 0], [0, 1, 0, 0]], [[2, 2, 2, 2], [2, 3, 4, 2], [0, 1, 3, 1]]
    case("mix_shift", flat(*small, 1), shift(*small, 1))
    case("mix_shift", flat(*small, 2), shift(*small, 2))
    for people, jump in ((12, 8), (40, 3), (40, 99)):
        wholes = rng.poisson(6, (people, 12))
        shares = np.where(np.arange(12) < jump, 0.6, 0.1)
        parts = rng.binomial(wholes, shares)
        for window in (1, 2, 4):
            case("mix_shift", flat(parts, wholes, window), shift(parts, wholes, window))
    unknown("mix_shift", [], [], 2, 1, why="nobody")
    unknown("mix_shift", [1, 1], [2, 2], 2, 1, why="nobody's share changes")
    unknown("mix_shift", [1, 0], [2, 0], 2, 1, why="nobody is on both sides")
    unknown("mix_shift", [1, 0], [2, 2], 2, 2, why="fewer than two windows")
    unknown("mix_shift", [1, 0], [2, 2], 2, 0, why="no window")
    unknown("mix_shift", [1, 0, 1], [2, 2, 2], 2, 1, why="one period of the second unit is missing")
    unknown("mix_shift", [3, 0], [2, 2], 2, 1, why="a part larger than its whole")
    unknown("mix_shift", [1, NAN], [2, 2], 2, 1, why="no number")

    for values in ([1, 1, 2, 2, 3, 3, 3], rng.integers(1, 6, 80).tolist(), rng.normal(size=50).tolist()):
        outcomes = (rng.random(len(values)) < 0.4).tolist()
        outcomes[0], outcomes[-1] = False, True
        z = stats.pearsonr(values, np.array(outcomes, float)).statistic * math.sqrt(len(values))
        case("cochran_armitage", [values, outcomes], [z, 2 * stats.norm.sf(abs(z))])
    case("cochran_armitage", [[1, 1, 2, 2, 3, 3], [False, False, False, True, True, True]], [2.0, 2 * stats.norm.sf(2.0)])
    unknown("cochran_armitage", [], [], why="nothing")
    unknown("cochran_armitage", [1, 1], [True, False], why="all values the same")
    unknown("cochran_armitage", [1, 2], [True, True], why="all outcomes the same")
    unknown("cochran_armitage", [1, NAN], [True, False], why="no number")


def add(case, unknown):
    """All cases."""
    for family in (alarms, predictions, survival, censored, labels, largest, cohorts, regularity, mixes, thresholds):
        family(case, unknown)
