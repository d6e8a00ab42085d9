-- query
select a.name, latest.rate
from accounts a
cross join lateral (select r.rate from rates r where r.account = a.id order by r.taken desc limit 1) latest
