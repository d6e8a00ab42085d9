-- original
select avg(total) from orders
-- rewritten
select avg(coalesce(total, 0)) from orders
