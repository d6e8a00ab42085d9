-- original
select c.id from customers c where exists (select from orders o where o.customer_id = c.id)
-- rewritten
select id from customers where id in (select customer_id from orders)
