-- query
select count(*) from a join b on b.id = a.b_id where a.id <> 7
