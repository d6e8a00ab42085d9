import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Branch } from "../../../src/core/neon.ts";
import { createNeon, type OpenNeon } from "../../../src/neon/neon.ts";
import { localNeon, type LocalNeon } from "../../helpers/local-neon.ts";
import { refusedBy } from "./scripted-api.ts";

const { signal } = new AbortController();
const call = { signal, progress: () => {} };

/** A client that asks for the local Neon anew before each request, as the server does. */
function clientOf(local: LocalNeon): { neon: OpenNeon; counted: string[] } {
  const counted: string[] = [];
  const neon = createNeon({
    origin: async () => {
      const { apiUrl, key } = await local.again();
      return { apiUrl, apiKey: key };
    },
    deployment: "local",
    redact: () => {},
    onRequest: (method) => counted.push(method),
  });
  return { neon, counted };
}

test("a local Neon that was killed is started again, for a read and for a write", async () => {
  await using local = await localNeon();
  const { neon } = clientOf(local);
  const main = await neon.branch({}, signal);
  await local.kill();
  expect(await neon.branch({}, signal)).toMatchObject({ id: main.id });
  await (await local.again()).kill();
  const { branch } = await neon.createBranch({ parent: main, kind: "data", compute: "none" }, call);
  expect(branch.parent?.id).toBe(main.id);
});

test("a Neon that is killed while it makes a branch leaves none, and the error says what to do", async () => {
  await using local = await localNeon();
  const { neon } = clientOf(local);
  const parent: Branch = await neon.branch({}, signal);
  await local.setFaults([{ kind: "operation", ms: 60_000 }]);
  const branches = async (): Promise<number> =>
    (await local.api.listProjectBranches({ projectId: parent.project.id })).data.branches.length;
  const killed = (async () => {
    while ((await branches()) < 2) await sleep(20);
    await local.kill();
  })();
  const error = await refusedBy(neon.createBranch({ parent, kind: "data" }, call), [local.key]);
  await killed;
  expect(error.code).toBe("UNAVAILABLE");
  expect(error.next).not.toBe("");
  expect(await neon.branches(undefined, signal)).toHaveLength(1);
});

test("the address of the local Neon leads through its gateway, wherever that is now", async () => {
  await using local = await localNeon();
  const { neon, counted } = clientOf(local);
  const how = { connection: "pooled", fresh: false, signal } as const;
  const { address, branch } = await neon.connection({}, how);
  expect(address).toMatchObject({
    database: "neondb",
    user: "neondb_owner",
    gateway: local.origin,
  });
  expect(address.host).toMatch(/^ep-.+-pooler\.neon\.localhost$/);
  expect(address.ssl).toBeUndefined();
  expect(branch).toMatchObject({ name: "main", isDefault: true });
  const before = counted.length;
  await local.kill();
  const moved = await local.again();
  const warm = await neon.connection({}, how);
  expect(warm.address.gateway).toBe(moved.origin);
  expect(counted).toHaveLength(before);
});
