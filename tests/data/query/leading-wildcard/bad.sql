-- query
select id from tasks where title like '%c4ca4238a0%'
