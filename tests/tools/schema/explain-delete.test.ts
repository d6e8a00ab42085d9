import { afterAll, beforeAll, expect, test } from "vitest";
import { explainDelete } from "../../../tools/schema/explain-delete.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { serverConfig } from "../../helpers/server-config.ts";
import { harness, type Harness } from "../../src/migration/lint/harness.ts";

const SETUP = `
  create table users (id int primary key, email text unique not null);
  create table projects (id int primary key, owner_id int not null references users on delete restrict, name text);
  create table tasks (id int primary key, project_id int not null references projects on delete cascade,
    parent_id int references tasks on delete cascade, assignee_id int references users on delete set null);
  create table sessions (id int primary key, user_id int not null references users on delete cascade);
  create index on sessions (user_id);
  insert into users select i, 'u' || i || '@example.org' from generate_series(1, 5) i;
  insert into projects select i, i % 3 + 1, 'p' || i from generate_series(1, 6) i;
  insert into tasks select i, i % 6 + 1, nullif(i / 2, 0), nullif(i % 6, 0) from generate_series(1, 30) i
    where i % 6 < 6;
  update tasks set assignee_id = null where assignee_id > 5;
  insert into sessions select i, i % 5 + 1 from generate_series(1, 20) i;
`;

let on: Harness;
beforeAll(async () => {
  on = await harness(SETUP);
});
afterAll(() => on[Symbol.asyncDispose]());

const call = async (args: Record<string, unknown>) => {
  await using client = await connect(serverConfig([explainDelete], { deps: on.deps }));
  return await client.callTool({ name: "explain_delete", arguments: args });
};

test("what refuses a delete, and what it would do otherwise", async () => {
  const result = await call({ table: "users", where: "id = $1", params: [1] });
  expect(result.structuredContent).toMatchObject({
    rows: 1,
    effects: [
      { table: "public.projects", action: "refuse", rows: 2 },
      { table: "public.sessions", action: "delete", rows: 4 },
      { table: "public.tasks", action: "set null", rows: 5 },
    ],
    blocked_by: [
      {
        table: "public.projects",
        constraint: "projects_owner_id_fkey",
        rows: 2,
        reason: "ON DELETE RESTRICT",
        samples: ["(id)=(3)", "(id)=(6)"],
      },
    ],
  });
  expect(textOf(result)).toMatch(/^The delete of 1 row would be refused/);
});

test("a delete that goes through, with all that goes with it", async () => {
  const result = await call({ table: "users", where: "email = $1", params: ["u5@example.org"] });
  expect(result.structuredContent).toMatchObject({ rows: 1, blocked_by: [] });
  expect(textOf(result)).toMatch(/^The delete of 1 row would go through/);
});

test("a condition that is more, or that does more than read, is refused", async () => {
  for (const [where, code] of [
    ["id = 1; delete from users", "INVALID_SQL"],
    ["id = 1 order by id", "INVALID_SQL"],
    ["true union select * from users", "INVALID_SQL"],
    ["pg_terminate_backend(1)", "READ_ONLY"],
    ["id = $1", "INVALID_INPUT"],
    ["nothing = 1", "POSTGRES"],
  ] as const)
    expect(textOf(await call({ table: "users", where })), where).toMatch(new RegExp(`^${code}`));
  expect(textOf(await call({ table: "user", where: "id = 1" }))).toMatch(
    /^NOT_FOUND: There is no object `user`.*\n?.*public\.users/,
  );
});
