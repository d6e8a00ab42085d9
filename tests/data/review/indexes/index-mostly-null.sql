-- setup
create table tasks (id int, "Gelöscht am" timestamptz, done_at timestamptz);
insert into tasks select i, case when i % 100 = 0 then now() end, now() from generate_series(1, 200000) i;
-- bad
-- finding public."tasks_Gelöscht am_idx"
create index on tasks ("Gelöscht am");
analyze tasks
-- good
create index on tasks ("Gelöscht am") where "Gelöscht am" is not null;
create index on tasks (done_at);
analyze tasks
