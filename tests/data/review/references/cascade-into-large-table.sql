-- bad
-- finding public.readings
create table devices (id int primary key);
create table readings (device_id int references devices on delete cascade, value float);
select pg_restore_relation_stats('schemaname', 'public', 'relname', 'devices', 'relpages', 1, 'reltuples', 100::real);
select pg_restore_relation_stats('schemaname', 'public', 'relname', 'readings', 'relpages', 100000, 'reltuples', 20000000::real)
-- good
create table devices (id int primary key);
create table readings (device_id int references devices on delete cascade, value float);
create table many (device_id int references devices, value float);
select pg_restore_relation_stats('schemaname', 'public', 'relname', 'devices', 'relpages', 1, 'reltuples', 10000000::real);
select pg_restore_relation_stats('schemaname', 'public', 'relname', 'readings', 'relpages', 100000, 'reltuples', 20000000::real);
select pg_restore_relation_stats('schemaname', 'public', 'relname', 'many', 'relpages', 100000, 'reltuples', 20000000::real)
-- good
create table devices (id int primary key);
create table readings (device_id int references devices on delete cascade, value float)
