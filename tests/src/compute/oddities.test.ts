import { expect, test } from "vitest";
import { oddities } from "../../../src/compute/oddities.ts";
import { priceOf } from "../../../src/compute/price.ts";
import type { OpenSessions } from "../../../src/compute/sessions.ts";
import type { Compute } from "../../../src/core/manage/computes.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const well: Compute = {
  id: "ep-1",
  host: "ep-1.neon.localhost",
  pooledHost: "ep-1-pooler.neon.localhost",
  kind: "read_write",
  state: "active",
  branch: { id: "br-1", name: "main" },
  project: { id: "p", name: "p" },
  isDisabled: false,
  minCu: 0.25,
  maxCu: 2,
  suspendSeconds: 0,
  createdAt: "2026-01-01T00:00:00Z",
  lastActiveAt: "2026-11-21T11:59:00Z",
};
const nobody: OpenSessions = { total: 0, inTransaction: 0, by: [], maxConnections: 839 };

const of = (change: Partial<Compute>, sessions: OpenSessions | undefined = nobody): string =>
  oddities(
    { compute: { ...well, ...change }, sessions, price: priceOf({ ...well, ...change }, "launch") },
    now,
  ).join(" ");

const days = { lastActiveAt: "2026-11-18T12:00:00Z" };

test.each<[string, Partial<Compute>]>([
  [
    "Never suspends, and nobody was active for 3 days: at least $2.54",
    { ...days, minCu: 1, suspendSeconds: -1 },
  ],
  ["Fixed at 2 CU with nobody connected", { minCu: 2, maxCu: 2 }],
  [
    "A replica that nobody asked for 20 days",
    { kind: "read_only", state: "idle", lastActiveAt: "2026-11-01T12:00:00Z" },
  ],
  ["A replica that never suspends", { kind: "read_only", suspendSeconds: -1 }],
  ["Stays awake for 24 h", { ...days, suspendSeconds: 86_400 }],
  ["Disabled", { isDisabled: true, state: "idle" }],
])("%s", (words, change) => {
  expect(of(change)).toContain(words);
});

test.each<[string, Partial<Compute>, OpenSessions?]>([
  ["in use", {}],
  ["never suspends and in use", { suspendSeconds: -1, minCu: 1 }],
  ["asleep for days", { ...days, state: "idle" }],
  ["fixed and somebody connected", { minCu: 2, maxCu: 2 }, { ...nobody, total: 1 }],
  ["fixed and small", { minCu: 0.25, maxCu: 0.25 }],
  ["a replica that sleeps since yesterday", { kind: "read_only", state: "idle" }],
])("nothing of one that is %s", (_, change, sessions) => {
  expect(of(change, sessions)).toBe("");
});
