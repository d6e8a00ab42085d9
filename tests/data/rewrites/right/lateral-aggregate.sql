-- original
select c.id, t.total from customers c left join lateral (select sum(o.total) as total from orders o where o.customer_id = c.id) t on true
-- rewritten
select c.id, t.total from customers c left join (select customer_id, sum(total) as total from orders group by customer_id) t on t.customer_id = c.id
