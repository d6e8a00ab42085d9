-- query
select count(*) from tasks where org_id = (select current_org())
