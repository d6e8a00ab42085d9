import { expect, test } from "vitest";
import type { Branch } from "../../../src/core/neon.ts";
import {
  branch,
  operation,
  refusal,
  refusedBy,
  scriptedApi,
  type Answer,
  type Asked,
} from "./scripted-api.ts";

const { signal } = new AbortController();
const dev: Branch = {
  id: "br-dev-1",
  name: "dev",
  project: { id: "calm-sea-123456", name: "calm" },
  isDefault: false,
  isProtected: false,
  state: "ready",
  createdAt: "2026-11-21T05:00:00Z",
};
const deleted = (...operations: unknown[]): Answer => ({
  body: { branch: branch("br-dev-1", "dev"), operations },
});

/** Deleting takes the operations; each is what `later` says when it is looked at. */
const deleting = (operations: unknown[], later: (asked: Asked, index: number) => Answer) =>
  scriptedApi((asked, index) =>
    asked.method === "DELETE" ? deleted(...operations) : later(asked, index),
  );

test("waits until all operations are finished or skipped, with progress that rises", async () => {
  const first = operation("1", "running", { action: "suspend_compute" });
  const second = operation("2", "scheduling", { action: "delete_timeline" });
  const left = new Map([
    [first.id, 2],
    [second.id, 1],
  ]);
  await using api = await deleting([first, second], ({ url }) => {
    const found = url.endsWith(first.id) ? first : second;
    const more = left.get(found.id) ?? 0;
    left.set(found.id, more - 1);
    return { body: { operation: { ...found, status: more > 0 ? "running" : "skipped" } } };
  });
  const told: [number, string][] = [];
  await api.neon.deleteBranch(dev, {
    signal,
    progress: (done, message) => told.push([done, message]),
  });
  expect(told.map(([, message]) => message)).toEqual([
    "Neon: suspend_compute running (1 of 2)",
    "Neon: suspend_compute running (1 of 2)",
    "Neon: suspend_compute running (1 of 2)",
    "Neon: delete_timeline scheduling (2 of 2)",
    "Neon: delete_timeline running (2 of 2)",
  ]);
  const numbers = told.map(([done]) => done);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(api.violations).toEqual([]);
});

test("those that are done at once cost no request", async () => {
  await using api = await deleting(
    [operation("1", "finished"), operation("2", "skipped")],
    () => "cut",
  );
  await api.neon.deleteBranch(dev, { signal, progress: () => {} });
  expect(api.asked).toHaveLength(1);
});

test.each(["failed", "error", "cancelled"])(
  "one that ends as %s is UNAVAILABLE with its id and Neon's words",
  async (status) => {
    const running = operation("1", "running");
    await using api = await deleting([running], () => ({
      body: { operation: { ...running, status, error: "no space" } },
    }));
    const error = await refusedBy(api.neon.deleteBranch(dev, { signal, progress: () => {} }));
    expect(error).toMatchObject({ code: "UNAVAILABLE", quoted: "no space" });
    expect(error.message).toContain(running.id);
    expect(error.message).toContain(status);
  },
);

test("one that takes too long goes on, and the error says how to look", async () => {
  const running = operation("1", "running");
  await using limited = await scriptedApi(
    ({ method }) => (method === "DELETE" ? deleted(running) : { body: { operation: running } }),
    { limits: { operation: 300 } },
  );
  const error = await refusedBy(limited.neon.deleteBranch(dev, { signal, progress: () => {} }));
  expect(error).toMatchObject({ code: "TIMEOUT" });
  expect(error.next).toContain("list_branches");
});

test("a cancelled wait ends at once and says that Neon goes on", async () => {
  const running = operation("1", "running");
  await using api = await deleting([running], () => ({ body: { operation: running } }));
  const start = Date.now();
  const caller = { signal: AbortSignal.timeout(250), progress: () => {} };
  const error = await refusedBy(api.neon.deleteBranch(dev, caller));
  expect(error).toMatchObject({ code: "CANCELLED" });
  expect(error.next).toContain("goes on at Neon");
  expect(Date.now() - start).toBeLessThan(5_000);
});

test("looking at an operation is repeated when Neon is away for a moment", async () => {
  const running = operation("1", "running");
  await using api = await deleting([running], (_, index) =>
    index === 1
      ? refusal(503, "away")
      : { body: { operation: { ...running, status: "finished" } } },
  );
  await api.neon.deleteBranch(dev, { signal, progress: () => {} });
  expect(api.asked).toHaveLength(3);
});
