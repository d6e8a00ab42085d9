-- query
select count(*) from tasks where org_id = current_org()
