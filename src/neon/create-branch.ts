import type * as api from "@neondatabase/api-client";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Branch, ComputeSize, Endpoint, Moment, NewBranch, Progress } from "../core/neon.ts";
import { sleep } from "./backoff.ts";
import type { Branches } from "./branches.ts";
import { type Computes, readWrite } from "./computes.ts";
import { amended, LostAnswerError } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { branchName, isOwnName } from "./names.ts";
import type { Operations } from "./operations.ts";
import { removeBranch } from "./remove-branch.ts";
import type { Requests } from "./requests.ts";
import { tell } from "./progress.ts";
import { quoted } from "./resolve.ts";
import { seconds } from "./shapes.ts";
import { undone } from "./undone.ts";

export interface Changing {
  readonly requests: Requests;
  readonly branches: Branches;
  readonly computes: Computes;
  readonly operations: Operations;
  readonly limits: Limits;
}

export interface Created {
  readonly branch: Branch;
  readonly endpoint?: Endpoint;
}

/**
 * Creates a branch and waits until it can be used. When that fails or is cancelled, what was made is removed, and the
 * error says so; when the answer is lost, the branch is looked for by its name.
 */
export async function createBranch(
  parts: Changing,
  request: NewBranch,
  call: Progress,
): Promise<Created> {
  const { parent } = request;
  const name = request.name ?? branchName(parent.name);
  if (!isOwnName(name)) await refuseTaken(parts, name, { parent, call });
  const { id, operations } = await send(parts, { ...request, name }, call);
  const made = { id, name, project: parent.project };
  try {
    if (call.signal.aborted) throw cancelledWhileCreating(name);
    await (operations === undefined
      ? parts.operations.finishOf(made.project.id, id, call)
      : parts.operations.finish(operations, call));
    return await created(parts, made, call.signal);
  } catch (error) {
    throw await undone(
      parts.limits,
      {
        kind: "branch",
        named: `${quoted(name)} (${quoted(id)})`,
        settle: (quiet) => parts.operations.finish(operations ?? [], quiet),
        remove: (quiet) => removeBranch(parts, made, quiet),
        byHand: `\`delete_branch\`, \`branch\` ${quoted(id)}`,
      },
      error,
    );
  }
}

interface Sent {
  readonly id: string;
  /** Undefined when the answer was lost. */
  readonly operations: readonly api.Operation[] | undefined;
}

async function send(
  { requests, branches, limits }: Changing,
  request: NewBranch & { readonly name: string },
  call: Progress,
): Promise<Sent> {
  const { parent, name } = request;
  try {
    const { branch, operations } = await requests.write(
      {
        what: `create branch ${quoted(name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
        next: nextOf(parent),
      },
      (client, params) => client.createProjectBranch(parent.project.id, body(request), params),
    );
    return { id: branch.id, operations };
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    const found = await lookFor({ branches, limits }, request, error);
    if (found === undefined)
      throw amended(error, `There is no branch ${quoted(name)} now.`, "Call again.");
    // A branch of the caller's name may be somebody else's: it is taken as the one wanted, but never removed.
    const mine = isOwnName(name) || (!call.signal.aborted && isChildOf(found, request));
    if (!mine) throw error;
    return { id: found.id, operations: undefined };
  }
}

/** Neon makes no branch of one that expires, and says so in words that name neither branch nor way out. */
function nextOf({ name, expiresAt }: Branch): string {
  if (expiresAt === undefined)
    return "Change the input as Neon says: `list_branches` shows the branches there are, and since when.";
  const call = (expiry: string): string =>
    JSON.stringify({ branch: identifier(name), expires_in: expiry });
  return `Branch ${quoted(name)} expires at ${expiresAt}, and Neon makes no branch of one that does: call update_branch with ${call("never")}, repeat this call, then give it an end again with ${call("1d")}.`;
}

/** The caller may have gone: what was made has to be found all the same. Where no answer came in time, it may come to be later. */
async function lookFor(
  { branches, limits }: Pick<Changing, "branches" | "limits">,
  { name, parent }: NewBranch & { readonly name: string },
  { code }: ToolError,
): Promise<Branch | undefined> {
  const signal = AbortSignal.timeout(limits.cleanup);
  const until = Date.now() + (code === "UNAVAILABLE" ? 0 : limits.grace);
  for (;;) {
    const all = await branches.all(parent.project, signal);
    const found = all.find(({ branch }) => branch.name === name);
    if (found !== undefined || Date.now() >= until) return found?.branch;
    await sleep(1_000, signal);
  }
}

const isChildOf = (branch: Branch, { parent, kind }: NewBranch): boolean =>
  kind === "schema_only" || branch.parent?.id === parent.id;

function body({
  name,
  parent,
  at,
  kind,
  expiresAt,
  compute,
}: NewBranch & { readonly name: string }): api.BranchCreateRequest {
  return {
    branch: {
      name,
      parent_id: parent.id,
      ...(at === undefined ? {} : moment(at)),
      ...(kind === "schema_only" ? { init_source: "schema-only" } : {}),
      ...(expiresAt === undefined ? {} : { expires_at: seconds(expiresAt) }),
    },
    ...(compute === "none" ? {} : { endpoints: [endpoint(compute)] }),
  };
}

const moment = (at: Moment) =>
  "time" in at ? { parent_timestamp: at.time } : { parent_lsn: at.lsn };

const endpoint = (size: ComputeSize | undefined): api.BranchCreateRequestEndpointOptions => ({
  type: "read_write" as api.EndpointType,
  ...(size === undefined
    ? {}
    : {
        autoscaling_limit_min_cu: size.minCu,
        autoscaling_limit_max_cu: size.maxCu,
        suspend_timeout_seconds: size.suspendSeconds,
      }),
});

/** Asked beforehand, so that a branch found under the name after a lost answer is the one that was made. */
async function refuseTaken(
  { branches }: Changing,
  name: string,
  { parent, call }: { readonly parent: Branch; readonly call: Progress },
): Promise<void> {
  const all = await branches.all(parent.project, call.signal);
  if (!all.some(({ branch }) => branch.name === name)) return;
  throw new ToolError(
    "INVALID_INPUT",
    `There is already a branch ${quoted(name)} in project ${quoted(parent.project.name)}.`,
    "Give another `name`, or none: then one is made up.",
  );
}

async function created(
  { requests, branches }: Changing,
  { id, project }: Pick<Branch, "id" | "project">,
  signal: AbortSignal,
): Promise<Created> {
  const [all, { endpoints }] = await Promise.all([
    branches.all(project, signal),
    requests.read({ what: "look at the new branch's compute", signal }, (client, params) =>
      client.listProjectBranchEndpoints(project.id, id, params),
    ),
  ]);
  const record = all.find(({ branch }) => branch.id === id);
  if (record === undefined)
    throw new ToolError(
      "UNAVAILABLE",
      `The new branch (${id}) was gone as soon as it was made.`,
      "Somebody else may have deleted it: look with `list_branches`.",
    );
  const endpoint = readWrite(endpoints);
  return { branch: record.branch, ...(endpoint === undefined ? {} : { endpoint }) };
}

const cancelledWhileCreating = (name: string): ToolError =>
  new ToolError(
    "CANCELLED",
    `The call was cancelled while branch ${quoted(name)} was made.`,
    "Call again when the branch is wanted.",
  );
