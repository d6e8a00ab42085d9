alter role current_user set work_mem = '64kB';
-- query
with all_events as materialized (select * from events) select count(*) from all_events a, lateral (select 1) b union all select count(*) from all_events
