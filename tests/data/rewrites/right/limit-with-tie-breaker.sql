-- original
select id, total from orders order by total desc nulls last, id limit 5 offset 2
-- rewritten
select id, total from (select id, total, row_number() over (order by total desc nulls last, id) as n from orders) o where n > 2 and n <= 7 order by n
