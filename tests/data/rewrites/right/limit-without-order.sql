-- original
select id from orders limit 2
-- rewritten
select id from orders order by id limit 2
