-- bad
-- finding public.sales
create table sales (shop int, day date, product int, till int, line int, price numeric, primary key (shop, day, product, till, line))
-- good
create table sales (shop int, day date, product int, till int, line int, unique (shop, day, product, till, line), primary key (shop, day, till, line));
create table parted (a int, b int, c int, d int, primary key (a, b, c, d)) partition by range (a);
create table parted_1 partition of parted for values from (1) to (10)
