import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, harness } from "../branch/harness.ts";
import { application } from "./application.ts";

interface Listed {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly branch: string;
  readonly sessions?: number;
  readonly odd: readonly string[];
}

let on: Harness;
beforeAll(async () => {
  on = await harness(["--toolsets", "all", "--access", "read"]);
});
afterAll(() => on[Symbol.asyncDispose]());

const list = async (args: object = {}) => {
  const { structured, text } = await on.done("list_computes", { ...args });
  return { text, computes: structured["computes"] as Listed[], structured };
};

test("what runs tells who is connected, and what sleeps is not woken", async () => {
  const client = await application(on.neon, "billing");
  const { computes, text } = await list();
  expect(computes).toMatchObject([
    {
      branch: "main",
      kind: "read_write",
      state: "active",
      since: expect.any(String),
      last_active: expect.any(String),
      min_cu: 0.25,
      max_cu: 2,
      suspend_seconds: 300,
      max_connections: 839,
      sessions: 1,
      in_transaction: 1,
      usd_per_hour: [0.0265, 0.212],
      odd: [],
    },
  ]);
  expect(text).toContain("1 session (1 in a transaction)");
  await client.end();
  await on.suspend("main");
  const asleep = await list({ branch: "main" });
  expect(asleep.computes).toMatchObject([{ state: "idle", since: expect.any(String) }]);
  expect(asleep.computes[0]).not.toHaveProperty("sessions");
  expect((await list()).computes).toMatchObject([{ state: "idle" }]);
});

test("prices say their plan, that it is assumed, and their day", async () => {
  const { structured, text } = await list();
  expect(structured["prices"]).toMatchObject({ plan: "launch", assumed: true });
  expect(text).toMatch(/assumed: Neon did not tell the plan, as of \d{4}-\d\d-\d\d/);
});

test("of a branch that does not exist nothing is listed", async () => {
  const refused = await on.call("list_computes", { branch: "mian" });
  expect(refused.text).toMatch(/^NOT_FOUND: .*`mian`.*`main`/);
});
