import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { emitKysely } from "../../src/schema/models/kysely.ts";
import { modelSource } from "../../src/schema/models/read-source.ts";
import { compile } from "../src/schema/models/compile.ts";
import { catalogOf, modelDatabase, modelFixtures } from "../src/schema/models/sources.ts";

const run = promisify(execFile);
const modules = resolve(import.meta.dirname, "node_modules");

/** Runs on the database; the compiler wants an error under each `@ts-expect-error`. */
const program = `
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Database, NewTask, Task, TaskUpdate, User } from "./everything.ts";

declare const process: { argv: readonly string[] };
const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: process.argv[2] }) }) });

const user: User = await db.insertInto("auth.users").values({ email: "a@b.c", display_name: "Ann", settings: { a: [1] } }).returningAll().executeTakeFirstOrThrow();
const project = await db.insertInto("projects").values({ tenant_id: 1n, name: "p" }).returning(["id", "tenant_id"]).executeTakeFirstOrThrow();
const task: NewTask = { tenant_id: project.tenant_id, project_id: project.id, title: "t", author_id: user.id };
const made: Task = await db.insertInto("tasks").values(task).returningAll().executeTakeFirstOrThrow();
const change: TaskUpdate = { status: "done", done_at: new Date(0) };
await db.updateTable("tasks").set(change).where("id", "=", made.id).execute();
const joined = await db.selectFrom("tasks").innerJoin("auth.users as u", "u.id", "tasks.author_id").select(["tasks.status", "tasks.done_at", "u.balance", "u.created_at"]).executeTakeFirstOrThrow();
const at: Date | null = joined.done_at;
const balance: string = joined.balance;
const open = await db.selectFrom("open_tasks").selectAll().execute();
console.log(JSON.stringify([typeof made.id, joined.status, at?.getTime(), balance, joined.created_at instanceof Date, open.length, user.settings]));
await db.destroy();

export function wrong(): unknown[] {
  return [
    // @ts-expect-error no such table
    db.selectFrom("nothing"),
    // @ts-expect-error the column is generated
    db.insertInto("tasks").values({ ...task, title_length: 3 }),
    // @ts-expect-error a column is missing
    db.insertInto("tasks").values({ title: "t" }),
    // @ts-expect-error the identity is always generated
    db.insertInto("projects").values({ tenant_id: 1, name: "n", id: 1 }),
    // @ts-expect-error no label of the enum
    db.updateTable("tasks").set({ status: "opened" }),
  ];
}
`;

test("Kysely runs on the types of every schema, and the compiler holds its queries to them", async () => {
  await using everything = await modelDatabase("everything");
  const files = await Promise.all(
    modelFixtures.map(async (name) => {
      await using database = await modelDatabase(name);
      const { files: made } = emitKysely(modelSource(await catalogOf(database)));
      return { path: `${name}.ts`, content: made[0]?.content ?? "" };
    }),
  );
  const folder = await compile([...files, { path: "program.ts", content: program }], modules);
  const { stdout } = await run(process.execPath, [join(folder, "out/program.js"), everything.url], {
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  expect(JSON.parse(stdout)).toEqual(["string", "done", 0, "0.00", true, 0, { a: [1] }]);
});
