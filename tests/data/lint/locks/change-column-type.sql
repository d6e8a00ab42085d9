-- bad
alter table tasks alter column priority type bigint; -- finding
alter table users alter column name type varchar(20); -- finding
alter table tasks alter column amount type numeric(12,4); -- finding
-- good
alter table users alter column name type varchar(100);
alter table users alter column name type text;
alter table tasks alter column amount type numeric(14,2);
create table notes (id int primary key);
alter table notes alter column id type bigint;
