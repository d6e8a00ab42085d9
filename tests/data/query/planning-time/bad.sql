-- query
select count(*)
from steps a
join steps b on b.id = a.id
join steps c on c.id = a.id
join steps d on d.id = a.id
join steps e on e.id = a.id
join steps f on f.id = a.id
join steps g on g.id = a.id
join steps h on h.id = a.id
join steps i on i.id = a.id
where a.value = 5
