import { afterAll, beforeAll, expect, test } from "vitest";
import { after } from "../../../../../src/schema/design/access/keyset.ts";
import type { Session } from "../../../../../src/core/session.ts";
import type { DesignedColumn } from "../../../../../src/schema/design/tables.ts";
import { quoteIdentifier } from "../../../../../src/sql/quote.ts";
import { testDatabase } from "../../../../helpers/postgres.ts";
import type { TestDatabase } from "../../../../helpers/postgres.ts";
import { openSession } from "../../../query/session.ts";

const ROWS = 60;
const PAGE = 7;

let database: TestDatabase;
let session: Session;
beforeAll(async () => {
  database = await testDatabase(`
    create table pages (id int primary key, a int not null, "B" text not null, n int, "order" timestamptz);
    insert into pages select i, i % 4, 'b' || i % 3, nullif(i % 5, 0),
      case when i % 3 > 0 then timestamptz '2025-01-01 00:00+00' + i % 7 * interval '1 day' end
    from generate_series(1, ${ROWS}) i`);
  session = await openSession(database.url);
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const column = (name: string, type: string, notNull = true): DesignedColumn => ({
  name,
  type,
  notNull,
  default: null,
  identity: false,
  generated: null,
  comment: null,
  member: name,
});
const id = column("id", "integer");
const a = column("a", "integer");
const b = column("B", "text");
const n = column("n", "integer", false);
const order = column("order", "timestamp with time zone", false);

test.each([
  [[id]],
  [[a, id]],
  [[a, b, id]],
  [[n, id]],
  [[a, n, id]],
  [[n, order, id]],
  [[order, b, id]],
])("pages behind one another are the whole, once, in order: %#", async (columns) => {
  for (let directions = 0; directions < 2 ** columns.length; directions += 1) {
    const sort = columns.map((one, at) => ({
      column: one,
      descending: ((directions >> at) & 1) === 1,
    }));
    const orderBy = sort
      .map(
        ({ column: { name }, descending }) => quoteIdentifier(name) + (descending ? " desc" : ""),
      )
      .join(", ");
    const types: string[] = [];
    const conditions = after(sort, ({ type }) => `$${types.push(type)}::${type}`);
    const all = await session.query(`select * from pages order by ${orderBy}`);
    const paged = await session.query(`select * from pages order by ${orderBy} limit ${PAGE}`);
    for (let page = 0; page < ROWS; page += 1) {
      const last = paged.at(-1) ?? {};
      const values = sort.map(({ column: { name } }) => last[name] ?? null);
      const next = await session.query(
        `select * from pages where ${conditions.join(" and ")} order by ${orderBy} limit ${PAGE}`,
        values,
      );
      if (next.length === 0) break;
      paged.push(...next);
    }
    expect(paged.map((row) => row["id"])).toEqual(all.map((row) => row["id"]));
  }
});

test("rows are compared as rows where that says the same, which an index answers", () => {
  const given = ({ name }: DesignedColumn): string => `:${name}`;
  const terms = (descending: boolean[]) =>
    [a, id].map((one, at) => ({ column: one, descending: descending[at] ?? false }));
  expect(after(terms([false, false]), given)).toEqual(["(a, id) > (:a, :id)"]);
  expect(after(terms([true, true]), given)).toEqual(["(a, id) < (:a, :id)"]);
  expect(after(terms([true, false]), given)).toEqual([
    "a <= :a",
    "((a < :a) OR (a = :a AND id > :id))",
  ]);
});
