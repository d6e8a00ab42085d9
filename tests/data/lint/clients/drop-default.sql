-- bad
alter table tasks alter column title drop default; -- finding
alter table users alter column id drop identity; -- finding
-- good
alter table users alter column name set default 'x';
alter table users alter column name drop default;
alter table tasks alter column title set default 'new';
