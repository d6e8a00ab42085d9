import type { Deps } from "../core/deps.ts";
import { identifier } from "../core/identifier.ts";
import type { Call } from "../core/tool.ts";
import type { Done, ReplicationRequest } from "./request.ts";

/** Switches a project's WAL to logical. UNSUPPORTED where DATABASE_URL is served: there it is a setting of the server's operator. */
export async function enable(
  { target }: ReplicationRequest,
  deps: Deps,
  call: Call,
): Promise<Done> {
  const neon = await deps.neon("write");
  const project = await neon.manage.projects.details(target.project, call.signal);
  const name = identifier(project.name);
  if (project.logicalReplication)
    return { done: `Logical replication is on in project ${name} already.` };
  const computes = await neon.manage.computes.all(project.id, call.signal);
  const running = computes.filter(({ state }) => state === "active");
  await call.confirm({
    summary: `Switch project \`${name}\` to wal_level = logical. It cannot be switched back; ${running.length === 0 ? "no compute runs now" : `its ${running.length === 1 ? "running compute restarts" : `${running.length} running computes restart`}, which cuts their connections`}; each writes a little more WAL from then on.`,
    plan: { project: project.id, running: running.map(({ id }) => id).toSorted() },
  });
  await neon.manage.projects.update(project, { logicalReplication: true }, call);
  return {
    done: `Logical replication is on in project ${name}, for good.`,
    next: "create_publication where the rows are; the subscriber then calls `subscribe`.",
  };
}
