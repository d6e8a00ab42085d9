create table readings (id int, sensor int not null, note text not null);
insert into readings select i, i % 40, repeat('x', 200) from generate_series(1, 60000) i;
create index on readings (sensor);
analyze readings;
alter role current_user set enable_seqscan = off;
alter role current_user set enable_indexscan = off;
