-- A star schema: wide facts, small dimensions, materialized views, correlated dimensions, parallel aggregates.
create table dates (id int primary key, day date not null unique, month int not null, quarter int not null, year int not null, holiday boolean not null);
create table stores (id int primary key, name text not null, city text not null, state text not null, region text not null, opened date);
create table items (id int primary key, brand text not null, class text not null, category text not null, color text, cost numeric(9, 2) not null);
create table promotions (id int primary key, channel text not null, budget numeric);
create table sales (
  date_id int not null, store_id int not null, item_id int not null, promotion_id int, ticket bigint not null, quantity int not null,
  list numeric(9, 2) not null, paid numeric(9, 2) not null, tax numeric(9, 2) not null, c1 float8, c2 float8, c3 text, c4 int
);
create table returns (ticket bigint not null, item_id int not null, date_id int not null, reason text not null, amount numeric(9, 2) not null, primary key (ticket, item_id));
create materialized view sales_by_month as
  select d.year, d.month, s.store_id, sum(s.paid) as paid, count(*) as lines from sales s join dates d on d.id = s.date_id group by 1, 2, 3 with no data;
