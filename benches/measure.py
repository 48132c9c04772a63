"""Measures uptake beside its peers; docs/benchmarks.md says what and why. `cargo xtask bench` calls it.

Every case is a whole process. The cases of all parts run in turn, round by round, so that a slow minute of the machine
meets them all; the first round warms up and is not counted. Time is the wall clock around the process, memory is
`ru_maxrss` of that very child (wait4). Linux counts the parent's pages at the fork into it: so this process stays small
and imports only the standard library, and answers are compared in a process of its own.

Nothing here fails for being slow. What fails is a program that ends badly or gives another answer.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = {"duckdb": HERE / "duckdb_peer.py", "polars": HERE / "polars_peer.py"}

# Part, case of uptake or peer, and against which case of the same part its answer is compared (None: it gives none).
CASES = {
    "a": {
        "duckdb headline": "duckdb headline",
        "uptake headline": "duckdb headline",
        "uptake headline-all": "duckdb headline",
        "polars headline": "duckdb headline",
        "duckdb headline-plain": "duckdb headline",
        "duckdb decode": None,
        "polars decode": None,
    },
    "b": {
        "duckdb full": "duckdb full",
        "uptake full": "duckdb full",
        "uptake full-all": "duckdb full",
        "duckdb full-rates": "duckdb full",
    },
    "c": {
        "duckdb extended": "duckdb extended",
        "uptake extended": "duckdb extended",
        "duckdb extended-rates": "duckdb extended",
    },
    "d": {
        "duckdb teams": "duckdb teams",
        "uptake teams": "duckdb teams",
    },
    # What stands behind `@` is the part whose data are read.
    "g": {
        "duckdb headline@g": "duckdb headline@g",
        "uptake headline@g": "duckdb headline@g",
        "uptake headline-all@g": "duckdb headline@g",
        "duckdb full@g": "duckdb full@g",
        "uptake full@g": "duckdb full@g",
        "uptake full-all@g": "duckdb full@g",
    },
    "h": {
        "duckdb headline@h": "duckdb headline@h",
        "uptake headline@h": "duckdb headline@h",
        "uptake headline-all@h": "duckdb headline@h",
        "duckdb full@h": "duckdb full@h",
        "uptake full@h": "duckdb full@h",
        "uptake full-all@h": "duckdb full@h",
    },
    "i": {
        "duckdb csv@i": "duckdb csv@i",
        "uptake csv@i": "duckdb csv@i",
        "duckdb ndjson@i": "duckdb ndjson@i",
        "uptake ndjson@i": "duckdb ndjson@i",
    },
}
# What the peers write; nothing is said of those that write `metrics.csv` alone.
WRITTEN = {rules: ["metrics.csv", "entity_periods.parquet"] for rules in ("full", "extended")}
# Parts with data of their own: how many interactions and people, and whether the interactions also stand as texts.
DATA = {
    "g": (100_000_000, 100_000, False),
    "h": (12_000_000, 200_000, False),
    "i": (5_000_000, 20_000, True),
}
# Bytes of disk that a row takes while it is generated, about; and what has to stay free.
ROOM, FREE = 60, 5 << 30
# What the peers pay before they begin: the interpreter and the library. uptake has nothing to take off.
STARTS = {"duckdb start": None, "polars start": None}
TITLES = {
    "a": "headline rate alone",
    "b": "full pack",
    "c": "full pack and 12 further definitions",
    "d": "headline rate with an override for each of 100 teams",
    "g": "100 million interactions of 100,000 people",
    "h": "12 million interactions of 200,000 people",
    "i": "headline rate of 5 million interactions as texts",
}

# What the project aims at: a case, the case it is divided by, and the most that the ratio of the medians should be.
AIMS = [
    ("uptake headline", "duckdb headline", 1.0),
    ("uptake full", "duckdb full", 0.8),
    ("uptake extended", "uptake full", 1.15),
    ("uptake teams", "uptake headline", 1.5),
    ("uptake headline@g", "duckdb headline@g", 0.6),
    ("uptake headline@h", "duckdb headline@h", 0.6),
    ("uptake full@h", "duckdb full@h", 0.6),
    ("uptake csv@i", "duckdb csv@i", 1.2),
    ("uptake ndjson@i", "duckdb ndjson@i", 1.5),
]


class Bench:
    def __init__(self, options):
        self.options = options
        self.data = options.data
        self.out = options.work / "out"
        self.samples = {}

    def folder(self, case):
        """Where the data of a case lie."""
        part = case.partition("@")[2]
        return self.data / f"part-{part}" if part else self.data

    def command(self, case):
        who, what = case.partition("@")[0].split()
        out = str(self.out / case.replace(" ", "-"))
        if who == "uptake":
            rules, _, every = what.partition("-")
            folder = self.data.resolve() if rules == "teams" else HERE
            project = str(folder / rules / "project.yaml")
            command = [self.options.uptake, "run", "--project", project, "--out", out, "--format", "json"]
            # What the peer writes; with `-all` every file of a run.
            return command if every else [*command, "--files", ",".join(WRITTEN.get(rules, ["metrics.csv"]))]
        return [sys.executable, str(PEERS[who]), what, str(self.folder(case)), out]

    def run(self, case):
        """Runs a case once, from an empty output folder."""
        shutil.rmtree(self.out / case.replace(" ", "-"), ignore_errors=True)
        environment = os.environ | {"UPTAKE_BENCH": str(self.folder(case)), "PYTHONDONTWRITEBYTECODE": "1"}
        return timed(self.command(case), environment, self.out / "stderr.txt")

    def compare(self, case, reference):
        folders = [str(self.out / name.replace(" ", "-")) for name in (case, reference)]
        if subprocess.run([sys.executable, "-B", str(HERE / "compare.py"), *folders]).returncode:
            sys.exit(f"`{case}` and `{reference}` give different answers")

    def measure(self, cases):
        for turn in range(self.options.runs + 1):
            for case in cases:
                say(f"round {turn} of {self.options.runs}: {case}")
                sample = self.run(case)
                if turn:
                    self.samples.setdefault(case, []).append(sample)
            if not turn:  # the answers are the same in each round: compared before time is spent on measuring
                for case, reference in cases.items():
                    if reference and reference != case:
                        self.compare(case, reference)
        say("")

    def figures(self, case):
        samples = self.samples[case]
        return {
            "seconds": statistics.median(s["seconds"] for s in samples),
            "cpu_seconds": statistics.median(s["cpu_seconds"] for s in samples),
            "peak_mib": max(s["peak_mib"] for s in samples),
            "samples": samples,
        }


def timed(command, environment, stderr):
    """Wall and processor seconds and peak memory of one process; ends the bench when it fails."""
    with open(stderr, "wb") as errors:
        start = time.perf_counter()
        child = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}:\n{stderr.read_text(errors='replace')}")
    unit = 1 if platform.system() == "Darwin" else 1024  # bytes there, KiB on Linux
    return {
        "seconds": seconds,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_mib": usage.ru_maxrss * unit / 2**20,
    }


def say(text):
    """One line of progress on a terminal, nothing in a log."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def prepare(folder, rows, people, texts=False):
    """Generates data, unless the same generator wrote them already."""
    wanted = json.dumps(
        [rows, people]
        + ["texts"] * texts
        + [(HERE / name).read_text() for name in ("shape.py", "generate.py", "requirements.txt")]
    )
    stamp = folder / "generated.json"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    folder.mkdir(parents=True, exist_ok=True)
    needed = rows * ROOM + FREE
    if shutil.disk_usage(folder).free < needed:
        sys.exit(f"{folder} has less than {needed >> 30} GiB left, which {rows:,} interactions need")
    print(f"generating {rows:,} interactions of {people:,} people in {folder}", flush=True)
    generator = [sys.executable, "-B", str(HERE / "generate.py"), str(rows), str(people), str(folder)]
    subprocess.run(generator + ["texts"] * texts, check=True)
    stamp.write_text(wanted)


def prepare_teams(options):
    """Makes the project with an override for each team."""
    subprocess.run([sys.executable, "-B", str(HERE / "teams.py"), str(options.data)], check=True)


def check_and_size(options):
    """`uptake check` on the pack, many short runs, and the size of the binary."""
    check = [options.uptake, "check", str(HERE.parent / "rules" / "csm-ai-adoption")]
    samples = [timed(check, os.environ, options.work / "out" / "stderr.txt") for _ in range(21)][1:]
    return {
        "check_ms": statistics.median(s["seconds"] for s in samples) * 1000,
        "check_peak_mib": max(s["peak_mib"] for s in samples),
        "binary_mib": os.stat(options.uptake).st_size / 2**20,
    }


def machine():
    def first(path, key):
        try:
            lines = Path(path).read_text().splitlines()
        except OSError:
            return None
        return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), None)

    return {
        "system": platform.platform(),
        "processor": first("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory": first("/proc/meminfo", "MemTotal"),
        "load_before": os.getloadavg()[0],
        "python": platform.python_version(),
        "peers": (HERE / "requirements.txt").read_text().splitlines()[1:],
    }


def less_start(results, case):
    """Median seconds of a case without its peer's start."""
    start = results["cases"].get(f"{case.split()[0]} start", {"seconds": 0})
    return results["cases"][case]["seconds"] - start["seconds"]


def show(results, parts):
    """A table per part: every case against the part's first one."""
    for part in parts:
        cases = [case for case in CASES[part] if case in results["cases"]]
        print(f"\n({part}) {TITLES[part]}")
        print(f"  {'':24}{'ratio':>7}{'seconds':>10}{'less start':>12}{'CPU s':>8}{'peak MiB':>10}")
        reference = results["cases"][cases[0]]["seconds"]
        for case in cases:
            figures = results["cases"][case]
            print(
                f"  {case:24}{figures['seconds'] / reference:7.2f}{figures['seconds']:10.3f}"
                f"{less_start(results, case):12.3f}{figures['cpu_seconds']:8.2f}{figures['peak_mib']:10.0f}"
            )
    if results["aims"]:
        print("\naims (ratio of the medians)")
    for aim in results["aims"]:
        print(
            f"  {aim['case']} / {aim['against']}: {aim['ratio']:.2f}, aim at most {aim['at_most']}"
            f" ({aim['ratio_less_start']:.2f} with the peer's start taken off)"
        )
    if "binary" in results:
        binary = results["binary"]
        print(f"\nuptake check: {binary['check_ms']:.0f} ms; binary: {binary['binary_mib']:.1f} MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for data, answers and results.json")
    parser.add_argument("--uptake", help="the binary; without it only the peers are measured")
    parser.add_argument("--only", default="a,b,c,d", help="parts to measure")
    parser.add_argument("--quick", action="store_true", help="1 million rows and one counted round")
    parser.add_argument("--runs", type=int, help="counted rounds (default 5)")
    options = parser.parse_args()
    options.rows, options.people = (1_000_000, 1_000) if options.quick else (20_000_000, 20_000)
    options.runs = options.runs or (1 if options.quick else 5)
    options.data = options.work / "quick" if options.quick else options.work
    parts = options.only.split(",")
    if unknown := set(parts) - set(CASES):
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(CASES)}")
    if "c" in parts and "b" not in parts:
        parts.insert(0, "b")  # (c) is told against (b)
    if "d" in parts and "a" not in parts:
        parts.insert(0, "a")  # (d) is told against (a)

    facts = machine()
    if facts["load_before"] > facts["cores"] / 2:
        print(f"the machine is busy (load {facts['load_before']:.1f}): don't trust these figures")
    (options.work / "out").mkdir(parents=True, exist_ok=True)
    if set(parts) - set(DATA):
        prepare(options.data, options.rows, options.people)
    for part in parts:
        if part in DATA:
            rows, people, texts = DATA[part]
            few = 20 if options.quick else 1
            prepare(options.data / f"part-{part}", rows // few, people // few, texts)
    if "d" in parts:
        prepare_teams(options)
    bench = Bench(options)
    cases = STARTS | {case: reference for part in parts for case, reference in CASES[part].items()}
    if not options.uptake:
        cases = {case: reference for case, reference in cases.items() if not case.startswith("uptake")}
    bench.measure(cases)

    results = {
        "machine": facts,
        "rows": options.rows,
        "people": options.people,
        "runs": options.runs,
        "cases": {case: bench.figures(case) for case in cases},
    }
    results["aims"] = [
        {
            "case": case,
            "against": against,
            "ratio": results["cases"][case]["seconds"] / results["cases"][against]["seconds"],
            "ratio_less_start": less_start(results, case) / less_start(results, against),
            "at_most": at_most,
        }
        for case, against, at_most in AIMS
        if case in cases and against in cases
    ]
    if options.uptake:
        results["binary"] = check_and_size(options)
    path = options.data / "results.json"
    path.write_text(json.dumps(results, indent=2))
    show(results, parts)
    print(f"\nall answers agree; written to {path}")


if __name__ == "__main__":
    main()
