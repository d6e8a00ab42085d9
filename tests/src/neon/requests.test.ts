import { expect, test } from "vitest";
import type { Branch } from "../../../src/core/neon.ts";
import {
  type Answer,
  type Asked,
  branch,
  KEY,
  operation,
  project,
  projectList,
  refusal,
  refusedBy,
  scriptedApi,
} from "./scripted-api.ts";

const { signal } = new AbortController();
const silent = { signal, progress: () => {} };
const projects = projectList([project("calm-sea-123456", "calm")]);
const dev: Branch = {
  id: "br-dev-1",
  name: "dev",
  project: { id: "calm-sea-123456", name: "calm" },
  isDefault: false,
  isProtected: false,
  state: "ready",
  createdAt: "2026-11-21T05:00:00Z",
};
const gone = { status: 204, body: "" };
/** No program listens on tcpmux; a port that was free a moment ago may be somebody's now. */
const NOBODY = "http://127.0.0.1:1";

test.each([423, 429, 503])("%i is repeated, for reads and for writes", async (status) => {
  const answer = (last: Answer) => (_: unknown, index: number) =>
    index < 2 ? refusal(status, "not now") : last;
  await using reading = await scriptedApi(answer(projects));
  expect(await reading.neon.projects(signal)).toHaveLength(1);
  expect(reading.asked).toHaveLength(3);
  await using writing = await scriptedApi(answer(gone));
  await writing.neon.deleteBranch(dev, silent);
  expect(writing.asked.map(({ method }) => method)).toEqual(["DELETE", "DELETE", "DELETE"]);
  expect([...reading.violations, ...writing.violations]).toEqual([]);
});

test("waits as long as Retry-After says, and tells so", async () => {
  await using api = await scriptedApi((_, index) =>
    index === 0 ? refusal(429, "slow down", { "retry-after": "1" }) : gone,
  );
  const told: string[] = [];
  const start = Date.now();
  await api.neon.deleteBranch(dev, { signal, progress: (_, message) => told.push(message) });
  expect(Date.now() - start).toBeGreaterThanOrEqual(990);
  expect(told).toEqual(["Neon is asked too often: trying again in 1.0 s"]);
});

test("gives up at once when Retry-After is longer than the time left", async () => {
  await using api = await scriptedApi(() => refusal(429, "slow down", { "retry-after": "90" }));
  const error = await refusedBy(api.neon.projects(signal));
  expect(api.asked).toHaveLength(1);
  expect(error).toMatchObject({ code: "LIMIT", quoted: "slow down (request id req-of-neon)" });
  expect(error.next).toContain("90 s");
});

test("a write waits longer for 423 than for other trouble", async () => {
  const limits = { reads: 100, tries: 200, locked: 600 };
  await using locked = await scriptedApi(() => refusal(423, "running"), { limits });
  const start = Date.now();
  const error = await refusedBy(locked.neon.deleteBranch(dev, silent));
  expect(Date.now() - start, "all of its patience, whatever the jitter").toBeGreaterThan(590);
  expect(locked.asked.length).toBeGreaterThan(1);
  expect(error).toMatchObject({ code: "UNAVAILABLE", quoted: "running (request id req-of-neon)" });
  await using away = await scriptedApi(() => refusal(503, "away", { "retry-after": "0.3" }), {
    limits,
  });
  expect(await refusedBy(away.neon.deleteBranch(dev, silent))).toMatchObject({
    code: "UNAVAILABLE",
  });
  expect(away.asked).toHaveLength(1);
});

test.each([423, 429, 503])("nobody waits long for a read: %i", async (status) => {
  const limits = { reads: 100, tries: 60_000, locked: 60_000 };
  const wait = { "retry-after": "0.3" };
  await using api = await scriptedApi(() => refusal(status, "not now", wait), { limits });
  const error = await refusedBy(api.neon.projects(signal));
  expect(error.code).toBe(status === 429 ? "LIMIT" : "UNAVAILABLE");
  expect(error.next).toMatch(/^Call again in /);
  expect(api.asked).toHaveLength(1);
});

test("a change that is under way is looked at for longer than a list is waited for", async () => {
  const limits = { reads: 100, tries: 5_000, locked: 5_000 };
  const now = operation("1", "running", { action: "delete_timeline" });
  const deleted = { body: { branch: branch("br-dev-1", "dev"), operations: [now] } };
  await using api = await scriptedApi(
    ({ method }, index) => {
      if (method === "DELETE") return deleted;
      if (index < 3) return refusal(503, "away", { "retry-after": "0.3" });
      return { body: { operation: { ...now, status: "finished" } } };
    },
    { limits },
  );
  await api.neon.deleteBranch(dev, silent);
  expect(api.asked.map(({ method }) => method)).toEqual(["DELETE", "GET", "GET", "GET"]);
  expect(api.violations).toEqual([]);
});

test("a read's one request may take no longer than all its tries", async () => {
  await using api = await scriptedApi(() => "hang", { limits: { reads: 1_000 } });
  const start = Date.now();
  expect(await refusedBy(api.neon.projects(signal))).toMatchObject({ code: "TIMEOUT" });
  expect(Date.now() - start).toBeLessThan(20_000);
  expect(api.asked).toHaveLength(1);
});

test.each<[string, Answer]>([
  ["a cut connection", "cut"],
  ["a gateway's 502", { status: 502, body: "<html>" }],
  ["a page instead of JSON", { body: "<html>Log in</html>" }],
])("%s is repeated for a read only", async (_, trouble) => {
  await using reading = await scriptedApi((__, index) => (index === 0 ? trouble : projects));
  expect(await reading.neon.projects(signal)).toHaveLength(1);
  const there = { body: { branches: [] } };
  await using writing = await scriptedApi(({ method }) => (method === "GET" ? there : trouble));
  await refusedBy(writing.neon.updateBranch(dev, { protected: true }, silent));
  expect(writing.asked.filter(({ method }) => method !== "GET")).toHaveLength(1);
});

test("where nobody listens, nothing was sent: the origin is asked again and a write repeated", async () => {
  await using api = await scriptedApi(() => gone);
  let asked = 0;
  const origin = async () => {
    asked += 1;
    const apiUrl = asked === 1 ? `${NOBODY}/api/v2` : api.apiUrl;
    return { apiUrl, apiKey: KEY };
  };
  await using moved = await scriptedApi(() => "cut", { origin });
  await moved.neon.deleteBranch(dev, silent);
  expect(asked).toBe(2);
  expect(api.asked).toHaveLength(1);
});

test("an API that cannot be reached is UNAVAILABLE after some tries", async () => {
  const apiUrl = `${NOBODY}/api/v2`;
  await using api = await scriptedApi(() => "cut", {
    origin: async () => ({ apiUrl, apiKey: KEY }),
  });
  const error = await refusedBy(api.neon.projects(signal));
  expect(error).toMatchObject({ code: "UNAVAILABLE" });
  expect(error.message).toContain("ECONNREFUSED");
});

test("no answer in time is TIMEOUT", async () => {
  await using api = await scriptedApi(() => "hang", { limits: { request: 50, reads: 5_000 } });
  const error = await refusedBy(api.neon.projects(signal));
  expect(error).toMatchObject({ code: "TIMEOUT" });
  expect(api.asked.length).toBeGreaterThan(1);
});

test("a cancelled read ends at once", async () => {
  await using api = await scriptedApi(() => "hang");
  const start = Date.now();
  const error = await refusedBy(api.neon.projects(AbortSignal.timeout(100)));
  expect(error).toMatchObject({ code: "CANCELLED" });
  expect(Date.now() - start).toBeLessThan(5_000);
});

test("a cancelled wait between tries ends at once", async () => {
  await using api = await scriptedApi(() => refusal(503, "away", { "retry-after": "12" }));
  const start = Date.now();
  expect(await refusedBy(api.neon.projects(AbortSignal.timeout(300)))).toMatchObject({
    code: "CANCELLED",
  });
  expect(Date.now() - start).toBeLessThan(10_000);
});

test("a cancelled write has a little time to answer, and no more is sent", async () => {
  const there = { body: { branches: [branch("br-dev-1", "dev")], annotations: {} } };
  const answer = ({ method }: Asked) => (method === "GET" ? there : "hang");
  await using api = await scriptedApi(answer, { limits: { grace: 200 } });
  const start = Date.now();
  const caller = { ...silent, signal: AbortSignal.timeout(100) };
  const error = await refusedBy(api.neon.updateBranch(dev, { name: "x" }, caller));
  expect(Date.now() - start).toBeGreaterThanOrEqual(290);
  expect(error).toMatchObject({ code: "CANCELLED" });
  expect(error.message).toContain("Branch `dev` is as it was.");
  expect(api.asked.map(({ method }) => method)).toEqual(["PATCH", "GET"]);
});

test.each([
  [400, "INVALID_INPUT"],
  [401, "PERMISSION"],
  [402, "LIMIT"],
  [403, "PERMISSION"],
  [409, "INVALID_INPUT"],
  [422, "INVALID_INPUT"],
])("%i is %s, with Neon's words quoted and its request id", async (status, code) => {
  await using api = await scriptedApi(() => refusal(status, `no: ${KEY}`));
  const error = await refusedBy(api.neon.deleteBranch(dev, silent));
  expect(error).toMatchObject({ code, quoted: "no: [redacted] (request id req-of-neon)" });
  expect(error.message).toContain("delete branch `dev`");
  expect(error.next).not.toBe("");
});

test("a limit of the plan is LIMIT", async () => {
  const body = { request_id: "r", code: "BRANCHES_LIMIT_EXCEEDED", message: "too many branches" };
  await using api = await scriptedApi(() => ({ status: 422, body }));
  expect(await refusedBy(api.neon.deleteBranch(dev, silent))).toMatchObject({ code: "LIMIT" });
});

test("every request that is sent is counted, by method and path", async () => {
  const counted: string[] = [];
  await using api = await scriptedApi((_, index) => (index === 0 ? refusal(503, "away") : gone), {
    onRequest: (method, path) => counted.push(`${method} ${path}`),
  });
  await api.neon.deleteBranch(dev, silent);
  const path = "/projects/calm-sea-123456/branches/br-dev-1";
  expect(counted).toEqual([`DELETE ${path}`, `DELETE ${path}`]);
});
