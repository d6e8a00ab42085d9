-- bad
alter table tasks alter column amount type numeric(10,0); -- finding
alter table users alter column created_at type date; -- finding
alter table users alter column name type varchar(20); -- finding
alter table tasks alter column priority type smallint; -- finding
-- good
alter table tasks alter column amount type numeric(12,2);
alter table tasks alter column priority type bigint;
alter table users alter column name type text;
alter table tasks alter column changed_at type timestamptz(6);
