-- bad
alter table tasks rename column title to name; -- finding
alter view open_tasks rename column title to name; -- finding
-- good
alter table tasks add column name text;
alter table tasks rename column name to label;
