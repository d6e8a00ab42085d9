-- original
select coalesce(sum(total), 0) from orders where quantity > 0
-- rewritten
select sum(coalesce(total, 0)) from orders where quantity > 0
