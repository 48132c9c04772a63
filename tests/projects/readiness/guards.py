"""Works out the guards of the pack `csm-ai-adoption` once more, with pandas and SciPy and nothing of the engine.

It reads the CSV files of a made-up organisation at the stage of running, but none of the rule files: what they say is written down here a
second time. Unknown is NaN, and never false or zero.

    python3 guards.py DATA AS_OF OUT     writes OUT, a row per check, group and value
"""

import warnings

import numpy as np
import pandas as pd
from scipy import stats
from told import AS_OF, DATA, DAY, NAN, tell, write

warnings.filterwarnings("ignore")


def ratio(a, b):
    return a / b if b else NAN


def share(truths):
    truths = pd.Series(truths, dtype=float).dropna()
    return 100 * truths.mean() if len(truths) else NAN


# --- person-weeks -----------------------------------------------------------------------------------------------------

people = pd.read_csv(DATA / "people.csv", parse_dates=["hired_on", "left_on"])
leave = pd.read_csv(DATA / "leave.csv", parse_dates=["starts_on", "ends_on"])
uses = pd.read_csv(DATA / "interactions.csv")
cases = pd.read_csv(DATA / "cases.csv")
targets = pd.read_csv(DATA / "targets.csv", parse_dates=["starts_on", "ends_on"])
barriers = pd.read_csv(DATA / "barriers.csv", parse_dates=["starts_on", "ends_on"])

MONDAYS = [AS_OF - (AS_OF.weekday() + 7 * n) * DAY for n in range(11, -1, -1)]
VENDORS = {
    "Gainsight Copilot": "gainsight", "Gainsight AI": "gainsight", "Zoom AI Companion": "zoom", "Microsoft 365 Copilot": "microsoft", "M365 Copilot": "microsoft",
    "Copilot for Microsoft 365": "microsoft", "GitHub Copilot": "github", "Claude Enterprise": "anthropic", "Salesforce Agentforce": "salesforce",
}
VENDORS = {name.lower(): vendor for name, vendor in VENDORS.items()}
FORBIDDEN = {"chatgpt free", "deepseek"}

uses["at"] = pd.to_datetime(uses["at"], utc=True, format="ISO8601").dt.tz_localize(None)
uses["day"] = uses["at"].dt.normalize()
uses = uses[(uses["day"] <= AS_OF) & (uses["day"] >= MONDAYS[0])]
uses["week"] = uses["day"] - pd.to_timedelta(uses["day"].dt.weekday, unit="D")
uses["tool"] = uses["tool"].str.lower()
uses["vendor"] = uses["tool"].map(VENDORS)
uses["approved"] = uses["vendor"].notna()  # Agentforce since June 2025, before all weeks that are looked at
uses["forbidden"] = uses["tool"].isin(FORBIDDEN)
uses["unlisted"] = ~uses["approved"] & ~uses["forbidden"]
uses["unsaid"] = uses["documented"].isna()
# Who signs in, or is seen by a network, says nothing of a use.
seen = uses["kind"].fillna("").str.startswith("network") | (uses["kind"] == "sign-in")
uses["documented"] = uses["documented"].astype(str).str.lower() == "true"
uses["claimed"] = uses["approved"] & ~uses["documented"] & ~uses["unsaid"] & ~seen
cases["day"] = pd.to_datetime(cases["closed_at"], utc=True, format="ISO8601").dt.tz_localize(None).dt.normalize()
cases = cases[(cases["day"] <= AS_OF) & (cases["day"] >= MONDAYS[0])]
cases["week"] = cases["day"] - pd.to_timedelta(cases["day"].dt.weekday, unit="D")
documented = cases["ai_documented"].map(lambda v: NAN if pd.isna(v) else float(str(v).lower() == "true"))
involved = cases["ai_involvement"].map(lambda v: NAN if pd.isna(v) else float(v != "none"))
# Both, where one that is false is enough to know that it isn't so.
cases["assisted"] = np.where((documented == 0) | (involved == 0), 0.0, np.where(documented.isna() | involved.isna(), NAN, 1.0))
by_person_week = {key: rows for key, rows in uses.groupby(["person_id", "week"])}
cases_of = {key: rows for key, rows in cases.groupby(["person_id", "week"])}
away_of = {name: rows for name, rows in leave.groupby("person_id")}
NO_USES, NO_CASES = uses.iloc[:0], cases.iloc[:0]


def within(frame, name, day):
    own = frame[frame["person_id"] == name]
    return bool(((own["starts_on"].isna() | (own["starts_on"] <= day)) & (own["ends_on"].isna() | (own["ends_on"] >= day))).any())


rows = []
for person in people.itertuples():
    away = away_of.get(person.person_id)
    for number, monday in enumerate(MONDAYS):
        days = [monday + n * DAY for n in range(5)]
        employed = [day for day in days if person.hired_on <= day and (pd.isna(person.left_on) or day <= person.left_on)]
        at_work = [day for day in employed if away is None or not ((away["starts_on"] <= day) & (away["ends_on"] >= day)).any()]
        on_list = person.hired_on <= monday + 6 * DAY and (pd.isna(person.left_on) or person.left_on >= monday)
        own = by_person_week.get((person.person_id, monday), NO_USES)
        done = cases_of.get((person.person_id, monday), NO_CASES)
        real = own[own["approved"] & own["documented"]]
        months = (monday.year - person.hired_on.year) * 12 + monday.month - person.hired_on.month - (monday.day < person.hired_on.day)
        helped = done[done["assisted"] == 1]
        drafts = done[(done["ai_involvement"] == "drafted") & done["kept_share"].notna()]
        rows.append({
            "person": person.person_id, "segment": person.segment, "team": person.team, "week": number, "there": on_list, "csm": person.role == "CSM",
            "eligible": person.role == "CSM" and len(at_work) >= 3, "tenure": months,
            "approved": len(real), "claimed": own["claimed"].sum(), "evidenced": real["evidence_id"].notna().sum(), "unsaid": (own["approved"] & own["unsaid"]).sum(),
            "forbidden": own["forbidden"].sum(), "unlisted": own["unlisted"].sum(), "days": real["day"].nunique(),
            "any": (own["documented"] | ~own["approved"]).sum(), "weekend": (real["day"].dt.weekday >= 5).sum(), "mondays": (real["day"].dt.weekday == 0).sum(), "fridays": (real["day"].dt.weekday == 4).sum(),
            **{vendor: (real["vendor"] == vendor).sum() for vendor in sorted(set(VENDORS.values()))},
            "closed": len(done), "known": done["assisted"].notna().sum(), "assisted": len(helped), "surfaced": (helped["ai_involvement"] == "surfaced").sum(),
            "drafted": (helped["ai_involvement"] == "drafted").sum(), "autonomous": (helped["ai_involvement"] == "autonomous").sum(),
            "kept": drafts["kept_share"].sum(), "drafts": len(drafts),
            "target": sum(within(targets, person.person_id, day) for day in at_work or employed) if number == 11 else NAN,
            "barrier": sum(within(barriers, person.person_id, day) for day in at_work or employed) if number == 11 else NAN,
        })
weeks = pd.DataFrame(rows)
weeks["active"] = weeks["approved"] >= 3
weeks["any_active"] = weeks["any"] >= 3
weeks["only_shadow"] = (weeks["forbidden"] + weeks["unlisted"] >= 1) & (weeks["approved"] == 0)
# What a person did in all weeks, of those in which they were there.
there = weeks[weeks["there"]].groupby("person")
for name, column, how in [
    ("usual", "approved", "mean"), ("usual_days", "days", "mean"), ("active_weeks", "active", "sum"), ("cases_12", "known", "sum"), ("assisted_12", "assisted", "sum"),
]:
    weeks[name] = weeks["person"].map(there[column].agg(how))
counted = weeks[weeks["eligible"]]
last, four, eight = counted[counted["week"] == 11], counted[counted["week"] >= 8], counted[counted["week"] >= 4]

# --- statistics -------------------------------------------------------------------------------------------------------


def benjamini_hochberg(p):
    p = np.asarray(p, dtype=float)
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    out = np.empty(len(p))
    out[order] = adjusted
    return out


def fisher(a, b, c, d):
    return stats.fisher_exact([[a, b], [c, d]])[1] if (a + b) and (c + d) and (a + c) and (b + d) else NAN


def gini(x):
    x = np.sort(np.asarray(x, dtype=float))
    n = len(x)
    return NAN if n == 0 or x.sum() <= 0 else 2 * (np.arange(1, n + 1) * x).sum() / (n * x.sum()) - (n + 1) / n


def top_share(x, part):
    x = np.sort(np.asarray(x, dtype=float))[::-1]
    units = len(x) * part
    whole = int(np.floor(units))
    return 100 * (x[:whole].sum() + (units - whole) * (x[whole] if whole < len(x) else 0.0)) / x.sum() if x.sum() > 0 else NAN


def suppliers(x, part):
    x = np.sort(np.asarray(x, dtype=float))[::-1]
    return int(np.argmax(x.cumsum() >= part * x.sum() - 1e-12) + 1) if x.sum() > 0 else NAN


def tables(rows):
    """Of each segment: newer and active, newer and not, senior and active, senior and not."""
    for _, own in rows[rows["segment"].notna()].groupby("segment"):
        new = own["tenure"] < 24
        yield [(new & own["active"]).sum(), (new & ~own["active"]).sum(), (~new & own["active"]).sum(), (~new & ~own["active"]).sum()]


def band(rate, segment):
    edges = {"SMB": [50, 70, 85], "Mid-Market": [45, 65, 80], "Enterprise": [40, 60, 75]}.get(segment)
    return None if edges is None or pd.isna(rate) else ["Below good", "Good", "Great", "World class"][sum(rate >= edge for edge in edges)]


# --- guards -----------------------------------------------------------------------------------------------------------

for segment, own in four.groupby(four["segment"].fillna("")):
    at_least = {n: share(own["approved"] >= n) for n in range(1, 6)}
    just_below, just_above = at_least[2] - at_least[3], at_least[3] - at_least[4]
    bands = {n: band(at_least[n], segment) for n in (2, 3, 4)}
    tell("threshold_sensitivity", {
        "people": own["person"].nunique(), "rate_1": at_least[1], "rate_2": at_least[2], "rate": at_least[3], "rate_4": at_least[4], "rate_5": at_least[5],
        "below": at_least[2], "above": at_least[4], "just_below": just_below, "just_above": just_above, "band_2": bands[2], "band_3": bands[3], "band_4": bands[4],
        "band_below": bands[2], "band_now": bands[3], "band_above": bands[4], "edge": min(just_below, just_above),
        "hangs": None if bands[2] is None else bands[2] != bands[4],
    }, segment)
on_record, claimed = share(four["active"]), share(four["approved"] + four["claimed"] + four["unsaid"] >= 3)
tell("documented_and_claimed", {
    "documented_rate": on_record, "claimed_rate": claimed, "gap": claimed - on_record, "with_evidence_id": 100 * ratio(four["evidenced"].sum(), four["approved"].sum()),
})
teams = last.groupby(last["team"].fillna(""))["active"].agg(["sum", "count"])
n, k = teams["count"].sum(), teams["sum"].sum()
p = [fisher(a, m - a, k - a, n - m - (k - a)) for a, m in zip(teams["sum"], teams["count"])]
small = teams["count"].where(teams["count"] < 5, 0)
for (team, row), own_p, q, few in zip(teams.iterrows(), p, benjamini_hochberg(p), small):
    a, m = row["sum"], row["count"]
    whole, rate = 100 * k / n, 100 * a / m
    funnel = 100 * stats.binom.ppf(0.001, m, whole / 100) / m
    tell("low_teams", {
        "users": a, "people": m, "rate": rate, "whole": whole, "p": own_p, "q": q, "funnel": funnel, "others": 100 * ratio(k - a, n - m), "low": bool(100 * ratio(k - a, n - m) - rate > 15 and q < 0.1), "small": few,
        "in_small_teams": 100 * small.sum() / n,
    }, team)
persons = four["person"].nunique()


def who(truth):
    return four.loc[truth, "person"].nunique()


shadow = who(four["forbidden"] + four["unlisted"] > 0)
tell("shadow_use", {
    "approved_rate": share(four["active"]), "any_rate": share(four["any_active"]), "gap": share(four["any_active"]) - share(four["active"]), "people": persons,
    "only_shadow": who(four["only_shadow"]), "with_unlisted_tools": who(four["unlisted"] > 0), "with_shadow_tools": shadow, "only_shadow_share": share(four["only_shadow"]),
    "shadow_share": 100 * shadow / persons,
})
new = four["tenure"] < 24
strata = np.array(list(tables(four)), dtype=float)
a, b, c, d = strata.T
size = strata.sum(axis=1)
full = ((a + b) > 0) & ((c + d) > 0) & ((a + c) > 0) & ((b + d) > 0)
A, B, C, D = [(new & four["active"]).sum(), (new & ~four["active"]).sum(), (~new & four["active"]).sum(), (~new & ~four["active"]).sum()]
expected = ((a + b) * (a + c) / size)[full].sum()
variance = ((a + b) * (c + d) * (a + c) * (b + d) / (size**2 * (size - 1)))[full].sum()
tell("tenure", {
    "newer": who(new), "senior": who(~new), "newer_rate": share(four.loc[new, "active"]), "senior_rate": share(four.loc[~new, "active"]),
    "crude_odds": ratio(A * D, B * C), "odds_within_segments": ratio((a * d / size)[full].sum(), (b * c / size)[full].sum()),
    "p": stats.chi2.sf((a[full].sum() - expected) ** 2 / variance, 1) if variance > 0 else NAN,
})
part_new = new.mean()
for segment, own in four.groupby(four["segment"].fillna("")):
    fresh = own["tenure"] < 24
    rates = [own.loc[fresh, "active"].mean() if fresh.any() else NAN, own.loc[~fresh, "active"].mean() if (~fresh).any() else NAN]
    standardised = 100 * (part_new * rates[0] + (1 - part_new) * rates[1])
    tell("tenure_mix", {"rate": share(own["active"]), "standardised": standardised, "difference": abs(share(own["active"]) - standardised)}, segment)
at, below, above = [(four["approved"] == n).sum() for n in (3, 2, 4)]
active = four["active"].sum()
tell("compliance_threshold", {
    "active_people": active, "people": four.loc[four["active"], "person"].nunique(), "at_threshold": 100 * ratio(at, active), "one_above": 100 * ratio(above, active), "one_below": 100 * ratio(below, active),
    "of_neighbours": 100 * ratio(at, at + below + above),
    "by_chance": stats.binomtest(int(at), int(at + below + above), 1.2 / 3.2, alternative="greater").pvalue if at + below + above else NAN,
})
steady = []
for _, own in counted.groupby("person"):
    if own["usual"].iloc[0] >= 5 and own["usual"].iloc[0] > own["usual_days"].iloc[0] and len(own) >= 2 and own["approved"].sum() > 0:
        x = own["approved"].to_numpy(dtype=float)
        steady.append(stats.chi2.cdf(((x - x.mean()) ** 2).sum() / x.mean(), len(x) - 1))
users = counted.loc[counted["approved"] >= 1, "person"].nunique()
machines = int((benjamini_hochberg(steady) <= 0.001).sum()) if steady else 0
tell("compliance_regularity", {
    "weeks": counted["week"].nunique(), "users": users, "several_a_day": counted.loc[counted["approved"] > counted["days"], "person"].nunique(), "machine_like": machines,
    "machine_share": 100 * ratio(machines, users),
})
regular = last[(last["active_weeks"] >= 8) & (last["cases_12"] >= 10)]
idle = (regular["assisted_12"] == 0).sum()
tell("compliance_output", {"regular": len(regular), "idle": idle, "idle_share": 100 * ratio(idle, len(regular))})
tell("compliance_weekends", {
    "all": four["approved"].sum(), "at_weekends": 100 * ratio(four["weekend"].sum(), four["approved"].sum()),
    "on_first_day": 100 * ratio(four["mondays"].sum(), four["approved"].sum()), "on_last_day": 100 * ratio(four["fridays"].sum(), four["approved"].sum()),
})
before, after = counted[counted["week"] < 6], counted[counted["week"] >= 6]


outcome = [100 * ratio(half["assisted"].sum(), half["known"].sum()) for half in (before, after)]
use = [share(half["active"]) for half in (before, after)]
tell("compliance_outcome", {
    "weeks": counted["week"].nunique(), "use_before": use[0], "use_after": use[1], "rise": use[1] - use[0], "outcome_before": outcome[0], "outcome_after": outcome[1],
    "outcome_rise": outcome[1] - outcome[0], "cases": counted["known"].sum(),
})
helped = four.groupby("person")["assisted"].sum()
tell("few_carry_it", {
    "adoption": share(four["active"]), "resolution": 100 * ratio(four["assisted"].sum(), four["known"].sum()), "people": persons, "gini": gini(helped),
    "top_tenth": top_share(helped, 0.1), "supply_half": suppliers(helped, 0.5),
})
# Whoever was one counts, also with much leave, and before and after their employment.
csms = weeks[weeks["csm"] & (weeks["week"] >= 8)]
assisted = csms["assisted"].sum()
tell("material_involvement", {
    "drafts": csms["drafts"].sum(), "kept": 100 * ratio(csms["kept"].sum(), csms["drafts"].sum()), "assisted": assisted, "surfaced": 100 * ratio(csms["surfaced"].sum(), assisted),
    "drafted": 100 * ratio(csms["drafted"].sum(), assisted), "autonomous": 100 * ratio(csms["autonomous"].sum(), assisted),
})
tell("targets_before_barriers", {
    "under_target": (last["target"] > 0).sum(), "with_barrier": (last["barrier"] > 0).sum(), "both": ((last["target"] > 0) & (last["barrier"] > 0)).sum(),
})
tell("resolution_beside_adoption", {"people": csms["person"].nunique(), "with_cases": (csms["known"] > 0).sum()})
tell("stage_fits", {"people": len(last)})
means = eight.groupby("week")["active"].mean()
tell("weekly_until_stable", {"weeks": len(means), "moves_by": 100 * means.std(), "trend": 100 * np.polyfit(np.arange(len(means)), means, 1)[0]})
jumps = {}
for vendor, of in [*((vendor, "approved") for vendor in sorted(set(VENDORS.values()))), ("unlisted", "any")]:
    part = counted.pivot_table(index="person", columns="week", values=vendor, aggfunc="sum")
    whole = counted.pivot_table(index="person", columns="week", values=of, aggfunc="sum")
    best = (0.0, 0.0, None)
    for place in range(2, len(whole.columns) - 1):
        left, right = list(whole.columns[place - 2:place]), list(whole.columns[place:place + 2])
        n1, n2 = whole[left].sum(axis=1), whole[right].sum(axis=1)
        both = (n1 > 0) & (n2 > 0)
        weight = (n1 * n2 / (n1 + n2))[both]
        change = (part[right].sum(axis=1) / n2 - part[left].sum(axis=1) / n1)[both]
        score = (weight * change).sum()
        if abs(score) > abs(best[0]):
            best = (score, score / weight.sum(), place)
    # The jump that moves the most.
    jumps[f"{vendor}_jump"] = 100 * best[1]
    jumps[f"{vendor}_weeks_ago"] = NAN if best[2] is None else len(whole.columns) - best[2]
tell("surface_drift", {"weeks": counted["week"].nunique(), "users": users, **jumps})

write()
