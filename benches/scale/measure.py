"""Has every engine that is there add the same interactions up: `cargo xtask bench scale` calls it; docs/scale.md says what and why.

For each engine: a whole run with `reduce: pushdown`, the same with the rows read from the same files and added up here, the cube's own
query, all that is asked of a source that is as it should be, and a query by hand for the same measures, these through the engine's driver. What fails is a run whose figures differ from those of
the files in a byte, never one that is slow.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from measure import prepare, timed  # noqa: E402
from shape import APPROVED  # noqa: E402

SERVERS = HERE.parent.parent / "adapters/adbc/tests/databases/servers"
PEERS = Path(os.environ["UPTAKE_PEERS"])
PROJECT = """\
uptake: 1
project: bench-scale
packs: [rules]
as_of: 2026-02-02
sources:
  people: {{ adapter: files, path: '{data}/people.parquet' }}
  interactions: {{ {block} }}
"""
APPROVED_TOOLS = ", ".join(f"'{tool}'" for tool in APPROVED)
BY_HAND = f"""
SELECT person_id, {{week}} AS week, count(*) AS a,
    sum(CASE WHEN documented AND tool IN ({APPROVED_TOOLS}) THEN 1 ELSE 0 END) AS b,
    sum(CASE WHEN kind = 'email' AND documented THEN 1 ELSE 0 END) AS c,
    sum(CASE WHEN NOT documented THEN 1 ELSE 0 END) AS d,
    count(DISTINCT {{day}}) AS e,
    count(DISTINCT CASE WHEN tool IN ({APPROVED_TOOLS}) THEN tool END) AS f
FROM {{table}} GROUP BY person_id, {{week}}
"""
ZONED = {"week": "date_trunc('week', \"at\" AT TIME ZONE 'UTC')", "day": "CAST(\"at\" AT TIME ZONE 'UTC' AS date)"}
SPARK = {"week": "date_trunc('WEEK', `at`)", "day": "CAST(`at` AS DATE)"}


# What was started and made, to be ended and removed after each engine, whether it was measured or not.
STARTED, MADE = [], []


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def served(command, port, environment=()):
    """A server that listens at a port by now."""
    server = subprocess.Popen(
        [str(word) for word in command],
        env={**os.environ, **dict(environment)},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    STARTED.append(server)
    for _ in range(1200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server
        except OSError:
            if server.poll() is not None:
                raise RuntimeError(f"{Path(str(command[0])).name} ended with {server.returncode}") from None
            time.sleep(0.1)
    raise RuntimeError(f"{Path(str(command[0])).name} doesn't listen")


def there(part, pattern):
    """A file of a part of `cargo xtask peers`."""
    found = next(PEERS.glob(f"{part}/{pattern}"), None)
    if found is None:
        raise RuntimeError(f"`cargo xtask peers {part}` fetches it")
    return found


def driver(name):
    return there("adbc", f"adbc_driver_{name}/libadbc_driver_{name}.so")


class Engine:
    """An engine: the block of a source, its driver with options for a query of our own, what stands behind `FROM`, how days are said."""

    def __init__(self, name, block, library, options, table, days, entrypoint="", environment=()):
        self.name, self.block, self.library, self.options = name, block, library, options
        self.table, self.days, self.entrypoint = table, days, entrypoint
        self.environment = dict(environment)


def duckdb(work, data):
    library = there("adbc", "node_modules/@duckdb/*/libduckdb.*")
    database = work / "interactions.duckdb"
    database.unlink(missing_ok=True)
    making = f"CREATE TABLE interactions AS SELECT * FROM '{data}/interactions.parquet'"
    ask(library, "duckdb_adbc_init", {"path": str(database)}, making)
    block = f"adapter: adbc, driver: '{library}', entrypoint: duckdb_adbc_init, uri: '{database}', table: interactions"
    return Engine("duckdb", block, library, {"path": str(database)}, "interactions", ZONED, "duckdb_adbc_init")


def postgresql(work, data):
    library = driver("postgresql")
    if not shutil.which("pg_config"):
        raise RuntimeError("`pg_config` isn't there, which knows where PostgreSQL's server is")
    programs = Path(subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
    # PostgreSQL refuses to be run by root.
    user = "nobody" if os.getuid() == 0 else None
    folder, port = Path("/tmp") / f"uptake-bench-scale-{os.getpid()}", free_port()
    folder.mkdir()
    MADE.append(folder)
    if user:
        shutil.chown(folder, user)
    as_user = {"user": user, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    making = [programs / "initdb", "--no-sync", "--no-locale", "--encoding", "UTF8", "--auth", "trust", "--username", "ana", "--pgdata", folder / "data"]
    subprocess.run(making, check=True, **as_user)
    settings = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "work_mem=256MB"]
    server = subprocess.Popen([programs / "postgres", "-D", folder / "data", *settings], **as_user)
    STARTED.append(server)
    uri = f"postgresql://ana@127.0.0.1:{port}/postgres"
    for _ in range(600):
        if subprocess.run([programs / "psql", uri, "-c", "SELECT 1"], **as_user).returncode == 0:
            break
        time.sleep(0.1)
    import duckdb as local

    csv = folder / "interactions.csv"
    local.sql("SET TimeZone = 'UTC'")
    local.sql(f"COPY (SELECT * FROM '{data}/interactions.parquet') TO '{csv}' (FORMAT csv, HEADER false)")
    os.chmod(csv, 0o644)
    columns = "person_id text, at timestamptz, tool text, kind text, documented boolean"
    for statement in (f"CREATE TABLE interactions ({columns})", f"\\copy interactions FROM '{csv}' CSV", "VACUUM ANALYZE interactions"):
        subprocess.run([programs / "psql", uri, "-v", "ON_ERROR_STOP=1", "-c", statement], check=True, **as_user)
    csv.unlink()
    block = f"adapter: adbc, driver: '{library}', uri: '{uri}', table: interactions"
    return Engine("postgresql", block, library, {"uri": uri}, "interactions", ZONED)


def clickhouse(work, data):
    library = there("clickhouse", "chdb/_chdb.abi3.so")
    asked = "import sysconfig as s; print(s.get_config_var('LIBDIR') + '/' + s.get_config_var('INSTSONAME'))"
    python = subprocess.run(["python3", "-c", asked], capture_output=True, text=True, check=True).stdout.strip()
    table = f"file('{data}/interactions.parquet', Parquet)"
    block = f"adapter: adbc, driver: '{library}', entrypoint: AdbcDriverInit, dialect: clickhouse, query: \"SELECT * FROM {table}\""
    days = {"week": "toMonday(at, 'UTC')", "day": "toDate(at, 'UTC')"}
    return Engine("clickhouse", block, library, {}, table, days, "AdbcDriverInit", {"LD_PRELOAD": python})


def datafusion(work, data):
    port, folder = free_port(), work / "tables"
    folder.mkdir(exist_ok=True)
    linked = folder / "interactions.parquet"
    linked.unlink(missing_ok=True)
    linked.symlink_to(data / "interactions.parquet")
    served([there("datafusion", "bin/python"), SERVERS / "flight_sql.py", port, folder], port)
    uri, library = f"grpc://127.0.0.1:{port}", driver("flightsql")
    block = f"adapter: adbc, driver: '{library}', dialect: datafusion, uri: '{uri}', table: interactions"
    days = {"week": "date_trunc('week', \"at\")", "day": "CAST(\"at\" AS DATE)"}
    return Engine("datafusion", block, library, {"uri": uri}, "interactions", days)


def spark_connect(name, data, port):
    uri, library = f"sc://127.0.0.1:{port}", driver("spark")
    table = f"parquet.`{data}/interactions.parquet`"
    block = f"adapter: adbc, driver: '{library}', dialect: spark, uri: '{uri}', query: \"SELECT * FROM {table}\""
    return Engine(name, block, library, {"uri": uri}, table, SPARK)


def sail(work, data):
    port = free_port()
    served([there("sail", "bin/sail"), "flight", "server", "--port", port], port)
    uri, library = f"grpc://127.0.0.1:{port}", driver("flightsql")
    table = f"parquet.`{data}/interactions.parquet`"
    block = f"adapter: adbc, driver: '{library}', dialect: spark, uri: '{uri}', query: \"SELECT * FROM {table}\""
    return Engine("sail", block, library, {"uri": uri}, table, SPARK)


def workers(work, data):
    port = free_port()
    environment = {"SAIL_MODE": "local-cluster", "SAIL_CLUSTER__WORKER_INITIAL_COUNT": "2"}
    served([there("sail", "bin/sail"), "spark", "server", "--port", port], port, environment)
    return spark_connect("sail with workers", data, port)


def spark(work, data):
    home, port = there("spark", "lib/*/site-packages/pyspark"), free_port()
    if not shutil.which("java"):
        raise RuntimeError("it needs Java 17")
    settings = {
        "spark.connect.grpc.binding.port": port, "spark.connect.grpc.binding.address": "127.0.0.1", "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false", "spark.sql.session.timeZone": "UTC", "spark.sql.shuffle.partitions": "4", "spark.driver.memory": "4g",
    }
    command = [home / "bin/spark-submit", "--master", "local[*]"]
    for key, value in settings.items():
        command += ["--conf", f"{key}={value}"]
    command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
    served(command, port, {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"})
    return spark_connect("spark", data, port)


ENGINES = {
    "duckdb": duckdb, "postgresql": postgresql, "clickhouse": clickhouse, "datafusion": datafusion, "sail": sail, "workers": workers,
    "spark": spark,
}


def ask(library, entrypoint, options, query):
    """Seconds and rows of a query."""
    command = [there("datafusion", "bin/python"), HERE / "ask.py", library, entrypoint, json.dumps(options), query]
    answer = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=3600)
    if answer.returncode:
        raise RuntimeError(f"a query ended with {answer.returncode}: {answer.stderr[-2000:]}")
    return json.loads(answer.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--uptake", required=True)
    parser.add_argument("--quick", action="store_true", help="few rows and one run, to see that everything goes through")
    parser.add_argument("--runs", type=int)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--people", type=int)
    parser.add_argument("--engines", default=",".join(ENGINES))
    options = parser.parse_args()
    usual = (200_000, 2_000, 1) if options.quick else (20_000_000, 20_000, 3)
    options.rows, options.people, options.runs = (
        stated or default for stated, default in zip((options.rows, options.people, options.runs), usual)
    )
    work = options.work.resolve()
    data = work / "data"
    work.mkdir(parents=True, exist_ok=True)
    prepare(data, options.rows, options.people)
    shutil.rmtree(work / "rules", ignore_errors=True)
    shutil.copytree(HERE / "rules", work / "rules")

    def run(name, block, environment=()):
        (work / f"{name}.yaml").write_text(PROJECT.format(data=data, block=block))
        out = work / f"out-{name}"
        shutil.rmtree(out, ignore_errors=True)
        command = [options.uptake, "run", "--project", str(work / f"{name}.yaml"), "--out", str(out), "--brief"]
        return timed(command, {**os.environ, **dict(environment)}, work / "stderr.txt"), out

    def median(samples):
        return {key: statistics.median(sample[key] for sample in samples) for key in samples[0]}

    samples = [run("files", f"adapter: files, path: '{data}/interactions.parquet'") for _ in range(options.runs)]
    files, expected = median([sample for sample, _ in samples]), samples[0][1]
    print(f"{options.rows:,} interactions of {options.people:,} people; medians of {options.runs}; read from the files and added up here: {files['seconds']:.2f} s")
    print("| engine | run, s | all that is asked, s | the cube, s | by hand, s | cube by hand | bytes that travelled | rows compared | differences |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    differ = []
    for name in options.engines.split(","):
        try:
            engine = ENGINES[name](work, data)
            pushed = [run(name, f"{engine.block}, reduce: pushdown", engine.environment) for _ in range(options.runs)]
            out = pushed[0][1]
            differing = [file for file in ("metrics.csv", "entity_periods.parquet") if (out / file).read_bytes() != (expected / file).read_bytes()]
            told = [options.uptake, "adapters", "check", "interactions", "--project", str(work / f"{name}.yaml"), "--plan", "--format", "json"]
            plan = subprocess.run(told, capture_output=True, text=True, env={**os.environ, **engine.environment})
            if plan.returncode:
                raise RuntimeError(f"its plan isn't told: {plan.stderr[-2000:]}")
            [plan] = json.loads(plan.stdout)
            asked = [query for query in plan["queries"] if not query["brings"].startswith("if there are some") and query["rows"] != 0]
            # PostgreSQL's driver copies an answer out, as it does for the program; each query is asked by itself.
            cost = {query["brings"]: statistics.median(ask(engine.library, engine.entrypoint, engine.options, query["sql"])[0] for _ in range(options.runs)) for query in asked}
            [cube] = [seconds for brings, seconds in cost.items() if brings.startswith("added up")]
            by_hand = BY_HAND.format(table=engine.table, **engine.days)
            hand = [ask(engine.library, engine.entrypoint, engine.options, by_hand) for _ in range(options.runs)]
            seconds = statistics.median(sample[0] for sample in hand)
            manifest = json.loads((out / "manifest.json").read_text())
            print(
                f"| {engine.name} | {median([sample for sample, _ in pushed])['seconds']:.2f} | {sum(cost.values()):.2f} | {cube:.2f} | {seconds:.2f} | {cube / seconds:.2f} "
                f"| {bytes_of(manifest, 'interactions'):,} | {hand[0][1]:,} | {', '.join(differing) or 'none'} |",
                flush=True,
            )
            differ += [f"{name}: {file}" for file in differing]
        except (OSError, RuntimeError, ValueError, KeyError, subprocess.SubprocessError, SystemExit) as error:
            told = " ".join(str(error).split())
            print(f"| {name} | not measured: {told or type(error).__name__} |", flush=True)
        finally:
            while STARTED:
                server = STARTED.pop()
                server.kill()
                server.wait()
            while MADE:
                shutil.rmtree(MADE.pop(), ignore_errors=True)
    print("| snowflake, bigquery | not measured: an emulator on DuckDB shows syntax and wiring, and of the other there is none |")
    if differ:
        sys.exit("figures differ from those of the files: " + ", ".join(differ))


def bytes_of(manifest, dataset):
    """How many bytes were read of a source."""
    return sum(source["bytes"] for source in manifest["sources"] if source["dataset"] == dataset)


if __name__ == "__main__":
    main()
