-- original
select c.id, p.id from customers c left join orders o on o.customer_id = c.id left join payments p on p.order_id = o.id and p.amount > 0
-- rewritten
select c.id, p.id from customers c left join orders o on o.customer_id = c.id left join payments p on p.order_id = o.id where p.amount > 0
