-- original
select customer_id from orders group by customer_id having sum(total) > 50
-- rewritten
select customer_id from orders where total > 50 group by customer_id
