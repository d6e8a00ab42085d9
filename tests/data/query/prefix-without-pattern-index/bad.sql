-- query
select id from tasks where title like 'task c4ca4238%'
