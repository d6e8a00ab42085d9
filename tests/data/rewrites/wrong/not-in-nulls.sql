-- original
select c.id from customers c where not exists (select from customers r where r.referred_by = c.id)
-- rewritten
select c.id from customers c where c.id not in (select r.referred_by from customers r)
