create extension pg_trgm;
create index on tasks using gin (title gin_trgm_ops);
-- query
select id from tasks where title like '%c4ca4238a0%'
