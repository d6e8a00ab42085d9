-- original
select id from orders where quantity >= 3 and quantity <= 7
-- rewritten
select id from orders where quantity between 3 and 7
