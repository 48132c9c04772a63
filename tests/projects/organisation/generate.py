"""Writes the made-up data of `data/`: sixty people of three regions and eight teams over ten weeks.

Most of it is drawn with a fixed seed. What a rule turns on is written down one by one, each with the case that it stands for.
Run it again only to change the data: what it writes is committed, and so are the figures that `figures.py` makes of it.
"""

import csv
import datetime as dt
import pathlib
import random

HERE = pathlib.Path(__file__).parent
FIRST = dt.date(2026, 2, 2)
WEEKS = 10

TEAMS = {
    "Anchor": ("North", 9), "Beacon": ("North", 8), "Compass": ("North", 6),
    "Drift": ("Middle", 10), "Ebb": ("Middle", 4),
    "Fjord": ("South", 9), "Gull": ("South", 8), "Harbour": ("South", 6),
}  # fmt: skip

NAMES = (
    "abel ada aino anouk arvid bela bruno cato cleo cyril dalia dario delia edda egon elio esra fadi finn flora "
    "gaia gero gwen hanna hedi hugo ida ilja ines ivo jada jaro jette jonas juno kaja karim kiran lale leon levi lior "
    "lotte luca malik mara milo mina nadia nilo noor odin olga orla pavel petra quinn rafa rosa ruben"
).split()

TOOLS = (
    ["Quill", "quill", " QUILL  for teams", "Sloop", "eu.Sloop.example"] * 5
    + ["Lumen", "lumen", "Forge", "Forge", "Parrot"] * 3
    + ["Dream", "dream   chat", "Dream v2", "Riddle", "Homebrew Bot", "gpt-thing", "Quill 2"]
)


def day(text):
    return dt.date.fromisoformat(f"2026-{text}")


def write(name, header, rows):
    with open(HERE / "data" / name, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def people(draw):
    names = iter(NAMES)
    rows = {}
    for team, (region, size) in TEAMS.items():
        for number in range(size):
            role = "Lead" if number == 0 else "Intern" if number == 5 else "CSM"
            hired = dt.date(2026, 1, 31) - dt.timedelta(days=draw.randrange(20, 1500))
            part_time = "true" if draw.random() < 0.2 else "false"
            name = next(names)
            rows[name] = [name, role, region, team, part_time, hired.isoformat(), ""]

    def change(name, **values):
        for column, value in values.items():
            rows[name][["role", "region", "team", "part_time", "hired_on", "left_on"].index(column) + 1] = value

    change("ada", hired_on="2026-02-11")          # joins on a Wednesday
    change("cleo", hired_on="2026-02-12")         # joins on a Thursday: two days in the first week
    change("dalia", hired_on="2026-03-09", part_time="false")
    change("elio", left_on="2026-03-11")          # leaves on a Wednesday
    change("fadi", left_on="2026-02-17")          # leaves on a Tuesday
    change("gaia", left_on="2026-01-30")          # has left before the first week
    change("gwen", hired_on="2025-09-09")         # six months to the day lie within the ten weeks
    change("hedi", hired_on="2025-08-16")
    change("ida", hired_on="2024-03-16")          # 24 months to the day on a Monday
    change("ilja", part_time="")                  # nobody knows
    change("jada", part_time="")
    change("kaja", role="")                       # a gap in the role
    change("leon", team="", region="South")       # a gap in the team
    change("odin", hired_on="2026-01-12")
    again = list(rows["abel"])                    # a second row of a key doesn't count
    again[3] = "Gull"
    return [*rows.values(), again]


# person, first day, last day, region, team, role
ASSIGNMENTS = [
    ("aino", "2026-02-16", "", "North", "Beacon", "CSM"),              # on a Monday, for good
    ("anouk", "2026-02-19", "2026-03-18", "South", "Harbour", "CSM"),  # Thursday to Wednesday
    ("arvid", "2026-02-20", "2026-03-20", "North", "Compass", "CSM"),  # Friday to Friday
    ("bela", "2026-02-10", "2026-02-12", "Middle", "Drift", "CSM"),    # three days, the list has four
    ("cato", "2026-02-09", "2026-02-11", "Middle", "Ebb", "CSM"),      # three days each, the list has Sunday
    ("cato", "2026-02-12", "2026-02-14", "South", "Fjord", "CSM"),
    ("cyril", "2026-03-03", "2026-03-05", "South", "Gull", "CSM"),     # three days, another has one, the list has three
    ("cyril", "2026-03-06", "2026-03-06", "South", "Fjord", "CSM"),
    ("dario", "2026-02-16", "2026-03-01", "North", "Anchor", "CSM"),   # a gap of a week between two
    ("dario", "2026-03-09", "2026-03-22", "North", "Anchor", "CSM"),
    ("delia", "2026-02-23", "2026-03-08", "", "", "CSM"),              # on the way: neither team nor region is known
    ("edda", "2026-03-02", "2026-03-15", "North", "", "CSM"),          # the region is, the team isn't
    ("egon", "", "2026-02-22", "Middle", "Ebb", "CSM"),                # since ever
    ("esra", "2026-03-09", "2026-03-13", "Middle", "Drift", "CSM"),    # two at once: the later one has more days
    ("esra", "2026-03-12", "2026-03-22", "South", "Gull", "CSM"),
    ("flora", "2026-02-23", "2026-03-01", "North", "Beacon", "CSM"),   # two at once with as many days: the later one
    ("flora", "2026-02-20", "2026-03-02", "Middle", "Drift", "CSM"),
    ("hanna", "2026-03-04", "", "Middle", "Drift", "Lead"),            # another role
    ("hugo", "2026-02-23", "2026-03-29", "Middle", "Drift", "Intern"), # out of those who count, and back
    ("ivo", "2026-03-05", "2026-03-25", "South", "Fjord", ""),         # the role is unknown
    ("jette", "2026-02-26", "", "North", "Anchor", "CSM"),             # from a region without the holiday into one with it
    ("jonas", "2026-03-16", "", "South", "Gull", "CSM"),
    ("juno", "2026-02-16", "", "South", "Harbour", "CSM"),
    ("karim", "2026-02-18", "2026-03-12", "South", "Harbour", "CSM"),
    ("fadi", "2026-02-10", "", "South", "Gull", "CSM"),                # goes on after the last day of work
    ("nobody", "2026-02-10", "", "South", "Gull", "CSM"),              # not in the list
]

LEAVE = [
    ("abel", "2026-02-09", "2026-02-13"), ("aino", "2026-03-02", "2026-03-04"), ("bruno", "2026-02-16", "2026-03-27"),
    ("bruno", "2026-03-20", "2026-03-30"),          # overlaps the one before
    ("cleo", "2026-04-07", ""),                     # still away
    ("dario", "", "2026-02-04"),                    # since ever
    ("finn", "2026-02-24", "2026-02-24"), ("gero", "2026-03-30", "2026-04-02"),  # with Good Friday nothing is left
    ("hanna", "2026-02-21", "2026-02-22"),          # a weekend
    ("ines", "2026-03-05", "2026-03-10"), ("jaro", "2026-02-02", "2026-02-06"), ("kiran", "2026-02-04", "2026-02-05"),
    ("lale", "2026-03-16", "2026-03-19"), ("levi", "2026-03-31", "2026-03-31"), ("lior", "2026-02-16", "2026-02-18"),
    ("luca", "2026-03-09", "2026-03-22"), ("mina", "2026-02-09", "2026-02-10"), ("nadia", "2026-04-07", "2026-04-10"),
    ("noor", "2026-03-23", "2026-03-24"), ("olga", "2026-04-01", "2026-04-03"), ("quinn", "2026-02-16", "2026-02-20"),
    ("rosa", "2026-03-13", "2026-03-16"), ("nobody", "2026-03-13", "2026-03-16"),
]  # fmt: skip

# place, first day, the day after the last one
HOLIDAYS = [
    ("North", "2026-04-03", "2026-04-04"), ("North", "2026-04-06", "2026-04-07"),
    ("Middle", "2026-02-16", "2026-02-21"),         # a week of carnival
    ("Middle", "2026-04-03", "2026-04-07"),
    ("South", "2026-03-19", "2026-03-20"), ("South", "2026-03-29", "2026-03-30"),  # a Sunday
    ("East", "2026-02-02", "2026-04-13"),           # nobody lives there
]  # fmt: skip

# id, person, time, tool, documented, minutes, quantity
EDGES = [
    ("e01", "abel", "2026-02-08T23:30:00Z", "Quill", "true", "7", "3"),       # Monday already
    ("e02", "abel", "2026-02-22T22:59:59Z", "Quill", "true", "4.5", "4"),     # still Sunday
    ("e03", "ada", "2026-03-29T21:59:59Z", "Quill", "true", "1", "5"),        # Sunday in summer time
    ("e04", "ada", "2026-03-29T22:00:00Z", "Quill", "true", "1", "6"),        # Monday in summer time
    ("e05", "arvid", "2026-02-24T22:30:00Z", "Lumen", "true", "1", "3"),      # the day before Lumen is approved
    ("e06", "arvid", "2026-02-24T23:30:00Z", "Lumen", "true", "1", "3"),      # the day it is
    ("e07", "elio", "2026-02-17T12:00:00", "Parrot", "true", "1", "3"),       # the day before Parrot is listed
    ("e08", "elio", "2026-02-18T12:00:00", "Parrot", "true", "1", "3"),       # the first day it is
    ("e09", "jaro", "2026-03-17T12:00:00", "parrot", "true", "1", "3"),       # the last day it is
    ("e10", "jaro", "2026-03-18T12:00:00", "parrot", "true", "1", "3"),       # the first day it isn't
    ("e11", "kiran", "2026-03-23T23:59:59", "Sloop", "true", "1", "4"),       # the last day in the South
    ("e12", "kiran", "2026-03-24T00:00:00", "Sloop", "true", "1", "4"),
    ("e13", "ines", "2026-03-17T10:00:00", "Forge", "true", "1", "3"),        # Drift: the override starts on Wednesday
    ("e14", "ines", "2026-03-18T10:00:00", "Forge", "true", "1", "3"),
    ("e15", "ines", "2026-03-24T10:00:00", "Forge", "true", "1", "3"),
    ("e16", "ivo", "2026-03-19T10:00:00", "Forge", "true", "1", "5"),
    ("e17", "anouk", "2026-02-17T10:00:00", "Dream", "true", "1", "5"),       # approved where anouk goes, not where anouk was
    ("e18", "anouk", "2026-02-20T10:00:00", "Dream", "true", "1", "5"),
    ("e19", "anouk", "2026-03-03T10:00:00", "Dream", "true", "1", "2"),
    ("e20", "bruno", "2026-02-05T10:00:00+09:00", "Quill", "true", "", "0"),  # no use at all
    ("e20", "bruno", "2026-02-06T10:00:00", "Quill", "true", "2", "9"),       # the key is taken
    ("", "bruno", "2026-02-06T11:00:00", "Quill", "true", "2", "2"),          # without a key
    ("", "bruno", "2026-02-06T11:00:00", "Quill", "true", "2", "2"),
    ("e21", "nobody", "2026-02-06T11:00:00", "Quill", "true", "2", "2"),      # not in the list
    ("e22", "rosa", "2026-02-31T11:00:00", "Quill", "true", "2", "2"),        # no such day
    ("e23", "rosa", "2026-01-30T11:00:00", "Quill", "true", "2", "2"),        # before the data begin
    ("e24", "rosa", "2026-04-12T22:00:00Z", "Quill", "true", "2", "2"),       # after the day of the figures
    ("e25", "rosa", "2026-04-12T21:59:59Z", "Quill", "true", "2", "7"),       # the last second of it
    ("e26", "rosa", "2026-03-10T11:00:00", "", "true", "2", "3"),             # no tool is named
    ("e27", "rosa", "2026-03-10T11:00:00", "Quill", "true", "much", "3"),     # no number
    ("e28", "gaia", "2026-02-10T11:00:00", "Quill", "true", "2", "5"),        # after the last day of work
    ("e29", "ilja", "2026-02-10T11:00:00", "Quill", "true", "2", "2"),        # enough for part-time only, which is unknown
    ("e30", "kaja", "2026-03-10T11:00:00", "", "true", "", "1"),
]  # fmt: skip


def interactions(draw, roster):
    rows = []
    for row in roster:
        name, hired, left = row[0], row[5], row[6]
        taste = draw.betavariate(2, 1.3) * 6.4
        for week in range(WEEKS):
            for _ in range(int(draw.expovariate(1 / taste) if taste > 0 else 0)):
                when = FIRST + dt.timedelta(days=7 * week + min(draw.randrange(6), draw.randrange(7)))
                if not hired <= when.isoformat() <= (left or "9999"):
                    continue
                clock = f"{draw.randrange(7, 19):02}:{draw.randrange(60):02}:00"
                documented = draw.choices(["true", "false", ""], [85, 11, 4])[0]
                minutes = draw.choice(["", "3", "5", "8.5", "12", "20"])
                quantity = draw.choices(["", "1", "2", "3", "0"], [30, 35, 22, 11, 2])[0]
                zone = draw.choice(["", "", "Z", "+01:00"])
                tool = draw.choice(TOOLS)
                rows.append((when, clock, [name, f"{when}T{clock}{zone}", tool, documented, minutes, quantity]))
    rows.sort()
    return [[f"i{number}", *row] for number, (_, _, row) in enumerate(rows, 1)]


def main():
    draw = random.Random(20260202)
    (HERE / "data").mkdir(exist_ok=True)
    roster = people(draw)
    write("people.csv", "person_id role region team part_time hired_on left_on".split(), roster)
    write("assignments.csv", "person_id starts_on ends_on region team role".split(), ASSIGNMENTS)
    write("leave.csv", "person_id starts_on ends_on".split(), LEAVE)
    write("holidays.csv", "place first_day end_day".split(), HOLIDAYS)
    rows = interactions(draw, roster[:-1]) + [list(row) for row in EDGES]
    write("interactions.csv", "id person_id at tool documented minutes quantity".split(), rows)


if __name__ == "__main__":
    main()
