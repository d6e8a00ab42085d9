create table orders (id int primary key, customer int not null, state int not null, note text not null);
insert into orders select i, i % 8, i % 1000, repeat('x', 50) from generate_series(1, 40000) i;
create index on orders (customer);
analyze orders;
alter role current_user set enable_seqscan = off;
