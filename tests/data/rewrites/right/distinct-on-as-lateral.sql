-- original
select distinct on (c.id) c.id, o.id from customers c join orders o on o.customer_id = c.id order by c.id, o.quantity desc, o.id
-- rewritten
select c.id, o.id from customers c cross join lateral (select id from orders where customer_id = c.id order by quantity desc, id limit 1) o order by c.id
