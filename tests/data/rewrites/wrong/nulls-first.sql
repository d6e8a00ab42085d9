-- original
select id, total from orders order by total desc nulls last, id
-- rewritten
select id, total from orders order by total desc, id
