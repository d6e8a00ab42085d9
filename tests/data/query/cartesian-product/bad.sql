-- query
select count(*) from a, b where a.id <> 7
