import { expect, test } from "vitest";
import type { Intent } from "../../src/rls/intent.ts";
import { proveIntent } from "../../src/rls/prove/prove.ts";
import { call, place } from "../src/rls/generate/harness.ts";
import { chat } from "../src/rls/generate/schemas/chat.ts";
import { documents } from "../src/rls/generate/schemas/documents.ts";
import { health } from "../src/rls/generate/schemas/health.ts";
import { odd } from "../src/rls/generate/schemas/odd.ts";
import { shop } from "../src/rls/generate/schemas/shop.ts";
import { tasks } from "../src/rls/generate/schemas/tasks.ts";
import { teams } from "../src/rls/generate/schemas/teams.ts";
import { users } from "../src/rls/generate/schemas/users.ts";
import { own } from "../src/rls/prove/generated.ts";

interface Given {
  readonly schema: string;
  readonly intent: Omit<Intent, "application_role">;
  readonly admin?: boolean;
}

const all: Readonly<Record<string, Given>> = {
  chat,
  documents,
  health,
  odd,
  shop,
  tasks,
  teams,
  users,
  ...own,
};

test.each(Object.entries(all))("what is generated for %s is proven", async (name, given) => {
  await using at = await place(given.schema);
  if (given.intent.context.kind === "neon_auth") await at.database.run(tokens);
  const intent = {
    ...structuredClone(given.intent),
    ...(given.admin === true ? { admin_roles: [at.admin] } : {}),
  };
  const { sql } = await at.generate(intent);
  await at.database.run(`begin; ${sql} commit`);
  const request = {
    intent: { ...intent, application_role: at.application },
    origin: { target: undefined, on: "shadow" as const },
    planBudgetMs: 0,
  };
  const proven = await proveIntent(at.deps, request, call);
  const wrong = proven.failed.map(({ verb }) => verb);
  // its table of members is the application's to update, of which the generator warns
  const warned = wrong.filter((verb) => verb.startsWith("update public.users set company_id"));
  expect(wrong).toEqual(warned);
  expect(warned).toHaveLength(name === "users" ? 1 : 0);
  expect(proven.notes.filter((note) => !/^\d cells could not/.test(note))).toEqual([]);
});

/** What Neon's pg_session_jwt has where there is no JWK. */
const tokens = `
  create schema auth;
  create function auth.session() returns jsonb language sql stable
    as $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
  create function auth.user_id() returns text language sql stable as $$ select auth.session() ->> 'sub' $$;
  grant usage on schema auth to public`;
