"""The same panel and figures in DuckDB: as-of join, runs of red, area under the curve by ranks."""

import json
import sys
from pathlib import Path

import duckdb

PANEL = """
with scores as (select * from '{0}/health_scores.parquet'),
marked as (
  select *, max(case when colour <> 'red' then scored_on end) over (partition by account_id order by scored_on) as not_red
  from scores),
since as (
  select account_id, scored_on, score, colour,
         case when colour = 'red' then
           min(case when colour = 'red' then scored_on end) over (partition by account_id, not_red) end as red_since
  from marked),
horizons as (
  select r.*, h.horizon, (r.decided_on - h.horizon::int)::date as known_by
  from '{0}/renewals.parquet' r, (values (30), (60), (90), (180)) h(horizon)),
panel as (
  select p.horizon, p.outcome = 'churned' as churned, p.decided_on, p.known_by,
         case when s.scored_on > p.known_by - 45 then s.score end as score,
         case when s.scored_on > p.known_by - 45 then s.colour end as colour, s.red_since
  from horizons p asof left join since s on p.account_id = s.account_id and p.known_by >= s.scored_on),
ranked as (
  select *, (rank() over (partition by horizon order by score)
             + (count(*) over (partition by horizon, score) - 1) / 2.0) as place
  from panel where score is not null)
select horizon, count(*) as scored,
       (select count(*) filter (colour = 'red') from panel q where q.horizon = r.horizon) as alarms,
       (select count(*) filter (colour = 'red' and churned) from panel q where q.horizon = r.horizon) as hits,
       (sum(place) filter (churned) - count(*) filter (churned) * (count(*) filter (churned) + 1) / 2.0)
         / (count(*) filter (churned)::double * count(*) filter (not churned)) as area,
       (select avg(decided_on - red_since) from panel q where q.horizon = r.horizon) as red_for
from ranked r group by horizon order by horizon
"""

SPAN = """
select count(*), max(accounts)
from (select person_id, count(*) as accounts from '{0}/assignments.parquet' group by 1)
"""


def main(folder, out):
    connection = duckdb.connect()
    names = ["scored", "alarms", "hits", "area", "red_for"]
    rows = connection.execute(PANEL.format(folder)).fetchall()
    answer = {str(row[0]): dict(zip(names, row[1:])) for row in rows}
    owners, most = connection.execute(SPAN.format(folder)).fetchone()
    answer["span"] = {"owners": owners, "most": most}
    Path(out).mkdir(parents=True, exist_ok=True)
    (Path(out) / "answer.json").write_text(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
