"""Snowflake's protocol and SQL as an emulator has them: `emulator.py PORT FOLDER`; each Parquet file in the folder is a table of its
name in `db.public`, as it is when a session begins.
"""

import importlib
import pathlib
import sys

import pyarrow as pa
import uvicorn
from sqlglot import exp

# By their paths: the package has a function of the same name as one of them.
arrow = importlib.import_module("fakesnow.arrow")
transforms = importlib.import_module("fakesnow.transforms")
server = importlib.import_module("fakesnow.server")
port, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
owner = server.shared_fs.connect("db", "public")
written = arrow.timestamp_to_sf_struct
whole = transforms.integer_precision


def with_missing(times):
    """Times as Snowflake sends them. The emulator says of none that it is missing: it sends the fields of a missing one as missing, which
    it declares that they never are, so that a driver reads the year 1970.
    """
    times = times.combine_chunks() if isinstance(times, pa.ChunkedArray) else times
    sent = written(times)
    missing = times.is_null()
    fields = [field.fill_null(0) for field in sent.flatten()]
    return pa.StructArray.from_arrays(fields, fields=list(sent.type), mask=missing)


def with_digits(expression):
    """Whole numbers of 38 digits, as Snowflake has them. The emulator takes 64 bits for them, which a product doesn't fit."""
    number = isinstance(expression, exp.DataType) and expression.this == exp.DataType.Type.DECIMAL
    if number and [digits.name for digits in expression.expressions] == ["38", "0"]:
        return exp.DataType(this=exp.DataType.Type.INT128, nested=False)
    return whole(expression)


arrow.timestamp_to_sf_struct = with_missing
transforms.integer_precision = with_digits


async def app(scope, receive, send):
    if "login-request" in scope.get("path", ""):
        engine = server.shared_fs.duck_conn.cursor()
        for file in folder.glob("*.parquet"):
            engine.execute(f'CREATE OR REPLACE TABLE DB.PUBLIC."{file.stem}" AS SELECT * FROM read_parquet(\'{file}\')')
    await server.app(scope, receive, send)


uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
