"""Snowflake's protocol and SQL as an emulator has them: `emulator.py PORT FOLDER`; each Parquet file in the folder is a table of its
name in `db.public`, as it is when a session begins.
"""

import importlib
import pathlib
import sys

import uvicorn

# By its path: the package has a function of the same name.
server = importlib.import_module("fakesnow.server")
port, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
owner = server.shared_fs.connect("db", "public")


async def app(scope, receive, send):
    if "login-request" in scope.get("path", ""):
        engine = server.shared_fs.duck_conn.cursor()
        for file in folder.glob("*.parquet"):
            engine.execute(f'CREATE OR REPLACE TABLE DB.PUBLIC."{file.stem}" AS SELECT * FROM read_parquet(\'{file}\')')
    await server.app(scope, receive, send)


uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
