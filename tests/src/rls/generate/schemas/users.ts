import { refusedByPolicy } from "./case.ts";
import type { Case } from "./case.ts";

const user = (id: number) => ({ "app.user_id": String(id) });

/** No table of members: users have a tenant, to which the owners' foreign key leads; the application may write it nowhere. */
export const users: Case = {
  schema: `
    create table companies (id smallint primary key);
    create table users (id int primary key, company_id smallint references companies, email text);
    create table invoices (id int primary key, company_id smallint not null references companies,
      created_by int not null references users, draft boolean not null default false, hidden boolean);
    insert into companies values (1), (2);
    insert into users values (10, 1, 'a@x'), (11, 1, 'b@x'), (20, 2, 'c@x'), (30, null, 'd@x');
    insert into invoices values (1, 1, 10), (2, 1, 11), (3, 2, 20), (4, 2, 10);
    insert into invoices values (5, 1, 10, false, true);
    grant update on users to public`,
  intent: {
    context: { kind: "setting", name: "app.user_id", type: "int" },
    tables: [
      {
        table: "invoices",
        tenant: "company_id",
        owner: "created_by",
        deleted: "hidden",
        allow: { select: "tenant", insert: "owner", update: "owner", delete: "owner" },
      },
    ],
  },
  cells: [
    { as: user(10), sql: "select id from invoices order by 1", gives: [1, 2] },
    { as: user(20), sql: "select id from invoices order by 1", gives: [3, 4] },
    { as: user(30), sql: "select id from invoices", gives: [] },
    { as: user(10), sql: "update invoices set draft = true returning id", gives: [1] },
    { as: user(10), sql: "update invoices set hidden = true where id = 1", gives: [] },
    { as: user(10), sql: "delete from invoices returning id", gives: [1] },
    { as: user(10), sql: "insert into invoices values (9, 2, 10)", gives: refusedByPolicy },
    { as: user(10), sql: "insert into invoices values (9, 1, 11)", gives: refusedByPolicy },
    { as: user(10), sql: "insert into invoices values (9, 1, 10) returning id", gives: [9] },
  ],
  findings: [
    "members-inferred",
    "role-missing",
    "members-writable",
    "security-switched-on",
    "context-is-trusted",
    "marked-rows-cost",
  ],
};
