-- original
select id from orders where not (total > 5 or total is null)
-- rewritten
select id from orders where total <= 5
