-- query
select o.name, n.count from orgs o left join (select org_id, count(*) from notes group by org_id) n on n.org_id = o.id
