"""Measures a panel of records beside DuckDB: `cargo xtask bench readiness` calls it; docs/benchmarks.md says what and why.

Both are whole processes that run in turn; the first round warms up and is not counted. What fails is a program that ends
badly or gives another answer, never one that is slow.
"""

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from measure import timed  # noqa: E402


def prepare(options):
    """Generates the data, unless the same generator wrote them already."""
    wanted = json.dumps([options.accounts, options.owners, (HERE / "generate.py").read_text()])
    stamp = options.data / "generated.json"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    options.data.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-B", str(HERE / "generate.py"), str(options.data), str(options.accounts), str(options.owners)]
    subprocess.run(command, check=True)
    stamp.write_text(wanted)


def of_uptake(folder):
    """The figures of a run, by horizon."""
    outcome = json.loads((folder / "outcome.json").read_text())
    answer = {}
    for check in outcome["checks"]:
        for group in check["groups"]:
            values = {value["name"]: value["value"] for value in group["values"]}
            answer[group["group"][0] if group["group"] else check["name"]] = values
    return answer


def compare(ours, theirs):
    """Ends the bench where a figure differs by more than rounding."""
    if ours.keys() != theirs.keys():
        sys.exit(f"other groups: {sorted(ours)} and {sorted(theirs)}")
    for group, values in theirs.items():
        for name, value in values.items():
            if not math.isclose(ours[group][name], value, rel_tol=1e-9):
                sys.exit(f"{group} {name}: {ours[group][name]} and {value}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--uptake", required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--accounts", type=int, default=200_000)
    parser.add_argument("--owners", type=int, default=1_000)
    options = parser.parse_args()
    options.data = options.work / "data"
    prepare(options)
    out = {"uptake": options.work / "uptake", "duckdb": options.work / "duckdb"}
    commands = {
        "duckdb": [sys.executable, "-B", str(HERE / "duckdb_peer.py"), str(options.data), str(out["duckdb"])],
        "uptake": [options.uptake, "run", "--project", str(HERE / "project.yaml"), "--out", str(out["uptake"]), "--brief"],
    }
    environment = os.environ | {"UPTAKE_BENCH": str(options.data)}
    samples = {who: [] for who in commands}
    for turn in range(options.runs + 1):
        for who, command in commands.items():
            shutil.rmtree(out[who], ignore_errors=True)
            sample = timed(command, environment, options.work / "stderr.txt")
            if turn:
                samples[who].append(sample)
    compare(of_uptake(out["uptake"]), json.loads((out["duckdb"] / "answer.json").read_text()))
    print(f"{options.accounts} accounts, {options.owners} owners, {options.accounts * 156} scores; medians of {options.runs}")
    print("          ratio   seconds   CPU s  peak MiB")
    peer = statistics.median(sample["seconds"] for sample in samples["duckdb"])
    for who, of in samples.items():
        median = {name: statistics.median(sample[name] for sample in of) for name in of[0]}
        ratio = median["seconds"] / peer
        print(f"{who:8}  {ratio:5.2f}  {median['seconds']:8.3f}  {median['cpu_seconds']:6.2f}  {median['peak_mib']:8.0f}")
    print("all answers agree")


if __name__ == "__main__":
    main()
