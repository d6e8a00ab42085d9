-- bad
-- finding public.orders.price
-- finding public.orders.total_amount
-- finding public.orders."unitPrice"
create table orders (id bigint primary key, price double precision not null, total_amount real default 0, "unitPrice" float8)
-- bad
-- finding public.invoices.total
create table invoices (id bigint primary key, total double precision)
-- good
create table orders (id bigint primary key, price numeric(12, 2), tax_rate double precision, price_index real, amount bigint, weight real);
create table trips (id bigint primary key, total double precision)
