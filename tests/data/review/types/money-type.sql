-- bad
-- finding public.orders.total
create table orders (id bigint primary key, total money not null)
-- good
create table orders (id bigint primary key, total numeric(19, 2) not null, money text)
