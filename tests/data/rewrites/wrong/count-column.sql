-- original
select customer_id, count(*) from orders group by customer_id
-- rewritten
select customer_id, count(total) from orders group by customer_id
