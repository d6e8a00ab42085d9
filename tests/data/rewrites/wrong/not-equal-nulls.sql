-- original
select id from customers where country is distinct from 'XX'
-- rewritten
select id from customers where country <> 'XX'
