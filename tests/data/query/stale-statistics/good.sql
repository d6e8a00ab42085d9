analyze imports;
select pg_stat_force_next_flush();
-- query
select count(*) from imports where batch > 1005
