-- query
select count(*) from customers where id not in (select customer from blocked)
