-- bad
-- finding public.items
create table items (id bigint primary key, unit_price numeric(10, 2), quantity integer not null, note text)
-- good
create table items (id bigint primary key, unit_price numeric(10, 2) check (unit_price >= 0), quantity integer not null,
  balance numeric, price_label text, constraint between_check check (quantity between 1 and 99))
