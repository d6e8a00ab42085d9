import { setTimeout as sleep } from "node:timers/promises";
import { createApiClient, EndpointType } from "@neondatabase/api-client";
import type { Operation } from "@neondatabase/api-client";
import { neon, neonConfig } from "@neondatabase/serverless";
import { createEmbedded } from "../../src/embedded/embedded.ts";

/**
 * The client of `kill-neon.ts`, a process of its own: writes rows to `main` one after the other and does one thing to branches again
 * and again, until it or the local Neon is killed. A line of JSON for each row that was acknowledged, and for each thing done.
 */
const [, , home = "", moment = "", firstId = ""] = process.argv;
const tell = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const { origin, apiUrl, key } = await createEmbedded({ home }).localNeon();
const api = createApiClient({ apiKey: key, baseURL: apiUrl });
neonConfig.fetchEndpoint = `${origin}/sql`;
const [project] = (await api.listProjects({})).data.projects;
const projectId = project?.id ?? "";
const [main] = (await api.listProjectBranches({ projectId })).data.branches.filter(
  (branch) => branch.default,
);
const mainId = main?.id ?? "";

async function settle(operations: readonly Operation[]): Promise<void> {
  for (const { id } of operations)
    for (;;) {
      const { status } = (await api.getProjectOperation(projectId, id)).data.operation;
      if (!["scheduling", "running", "cancelling"].includes(status)) break;
      await sleep(20);
    }
}

async function connect(branch: string): Promise<ReturnType<typeof neon>> {
  const where = { projectId, branch_id: branch, database_name: "neondb" };
  const { data } = await api.getConnectionUri({ ...where, role_name: "neondb_owner" });
  return neon(data.uri);
}

async function create(): Promise<{ id: string; endpoint: string }> {
  const { data } = await api.createProjectBranch(projectId, {
    branch: { parent_id: mainId },
    endpoints: [{ type: EndpointType.ReadWrite }],
  });
  await settle(data.operations);
  return { id: data.branch.id, endpoint: data.endpoints[0]?.id ?? "" };
}

async function remove(id: string): Promise<void> {
  const { data } = await api.deleteProjectBranch({ projectId, branchId: id });
  await settle(data?.operations ?? []);
}

const trial = moment === "branch" || moment === "write" ? undefined : await create();
const trialId = trial?.id ?? "";
let doomed = trialId;

const moments: Record<string, () => Promise<void>> = {
  async branch() {
    await create();
  },
  async delete() {
    await remove(doomed);
    doomed = (await create()).id;
  },
  async reset() {
    await (await connect(trialId))`insert into kept values (-1) on conflict do nothing`;
    const { data } = await api.restoreProjectBranch(projectId, trialId, {
      source_branch_id: mainId,
    });
    await settle(data.operations);
  },
  async restore() {
    await (await connect(trialId))`insert into kept values (-2) on conflict do nothing`;
    const moment = new Date().toISOString();
    await sleep(100);
    const { data } = await api.restoreProjectBranch(projectId, trialId, {
      source_branch_id: trialId,
      source_timestamp: moment,
      preserve_under_name: `kept-${Date.now()}`,
    });
    await settle(data.operations);
  },
  async wake() {
    const { data } = await api.suspendProjectEndpoint(projectId, trial?.endpoint ?? "");
    await settle(data.operations);
    await (await connect(trialId))`select 1`;
  },
  write: () => sleep(50),
};

async function write(): Promise<void> {
  const sql = await connect(mainId);
  await sql`create table if not exists kept (id int primary key)`;
  for (let id = Number(firstId); ; id += 1) {
    await sql`insert into kept values (${id})`;
    tell({ id });
  }
}

async function work(): Promise<void> {
  for (;;) {
    await moments[moment]?.();
    tell({ done: moment });
  }
}

tell({ ready: true });
try {
  await Promise.all([write(), work()]);
} catch (error) {
  tell({ error: String(error) });
  process.exit(1);
}
