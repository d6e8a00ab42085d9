-- query
with recent as not materialized (select * from tasks) select title from recent where id = 5
