-- bad
-- finding public.products.price
-- finding public.products.item_count
create table products (id bigint primary key, price text, item_count varchar(10))
-- good
create table products (id bigint primary key, price numeric, phone_number text, house_number text, account text, zip text, amount_currency text)
