"""What a company costs, by simulation from measured pieces; docs/scale.md says where they come from: `python3 benches/scale/cost.py`.

A year, week by week: events of the week come, some of them one or more weeks late. Each week is asked for with the weeks to which late rows
came, as `arrival` has it, or the whole history is, as without it. Nothing is drawn at random but how many rows are late, from a seed.
"""

import argparse
import random

SECONDS = {"duckdb": 77.0, "postgresql": 211.0}  # processor seconds of an engine for 10^8 rows, all that is asked
BYTES = 141.0  # of a person and week that travel
KEY = 16.0  # bytes of an engine's memory for a key that is told apart


def late(rows, share, again, chance):
    """How many of a week's rows come one, two, three … weeks late."""
    weeks = []
    expected = rows * share
    while expected >= 0.01 and len(weeks) < 51:
        # Few rows come or don't; many are as many as is expected, give or take their root.
        drawn = sum(chance.random() < expected / 100 for _ in range(100)) if expected < 100 else expected + chance.gauss(0, expected**0.5)
        weeks.append(max(0, int(drawn)))
        expected *= again
    return weeks


def year(people, rows, share, again, weeks, seed):
    """Per week: the weeks that are asked for, the rows they have, and the bytes that travel."""
    chance = random.Random(seed)
    history, asked = {}, []
    for week in range(weeks):
        history[week] = rows
        changed = {week}
        for behind, came in enumerate(late(rows, share, again, chance), 1):
            if came and week - behind >= 0:
                history[week - behind] += came
                changed.add(week - behind)
        asked.append((len(changed), sum(history[of] for of in changed), len(changed) * people * BYTES))
    return asked, history


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=1_000_000_000, help="events of a week")
    parser.add_argument("--late", type=float, default=0.02, help="share of a week's rows that come the week after")
    parser.add_argument("--again", type=float, default=0.1, help="share of these that come yet a week later, and so forth")
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--cores", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    asked, history = year(options.people, options.rows, options.late, options.again, options.weeks, options.seed)
    whole = sum(history.values())
    ways = {
        "the week alone": (1, options.rows, options.people * BYTES),
        "the weeks that changed": asked[-1],
        "the whole history": (options.weeks, whole, options.weeks * options.people * BYTES),
    }
    print(f"{options.people:,} people, {options.rows:,} events a week, after {options.weeks} weeks; {options.late:.0%} come a week late, {options.again:.0%} of these yet a week later, …")
    print(f"| asked for | weeks | rows read | GB that travel | GB of keys in the engine | " + " | ".join(f"{engine}, minutes of {options.cores} cores" for engine in SECONDS) + " |")
    print("|---|---|---|---|---|" + "---|" * len(SECONDS))
    for name, (weeks, rows, travel) in ways.items():
        minutes = [f"{rows / 1e8 * seconds / options.cores / 60:.1f}" for seconds in SECONDS.values()]
        print(f"| {name} | {weeks} | {rows:.2e} | {travel / 1e9:.2f} | {rows * KEY / 1e9:.0f} | " + " | ".join(minutes) + " |")
    total = sum(rows for _, rows, _ in asked)
    print(f"all {options.weeks} runs together read {total / whole:.1f} times the rows that there are, and {sum(travel for *_, travel in asked) / 1e9:.0f} GB travel")


if __name__ == "__main__":
    main()
