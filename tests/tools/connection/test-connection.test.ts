import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, textOf } from "../../helpers/client.ts";
import { ownerAddress } from "../../helpers/local-neon.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";
import { type Harness, harness } from "../branch/harness.ts";

let on: Harness;
beforeAll(async () => {
  on = await harness(["--toolsets", "all"]);
});
afterAll(() => on[Symbol.asyncDispose]());

interface Way {
  readonly kind: string;
  readonly host: string;
  readonly ok: boolean;
  readonly cold_ms?: number;
  readonly warm_ms?: number;
  readonly tls: { version: string; certificate?: string };
  readonly error?: { code: string; cause: string; next: string; said: string };
}
interface Tested {
  readonly compute?: string;
  readonly ways: readonly Way[];
  readonly role?: { name: string; bypass_rls: boolean; superuser: boolean };
  readonly extensions: readonly string[];
  readonly pooler?: Record<string, unknown>;
  readonly findings: readonly { rule: string; object: string; message: string }[];
}

/** Of a Postgres by its URL. */
async function tested(url: string): Promise<Tested & { text: string }> {
  await using server = serve(url, ["--toolsets", "all"]);
  await using client = await connect(server.config);
  const result = await client.callTool({ name: "test_connection", arguments: {} });
  return { ...(result.structuredContent as unknown as Tested), text: textOf(result) };
}

/** Of the owner of the local Neon, over TCP. */
async function ownerUrl(options?: string, password?: string): Promise<string> {
  const owner = await ownerAddress(on.neon);
  const named = encodeURIComponent(options ?? owner.options ?? "");
  const secret = password ?? owner.password ?? "";
  return `postgres://${owner.user}:${secret}@127.0.0.1:${owner.port}/neondb?options=${named}`;
}

test("a suspended compute is woken by the first way, which is cold, and warm afterwards", async () => {
  await on.rows("main", "select 1");
  await on.suspend("main");
  const { structured, text } = await on.done("test_connection");
  const { compute, ways, role, extensions } = structured as unknown as Tested;
  expect(compute).toBe("idle");
  expect(ways.map(({ kind, ok }) => [kind, ok])).toEqual([
    ["websocket_direct", true],
    ["websocket_pooled", true],
    ["http", true],
  ]);
  const [first, ...others] = ways;
  expect(first?.cold_ms).toBeGreaterThan(first?.warm_ms ?? Infinity);
  for (const { cold_ms: cold, warm_ms: warm } of others) {
    expect(cold).toBeUndefined();
    expect(warm).toBeGreaterThan(0);
  }
  expect(role).toMatchObject({ name: "neondb_owner", bypass_rls: true, superuser: false });
  expect(extensions.join()).toContain("plpgsql");
  expect(text).toContain("was idle before");
  expect(text).toMatch(
    /Open to role neondb_owner\. An application that is refused all the same: .*DATABASE_URL/,
  );
  const own = await tested(await ownerUrl());
  expect(own.text).toMatch(/^(\d) of \1 ways? (is|are) open/);
  expect(own.text).not.toContain("refused all the same");
  const again = (await on.done("test_connection")).structured as unknown as Tested;
  expect(again.compute).toBe("active");
  expect(again.ways[0]?.cold_ms).toBeUndefined();
});

test("what lasts through the pooler is what lasted when it was tried", async () => {
  const { structured } = await on.done("test_connection");
  const { pooler, findings } = structured as unknown as Tested;
  expect(pooler).toEqual({
    switches: true,
    set: "is lost",
    prepared_statements: true,
    sql_prepare: false,
    advisory_locks: false,
    listen: false,
  });
  expect(findings.map(({ rule }) => rule)).toContain("pooled-session-state");
  // nothing of it is left in a server process, once those that were told to end have ended
  const left = "select count(*)::int from pg_locks where locktype = 'advisory' and objsubid = 1";
  await expect.poll(() => on.rows("main", left)).toEqual([[0]]);
});

test("over TCP the direct way keeps a session, the pooled one does not", async () => {
  const direct = await tested(await ownerUrl());
  expect(direct.ways[0]).toMatchObject({ kind: "direct", ok: true, tls: { version: "none" } });
  expect(direct.pooler).toMatchObject({ switches: false, set: "lasts", listen: true });
  const owner = await ownerAddress(on.neon);
  const pooled = await tested(await ownerUrl(`${owner.options}-pooler`));
  expect(pooled.ways[0]).toMatchObject({ kind: "pooled", ok: true });
  expect(pooled.pooler).toMatchObject({ switches: true, prepared_statements: true });
});

const secret = "not-the-password";
test.each([
  ["password", undefined, secret, "neondb_owner"],
  ["sni_missing", "", undefined, "options"],
  ["endpoint_unknown", "endpoint=ep-gone-branch-12345678", undefined, "ep-gone-branch-12345678"],
])("%s is told with its cause and what to do", async (code, options, password, words) => {
  const url = await ownerUrl(options, password);
  const { ways, text } = await tested(url);
  expect(ways[0]?.error).toMatchObject({ code });
  expect(`${ways[0]?.error?.cause} ${ways[0]?.error?.next}`).toContain(words);
  expect(text).toContain("0 of 1 ways are open");
  for (const hidden of [secret, (await ownerAddress(on.neon)).password ?? "?", "postgres://"])
    expect(text).not.toContain(hidden);
});

test("a disabled compute, an address that is not allowed, a branch that is gone", async () => {
  const { projects } = (await on.neon.api.listProjects({})).data;
  const project = projects[0]?.id ?? "";
  await on.done("create_branch", { name: "shut" });
  const { branches } = (await on.neon.api.listProjectBranches({ projectId: project })).data;
  const id = branches.find(({ name }) => name === "shut")?.id ?? "";
  const { endpoints } = (await on.neon.api.listProjectBranchEndpoints(project, id)).data;
  const endpoint = endpoints[0]?.id ?? "";
  await on.neon.api.updateProjectEndpoint(project, endpoint, { endpoint: { disabled: true } });
  const codes = async (branch: string) => {
    const { structured } = await on.done("test_connection", { target: { branch } });
    return (structured as unknown as Tested).ways.map(({ error }) => error?.code);
  };
  expect(new Set(await codes("shut"))).toEqual(new Set(["endpoint_disabled"]));
  const allow = (ips: string[]) =>
    on.neon.api.updateProject(project, {
      project: { settings: { allowed_ips: { ips, protected_branches_only: false } } },
    });
  await allow(["203.0.113.7"]);
  expect(new Set(await codes("main"))).toEqual(new Set(["ip_not_allowed"]));
  await allow([]);
  expect(new Set(await codes("main"))).toEqual(new Set([undefined]));
  const gone = await on.call("test_connection", { target: { branch: "expired" } });
  expect(gone.text).toMatch(/^NOT_FOUND/);
  expect(gone.text).toContain("expired is deleted");
});

test("a role's own settings are findings, each once", async () => {
  await using database = await testDatabase();
  const [{ owner } = { owner: "" }] = (await database.run("select current_user as owner")) as {
    owner: string;
  }[];
  await database.runAsSuperuser(
    `alter role ${owner} set search_path = app; alter role ${owner} set statement_timeout = '2s';
     alter role ${owner} set default_transaction_read_only = on; alter role ${owner} set work_mem = '8MB'`,
  );
  const { findings, role } = await tested(database.url);
  expect(role).toMatchObject({ bypass_rls: false });
  const found = findings.map(({ object }) => object);
  expect(found).toEqual([...new Set(found)]);
  expect(found).toEqual(
    expect.arrayContaining([
      "search_path",
      "statement_timeout",
      "default_transaction_read_only",
      "work_mem",
    ]),
  );
});

test("what limits an application's role is said as statements that work", async () => {
  await using database = await testDatabase();
  const limits = async (): Promise<string[]> =>
    (await tested(database.url)).findings.flatMap(
      ({ message }) => /alter role .*;$/.exec(message) ?? [],
    );
  const statements = await limits();
  expect(statements).toHaveLength(2);
  for (const statement of statements) await database.run(statement);
  expect(await limits()).toEqual([]);
});
