-- original
select id from orders where quantity + 1 = 5
-- rewritten
select id from orders where quantity = 4
