-- original
select customer_id, count(*) from orders group by customer_id having customer_id > 3
-- rewritten
select customer_id, count(*) from orders where customer_id > 3 group by customer_id
