import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/config.ts";
import { Redactor } from "../../src/core/redact.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import type { Intent } from "../../src/rls/intent.ts";
import { proveIntent } from "../../src/rls/prove/prove.ts";
import { memoryPlans } from "../helpers/deps.ts";
import { removeHome } from "../helpers/temporary-folder.ts";

/** How long a proof takes for schemas of so many tables, every second one the child of another. */
const sizes = process.argv.slice(2).map(Number);

function schemaOf(tables: number): { ddl: string; intent: Intent } {
  const all = { select: "member", insert: "member", update: "member", delete: "member" } as const;
  const lines = [
    "create role bench_app nologin",
    "create table orgs (id uuid primary key, name text not null)",
    "create table people (id uuid primary key, name text)",
    "create table members (org_id uuid references orgs, person_id uuid references people, primary key (org_id, person_id))",
    "create function me() returns uuid language sql stable as $$ select case when pg_input_is_valid(current_setting('app.user_id', true), 'uuid') then current_setting('app.user_id', true)::uuid end $$",
    "create function mine() returns setof uuid language sql stable security definer set search_path = public as $$ select org_id from members where person_id = me() $$",
  ];
  const intents: Intent["tables"] = [];
  for (let at = 0; at < tables; at++) {
    const child = at % 2 === 1;
    const parent = `t${at - 1}`;
    const name = `t${at}`;
    const condition = child
      ? `exists (select from ${parent} p where p.id = parent_id and p.org_id = any (array(select mine())))`
      : "org_id = any (array(select mine()))";
    lines.push(
      child
        ? `create table ${name} (id uuid primary key default gen_random_uuid(), parent_id uuid not null references ${parent}, title text, done boolean)`
        : `create table ${name} (id uuid primary key default gen_random_uuid(), org_id uuid not null references orgs, title text, done boolean)`,
      `create index on ${name} (${child ? "parent_id" : "org_id"})`,
      `alter table ${name} enable row level security`,
      `alter table ${name} force row level security`,
      `grant select, insert, update, delete on ${name} to bench_app`,
      `create policy s on ${name} for select to bench_app using (${condition})`,
      `create policy i on ${name} for insert to bench_app with check (${condition})`,
      `create policy u on ${name} for update to bench_app using (${condition}) with check (${condition})`,
      `create policy d on ${name} for delete to bench_app using (${condition})`,
    );
    intents.push(
      child
        ? { table: name, parent: { column: "parent_id", table: parent }, allow: all }
        : { table: name, tenant: "org_id", allow: all },
    );
  }
  return {
    ddl: `${lines.join(";\n")};`,
    intent: {
      context: { kind: "setting", name: "app.user_id", type: "uuid" },
      application_role: "bench_app",
      members: { table: "members", tenant: "org_id", user: "person_id" },
      tables: intents,
    },
  };
}

const home = mkdtempSync(join(tmpdir(), "neon-dba-bench-"));
const deps = openDeps(
  readConfig([], { NEON_DBA_HOME: home }),
  new Redactor(),
  () => {},
  memoryPlans(),
);
const call = { signal: new AbortController().signal, progress: () => {}, confirm: async () => {} };
await (await deps.shadow(call.signal))[Symbol.asyncDispose]();
for (const size of sizes.length > 0 ? sizes : [5, 20, 60]) {
  const { ddl, intent } = schemaOf(size);
  const proven = await proveIntent(deps, { intent, origin: { ddl } }, call);
  const { cells, failed, mutations, plans, duration_ms: ms } = proven;
  process.stdout.write(
    `${size} tables: ${(ms / 1000).toFixed(1)} s, ${cells} cells, ${failed.length} failed, ${mutations.caught} of ${mutations.total} mutants, ${mutations.survived.filter(({ reason }) => reason.startsWith("No cell")).length} not explained, ${plans.length} tables planned\n`,
  );
}
await deps.close();
removeHome(home);
