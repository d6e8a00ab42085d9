-- query
select m.id from members m join orgs o on o.id = m.org_id where o.name = 'org 7'
union
select m.id from members m join orgs o on o.id = m.org_id where m.email = 'm99'
