"""Works out the checks of the pack `cs-readiness` once more, with pandas, SciPy and scikit-learn and nothing of the engine.

It reads the CSV files of a folder, but none of the rule files: what they say is written down here a second time. Unknown is NaN,
and never false or zero.

    python3 figures.py DATA AS_OF OUT     writes OUT, a row per check, group and value
"""

import math
import warnings

import numpy as np
import pandas as pd
from scipy import stats
from sklearn import metrics as sk
from told import AS_OF, DATA, DAY, NAN, tell, write

warnings.filterwarnings("ignore")


def reaches(x, limit):
    """Whether numbers are at least a limit: those that differ from it in their last digit are equal to it."""
    return (x - limit) / np.maximum(np.abs(x), abs(limit)) > -(2.0**-52)


def verdict(enough, fail, warn):
    return "insufficient data" if not enough else "fail" if fail else "warn" if warn else "pass"


def read(name, dates=(), bools=()):
    frame = pd.read_csv(DATA / f"{name}.csv", dtype={c: str for c in ["account_id", "person_id", "stakeholder_id", "owner_id", "unit", "renewal_id"]})
    for column in dates:
        frame[column] = pd.to_datetime(frame[column])
    for column in bools:
        frame[column] = frame[column].map(lambda v: NAN if pd.isna(v) else float(str(v).lower() == "true"))
    return frame


staff = read("staff", ["hired_on", "left_on"])
accounts = read("accounts", ["started_on", "ended_on"])
subscriptions = read("subscriptions", ["starts_on", "ends_on"])
holdings = read("holdings", ["starts_on", "ends_on"])
units = read("units", ["renews_on"])
renewals = read("renewals", ["due_on", "decided_on"])
scores = read("health_scores", ["scored_on", "recorded_on"])
usage = read("usage", ["used_on"])
touches = read("touches", ["at"], ["ai_written", "answered"])
touches["at"] = touches["at"].dt.tz_localize(None)  # times are in UTC
surveys = read("surveys", ["surveyed_on"])
stakeholders = read("stakeholders", ["starts_on", "ends_on"], ["buying"])
use_cases = read("use_cases")
headlines = read("headlines", ["quarter"])

# Nothing that is known after the day of the figures is there.
touches["day"] = touches["at"].dt.normalize()
touches = touches[touches["day"] <= AS_OF]
usage = usage[usage["used_on"] <= AS_OF]
surveys = surveys[surveys["surveyed_on"] <= AS_OF]
headlines = headlines[headlines["quarter"] <= AS_OF]
scores["known"] = scores["recorded_on"].fillna(scores["scored_on"]) if "recorded_on" in scores else scores["scored_on"]
scores = scores[(scores["known"] <= AS_OF) & (scores["scored_on"] <= AS_OF)]
late = renewals["decided_on"] > AS_OF
renewals.loc[late, ["outcome"]] = None
renewals.loc[late, ["revenue_after"]] = NAN
for spells, start in [(staff, "hired_on"), (accounts, "started_on"), (subscriptions, "starts_on"), (holdings, "starts_on"), (stakeholders, "starts_on")]:
    spells.drop(spells[spells[start] > AS_OF].index, inplace=True)


def holds(frame, start, end, day):
    return frame[(frame[start].isna() | (frame[start] <= day)) & (frame[end].isna() | (frame[end] >= day))]


def only(values):
    known = values.dropna().unique()
    return known[0] if len(known) == 1 else NAN


def of_account(frame, key="account_id"):
    return {name: group for name, group in frame.groupby(key)}


NONE = pd.DataFrame()
KEPT = ["renewed", "expanded", "contracted"]


def mean(x):
    x = pd.Series(x, dtype=float).dropna()
    return x.mean() if len(x) else NAN


def share(x):
    return 100 * mean(x)


def median(x):
    x = pd.Series(x, dtype=float).dropna()
    return x.median() if len(x) else NAN


def most(x):
    x = pd.Series(x, dtype=float).dropna()
    return x.max() if len(x) else NAN


def ratio(a, b):
    return a / b if b else NAN


def gini(x):
    x = np.sort(np.asarray(pd.Series(x, dtype=float).dropna()))
    n = len(x)
    return NAN if n == 0 or x.sum() <= 0 else 2 * (np.arange(1, n + 1) * x).sum() / (n * x.sum()) - (n + 1) / n


def herfindahl(x):
    x = np.asarray(pd.Series(x, dtype=float).dropna())
    return ((x / x.sum()) ** 2).sum()


def top(y, x, k):
    """The sum of y over the k largest x; of equal ones at the edge a part."""
    y, x = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    if len(x) <= k:
        return y.sum()
    edge = np.sort(x)[-k]
    above, tied = x > edge, x == edge
    return y[above].sum() + y[tied].mean() * (k - above.sum())


def known_both(x, c):
    frame = pd.DataFrame({"x": np.asarray(x, dtype=float), "c": np.asarray(c, dtype=float)}).dropna()
    return frame["x"].to_numpy(), frame["c"].to_numpy() == 1


def auc(x, c):
    x, c = known_both(x, c)
    return sk.roc_auc_score(c, x) if 0 < c.sum() < len(c) else NAN


def auc_interval(x, c):
    """DeLong's, by placements."""
    x, c = known_both(x, c)
    pos, neg = x[c], x[~c]
    if len(pos) < 2 or len(neg) < 2:
        return NAN, NAN
    wins = (pos[:, None] > neg[None, :]) + 0.5 * (pos[:, None] == neg[None, :])
    area = wins.mean()
    variance = wins.mean(axis=1).var(ddof=1) / len(pos) + wins.mean(axis=0).var(ddof=1) / len(neg)
    if variance == 0:
        return area, area
    half = stats.norm.ppf(0.975) * np.sqrt(variance)
    return max(0.0, area - half), min(1.0, area + half)


def lift(x, c, part):
    x, c = known_both(x, c)
    room, caught = part * len(x), 0.0
    for value in sorted(set(x), reverse=True):
        tied = x == value
        takes = min(room, tied.sum())
        caught += c[tied].mean() * takes
        room -= takes
        if room <= 0:
            break
    return (caught / (part * len(x))) / c.mean()


def slope_of_calibration(p, c):
    p, c = known_both(p, c)
    z = np.log(p / (1 - p))
    design = np.column_stack([np.ones(len(z)), z])
    beta = np.zeros(2)
    for _ in range(100):
        fitted = 1 / (1 + np.exp(-design @ beta))
        step = np.linalg.solve(design.T @ (design * (fitted * (1 - fitted))[:, None]), design.T @ (c - fitted))
        beta += step
        if np.abs(step).max() < 1e-13:
            break
    return beta[1]


def wilson(k, n, side):
    if not n:
        return NAN
    z = stats.norm.ppf(0.975)
    p = k / n
    return 100 * (p + z * z / (2 * n) + side * z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)


def wilson_low(k, n):
    return wilson(k, n, -1)


def wilson_high(k, n):
    return wilson(k, n, 1)


def two_proportions(k, n, l, m):
    if not n or not m:
        return NAN
    p = (k + l) / (n + m)
    spread = np.sqrt(p * (1 - p) * (1 / n + 1 / m))
    return NAN if spread == 0 else 2 * stats.norm.sf(abs(k / n - l / m) / spread)


def spearman(x, y):
    frame = pd.DataFrame({"x": np.asarray(x, dtype=float), "y": np.asarray(y, dtype=float)}).dropna()
    return stats.spearmanr(frame["x"], frame["y"])[0] if len(frame) > 1 else NAN


def entropy(labels):
    p = pd.Series(labels).value_counts(normalize=True)
    return -(p * np.log(p)).sum()


def told(x, y):
    """Which part of x's entropy y tells."""
    x, y = pd.Series(x).astype(str), pd.Series(y).astype(str)
    both = x + "|" + y
    return (entropy(x) + entropy(y) - entropy(both)) / entropy(x)


# --- as it was known then ---------------------------------------------------------------------------------------------

SCORES = {}
for name, group in scores.sort_values("scored_on").groupby("account_id"):
    SCORES[name] = (group["scored_on"].to_numpy(), group["known"].to_numpy(), group["score"].to_numpy(), group["colour"].to_numpy(dtype=object))
USAGE = {name: (g["used_on"].to_numpy(), g["amount"].to_numpy()) for name, g in usage.groupby("account_id")}
SURVEYS = {name: (g["surveyed_on"].to_numpy(), g["sentiment"].to_numpy()) for name, g in surveys.sort_values("surveyed_on").groupby("account_id")}


def last_score(account, now, since, through):
    if account not in SCORES:
        return NAN, None
    day, known, score, colour = SCORES[account]
    fits = (known <= now.to_datetime64()) & (day >= since.to_datetime64()) & (day <= through.to_datetime64())
    if not fits.any():
        return NAN, None
    at = np.flatnonzero(fits)[-1]
    return score[at], colour[at]


def arrivals(own):
    """The days on which an account came: a contract that follows another one within 31 days is no arrival."""
    days, covered = [], None
    for start, end in sorted(zip(own["started_on"], own["ended_on"].fillna(pd.Timestamp.max.normalize()))):
        if covered is None or (start - covered).days > 31:
            days.append(start)
        covered = end if covered is None else max(covered, end)
    return np.array(days, dtype="datetime64[ns]")


STARTS = {name: arrivals(group) for name, group in accounts.groupby("account_id")}


def customer_since(account, now):
    starts = STARTS.get(account, np.array([], dtype="datetime64[ns]"))
    starts = starts[starts <= now.to_datetime64()]
    return starts[-1] if len(starts) else np.datetime64("1900-01-01")


COLOURS = ["green", "yellow", "red"]


def followed(account, now):
    """Whether there was a colour in each 45 days of half a year: without one nobody looked."""
    if account not in SCORES:
        return False
    day, known, _, colour = SCORES[account]
    seen = day[(known <= now.to_datetime64()) & np.isin(colour.astype(str), COLOURS)]
    spans = [(44, 0), (90, 46), (135, 91), (180, 136)]
    return all(((seen >= (now - a * DAY).to_datetime64()) & (seen <= (now - b * DAY).to_datetime64())).any() for a, b in spans)


def coloured(account, now):
    """The readings with a colour as they were known: one without, or with a word that isn't one, is no other colour."""
    if account not in SCORES:
        return np.array([], dtype="datetime64[ns]"), np.array([], dtype=object)
    day, known, _, colour = SCORES[account]
    fits = (known <= now.to_datetime64()) & (day <= now.to_datetime64()) & (day >= customer_since(account, now)) & np.isin(colour.astype(str), COLOURS)
    return day[fits], colour[fits]


def unbroken(account, now, wanted):
    day, colour = coloured(account, now)
    if len(day) == 0 or colour[-1] != wanted:
        return pd.NaT
    broken = np.flatnonzero(colour != wanted)
    return pd.Timestamp(day[broken[-1] + 1 if len(broken) else 0])


def red_since(account, now):
    """The first day of a red that paused for a fortnight at most, and three times at most."""
    day, colour = coloured(account, now)
    red = np.flatnonzero(colour == "red")
    fortnight = np.timedelta64(14, "D")
    if not len(red) or (colour[-1] != "red" and now.to_datetime64() - day[red[-1]] > fortnight):
        return pd.NaT
    pauses, at = 0, red[-1]
    while True:
        while at > 0 and colour[at - 1] == "red":
            at -= 1
        before = red[red < at]
        if pauses == 3 or not len(before) or day[at] - day[before[-1]] > fortnight:
            return pd.Timestamp(day[at])
        pauses, at = pauses + 1, before[-1]


def in_scale(value, top=100.0):
    return value if 0 <= value <= top else NAN


SCORES_ENDED = (AS_OF - scores["scored_on"].max()).days
SCORES_BEGAN, HIGHEST = scores["known"].min(), scores["score"].max()


def expected(account, now, days, decided_on):
    """Whether an account should have had a score: it was a customer, and others had been scored for so long."""
    day = now - days * DAY
    if not SCORES_BEGAN <= day:
        return False
    own = STRETCHES[account] if account in STRETCHES else None
    return own is None or not (own["started_on"] <= decided_on).any() or len(holds(own, "started_on", "ended_on", day)) > 0


def filled_in(account, now):
    """Whether a score of these days was written down, and only later."""
    if account not in SCORES:
        return False
    day, known, _, _ = SCORES[account]
    of_now = (day > (now - 45 * DAY).to_datetime64()) & (day <= now.to_datetime64())
    return bool(of_now.any() and not (known[of_now] <= now.to_datetime64()).any())


STRETCHES = dict(list(accounts.groupby("account_id")))
KEPT_OF = {name: group for name, group in renewals[renewals["outcome"].isin(KEPT)].groupby("account_id")}


def doubtful(renewal):
    """Lost within a month of a renewal that was kept, of the same account or unit, or neither lost nor kept in the contract's words."""
    if renewal.outcome in KEPT:
        return False
    if renewal.outcome != "churned":
        return True
    if renewal.account_id not in KEPT_OF:
        return False
    own = KEPT_OF[renewal.account_id]
    unit = getattr(renewal, "unit", None)
    if unit is not None and pd.notna(unit):
        # What is kept as a whole is kept with this unit.
        own = own[(own["unit"] == unit) | own["unit"].isna()]
    return bool((abs((own["decided_on"] - renewal.decided_on).dt.days) <= 31).any())


def percent_of(few, others):
    return 100 * ratio(few, few + others)


def first_score(account, now):
    day, known, _, _ = SCORES[account]
    return pd.Timestamp(day[(known <= now.to_datetime64()) & (day <= now.to_datetime64()) & (day >= customer_since(account, now))].min())


def half_by(durations, ended):
    """The duration by which half have ended, where the others lasted for longer than is known (Kaplan and Meier)."""
    left = 1.0
    for duration in np.unique(durations[ended]):
        left *= 1 - (durations[ended] == duration).sum() / (durations >= duration).sum()
        if left <= 0.5 + 1e-12:
            return duration
    return NAN


def used(account, since, through):
    if account not in USAGE:
        return NAN
    day, amount = USAGE[account]
    fits = (day >= since.to_datetime64()) & (day <= through.to_datetime64())
    # The exact sum, so that equal ratios are equal: ranks depend on it.
    return math.fsum(amount[fits]) / fits.sum() if fits.any() else NAN


def felt(account, now, within):
    if account not in SURVEYS:
        return NAN
    day, sentiment = SURVEYS[account]
    fits = (day > (now - within * DAY).to_datetime64()) & (day <= now.to_datetime64())
    return sentiment[fits & (day == day[fits].max())].mean() if fits.any() else NAN


def months_later(day, months):
    return day + pd.DateOffset(months=months)


# --- allocation -------------------------------------------------------------------------------------------------------

csm = holdings[holdings["role"] == "CSM"]
held = holds(csm, "starts_on", "ends_on", AS_OF)[["person_id", "account_id"]].drop_duplicates()
now_accounts = holds(accounts, "started_on", "ended_on", AS_OF)
by_account = of_account(now_accounts)
two_way = touches[(touches["direction"] == "in") | (touches["answered"] == 1)]
recent = touches[touches["day"] >= AS_OF - 90 * DAY]
recent_two_way = two_way[two_way["day"] >= AS_OF - 90 * DAY].groupby("account_id").size()
recent_out = recent[recent["direction"] == "out"]
all_out = recent_out.groupby("account_id").size()
ai_out = recent_out[recent_out["ai_written"] == 1].groupby("account_id").size()
known_out = recent_out[recent_out["ai_written"].notna()].groupby("account_id").size()
# What an account, or one unit of it, renews on one day is one renewal.
open_ones = renewals[renewals["outcome"].isna()].copy()
open_ones["unit"] = open_ones["unit"].fillna("") if "unit" in open_ones else ""
open_once = open_ones.groupby(["account_id", "unit", "due_on"], as_index=False).agg(shortest=("term_months", "min"), longest=("term_months", "max"))
open_next = open_once[(open_once["due_on"] >= AS_OF) & (open_once["due_on"] <= AS_OF + 90 * DAY)].groupby("account_id").size()


def total(frame, column):
    values = frame[column].dropna() if len(frame) else []
    return sum(values) if len(values) else NAN


parts_now = holds(csm, "starts_on", "ends_on", AS_OF)


def part_of(person, account):
    """Which part of an account somebody holds: all of it, unless something else is said."""
    if "part" not in parts_now:
        return 1.0
    said = parts_now.loc[(parts_now["person_id"] == person) & (parts_now["account_id"] == account), "part"].dropna()
    return 1.0 if not len(said) else only(said) if 0 < only(said) <= 1 else NAN


rows = []
for person, account in held.itertuples(index=False):
    own = by_account.get(account, NONE)
    started = own["started_on"].max() if len(own) else pd.NaT
    rows.append({
        "person_id": person, "account_id": account,
        "revenue": total(own, "revenue"), "stakeholders": total(own, "stakeholders"),
        "renewals_next": open_next.get(account, 0), "contacts": recent_two_way.get(account, 0),
        "stated": part_of(person, account), "out": all_out.get(account, 0), "ai_out": ai_out.get(account, 0), "known_out": known_out.get(account, 0),
        "settled": NAN if pd.isna(started) else float((AS_OF - started).days >= 90),
    })
held = pd.DataFrame(rows)

staff_now = of_account(holds(staff, "hired_on", "left_on", AS_OF), "person_id")
held["here"] = [person in staff_now or not (staff["person_id"] == person).any() for person in held["person_id"]]
# Whoever holds an account alone has all of it; parts that don't make a whole account say nothing.
present = held[held["here"]].groupby("account_id")["stated"]
alone_in, together = present.size(), present.agg(lambda parts: parts.sum(skipna=False))
held["part"] = [1.0 if alone_in.get(a, 0) == 1 else stated if together.get(a, NAN) >= 0.99 else NAN for a, stated in zip(held["account_id"], held["stated"])]
roles_now = holds(holdings, "starts_on", "ends_on", AS_OF)["role"]
unread_roles = 100 * (~roles_now.isin(["CSM", "AE"])).mean()
rows = []
for person, book in held[held["account_id"].isin(by_account) & held["here"]].groupby("person_id"):
    own = staff_now.get(person, NONE)

    def declared(column):
        return only(own[column]) if column in own else NAN

    def above(column, limit=0):
        return declared(column) if declared(column) > limit else NAN

    # A share is between nothing and all.
    part = declared("customer_share")
    part = part if 0 <= part <= 1 else NAN
    rows.append({
        "person_id": person, "accounts": len(book), "in_full": round(book["part"].sum(skipna=False), 3), "revenue": total(book, "revenue"), "renewals_next": book["renewals_next"].sum(), "out": book["out"].sum(),
        "stakeholders": total(book, "stakeholders"), "ai_out": book["ai_out"].sum(), "known_out": book["known_out"].sum(),
        "capacity": above("account_capacity", -1),
        "hours": above("hours_per_week") * 13.0 * part * 0.85, "per_account": above("hours_per_account"),
    })
books = pd.DataFrame(rows)
capable = books[books["capacity"].notna() & books["in_full"].notna()]
over = capable["in_full"] > capable["capacity"]
of_queues = 100 * ratio(books["accounts"].sum() - capable["accounts"].sum(), books["accounts"].sum())
tell("books_within_capacity", {
    "books": len(capable), "without_capacity": books["capacity"].isna().sum(), "over_capacity": over.sum(), "share_over": share(over), "heaviest": most(capable["in_full"] / capable["capacity"]),
    "of_unknown_part": (books["capacity"].notna() & books["in_full"].isna()).sum(),
    "share_unjudged": of_queues, "unread_roles": unread_roles, "most_beyond": max((capable["in_full"] - capable["capacity"]).max(), 0),
    "middle_load": median(capable["in_full"] / capable["capacity"]), "middle_accounts": median(books["accounts"]),
    "most_accounts": most(books["accounts"]), "middle_revenue": median(books["revenue"]), "revenue_gini": gini(books["revenue"]),
    "middle_renewals": median(books["renewals_next"]), "most_renewals": most(books["renewals_next"]), "middle_stakeholders": median(books["stakeholders"]),
})
VERDICTS = {"books_within_capacity": verdict(len(capable) >= 5 and 100 * (1 - len(capable) / len(books)) <= 10 and of_queues <= 10 and unread_roles <= 10, share(over) > 20, over.sum() > 0 or books["capacity"].isna().any())}
by_hours = books["hours"] / books["per_account"]
times = books["capacity"] / by_hours
tell("capacity_from_hours", {
    "books": times.notna().sum(), "untold": times.isna().sum(), "share_unjudged": 100 * books.loc[times.isna(), "accounts"].sum() / books["accounts"].sum(), "middle_hours": median(books["hours"]), "middle_capacity": median(by_hours), "middle_declared": median(books["capacity"]),
    "middle_ratio": median(times), "share_beyond": share((times > 1.25)[times.notna()]),
})
WHOLE = renewals["unit"].fillna("") == "" if "unit" in renewals else pd.Series(True, index=renewals.index)
LOST_ON = renewals[(renewals["outcome"] == "churned") & WHOLE & (renewals["due_on"] < AS_OF)].groupby("account_id")["due_on"].max()
RENEWALS_OF = of_account(renewals[renewals["account_id"].isin(LOST_ON.index)])


def contradicted(account):
    """Lost by the renewals, and still a customer by the accounts."""
    if account not in LOST_ON.index or not by_account[account]["started_on"].max() <= LOST_ON[account]:
        return False
    lost_on, own = LOST_ON[account], RENEWALS_OF[account]
    kept = own["outcome"].isin(KEPT) & (own["decided_on"] >= lost_on - 31 * DAY) & (own["decided_on"] <= AS_OF)
    return not kept.any() and not (own["outcome"].isna() & (own["due_on"] >= lost_on)).any()


customers_then = of_account(holds(accounts, "started_on", "ended_on", AS_OF - 90 * DAY))
unsaid = recent_out[recent_out["answered"].isna()].groupby("account_id").size()
messages_in = (recent["direction"] == "in").any()
fresh = (AS_OF - touches["day"].max()).days <= 30 and (messages_in or recent_out["answered"].notna().any())
# Answers come in as messages where more than one in ten of those who were written to write.
written_to = recent_out.loc[recent_out["answered"].isna(), "account_id"].nunique()
answers_come = 100 * recent.loc[recent["direction"] == "in", "account_id"].nunique() > 10 * written_to
rows = []
for account, own in by_account.items():
    if account not in customers_then:
        continue
    contacts = recent_two_way.get(account, 0)
    rows.append({
        "written": float(all_out.get(account, 0) > 0), "silent": NAN if not fresh else 0.0 if contacts else NAN if contradicted(account) or (unsaid.get(account, 0) and not answers_come) else 1.0, "revenue": total(own, "revenue"), "contradicted": contradicted(account),
        "holders": held.loc[(held["account_id"] == account) & held["here"], "person_id"].nunique(),
        "leavers": held.loc[(held["account_id"] == account) & ~held["here"], "person_id"].nunique(),
    })
settled = pd.DataFrame(rows)
silent = settled["silent"] == 1
tell("quiet_accounts", {
    "accounts": settled["silent"].notna().sum(), "untold": settled["silent"].isna().sum(), "quiet": silent.sum(), "left_by_renewals": settled["contradicted"].sum(), "share_quiet": share(settled["silent"]), "touches_of_accounts": recent["account_id"].isin(
        [a for a in by_account if a in customers_then]).sum(),
    "revenue_quiet": 100 * settled.loc[silent, "revenue"].sum() / settled.loc[settled["silent"].notna(), "revenue"].sum(),
    "unheld": (settled["holders"] == 0).sum(), "share_unheld": share(settled["holders"] == 0), "unread_roles": unread_roles, "went_out": len(recent_out), "share_written": share(settled["written"]),
    "left": ((settled["holders"] == 0) & (settled["leavers"] > 0)).sum(), "share_left": share((settled["holders"] == 0) & (settled["leavers"] > 0)),
})

judged, untold = settled["silent"].notna().sum(), settled["silent"].isna().sum()
heard_of = ratio(100 * untold, judged + untold)
VERDICTS["quiet_accounts"] = verdict(
    judged >= 50 and len(recent) > 0 and len(recent_out) > 0 and (share(settled["written"]) >= 25 or share(settled["silent"]) <= 15) and heard_of <= 10 and unread_roles <= 10,
    share(settled["silent"]) > 25 or share((settled["holders"] == 0) & (settled["leavers"] > 0)) > 20 or share(settled["holders"] == 0) > 20, share(settled["silent"]) > 15 or share(settled["holders"] == 0) > 5
)

unit_names, unit_days = units.groupby("account_id")["unit"].nunique(), units.groupby("account_id")["renews_on"].nunique()
# Units of those who left are nobody's.
gone_from = set(staff["person_id"]) - set(staff_now)
unit_owners = units[~units["owner_id"].isin(gone_from)].groupby("account_id")["owner_id"].nunique() if "owner_id" in units else pd.Series(dtype=int)
# One holds an account alone beside others who have less than a quarter of it together.
alone = present.agg(lambda parts: NAN if parts.isna().any() else float(len(parts) == 1 or parts.sum() - parts.max() < 0.25 * parts.sum()))
spread = now_accounts.drop_duplicates("account_id").copy()
ahead = renewals[renewals["outcome"].isna() & (renewals["due_on"] >= AS_OF)]
renewing = ahead[ahead["unit"].fillna("") != ""].groupby("account_id")["unit"].nunique() if "unit" in ahead else pd.Series(dtype=int)
spread["listed"] = [unit_names.get(a, 0) for a in spread["account_id"]]
spread["days"] = [unit_days.get(a, 0) for a in spread["account_id"]]
spread["alone"] = [alone.get(a, 1.0) for a in spread["account_id"]]
spread["unit_owners"] = [unit_owners.get(a, 0) for a in spread["account_id"]]
spread["renewing"] = [renewing.get(a, 0) for a in spread["account_id"]]
spread["units"] = spread[["listed", "business_units", "renewing"]].max(axis=1)
# Of an account of which no unit is told it isn't known how many there are.
unheard_of = int(((spread["units"] == 0) & (spread["days"] < 2)).sum())
spread = spread[(spread["units"] >= 2) | (spread["days"] >= 2)]
unknown_owner = (spread["alone"].isna() & (spread["unit_owners"] <= 1)).sum()
one = (spread["alone"] == 1) & (spread["unit_owners"] <= 1)
tell("one_owner_for_many_units", {
    "accounts": len(spread) - unknown_owner, "untold": unknown_owner + unheard_of, "of_unknown_units": unheard_of, "one": one.sum(), "share_one": share(one), "revenue_tells": auc(spread["revenue"], ~one), "units_tell": auc(spread["units"], ~one),
})

# --- renewals ---------------------------------------------------------------------------------------------------------

CSM_OF = of_account(csm)
AE_OF = of_account(holdings[holdings["role"] == "AE"])


def owner(of, account, day):
    return only(holds(of[account], "starts_on", "ends_on", day)["person_id"]) if account in of else NAN


coming = open_once[(open_once["due_on"] > AS_OF) & (open_once["due_on"] <= AS_OF + 365 * DAY)].copy()
# Deputies with less than a quarter, and those who left, aren't owners.
owners_now = held[held["here"] & ~(held["stated"] < 0.25)].groupby("account_id")["person_id"].unique()
keep_it = [list(owners_now.get(account, [])) for account in coming["account_id"]]
coming["owner"] = [of[0] if len(of) == 1 else NAN for of in keep_it]
share_shared = 100 * np.mean([len(of) > 1 for of in keep_it])
share_unheld = 100 * np.mean([not of and account in by_account for of, account in zip(keep_it, coming["account_id"])])
coming = coming[coming["owner"].notna()]
rows = []
for person, own in coming.groupby("owner"):
    days = np.sort(own["due_on"].to_numpy())
    peak = max(((days >= day) & (days <= day + np.timedelta64(29, "D"))).sum() for day in days)
    declared = staff_now.get(person, NONE)
    rows.append({
        "renewals": len(own), "peak": peak, "evenness": entropy(own["due_on"].dt.month) / np.log(12), "terms": own["longest"].nunique() if own["longest"].notna().any() else 0,
        "width": own["longest"].max() - own["shortest"].min(), "capacity": only(declared["renewal_capacity"]) if "renewal_capacity" in declared else NAN,
    })
rhythms = pd.DataFrame(rows)
rhythms.loc[rhythms["capacity"] < 0, "capacity"] = NAN
clash = (rhythms["peak"] > rhythms["capacity"])[rhythms["capacity"].notna()]
tell("renewal_rhythms", {
    "people": len(clash), "share_shared": share_shared, "share_unheld": share_unheld,
    "share_unjudged": 100 * rhythms.loc[rhythms["capacity"].isna(), "renewals"].sum() / rhythms["renewals"].sum(), "without_capacity": rhythms["capacity"].isna().sum(), "clashing": clash.sum(), "share_clashing": share(clash), "worst": most(rhythms["peak"] / rhythms["capacity"]),
    "middle_peak": median(rhythms["peak"]), "middle_evenness": median(rhythms["evenness"]), "least_evenness": rhythms["evenness"].min(),
    "middle_terms": median(rhythms["terms"]), "widest_terms": most(rhythms["width"]),
})

due = renewals[(renewals["due_on"] <= AS_OF) & (renewals["due_on"] > AS_OF - 365 * DAY)].copy()
ACCOUNTS = of_account(accounts)
PEOPLE = of_account(stakeholders[stakeholders["buying"] == 1])
PERHAPS = of_account(stakeholders[stakeholders["buying"].isna()])
TWO_WAY = of_account(two_way)
UNSAID = of_account(touches[(touches["direction"] == "out") & touches["answered"].isna()])
written_to = touches[(touches["direction"] == "out") & touches["answered"].isna()]["account_id"].nunique()
answers_came = 100 * touches.loc[touches["direction"] == "in", "account_id"].nunique() > 10 * written_to
rows = []
for renewal in due.itertuples():
    day = renewal.due_on if pd.isna(renewal.decided_on) else renewal.decided_on
    before, eve = day - 180 * DAY, day - DAY
    own = CSM_OF.get(renewal.account_id)
    # Of an account that has left by the time its decision is written down, the owner on the day before it was due.
    there, was_there = [
        len(holds(ACCOUNTS[renewal.account_id], "started_on", "ended_on", at)) if renewal.account_id in ACCOUNTS else 0 for at in (eve, before)
    ]
    held_on = eve if there else min(eve, renewal.due_on - DAY)
    then = [pd.DataFrame({"person_id": [], "part": []}) if own is None else holds(own, "starts_on", "ends_on", at) for at in (before, held_on)]
    # A small part makes no owner; five may each have a small one of all of it.
    pair = [set(of[~(of["part"] < 0.25)]["person_id"] if "part" in of else of["person_id"]) for of in then]
    crowd = not pair[1] and then[1]["person_id"].nunique() > 4
    # Whoever left the organisation holds nothing, though nobody ended the row.
    employed = set(holds(staff, "hired_on", "left_on", held_on)["person_id"])
    pair[1] = {person for person in pair[1] if person in employed or not (staff["person_id"] == person).any()}
    moved = NAN if not pair[0] or crowd else 1.0 if not pair[1] else 0.0 if pair[0] & pair[1] else 1.0
    sellers = [owner(AE_OF, renewal.account_id, at) for at in (before, eve)]
    people = PEOPLE.get(renewal.account_id, NONE)
    # Nobody was known before: who came may have been entered only then.
    known_before = len(people) > 0 and len(holds(people, "starts_on", "ends_on", before)) > 0
    came = people[(people["starts_on"] >= before) & (people["starts_on"] <= eve)] if len(people) else NONE
    went = people[(people["ends_on"] >= before) & (people["ends_on"] <= held_on)] if len(people) else NONE
    changed_on = max([*(came["starts_on"] if len(came) else []), *(went["ends_on"] if len(went) else [])], default=None)
    words = TWO_WAY.get(renewal.account_id, NONE)
    heard = len(words[(words["day"] >= changed_on) & (words["day"] <= eve)]) if changed_on is not None and len(words) else 0
    sent = UNSAID.get(renewal.account_id, NONE)
    unsaid = len(sent[(sent["day"] >= changed_on) & (sent["day"] <= eve)]) if changed_on is not None and len(sent) else 0
    reaches_over = changed_on is not None and touches["day"].min() <= changed_on and touches["day"].max() >= eve - 30 * DAY
    perhaps = PERHAPS.get(renewal.account_id, NONE)
    perhaps = len(perhaps) > 0 and bool(
        ((perhaps["starts_on"] >= before) & (perhaps["starts_on"] <= eve)).any() or ((perhaps["ends_on"] >= before) & (perhaps["ends_on"] <= held_on)).any()
    )
    rows.append({
        "owner_changed": NAN if moved == 1.0 and max(map(len, pair)) > 2 and pair[1] else moved, "before": len(pair[0]), "nobody_before": not pair[0] and was_there > 0,
        "seller_changed": NAN if any(pd.isna(p) for p in sellers) else float(sellers[0] != sellers[1]),
        "committee": 1.0 if len(went) else NAN if not known_before else 1.0 if len(came) else NAN if perhaps else 0.0, "unattended": 0.0 if changed_on is None else NAN if not reaches_over or (heard == 0 and unsaid and not answers_came) else float(heard == 0),
        "lost": NAN if renewal.outcome is None or pd.isna(renewal.outcome) else float(renewal.outcome == "churned"),
    })
due = pd.DataFrame(rows)


def rate(frame, truth):
    return 100 * frame[truth & (frame["lost"] == 1)].shape[0] / frame[truth & frame["lost"].notna()].shape[0] if (truth & frame["lost"].notna()).any() else NAN


paired = due.dropna(subset=["owner_changed", "lost"])
a, b = [((paired["lost"] == 1) & (paired["owner_changed"] == v)).sum() for v in (1, 0)]
c, d = [((paired["lost"] == 0) & (paired["owner_changed"] == v)).sum() for v in (1, 0)]
tell("owner_continuity", {
    "looked_at": due["owner_changed"].notna().sum(), "changed": (due["owner_changed"] == 1).sum(), "share_changed": share(due["owner_changed"]),
    "without_former": (due["nobody_before"] & due["owner_changed"].isna()).sum(), "of_many": ((due["before"] > 0) & due["owner_changed"].isna()).sum(),
    "share_seller_changed": share(due["seller_changed"]), "lost_changed": rate(due, due["owner_changed"] == 1), "lost_kept": rate(due, due["owner_changed"] == 0),
    "odds": ratio(a * d, b * c),
})
changed = due[due["committee"] == 1]
tell("committee_continuity", {
    "renewals": len(due), "of_unknown_committee": due["committee"].isna().sum(), "looked_at": changed["unattended"].notna().sum(), "strangers": (changed["unattended"] == 1).sum(), "share_unattended": share(changed["unattended"]),
    "untold": changed["unattended"].isna().sum(),
    "both_changed": share(changed["owner_changed"]), "lost_unattended": rate(changed, changed["unattended"] == 1), "lost_attended": rate(changed, changed["unattended"] == 0),
})

# --- health -----------------------------------------------------------------------------------------------------------

decided = renewals[renewals["outcome"].notna() & (renewals["decided_on"] > AS_OF - 730 * DAY)]
rows = []
for renewal in decided.itertuples():
    for horizon in (30, 60, 90, 180):
        now = renewal.decided_on - horizon * DAY
        account = renewal.account_id
        read, colour = last_score(account, now, now - 44 * DAY, now)
        score = in_scale(read)
        earlier = in_scale(last_score(account, now, now - 135 * DAY, now - 90 * DAY)[0])
        green_since = unbroken(account, now, "green")
        recent_use, use_before = used(account, now - 30 * DAY, now), used(account, now - 120 * DAY, now - 31 * DAY)
        rows.append({
            "horizon": horizon, "account": account, "name": f"{renewal.renewal_id}/{'' if pd.isna(getattr(renewal, 'unit', '')) else getattr(renewal, 'unit', '')}", "decided_on": renewal.decided_on, "lost": NAN if doubtful(renewal) else float(renewal.outcome not in KEPT), "score": score,
            "read": read, "doubtful": doubtful(renewal), "due": expected(account, now, 45, renewal.decided_on), "due_before": expected(account, now, 135, renewal.decided_on),
            "filled_in": filled_in(account, now), "colour": colour, "risk": 100.0 - score,
            "fall": earlier - score, "ahead": 100.0 - score + (earlier - score) * horizon / 90.0,
            "long_green": NAN if colour is None or pd.isna(colour) else 0.0 if (now - pd.Timestamp(customer_since(account, now))).days < 180
            else float(colour == "green" and (now - green_since).days >= 180) if followed(account, now) else NAN,
            "activity": ratio(recent_use, use_before), "sentiment": felt(account, now, 365),
        })
panel = pd.DataFrame(rows)
panel["known_colour"] = panel["colour"].notna()
panel["unscored"] = panel["due"] & panel["score"].isna()
# One decision of each account: a loss, then one of which more is known, then the latest, then the first by name.
for column in ("risk", "ahead"):
    panel[f"{column}_there"] = panel[column].notna()
panel["apart_there"] = panel["activity"].notna() & panel["sentiment"].between(0, 10)
in_order = panel[panel["lost"].notna()].sort_values("name", kind="stable")
in_order = in_order.sort_values(["lost", "risk_there", "ahead_there", "apart_there", "decided_on"], ascending=False, kind="stable")
panel["stands"] = panel.index.isin(in_order.drop_duplicates(["account", "horizon"]).index)
panel["uncoloured"] = (panel["due"] | panel["score"].notna()) & ~panel["known_colour"]


def untold(frame, unknown, known):
    """Of how many decisions, and losses, too little is known, and their shares."""
    decided, lost = frame["lost"].notna(), frame["lost"] == 1
    losses, all_of_them = (lost & unknown).sum(), (decided & unknown).sum()
    return {
        "untold": all_of_them, "losses_untold": losses, "share_untold": percent_of(all_of_them, (decided & known).sum()),
        "share_losses_untold": percent_of(losses, (lost & known).sum()), "filled_in_later": frame["filled_in"].sum(),
    }


def doubts(frame):
    return {"doubtful_losses": frame["doubtful"].sum(), "share_doubtful": percent_of(frame["doubtful"].sum(), (frame["lost"] == 1).sum())}


def off_scale(frame):
    few = (frame["read"].notna() & frame["score"].isna()).sum()
    return {"off_scale": few, "share_off_scale": 100 * ratio(few, frame["read"].notna().sum())}
foretold = {}
known_in_time = {
    horizon: int(horizon == 90 and all(own.loc[own["stands"] & own["risk"].notna() & (own["lost"] == lost), "account"].nunique() >= 20 for lost in (0, 1)))
    for horizon, own in panel.groupby("horizon")
}
for horizon, own in panel.groupby("horizon"):
    scored = own[own["risk"].notna() & own["lost"].notna()]
    tell("score_foretells", untold(own, own["unscored"], own["risk"].notna()) | doubts(own) | {"off_scale": off_scale(own)["off_scale"], "scores_ended": SCORES_ENDED}, str(horizon))
    one_each = scored[scored["stands"]]
    low, high = auc_interval(one_each["risk"], one_each["lost"])
    risk, lost = scored["risk"].to_numpy(), scored["lost"].to_numpy()
    pure, base = sk.average_precision_score(lost, risk), lost.mean()
    with_colour = panel[(panel["horizon"] == horizon) & panel["known_colour"] & (panel["lost"] == 1)]
    green_losses = (with_colour["colour"] == "green").mean()
    tell("score_foretells", {
        "days": horizon, "decided": len(scored), "losses": lost.sum(), "lost_accounts": scored[scored["lost"] == 1]["account"].nunique(),
        "kept_accounts": (one_each["lost"] == 0).sum(), "area": auc(one_each["risk"], one_each["lost"]), "area_low": low, "area_high": high, "base_rate": base,
        "precision_average": pure, "times_base": pure / base, "lift": lift(risk, lost, 0.1), "away": ((risk / 100 - lost) ** 2).mean(),
        "certainty": slope_of_calibration(np.clip(risk / 100, 0.001, 0.999), lost), "green_losses": 100 * green_losses,
        "known_in_time": sum(known_in_time.values()),
    }, str(horizon))
    enough = SCORES_ENDED <= 60 and sum(known_in_time.values()) and all(one_each.loc[one_each["lost"] == was, "account"].nunique() >= 20 for was in (0, 1))
    foretold[horizon] = verdict(enough, horizon <= 90 and low <= 0.5, low <= 0.5)
    tell("score_foretells", {"reading": "it is read the wrong way round" if high < 0.5 else "chance explains it" if low <= 0.5 else "chance doesn't explain it"}, str(horizon))
# Of several groups the worst counts, and those of which too little is known only where it is all of them.
VERDICTS["score_foretells"] = next(word for word in ("fail", "warn", "pass", "insufficient data") if word in foretold.values())
judged = panel[panel["horizon"] == 90].copy()
chance = judged[judged["risk"].notna() & judged["lost"].notna()]
risk, lost = chance["risk"].to_numpy() / 100, chance["lost"].to_numpy()
# A chance on an edge belongs to the tenth below.
tenth = np.maximum(np.ceil(risk * 10 - 1e-8) - 1, 0)
off = sum(abs((risk[tenth == n] - lost[tenth == n]).sum()) for n in range(10)) / len(risk)
tell("score_miscalibrated", {
    "decided": len(risk), "losses": lost.sum(), "lost_accounts": chance.loc[chance["lost"] == 1, "account"].nunique(), "stated": 100 * risk.mean(), "occurred": 100 * lost.mean(), "off": off, "squared": ((risk - lost) ** 2).mean(),
    "certainty": slope_of_calibration(np.clip(risk, 0.001, 0.999), lost),
    "highest": HIGHEST, "accounts": chance["account"].nunique(), "times": lost.mean() / risk.mean(),
    "occurred_low": wilson_low(lost.mean() * chance["account"].nunique(), chance["account"].nunique()),
    "reading": "it promises more safety than there was" if lost.mean() > risk.mean() else "it states more danger than there was",
} | untold(judged, judged["unscored"], judged["risk"].notna()) | off_scale(judged) | doubts(judged))
colour = judged[judged["known_colour"] & judged["lost"].notna()]
red, lost = colour["colour"] == "red", colour["lost"] == 1
tell("score_alarms", {
    "decided": len(colour), "lost_accounts": colour.loc[lost, "account"].nunique(), "highest": HIGHEST, "alarm_accounts": colour.loc[red, "account"].nunique(), "losses": lost.sum(), "alarms": red.sum(), "caught": (red & lost).sum(), "recall_rate": 100 * (red & lost).sum() / lost.sum(),
    "recall_high": wilson_high((red & lost).sum() / lost.sum() * colour.loc[lost, "account"].nunique(), colour.loc[lost, "account"].nunique()), "precision_rate": 100 * ratio((red & lost).sum(), red.sum()),
    "precision_high": wilson_high(ratio((red & lost).sum(), red.sum()) * colour.loc[red, "account"].nunique(), colour.loc[red, "account"].nunique()),
    "green_losses": 100 * ((colour["colour"] == "green") & lost).sum() / lost.sum(),
} | untold(judged, judged["uncoloured"], judged["known_colour"]) | doubts(judged))
leads, warned, whole_lead, whose, colourless, doubted, later = [], [], [], [], 0, 0, 0
for renewal in decided[~decided["outcome"].isin(KEPT)].itertuples():
    eve = renewal.decided_on - DAY
    score, last = last_score(renewal.account_id, eve, eve - 44 * DAY, eve)
    later += filled_in(renewal.account_id, eve)
    if doubtful(renewal):
        doubted += 1
        continue
    if last is None or pd.isna(last):
        colourless += pd.notna(score) or expected(renewal.account_id, eve, 45, renewal.decided_on)
        continue
    since = red_since(renewal.account_id, eve)
    warned.append(pd.notna(since))
    whose.append(renewal.account_id)
    leads.append((renewal.decided_on - since).days if pd.notna(since) else 0)
    whole_lead.append(pd.isna(since) or since > first_score(renewal.account_id, eve))
stayed = judged[judged["known_colour"] & (judged["lost"] == 0)]
red_of_kept = 100 * (stayed["colour"] == "red").mean() if len(stayed) >= 20 else NAN
leads, warned, whole_lead = np.array(leads, dtype=float), np.array(warned), np.array(whole_lead)
seen = leads[whole_lead | (leads >= 90)]
tell("score_in_time", {
    "losses": len(seen), "lost_accounts": len(set(np.array(whose)[whole_lead | (leads >= 90)])), "untold": colourless, "share_untold": percent_of(colourless, len(seen)), "doubtful_losses": doubted,
    "share_doubtful": 100 * ratio(doubted, (~decided["outcome"].isin(KEPT)).sum()), "filled_in_later": later, "scores_ended": SCORES_ENDED, "highest": HIGHEST, "middle_lead": np.median(seen), "quarter_lead": np.quantile(seen, 0.25),
    "unwarned": 100 * (~warned[whole_lead | (leads >= 90)]).mean(),
    "middle_lead_of_warned": half_by(leads[warned], whole_lead[warned]),
    "kept_red_share": red_of_kept,
})
lost_and_seen = len(set(np.array(whose)[whole_lead | (leads >= 90)]))
VERDICTS["score_in_time"] = verdict(
    SCORES_ENDED <= 60 and lost_and_seen >= 20 and 100 * colourless / (len(seen) + colourless) <= 10, np.median(seen) < 90 or red_of_kept > 50, np.quantile(seen, 0.25) < 45
)
at_30 = panel[(panel["horizon"] == 30) & ((panel["lost"] == 1) | panel["doubtful"])]
gone = at_30[at_30["lost"] == 1]
green = gone["long_green"]
of_green = ((gone["due"] | gone["score"].notna()) & green.isna()).sum()
tell("green_then_lost", {"lost_accounts": gone.loc[green.notna(), "account"].nunique(), "losses": green.notna().sum(), "untold": of_green,
    "share_untold": percent_of(of_green, green.notna().sum()), "filled_in_later": at_30["filled_in"].sum(), "highest": HIGHEST,
    "green_all_along": (green == 1).sum(), "share_green": share(green)} | doubts(at_30))
dark, left_of_use = [], []
for account in now_accounts["account_id"].unique():
    _, last = last_score(account, AS_OF, AS_OF - 44 * DAY, AS_OF)
    since = unbroken(account, AS_OF, "green")
    if last == "green" and followed(account, AS_OF) and (AS_OF - since).days >= 180:
        now_use = used(account, AS_OF - 30 * DAY, AS_OF)
        quarters = [used(account, AS_OF - (120 + 90 * n) * DAY, AS_OF - (31 + 90 * n) * DAY) for n in range(4)]
        use_before = max((use for use in quarters if pd.notna(use)), default=NAN)
        dark.append(NAN if contradicted(account) or pd.isna(now_use) or pd.isna(use_before) else float(now_use < 0.25 * use_before or (now_use <= 0 and use_before <= 0)))
        left_of_use.append(ratio(now_use, use_before))
dark = pd.Series(dark, dtype=float)
tell("green_but_dark", {"middle_left_of_use": median(pd.Series(left_of_use, dtype=float)), "green": dark.notna().sum(), "untold": dark.isna().sum(), "gone_dark": (dark == 1).sum(), "share_dark": share(dark)})
all_ahead = judged[judged["ahead"].notna() & judged["lost"].notna()]
ahead = all_ahead[all_ahead["stands"]]
level, both = auc(ahead["risk"], ahead["lost"]), auc(ahead["ahead"], ahead["lost"])
tell("score_and_its_slope", {
    "decided": len(all_ahead), "lost_accounts": all_ahead.loc[all_ahead["lost"] == 1, "account"].nunique(), "losses": (all_ahead["lost"] == 1).sum(),
    "kept_accounts": (ahead["lost"] == 0).sum(), "level": level, "level_high": auc_interval(ahead["risk"], ahead["lost"])[1], "both": both,
    "both_low": auc_interval(ahead["ahead"], ahead["lost"])[0], "change_alone": auc(ahead["fall"], ahead["lost"]), "gain": both - level,
} | untold(judged, judged["due_before"] & judged["ahead"].isna(), judged["ahead"].notna()) | doubts(judged))
judged = judged.sort_values("name", kind="stable").drop_duplicates(["account", "decided_on"])
judged["felt"], judged["sentiment"] = judged["sentiment"], judged["sentiment"].map(lambda value: in_scale(value, 10.0))
off_scale_of_answers = judged["felt"].notna() & judged["sentiment"].isna()
felt_and_used = judged[judged["activity"].notna() & judged["sentiment"].notna()].copy()
each = felt_and_used["stands"]
asked = judged[off_scale_of_answers | (judged["activity"].notna() & judged["sentiment"].notna())]
active, content, lost = reaches(felt_and_used["activity"], 1.0), felt_and_used["sentiment"] >= 7, felt_and_used["lost"] == 1
ad, adl = (each & active & ~content).sum(), (each & active & ~content & lost).sum()
ic, icl = (each & ~active & content).sum(), (each & ~active & content & lost).sum()
with_activity, with_sentiment = spearman(felt_and_used["score"], felt_and_used["activity"]), spearman(felt_and_used["score"], felt_and_used["sentiment"])
tell("activity_and_sentiment", {
    "highest_answer": pd.concat([felt_and_used["felt"], judged.loc[off_scale_of_answers, "felt"]]).max(), "off_scale": off_scale_of_answers.sum(),
    "share_off_scale": percent_of(off_scale_of_answers.sum(), len(felt_and_used)),
    "decided": len(felt_and_used), "accounts": each.sum(), "share_apart": share((active != content)[each]), "together": spearman(felt_and_used["activity"], felt_and_used["sentiment"]),
    "active_discontent": ad, "active_discontent_lost": adl, "idle_content": ic, "idle_content_lost": icl, "lost_though_active": 100 * ratio(adl, ad),
    "lost_though_content": 100 * ratio(icl, ic), "p": stats.fisher_exact([[adl, ad - adl], [icl, ic - icl]])[1] if ad and ic and adl + icl else NAN,
    "score_and_activity": with_activity, "score_and_sentiment": with_sentiment, "follows_activity": with_activity > with_sentiment,
    "sentiment_is_right": None if not ad or not ic else ratio(adl, ad) > ratio(icl, ic),
    "losses": (asked["lost"] == 1).sum(),
} | doubts(asked))
not_kept = renewals[renewals["outcome"].notna() & ~renewals["outcome"].isin(KEPT)]
not_kept = of_account(not_kept.assign(sure=[not doubtful(renewal) for renewal in not_kept.itertuples()]))
right, people = [], []
red_scores = scores[scores["colour"] == "red"]
in_year = red_scores[(red_scores["known"] > AS_OF - 545 * DAY) & (red_scores["known"] <= AS_OF - 180 * DAY)]
holders = {}
for alarm in in_year.itertuples():
    day, known, _, colours = SCORES[alarm.account_id]
    on, seen_on = np.datetime64(alarm.scored_on), np.datetime64(alarm.known)
    earlier = np.flatnonzero((day < on) & (known <= seen_on))
    if not len(earlier) or pd.isna(colours[earlier[-1]]) or colours[earlier[-1]] == "red":
        continue
    after = not_kept.get(alarm.account_id, NONE)
    if len(after):
        after = after[(after["decided_on"] > alarm.known) & (after["decided_on"] <= alarm.known + 180 * DAY)]
    right.append(0.0 if not len(after) else 1.0 if after["sure"].any() else NAN)
    month = alarm.known.replace(day=1)
    if month not in holders:
        there = set(holds(staff, "hired_on", "left_on", month)["person_id"]) | (set(csm["person_id"]) - set(staff["person_id"]))
        holders[month] = len(set(holds(csm, "starts_on", "ends_on", month)["person_id"]) & there)
    people.append(holders[month])
right = [one for one in right if pd.notna(one)]
foretells, in_time = VERDICTS["score_foretells"], VERDICTS["score_in_time"]
false_ones = ratio(len(right) - sum(right), mean(people)) / 52.0
broken = foretells == "fail" or in_time == "fail" or false_ones > 1.0
VERDICTS["score_monitoring"] = verdict(
    len(right) >= 20 and mean(people) > 0 and (broken or (foretells in ("pass", "warn") and in_time in ("pass", "warn"))), broken, share(right) < 70
)
tell("score_monitoring", {
    "foretells": foretells, "in_time": in_time, "broken": broken,
    "turned_red": len(right), "right_ones": sum(right), "precision_rate": share(right), "people": mean(people),
    "false_ones": ratio(len(right) - sum(right), mean(people)) / 52.0,
})


def half_a_year_before(renewal):
    """Whether the use of others was on record for that long, and it was a customer, or is in no list of them."""
    day = renewal.decided_on - 180 * DAY
    own = STRETCHES.get(renewal.account_id)
    there = own is None or not (own["started_on"] <= renewal.decided_on).any() or len(holds(own, "started_on", "ended_on", day)) > 0
    return usage["used_on"].min() <= day and there


rows = []
for renewal in decided[decided["outcome"].isin(KEPT)].itertuples():
    late_use, early_use = used(renewal.account_id, renewal.decided_on - 89 * DAY, renewal.decided_on), used(renewal.account_id, renewal.decided_on - 180 * DAY, renewal.decided_on - 90 * DAY)
    rows.append({
        "growth": ratio(late_use, early_use), "outcome": renewal.outcome, "before": renewal.revenue_before, "after": renewal.revenue_after,
        "change": 100 * (renewal.revenue_after - renewal.revenue_before) / renewal.revenue_before,
        "untold": half_a_year_before(renewal) and (pd.isna(late_use) or pd.isna(early_use)),
    })
without_use = sum(row["untold"] for row in rows)
renewed = pd.DataFrame(rows).dropna(subset=["growth"])
known_use = len(renewed)
told_price = renewed["before"].notna() & renewed["after"].notna()
cheaper = (told_price & (renewed["after"] < renewed["before"])) | (~told_price & (renewed["outcome"] == "contracted"))
price_untold = (reaches(renewed["growth"], 1.1) & ~told_price & (renewed["outcome"] == "renewed")).sum()
renewed, cheaper = renewed[told_price | (renewed["outcome"] != "renewed")], cheaper[told_price | (renewed["outcome"] != "renewed")]
growing = reaches(renewed["growth"], 1.1)
tell("use_up_price_down", {
    "known_use": known_use, "without_use": without_use, "share_without_use": percent_of(without_use, known_use),
    "untold": price_untold, "share_untold": percent_of(price_untold, growing.sum()),
    "looked_at": growing.sum(), "cheaper": (growing & cheaper).sum(), "share_cheaper": 100 * ratio((growing & cheaper).sum(), growing.sum()),
    "others": (~growing).sum(), "others_cheaper": (~growing & cheaper).sum(),
    "rarer": bool(stats.fisher_exact([[(growing & cheaper).sum(), (growing & ~cheaper).sum()], [(~growing & cheaper).sum(), (~growing & ~cheaper).sum()]], alternative="less")[1] < 0.05),
    "share_of_others": 100 * ratio((~growing & cheaper).sum(), (~growing).sum()), "together": spearman(renewed["growth"], renewed["change"]),
})

# --- retention --------------------------------------------------------------------------------------------------------

PAID = of_account(subscriptions)


def revenue_on(account, day):
    if account not in PAID:
        return 0.0, 0
    own = holds(PAID[account], "starts_on", "ends_on", day)
    return own["revenue"].sum(skipna=False), len(own)


def bridged_on(account, day):
    """What it pays on a day; if it paid more a month before and does a month later, by more contracts, what it pays then."""
    then, running = revenue_on(account, day)
    if pd.isna(then):
        return then
    (before, ran), (soon, run) = (revenue_on(account, day + days * DAY) for days in (-31, 31))
    if before <= then or soon <= then or (then != 0 and not (ran > running and run > running)):
        return then
    return NAN if pd.isna(before) or pd.isna(soon) else soon


this = AS_OF.to_period("Q")
last = this if this.end_time.normalize() == AS_OF else this - 1
quarters = [last - n for n in range(7, -1, -1)]
bridges, untold_of, left_of, told_of = {}, {}, {}, {}
# Accounts of one parent are one customer where the largest are looked at.
heads = accounts.sort_values("started_on").groupby("account_id")["parent_id"].last() if "parent_id" in accounts else pd.Series(dtype=object)


def grouped(frame):
    """What the accounts of a group pay together."""
    return frame.assign(group=[a if pd.isna(heads.get(a)) else heads[a] for a in frame["account"]]).groupby("group")[["opening", "closing"]].sum()


compared, apart, unknown_quarters, ratios = 0, 0, 0, 0
gaps = {"net": [], "gross": [], "logo": []}
starts_of_quarters = headlines["quarter"].dt.is_quarter_start
# Where subscriptions say no currency, it is that of the accounts.
spoken = [frame["currency"].nunique() if "currency" in frame else 0 for frame in (subscriptions, accounts)]
currencies = spoken[0] or spoken[1]
# Where some of them say one, the others may be of another.
says = next((frame for frame, told_ones in zip((subscriptions, accounts), spoken) if told_ones), None)
currency_unstated = 0.0 if says is None else 100 * says["currency"].isna().mean()
# Accounts of which the renewals say that they were lost as a whole.
whole = renewals[(renewals["outcome"] == "churned") & (renewals["due_on"] <= AS_OF)]
whole = whole[whole["unit"].isna() | (whole["unit"] == "")] if "unit" in whole else whole
lost_in = {}


def left_for_good(ended):
    """Not those of which another row goes on, or begins within a month."""
    own = STRETCHES[ended.account_id]
    goes_on = len(holds(own, "started_on", "ended_on", ended.ended_on + DAY)) > 0
    return not goes_on and not ((own["started_on"] > ended.ended_on) & (own["started_on"] <= ended.ended_on + 31 * DAY)).any()


ended = accounts[accounts["ended_on"].notna()]
ended = ended[[left_for_good(row) for row in ended.itertuples()]]
for quarter in quarters:
    end = quarter.end_time.normalize()
    opening_day = months_later(quarter.start_time, -9) - DAY
    bridge = pd.DataFrame([{"account": a, "opening": bridged_on(a, opening_day), "closing": bridged_on(a, end)} for a in subscriptions["account_id"].dropna().unique()])
    untold_of[quarter] = int((bridge["opening"].isna() | ((bridge["opening"] > 0) & bridge["closing"].isna())).sum())
    bridge = bridge.dropna()
    bridges[quarter] = bridge
    base = bridge[bridge["opening"] > 0]
    gone = ended[(ended["ended_on"] >= opening_day) & (ended["ended_on"] <= end)]
    left_of[quarter] = len(gone), int((~gone["account_id"].isin(list(PAID))).sum())
    lost_ones = set(whole.loc[(whole["due_on"] >= opening_day) & (whole["due_on"] <= end), "account_id"])
    lost_in[quarter] = len(lost_ones), len(lost_ones - set(PAID))
    told_of[quarter] = bool(
        len(base) + untold_of[quarter] and 100 * untold_of[quarter] / (len(base) + untold_of[quarter]) <= 10
        and 100 * left_of[quarter][1] <= 10 * left_of[quarter][0]
        and 100 * lost_in[quarter][1] <= 10 * lost_in[quarter][0] and currency_unstated <= 10
    )
    kept = np.maximum(np.minimum(base["opening"], base["closing"]), 0).sum()
    own = {"net": 100 * ratio(base["closing"].sum(), base["opening"].sum()), "gross": 100 * ratio(kept, base["opening"].sum()), "logo": share(base["closing"] > 0)}
    published = headlines[headlines["quarter"] == quarter.start_time]
    published = {name: only(published[f"{name}_retention"]) for name in own}
    if any(0 < stated < 3 for stated in published.values()):
        ratios += 1
        continue
    off = {name: abs(own[name] - published[name]) for name in own}
    if all(pd.isna(stated) for stated in published.values()):
        continue
    if not told_of[quarter] or not len(base):
        unknown_quarters += 1
        continue
    compared += 1
    apart += any(gap > 0.5 for gap in off.values())
    for name, gap in off.items():
        gaps[name].append(gap)
tell("headline_ties", {
    "currencies": currencies, "compared": compared, "unknown_quarters": unknown_quarters, "misdated": (~starts_of_quarters).sum(), "ratios": ratios,
    "apart": apart, "widest": most(gaps["net"]), "widest_gross": most(gaps["gross"]), "widest_logos": most(gaps["logo"]),
})
bridge = bridges[last]
base = bridge[bridge["opening"] > 0]
opening, closing = base["opening"].to_numpy(), base["closing"].to_numpy()
of_groups = grouped(base)
group_opening, group_closing = of_groups["opening"].to_numpy(), of_groups["closing"].to_numpy()
expansion = grouped(base.assign(closing=np.maximum(closing - opening, 0)))["closing"].to_numpy()
tell("blended_retention", {
    "currencies": currencies, "currency_unstated": currency_unstated, "untold": untold_of[last], "left": left_of[last][0], "left_unpaid": left_of[last][1],
    "lost": lost_in[last][0], "lost_unpaid": lost_in[last][1],
    "accounts": len(base), "net": 100 * closing.sum() / opening.sum(), "gross": 100 * np.maximum(np.minimum(opening, closing), 0).sum() / opening.sum(), "logos": share(closing > 0),
    "net_without_top": 100 * (closing.sum() - top(group_closing, group_closing, 5)) / (opening.sum() - top(group_opening, group_closing, 5)),
    "expansion_of_top": 100 * ratio(top(expansion, expansion, 5), expansion.sum()), "middle_change": median(100 * (closing - opening) / opening),
    "shrinking": share(closing < opening),
})
payers = bridge[bridge["closing"] > 0]
paying = grouped(payers)["closing"].to_numpy()
tell("revenue_concentration", {
    "currencies": currencies, "currency_unstated": currency_unstated, "of_unknown_revenue": 0,
    "accounts": len(payers), "customers": len(paying), "index": 10000 * herfindahl(paying), "largest": 100 * paying.max() / paying.sum(), "of_top": 100 * top(paying, paying, 5) / paying.sum(),
    "uneven": gini(paying),
})
rows, lacking = [], []
record_begins = subscriptions["starts_on"].min()
staying = set(holds(accounts, "started_on", "ended_on", AS_OF)["account_id"])
for account, started_on in accounts.groupby("account_id")["started_on"].min().items():
    for age in (12, 24, 36):
        reached = months_later(started_on, age)
        if reached > AS_OF or started_on < record_begins - 31 * DAY:
            continue
        recent = reached > months_later(AS_OF, -12)
        began_on = started_on
        if not revenue_on(account, started_on)[1] and account in PAID:
            starts = PAID[account]["starts_on"]
            began_on = starts[(starts >= started_on) & (starts <= started_on + 31 * DAY)].min()
        began, found = revenue_on(account, began_on) if pd.notna(began_on) else (NAN, 0)
        # What it came with isn't known, a year and a late payment ago.
        unknown = {"age": age, "reached": reached, "recent": recent, "gone": account not in staying}
        if not found or pd.isna(began):
            if (months_later(began_on, age) if found else reached) + 31 * DAY <= AS_OF:
                lacking.append(unknown)
        else:
            anniversary = months_later(began_on, age)
            # Whether a payment is only late is known 31 days later.
            if anniversary + 31 * DAY > AS_OF or not began > 0:
                continue
            # The day after: an end may be the first day of what comes next.
            left, running = revenue_on(account, anniversary + DAY)
            (before, ran), (soon, run) = (revenue_on(account, anniversary + days * DAY) for days in (-31, 31))
            if not left > 0:
                left = max(left, soon)
            elif before > left and soon > left and ran > running and run > running:
                left = soon  # one of its contracts is renewed late
            if pd.isna(left):
                lacking.append(unknown)
                continue
            rows.append({"began": began, "kept": max(min(began, left), 0.0), **unknown})
cohorts = pd.DataFrame(rows)
lacking = pd.DataFrame(lacking, columns=["age", "reached", "recent", "gone"])
lacking = lacking[lacking["age"] == 12]


def kept_of(frame):
    return 100 * ratio(frame["kept"].sum(), frame["began"].sum())


year = cohorts[cohorts["age"] == 12]
lapsed = {account for account in PAID if not revenue_on(account, AS_OF)[1] and not revenue_on(account, AS_OF - 31 * DAY)[1]}
young, old = year[year["recent"]], year[~year["recent"]]
tell("cohort_retention", {
    "lapsed": len(lapsed), "lapsed_unlisted": len(lapsed - set(STRETCHES)),
    "lost": whole["account_id"].nunique(), "lost_unlisted": whole.loc[~(whole["account_id"].isin(PAID) & whole["account_id"].isin(STRETCHES)), "account_id"].nunique(),
    "currencies": currencies, "currency_unstated": currency_unstated, "untold_young": lacking["recent"].sum(), "untold_old": len(lacking) - lacking["recent"].sum(),
    "gone": year["gone"].sum() + lacking["gone"].sum(), "untold_gone": lacking["gone"].sum(),
    "young": len(young), "old": len(old), "at_12": kept_of(year), "at_24": kept_of(cohorts[cohorts["age"] == 24]), "at_36": kept_of(cohorts[cohorts["age"] == 36]),
    "young_at_12": kept_of(young), "old_at_12": kept_of(old), "fall": kept_of(old) - kept_of(young),
    "p": stats.mannwhitneyu(young["kept"] / young["began"], old["kept"] / old["began"], use_continuity=True, method="asymptotic")[1] if len(young) and len(old) else NAN,
})

# --- amplification: all but adoption, which `tests/projects/organisation` has --------------------------------------------

# The log of the tools begins in the week of its first row; a week belongs to the quarter in which it ends.
first = pd.to_datetime(pd.read_csv(DATA / "interactions.csv", usecols=["at"])["at"]).min().tz_localize(None).normalize()
sundays = pd.date_range(first + (6 - first.weekday()) * DAY, AS_OF, freq="7D")


def error_square(parts, wholes):
    """The square of the standard error of the ratio of two sums, in points."""
    parts, wholes = np.asarray(parts, dtype=float), np.asarray(wholes, dtype=float)
    return 10000 * ((parts - parts.sum() / wholes.sum() * wholes) ** 2).sum() / wholes.sum() ** 2 if wholes.sum() > 0 else NAN


def rest_of(x, by, k):
    """What of each is none of the k largest: of equal ones at the edge a part."""
    if len(by) <= k:
        return np.zeros(len(by))
    edge = np.sort(by)[-k]
    return x * np.where(by > edge, 0.0, np.where(by == edge, 1 - (k - (by > edge).sum()) / (by == edge).sum(), 1.0))


rows = []
for quarter in quarters:
    bridge = bridges[quarter]
    opening, closing = bridge["opening"], bridge["closing"]
    base = bridge[bridge["opening"] > 0]
    paid, pays = base["opening"].to_numpy(), base["closing"].to_numpy()
    group_paid, group_pays = (grouped(base)[column].to_numpy() for column in ("opening", "closing"))
    came, lacked = (frame[(frame["reached"] >= quarter.start_time) & (frame["reached"] <= quarter.end_time.normalize())] for frame in (year, lacking))
    cohort_told = len(came) + len(lacked) and 100 * len(lacked) / (len(came) + len(lacked)) <= 10
    rows.append({
        "weeks": ((sundays >= quarter.start_time) & (sundays <= quarter.end_time)).sum(),
        "headline": only(headlines[headlines["quarter"] == quarter.start_time]["net_retention"]), "told": told_of[quarter],
        "gross_variance": error_square(np.maximum(np.minimum(paid, pays), 0), paid), "logos_variance": error_square(pays > 0, np.ones(len(pays))),
        "without_top_variance": error_square(rest_of(group_pays, group_pays, 5), rest_of(group_paid, group_pays, 5)),
        "logos": share(pays > 0), "gross": 100 * ratio(np.maximum(np.minimum(opening, closing), 0).sum(), opening[opening > 0].sum()), "paying": (opening > 0).sum(),
        "without_top": 100 * ratio(pays.sum() - top(group_pays, group_pays, 5), paid.sum() - top(group_paid, group_pays, 5)), "cohort": kept_of(came) if cohort_told else NAN,
        "cohort_accounts": ratio(came["began"].sum() ** 2, (came["began"] ** 2).sum()) if cohort_told else NAN, "concentration": 10000 * herfindahl(grouped(bridge[closing > 0])["closing"].to_numpy()),
    })
over_time = pd.DataFrame(rows)
over_time = over_time[(over_time["weeks"] >= 10) & over_time["headline"].notna() & over_time["gross"].notna() & over_time["told"]].reset_index(drop=True)
place = np.arange(1, len(over_time) + 1)
earlier, later = over_time[place * 2 < len(over_time) + 1], over_time[place * 2 > len(over_time) + 1]
rises = {name: later[name].mean() - earlier[name].mean() for name in ("headline", "gross", "logos", "cohort", "without_top", "concentration")}
part = over_time["cohort"].mean() / 100
variance = 10000 * part * (1 - part) * (1 / earlier["cohort_accounts"].sum() + 1 / later["cohort_accounts"].sum())
young_fall = rises["cohort"] < -2 and rises["cohort"] ** 2 > 2**2 * variance
variances = {name: 0.67 * (earlier[f"{name}_variance"].mean() + later[f"{name}_variance"].mean()) for name in ("gross", "logos", "without_top")}
falls = {name: rises[name] < -2 and rises[name] ** 2 > 3**2 * variances[name] for name in variances}
fallen = any(falls.values()) or young_fall
may_fall = any(rises[name] < -2 for name in ("gross", "logos", "without_top", "cohort"))
unknown = not fallen and pd.isna(rises["cohort"])
few = over_time["paying"].median() < 2000
reading = "too early" if len(over_time) < 6 else "too few accounts" if few else "several currencies" if currencies > 1 else "cohorts unknown" if unknown else None
tell("amplification", {
    "currencies": currencies, "reading": reading or ("illusion" if rises["headline"] >= 0.5 and fallen else "falling" if fallen else "within chance" if rises["headline"] >= 0.5 and may_fall else "improving" if rises["headline"] >= 0.5 else "no change"),
    "quarters_known": len(over_time), "accounts": over_time["paying"].median(), **{f"{name}_rise": rise for name, rise in rises.items()},
    "cohort_share": part, "cohort_variance": variance, "cohort_falls": None if pd.isna(rises["cohort"]) else young_fall, "base_falls": None if unknown else fallen,
    **{f"{name}_variance": of for name, of in variances.items()}, **{f"{name}_falls": of for name, of in falls.items()},
    "may_fall": None if not may_fall and pd.isna(rises["cohort"]) else may_fall,
})

# --- segments, outreach, use cases ------------------------------------------------------------------------------------

# Several contracts of an account are one account.
by_name = now_accounts.groupby("account_id")
whole_accounts = pd.DataFrame({
    **{column: by_name[column].agg(only) for column in ("segment", "integration", "alternatives")},
    **{column: by_name[column].agg(lambda values: values.sum(skipna=False)) for column in ("revenue", "seats")},
    **{column: by_name[column].max() for column in ("stakeholders", "renewal_cycle_days")},
})
sized = whole_accounts[whole_accounts["segment"].notna() & whole_accounts["revenue"].notna()].copy()
whole = len(sized)
for column in ("revenue", "seats"):
    sized[f"{column}_class"] = ((sized[column].rank(method="min") - 1) * 50 / whole).apply(np.floor)
crowded = (sized["stakeholders"] >= 6) | (sized["renewal_cycle_days"] >= 90)
bound = (sized["integration"] == "deep") & (sized["alternatives"] == 0)
sized["complexity"] = crowded.astype(str) + bound.astype(str)
segments_whole = len(whole_accounts)
known = sized["stakeholders"].notna() & sized["renewal_cycle_days"].notna() & sized["integration"].notna() & sized["alternatives"].notna()
sized = sized[known]
by_revenue, by_seats = (100 * told(sized["segment"], sized[f"{of}_class"]) for of in ("revenue", "seats"))
tell("segments_by_size", {
    "currencies": now_accounts["currency"].nunique() if "currency" in now_accounts else 0, "untold": segments_whole - len(sized), "segments": sized["segment"].nunique(),
    "by_size": max(by_revenue, by_seats),
    "accounts": len(sized), "by_revenue": by_revenue, "by_seats": by_seats,
    "by_complexity": 100 * told(sized["segment"], sized["complexity"]), "shared_with_revenue": sk.adjusted_mutual_info_score(sized["segment"], sized["revenue_class"]),
    "shared_with_complexity": sk.adjusted_mutual_info_score(sized["segment"], sized["complexity"]),
    "complexity_by_segment": 100 * told(sized["complexity"], sized["segment"]), "kinds": sized["complexity"].nunique(),
})

first_open = (AS_OF + DAY).to_period("M")
halves = {"before": [first_open - n for n in range(12, 6, -1)], "after": [first_open - n for n in range(6, 0, -1)]}
sent = touches[touches["direction"] == "out"]
# Whoever is no customer on that day, or not yet, is another one.
stretches = sent[["account_id", "day"]].reset_index().merge(accounts[["account_id", "started_on", "ended_on"]], on="account_id")
stretches = stretches[(stretches["started_on"] <= stretches["day"]) & (stretches["ended_on"].isna() | (stretches["ended_on"] >= stretches["day"]))]
to_customers = sent.index.isin(stretches["index"])
months = halves["before"] + halves["after"]
to_others = (~to_customers & sent["day"].dt.to_period("M").isin(months)).sum()
sent = sent[to_customers]
count = {}
for half, months in halves.items():
    inside = sent[sent["day"].dt.to_period("M").isin(months)]
    ended = decided[decided["decided_on"].dt.to_period("M").isin(months)]
    count[half] = {
        "accounts": sum(holds(accounts, "started_on", "ended_on", month.end_time.normalize())["account_id"].nunique() for month in months), "sent": len(inside),
        "asked": inside["answered"].notna().sum(), "answered": (inside["answered"] == 1).sum(), "ai": (inside["ai_written"] == 1).sum(),
        "decided": ended["outcome"].isin(KEPT + ["churned"]).sum(), "kept": ended["outcome"].isin(KEPT).sum(),
        "unread": (~renewals.loc[renewals["decided_on"].dt.to_period("M").isin(months), "outcome"].isin(KEPT + ["churned"])).sum(),
    }
b, a = count["before"], count["after"]
per = [h["sent"] / h["accounts"] for h in (b, a)]
replies = [100 * h["answered"] / h["asked"] for h in (b, a)]
fewer_renewals = bool(a["kept"] / a["decided"] < b["kept"] / b["decided"] and two_proportions(b["kept"], b["decided"], a["kept"], a["decided"]) < 0.05)
renewals_text = "fewer renewals were kept than before" if fewer_renewals else "as many renewals were kept as before, but for chance"
tell("outreach_volume", {
    "covered": 12, "to_others": to_others, "unread": b["unread"] + a["unread"], "renewals": renewals_text, "sent_before": per[0], "sent_after": per[1], "rise": 100 * (per[1] - per[0]) / per[0], "untold": b["sent"] - b["asked"] + a["sent"] - a["asked"], "replies_before": replies[0], "replies_after": replies[1],
    "fall_of_replies": 100 * (replies[0] - replies[1]) / replies[0], "p_replies": two_proportions(b["answered"], b["asked"], a["answered"], a["asked"]),
    "renewed_before": 100 * b["kept"] / b["decided"], "renewed_after": 100 * a["kept"] / a["decided"],
    "answered_before": b["answered"], "answered_after": a["answered"], "asked_before": b["asked"], "asked_after": a["asked"],
    "decided_before": b["decided"], "decided_after": a["decided"], "kept_before": b["kept"], "kept_after": a["kept"],
    "fewer_replies": 100 * (replies[0] - replies[1]) / replies[0] > 10 and two_proportions(b["answered"], b["asked"], a["answered"], a["asked"]) < 0.05,
    "fewer_renewals": fewer_renewals,
    "p_renewals": two_proportions(b["kept"], b["decided"], a["kept"], a["decided"]), "share_by_ai": 100 * (a["ai"] + b["ai"]) / (a["sent"] + b["sent"]),
})
beyond = {book.person_id: NAN if pd.isna(book.capacity) else float(book.in_full > book.capacity) for book in books.itertuples()}
# An account of several CSMs counts for one: over capacity, else of unknown capacity, else the first by name.
shared = held[held["account_id"].isin(by_account) & held["here"]].copy()
shared["over"] = shared["person_id"].map(beyond)
shared["order"] = shared["over"].map({1.0: 0, 0.0: 2}).fillna(1)
once = shared.sort_values(["order", "person_id"]).drop_duplicates("account_id")
judged, over = once[once["over"].notna()], once[once["over"] == 1]
within, written = once[once["over"] == 0], judged["ai_out"].sum()
held_by_some = set(held.loc[held["here"], "account_id"])
to_nobody = sum(number for account, number in ai_out.items() if account in by_account and account not in held_by_some)
tell("ai_to_oversized_books", {
    "to_unheld": to_nobody, "untold_author": 100 * (1 - ratio(once["known_out"].sum(), once["out"].sum())),
    "books": len(capable), "written_by_ai": written, "to_unknown": once.loc[once["over"].isna(), "ai_out"].sum(), "to_over": 100 * ratio(over["ai_out"].sum(), written),
    "accounts_over": 100 * ratio(len(over), len(judged)), "ai_share_over": 100 * ratio(over["ai_out"].sum(), over["known_out"].sum()),
    "ai_share_within": 100 * ratio(within["ai_out"].sum(), within["known_out"].sum()),
})
books_fit, heard, watched = VERDICTS["books_within_capacity"], VERDICTS["quiet_accounts"], VERDICTS["score_monitoring"]
for case in use_cases.itertuples():
    kind = case[list(use_cases.columns).index("class") + 1]
    if kind == "relationship":
        reason = "a relationship isn't automated"
    elif kind == "score_monitoring" and "fail" in (foretells, in_time):
        reason = "the score doesn't foretell losses in time"
    elif kind == "score_monitoring" and watched == "fail":
        reason = "its alarms are false too often"
    elif kind == "score_monitoring" and not {foretells, in_time} <= {"pass", "warn"}:
        reason = "nobody knows what the score foretells"
    elif kind == "outreach_volume" and books_fit == "fail":
        reason = "books are larger than a person can hold"
    elif kind == "outreach_volume" and heard == "fail":
        reason = "too many customers are silent, or held by nobody"
    elif kind == "outreach_volume" and books_fit == "insufficient data":
        reason = "nobody knows what a person can hold"
    elif kind == "outreach_volume" and heard == "insufficient data":
        reason = "nobody knows which customers are silent"
    else:
        reason = "allowed"
    tell("use_cases_allowed", {
        "monitoring": watched, "foretells": foretells, "in_time": in_time, "books": books_fit, "contact": heard, "reason": reason,
    }, f"{kind}/{case.use_case}")
live, unsaid = use_cases[use_cases["status"] == "live"], use_cases[~use_cases["status"].isin(["live", "planned"])]
fit = live["class"].isin(["repetitive_conversation", "data_retrieval", "analysis"])
spent = live[live["hours_went_to"].notna()]
tell("where_ai_works", {
    "cases": live["uses"].notna().sum(), "untold": live["uses"].isna().sum() + len(unsaid), "all_uses": live["uses"].sum(), "misplaced_share": 100 * ratio(live.loc[~fit, "uses"].sum(), live["uses"].sum()),
    "saved": live["hours_saved"].sum(), "saved_for_customers": 100 * ratio(spent.loc[spent["hours_went_to"] == "customers", "hours_saved"].sum(), spent["hours_saved"].sum()),
    "share_untold": percent_of(live["uses"].isna().sum() + len(unsaid), live["uses"].notna().sum()),
    "uses_of_unknown_state": unsaid["uses"].sum(), "share_of_unknown_state": percent_of(unsaid["uses"].sum(), live["uses"].sum()),
})

write()
