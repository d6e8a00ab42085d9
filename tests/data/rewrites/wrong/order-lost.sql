-- original
select name from customers order by name
-- rewritten
select name from customers
