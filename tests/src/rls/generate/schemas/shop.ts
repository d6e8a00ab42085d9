import { everyVerb, noPrivilege, refusedByPolicy } from "./case.ts";
import type { Case } from "./case.ts";

const shopper = { "shop.user": "ann", "shop.tenant": "toys" };

/** A catalogue that anyone reads, orders of customers in it, prices that the application may not change. Texts; the user and the tenant. */
export const shop: Case = {
  schema: `
    create schema shop;
    create table shop.products (id serial primary key, store text not null, name varchar(20), price numeric not null,
      cost numeric not null default 0);
    create table shop.orders (id int primary key, store text not null, customer text not null, note text);
    create table shop.items (order_id int not null references shop.orders, product_id int not null references shop.products,
      amount int not null, primary key (order_id, product_id));
    insert into shop.products (store, name, price) values ('toys', 'ball', 3), ('books', 'atlas', 30);
    insert into shop.orders values (1, 'toys', 'ann'), (2, 'toys', 'bob'), (3, 'books', 'ann');
    insert into shop.items values (1, 1, 2), (2, 1, 1), (3, 2, 1)`,
  intent: {
    context: {
      kind: "setting",
      name: "shop.user",
      type: "text",
      tenant: { name: "shop.tenant", type: "text" },
    },
    tables: [
      {
        table: "products",
        tenant: "store",
        allow: { select: "anyone", insert: "tenant", update: "tenant", delete: "nobody" },
        columns: { select: ["id", "store", "name", "price"], update: ["name"] },
      },
      { table: "orders", tenant: "store", owner: "customer", allow: everyVerb("owner") },
      {
        table: "items",
        parent: { column: "order_id", table: "orders" },
        allow: everyVerb("owner"),
      },
    ],
  },
  cells: [
    { as: {}, sql: "select name from shop.products order by 1", gives: ["atlas", "ball"] },
    { as: {}, sql: "select cost from shop.products", gives: noPrivilege },
    { as: shopper, sql: "update shop.products set name = 'doll' returning id", gives: [1] },
    { as: shopper, sql: "update shop.products set price = 0", gives: noPrivilege },
    { as: shopper, sql: "delete from shop.products", gives: noPrivilege },
    {
      as: shopper,
      sql: "insert into shop.products (store, price) values ('toys', 1) returning store",
      gives: ["toys"],
    },
    {
      as: shopper,
      sql: "insert into shop.products (store, price) values ('books', 1)",
      gives: refusedByPolicy,
    },
    { as: shopper, sql: "select id from shop.orders", gives: [1] },
    { as: { "shop.user": "ann" }, sql: "select id from shop.orders", gives: [] },
    { as: { ...shopper, "shop.tenant": "books" }, sql: "select id from shop.orders", gives: [3] },
    { as: shopper, sql: "select order_id from shop.items", gives: [1] },
    { as: shopper, sql: "insert into shop.items values (3, 1, 1)", gives: refusedByPolicy },
    { as: shopper, sql: "insert into shop.items values (1, 2, 1) returning amount", gives: [1] },
    { as: shopper, sql: "update shop.orders set customer = 'bob'", gives: refusedByPolicy },
    { as: shopper, sql: "update shop.orders set store = 'books'", gives: refusedByPolicy },
  ],
  findings: ["role-missing", "security-switched-on", "context-is-trusted", "ownership-is-far"],
};
