-- original
select c.id, sum(coalesce(o.total, 0)) from customers c left join orders o on o.customer_id = c.id group by c.id
-- rewritten
select c.id, sum(o.total) from customers c left join orders o on o.customer_id = c.id group by c.id
