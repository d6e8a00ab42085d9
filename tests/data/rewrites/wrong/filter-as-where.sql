-- original
select customer_id, count(*) filter (where status = 'paid') from orders group by customer_id
-- rewritten
select customer_id, count(*) from orders where status = 'paid' group by customer_id
