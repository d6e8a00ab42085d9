-- setup
create materialized view counts as select status, count(*) from tasks group by status;
create unique index counts_status on counts (status);
create materialized view titles as select title from tasks;
-- bad
refresh materialized view counts; -- finding
refresh materialized view titles; -- finding
refresh materialized view concurrently counts; -- finding
-- good
create materialized view names as select name from users;
refresh materialized view names;
