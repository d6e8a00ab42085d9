-- An order system: skewed customers, correlated address columns, NULLs, partial and expression indexes.
create table countries (id smallint primary key, code char(2) not null unique, name text not null);
create table customers (
  id int generated always as identity primary key, email text not null unique, name text not null, phone text,
  country_id smallint not null references countries, city text not null, postcode varchar(10) not null,
  vip boolean not null, joined date not null, deleted_at timestamptz
);
create table products (id int generated always as identity primary key, sku text not null unique, title text not null,
  category text not null, price numeric(10, 2) not null, attributes jsonb not null, tags text[] not null);
create table orders (
  id bigint generated always as identity primary key, customer_id int not null references customers,
  status text not null, placed timestamptz not null, total numeric(12, 2) not null, coupon text, note text
);
create table order_lines (order_id bigint not null references orders, line int not null, product_id int not null references products,
  quantity int not null, price numeric(10, 2) not null, primary key (order_id, line));
create table reviews (id bigint generated always as identity primary key, product_id int not null references products,
  customer_id int not null references customers, stars smallint not null, body text not null, written timestamptz not null);
create view open_orders as select o.*, c.name, c.email from orders o join customers c on c.id = o.customer_id where o.status in ('new', 'paid');
