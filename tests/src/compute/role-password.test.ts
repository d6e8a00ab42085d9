import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { newPassword, scramVerifier, setPassword } from "../../../src/compute/role-password.ts";
import { ToolError } from "../../../src/core/errors.ts";
import type { Session } from "../../../src/core/session.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";
import { createPool, type Pool } from "../../../src/postgres/pool.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool({
    deployment: "url",
    address: async () => addressFromUrl(database.superuserUrl),
  });
});
afterAll(async () => {
  await pool.close();
  await database[Symbol.asyncDispose]();
});

const role = (name: string): string => `${database.name}_${name}`;

async function logsIn(user: string, password: string): Promise<boolean> {
  const url = new URL(inject("postgres"));
  const client = new pg.Client({
    host: url.hostname,
    port: Number(url.port),
    database: database.name,
    user,
    password,
  });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "28P01") return false;
    throw error;
  } finally {
    await client.end();
  }
}

test("passwords have more than the entropy that Neon asks for, and need no escape in a URL", () => {
  const many = new Set(Array.from({ length: 100 }, newPassword));
  expect(many.size).toBe(100);
  for (const password of many) expect(password).toMatch(/^[\w-]{32}$/);
});

test("the verifier is that of Postgres itself, for the same salt", async () => {
  const name = role("same");
  await database.runAsSuperuser(`create role ${name} login password 'correct horse'`);
  const [row] = await database.runAsSuperuser(
    `select rolpassword as kept from pg_authid where rolname = '${name}'`,
  );
  const kept = String(row?.["kept"]);
  const [, salt = ""] = /^SCRAM-SHA-256\$4096:([^$]+)\$/.exec(kept) ?? [];
  expect(scramVerifier("correct horse", Buffer.from(salt, "base64"))).toBe(kept);
  await database.runAsSuperuser(`drop role ${name}`);
});

test("a role is made and changed by its verifier, and neither is in what Postgres notes of statements", async () => {
  const name = role("Odd 'role'");
  const [first, second] = [newPassword(), newPassword()];
  await using session = await pool.open({ signal: AbortSignal.timeout(20_000) });
  expect(await setPassword(session, "create", name, first)).toBe("verifier");
  expect(await logsIn(name, first)).toBe(true);
  expect(await setPassword(session, "alter", name, second)).toBe("verifier");
  expect([await logsIn(name, first), await logsIn(name, second)]).toEqual([false, true]);
  const notes = await database.runAsSuperuser(
    "select query from pg_stat_statements union all select query from pg_stat_activity",
  );
  const text = JSON.stringify(notes);
  expect(text).toContain("neon_dba.secret");
  for (const secret of [first, second, "SCRAM-SHA-256$"]) expect(text).not.toContain(secret);
  const [rights] = await database.runAsSuperuser(
    `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin from pg_roles where rolname = $$${name}$$`,
  );
  expect(rights).toEqual({
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
    rolreplication: false,
    rolcanlogin: true,
  });
  await database.runAsSuperuser(`drop role "${name}"`);
});

test("where a verifier is refused as Neon refuses it, the password itself is sent, once", async () => {
  const name = role("plain");
  await using real = await pool.open({ signal: AbortSignal.timeout(20_000) });
  const secrets: unknown[] = [];
  // a server that keeps passwords for its users, in front of the real one
  const neon = new Proxy(real, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (property !== "query") return typeof value === "function" ? value.bind(target) : value;
      return async (sql: string, params: readonly unknown[] = []) => {
        if (sql.includes("set_config")) secrets.push(params[1]);
        const isHashed = String(secrets.at(-1)).startsWith("SCRAM-SHA-256$");
        if (sql.includes("do $neon_dba$") && isHashed)
          throw new ToolError("POSTGRES", "Postgres refused.", "Look.", {
            sqlstate: "XX000",
            quoted:
              'Received HTTP code 400 from control plane: {"error":"Neon only supports being given plaintext passwords"}',
          });
        return target.query(sql, params);
      };
    },
  }) as Session;
  const password = newPassword();
  expect(await setPassword(neon, "create", name, password)).toBe("password");
  expect(secrets).toEqual([expect.stringMatching(/^SCRAM-SHA-256\$/), password]);
  expect(await logsIn(name, password)).toBe(true);
  await database.runAsSuperuser(`drop role ${name}`);
});

test("an error says what is wrong, and nothing of the statement with the secret", async () => {
  await using session = await pool.open({ signal: AbortSignal.timeout(20_000) });
  const refused = setPassword(session, "alter", role("nobody"), "a password of mine");
  const error = await refused.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ToolError);
  const text = JSON.stringify([(error as ToolError).message, (error as ToolError).quoted]);
  expect(text).toContain("does not exist");
  expect(text).not.toMatch(/SCRAM|a password of mine/);
});
