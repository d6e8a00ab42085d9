-- original
select o.id, (select c.name from customers c where c.id = o.customer_id) as name from orders o
-- rewritten
select o.id, c.name from orders o left join customers c on c.id = o.customer_id
