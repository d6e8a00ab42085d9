alter role current_user set join_collapse_limit = 1;
insert into steps select i, 5 from generate_series(11, 100000) i;
analyze steps;
-- query
select count(*)
from steps a
join steps b on b.id = a.id
join steps c on c.id = a.id
join steps d on d.id = a.id
where a.value = 5
