-- query
with recent as materialized (select * from tasks) select title from recent where id = 5
