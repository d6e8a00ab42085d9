-- original
select c.id, (select count(*) from orders o where o.customer_id = c.id) as n from customers c
-- rewritten
select c.id, count(o.id) as n from customers c left join orders o on o.customer_id = c.id group by c.id
