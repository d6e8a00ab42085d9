create table customers (id int primary key);
create table blocked (customer int not null);
insert into customers select i from generate_series(1, 2000) i;
insert into blocked select i * 2 from generate_series(1, 10000) i;
analyze customers;
analyze blocked;
alter role current_user set work_mem = '64kB';
