-- original
select count(*) from orders where status = 'paid'
-- rewritten
select count(*) from orders where status = 'paid' group by status
