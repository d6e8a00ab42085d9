import type { Deps } from "../core/deps.ts";
import type { Project } from "../core/neon.ts";
import { planFor } from "../core/plan.ts";
import type { Call } from "../core/tool.ts";
import { connectionsAtStart } from "./connections.ts";
import { oddities, type Looked } from "./oddities.ts";
import { priceOf } from "./price.ts";
import { openSessions } from "./sessions.ts";

export interface ListRequest {
  readonly project?: string | undefined;
  readonly branch?: string | undefined;
}

export interface ListedCompute extends Looked {
  /** Measured where it runs; otherwise of its next start. */
  readonly maxConnections: number;
  readonly odd: readonly string[];
}

/** So many are asked at once who is connected. */
const AT_ONCE = 4;

/** The computes of a project or branch as they are. Those that run are asked who is connected; none is woken. */
export async function listComputes(
  { project: name, branch: branchName }: ListRequest,
  deps: Deps,
  call: Call,
): Promise<{ readonly project: Project; readonly computes: readonly ListedCompute[] }> {
  const neon = await deps.neon("read");
  const project = await neon.project(name, call.signal);
  const branch =
    branchName === undefined
      ? undefined
      : await neon.branch({ project: project.id, branch: branchName }, call.signal);
  const [all, plan] = await Promise.all([
    neon.manage.computes.all(project.id, call.signal),
    planFor(neon, project.id, call.signal),
  ]);
  const computes = all.filter((each) => branch === undefined || each.branch.id === branch.id);
  const looked: ListedCompute[] = [];
  for (let start = 0; start < computes.length; start += AT_ONCE) {
    call.progress(start, "Looking who is connected", computes.length);
    const group = computes.slice(start, start + AT_ONCE).map(async (compute) => {
      const sessions = await openSessions(compute, deps, call.signal);
      const seen = { compute, sessions, price: priceOf(compute, plan) };
      const connections = sessions?.maxConnections ?? connectionsAtStart(compute, all);
      return { ...seen, maxConnections: connections, odd: oddities(seen) };
    });
    looked.push(...(await Promise.all(group)));
  }
  return { project, computes: looked };
}
