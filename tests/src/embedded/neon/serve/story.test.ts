import { Client, neon, neonConfig, Pool } from "@neondatabase/serverless";
import { expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { localNeon } from "../../../../helpers/local-neon.ts";
import type { LocalNeon } from "../../../../helpers/local-neon.ts";

/** Neon's own driver needs to be told where the proxy is; nothing else about this Neon is special. */
function useDriverOn({ origin }: LocalNeon): void {
  neonConfig.fetchEndpoint = `${origin}/sql`;
  neonConfig.webSocketConstructor = WebSocket;
  neonConfig.wsProxy = `${new URL(origin).host}/v2`;
  neonConfig.useSecureWebSocket = false;
}

/** Neon's client answers before the work is done. */
async function settled({ api }: LocalNeon, project: string): Promise<void> {
  await vi.waitUntil(
    async () => {
      const { data } = await api.listProjectOperations({ projectId: project });
      return data.operations.every(({ status }) => status === "finished");
    },
    { timeout: 60_000, interval: 50 },
  );
}

async function uri(
  { api }: LocalNeon,
  project: string,
  branch: string,
  pooled = false,
): Promise<string> {
  const { data } = await api.getConnectionUri({
    projectId: project,
    branch_id: branch,
    database_name: "neondb",
    role_name: "neondb_owner",
    pooled,
  });
  return data.uri;
}

test("Neon's own client and driver work on it as in the cloud: branch, write, suspend, wake, delete", async () => {
  await using local = await localNeon();
  useDriverOn(local);
  const { api } = local;
  const [project] = (await api.listProjects({})).data.projects;
  const id = project?.id ?? "";
  expect(project).toMatchObject({ name: "local", pg_version: 18 });
  const [main] = (await api.listProjectBranches({ projectId: id })).data.branches;
  expect(main).toMatchObject({ name: "main", default: true, current_state: "ready" });

  const parent = neon(await uri(local, id, main?.id ?? ""));
  await parent`create table kept as select generate_series(1, 1000) as id`;
  await parent`insert into kept values (${1001})`;
  expect(await parent`select count(*)::int, current_user::text as role from kept`).toEqual([
    { count: 1001, role: "neondb_owner" },
  ]);

  const created = await api.createProjectBranch(id, {
    branch: { name: "trial", parent_id: main?.id ?? "" },
    endpoints: [{ type: "read_write" as never }],
  });
  const { branch, endpoints } = created.data;
  await settled(local, id);
  const direct = await uri(local, id, branch.id);
  expect(new URL(direct).hostname).toBe(endpoints[0]?.host);
  const client = new Client(direct);
  await client.connect();
  await client.query("begin");
  await client.query("delete from kept where id > $1", [10]);
  expect((await client.query("select count(*)::int from kept")).rows).toEqual([{ count: 10 }]);
  await client.query("commit");
  await client.end();
  expect(await parent`select count(*)::int from kept`).toEqual([{ count: 1001 }]);

  const pooled = await uri(local, id, branch.id, true);
  expect(new URL(pooled).hostname).toMatch(/^ep-[a-z0-9-]+-pooler\.neon\.localhost$/);
  const pool = new Pool({ connectionString: pooled });
  // a connection that is being closed may still be told that the compute ends
  pool.on("error", () => {});
  expect((await pool.query("select count(*)::int from kept")).rows).toEqual([{ count: 10 }]);
  await pool.end();

  const endpoint = endpoints[0]?.id ?? "";
  await api.suspendProjectEndpoint(id, endpoint);
  await settled(local, id);
  const asleep = (await api.getProjectEndpoint(id, endpoint)).data.endpoint;
  expect(asleep.current_state).toBe("idle");
  expect(await neon(direct)`select count(*)::int from kept`).toEqual([{ count: 10 }]);
  const awake = (await api.getProjectEndpoint(id, endpoint)).data.endpoint;
  expect(awake.current_state).toBe("active");

  await api.deleteProjectBranch({ projectId: id, branchId: branch.id });
  await settled(local, id);
  const left = (await api.listProjectBranches({ projectId: id })).data.branches;
  expect(left.map(({ name }) => name)).toEqual(["main"]);
  await expect(neon(direct)`select 1`).rejects.toThrow(/endpoint/i);
  expect(await parent`select count(*)::int from kept`).toEqual([{ count: 1001 }]);
});

test("what was committed is there after kill -9, and the same connection string finds it", async () => {
  await using local = await localNeon();
  useDriverOn(local);
  const [project] = (await local.api.listProjects({})).data.projects;
  const id = project?.id ?? "";
  const [main] = (await local.api.listProjectBranches({ projectId: id })).data.branches;
  const string = await uri(local, id, main?.id ?? "");
  await neon(string)`create table kept as select generate_series(1, 1000) as id`;
  await local.kill();
  useDriverOn(await local.again());
  expect(await neon(string)`select count(*)::int from kept`).toEqual([{ count: 1000 }]);
});
