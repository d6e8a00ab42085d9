create table hits (id int primary key, page int not null) with (autovacuum_enabled = off);
insert into hits select i, i % 100 from generate_series(1, 30000) i;
create index on hits (page);
analyze hits;
