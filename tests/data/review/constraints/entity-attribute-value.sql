-- bad
-- finding public.product_attributes
create table products (id bigint primary key);
create table product_attributes (id bigint primary key, product_id bigint references products, attribute_name text, value text)
-- good
create table products (id bigint primary key, name text, value numeric);
create table settings (key text primary key, value text);
create table prices (product_id bigint references products, currency text, value numeric, primary key (product_id, currency))
