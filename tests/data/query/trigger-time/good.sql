create index on children (parent_id);
-- query
delete from parents where id > 1900
