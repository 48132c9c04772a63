"""Measures a cold build: `cargo xtask bench build` calls it; docs/benchmarks.md says what and why.

Two builds in one empty target folder: Polars with all that it needs, and then the rest up to the program. Both together are what
`cargo run --release -- demo` waits for on a machine that has fetched all sources.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from measure import timed  # noqa: E402

POLARS = ["polars", "polars-io", "polars-parquet", "polars-arrow"]


def compiled(stderr):
    """How many crates cargo says that it compiled, or checked."""
    lines = stderr.read_text(errors="replace").splitlines()
    return sum(line.split()[:1] in (["Compiling"], ["Checking"]) for line in lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    target = options.work / "target"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    cargo = os.environ.get("CARGO", "cargo")
    verb = "check" if options.quick else "build"
    environment = os.environ | {"CARGO_TARGET_DIR": str(target), "CARGO_INCREMENTAL": "0", "CARGO_TERM_COLOR": "never"}
    stages = {
        "Polars": [argument for name in POLARS for argument in ("--package", name)],
        "the rest": ["--package", "uptake-cli", "--bin", "uptake"],
    }
    results = {}
    # What isn't fetched yet is no part of the time.
    timed([cargo, "fetch", "--locked"], environment, options.work / "stderr.txt")
    for stage, packages in stages.items():
        stderr = options.work / "stderr.txt"
        results[stage] = timed([cargo, verb, "--release", "--locked", *packages], environment, stderr)
        results[stage]["crates"] = compiled(stderr)
    names = ("seconds", "cpu_seconds", "crates")
    results["together"] = {name: sum(results[stage][name] for stage in stages) for name in names}
    polars = results["Polars"]["cpu_seconds"]
    print(f"{os.cpu_count()} cores; cargo {verb}; the ratio is that of processor time to Polars alone")
    print("           ratio  seconds    CPU s  crates")
    for stage, of in results.items():
        ratio = of["cpu_seconds"] / polars
        print(f"{stage:9}  {ratio:5.2f}  {of['seconds']:7.0f}  {of['cpu_seconds']:7.0f}  {of['crates']:6}")
    if not options.quick:
        program = target / "release" / ("uptake.exe" if os.name == "nt" else "uptake")
        results["program_mib"] = program.stat().st_size / 2**20
        print(f"the program has {results['program_mib']:.1f} MiB")
    (options.work / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    shutil.rmtree(target)


if __name__ == "__main__":
    main()
