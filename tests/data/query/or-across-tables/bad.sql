-- query
select m.id from members m join orgs o on o.id = m.org_id where o.name = 'org 7' or m.email = 'm99'
