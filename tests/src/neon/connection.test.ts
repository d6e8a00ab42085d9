import { expect, test } from "vitest";
import {
  type Answer,
  branch,
  endpoint,
  operation,
  project,
  projectList,
  refusal,
  refusedBy,
  scriptedApi,
} from "./scripted-api.ts";

const { signal } = new AbortController();
const PROJECT = "/projects/calm-sea-123456";
const NOW = "2026-11-21T05:00:00Z";

interface State {
  branches: ReturnType<typeof branch>[];
  endpoints: Record<string, ReturnType<typeof endpoint>[]>;
  databases: [name: string, owner: string][];
  passwords: Record<string, string>;
}

const state = (more: Partial<State> = {}): State => ({
  branches: [branch("br-main-1", "main", { default: true })],
  endpoints: { "br-main-1": [endpoint("ep-main-1", "br-main-1")] },
  databases: [["neondb", "owner"]],
  passwords: { owner: "password-of-owner", app: "password-of-app" },
  ...more,
});

/** A project as in `now`, which the test may change. */
const api = (now: State, redact: (secret: string) => void = () => {}) =>
  scriptedApi(({ method, url }) => answer(now, method, url), { redact });

function answer(now: State, method: string, url: string): Answer {
  const [path = ""] = url.split("?");
  if (path === "/projects") return projectList([project("calm-sea-123456", "calm")]);
  if (path === `${PROJECT}/branches`) return { body: { branches: now.branches, annotations: {} } };
  const [, id, rest = ""] = /\/branches\/([^/]+)\/?(.*)$/.exec(path) ?? [];
  const found = now.branches.find((each) => each.id === id);
  if (found === undefined || id === undefined) return refusal(404, "branch not found");
  if (method === "DELETE")
    return { body: { branch: found, operations: [operation("1", "finished")] } };
  if (rest === "endpoints") return { body: { endpoints: now.endpoints[id] ?? [] } };
  if (rest === "databases")
    return {
      body: {
        databases: now.databases.map(([name, owner], at) => database(id, name, { owner, at })),
      },
    };
  const [, role] = /roles\/(.+)\/reveal_password/.exec(rest) ?? [];
  const password = now.passwords[role ?? ""];
  if (role !== undefined)
    return password === undefined ? refusal(404, "role not found") : { body: { password } };
  return {
    body: { branch: found, annotation: { object: { type: "console/branch", id }, value: {} } },
  };
}

const database = (
  branchId: string,
  name: string,
  { owner, at }: { owner: string; at: number },
) => ({
  id: at,
  branch_id: branchId,
  name,
  owner_name: owner,
  created_at: NOW,
  updated_at: NOW,
});

const warm = { connection: "direct", fresh: false, signal } as const;
const fresh = { ...warm, fresh: true };

test("an address in the cloud: direct and pooled host, TLS bound to the channel, the owner's password", async () => {
  const learnt: string[] = [];
  await using neon = await api(state(), (secret) => learnt.push(secret));
  const { address, branch: found } = await neon.neon.connection({}, warm);
  expect(address).toEqual({
    host: "ep-main-1.eu-central-1.aws.neon.tech",
    port: 5432,
    database: "neondb",
    user: "owner",
    password: "password-of-owner",
    ssl: "require",
    channelBinding: true,
    gateway: "host",
  });
  expect(found.name).toBe("main");
  expect(learnt).toContain("password-of-owner");
  const pooled = await neon.neon.connection({}, { ...warm, connection: "pooled" });
  expect(pooled.address.host).toBe("ep-main-1-pooler.eu-central-1.aws.neon.tech");
  expect(neon.violations).toEqual([]);
});

test("five requests when nothing is known, none when it is, one when it has to be fresh", async () => {
  await using neon = await api(state());
  await neon.neon.connection({}, warm);
  expect(neon.asked).toHaveLength(5);
  await neon.neon.connection({}, warm);
  await neon.neon.connection(
    { branch: "main", database: "neondb" },
    { ...warm, connection: "pooled" },
  );
  expect(neon.asked).toHaveLength(5);
  await neon.neon.connection({}, fresh);
  expect(neon.asked.slice(5).map(({ url }) => url)).toEqual([`${PROJECT}/branches/br-main-1`]);
});

test("fresh: the branch as it is now, and its compute when the branch has changed", async () => {
  const now = state();
  await using neon = await api(now);
  await neon.neon.connection({}, fresh);
  const changed = { protected: true, updated_at: "2026-11-21T06:00:00Z", default: true };
  now.branches = [branch("br-main-1", "main", changed)];
  now.endpoints = { "br-main-1": [endpoint("ep-new-1", "br-main-1")] };
  const facts = await neon.neon.connection({}, fresh);
  expect(facts.branch.isProtected).toBe(true);
  expect(facts.address.host).toContain("ep-new-1");
});

test("a compute that is not where it was is found after forgetting", async () => {
  const now = state();
  await using neon = await api(now);
  const { branch: found } = await neon.neon.connection({}, warm);
  now.endpoints = { "br-main-1": [endpoint("ep-new-1", "br-main-1")] };
  expect((await neon.neon.connection({}, warm)).address.host).toContain("ep-main-1");
  neon.neon.forget(found);
  expect((await neon.neon.connection({}, warm)).address.host).toContain("ep-new-1");
});

test("a remembered name whose branch is gone leads to the one that has it now", async () => {
  const now = state({
    branches: [branch("br-main-1", "main", { default: true }), branch("br-dev-1", "dev")],
    endpoints: { "br-dev-2": [endpoint("ep-dev-2", "br-dev-2")] },
  });
  await using neon = await api(now);
  await neon.neon.branches(undefined, signal);
  now.branches = [branch("br-main-1", "main", { default: true }), branch("br-dev-2", "dev")];
  expect((await neon.neon.connection({ branch: "dev" }, warm)).branch.id).toBe("br-dev-2");
});

test.each<[string, [string, string][], string]>([
  ["the only one", [["shop", "owner"]], "shop"],
  [
    "neondb",
    [
      ["a", "owner"],
      ["neondb", "owner"],
    ],
    "neondb",
  ],
  [
    "the first",
    [
      ["b", "owner"],
      ["a", "owner"],
    ],
    "b",
  ],
])("without a name the database is %s", async (_, databases, expected) => {
  await using neon = await api(state({ databases }));
  expect((await neon.neon.connection({}, warm)).address.database).toBe(expected);
});

test("a database that was made since is found; one that was not is NOT_FOUND with the nearest", async () => {
  const now = state();
  await using neon = await api(now);
  await neon.neon.connection({}, warm);
  now.databases.push(["shop", "owner"]);
  expect((await neon.neon.connection({ database: "shop" }, warm)).address.database).toBe("shop");
  expect(await refusedBy(neon.neon.connection({ database: "shopp" }, warm))).toMatchObject({
    code: "NOT_FOUND",
    message: "There is no database `shopp` on branch `main`; did you mean `shop`?",
  });
});

test("a role whose password is known connects; for another one the owner does", async () => {
  await using neon = await api(state());
  expect((await neon.neon.connection({ role: "app" }, warm)).address.user).toBe("app");
  expect((await neon.neon.connection({ role: "made_with_sql" }, warm)).address.user).toBe("owner");
  const before = neon.asked.length;
  await neon.neon.connection({ role: "made_with_sql" }, warm);
  expect(neon.asked).toHaveLength(before);
});

test("without any password nobody can connect, and the error says so", async () => {
  await using neon = await api(state({ passwords: {} }));
  const error = await refusedBy(neon.neon.connection({}, warm));
  expect(error).toMatchObject({ code: "PERMISSION" });
  expect(error.message).toContain("`owner`");
});

test("a branch without a read-write compute is UNAVAILABLE, with what to do", async () => {
  const replica = endpoint("ep-ro-1", "br-main-1", { type: "read_only" });
  await using neon = await api(state({ endpoints: { "br-main-1": [replica] } }));
  const error = await refusedBy(neon.neon.connection({}, warm), ["password-of-owner"]);
  expect(error).toMatchObject({ code: "UNAVAILABLE" });
  expect(error.next).toContain("`create_branch` with `parent` `main`");
});

test("of all the roles and branches that are named, those named last are remembered", async () => {
  const names = Array.from({ length: 210 }, (_, at) => `dev-${at}`);
  const now = state();
  now.branches.push(...names.map((name) => branch(`br-${name}`, name)));
  for (const name of names) now.endpoints[`br-${name}`] = [endpoint(`ep-${name}`, `br-${name}`)];
  await using neon = await api(now);
  const requests = async (target: { role?: string; branch?: string }): Promise<number> => {
    const before = neon.asked.length;
    await neon.neon.connection(target, warm);
    return neon.asked.length - before;
  };
  for (let at = 0; at < 110; at++) await requests({ role: `made_with_sql_${at}` });
  expect(await requests({ role: "made_with_sql_109" })).toBe(0);
  expect(await requests({ role: "made_with_sql_0" })).toBe(1);
  for (const name of names) await requests({ branch: name });
  expect(await requests({ branch: "dev-209" })).toBe(0);
  expect(await requests({ branch: "dev-0" })).toBe(3);
}, 60_000);
