-- original
select id from orders where quantity > 121
-- rewritten
select id from orders where quantity >= 121
