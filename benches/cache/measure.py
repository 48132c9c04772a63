"""Measures what a cache saves: `cargo xtask bench cache` calls it; docs/benchmarks.md says what and why.

The interactions of `generate.py` are laid out over 104 weeks, a file each. Every sample is a whole process, beside a fresh run of the
same rules without a cache; the first round warms up and is not counted. What fails is a run whose files differ from the fresh
one's in a byte, or that reads what it needn't, never one that is slow.
"""

import argparse
import filecmp
import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from measure import timed  # noqa: E402
from shape import WEEK, WEEKS  # noqa: E402

PROJECT = """\
uptake: 1
project: bench-cache
packs: [rules]
as_of: 2027-08-02
sources:
  people: {{ adapter: files, path: "{data}/people.parquet" }}
  interactions: {{ adapter: files, path: "{data}/weeks/*.parquet" }}
"""
YEARS = 4  # the weeks of the generator, so often one after the other


def prepare(options):
    """Generates the data, unless the same generator wrote them already."""
    wanted = json.dumps([options.rows, options.people, (HERE.parent / "generate.py").read_text(), Path(__file__).read_text()])
    stamp = options.data / "generated.json"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(options.data, ignore_errors=True)
    weeks = options.data / "weeks"
    weeks.mkdir(parents=True)
    generator = [sys.executable, "-B", str(HERE.parent / "generate.py")]
    subprocess.run([*generator, str(options.rows), str(options.people), str(options.data)], check=True)
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        later = f"make_timestamptz(epoch_us(\"at\") + (hash(person_id, \"at\", kind) % {YEARS})::BIGINT * {WEEKS * WEEK})"
        connection.execute(
            f"CREATE TABLE all_weeks AS SELECT * REPLACE ({later} AS \"at\") FROM '{options.data}/interactions.parquet'"
        )
        connection.execute("ALTER TABLE all_weeks ADD COLUMN week DATE")
        connection.execute("UPDATE all_weeks SET week = date_trunc('week', \"at\")")
        for (week,) in connection.execute("SELECT DISTINCT week FROM all_weeks ORDER BY week").fetchall():
            connection.execute(
                f"COPY (SELECT * EXCLUDE (week) FROM all_weeks WHERE week = DATE '{week}' ORDER BY \"at\") "
                f"TO '{weeks}/{week}.parquet' (FORMAT parquet, COMPRESSION zstd)"
            )
    (options.data / "interactions.parquet").unlink()
    stamp.write_text(wanted)


def rules(options, pack, threshold):
    """The rules of a bench with another threshold."""
    folder = options.work / "rules"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE.parent / pack / "rules", folder)
    path = folder / "definition.yaml"
    text = path.read_text()
    known = "approved_interactions >= 3"
    if known not in text:
        sys.exit(f"{path} has no `{known}`")
    path.write_text(text.replace(known, f"approved_interactions >= {threshold}"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--uptake", required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--pack", choices=["headline", "full"], default="headline")
    options = parser.parse_args()
    options.work = options.work.resolve()
    options.data = options.work / "data"
    # In a process of its own: what this one takes counts in its children's peaks.
    child = multiprocessing.get_context("fork").Process(target=prepare, args=[options])
    child.start()
    child.join()
    if child.exitcode:
        sys.exit("the data can't be generated")
    (options.work / "project.yaml").write_text(PROJECT.format(data=options.data))
    cache, before = options.work / "cache", options.work / "cache-before"
    last = sorted((options.data / "weeks").iterdir())[-1]
    aside = options.work / "last.parquet"

    def run(name, *arguments):
        out = options.work / name
        shutil.rmtree(out, ignore_errors=True)
        command = [options.uptake, "run", "--project", "project.yaml", "--out", str(out), "--brief", *arguments]
        stderr = options.work / "stderr.txt"
        here = os.getcwd()
        os.chdir(options.work)
        try:
            sample = timed(command, dict(os.environ), stderr)
        finally:
            os.chdir(here)
        return sample, stderr.read_text()

    def same():
        # Piece by piece: what this process takes counts in its children's peaks.
        for path in sorted((options.work / "fresh").iterdir()):
            if not filecmp.cmp(path, options.work / "kept" / path.name, shallow=False):
                sys.exit(f"{path.name} differs with the cache")

    def says(told, words):
        if words not in told:
            sys.exit(f"expected `{words}`: {told}")

    # Looks count only at files that weren't changed just now.
    rules(options, options.pack, 3)
    shutil.rmtree(cache, ignore_errors=True)
    shutil.rmtree(before, ignore_errors=True)
    last.rename(aside)
    run("kept", "--cache", "cache")
    shutil.copytree(cache, before)
    aside.rename(last)
    run("kept", "--cache", "cache")
    print(f"{options.rows:,} interactions of {options.people:,} people in 104 weeks, {options.pack}; medians of {options.runs}")
    for title, files in (("all files", []), ("the figures alone", ["--files", "metrics.csv"])):
        samples = {"fresh": [], "kept for the first time": [], "threshold edited": [], "a week more": []}
        for turn in range(options.runs + 1):
            rules(options, options.pack, 4 + turn % 2)
            fresh, _ = run("fresh", "--no-cache", *files)
            edited, told = run("kept", "--cache", "cache", *files)
            says(told, "nothing was read")
            same()
            shutil.rmtree(options.work / "grown", ignore_errors=True)
            shutil.copytree(before, options.work / "grown")
            grown, told = run("kept", "--cache", "grown", *files)
            says(told, "but for 103 files")
            same()
            shutil.rmtree(options.work / "new", ignore_errors=True)
            first, _ = run("kept", "--cache", "new", *files)
            same()
            if turn:
                for name, sample in zip(samples, (fresh, first, edited, grown)):
                    samples[name].append(sample)
        print(f"{title:24}  ratio  seconds  CPU s  peak MiB")
        whole = statistics.median(sample["seconds"] for sample in samples["fresh"])
        for name, of in samples.items():
            median = {key: statistics.median(sample[key] for sample in of) for key in of[0]}
            ratio = median["seconds"] / whole
            print(f"{name:24}  {ratio:5.3f}  {median['seconds']:7.3f}  {median['cpu_seconds']:5.2f}  {median['peak_mib']:8.0f}")
    size = sum(path.stat().st_size for path in (options.work / "new").iterdir())
    print(f"the cache takes {size / 2**20:.1f} MiB; all bytes agree")


if __name__ == "__main__":
    main()
