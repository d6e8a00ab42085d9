-- bad
alter table users drop column visits; -- finding
alter table users drop column email; -- finding
-- good
alter table users add column tmp int;
alter table users drop column tmp;
alter table users drop column if exists missing;
