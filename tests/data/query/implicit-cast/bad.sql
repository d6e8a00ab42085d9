-- query
select title from tasks where id = 5.0
