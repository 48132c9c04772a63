"""Writes the organisation of the readiness bench: each draw is a hash of its number, so the same rows come out again."""

import sys
from pathlib import Path

import duckdb

TABLES = {
    # Weekly scores for three years, in the order in which a system delivers them: week by week.
    "health_scores": """
        select 'a-' || lpad(a::varchar, 6, '0') as account_id, date '2023-01-02' + (w * 7)::int as scored_on, s::double as score,
               case when s < 35 then 'red' when s < 60 then 'yellow' else 'green' end as colour
        from (select a, w, greatest(0, least(100, 30 + (hash(a) % 61)::int + (hash(a * 1000 + w) % 31)::int - 15)) as s
              from range({accounts}) t(a), range(156) u(w))
        order by w, a""",
    # Three renewals for each account; a low score makes a churn likelier.
    "renewals": """
        select 'r-' || (a * 3 + y)::varchar as renewal_id, 'a-' || lpad(a::varchar, 6, '0') as account_id,
               date '2023-06-01' + (y * 365 + (hash(a) % 200)::int)::int as decided_on,
               case when hash(a * 7 + y) % 100 < 12 + (60 - (hash(a) % 61)::int) / 4 then 'churned' else 'renewed' end as outcome
        from range({accounts}) t(a), range(3) u(y)""",
    "assignments": """
        select 'a-' || lpad(a::varchar, 6, '0') as account_id, 'p-' || (hash(a + 1) % {owners})::varchar as person_id,
               date '2023-01-01' as starts_on, null::date as ends_on
        from range({accounts}) t(a)""",
}


def main(folder, accounts, owners):
    connection = duckdb.connect()
    for name, query in TABLES.items():
        file = Path(folder) / f"{name}.parquet"
        rows = query.format(accounts=accounts, owners=owners)
        connection.execute(f"copy ({rows}) to '{file}' (format parquet, compression zstd)")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
