vacuum hits;
alter role current_user set enable_seqscan = off;
alter role current_user set enable_bitmapscan = off;
-- query
select count(page) from hits where page < 20
