create table events (id int primary key, kind int not null, payload text not null);
insert into events select i, i % 50, md5(i::text) from generate_series(1, 50000) i;
analyze events;
