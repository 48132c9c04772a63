"""What `figures.py` and `guards.py` are told, and how they tell what they worked out: a row per check, group and value."""

import csv
import pathlib
import sys

import numpy as np
import pandas as pd

DATA, AS_OF, OUT = pathlib.Path(sys.argv[1]), pd.Timestamp(sys.argv[2]), sys.argv[3]
NAN = float("nan")
DAY = pd.Timedelta(days=1)
ROWS = []


def tell(check, values, group=""):
    for name, value in values.items():
        if isinstance(value, (bool, np.bool_)):
            value = str(bool(value)).lower()
        elif not isinstance(value, str):
            value = "" if value is None or pd.isna(value) else repr(float(value))
        ROWS.append((check, group, name, value))


def write():
    with open(OUT, "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["check", "group", "value", "figure"])
        writer.writerows(ROWS)
