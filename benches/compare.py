"""Compares the answers of two programs: `compare.py FOLDER REFERENCE`; ends with 1 and names the first differences.

metrics.csv: for each metric of the reference the same periods and cuts, with equal numerators and denominators.
entity_periods.parquet, where both wrote one: every measure of every person and week. Where one side has no row for a
person and week, that counts as zeros; where both have one, an unknown value is no zero.
"""

import csv
import os
import sys

SHOWN = 5


def metrics(folder):
    with open(f"{folder}/metrics.csv", newline="") as file:
        return {
            (row["metric"], row["period"], row["cut"], row["cut_value"]): (
                int(float(row["numerator"])),
                int(float(row["denominator"])),
            )
            for row in csv.DictReader(file)
        }


def metric_differences(folder, reference):
    expected = metrics(reference)
    compared = {metric for metric, *_ in expected}
    found = {key: value for key, value in metrics(folder).items() if key[0] in compared}
    for key in sorted(expected.keys() | found.keys()):
        if expected.get(key) != found.get(key):
            yield f"{key}: {found.get(key)} instead of {expected.get(key)}"


def measure_differences(folder, reference):
    import duckdb  # only where there is something to compare

    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW expected AS FROM read_parquet('{reference}/entity_periods.parquet')")
    connection.execute(
        "CREATE VIEW found AS SELECT * REPLACE (period::DATE AS period)"
        f" FROM read_parquet('{folder}/entity_periods.parquet')"
    )
    columns = [column for column, *_ in connection.execute("DESCRIBE expected").fetchall()]
    for measure in columns:
        if measure in ("person_id", "period"):
            continue
        rows = connection.execute(
            f"""
            SELECT person_id, period::VARCHAR, f.{measure}, e.{measure}
            FROM found f FULL JOIN expected e USING (person_id, period)
            WHERE CASE WHEN f.period IS NULL OR e.period IS NULL THEN coalesce(f.{measure}, e.{measure}, 0) <> 0
                       ELSE f.{measure} IS DISTINCT FROM e.{measure} END
            LIMIT {SHOWN}
            """
        ).fetchall()
        for person, week, found, wanted in rows:
            yield f"{measure} of {person} in {week}: {found} instead of {wanted}"


def main(folder, reference):
    differences = list(metric_differences(folder, reference))
    if all(os.path.exists(f"{side}/entity_periods.parquet") for side in (folder, reference)):
        differences += measure_differences(folder, reference)
    for difference in differences[:SHOWN]:
        print(difference)
    if differences:
        sys.exit(f"{folder} and {reference} differ in {len(differences)} places or more")


if __name__ == "__main__":
    main(*sys.argv[1:])
