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

async function createSnapshot(
  parts: Managing,
  branch: Branch,
  { at, expiresAt, call, ...given }: Creating,
): Promise<SnapshotDetails> {
  const { requests, operations } = parts;
  const name = given.name ?? ownName(`${branch.name}-${new Date().toISOString().slice(0, 10)}`);
  const before = isOwnName(name) ? [] : await listSnapshots(parts, branch.project, call.signal);
  const query = {
    projectId: branch.project.id,
    branchId: branch.id,
    name,
    ...(at === undefined ? {} : "time" in at ? { timestamp: at.time } : { lsn: at.lsn }),
    ...(expiresAt === undefined ? {} : { expires_at: seconds(expiresAt) }),
  };
  try {
    const made = await requests.write(
      {
        what: `make snapshot ${quoted(name)} of branch ${quoted(branch.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
        next: 'Change the input as Neon says; where the plan has room for no more, `action` "delete" makes some.',
      },
      (client, params) => client.createSnapshot(query, params),
    );
    await operations.finish(made.operations, call);
    return await named(parts, branch, { isWanted: ({ id }) => id === made.snapshot.id, call });
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    return found(parts, branch, { name, before, error, call });
  }
}

interface Looking {
  readonly isWanted: (snapshot: SnapshotDetails) => boolean;
  readonly call: Pick<Progress, "signal">;
}

async function named(
  parts: Managing,
  { project }: Branch,
  { isWanted, call }: Looking,
): Promise<SnapshotDetails> {
  const snapshot = (await listSnapshots(parts, project, call.signal)).find(isWanted);
  if (snapshot !== undefined) return snapshot;
  throw new ToolError(
    "UNAVAILABLE",
    "The snapshot was gone as soon as it was made.",
    'Look with `action` "list".',
  );
}

interface Lost {
  readonly name: string;
  readonly before: readonly SnapshotDetails[];
  readonly error: LostAnswerError;
  readonly call: Progress;
}

/** After a lost answer: the one of this name that was not there before. */
async function found(
  parts: Managing,
  branch: Branch,
  { name, before, error, call }: Lost,
): Promise<SnapshotDetails> {
  const known = new Set(before.map(({ id }) => id));
  const signal = AbortSignal.timeout(parts.limits.cleanup);
  const isWanted = (each: SnapshotDetails): boolean => each.name === name && !known.has(each.id);
  const all = await listSnapshots(parts, branch.project, signal);
  if (!all.some(isWanted))
    throw amended(error, `There is no snapshot ${quoted(name)} now.`, "Call again.");
  await parts.operations.finishOf(branch.project.id, branch.id, call);
  return named(parts, branch, { isWanted, call });
}

async function deleteSnapshot(
  parts: Managing,
  project: Owner,
  { snapshot, call }: { readonly snapshot: Snapshot; readonly call: Progress },
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
