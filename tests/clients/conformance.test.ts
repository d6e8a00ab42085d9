import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { registerFixtures } from "../conformance/fixtures.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { judge, serveToSuite } from "./conformance.ts";

// the fixtures join what production registers; sessions, transports, checks and limits are production's
vi.mock("../../src/mcp/server.ts", async (original) => {
  const production = await original<typeof import("../../src/mcp/server.ts")>();
  const createServer: typeof production.createServer = (config) => {
    const server = production.createServer(config);
    registerFixtures(server, config);
    return server;
  };
  return { ...production, createServer };
});

let database: TestDatabase;
let http: Awaited<ReturnType<typeof serveToSuite>>;
beforeAll(async () => {
  database = await testDatabase("create table notes (id int primary key)");
  http = await serveToSuite(database.url);
});
afterAll(async () => {
  await http[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

test.each(["2025-11-25", "2026-07-28"])(
  "meets every requirement of %s",
  async (revision) => {
    const { code, said, checks } = await judge(http.url, ["--requirements", revision]);
    const failed = checks.filter(({ status }) => status === "FAILURE");
    // Tasks are an extension that is not served; the suite tries it, but does not count it
    expect(failed.filter(({ scenario }) => !scenario.startsWith("tasks-"))).toEqual([]);
    expect(code, said).toBe(0);
  },
  300_000,
);
