-- original
select o.id from orders o left join customers c on c.id = o.customer_id
-- rewritten
select id from orders
