-- original
select max(quantity) from orders
-- rewritten
select (select quantity from orders where quantity is not null order by quantity desc limit 1)
