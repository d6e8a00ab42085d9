-- original
select c.id, c.name from customers c where exists (select from orders o where o.customer_id = c.id)
-- rewritten
select distinct c.id, c.name from customers c join orders o on o.customer_id = c.id
