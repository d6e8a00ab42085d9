import { createRequire } from "node:module";
import { runInThisContext } from "node:vm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApplicationCode } from "../../src/rls/generate/application.ts";
import type { Intent } from "../../src/rls/intent.ts";
import { authStandIn } from "../../src/rls/prove/auth-stand-in.ts";
import { parseScript } from "../../src/sql/parse.ts";
import { place, type Place } from "../src/rls/generate/harness.ts";
import { runPython } from "./python/python.ts";

/** What an application has to do is done by each stack as it stands in the answer, over a pool of one connection. */
const user = "00000000-0000-0000-0000-000000000007";
const setup = `
  create table notes (id int primary key, owner uuid not null, title text not null);
  insert into notes values (1, '${user}', 'mine'), (2, gen_random_uuid(), 'theirs'), (3, '${user}', 'also mine');`;
const tables: Intent["tables"] = [
  {
    table: "notes",
    owner: "owner",
    allow: { select: "owner", insert: "owner", update: "owner", delete: "owner" },
  },
];
const contexts: Readonly<Record<string, readonly [Intent["context"], unknown]>> = {
  "a setting": [{ kind: "setting", name: "app.user_id", type: "uuid" }, user],
  "Neon Auth": [{ kind: "neon_auth" }, { sub: user, role: "authenticated" }],
};

const from = createRequire(new URL("package.json", import.meta.url));
type Work = (client: pg.PoolClient) => Promise<string[]>;
type Within = (given: unknown, work: Work) => Promise<string[]>;

describe.each(Object.entries(contexts))("%s", (kind, [context, given]) => {
  let on: Place;
  let application: readonly ApplicationCode[];
  let url: string;

  beforeAll(async () => {
    on = await place(kind === "Neon Auth" ? `${authStandIn.join(";")};${setup}` : setup);
    const made = await on.generate({ tables, context });
    application = made.application;
    for (const { text } of await parseScript(made.sql)) await on.database.runAsSuperuser(text);
    await on.database.runAsSuperuser(`alter role ${on.application} login password 'app'`);
    const address = new URL(on.database.url);
    [address.username, address.password] = [on.application, "app"];
    url = address.href;
  });
  afterAll(() => on[Symbol.asyncDispose]());

  const codeOf = (stack: ApplicationCode["stack"]): string =>
    application.find((each) => each.stack === stack)?.code ?? "";
  const wanted = ["also mine", "mine"];

  test("node-postgres", async () => {
    const code = codeOf("node-postgres").replace("process.env.DATABASE_URL", "url, max: 1");
    const make = runInThisContext(`(pg, url) => { ${code}\nreturn { within, pool }; }`) as (
      driver: typeof pg,
      address: string,
    ) => { within: Within; pool: pg.Pool };
    const { within, pool } = make(pg, url);
    const titles = async (client: pg.Pool | pg.PoolClient): Promise<string[]> =>
      (await client.query<{ title: string }>("select title from notes order by 1")).rows.map(
        ({ title }) => title,
      );
    expect(await within(given, titles)).toEqual(wanted);
    await expect(within(given, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await titles(pool)).toEqual([]);
    await pool.end();
  });

  test("Drizzle", async () => {
    const { drizzle } = from("drizzle-orm/node-postgres") as {
      drizzle: (pool: pg.Pool) => { execute(sql: unknown): Promise<{ rows: { title: string }[] }> };
    };
    const { sql } = from("drizzle-orm") as { sql: (text: TemplateStringsArray) => unknown };
    const pool = new pg.Pool({ connectionString: url, max: 1 });
    const db = drizzle(pool);
    const make = runInThisContext(`(db, sql) => { ${codeOf("Drizzle")}\nreturn within; }`) as (
      database: typeof db,
      tag: typeof sql,
    ) => (given: unknown, work: (tx: typeof db) => Promise<string[]>) => Promise<string[]>;
    const within = make(db, sql);
    const titles = async (tx: typeof db): Promise<string[]> =>
      (await tx.execute(sql`select title from notes order by 1`)).rows.map(({ title }) => title);
    expect(await within(given, titles)).toEqual(wanted);
    expect(await titles(db)).toEqual([]);
    await pool.end();
  });

  test("SQLModel", async () => {
    const files = [{ path: "snippet.py", content: codeOf("SQLModel") }];
    const answer = await runPython("context.py", { files, warnings: [] }, url, [given]);
    expect(answer).toEqual({ within: wanted, after: [] });
  });
});
