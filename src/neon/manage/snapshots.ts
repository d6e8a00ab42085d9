import type * as api from "@neondatabase/api-client";
import { ToolError } from "../../core/errors.ts";
import type {
  ManageSnapshots,
  ScheduleEntry,
  SnapshotDetails,
} from "../../core/manage/snapshots.ts";
import type { Branch, Moment, Progress, Project, Snapshot } from "../../core/neon.ts";
import { amended, LostAnswerError } from "../errors.ts";
import type { Managing } from "../manage.ts";
import { isOwnName, ownName } from "../names.ts";
import { tell } from "../progress.ts";
import { quoted } from "../resolve.ts";
import { seconds, snapshotFrom } from "../shapes.ts";
import { undone } from "../undone.ts";
import { readSchedule, writeSchedule } from "./schedule.ts";
import { restoreToBranch } from "./snapshot-branch.ts";

/** The snapshots of a Neon. A write whose answer was lost is settled by looking. */
export function manageSnapshots(parts: Managing): ManageSnapshots {
  return {
    async all(name, signal) {
      const project = await parts.projects.one(name, signal);
      return listSnapshots(parts, project, signal);
    },
    create: (branch, request, call) => createSnapshot(parts, branch, { ...request, call }),
    delete: (project, snapshot, call) => deleteSnapshot(parts, project, { snapshot, call }),
    toBranch: (project, snapshot, name, call) =>
      restoreToBranch(parts, project, { snapshot, name, call }),
    schedule: (branch, signal): Promise<readonly ScheduleEntry[]> =>
      readSchedule(parts, branch, signal),
    setSchedule: (branch, entries, call) => writeSchedule(parts, branch, { entries, call }),
  };
}

type Owner = Pick<Project, "id" | "name">;

async function listSnapshots(
  { requests }: Managing,
  project: Owner,
  signal: AbortSignal,
): Promise<readonly SnapshotDetails[]> {
  const { snapshots } = await requests.read(
    { what: `list the snapshots of project ${quoted(project.name)}`, signal },
    (client, params) => client.listSnapshots(project.id, params),
  );
  return snapshots
    .map(detailsFrom)
    .toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

function detailsFrom(snapshot: api.Snapshot): SnapshotDetails {
  // one that is billed by what changed since the one before has no full size
  const bytes = snapshot.full_size ?? snapshot.diff_size;
  return {
    ...snapshotFrom(snapshot),
    isScheduled: snapshot.manual === false,
    ...(snapshot.expires_at === undefined ? {} : { expiresAt: snapshot.expires_at }),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

interface Creating {
  readonly name?: string | undefined;
  readonly at?: Moment | undefined;
  readonly expiresAt?: Date | undefined;
  readonly call: Progress;
}

/** Made and there; when that fails or is cancelled, it is removed again, and the error says so. */
async function createSnapshot(
  parts: Managing,
  branch: Branch,
  { call, ...given }: Creating,
): Promise<SnapshotDetails> {
  const { operations } = parts;
  const { project } = branch;
  const name = given.name ?? ownName(`${branch.name}-${new Date().toISOString().slice(0, 10)}`);
  const made = await send(parts, branch, { ...given, name, call });
  const { id } = made;
  try {
    await (made.operations === undefined
      ? operations.finishOf(project.id, branch.id, call)
      : operations.finish(made.operations, call));
    return await there(parts, branch, { id, call });
  } catch (error) {
    // one that was found by the caller's name may be somebody else's: it is not removed
    if (made.operations === undefined && !isOwnName(name)) throw error;
    throw await undone(
      parts.limits,
      {
        kind: "snapshot",
        named: `${quoted(name)} (${quoted(id)})`,
        settle: (quiet) => operations.finishOf(project.id, branch.id, quiet),
        remove: (quiet) => deleteSnapshot(parts, project, { snapshot: { id, name }, call: quiet }),
        byHand: `\`manage_snapshot\`, \`action\` "delete", \`name\` ${quoted(id)}`,
      },
      error,
    );
  }
}

interface Sent {
  readonly id: string;
  /** Undefined where the answer was lost. */
  readonly operations: readonly api.Operation[] | undefined;
}

/** After a lost answer: the one of this name that was not there before. */
async function send(
  parts: Managing,
  branch: Branch,
  { at, expiresAt, name, call }: Creating & { readonly name: string },
): Promise<Sent> {
  const { project } = branch;
  const before = isOwnName(name) ? [] : await listSnapshots(parts, project, call.signal);
  const query = {
    projectId: project.id,
    branchId: branch.id,
    name,
    ...(at === undefined ? {} : "time" in at ? { timestamp: at.time } : { lsn: at.lsn }),
    ...(expiresAt === undefined ? {} : { expires_at: seconds(expiresAt) }),
  };
  try {
    const { snapshot, operations } = await parts.requests.write(
      {
        what: `make snapshot ${quoted(name)} of branch ${quoted(branch.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
        next: 'Change the input as Neon says; where the plan has room for no more, `action` "delete" makes some.',
      },
      (client, params) => client.createSnapshot(query, params),
    );
    return { id: snapshot.id, operations };
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    const known = new Set(before.map(({ id }) => id));
    const all = await listSnapshots(parts, project, AbortSignal.timeout(parts.limits.cleanup));
    const found = all.find((each) => each.name === name && !known.has(each.id));
    if (found === undefined)
      throw amended(error, `There is no snapshot ${quoted(name)} now.`, "Call again.");
    // one of the caller's name may be somebody else's: it is taken as the one wanted, but not removed
    if (!isOwnName(name) && call.signal.aborted)
      throw amended(
        error,
        `There is a snapshot ${quoted(name)} now.`,
        'Look with `action` "list".',
      );
    return { id: found.id, operations: undefined };
  }
}

async function there(
  parts: Managing,
  { project }: Branch,
  { id, call }: { readonly id: string; readonly call: Progress },
): Promise<SnapshotDetails> {
  const all = await listSnapshots(parts, project, call.signal);
  const snapshot = all.find((each) => each.id === id);
  if (snapshot !== undefined) return snapshot;
  throw new ToolError(
    "UNAVAILABLE",
    "The snapshot was gone as soon as it was made.",
    'Look with `action` "list".',
  );
}

async function deleteSnapshot(
  parts: Managing,
  project: Owner,
  { snapshot, call }: { readonly snapshot: Pick<Snapshot, "id" | "name">; readonly call: Progress },
): Promise<void> {
  const { requests, operations, limits } = parts;
  try {
    const answer = await requests.write(
      {
        what: `delete snapshot ${quoted(snapshot.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
      },
      (client, params) => client.deleteSnapshot(project.id, snapshot.id, params),
    );
    await operations.finish(answer.operations, call);
  } catch (error) {
    if (error instanceof ToolError && error.code === "NOT_FOUND") return;
    if (!(error instanceof LostAnswerError)) throw error;
    const signal = AbortSignal.timeout(limits.cleanup);
    await operations.finishOf(project.id, undefined, { ...call, signal });
    const all = await listSnapshots(parts, project, signal);
    if (all.some(({ id }) => id === snapshot.id))
      throw amended(error, `Snapshot ${quoted(snapshot.name)} is still there.`, "Call again.");
  }
}
