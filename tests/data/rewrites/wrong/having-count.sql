-- original
select customer_id from orders group by customer_id having count(*) >= 3
-- rewritten
select customer_id from orders group by customer_id having count(*) > 1
