-- bad
alter table tasks alter column priority type text; -- finding
alter table users alter column visits type bigint; -- finding
-- good
alter table users alter column name type text;
alter table tasks alter column amount type numeric(12,2);
