/** A small shop with data that was made by script: skew, NULLs, arrays, jsonb, partitions, ranges, text. */
export const shop = `
  create extension if not exists pg_trgm;
  create type state as enum ('open', 'paid', 'shipped', 'returned');
  create table customers (id int primary key, name text not null, email varchar(100) not null, region text not null,
    vip boolean not null, deleted_at timestamptz, address inet, bio text);
  create table orders (id bigint primary key, customer_id int not null references customers, status state not null,
    total numeric(10,2) not null, created_at timestamptz not null, note text, tags text[], doc jsonb, stay daterange);
  create table items (order_id bigint not null references orders, line int not null, product_id int not null,
    quantity int not null, price numeric(10,2) not null, primary key (order_id, line));
  create table "Odd Table" ("Key Part" int, "order" text, filler text);
  create table events (id bigint, at timestamptz not null, kind text, user_id int) partition by range (at);
  create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01');
  create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
  select setseed(0.25);
  insert into customers select i, 'name ' || md5(i::text), 'User' || i || '@example.org', 'r' || (i % 7), i % 50 = 0,
      case when i % 100 = 0 then now() end, ('10.0.' || (i / 250) % 250 || '.' || i % 250)::inet, md5(i::text) || ' ' || md5((i + 1)::text)
    from generate_series(1, 20000) i;
  insert into orders select i, 1 + (random() * 19999)::int,
      (case when random() < 0.01 then 'open' when random() < 0.2 then 'paid' when random() < 0.9 then 'shipped' else 'returned' end)::state,
      round((random() * 1000)::numeric, 2), '2025-01-01'::timestamptz - random() * interval '1000 days', 'note ' || md5(i::text),
      array['t' || (i % 50), 'u' || (i % 9)], jsonb_build_object('k', i % 1000, 's', 'v' || (i % 77)),
      daterange('2024-01-01'::date + (i % 700), '2024-01-03'::date + (i % 700))
    from generate_series(1, 60000) i;
  insert into items select o, l, 1 + (random() * 4999)::int, 1 + (random() * 9)::int, round((random() * 100)::numeric, 2)
    from generate_series(1, 60000) o, generate_series(1, 3) l;
  insert into "Odd Table" select i, 'o' || i % 5000, repeat('x', 50) from generate_series(1, 20000) i;
  insert into events select i, '2024-01-01'::timestamptz + i * interval '20 minutes', 'k' || (i % 10), i % 1000 from generate_series(1, 50000) i;
  create function discounted(orders) returns numeric language sql stable as 'select $1.total * 0.9';
  create view open_orders as select o.id, o.created_at, c.name, c.region from orders o join customers c on c.id = o.customer_id where o.status = 'open';
`;
