"""Asks a database one query through its ADBC driver, to the last row: `ask.py DRIVER ENTRYPOINT OPTIONS QUERY`.

OPTIONS is a JSON object. Prints how many seconds it took, and how many rows came. ClickHouse's library is asked by its own module, since as a
driver it waits forever within a process of Python.
"""

import json
import sys
import time
from pathlib import Path

driver, entrypoint, options, query = sys.argv[1:]


def own_module():
    sys.path.append(str(Path(driver).parent.parent))
    import chdb
    import pyarrow

    started = time.perf_counter()
    answer = chdb.query(query, "ArrowStream").bytes()
    # Without a row there is no stream.
    rows = sum(batch.num_rows for batch in pyarrow.ipc.open_stream(answer)) if answer else 0
    return time.perf_counter() - started, rows


def through_driver():
    from adbc_driver_manager import dbapi

    named = {"entrypoint": entrypoint} if entrypoint else {}
    with dbapi.connect(driver=driver, db_kwargs=json.loads(options), autocommit=True, **named) as connection:
        with connection.cursor() as cursor:
            started = time.perf_counter()
            cursor.execute(query)
            rows = sum(batch.num_rows for batch in cursor.fetch_record_batch())
            return time.perf_counter() - started, rows


print(json.dumps(own_module() if Path(driver).name.startswith("_chdb") else through_driver()))
