-- bad
create unlogged table cache (key text primary key); -- finding
alter table tasks set unlogged; -- finding
-- good
create table cache (key text primary key);
create temp table scratch (key text);
