insert into countries select i, chr(65 + i / 26) || chr(65 + i % 26), 'Country ' || i from generate_series(1, 60) i;
insert into customers (email, name, phone, country_id, city, postcode, vip, joined, deleted_at)
select 'user' || i || '@example.com', 'Name ' || (hashint4(i) & 4095), case when i % 3 <> 0 then '+49 ' || (hashint4(i) & 16777215) end,
       1 + city % 60, 'City ' || city, city || '-' || (hashint4(i + 5) & 7), hashint4(i) & 127 = 0, date '2018-01-01' + i / 16,
       case when hashint4(i + 9) & 63 = 0 then timestamptz '2024-01-01 00:00+00' + i * interval '10 minutes' end
  from (select i, (600 * power((hashint4(i + 1) & 65535) / 65536.0, 3))::int as city from generate_series(1, 30000) i) s;
insert into products (sku, title, category, price, attributes, tags)
select 'SKU-' || lpad(i::text, 6, '0'), 'Product ' || i || ' ' || md5(i::text), 'cat ' || (25 * power((hashint4(i) & 65535) / 65536.0, 2))::int,
       round((5 + 500 * power((hashint4(i + 2) & 65535) / 65536.0, 4))::numeric, 2),
       jsonb_build_object('color', (array['red','green','blue','black','white'])[1 + (hashint4(i) & 1023) % 5], 'weight', hashint4(i) & 255, 'eco', i % 9 = 0),
       array['tag' || (hashint4(i) & 63), 'group' || i % 11]
  from generate_series(1, 5000) i;
insert into orders (customer_id, status, placed, total, coupon, note)
select 1 + (29999 * power((hashint4(i) & 65535) / 65536.0, 4))::int,
       case when i > 149000 then 'new' when i > 147000 then 'paid' when hashint4(i) & 31 = 0 then 'cancelled' when hashint4(i) & 255 = 1 then 'refunded' else 'shipped' end,
       timestamptz '2022-01-01 00:00+00' + i * interval '10 minutes', round((10 + (hashint4(i + 3) & 65535) / 50.0)::numeric, 2),
       case when hashint4(i + 4) & 15 = 0 then 'C' || (hashint4(i + 4) & 1023) end, case when i % 50 = 0 then repeat('note ' || i, 20) end
  from generate_series(1, 150000) i;
insert into order_lines select o, l, 1 + (4999 * power((hashint8(o * 8 + l) & 65535) / 65536.0, 2))::int, 1 + (hashint8(o + l) & 3), round(((hashint8(o * 3 + l) & 65535) / 100.0)::numeric, 2)
  from generate_series(1, 150000) o, generate_series(1, 3) l where l = 1 or hashint8(o * 5 + l) & 1 = 0;
insert into reviews (product_id, customer_id, stars, body, written)
select 1 + (4999 * power((hashint4(i) & 65535) / 65536.0, 3))::int, 1 + (hashint4(i + 7) & 16383), 1 + ((hashint4(i) & 1023) % 5), repeat('review text ' || i, 1 + i % 8),
       timestamptz '2022-01-01 00:00+00' + i * interval '40 minutes' from generate_series(1, 40000) i;
create index orders_customer on orders (customer_id, placed desc);
create index orders_open on orders (placed) where status in ('new', 'paid');
create index orders_placed on orders (placed);
create index order_lines_product on order_lines (product_id) include (quantity, price);
create index customers_lower_email on customers (lower(email));
create index customers_city on customers (city, postcode);
create index customers_active on customers (country_id) where deleted_at is null;
create index products_category on products (category, price);
create index products_tags on products using gin (tags);
create index products_attributes on products using gin (attributes jsonb_path_ops);
create index reviews_product on reviews (product_id, stars);
create statistics customers_place (ndistinct, dependencies, mcv) on country_id, city, postcode from customers;
create statistics orders_month on date_trunc('month', placed at time zone 'UTC'), status from orders;
vacuum analyze;
