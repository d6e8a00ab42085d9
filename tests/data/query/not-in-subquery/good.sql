-- query
select count(*) from customers c where not exists (select from blocked b where b.customer = c.id)
