create table imports (id int, batch int) with (autovacuum_enabled = off);
insert into imports select i, i % 100 from generate_series(1, 10000) i;
analyze imports;
insert into imports select i, 1000 + i % 100 from generate_series(1, 10000) i;
