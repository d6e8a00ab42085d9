import { everyVerb, refusedByPolicy } from "./case.ts";
import type { Case } from "./case.ts";

const region = (name: string) => ({ "odd.region": name });

/** Names with quotes, a partitioned table, a tenant of an enum under a domain, foreign keys over two columns. */
export const odd: Case = {
  schema: `
    create schema "Odd ""Schema""";
    set search_path = "Odd ""Schema""";
    create type "Region's" as enum ('north', 'south', 'with ''quote');
    create domain "Select" as "Region's" check (value <> 'with ''quote');
    create table p1 ("Id" int, "Tenant" "Region's" not null, "a""b" text, primary key ("Tenant", "Id")) partition by list ("Tenant");
    create table p1_north partition of p1 for values in ('north');
    create table p1_rest partition of p1 default;
    create table "order" (id int primary key, "Tenant's" "Region's" not null, "p1 Id" int not null,
      foreign key ("Tenant's", "p1 Id") references p1 ("Tenant", "Id"));
    create table "group" (id int primary key, "order" int not null references "order");
    create table "Plain" (id int primary key, "In" "Select");
    insert into "Plain" values (1, 'north'), (2, 'south'), (3, null);
    insert into p1 values (1, 'north'), (1, 'south'), (2, 'south');
    insert into "order" values (1, 'north', 1), (2, 'south', 1), (3, 'south', 2);
    insert into "group" values (1, 1), (2, 2);
    grant select on p1_north to public`,
  intent: {
    context: { kind: "setting", name: "odd.region", type: "Select" },
    tables: [
      {
        table: '"Odd ""Schema""".p1',
        tenant: '"Tenant"',
        allow: { select: "nobody", insert: "nobody", update: "nobody", delete: "nobody" },
      },
      { table: "Plain", tenant: "In", allow: everyVerb("tenant") },
      { table: "order", parent: { column: "p1 Id", table: "p1" }, allow: everyVerb("tenant") },
      { table: "group", parent: { column: "order", table: "order" }, allow: everyVerb("tenant") },
    ],
  },
  cells: [
    { as: region("south"), sql: `select id from "Odd ""Schema"""."Plain"`, gives: [2] },
    {
      as: region("south"),
      sql: `update "Odd ""Schema"""."Plain" set "In" = 'north'`,
      gives: refusedByPolicy,
    },
    {
      as: region("south"),
      sql: `select id from "Odd ""Schema"""."order" order by 1`,
      gives: [2, 3],
    },
    { as: region("north"), sql: `select id from "Odd ""Schema"""."order"`, gives: [1] },
    { as: region("north"), sql: `select id from "Odd ""Schema"""."group"`, gives: [1] },
    { as: region("west"), sql: `select id from "Odd ""Schema"""."group"`, gives: [] },
    { as: region("with 'quote"), sql: `select id from "Odd ""Schema"""."group"`, gives: [] },
    { as: {}, sql: `select id from "Odd ""Schema"""."order"`, gives: [] },
    {
      as: region("north"),
      sql: `insert into "Odd ""Schema"""."order" values (4, 'south', 1)`,
      gives: refusedByPolicy,
    },
    {
      as: region("south"),
      sql: `insert into "Odd ""Schema"""."order" values (4, 'south', 1) returning id`,
      gives: [4],
    },
    {
      as: region("north"),
      sql: `update "Odd ""Schema"""."group" set "order" = 2`,
      gives: refusedByPolicy,
    },
    { as: region("north"), sql: `select * from "Odd ""Schema""".p1`, gives: /permission denied/ },
    {
      as: region("north"),
      sql: `select * from "Odd ""Schema""".p1_north`,
      gives: /permission denied/,
    },
  ],
  findings: [
    "role-missing",
    "security-switched-on",
    "context-is-trusted",
    "null-is-nobodys",
    "ownership-is-far",
    "ownership-is-far",
  ],
};
