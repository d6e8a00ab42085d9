import { readConfig } from "../../src/config.ts";
import { ToolError } from "../../src/core/errors.ts";
import { Redactor } from "../../src/core/redact.ts";
import type { Session } from "../../src/core/session.ts";
import type { Call } from "../../src/core/tool.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import { generateRls } from "../../src/rls/generate/generate.ts";
import type { Intent } from "../../src/rls/intent.ts";
import { parseScript } from "../../src/sql/parse.ts";
import { memoryPlans } from "../helpers/deps.ts";
import { localNeon } from "../helpers/local-neon.ts";
import { median, print, timed } from "./figures.ts";

/**
 * Policies as people write them, the generated ones, and the same rows asked for without row-level security: ten teams with 100,000
 * events each, one after the other, on a local Neon of its own. `npm run bench -- rls [N]`.
 */
const rounds = Number(process.argv[2] ?? 5);
/** What takes longer is stopped. Another limit than every session has: one that it is thought to have is not set again. */
const LONGEST_MS = 20_000;
const user = "00000000-0000-0000-0000-000000000007";
// the connections of a pool do not keep a process alive
const alive = setInterval(() => {}, 60_000);
const { signal } = new AbortController();
const call: Call = { signal, progress: () => {}, confirm: async () => {} };
await using neon = await localNeon();
const deps = openDeps(
  readConfig(["--access", "full"], { NEON_DBA_HOME: neon.home }),
  new Redactor(),
  () => {},
  memoryPlans(),
);

const nobody = "nobody" as const;
type Allowed = Intent["tables"][number]["allow"]["select"];
const reading = (select: Allowed) => ({ select, insert: nobody, update: nobody, delete: nobody });
const intent = (
  select: Allowed,
  more: Partial<Intent["tables"][number]> = {},
  tables: Intent["tables"] = [],
): Intent => ({
  context: { kind: "setting", name: "app.user_id", type: "uuid" },
  application_role: "bench_app",
  ...(JSON.stringify(select).includes("member")
    ? { members: { table: "members", tenant: "team_id", user: "user_id", role: "role" } }
    : {}),
  tables: [{ table: "events", ...more, allow: reading(select) }, ...tables],
});
const owned = { owner: "user_id" };
const teams = { tenant: "team_id" };
const mine = "team_id in (select team_id from members where user_id = uid())";

interface Case {
  readonly naive: string;
  readonly intent: Intent;
  readonly table?: string;
  /** The same rows, without policies. */
  readonly where: string;
  readonly role?: string;
  readonly unindexed?: string;
}

const cases: Record<string, Case> = {
  "no index on the owner": {
    naive: "user_id = (select uid())",
    intent: intent("owner", owned),
    where: "user_id = uid()",
    unindexed: "events_user_id_idx",
  },
  "context function per row": {
    naive: "user_id = uid()",
    intent: intent("owner", owned),
    where: "user_id = uid()",
  },
  "row inside the sub-select": {
    naive: "(select uid() = user_id)",
    intent: intent("owner", owned),
    where: "user_id = uid()",
  },
  "role function per row": {
    naive: "has_role(team_id, 'admin')",
    intent: intent({ member_role: ["admin"] }, teams),
    where: "team_id in (select team_id from members where user_id = uid() and role = 'admin')",
  },
  "role function or owner": {
    naive: "has_role(team_id, 'admin') or user_id = uid()",
    intent: intent(["owner", { member_role: ["admin"] }], { ...owned, ...teams }),
    where: `user_id = uid() and ${mine} or team_id in (select team_id from members where user_id = uid() and role = 'admin')`,
  },
  "teams function per row": {
    naive: "is_member(team_id)",
    intent: intent("member", teams),
    where: mine,
  },
  "join from the row": {
    naive: "uid() in (select m.user_id from members m where m.team_id = events.team_id)",
    intent: intent("member", teams),
    where: mine,
  },
  "policy for everybody": {
    naive: "user_id = uid()",
    intent: intent("owner", owned),
    where: "false",
    role: "bench_other",
  },
  "owner of the parent": {
    table: "notes",
    naive: "(select e.user_id from events e where e.id = event_id) = uid()",
    intent: intent("owner", owned, [
      {
        table: "notes",
        parent: { column: "event_id", table: "events" },
        allow: reading("owner"),
      },
    ]),
    where: "event_id in (select id from events where user_id = uid())",
  },
};

/** Who made a role by SQL administers it, and may not take its name. */
const joined = "grant bench_app to current_user with inherit false, set true";

await prepare();
const only = process.argv[3];
for (const [name, made] of Object.entries(cases))
  if (only === undefined || name.includes(only)) await measure(name, made);
clearInterval(alive);
process.exit(0);

async function prepare(): Promise<void> {
  await using session = await deps.session({ intent: "write", connection: "direct", signal });
  await session.query("set statement_timeout = 0");
  await script(
    session,
    `create role bench_other nologin; grant bench_other to current_user with inherit false, set true;
     create function uid() returns uuid stable language plpgsql as $$ begin return nullif(current_setting('app.user_id', true), '')::uuid; end $$;
     create table members (team_id int, user_id uuid, role text, primary key (team_id, user_id));
     create index on members (user_id);
     insert into members select team, ('00000000-0000-0000-0000-' || lpad(u::text, 12, '0'))::uuid, case when u % 7 = 0 then 'admin' else 'member' end
       from generate_series(1, 10) team, generate_series(1, 1000) u where u % 10 = team % 10;
     create table events (id int primary key, team_id int not null, user_id uuid not null);
     insert into events select i, 1 + i % 10, ('00000000-0000-0000-0000-' || lpad((1 + i % 1000)::text, 12, '0'))::uuid from generate_series(1, 1000000) i;
     create index events_user_id_idx on events (user_id);
     create index on events (team_id);
     create table notes (id int primary key, event_id int not null);
     insert into notes select i, i from generate_series(1, 1000000) i;
     alter table notes add foreign key (event_id) references events;
     create index on notes (event_id);
     create function has_role(int, text) returns boolean stable security definer language sql
       as $$ select exists (select from members where team_id = $1 and role = $2 and user_id = uid()) $$;
     create function is_member(int) returns boolean stable security definer language sql
       as $$ select exists (select from members where team_id = $1 and user_id = uid()) $$;
     grant select on events, notes, members to bench_other`,
  );
  await session.query("vacuum analyze");
}

async function measure(name: string, made: Case): Promise<void> {
  const { naive, where, table = "events", role = "bench_app", unindexed } = made;
  await using session = await deps.session({ intent: "write", connection: "direct", signal });
  await session.query("set statement_timeout = 0");
  if (unindexed !== undefined) await session.query(`drop index ${unindexed}`);
  const { sql, rollback } = await generateRls({ intent: made.intent }, deps, call);
  const without = await time(session, null, `${table} where ${where}`);
  await script(
    session,
    `create role bench_app; ${joined}; grant select on events, notes, members to bench_app`,
  );
  await script(
    session,
    `alter table ${table} enable row level security; create policy naive on ${table} using (${naive})`,
  );
  const written = await time(session, role, table);
  await script(
    session,
    `alter table ${table} disable row level security; drop policy naive on ${table};
     revoke all on events, notes, members from bench_app; drop role bench_app`,
  );
  await script(session, `${sql} ${joined}`);
  await session.query("vacuum analyze");
  const generated = await time(session, role, table);
  await script(session, rollback);
  if (unindexed !== undefined) await session.query(`create index ${unindexed} on events (user_id)`);
  print(name, {
    ms: { written: written.ms, generated: generated.ms, "without policies": without.ms },
    rows: { written: written.rows, generated: generated.rows, "without policies": without.rows },
    plan: { generated: generated.plan },
  });
}

async function time(session: Session, role: string | null, from: string): Promise<Timed> {
  try {
    return await timeWithin(session, role, from);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "TIMEOUT") throw error;
    return { ms: Number.POSITIVE_INFINITY, rows: "stopped", plan: "" };
  }
}

interface Timed {
  readonly ms: number;
  readonly rows: string;
  readonly plan: string;
}

async function timeWithin(session: Session, role: string | null, from: string): Promise<Timed> {
  return session.transaction(
    { access: "read write", rollback: true, statementTimeoutMs: LONGEST_MS },
    async () => {
      if (role !== null) await session.query(`set local role ${role}`);
      await session.query("select set_config('app.user_id', $1, true)", [user]);
      await session.query("set local max_parallel_workers_per_gather = 0");
      const plan = await session.query<{ "QUERY PLAN": string }>(
        `explain (costs off) select count(*) from ${from}`,
      );
      const lines = plan.map((row) => row["QUERY PLAN"].trim());
      const shown = lines.filter((line) => /Scan|SubPlan|Index Cond|Filter/.test(line)).join("; ");
      const times: number[] = [];
      let rows = "";
      for (let round = 0; round <= rounds; round++) {
        const { ms, result } = await timed(() =>
          session.query<{ n: string }>(`select count(*)::text as n from ${from}`),
        );
        if (round > 0) times.push(ms);
        rows = result[0]?.n ?? "";
        // what takes seconds needs no median
        if (ms > 2_000) return { ms, rows, plan: shown };
      }
      return { ms: median(times), rows, plan: shown };
    },
  );
}

async function script(session: Session, text: string): Promise<void> {
  for (const { text: sql } of await parseScript(text)) await session.query(sql);
}
