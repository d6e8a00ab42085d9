-- query
select id, left(body, 200) from documents
