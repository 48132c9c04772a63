"""Writes people.parquet and interactions.parquet: `generate.py ROWS PEOPLE FOLDER [texts]`.

With `texts` also interactions.csv and interactions.ndjson, the same rows as vendors deliver them.

Every draw is a hash of the row's number, so the same DuckDB version writes the same rows again.
 - A third of the people use AI rarely, a third often, the rest in between; people are shuffled over their numbers.
 - Tools and kinds follow a Zipf-like curve: P(k) = ln((k + 1) / k) / ln(n + 1).
 - Of 100 interactions, 85 are documented and 8 fall on a week-end.
 - Some people join on a Monday or leave on a Sunday within the 26 weeks; nobody acts outside their time. "Employed in
   the week" is therefore the same whichever way a reader defines it.
"""

import os
import sys

import duckdb

from shape import DAY, FIRST_MONDAY, FIRST_WEEK, KINDS, MONDAY_SHIFT, TOOLS, WEEK, WEEKS

SQL = f"""
SET TimeZone = 'UTC';

-- A number from 0 up to 1 from a row's number and the name of the draw.
CREATE MACRO draw(i, name) AS (hash(i, name) % 1000000) / 1e6;
-- From 1 to n, the small ones often.
CREATE MACRO zipf(i, name, n) AS floor(exp(draw(i, name) * ln(n + 1)))::INT;

CREATE TABLE roster AS
SELECT
    n, format('p-{{:05}}', n) AS person_id,
    (hash(n, 'team') % 40)::INT AS team,
    CASE WHEN draw(n, 'joins') < 0.06 THEN (1 + hash(n, 'first') % 12)::INT ELSE 0 END AS first_week,
    CASE WHEN draw(n, 'leaves') < 0.06 THEN (13 + hash(n, 'last') % 12)::INT ELSE {WEEKS - 1} END AS last_week
FROM range(1, $people + 1) t(n);

COPY (
    SELECT
        person_id, 'CSM' AS role,
        ['SMB', 'Mid-Market', 'Enterprise'][1 + team % 3] AS segment,
        format('team-{{:02}}', team + 1) AS team,
        ['EMEA', 'AMER', 'APAC', 'LATAM'][1 + team // 10] AS region,
        CASE WHEN first_week = 0 THEN DATE '{FIRST_MONDAY}' - (7 + hash(n, 'hired') % 2500)::INT
             ELSE DATE '{FIRST_MONDAY}' + 7 * first_week END AS hired_on,
        CASE WHEN last_week < {WEEKS - 1} THEN DATE '{FIRST_MONDAY}' + 7 * last_week + 6 END AS left_on
    FROM roster ORDER BY n
) TO '$folder/people.parquet.tmp' (FORMAT parquet, COMPRESSION zstd);

COPY (
    WITH drawn AS (
        SELECT
            i,
            -- Two in a hundred interactions come from the rare users, 28 from the middle, 70 from the frequent.
            CASE WHEN draw(i, 'band') < 0.02 THEN floor(0.3 * $people * draw(i, 'person'))
                 WHEN draw(i, 'band') < 0.30 THEN floor($people * (0.3 + 0.4 * draw(i, 'person')))
                 ELSE floor($people * (0.7 + 0.3 * draw(i, 'person'))) END::BIGINT * 7919 % $people + 1 AS n,
            CASE WHEN draw(i, 'week-end') < 0.92 THEN hash(i, 'day') % 5 ELSE 5 + hash(i, 'day') % 2 END::BIGINT AS day,
            (hash(i, 'clock') % {DAY // 2})::BIGINT + {7 * DAY // 24} AS clock
        FROM range($rows) t(i)
    )
    SELECT
        person_id,
        make_timestamptz(
            ({FIRST_WEEK} + first_week + floor(draw(i, 'week') * (last_week - first_week + 1))::BIGINT) * {WEEK}
            - {MONDAY_SHIFT} + day * {DAY} + clock
        ) AS "at",
        {TOOLS}[zipf(i, 'tool', {len(TOOLS)})] AS tool,
        {KINDS}[zipf(i, 'kind', {len(KINDS)})] AS kind,
        draw(i, 'documented') < 0.85 AS documented
    FROM drawn JOIN roster USING (n)
    ORDER BY "at", i
) TO '$folder/interactions.parquet.tmp' (FORMAT parquet, COMPRESSION zstd);
"""

TEXTS = """
SELECT person_id, strftime(timezone('UTC', "at"), '%Y-%m-%dT%H:%M:%S.%fZ') AS "at", tool, kind, documented
FROM read_parquet('$folder/interactions.parquet')
"""


def main(rows, people, folder, texts=""):
    os.makedirs(folder, exist_ok=True)
    sql = SQL.replace("$rows", rows).replace("$people", people).replace("$folder", folder)
    with duckdb.connect() as connection:
        connection.execute(sql)
    for name in ("people.parquet", "interactions.parquet"):
        os.replace(f"{folder}/{name}.tmp", f"{folder}/{name}")
    for ending, form in (("csv", "FORMAT csv, HEADER"), ("ndjson", "FORMAT json")) if texts else ():
        name = f"{folder}/interactions.{ending}"
        query = TEXTS.replace("$folder", folder)
        with duckdb.connect() as connection:
            connection.execute(f"SET TimeZone = 'UTC'; COPY ({query}) TO '{name}.tmp' ({form})")
        os.replace(f"{name}.tmp", name)


if __name__ == "__main__":
    main(*sys.argv[1:])
