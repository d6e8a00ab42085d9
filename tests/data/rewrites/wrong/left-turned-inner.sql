-- original
select c.id, o.id from customers c left join orders o on o.customer_id = c.id and o.status = 'paid'
-- rewritten
select c.id, o.id from customers c left join orders o on o.customer_id = c.id where o.status = 'paid'
