"""Has every engine that is there add the same interactions up: `cargo xtask bench scale` calls it; docs/scale.md says what and why.

For each engine: a whole run with `reduce: pushdown`, the same with the rows read from the same files and added up here, the cube's own
query, and a query by hand for the same measures, both through the engine's driver. What fails is a run whose figures differ from those of
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
    for _ in range(1200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server
        except OSError:
            if server.poll() is not None:
                raise RuntimeError(f"{command[0]} ended with {server.returncode}") from None
            time.sleep(0.1)
    raise RuntimeError(f"{command[0]} doesn't listen")


def driver(name):
    return PEERS / f"adbc/adbc_driver_{name}/libadbc_driver_{name}.so"


class Engine:
    """An engine: the block of a source, its driver with options for a query of our own, what stands behind `FROM`, how days are said."""

    def __init__(self, name, block, library, options, table, days, entrypoint="", environment=(), server=None):
        self.name, self.block, self.library, self.options = name, block, library, options
        self.table, self.days, self.entrypoint = table, days, entrypoint
        self.environment, self.server = dict(environment), server


def duckdb(work, data):
    library = next(PEERS.glob("adbc/node_modules/@duckdb/*/libduckdb.*"))
    database = work / "interactions.duckdb"
    database.unlink(missing_ok=True)
    making = f"CREATE TABLE interactions AS SELECT * FROM '{data}/interactions.parquet'"
    ask(library, "duckdb_adbc_init", {"path": str(database)}, making)
    block = f"adapter: adbc, driver: '{library}', entrypoint: duckdb_adbc_init, uri: '{database}', table: interactions"
    return Engine("duckdb", block, library, {"path": str(database)}, "interactions", ZONED, "duckdb_adbc_init")


def postgresql(work, data):
    programs = Path(subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
    # PostgreSQL refuses to be run by root.
    user = "nobody" if os.getuid() == 0 else None
    folder, port = Path("/tmp") / f"uptake-bench-scale-{os.getpid()}", free_port()
    folder.mkdir()
    if user:
        shutil.chown(folder, user)
    as_user = {"user": user, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    making = [programs / "initdb", "--no-sync", "--no-locale", "--encoding", "UTF8", "--auth", "trust", "--username", "ana", "--pgdata", folder / "data"]
    subprocess.run(making, check=True, **as_user)
    settings = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "work_mem=256MB"]
    server = subprocess.Popen([programs / "postgres", "-D", folder / "data", *settings], **as_user)
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
    library = driver("postgresql")
    block = f"adapter: adbc, driver: '{library}', uri: '{uri}', table: interactions"
    engine = Engine("postgresql", block, library, {"uri": uri}, "interactions", ZONED, server=server)
    engine.folder = folder
    return engine


def clickhouse(work, data):
    library = PEERS / "clickhouse/chdb/_chdb.abi3.so"
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
    server = served([PEERS / "datafusion/bin/python", SERVERS / "flight_sql.py", port, folder], port)
    uri, library = f"grpc://127.0.0.1:{port}", driver("flightsql")
    block = f"adapter: adbc, driver: '{library}', dialect: datafusion, uri: '{uri}', table: interactions"
    days = {"week": "date_trunc('week', \"at\")", "day": "CAST(\"at\" AS DATE)"}
    return Engine("datafusion", block, library, {"uri": uri}, "interactions", days, server=server)


def spark_connect(name, data, port, server):
    uri, library = f"sc://127.0.0.1:{port}", driver("spark")
    table = f"parquet.`{data}/interactions.parquet`"
    block = f"adapter: adbc, driver: '{library}', dialect: spark, uri: '{uri}', query: \"SELECT * FROM {table}\""
    return Engine(name, block, library, {"uri": uri}, table, SPARK, server=server)


def sail(work, data):
    port = free_port()
    server = served([PEERS / "sail/bin/sail", "flight", "server", "--port", port], port)
    uri, library = f"grpc://127.0.0.1:{port}", driver("flightsql")
    table = f"parquet.`{data}/interactions.parquet`"
    block = f"adapter: adbc, driver: '{library}', dialect: spark, uri: '{uri}', query: \"SELECT * FROM {table}\""
    return Engine("sail", block, library, {"uri": uri}, table, SPARK, server=server)


def workers(work, data):
    port = free_port()
    environment = {"SAIL_MODE": "local-cluster", "SAIL_CLUSTER__WORKER_INITIAL_COUNT": "2"}
    return spark_connect("sail with workers", data, port, served([PEERS / "sail/bin/sail", "spark", "server", "--port", port], port, environment))


def spark(work, data):
    home, port = next(PEERS.glob("spark/lib/*/site-packages/pyspark")), free_port()
    settings = {
        "spark.connect.grpc.binding.port": port, "spark.connect.grpc.binding.address": "127.0.0.1", "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false", "spark.sql.session.timeZone": "UTC", "spark.sql.shuffle.partitions": "4", "spark.driver.memory": "4g",
    }
    command = [home / "bin/spark-submit", "--master", "local[*]"]
    for key, value in settings.items():
        command += ["--conf", f"{key}={value}"]
    command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
    return spark_connect("spark", data, port, served(command, port, {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}))


ENGINES = {
    "duckdb": duckdb, "postgresql": postgresql, "clickhouse": clickhouse, "datafusion": datafusion, "sail": sail, "workers": workers,
    "spark": spark,
}


def ask(library, entrypoint, options, query):
    """Seconds and rows of a query."""
    command = [PEERS / "datafusion/bin/python", HERE / "ask.py", library, entrypoint, json.dumps(options), query]
    answer = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if answer.returncode:
        raise RuntimeError(f"a query ended with {answer.returncode}: {answer.stderr[-2000:]}")
    return json.loads(answer.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--uptake", required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--engines", default=",".join(ENGINES))
    options = parser.parse_args()
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
    print("| engine | run, s | the cube, s | by hand, s | cube by hand | bytes that travelled | rows compared | differences |")
    print("|---|---|---|---|---|---|---|---|")
    for name in options.engines.split(","):
        try:
            engine = ENGINES[name](work, data)
        except (OSError, StopIteration, RuntimeError, subprocess.CalledProcessError) as error:
            print(f"| {name} | not there: {type(error).__name__} {error} |", flush=True)
            continue
        try:
            pushed = [run(name, f"{engine.block}, reduce: pushdown", engine.environment) for _ in range(options.runs)]
            out = pushed[0][1]
            differing = [file for file in ("metrics.csv", "entity_periods.parquet") if (out / file).read_bytes() != (expected / file).read_bytes()]
            told = [options.uptake, "adapters", "check", "interactions", "--project", str(work / f"{name}.yaml"), "--plan", "--format", "json"]
            plan = subprocess.run(told, capture_output=True, text=True, check=True, env={**os.environ, **engine.environment})
            [plan] = json.loads(plan.stdout)
            cube = next(query["sql"] for query in plan["queries"] if query["brings"].startswith("added up"))
            by_hand = BY_HAND.format(table=engine.table, **engine.days)
            asked = {
                kind: [ask(engine.library, engine.entrypoint, engine.options, query) for _ in range(options.runs)]
                for kind, query in (("cube", cube), ("hand", by_hand))
            }
            seconds = {kind: statistics.median(sample[0] for sample in of) for kind, of in asked.items()}
            manifest = json.loads((out / "manifest.json").read_text())
            travelled = bytes_of(manifest, "interactions")
            ratio = seconds["cube"] / seconds["hand"]
            print(
                f"| {engine.name} | {median([sample for sample, _ in pushed])['seconds']:.2f} | {seconds['cube']:.2f} | {seconds['hand']:.2f} | {ratio:.2f} "
                f"| {travelled:,} | {asked['hand'][0][1]:,} | {', '.join(differing) or 'none'} |",
                flush=True,
            )
            if differing:
                sys.exit(f"{engine.name}: {', '.join(differing)} differ")
        except (RuntimeError, subprocess.CalledProcessError) as error:
            print(f"| {engine.name} | failed: {error} |", flush=True)
        finally:
            if engine.server:
                engine.server.kill()
                engine.server.wait()
            if name == "postgresql":
                shutil.rmtree(engine.folder, ignore_errors=True)


def bytes_of(manifest, dataset):
    """How many bytes were read of a source."""
    return sum(source["bytes"] for source in manifest["sources"] if source["dataset"] == dataset)


if __name__ == "__main__":
    main()
