create table imports (id int, batch int) with (autovacuum_enabled = off);
insert into imports select i, i % 100 from generate_series(1, 20000) i;
