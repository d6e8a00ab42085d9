-- setup
create unlogged table cache (key text primary key);
-- bad
alter table tasks set unlogged; -- finding
alter table cache set logged; -- finding
-- good
create unlogged table notes (id bigint primary key);
alter table notes set logged;
