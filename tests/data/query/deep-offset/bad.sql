-- query
select id, title from tasks order by created_at, id limit 20 offset 15000
