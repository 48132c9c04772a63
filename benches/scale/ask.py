"""Asks a database one query through its ADBC driver, to the last row: `ask.py DRIVER ENTRYPOINT OPTIONS QUERY`.

OPTIONS is a JSON object. Prints how many seconds it took, and how many rows came.
"""

import json
import sys
import time

from adbc_driver_manager import dbapi

driver, entrypoint, options, query = sys.argv[1:]
named = {"entrypoint": entrypoint} if entrypoint else {}
with dbapi.connect(driver=driver, db_kwargs=json.loads(options), autocommit=True, **named) as connection:
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(query)
        rows = sum(batch.num_rows for batch in cursor.fetch_record_batch())
        print(json.dumps([time.perf_counter() - started, rows]))
