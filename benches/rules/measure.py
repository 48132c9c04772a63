"""Measures what those wait for who own rules: `cargo xtask bench rules` calls it; docs/benchmarks.md says what and why.

On the interactions of part (b): one person explained and the impact of one edit, once in a program that has read the data and once as a
whole process with a cache. And `uptake check` with all its proofs on a pack and a thousand override files: such as change a constant, and
such as change a condition that may only be tightened. Nothing here fails for being slow; what fails is a program that ends badly.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from measure import timed  # noqa: E402

PACK = "full"
KNOWN, EDITED = "approved_interactions >= 3", "approved_interactions >= 4"
PROJECT = """\
uptake: 1
project: bench-rules
packs: [{rules}]
as_of: 2026-02-02
sources:
  people: {{ adapter: files, path: "{data}/people.parquet" }}
  interactions: {{ adapter: files, path: "{data}/interactions.parquet" }}
"""
OWNED = """\
uptake: 1
pack: owned
owner: ops@example.com
entities: people
layers: [region, team]
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, role: text, region: text, team: text } }
  uses:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime, documented: { type: bool, optional: true } }
constants:
  least: 3
measures:
  uses_made: { count: uses, where: documented }
  uses_all: { count: uses }
  days_used: { distinct_days: uses, where: documented }
definitions:
  eligible: { when: role == "CSM" }
  active: { when: uses_made >= least, tighten_only: true, may_not: raise rate }
  keen: { when: active && days_used >= 2 }
metrics:
  rate: { title: Rate, share: active, of: eligible, by: [region, team] }
"""
CONSTANT = """\
uptake: 1
extends: owned
for: {{ team: team-{number:04} }}
constants: {{ least: {least} }}
"""
CONDITION = """\
uptake: 1
extends: owned
for: {{ team: team-{number:04} }}
definitions: {{ active: {{ when: uses_made >= {least} && uses_all >= {all} }} }}
"""


def prepare(options):
    """Generates the data, unless the same generator wrote them already."""
    wanted = json.dumps([options.rows, options.people, (HERE.parent / "generate.py").read_text()])
    stamp = options.data / "generated.json"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(options.data, ignore_errors=True)
    options.data.mkdir(parents=True)
    generator = [sys.executable, "-B", str(HERE.parent / "generate.py")]
    subprocess.run([*generator, str(options.rows), str(options.people), str(options.data)], check=True)
    people = f"SELECT person_id FROM read_parquet('{options.data}/people.parquet') ORDER BY person_id"
    duckdb.sql(f"COPY ({people}) TO '{options.data}/people.csv' (HEADER)")
    stamp.write_text(wanted)


def projects(options):
    """The project, and the same with one threshold edited."""
    for name in ("rules-now", "rules-new"):
        folder = options.work / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(HERE.parent / PACK / "rules", folder)
        (options.work / f"{name}.yaml").write_text(PROJECT.format(rules=name, data=options.data))
    path = options.work / "rules-new" / "definition.yaml"
    text = path.read_text()
    if KNOWN not in text:
        sys.exit(f"{path} has no `{KNOWN}`")
    path.write_text(text.replace(KNOWN, EDITED))


def overrides(options, name, text):
    """A folder with a pack and many override files."""
    folder = options.work / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "owned.yaml").write_text(OWNED)
    for number in range(options.files):
        least = 3 + number % 7
        (folder / f"team-{number:04}.yaml").write_text(text.format(number=number, least=least, all=least + number % 5))
    return folder


def told(program, *arguments):
    """The milliseconds that one of the examples prints for what it measures, by word."""
    out = subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout
    return {word: float(number) for word, number in re.findall(r"^(\w+) +([\d.]+) ms", out, re.MULTILINE)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--uptake", required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--files", type=int, default=1_000)
    options = parser.parse_args()
    options.work = options.work.resolve()
    options.data = options.work / "data"
    prepare(options)
    projects(options)
    examples = Path(options.uptake).parent / "examples"
    now, new = options.work / "rules-now.yaml", options.work / "rules-new.yaml"
    print(f"{options.rows:,} interactions of {options.people:,} people, {PACK}; medians of {options.runs}")
    print(f"{'':44}  {'aim':>7}  seconds  CPU s  peak MiB")

    def row(what, aim, seconds, cpu="", peak=""):
        print(f"{what:44}  {aim:7.3f}  {seconds:7.4f}  {cpu:>5}  {peak:>8}")

    explained = told(examples / "explain", now, options.data / "people.csv", "person_id")
    row("one person explained, the data being read", 0.05, explained["explain"] / 1e3)
    moved = told(examples / "impact", now, new)
    row("the impact of one edit, the data being read", 0.2, moved["impact"] / 1e3)

    def process(what, aim, *arguments):
        command = [options.uptake, *map(str, arguments)]
        samples = [timed(command, dict(os.environ), options.work / "stderr.txt") for _ in range(options.runs + 1)][1:]
        median = {key: statistics.median(sample[key] for sample in samples) for key in samples[0]}
        row(what, aim, median["seconds"], f"{median['cpu_seconds']:.2f}", f"{median['peak_mib']:.0f}")

    cache = ["--cache", options.work / "cache"]
    process("the same, a process with a cache", 0.2, "impact", now, "--base", options.work / "rules-now", "--head", options.work / "rules-new", *cache)
    process(f"check, {options.files:,} constants", 1, "check", overrides(options, "constants", CONSTANT))
    process(f"check, {options.files:,} conditions", 1, "check", overrides(options, "conditions", CONDITION))


if __name__ == "__main__":
    main()
