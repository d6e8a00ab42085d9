-- original
select avg(total) from orders
-- rewritten
select avg(a) from (select customer_id, avg(total) as a from orders group by customer_id) t
