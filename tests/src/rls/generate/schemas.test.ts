import { expect, test } from "vitest";
import { place } from "./harness.ts";
import type { Case, Cell } from "./schemas/case.ts";
import { chat } from "./schemas/chat.ts";
import { documents } from "./schemas/documents.ts";
import { health } from "./schemas/health.ts";
import { odd } from "./schemas/odd.ts";
import { shop } from "./schemas/shop.ts";
import { tasks } from "./schemas/tasks.ts";
import { teams } from "./schemas/teams.ts";
import { users } from "./schemas/users.ts";

const cases: readonly (readonly [string, Case])[] = Object.entries({
  chat,
  documents,
  health,
  odd,
  shop,
  tasks,
  teams,
  users,
});

test.each(cases)("%s: does what is meant, once, and goes without a trace", async (_name, given) => {
  await using at = await place(given.schema);
  if (given.intent.context.kind === "neon_auth") await at.database.run(tokens);
  const before = await at.fingerprint();
  const intent = {
    ...structuredClone(given.intent),
    ...(given.admin ? { admin_roles: [at.admin] } : {}),
  };

  const made = await at.generate(intent);
  expect(made.findings.map(({ rule }) => rule)).toEqual(given.findings);
  await at.database.run(`begin; ${made.sql} commit`);
  const got = [];
  for (const cell of given.cells) got.push(await outcome(cell));
  expect(got).toEqual(given.cells.map(({ as, sql, gives }) => [as, sql, shown(gives)]));

  const again = await at.generate(intent);
  expect(again.sql).toBe("");
  expect(again.findings.map(({ rule }) => rule)).not.toContain("role-missing");
  await at.database.run(`begin; ${made.rollback} commit`);
  expect(await at.fingerprint()).toBe(before);
  expect(
    await at.database.run(
      `select from pg_roles where rolname in ('${at.application}', '${at.admin}')`,
    ),
  ).toEqual([]);

  async function outcome({ as, sql, gives, role }: Cell): Promise<unknown> {
    const found = await at.as(as, sql, role === "admin" ? at.admin : undefined);
    if (!("refused" in found)) return [as, sql, found.map((row) => Object.values(row)[0])];
    const { refused } = found;
    return [as, sql, gives instanceof RegExp && gives.test(refused) ? shown(gives) : refused];
  }
});

const shown = (gives: Cell["gives"]): unknown => (gives instanceof RegExp ? gives.source : gives);

/** What Neon's pg_session_jwt has where there is no JWK. */
const tokens = `
  create schema auth;
  create function auth.session() returns jsonb language sql stable
    as $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
  create function auth.user_id() returns text language sql stable as $$ select auth.session() ->> 'sub' $$;
  grant usage on schema auth to public`;
