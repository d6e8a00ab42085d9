-- bad
-- finding public.orders.price
-- finding public.orders.total_amount
-- finding public.orders."unitPrice"
create table orders (id bigint primary key, price double precision not null, total_amount real default 0, "unitPrice" float8)
-- good
create table orders (id bigint primary key, price numeric(12, 2), tax_rate double precision, price_index real, amount bigint, weight real)
