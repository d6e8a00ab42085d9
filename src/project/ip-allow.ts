import type { Address } from "../core/address.ts";
import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { IpAllow, ProjectDetails } from "../core/manage/projects.ts";
import type { Branch, Neon } from "../core/neon.ts";
import type { Call } from "../core/tool.ts";

/** Connects once, on a connection of its own. Throws where nobody is let in. */
export type LogIn = (address: Address, signal: AbortSignal) => Promise<void>;

export interface IpOutcome {
  /** The branch that was connected to afterwards; absent where none is closed to anybody, or none could be connected to before either. */
  readonly checkedOn?: Branch;
  /** It closes no branch: none is protected, or none has a compute. */
  readonly closesNone: boolean;
}

interface Means {
  readonly deps: Deps;
  readonly call: Call;
  readonly logIn: LogIn;
}

interface Setting {
  readonly project: ProjectDetails;
  readonly ipAllow: IpAllow;
}

/**
 * Sets where connections may come from, connects at once, and takes it back where that fails: nobody locks himself out. The other way,
 * to ask some service on the internet for our address and to compare, tells a third party and is wrong where Neon is reached from
 * another address than that service.
 */
export async function allowIps(
  neon: Neon,
  { project, ipAllow }: Setting,
  means: Means,
): Promise<IpOutcome> {
  const { call } = means;
  const branch = await closedBranch(neon, { project, ipAllow }, call.signal);
  const before = branch === undefined ? undefined : await refusalOf(branch, means, call.signal);
  const set = neon.manage.projects.update(project, { ipAllow }, call);
  // to allow oneself again is never to lock oneself out
  if (branch === undefined || before !== undefined) {
    await set;
    return { closesNone: branch === undefined };
  }
  // what failed or was cancelled may have been done all the same
  await set.catch(() => {});
  const after = await refusalSoon(branch, means);
  if (after === undefined) {
    await set;
    return { checkedOn: branch, closesNone: false };
  }
  const quiet = { signal: AbortSignal.timeout(CHECK_MS), progress: () => {} };
  await neon.manage.projects.update(project, { ipAllow: project.ipAllow }, quiet);
  const undone = "The list of addresses is as it was, and nothing else was changed";
  throw lockedOut(branch, after, undone);
}

interface Protecting {
  readonly list: IpAllow;
  readonly branch: Branch;
}

/** Protects a branch. Where that closes it to all but some addresses, it is checked in the same way. */
export async function protectReachably(
  neon: Neon,
  { list, branch }: Protecting,
  means: Means,
): Promise<void> {
  const { call } = means;
  const closes = list.protectedBranchesOnly && list.ips.length > 0;
  const hasCompute = closes && (await neon.endpoint(branch, call.signal)) !== undefined;
  const before = hasCompute ? await refusalOf(branch, means, call.signal) : undefined;
  const set = neon.updateBranch(branch, { protected: true }, call);
  if (!hasCompute || before !== undefined) return void (await set);
  await set.catch(() => {});
  const after = await refusalSoon(branch, means);
  if (after === undefined) return void (await set);
  const quiet = { signal: AbortSignal.timeout(CHECK_MS), progress: () => {} };
  await neon.updateBranch(branch, { protected: false }, quiet);
  throw lockedOut(branch, after, "It is not protected");
}

const CHECK_MS = 60_000;
const AGAIN_MS = 1_000;

/**
 * Looks twice, because Neon's proxies hear of a change a moment later and go by what they remember until then; also after a cancelled
 * call, by a signal of its own.
 */
async function refusalSoon(branch: Branch, means: Means): Promise<ToolError | undefined> {
  const signal = AbortSignal.timeout(CHECK_MS);
  const first = await refusalOf(branch, means, signal);
  if (first !== undefined) return first;
  await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  return refusalOf(branch, means, signal);
}

/** A branch that the list closes to those who are not in it; the default one rather than another. */
async function closedBranch(
  neon: Neon,
  { project, ipAllow }: Setting,
  signal: AbortSignal,
): Promise<Branch | undefined> {
  if (ipAllow.ips.length === 0) return undefined;
  const closed = (await neon.branches(project.id, signal)).filter(
    ({ isProtected }) => isProtected || !ipAllow.protectedBranchesOnly,
  );
  for (const branch of closed)
    if ((await neon.endpoint(branch, signal)) !== undefined) return branch;
  return undefined;
}

/** Why nobody is let in from here; undefined where one is. */
async function refusalOf(
  branch: Branch,
  { deps, logIn }: Means,
  signal: AbortSignal,
): Promise<ToolError | undefined> {
  const target = { project: branch.project.id, branch: branch.id };
  const address = await deps.address({ target, signal });
  try {
    await logIn(address, signal);
    return undefined;
  } catch (error) {
    if (error instanceof ToolError && error.code !== "CANCELLED") return error;
    throw error;
  }
}

function lockedOut(branch: Branch, { quoted }: ToolError, undone: string): ToolError {
  const [, ip] = /IP address (\S+) is not allowed/.exec(quoted ?? "") ?? [];
  const next =
    ip === undefined
      ? "Look whether the branch can be reached at all, and call again."
      : `Add \`${identifier(ip)}\`, from which this server comes, to \`ips\`; or ask the user whether it shall lose access.`;
  return new ToolError(
    "PERMISSION",
    `This server could not connect to branch \`${identifier(branch.name)}\` any more, so that was taken back. ${undone}.`,
    next,
    quoted === undefined ? {} : { quoted },
  );
}
