-- original
select o.id from orders o where o.total = (select max(total) from orders)
-- rewritten
select id from orders order by total desc limit 1
