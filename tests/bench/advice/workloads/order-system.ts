import type { Workload } from "../workload.ts";

/** Reports over orders: joins, groups, subqueries; nobody writes. */
export const orderSystem: Workload = {
  name: "order system",
  setup: `
    create table regions (id int primary key, name text not null);
    create table customers (id int primary key, region_id int not null references regions, name text not null, segment text not null,
      balance numeric(12,2) not null, phone text not null, joined_on date not null);
    create table suppliers (id int primary key, region_id int not null, name text not null, rating int not null);
    create table products (id int primary key, supplier_id int not null, category text not null, brand text not null, price numeric(10,2) not null, name text not null);
    create table orders (id int primary key, customer_id int not null, status text not null, priority int not null, ordered_on date not null, total numeric(12,2) not null, clerk text not null);
    create table lines (order_id int not null, position int not null, product_id int not null, quantity int not null, price numeric(10,2) not null,
      discount numeric(4,2) not null, shipped_on date, received_on date, mode text not null, returned boolean not null, primary key (order_id, position));
    select setseed(0.5);
    insert into regions select i, 'region ' || i from generate_series(1, 25) i;
    insert into customers select i, 1 + floor(random() * 25)::int, 'customer ' || i, (array['retail','trade','public','web'])[1 + floor(random() * 4)::int],
        random() * 10000, (10 + i % 25) || '-' || i, date '2015-01-01' + floor(random() * 3000)::int from generate_series(1, 15000) i;
    insert into suppliers select i, 1 + floor(random() * 25)::int, 'supplier ' || i, 1 + floor(random() * 5)::int from generate_series(1, 1000) i;
    insert into products select i, 1 + floor(random() * 1000)::int, 'category ' || (1 + floor(random() * 40)::int), 'brand ' || (1 + floor(random() * 100)::int),
        random() * 500, 'product ' || md5(i::text) from generate_series(1, 20000) i;
    insert into orders select i, 1 + floor(random() ^ 2 * 15000)::int, (array['open','done','done','done','done','done','cancelled'])[1 + floor(random() * 7)::int],
        1 + floor(random() * 5)::int, date '2020-01-01' + floor(random() * 1800)::int, random() * 5000, 'clerk ' || floor(random() * 200)::int from generate_series(1, 120000) i;
    insert into lines select o.id, p, 1 + floor(random() * 20000)::int, 1 + floor(random() * 50)::int, random() * 500, floor(random() * 11) / 100,
        o.ordered_on + 1 + floor(random() * 60)::int, o.ordered_on + 20 + floor(random() * 60)::int,
        (array['air','rail','ship','truck','mail'])[1 + floor(random() * 5)::int], random() < 0.03
      from orders o, lateral generate_series(1, 1 + o.id % 6) p;`,
  queries: [
    "select mode, sum(quantity), avg(price), count(*) from lines where shipped_on <= date '2024-06-01' group by mode order by mode",
    "select o.id, sum(l.price * l.quantity) as revenue, o.ordered_on from customers c join orders o on o.customer_id = c.id join lines l on l.order_id = o.id where c.segment = 'trade' and o.ordered_on < date '2021-03-15' and l.shipped_on > date '2021-03-15' group by o.id, o.ordered_on order by revenue desc limit 10",
    "select priority, count(*) from orders o where ordered_on >= date '2022-07-01' and ordered_on < date '2022-10-01' and exists (select from lines l where l.order_id = o.id and l.received_on > l.shipped_on + 40) group by priority order by priority",
    "select r.name, sum(l.price * (1 - l.discount)) from customers c join orders o on o.customer_id = c.id join lines l on l.order_id = o.id join products p on p.id = l.product_id join suppliers s on s.id = p.supplier_id and s.region_id = c.region_id join regions r on r.id = s.region_id where o.ordered_on >= date '2023-01-01' and o.ordered_on < date '2024-01-01' group by r.name order by 2 desc",
    "select sum(price * discount) from lines where shipped_on >= date '2023-01-01' and shipped_on < date '2023-02-01' and discount between 0.05 and 0.07 and quantity < 24",
    "select c.id, c.name, sum(l.price) from customers c join orders o on o.customer_id = c.id join lines l on l.order_id = o.id where l.returned and o.ordered_on >= date '2022-10-01' and o.ordered_on < date '2023-01-01' group by c.id, c.name order by 3 desc limit 20",
    "select p.brand, count(*) from products p join lines l on l.product_id = p.id where p.category = 'category 7' and l.quantity > 45 group by p.brand",
    "select mode, count(*) filter (where o.priority = 1) from orders o join lines l on l.order_id = o.id where l.mode in ('mail', 'ship') and l.received_on >= date '2023-01-01' and l.received_on < date '2023-03-01' and l.shipped_on < l.received_on group by mode",
    "select n, count(*) from (select c.id, count(o.id) as n from customers c left join orders o on o.customer_id = c.id and o.status <> 'cancelled' group by c.id) x group by n order by 2 desc, 1 desc",
    "select sum(l.price) / 7 from lines l join products p on p.id = l.product_id where p.brand = 'brand 23' and p.category = 'category 3' and l.quantity < (select 0.2 * avg(i.quantity) from lines i where i.product_id = p.id)",
    "select c.name, o.id, o.total from customers c join orders o on o.customer_id = c.id where o.id in (select order_id from lines group by order_id having sum(quantity) > 220) order by o.total desc limit 100",
    "select s.name from suppliers s where s.id in (select p.supplier_id from products p where p.name like 'product abc%') order by s.name",
    "select s.name, count(*) from suppliers s join products p on p.supplier_id = s.id join lines l on l.product_id = p.id where s.rating = 5 and l.returned group by s.name order by 2 desc limit 100",
    "select substring(phone from 1 for 2) as code, count(*), sum(balance) from customers c where substring(phone from 1 for 2) in ('13', '31', '23') and balance > 5000 and not exists (select from orders o where o.customer_id = c.id) group by 1",
    "select max(ordered_on) from orders where status = 'open'",
    "select clerk, count(*), sum(total) from orders where status = 'cancelled' group by clerk order by 3 desc limit 5",
    "with best as (select product_id, sum(price * quantity) as revenue from lines where shipped_on >= date '2024-01-01' and shipped_on < date '2024-04-01' group by product_id) select p.name, b.revenue from best b join products p on p.id = b.product_id where b.revenue = (select max(revenue) from best)",
    "select o.customer_id, o.id, rank() over (partition by o.customer_id order by o.total desc) from orders o where o.customer_id between 100 and 140",
    "select extract(year from o.ordered_on), sum(l.price * l.quantity - p.price) from lines l join products p on p.id = l.product_id join orders o on o.id = l.order_id where p.name like '%abc%' group by 1 order by 1",
    "select count(*) from orders o where o.clerk = 'clerk 17' and o.priority = 1 and o.ordered_on > date '2024-01-01'",
    "select c.segment, avg(o.total) from customers c join orders o on o.customer_id = c.id where c.region_id = 7 group by c.segment",
    "select * from orders where status = 'open' order by ordered_on desc, id desc limit 50",
    "select p.id, p.name from products p where not exists (select from lines l where l.product_id = p.id and l.shipped_on > date '2024-11-01')",
    "select l.order_id, l.position from lines l where l.returned and l.mode = 'air' and l.received_on >= date '2024-01-01'",
    "select distinct c.region_id, o.status from customers c join orders o on o.customer_id = c.id where c.joined_on >= date '2022-01-01'",
  ].map((sql) => ({ sql })),
};
