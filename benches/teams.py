"""Makes the project of part (d): `teams.py FOLDER`. A hundred teams, each with an override of its own.

The people of the other parts are dealt to a hundred teams; team number n counts as active from LEAST[n % 6] interactions
on, where the pack of part (a) says three. Everything goes into FOLDER/teams, the project beside the overrides.
"""

import os
import sys
from pathlib import Path

TEAMS = 100
LEAST = [1, 2, 4, 5, 6, 7]
HERE = Path(__file__).resolve().parent

PROJECT = """uptake: 1
project: bench-teams
packs: ["{pack}", overrides]
as_of: 2026-02-02
sources:
  people: {{ adapter: files, path: people.parquet }}
  interactions: {{ adapter: files, path: "{data}/interactions.parquet" }}
"""
OVERRIDE = """uptake: 1
extends: bench-headline
for: {{ team: team-{number:03} }}
definitions:
  active: {{ when: approved_interactions >= {least} }}
"""


def main(data):
    import duckdb  # not needed by who only asks for the numbers

    folder = Path(data) / "teams"
    (folder / "overrides").mkdir(parents=True, exist_ok=True)
    for number in range(TEAMS):
        text = OVERRIDE.format(number=number, least=LEAST[number % len(LEAST)])
        (folder / "overrides" / f"team-{number:03}.yaml").write_text(text)
    (folder / "project.yaml").write_text(PROJECT.format(pack=HERE / "headline" / "rules", data=Path(data).resolve()))
    duckdb.sql(
        f"COPY (SELECT * REPLACE (format('team-{{:03}}', hash(person_id) % {TEAMS}) AS team)"
        f" FROM read_parquet('{data}/people.parquet') ORDER BY person_id)"
        f" TO '{folder}/people.parquet.tmp' (FORMAT parquet, COMPRESSION zstd)"
    )
    os.replace(folder / "people.parquet.tmp", folder / "people.parquet")


if __name__ == "__main__":
    main(sys.argv[1])
