-- query
delete from parents where id > 1900
