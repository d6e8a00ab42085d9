import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { IpAllow, ProjectChange, ProjectDetails } from "../core/manage/projects.ts";
import type { Branch, Neon } from "../core/neon.ts";
import type { Call } from "../core/tool.ts";
import { withLimits } from "./create.ts";
import { parseHistory } from "./history.ts";
import { allowIps, type IpOutcome, type LogIn, protectReachably } from "./ip-allow.ts";
import { checkPatterns } from "./ip-pattern.ts";
import { type GivenSize, sizeOf } from "./size.ts";
import { warnings } from "./warnings.ts";

export interface UpdateRequest {
  readonly project?: string | undefined;
  readonly name?: string | undefined;
  readonly history?: string | undefined;
  readonly compute?: GivenSize | undefined;
  readonly protect?: readonly string[] | undefined;
  readonly unprotect?: readonly string[] | undefined;
  readonly ip_allow?:
    | { readonly ips: readonly string[]; readonly protected_branches_only?: boolean | undefined }
    | undefined;
  readonly logical_replication?: true | undefined;
}

/** Everything that is to change, as far as it differs from what is. */
export interface Plan {
  readonly before: ProjectDetails;
  readonly change: ProjectChange;
  readonly ipAllow?: IpAllow;
  readonly protect: readonly Branch[];
  readonly unprotect: readonly Branch[];
}

export interface Updated {
  readonly before: ProjectDetails;
  readonly project: ProjectDetails;
  readonly protected: readonly Branch[];
  readonly unprotected: readonly Branch[];
  readonly ips?: IpOutcome;
}

/** Changes settings of a project. What loses history, widens or closes access or cuts sessions is agreed to first. */
export async function updateProject(
  request: UpdateRequest,
  deps: Deps,
  call: Call,
  logIn: LogIn,
): Promise<Updated> {
  const neon = await deps.neon("write");
  const plan = await planOf(neon, request, call.signal);
  const sentences = await warnings(neon, plan, call.signal);
  if (sentences.length > 0) {
    const { before, change, ipAllow, protect, unprotect } = plan;
    await call.confirm({
      summary: sentences.join(" "),
      plan: {
        project: before.id,
        history: before.historySeconds,
        ips: before.ipAllow,
        change,
        ipAllow,
        protect: protect.map(({ id }) => id),
        unprotect: unprotect.map(({ id }) => id),
      },
    });
  }
  return carryOut(neon, plan, { deps, call, logIn });
}

interface Means {
  readonly deps: Deps;
  readonly call: Call;
  readonly logIn: LogIn;
}

/** Access first: when that is taken back, nothing else has changed. */
async function carryOut(neon: Neon, plan: Plan, means: Means): Promise<Updated> {
  const { call } = means;
  const { before, change, ipAllow, protect, unprotect } = plan;
  const ips =
    ipAllow === undefined ? undefined : await allowIps(neon, { project: before, ipAllow }, means);
  const list = ipAllow ?? before.ipAllow;
  for (const branch of protect) await protectReachably(neon, { list, branch }, means);
  for (const branch of unprotect) await neon.updateBranch(branch, { protected: false }, call);
  if (Object.keys(change).length > 0)
    await neon.manage.projects.update(before, change, call).catch((error: unknown) => {
      throw change.historySeconds === undefined ? error : withLimits(error);
    });
  return {
    before,
    project: await neon.manage.projects.details(before.id, call.signal),
    protected: protect,
    unprotected: unprotect,
    ...(ips === undefined ? {} : { ips }),
  };
}

async function planOf(neon: Neon, request: UpdateRequest, signal: AbortSignal): Promise<Plan> {
  const { project, name, history, compute, protect = [], unprotect = [] } = request;
  const historySeconds = history === undefined ? undefined : parseHistory(history);
  const computeSize = sizeOf(compute);
  const before = await neon.manage.projects.details(project, signal);
  const find = (branch: string) => neon.branch({ project: before.id, branch }, signal);
  const [guarded, lifted] = await Promise.all([
    Promise.all(protect.map(find)),
    Promise.all(unprotect.map(find)),
  ]);
  const both = guarded.find(({ id }) => lifted.some((other) => other.id === id));
  if (both !== undefined)
    throw new ToolError(
      "INVALID_INPUT",
      "A branch is in `protect` and in `unprotect`.",
      "Name each branch in one of the two.",
    );
  const ipAllow = ipAllowOf(request, before);
  const isLogical = request.logical_replication === true && !before.logicalReplication;
  const change: ProjectChange = {
    ...(name === undefined || name === before.name ? {} : { name }),
    ...(historySeconds === undefined || historySeconds === before.historySeconds
      ? {}
      : { historySeconds }),
    ...(computeSize === undefined ? {} : { computeSize }),
    ...(isLogical ? { logicalReplication: true } : {}),
  };
  const plan: Plan = {
    before,
    change,
    protect: guarded.filter(({ isProtected }) => !isProtected),
    unprotect: lifted.filter(({ isProtected }) => isProtected),
    ...(ipAllow === undefined ? {} : { ipAllow }),
  };
  if (Object.keys(request).every((key) => ["project", "confirm_token"].includes(key)))
    throw new ToolError(
      "INVALID_INPUT",
      "Nothing is to be changed.",
      "Give `name`, `history`, `compute`, `protect`, `unprotect`, `ip_allow` or `logical_replication`.",
    );
  return plan;
}

function ipAllowOf(
  { ip_allow: given }: UpdateRequest,
  before: ProjectDetails,
): IpAllow | undefined {
  if (given === undefined) return undefined;
  checkPatterns(given.ips);
  const wanted = {
    ips: given.ips,
    protectedBranchesOnly: given.protected_branches_only ?? before.ipAllow.protectedBranchesOnly,
  };
  const same =
    wanted.protectedBranchesOnly === before.ipAllow.protectedBranchesOnly &&
    [...wanted.ips].toSorted().join() === [...before.ipAllow.ips].toSorted().join();
  return same ? undefined : wanted;
}
