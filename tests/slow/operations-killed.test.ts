import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connect, textOf } from "../helpers/client.ts";
import { serveNeon } from "../helpers/served.ts";
import { branchWithRows, type Harness, harness } from "../tools/branch/harness.ts";

let on: Harness;
beforeEach(async () => {
  on = await harness(["--toolsets", "all"]);
});
afterEach(() => on[Symbol.asyncDispose]());

type Caller = Pick<Harness, "done">;

interface Listed {
  readonly id: string;
  readonly kind: string;
}

async function listReplicas(caller: Caller): Promise<readonly Listed[]> {
  const { structured } = await caller.done("list_computes", { branch: "main" });
  return (structured["computes"] as Listed[]).filter(({ kind }) => kind === "read_only");
}

async function listSnapshots(caller: Caller): Promise<readonly { readonly name: string }[]> {
  const { structured } = await caller.done("manage_snapshot", { action: "list" });
  return structured["snapshots"] as { name: string }[];
}

/** A server on the Neon that serves the home after the kill; a person agrees to all it asks. */
async function serveAgain(neon: {
  readonly apiUrl: string;
  readonly key: string;
}): Promise<Caller & AsyncDisposable> {
  const server = serveNeon(neon, ["--toolsets", "all"]);
  const client = await connect(server.config, {
    answer: () => ({ action: "accept", content: { confirm: true } }),
  });
  return {
    async done(name, args = {}) {
      const result = await client.callTool({ name, arguments: args }, { timeout: 60_000 });
      expect(result.isError, textOf(result)).not.toBe(true);
      return {
        text: textOf(result),
        structured: result.structuredContent as Record<string, unknown>,
        isError: false,
      };
    },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

test("a replica that a killed Neon was making is named and finished by the next call", async () => {
  // its primary's start is not the one that takes long
  await on.rows("main", "select 1");
  await on.neon.setFaults([{ kind: "operation", action: "start_compute", ms: 60_000 }]);
  const call = on.confirmed("configure_compute", { action: "add_replica" });
  while ((await listReplicas(on)).length === 0) await sleep(50);
  await on.neon.kill();
  expect((await call).isError).toBe(true);
  await using next = await serveAgain(await on.neon.again());
  const left = await listReplicas(next);
  expect(left).toHaveLength(1);
  for (const { id: compute } of left) {
    const started = await next.done("configure_compute", { action: "start", compute });
    expect(started.structured).toMatchObject({ read_only: true });
    await next.done("configure_compute", { action: "remove", compute });
  }
  expect(await listReplicas(next)).toEqual([]);
});

test("a snapshot that a killed Neon was making is not there, and can be made", async () => {
  await branchWithRows(on, "work");
  const create = { action: "create", branch: "work", name: "torn" };
  await on.neon.setFaults([{ kind: "operation", action: "create_timeline", ms: 60_000 }]);
  const call = on.call("manage_snapshot", create);
  while ((await listSnapshots(on)).length === 0) await sleep(20);
  await on.neon.kill();
  expect((await call).isError).toBe(true);
  await using next = await serveAgain(await on.neon.again());
  expect((await listSnapshots(next)).map(({ name }) => name)).not.toContain("torn");
  await next.done("manage_snapshot", create);
});
