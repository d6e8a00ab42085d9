-- original
select name from customers order by lower(email), id
-- rewritten
select name from (select name, lower(email) as key, id from customers) c order by key, id
