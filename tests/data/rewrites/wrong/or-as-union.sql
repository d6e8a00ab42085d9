-- original
select customer_id from orders where quantity = 4 or total = 190
-- rewritten
select customer_id from orders where quantity = 4 union select customer_id from orders where total = 190
