-- original
select c.id from customers c where c.id not in (select o.customer_id from orders o where o.customer_id is not null)
-- rewritten
select c.id from customers c left join orders o on o.customer_id = c.id where o.id is null
