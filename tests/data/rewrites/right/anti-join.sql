-- original
select id from customers c where not exists (select from orders o where o.customer_id = c.id)
-- rewritten
select id from customers except select customer_id from orders
