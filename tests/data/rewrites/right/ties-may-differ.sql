-- original
select customer_id, status from orders order by customer_id
-- rewritten
select customer_id, status from orders order by customer_id, id desc
