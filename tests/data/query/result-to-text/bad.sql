-- query
select * from documents
