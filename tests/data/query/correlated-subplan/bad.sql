-- query
select o.name, (select count(*) from notes n where n.org_id = o.id) from orgs o
