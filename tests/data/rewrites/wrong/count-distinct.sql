-- original
select count(distinct customer_id) from orders where id <= 20
-- rewritten
select count(customer_id) from orders where id <= 20
