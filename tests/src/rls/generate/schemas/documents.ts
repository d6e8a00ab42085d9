import { everyVerb, refusedByPolicy } from "./case.ts";
import type { Case } from "./case.ts";

const user = (id: number) => ({ "app.user": String(id) });

/** Documents in nested folders, with versions and comments: owners two and three steps away. Integers, a boolean mark, bigint keys. */
export const documents: Case = {
  schema: `
    create table folders (id bigint primary key, parent_id bigint references folders, user_id integer not null);
    create table documents (id bigint primary key, folder_id bigint not null references folders, removed boolean);
    create table versions (document_id bigint not null references documents, number int not null, body text,
      primary key (document_id, number));
    create table comments (id int primary key, document_id bigint not null, number int not null,
      foreign key (document_id, number) references versions);
    insert into folders values (1, null, 7), (2, 1, 7), (3, null, 8);
    insert into documents values (1, 2, null), (2, 3, false), (3, 1, true);
    insert into versions values (1, 1), (1, 2), (2, 1), (3, 1);
    insert into comments values (1, 1, 2), (2, 2, 1), (3, 3, 1)`,
  intent: {
    context: { kind: "setting", name: "app.user", type: "bigint" },
    tables: [
      { table: "folders", owner: "user_id", allow: everyVerb("owner") },
      {
        table: "documents",
        parent: { column: "folder_id", table: "folders" },
        deleted: "removed",
        allow: everyVerb("owner"),
      },
      {
        table: "versions",
        parent: { column: "document_id", table: "documents" },
        allow: { select: "owner", insert: "owner", update: "nobody", delete: "nobody" },
      },
      {
        table: "comments",
        parent: { column: "number", table: "versions" },
        allow: everyVerb("owner"),
      },
    ],
  },
  cells: [
    { as: user(7), sql: "select id from folders order by 1", gives: [1, 2].map(String) },
    { as: user(7), sql: "select id from documents", gives: ["1"] },
    {
      as: user(7),
      sql: "select document_id from versions order by 1, number",
      gives: ["1", "1", "3"],
    },
    { as: user(7), sql: "select id from comments order by 1", gives: [1, 3] },
    { as: user(8), sql: "select id from comments", gives: [2] },
    { as: { "app.user": "7.5" }, sql: "select id from folders", gives: [] },
    { as: { "app.user": "99999999999999999999" }, sql: "select id from comments", gives: [] },
    { as: user(7), sql: "update documents set removed = true where id = 1", gives: [] },
    {
      as: user(7),
      sql: "update documents set removed = true where id = 1; select id from documents",
      gives: [],
    },
    {
      as: user(7),
      sql: "update documents set removed = false where id = 3 returning id",
      gives: [],
    },
    { as: user(7), sql: "update documents set folder_id = 3 where id = 1", gives: refusedByPolicy },
    { as: user(7), sql: "insert into versions values (2, 2)", gives: refusedByPolicy },
    { as: user(7), sql: "insert into versions values (1, 3) returning number", gives: [3] },
    { as: user(7), sql: "insert into comments values (9, 2, 1)", gives: refusedByPolicy },
    { as: user(7), sql: "insert into comments values (9, 1, 1) returning id", gives: [9] },
    { as: user(8), sql: "delete from comments returning id", gives: [2] },
  ],
  findings: [
    "role-missing",
    "security-switched-on",
    "context-is-trusted",
    "marked-rows-cost",
    "ownership-is-far",
    "ownership-is-far",
    "ownership-is-far",
  ],
};
