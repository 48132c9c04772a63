"""The headline rate from Polars: `polars_peer.py CASE DATA OUT`, each run a whole process.

Cases: headline, decode (reads the headline's four columns and drops them), start (loads the library, nothing more).
Writes OUT/metrics.csv in uptake's column names. Lazy frames on the streaming engine throughout.
"""

import os
import sys

import polars as pl

from shape import ACTIVE_FROM, APPROVED, FIRST_MONDAY, WEEKS

DATA, OUT = sys.argv[2], sys.argv[3]


def headline():
    active = (
        pl.scan_parquet(f"{DATA}/interactions.parquet")
        .filter(pl.col("documented") & pl.col("tool").is_in(APPROVED))
        .group_by("person_id", pl.col("at").dt.truncate("1w").dt.date().alias("period"))
        .agg(uses=pl.len())
        .filter(pl.col("uses") >= ACTIVE_FROM)
    )
    last_monday = pl.lit(FIRST_MONDAY).dt.offset_by(f"{WEEKS - 1}w")
    weeks = pl.select(period=pl.date_range(pl.lit(FIRST_MONDAY), last_monday, "1w")).lazy()
    roster = (
        pl.scan_parquet(f"{DATA}/people.parquet")
        .filter(pl.col("role") == "CSM")
        .join(weeks, how="cross")
        .filter(
            pl.col("hired_on") <= pl.col("period").dt.offset_by("6d"),
            pl.col("left_on").is_null() | (pl.col("left_on") >= pl.col("period")),
        )
    )
    return (
        roster.join(active, on=["person_id", "period"], how="left")
        .group_by("period")
        .agg(numerator=pl.col("uses").count(), denominator=pl.len())
        .with_columns(metric=pl.lit("adoption"), cut=pl.lit(""), cut_value=pl.lit(""))
        .select("metric", "period", "cut", "cut_value", "numerator", "denominator")
    )


def run(case):
    if case == "headline":
        headline().collect(engine="streaming").write_csv(f"{OUT}/metrics.csv", quote_style="never")
    elif case == "decode":
        columns = pl.scan_parquet(f"{DATA}/interactions.parquet").select("person_id", "at", "tool", "documented")
        columns.sink_batches(lambda batch: None, engine="streaming")
    elif case != "start":
        sys.exit(f"no such case: {case}")


if __name__ == "__main__":
    os.makedirs(OUT, exist_ok=True)
    run(sys.argv[1])
