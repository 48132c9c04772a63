"""Makes the data of this project: made-up people, in the forms that the vendors' published schemas describe.

Run it in this folder. The same seed gives the same bytes.
"""
import csv, datetime as dt, json, random

R = random.Random(20260105)
START, WEEKS = dt.date(2026, 1, 5), 4
FIRST = "ada ben cleo dov eva fay gus hana ivo joy kai lea max nia otto pia quin rosa sam tia uma vic wim xia yan zoe".split()
DAYS = [START + dt.timedelta(d) for d in range(7 * WEEKS)]


def mail(name):
    return f"{name}@example.com"


def rows(path, head, lines):
    with open(path, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *lines])


people, known, leave = [], [], []
for n, name in enumerate(FIRST):
    role = "CSM" if n % 9 != 8 else "Manager"
    segment = ["SMB", "Mid-Market", "Enterprise"][n % 3]
    left = {4: "2026-01-20", 7: "2026-01-09"}.get(n, "")
    hired = {10: "2026-01-14", 11: "2026-01-21"}.get(n, "2024-03-01")
    people.append([mail(name), role, segment, f"T{n % 4}", "EMEA", hired, left])
    known.append([mail(name), f"Octo-{name.title()}"])
# Somebody who came back stands in the list twice.
people.insert(0, [mail("zoe"), "CSM", "SMB", "T1", "EMEA", "2020-01-01", "2023-06-30"])
leave += [[mail("ben"), "2026-01-12", "2026-01-16"], [mail("cleo"), "2026-01-19", "2026-01-21"]]
rows("data/people.csv", "person_id role segment team region hired_on left_on".split(), people)
rows("data/identities.csv", ["person_id", "known_as"], known)
rows("data/leave.csv", ["person_id", "starts_on", "ends_on"], leave)

early, late = [], []
for n, name in enumerate(FIRST):
    if n % 5 == 4:
        continue  # has no seat
    for day in DAYS:
        if day.weekday() > 4 or R.random() < 0.55:
            continue
        chat, cli = R.choice([0, 1, 1, 2, 3]), R.choice([0, 0, 0, 2])
        row = {"day": str(day), "user_login": f"octo-{name}", "user_initiated_interaction_count": chat}
        row["totals_by_feature"] = [
            {"feature": "chat_panel_ask_mode", "user_initiated_interaction_count": chat},
            {"feature": "code_completion", "user_initiated_interaction_count": 0},
        ]
        if cli:
            row["totals_by_cli"] = {"prompt_count": cli}
        if day < dt.date(2026, 1, 24):
            early.append(row)
        if day >= dt.date(2026, 1, 20):
            late.append(row)
# What the first export had of its last days was unfinished.
unfinished = []
for row in early:
    row = json.loads(json.dumps(row))
    if row["day"] >= "2026-01-21":
        for part in row["totals_by_feature"]:
            part["user_initiated_interaction_count"] //= 2
    unfinished.append(row)
for path, lines in [("data/copilot-1.ndjson", unfinished), ("data/copilot-2.ndjson", late)]:
    with open(path, "w") as file:
        file.writelines(json.dumps(row) + "\n" for row in lines)

pages = [[], []]
for n, name in enumerate(FIRST):
    if n % 3:
        continue
    for day in DAYS:
        if day.weekday() > 4 or R.random() < 0.5:
            continue
        row = {
            "date": f"{day}T00:00:00Z",
            "actor": {"type": "user_actor", "email_address": mail(name).title() if n % 2 else mail(name)},
            "organization_id": "o1",
            "customer_type": "api",
            "terminal_type": R.choice(["vscode", "iTerm.app"]),
            "core_metrics": {"num_sessions": R.choice([0, 1, 2, 3])},
        }
        pages[day >= dt.date(2026, 1, 19)].append(row)
        if day == dt.date(2026, 1, 16):
            pages[1].append(row)  # pages overlap
for number, data in enumerate(pages, 1):
    with open(f"data/claude-{number}.json", "w") as file:
        json.dump({"data": data, "has_more": False, "next_page": None}, file)

events = []
for n, name in enumerate(FIRST):
    for day in DAYS:
        for app, share in [("ChatGPT", 0.06 if n % 4 else 0.3), ("Notetaker Nine", 0.2 if n % 7 == 4 else 0.01), ("GitHub Copilot", 0.1)]:
            if R.random() < share:
                for activity in R.choice([["Post"], ["Post", "Upload"], ["View"]]):
                    at = dt.datetime(day.year, day.month, day.day, R.randrange(8, 18), tzinfo=dt.timezone.utc)
                    events.append({"_id": f"e{len(events)}", "user": mail(name).upper() if n % 6 == 0 else mail(name),
                                   "timestamp": int(at.timestamp()), "app": app, "appcategory": "Generative AI", "activity": activity})
events.append({**events[0]})  # sent twice
events.append({**events[1], "_id": "x1", "user": "nobody@example.com"})
events.append({**events[2], "_id": "x2", "appcategory": "Webmail"})
with open("data/proxy.json", "w") as file:
    json.dump({"ok": 1, "result": events}, file)
