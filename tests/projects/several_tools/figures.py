"""Counts the figures of this project anew, from the raw files and the words of docs/rules.md. It knows nothing of the engine.

Writes `expected/rates.csv` and `expected/people.csv`. Plain Python: nothing has to be installed.
"""
import csv, datetime as dt, glob, json
from collections import defaultdict

START, WEEKS = dt.date(2026, 1, 5), 4
APPROVED = {"GitHub Copilot", "claude-enterprise"}
SENT = {"Post", "Upload", "Create", "Edit", "Send", "Share"}


def table(name):
    with open(f"data/{name}.csv") as file:
        return list(csv.DictReader(file))


# Of two rows of a person the latest employment counts.
people = {}
for row in sorted(table("people"), key=lambda row: row["hired_on"]):
    people[row["person_id"]] = row
names = {person: person for person in people} | {row["known_as"].casefold(): row["person_id"] for row in table("identities")}

uses = defaultdict(int)  # (key of a row) -> how many, the greatest of all exports
for path in sorted(glob.glob("data/copilot-*.ndjson")):
    for line in open(path):
        row = json.loads(line)
        parts = [(p["feature"], p["user_initiated_interaction_count"]) for p in row.get("totals_by_feature", [])]
        parts += [("cli", row["totals_by_cli"]["prompt_count"])] if "totals_by_cli" in row else []
        for part, count in parts:
            key = ("GitHub Copilot", row["user_login"], row["day"], part)
            uses[key] = max(uses[key], count)
for path in sorted(glob.glob("data/claude-*.json")):
    for row in json.load(open(path))["data"]:
        key = ("claude-enterprise", row["actor"]["email_address"], row["date"][:10], row["terminal_type"])
        uses[key] = max(uses[key], row["core_metrics"]["num_sessions"])
seen = {}
for row in json.load(open("data/proxy.json"))["result"]:
    if row["appcategory"] == "Generative AI" and row["activity"] in SENT:
        seen[row["_id"]] = row

counts = defaultdict(lambda: [0, 0, 0])  # (person, week) -> approved, with any tool, shadow


def add(name, day, tool, documented, times):
    person = names.get(name.casefold())
    week = (dt.date.fromisoformat(day) - START).days // 7
    if person is None or not 0 <= week < WEEKS or times == 0:
        return
    cell, approved = counts[person, week], tool in APPROVED
    cell[0] += times if approved and documented else 0
    cell[1] += times if documented or not approved else 0
    cell[2] += 0 if approved else times


for (tool, name, day, _), times in uses.items():
    add(name, day, tool, True, times)
for row in seen.values():
    day = dt.datetime.fromtimestamp(row["timestamp"], dt.timezone.utc).date()
    add(row["user"], str(day), row["app"], False, 1)


def working_days(person, week):
    row, days = people[person], 0
    for day in range(5):
        day = str(START + dt.timedelta(7 * week + day))
        there = row["hired_on"] <= day <= (row["left_on"] or "9999")
        away = any(l["person_id"] == person and l["starts_on"] <= day <= l["ends_on"] for l in table("leave"))
        days += there and not away
    return days


rates, each = [], []
for week in range(WEEKS):
    monday = str(START + dt.timedelta(7 * week))
    eligible = [p for p in sorted(people) if people[p]["role"] == "CSM" and working_days(p, week) >= 3]
    for person in sorted(people):
        each.append([person, monday, *counts[person, week]])
    tests = {
        "csm_ai_adoption_rate": lambda c: c[0] >= 3,
        "csm_any_tool_rate": lambda c: c[1] >= 3,
        "csm_shadow_only_rate": lambda c: c[2] >= 1 and c[0] == 0,
    }
    for metric, holds in tests.items():
        rates.append([metric, monday, sum(holds(counts[p, week]) for p in eligible), len(eligible)])
for name, head, lines in [
    ("rates", ["metric", "period", "numerator", "denominator"], rates),
    ("people", ["person_id", "period", "approved_interactions", "any_tool_interactions", "shadow"], each),
]:
    with open(f"expected/{name}.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *lines])
