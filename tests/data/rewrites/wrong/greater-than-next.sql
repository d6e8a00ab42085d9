-- original
select id from orders where total > 200
-- rewritten
select id from orders where total >= 201
