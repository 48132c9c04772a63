"""Writes the files beside it: `python3 write.py`, with pyarrow 26. Three thousand uses, one an hour but for those without a time, in pages of
a hundred rows with an index, as Arrow's C++ writes them: what Polars' writer can't, numbers of texts in several pages, is in them."""

from datetime import datetime, timedelta, timezone

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 3000
START = datetime(2025, 1, 1, tzinfo=timezone.utc)


def sample():
    times = [None if 500 <= row < 503 else START + timedelta(hours=row) for row in range(ROWS)]
    teams = [None if row % 7 == 3 or 1200 <= row < 1320 else f"team {row * row % 40}" for row in range(ROWS)]
    return pa.table(
        {
            "n": pa.array(range(1, ROWS + 1), pa.int64()),
            "at": pa.array(times, pa.timestamp("us", "UTC")),
            "team": pa.array(teams, pa.string()),
            "all": pa.array([f"person {row // 3 % 60}" for row in range(ROWS)], pa.string()),
            "share": pa.array([None if row % 5 == 0 else row / 8 for row in range(ROWS)], pa.float64()),
            "said": pa.array([row % 3 == 0 for row in range(ROWS)], pa.bool_()),
        }
    )


for version in ("1.0", "2.0"):
    pq.write_table(
        sample(),
        f"v{version[0]}.parquet",
        data_page_version=version,
        write_page_index=True,
        write_page_checksum=version == "2.0",
        max_rows_per_page=100,
        row_group_size=2000,
        compression="zstd",
        use_dictionary=["team", "all"],
    )
