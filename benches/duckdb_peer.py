"""The same answers from DuckDB: `duckdb_peer.py CASE DATA OUT`, each run a whole process.

Cases: headline, headline-plain (with date_trunc, as most would write it), full, full-rates (keeps the measures to
itself), extended, extended-rates, teams, decode (touches the four columns of the headline), start (loads the library, nothing more), csv and ndjson (the headline
from texts, whose columns and types are stated).
Writes OUT/metrics.csv, and for full and extended OUT/entity_periods.parquet, in uptake's column names.

Tuned, and each kept for what it saved in processor time: weeks are whole divisions of epoch microseconds (date_trunc
takes twice as long); texts become small integers once per row (comparing texts in every measure takes half as long
again); distinct days and tools are bits of an integer, exactly, as there are 7 days and 12 tools (count(DISTINCT) takes
three times as long); cuts come from grouping sets over the reduced rows.
"""

import os
import sys

import duckdb

from shape import (
    ACTIVE_FROM, APPROVED, DAY, FIRST_MONDAY, FIRST_WEEK, FURTHER, KINDS, MONDAY_SHIFT, TOOLS, UNAPPROVED, WEEK, WEEKS,
    further_name,
)
from teams import LEAST

DATA, OUT = sys.argv[2], sys.argv[3]
EVENTS = f"read_parquet('{DATA}/interactions.parquet')"
PEOPLE = f"read_parquet('{DATA}/people.parquet')"
WEEK_OF = f'(epoch_us("at") + {MONDAY_SHIFT}) // {WEEK}'
MONDAY_OF = f"DATE '{FIRST_MONDAY}' + 7 * (week - {FIRST_WEEK})::INT"


# The same interactions as texts.
COLUMNS = "{person_id: 'VARCHAR', \"at\": 'TIMESTAMPTZ', tool: 'VARCHAR', kind: 'VARCHAR', documented: 'BOOLEAN'}"
TEXTS = {
    "csv": f"read_csv('{DATA}/interactions.csv', header = true, columns = {COLUMNS})",
    "ndjson": f"read_json('{DATA}/interactions.ndjson', format = 'newline_delimited', columns = {COLUMNS})",
}


def names(values):
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


# One row per person and week in which the person is employed.
ROSTER = f"""
    SELECT person_id, segment, team, week, {MONDAY_OF} AS monday
    FROM {PEOPLE}, range({FIRST_WEEK}, {FIRST_WEEK + WEEKS}) weeks(week)
    WHERE role = 'CSM' AND hired_on <= {MONDAY_OF} + 6 AND (left_on IS NULL OR left_on >= {MONDAY_OF})
"""

HEADLINE = """
    WITH active AS (
        SELECT person_id, {week} AS week
        FROM {events} WHERE documented AND tool IN {approved}
        GROUP BY ALL HAVING count(*) >= {threshold}
    )
    SELECT 'adoption' AS metric, monday AS period, '' AS cut, '' AS cut_value,
           count(active.person_id) AS numerator, count(*) AS denominator
    FROM ({roster}) LEFT JOIN active USING (person_id, week)
    GROUP BY monday
"""


def headline(week, events=EVENTS):
    return HEADLINE.format(
        week=week, events=events, approved=names(APPROVED), threshold=ACTIVE_FROM, roster=ROSTER
    )


TEAM_RATES = """
    WITH counted AS (
        SELECT person_id, {week} AS week, count(*) AS interactions
        FROM {events} WHERE documented AND tool IN {approved}
        GROUP BY ALL
    ), roster AS (
        SELECT person_id, week, monday, {least}[1 + suffix::INT % {steps}] AS least
        FROM ({roster}) JOIN (SELECT person_id, team[6:] AS suffix FROM read_parquet('{people}')) USING (person_id)
    )
    SELECT 'adoption' AS metric, monday AS period, '' AS cut, '' AS cut_value,
           count(*) FILTER (interactions >= least) AS numerator, count(*) AS denominator
    FROM roster LEFT JOIN counted USING (person_id, week)
    GROUP BY monday
"""


def number_of(column, values):
    """A small integer for each distinct text, so that texts are compared once per row and not once per measure."""
    cases = " ".join(f"WHEN '{value}' THEN {number}" for number, value in enumerate(values))
    return f"(CASE {column} {cases} END)::TINYINT AS {column}_no"


def cube(further):
    """Every measure of every person and week."""
    unapproved_from, unknown_from = len(APPROVED), len(APPROVED + UNAPPROVED)
    counts = {
        "approved_interactions": "use",
        "any_tool_interactions": "documented",
        "undocumented_interactions": "approved AND NOT documented",
        "unapproved_interactions": f"tool_no >= {unapproved_from} AND tool_no < {unknown_from}",
        "unknown_tool_interactions": f"tool_no >= {unknown_from}",
        "weekend_interactions": "use AND day >= 5",
        "interactions": "true",
    }
    counts |= {f"approved_{kind}": f"use AND kind_no = {KINDS.index(kind)}" for kind in KINDS}
    counts |= {
        further_name(kind, tool): f"documented AND tool_no = {TOOLS.index(tool)} AND kind_no = {KINDS.index(kind)}"
        for kind, tool, _ in further
    }
    # `use`: an approved tool, and documented. Days count from Monday, 0.
    return f"""
        SELECT
            person_id, week,
            {", ".join(f"count(*) FILTER ({condition}) AS {name}" for name, condition in counts.items())},
            bit_count(bit_or(CASE WHEN use THEN 1 << day ELSE 0 END)) AS approved_days,
            bit_count(bit_or(1 << day)) AS any_days,
            bit_count(bit_or(CASE WHEN use THEN 1 << tool_no ELSE 0 END)) AS tools_used
        FROM (
            SELECT *, tool_no < {unapproved_from} AS approved, approved AND documented AS use
            FROM (
                SELECT person_id, documented, {number_of("tool", TOOLS)}, {number_of("kind", KINDS)},
                       micros // {WEEK} AS week, (micros // {DAY} % 7)::TINYINT AS day
                FROM (SELECT *, epoch_us("at") + {MONDAY_SHIFT} AS micros FROM {EVENTS})
            )
        )
        GROUP BY person_id, week
    """


def rates(further):
    """The rates from the cube: the two main ones by segment and team, the further ones uncut."""
    main = {
        "adoption": f"approved_interactions >= {ACTIVE_FROM}",
        "any_tool_adoption": f"any_tool_interactions >= {ACTIVE_FROM}",
    }
    more = {
        f"{further_name(kind, tool)}_share": f"{further_name(kind, tool)} >= {threshold}"
        for kind, tool, threshold in further
    }
    counts = ", ".join(f"count_if({condition}) AS {name}" for name, condition in (main | more).items())
    return f"""
        UNPIVOT (
            SELECT monday AS period,
                   CASE GROUPING(segment, team) WHEN 1 THEN 'segment' WHEN 2 THEN 'team' ELSE '' END AS cut,
                   coalesce(segment, team, '') AS cut_value, count(*) AS denominator, {counts}
            FROM ({ROSTER}) LEFT JOIN cube USING (person_id, week)
            GROUP BY GROUPING SETS ((monday), (monday, segment), (monday, team))
        ) ON {", ".join(main | more)} INTO NAME metric VALUE numerator
    """


def write_rates(connection, query, keep="true"):
    connection.execute(
        f"COPY (SELECT metric, period, cut, cut_value, numerator, denominator FROM ({query}) WHERE {keep})"
        f" TO '{OUT}/metrics.csv' (HEADER)"
    )


def run(case):
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    pack, _, only_rates = case.partition("-")
    if case == "headline":
        write_rates(connection, headline(WEEK_OF))
    elif case in TEXTS:
        write_rates(connection, headline(WEEK_OF, TEXTS[case]))
    elif case == "headline-plain":
        weeks_on = f"date_diff('week', DATE '{FIRST_MONDAY}', date_trunc('week', \"at\")::DATE)"
        write_rates(connection, headline(f"{weeks_on} + {FIRST_WEEK}"))
    elif pack in ("full", "extended"):
        further = FURTHER if pack == "extended" else []
        connection.execute(f"CREATE TEMP TABLE cube AS {cube(further)}")
        write_rates(connection, rates(further), "cut = '' OR metric IN ('adoption', 'any_tool_adoption')")
        if not only_rates:
            connection.execute(
                f"COPY (SELECT * EXCLUDE (week), {MONDAY_OF} AS period FROM cube)"
                f" TO '{OUT}/entity_periods.parquet' (COMPRESSION zstd)"
            )
    elif case == "teams":
        people = f"{DATA}/teams/people.parquet"
        write_rates(
            connection,
            TEAM_RATES.format(
                week=WEEK_OF,
                events=EVENTS,
                approved=names(APPROVED),
                roster=ROSTER,
                people=people,
                least=LEAST,
                steps=len(LEAST),
            ),
        )
    elif case == "decode":
        connection.sql(
            'SELECT sum(strlen(person_id)), bit_xor(epoch_us("at")), sum(strlen(tool)), count_if(documented)'
            f" FROM {EVENTS}"
        ).fetchall()
    elif case != "start":
        sys.exit(f"no such case: {case}")


if __name__ == "__main__":
    os.makedirs(OUT, exist_ok=True)
    run(sys.argv[1])
