-- original
select id from orders where quantity = 4 or total = 190
-- rewritten
select id from orders where quantity = 4 union select id from orders where total = 190
