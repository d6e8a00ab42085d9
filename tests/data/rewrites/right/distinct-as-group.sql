-- original
select distinct customer_id, status from orders
-- rewritten
select customer_id, status from orders group by customer_id, status
