"""Works out the figures of this project once more, with pandas and nothing of the engine.

It reads the CSV files of `data/`, but none of the rule files: what they say is written down here a second time, with what
docs/rules.md says about moves, days, groups, versions, windows and small groups. Unknown is None, and never false or zero.

    python3 figures.py [FOLDER]     writes person_weeks.csv, metrics.csv and excluded.csv; the folder is `expected` if not given
"""

import pathlib
import sys

import pandas as pd

HERE = pathlib.Path(__file__).parent
FIRST, AS_OF = pd.Timestamp("2026-02-02"), pd.Timestamp("2026-04-12")
MONDAYS = list(pd.date_range(FIRST, AS_OF, freq="W-MON"))
EVER, STILL = pd.Timestamp("1900-01-01"), pd.Timestamp("2200-01-01")
SMALLEST_GROUP = 5


def day(text):
    return pd.Timestamp(f"2026-{text}")


def monday_of(date):
    return date - pd.Timedelta(days=date.weekday())


def read(name):
    """All columns as text; an empty cell is None."""
    frame = pd.read_csv(HERE / "data" / name, dtype=object, keep_default_na=False)
    return pd.DataFrame({c: pd.Series([text or None for text in frame[c]], dtype=object) for c in frame})


# --- unknown -------------------------------------------------------------------------------------------------------------


def both(*truths):
    if any(truth is False for truth in truths):
        return False
    return None if any(truth is None for truth in truths) else True


def either(*truths):
    return opposite(both(*map(opposite, truths)))


def opposite(truth):
    return None if truth is None else not truth


def plus(one, other):
    return None if one is None or other is None else one + other


def zero(number):
    return None if number is None else number == 0


def at_least(number, least):
    return None if number is None or least is None else number >= least


# --- people and their days -----------------------------------------------------------------------------------------------


def roster():
    people = read("people.csv").drop_duplicates("person_id", keep="first").set_index("person_id")
    people["part_time"] = [{"true": True, "false": False}.get(text) for text in people["part_time"]]
    people["hired"] = pd.to_datetime(people["hired_on"])
    people["left"] = pd.to_datetime(people["left_on"]).fillna(STILL)
    return people


def spells(name, first, last, holder):
    """A row per holder and day: of a gap in the first day it is "always", of one in the last day "still"."""
    frame = read(name)
    starts = pd.to_datetime(frame[first]).fillna(EVER)
    ends = pd.to_datetime(frame[last]).fillna(STILL)
    if last == "end_day":  # the day after the last one
        ends = ends - pd.Timedelta(days=1)
    rows = []
    for number, (who, start, end) in enumerate(zip(frame[holder], starts, ends)):
        days = pd.date_range(max(start, FIRST), min(end, AS_OF))
        rows.append(pd.DataFrame({"who": who, "day": days, "starts": start, "spell": number}))
    return frame, pd.concat(rows, ignore_index=True)


def working_days(people):
    """Days per person and week: employed, present, at work, and the Saturdays."""
    grid = pd.MultiIndex.from_product([people.index, pd.date_range(FIRST, AS_OF)], names=["who", "day"])
    days = grid.to_frame(index=False)
    days = days.join(people[["hired", "left", "region"]], on="who")
    days["employed"] = (days["hired"] <= days["day"]) & (days["day"] <= days["left"])

    _, leave = spells("leave.csv", "starts_on", "ends_on", "person_id")
    away = set(zip(leave["who"], leave["day"]))
    days["away"] = [pair in away for pair in zip(days["who"], days["day"])]
    # Holidays are those of the place that the list has, wherever somebody was sent.
    _, holidays = spells("holidays.csv", "first_day", "end_day", "place")
    off = set(zip(holidays["who"], holidays["day"]))
    days["holiday"] = [pair in off for pair in zip(days["region"], days["day"])]

    days["monday"] = days["day"] - pd.to_timedelta(days["day"].dt.day_of_week, unit="D")
    weekday = days["day"].dt.day_of_week < 5
    days["employed_days"] = days["employed"] & weekday
    days["present_days"] = days["employed_days"] & ~days["away"]
    days["working_days"] = days["present_days"] & ~days["holiday"]
    days["saturdays"] = days["employed"] & ~days["away"] & (days["day"].dt.day_of_week == 5)
    columns = ["employed_days", "present_days", "working_days", "saturdays"]
    return days.groupby(["who", "monday"])[columns].sum()


def places(people):
    """Region, team and role per person and week: of the spell with most of its days, of several the one that starts later.

    The days without a spell are the list's, which has no start, so that a spell with as many days comes before it."""
    frame, covered = spells("assignments.csv", "starts_on", "ends_on", "person_id")
    covered["monday"] = covered["day"] - pd.to_timedelta(covered["day"].dt.day_of_week, unit="D")
    counts = covered.groupby(["who", "monday", "spell", "starts"]).size().rename("days").reset_index()
    free = 7 - covered.drop_duplicates(["who", "day"]).groupby(["who", "monday"]).size()
    best = counts.sort_values(["days", "starts"]).groupby(["who", "monday"]).last()
    rows = {}
    for who, person in people.iterrows():
        for monday in MONDAYS:
            source = person
            if (who, monday) in best.index:
                spell = best.loc[(who, monday)]
                if spell["days"] >= free.loc[(who, monday)]:
                    source = frame.loc[spell["spell"]]
            rows[who, monday] = {column: source[column] for column in ("region", "team", "role")}
    return rows


# --- tools ---------------------------------------------------------------------------------------------------------------

TOOLS = {
    "quill": "quill", "quill for teams": "quill", "sloop": "sloop", "lumen": "lumen", "forge": "forge", "dream": "dream",
    "dream chat": "dream", "parrot": "parrot", "riddle": "riddle",
}  # fmt: skip


def entry(name):
    """The id of the tool that a name stands for, or None where the register has none."""
    name = " ".join(name.lower().split())
    found = TOOLS.get(name)
    if found is None and name.endswith(".sloop.example"):
        found = "sloop"
    if found is None and name.startswith("dream "):
        found = "dream"
    return found


def listed_on(tool, date):
    return tool is not None and (tool != "parrot" or day("02-18") <= date < day("03-18"))


def approved(tool, date, place):
    """Whether a listed tool is approved on the day of the event, for who is in this place in its week."""
    match tool:
        case "quill" | "parrot":
            return True
        case "sloop":
            return place["region"] != "South" or date < day("03-24")
        case "lumen":
            return date >= day("02-25")
        case "forge":
            # An override since Wednesday the 18th: what is in force on the first day of the week counts.
            return place["team"] == "Drift" and monday_of(date) >= day("03-18")
        case "dream":
            return place["region"] == "South"
        case _:  # of Riddle nobody has said it; what isn't listed is unknown
            return None


def uses(people, place):
    """The rows that count at all, with their week and what is known about their tool."""
    rows = read("interactions.csv")

    def day_of(text):
        """The day in the calendar's zone; a time without a zone is meant in that zone already."""
        try:
            time = pd.Timestamp(text)
        except ValueError:
            return pd.NaT
        return (time if time.tzinfo is None else time.tz_convert("Europe/Berlin").tz_localize(None)).normalize()

    rows["day"] = [day_of(text) for text in rows["at"]]
    rows["minutes_known"] = pd.to_numeric(rows["minutes"], errors="coerce")
    broken = rows["day"].isna() | (rows["minutes"].notna() & rows["minutes_known"].isna())
    lost = zip(rows["person_id"][broken], rows["day"][broken])
    refused = {(who, None if date is pd.NaT else monday_of(date)) for who, date in lost}
    rows = rows[~broken]
    rows = rows[rows["id"].isna() | ~rows["id"].duplicated()]  # a row without a key is no duplicate
    rows = rows[rows["person_id"].isin(people.index) & (rows["day"] >= FIRST) & (rows["day"] <= AS_OF)].copy()
    rows["monday"] = rows["day"] - pd.to_timedelta(rows["day"].dt.day_of_week, unit="D")
    rows["events"] = [1 if text is None else int(text) for text in rows["quantity"]]
    rows["documented"] = [{"true": True, "false": False}.get(text) for text in rows["documented"]]

    listed, fine, of_measure, names = [], [], [], []
    for row in rows.itertuples():
        here = place[row.person_id, row.monday]
        tool = None if row.tool is None else entry(row.tool)
        names.append(tool or row.tool)
        listed.append(None if row.tool is None else listed_on(tool, row.day))
        fine.append(approved(tool, row.day, here) if listed[-1] else None)
        # The Middle counts what isn't documented too, where the tool is listed.
        any_use = either(row.documented, listed[-1]) if here["region"] == "Middle" else row.documented
        of_measure.append(any_use)
    rows["listed"], rows["approved"], rows["any_use"] = listed, fine, of_measure
    rows["name"] = names  # all names of an entry are one
    rows["good"] = [both(*pair) for pair in zip(fine, rows["documented"])]
    return rows, refused


def counts(rows):
    """The measures that are taken of a week's rows. `is True`: a row of which it is unknown doesn't count."""

    def true(column):
        return pd.Series([truth is True for truth in rows[column]], index=rows.index)

    def false(column):
        return pd.Series([truth is False for truth in rows[column]], index=rows.index)

    def by(selected):
        return rows[selected & (rows["events"] > 0)].groupby(["person_id", "monday"])

    return {
        "approved_uses": by(true("good"))["events"].sum(),
        "any_uses": by(true("any_use"))["events"].sum(),
        "unapproved_uses": by(false("approved"))["events"].sum(),
        "unlisted_uses": by(false("listed"))["events"].sum(),
        "use_days": by(true("good"))["day"].nunique(),
        "names_used": by(rows["name"].notna())["name"].nunique(),
        "minutes": by(true("documented") & rows["minutes_known"].notna())["minutes_known"].sum(),
        "longest": by(rows["minutes_known"].notna())["minutes_known"].max(),
    }


# --- what is judged ------------------------------------------------------------------------------------------------------


def judge(person, place, monday, row):
    """The truths of a week, by the rules in force on its first day for the place of the week."""
    region, team, role = place["region"], place["team"], place["role"]
    part_time = person["part_time"]

    least_uses = 2 if team == "Harbour" and day("02-19") <= monday < day("03-23") else 3
    north = region == "North" and day("02-18") <= monday < day("03-26")
    if region == "North" and team in ("Anchor", "Compass"):
        part_time_uses = 1
    else:
        part_time_uses = 3 if north else 2
    least_days = 4 if region == "South" and monday >= day("03-01") else 3
    enough = None if part_time is None else part_time_uses if part_time else least_uses

    if team == "Beacon" and monday >= day("03-04"):
        row["active"] = at_least(row["approved_uses"], 4)
    elif north:
        row["active"] = both(at_least(row["approved_uses"], enough), at_least(row["use_days"], 2))
    else:
        row["active"] = at_least(row["approved_uses"], enough)

    counted = None if role is None else role in ("CSM", "Lead")
    days = row["working_days"]
    row["eligible"] = both(counted, either(days >= least_days, both(part_time, days >= 2)))

    if team == "Gull" and monday >= day("03-16"):
        row["keen"] = both(at_least(row["approved_uses"], 8), at_least(row["use_days"], 3))
    else:
        row["keen"] = at_least(row["approved_uses"], 7 if team in ("Fjord", "Gull") else 6)

    if team == "Ebb" or monday < day("03-11"):
        row["broad"] = at_least(row["any_uses"], 1)
    else:
        row["broad"] = both(at_least(row["any_uses"], 2), at_least(row["use_days"], 1))
    shadow = at_least(plus(row["unapproved_uses"], row["unlisted_uses"]), 1)
    row["shadow_only"] = both(shadow, zero(row["approved_uses"]))

    strong = at_least(row["approved_uses"], 4 if region == "Middle" else 5)
    if monday >= day("03-30"):
        strong = both(strong, at_least(row["use_days"], 2))
    some = at_least(row["approved_uses"], 1)
    row["habit"] = None if strong is None else "strong" if strong else None if some is None else "some" if some else "none"

    hired = person["hired"]
    months = (monday.year - hired.year) * 12 + monday.month - hired.month - (monday.day < hired.day)
    row["tenure"] = "new" if months < 6 else "settled" if months < 24 else "old hand"

    row["why_not"] = None
    for label, truth in (
        ("another role", opposite(counted)),
        ("not employed", row["employed_days"] == 0),
        ("on leave", row["present_days"] == 0),
        ("holidays", days == 0),
        ("too few days", opposite(row["eligible"])),
    ):
        if truth is None:  # what comes later would be a guess
            break
        if truth:
            row["why_not"] = label
            break


def windows(weeks):
    """Measures over several weeks of one person, each week taken as it was judged."""
    for number, row in enumerate(weeks):
        past = weeks[: number + 1]
        active = [week["active"] for week in past]

        known = [truth for truth in active[-4:] if truth is not None]
        row["active_weeks"] = sum(known) if len(known) >= 2 else None
        last = active[-3:]
        row["sure_weeks"] = sum(last) if len(last) == 3 and None not in last else None
        uses_made = [week["approved_uses"] for week in past]
        row["usual_uses"] = None if None in uses_made[-3:] else sum(uses_made[-3:]) / len(uses_made[-3:])
        of_rows = [week["approved_uses"] for week in past if week["has_rows"]]
        row["recent_uses"] = sum(of_rows[-3:]) if row["has_rows"] else None
        longest = [week["longest"] for week in past][-4:]
        row["best_day"] = max(longest) if len(longest) >= 3 and None not in longest else None

        streak = 0
        for truth in reversed(active):
            if truth is not True:
                if truth is None:
                    streak = None
                break
            streak += 1
        row["in_a_row"] = streak
        row["regular"] = at_least(row["active_weeks"], 3)
        before = active[-2] if number else None
        row["dropped"] = both(before, opposite(row["active"]))


def person_weeks():
    people = roster()
    place = places(people)
    days = working_days(people)
    rows, refused = uses(people, place)
    measured = counts(rows)
    events = rows[rows["events"] > 0]
    has_rows = set(zip(events["person_id"], events["monday"]))
    weeks = []
    for who, person in people.iterrows():
        own = []
        for monday in MONDAYS:
            row = {"person_id": who, "period": monday, **place[who, monday], "part_time": person["part_time"]}
            row |= {column: int(number) for column, number in days.loc[(who, monday)].items()}
            row["has_rows"] = (who, monday) in has_rows
            # Whose only rows couldn't be read may have done anything, on a day that can't be read in any week.
            lost = not row["has_rows"] and ((who, monday) in refused or (who, None) in refused)
            for name, series in measured.items():
                missing = None if name == "minutes" or lost else 0
                number = series.get((who, monday), missing)
                row[name] = None if number is None else float(number)
            judge(person, place[who, monday], monday, row)
            own.append(row)
        windows(own)
        weeks += own
    return weeks


# --- metrics -------------------------------------------------------------------------------------------------------------

# name, kind, what, to what, who counts, cuts
METRICS = [
    ("adoption", "share", "active", None, "eligible", ["region", "team", "tenure", "part_time"]),
    ("breadth", "share", "broad", None, "eligible", ["region", "team"]),
    ("keenness", "share", "keen", None, "eligible", ["team", "habit"]),
    ("regularity", "share", "regular", None, "eligible", ["region"]),
    ("usual", "mean", "usual_uses", None, "eligible", ["team"]),
    ("intensity", "ratio", "approved_uses", "working_days", "eligible", ["region", "role"]),
    ("shadow", "share", "shadow_only", None, None, ["team"]),
]
LABELS = {"tenure": ["new", "settled", "old hand"], "habit": ["strong", "some", "none"]}
REACH = {"North": (50, 70), "Middle": (40, 60), "South": (50, 75)}


def starts(row):
    """The starts of the bands that hold for somebody in a week."""
    if row["region"] == "South" and row["team"] in ("Fjord", "Gull"):
        return (55, 75)
    return REACH.get(row["region"])


def rate(metric, group):
    name, kind, what, to, of, _ = metric
    unknown, counted = 0, []
    for row in group:
        counts_at_all = True if of is None else row[of]
        values = [row[what]] if to is None else [row[what], row[to]]
        if counts_at_all is None or counts_at_all and None in values:
            unknown += 1
        elif counts_at_all:
            counted.append(row)
    over = float(sum(row[what] for row in counted))
    under = float(len(counted) if to is None else sum(row[to] for row in counted))
    value = None if under == 0 else over / under * (100 if kind == "share" else 1)
    band = None
    tables = {starts(row) for row in counted}
    if name in ("adoption", "regularity") and value is not None and len(tables) == 1 and None not in tables:
        good, great = tables.pop()
        band = "Great" if value >= great else "Good" if value >= good else "Low"
    return {
        "numerator": over, "denominator": under, "unknown": unknown, "value": value, "band": band, "size": len(counted),
        "people": {row["person_id"] for row in counted},
    }  # fmt: skip


def text_of(value):
    return {True: "true", False: "false", None: "(unknown)"}.get(value, value)


def cut_values(weeks, cut):
    """The groups of a cut in the order in which they are shown: the labels of a ladder from low to high, other values by
    name, and last those of whom it isn't known. A group stays in all weeks if it has somebody in one."""
    found = {text_of(row[cut]) for row in weeks}
    last = ["(unknown)"] if "(unknown)" in found else []
    return LABELS.get(cut, sorted(found - {"(unknown)"})) + last


def metrics(weeks):
    out = []
    for monday in MONDAYS:
        week = [row for row in weeks if row["period"] == monday]
        for metric in METRICS:
            out.append({"metric": metric[0], "period": monday, "cut": "", "cut_value": "", **rate(metric, week)})
            for cut in metric[5]:
                for value in cut_values(weeks, cut):
                    members = [row for row in week if text_of(row[cut]) == value]
                    head = {"metric": metric[0], "period": monday, "cut": cut, "cut_value": value}
                    out.append({**head, **rate(metric, members)})
    # Which groups have to be hidden. Which others are hidden for their sake is tried by an attack, not recorded.
    for row in out:
        row["suppressed"] = row["cut"] != "" and 0 < row["size"] < SMALLEST_GROUP
    return out


def excluded(weeks):
    """Who doesn't count in the adoption of a week, by reason."""
    rows = [(row["period"], row["why_not"] or "(unknown)") for row in weeks if row["eligible"] is False]
    frame = pd.DataFrame(rows, columns=["period", "reason"])
    found = frame.groupby(["period", "reason"]).size().rename("entities").reset_index()
    found.insert(0, "metric", "adoption")
    return found


# --- out -----------------------------------------------------------------------------------------------------------------

COLUMNS = (
    "person_id period region team role part_time employed_days present_days working_days saturdays approved_uses any_uses "
    "unapproved_uses unlisted_uses use_days names_used minutes longest active eligible keen broad shadow_only regular dropped "
    "habit tenure why_not active_weeks sure_weeks usual_uses recent_uses best_day in_a_row"
).split()
METRIC_COLUMNS = "metric period cut cut_value numerator denominator unknown value band suppressed".split()


def cell(value):
    if value is None or value is pd.NaT:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, str):
        return value
    return f"{float(value):.10g}"


def write(path, rows, columns):
    lines = [",".join(columns)] + [",".join(cell(row[column]) for column in columns) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "expected"
    folder.mkdir(parents=True, exist_ok=True)
    weeks = person_weeks()
    write(folder / "person_weeks.csv", weeks, COLUMNS)
    write(folder / "metrics.csv", metrics(weeks), METRIC_COLUMNS)
    reasons = excluded(weeks)
    write(folder / "excluded.csv", reasons.to_dict("records"), list(reasons.columns))


if __name__ == "__main__":
    main()
