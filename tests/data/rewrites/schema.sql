-- Rows that hide what the wrong rewrites get wrong: no NULL, no tie, no repetition, everything matched, all at noon.
create table customers (
  id int primary key,
  name text not null,
  email text,
  country text,
  referred_by int references customers,
  active boolean not null default true
);
create table products (id int primary key, name text not null, category text, price numeric(10, 2));
create table orders (
  id int primary key,
  customer_id int references customers,
  status text not null check (status in ('open', 'paid', 'shipped', 'cancelled')),
  total numeric(10, 2),
  quantity int,
  placed_at timestamptz,
  shipped_on date
);
create table items (
  order_id int not null references orders,
  line int not null,
  product_id int references products,
  amount int not null check (amount > 0),
  discount int,
  primary key (order_id, line)
);
create table payments (id int primary key, order_id int references orders, amount numeric(10, 2), method text);
create table employees (id int primary key, name text not null, department text, salary int, manager_id int references employees);

insert into customers select i, 'name ' || chr(96 + i), 'mail' || i || '@example.com', (array['DE', 'FR', 'US'])[1 + i % 3], 1, true from generate_series(1, 20) i;
insert into products select i, 'product ' || i, (array['book', 'game'])[1 + i % 2], 5 + i from generate_series(1, 10) i;
insert into orders
  select i, 1 + (i - 1) % 20, 'paid', 100 + i, 2 * i, timestamptz '2026-01-01 12:00+00' + i * interval '1 day', date '2026-01-02' + i
  from generate_series(1, 60) i;
insert into items select i, 1, 1 + i % 10, 2, 0 from generate_series(1, 60) i;
insert into payments select i, i, 100 + i, 'card' from generate_series(1, 60) i;
insert into employees select i, 'employee ' || i, (array['sales', 'labs'])[1 + i % 2], 1000 * i, 1 from generate_series(1, 12) i;
analyze;
