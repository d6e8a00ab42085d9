-- original
select id from customers where name like 'name g%'
-- rewritten
select id from customers where name = 'name g'
