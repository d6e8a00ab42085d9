/** A query, the indexes that must be among its candidates, and those of which the planner must use one. */
export interface CandidateCase {
  readonly about: string;
  readonly sql: string;
  /** `table (keys)...` as the candidates are described. */
  readonly expected: readonly string[];
}

export const candidateCases: readonly CandidateCase[] = [
  {
    about: "equality",
    sql: "select * from orders where customer_id = 7",
    expected: ["public.orders (customer_id)"],
  },
  {
    about: "an unqualified column of one of two tables",
    sql: "select name from customers, orders where customers.id = customer_id and total > 990",
    expected: ["public.orders (total)", "public.orders (customer_id, total)"],
  },
  {
    about: "equality before a range, covering",
    sql: "select total from orders where customer_id = 7 and created_at > '2024-06-01'",
    expected: [
      "public.orders (customer_id, created_at)",
      "public.orders (customer_id, created_at) include (total)",
    ],
  },
  {
    about: "an order asked for, with a partial predicate",
    sql: "select id from orders where status = 'open' order by created_at desc limit 10",
    expected: [
      "public.orders (status, created_at desc)",
      "public.orders (created_at desc)",
      "public.orders (created_at desc) where status = 'open'",
    ],
  },
  {
    about: "an order of two directions",
    sql: "select id from orders order by customer_id, created_at desc nulls last limit 10",
    expected: ["public.orders (customer_id, created_at desc nulls last)"],
  },
  {
    about: "a list of values",
    sql: "select * from orders where customer_id in (1, 2, 3)",
    expected: ["public.orders (customer_id)"],
  },
  {
    about: "groups in either order",
    sql: "select customer_id, status, count(*) from orders group by customer_id, status",
    expected: ["public.orders (customer_id, status)", "public.orders (status, customer_id)"],
  },
  {
    about: "min and max",
    sql: "select max(created_at) from orders",
    expected: ["public.orders (created_at)"],
  },
  {
    about: "a derived table",
    sql: "select x.customer_id from (select customer_id, total from orders where note = 'note x') x where x.total = 5",
    expected: ["public.orders (note, total)"],
  },
  {
    about: "a CTE that is computed once",
    sql: "with x as materialized (select * from items where product_id = 3) select * from x where quantity = 2",
    expected: ["public.items (product_id)"],
  },
  {
    about: "a correlated subquery on the same table",
    sql: "select i.order_id from items i where i.product_id = 17 and i.price > (select avg(j.price) from items j where j.product_id = i.product_id)",
    expected: ["public.items (product_id)", "public.items (product_id) include (price)"],
  },
  {
    about: "a self-join",
    sql: "select a.id from customers a join customers b on a.region = b.name where b.email = 'User5@example.org'",
    expected: ["public.customers (email)", "public.customers (region)"],
  },
  {
    about: "through a view",
    sql: "select name from open_orders where created_at > '2024-12-01'",
    expected: [
      "public.orders (status, created_at)",
      "public.orders (created_at) where status = 'open'",
    ],
  },
  {
    about: "a join over what equals the same",
    sql: "select count(*) from orders o, items i, customers c where c.id = o.customer_id and o.id = i.order_id and c.name = 'x'",
    expected: ["public.orders (customer_id)", "public.customers (name)"],
  },
  {
    about: "a flag",
    sql: "select id from customers where vip",
    expected: ["public.customers (vip)", "public.customers (id) where vip"],
  },
  {
    about: "rows that are marked as deleted",
    sql: "select id from customers where deleted_at is not null and region = 'r1'",
    expected: ["public.customers (region) where (deleted_at is not null)"],
  },
  {
    about: "NULLs looked for",
    sql: "select id from customers where deleted_at is null and email = 'User9@example.org'",
    expected: ["public.customers (email)"],
  },
  {
    about: "an expression",
    sql: "select id from customers where lower(email) = 'user9@example.org'",
    expected: ["public.customers (lower((email)::text))"],
  },
  {
    about: "a field of jsonb",
    sql: "select id from orders where doc ->> 's' = 'v5'",
    expected: ["public.orders ((doc ->> 's'))"],
  },
  {
    about: "an array's elements",
    sql: "select id from orders where tags @> array['t3', 'u4']",
    expected: ["public.orders using gin (tags)"],
  },
  {
    about: "what a document contains",
    sql: `select id from orders where doc @> '{"k": 7}'`,
    expected: ["public.orders using gin (doc jsonb_path_ops)"],
  },
  {
    about: "a word inside of text",
    sql: "select id from customers where bio ilike '%abc12%'",
    expected: ["public.customers using gin (bio gin_trgm_ops)"],
  },
  {
    about: "the beginning of a text",
    sql: "select id from customers where name like 'name abc%'",
    expected: ["public.customers (name text_pattern_ops)"],
  },
  {
    about: "full text",
    sql: "select id from customers where to_tsvector('english', bio) @@ to_tsquery('english', 'abc & def')",
    expected: ["public.customers using gin (to_tsvector('english', bio))"],
  },
  {
    about: "ranges that overlap",
    sql: "select id from orders where stay && daterange('2024-03-01', '2024-03-02')",
    expected: ["public.orders using gist (stay)"],
  },
  {
    about: "a network",
    sql: "select id from customers where address << inet '10.0.3.0/24'",
    expected: ["public.customers using gist (address inet_ops)"],
  },
  {
    about: "quoted names",
    sql: `select "Key Part" from "Odd Table" where "order" = 'o7'`,
    expected: [`public."Odd Table" ("order")`, `public."Odd Table" ("order") include ("Key Part")`],
  },
  {
    about: "a partitioned table",
    sql: "select count(*) from events where user_id = 5",
    expected: ["public.events (user_id)"],
  },
  {
    about: "one partition of it",
    sql: "select id from events where at >= '2025-03-01' and at < '2025-03-02' and kind = 'k3'",
    expected: ["public.events (kind, at)", "public.events (at) where kind = 'k3'"],
  },
  {
    about: "an OR of conditions",
    sql: "select id from orders where customer_id = 5 or note = 'x'",
    expected: ["public.orders (customer_id)", "public.orders (note)"],
  },
  {
    about: "parameters",
    sql: "select * from orders where customer_id = $1 and total < $2 order by created_at limit $3",
    expected: ["public.orders (customer_id, created_at)", "public.orders (customer_id, total)"],
  },
  {
    about: "an UPDATE's reading part",
    sql: "update orders set note = 'x' where customer_id = 9",
    expected: ["public.orders (customer_id)"],
  },
  {
    about: "a DELETE with another table",
    sql: "delete from items i using orders o where o.id = i.order_id and o.customer_id = 4",
    expected: ["public.orders (customer_id)"],
  },
  {
    about: "INSERT from a query",
    sql: "insert into items select id, 9, 1, 1, 1 from orders where note = 'note a'",
    expected: ["public.orders (note)"],
  },
  {
    about: "MERGE",
    sql: "merge into customers c using (select customer_id from orders where note = 'a') o on c.name = o.customer_id::text when matched then update set bio = 'x'",
    expected: ["public.orders (note)", "public.customers (name)"],
  },
];
